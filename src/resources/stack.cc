#include "resources/stack.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "cfn/parameters.h"
#include "resources/group_changes.h"
#include "resources/resource_type.h"
#include "resources/stack_set.h"

namespace headroom {
namespace {

constexpr std::string_view kStackType = "AWS::CloudFormation::Stack";
constexpr std::string_view kApplicationType = "AWS::Serverless::Application";  // SAM makes a stack of it
constexpr std::string_view kDocumentType = "AWS::SSM::Document";
constexpr std::string_view kLaunchTemplateType = "AWS::EC2::LaunchTemplate";
constexpr std::string_view kStackSetType = "AWS::CloudFormation::StackSet";

bool IsNestedStack(std::string_view type) { return type == kStackType || type == kApplicationType; }
/// The property that says where the template is. Source: SAM specification, AWS::Serverless::Application.
std::string_view UrlKey(std::string_view type) {
  return type == kApplicationType ? "Location" : "TemplateURL";
}

/// No deployment comes near; what goes beyond is said to be left out. (CloudFormation's quota is 2,500
/// resources for nested stacks together.)
constexpr size_t kMostStacks = 5'000;
constexpr size_t kMostNodes = 5'000'000;  // of the templates, each as often as it is deployed
constexpr size_t kMostLevels = 40;
/// Ranges of a parameter that is not given are tried number by number up to here.
constexpr int64_t kMostNumbers = 1'000;

using Touched = std::vector<uint32_t>;

/// An unknown as other stacks see it: a resource that it names is none of theirs.
cfn::Unknown Outside(const cfn::Unknown& unknown) {
  return {unknown.reason, "", "", unknown.reported, "", unknown.source};
}

void Merge(Touched& into, const Touched& more) {
  Touched sum;
  std::set_union(into.begin(), into.end(), more.begin(), more.end(), std::back_inserter(sum));
  into = std::move(sum);
}

/// A template that stands as text in another one.
struct InlineTemplate {
  std::optional<cfn::Template> tmpl;
  NestedTemplate found;
};

/// What all stacks of one input share.
struct Tree {
  TemplateLibrary* library;
  const std::string& top;
  const Wanted* wanted;
  Findings& findings;
  std::set<std::string>* nested;
  UpdateBehaviors* behaviors;
  uint32_t depth = 0;  // of their evaluators together
  size_t stacks = 0;
  size_t nodes = 0;
  bool said_too_many = false;
  std::set<const NestedTemplate*> said;  // whose findings have been added
  std::map<const Document*, InlineTemplate> inline_templates;
  std::map<std::string, LaunchTemplateResource> shared;  // those that stacks have passed on, by SharedName
};

/// What a nested stack is deployed with.
struct Given {
  cfn::GivenParameters parameters;
  cfn::Environment environment;

  bool refused = false;  // the template's constraints forbid one of them

  Given(const cfn::Environment& parent, std::string within) : environment(parent) {
    environment.stack_name.reset();
    environment.within = std::move(within);
    environment.unknown_parameters.clear();
  }
  /// All parameters are unknown where their list is.
  void NoteUnknown(const cfn::Value& list, const cfn::Template& tmpl) {
    if (!list.is_unknown()) return;
    for (const cfn::Parameter& parameter : tmpl.parameters())
      environment.unknown_parameters.emplace(parameter.name, Outside(list.unknown()));
  }
  cfn::Assignment Assign(const cfn::Template& tmpl, Findings& findings) {
    cfn::CheckAllDeclared({&tmpl}, parameters, findings);
    const size_t said = findings.size();
    cfn::Assignment out = cfn::Assign(tmpl.parameters(), parameters, findings);
    refused = findings.size() > said;
    for (size_t i = 0; i < out.size(); ++i) {
      if (environment.unknown_parameters.count(tmpl.parameters()[i].name) > 0) out[i].reset();
    }
    return out;
  }
};

/// Where a stack stands in the tree.
struct Level {
  std::string path;
  std::string within;
  std::string origin;              // see OriginOf; empty: the input
  std::vector<std::string> chain;  // identities of the templates around it, its own at the end; the input's
                                   // is not told before it is needed: it costs a look at the file system
};

/// One deployment of a template.
class Stack final : public cfn::NestedStacks {
 public:
  Stack(const cfn::Template& tmpl, cfn::Environment environment, cfn::Assignment assignment, Level level,
        Tree& tree);

  void Extract(std::vector<Extracted>& out);
  void ExtractCreated(const CreatedStack& created, std::vector<Extracted>& out);
  std::vector<Opaque> TakeOpaque() { return std::move(opaque_); }
  std::optional<Output> FindOutput(std::string_view resource, std::string_view name) override;

 private:
  /// A stack nested in this one, and which of this one's parameters it depends on.
  struct Child {
    std::unique_ptr<Stack> stack;  // null: it cannot be read, or is being read
    Touched existence;
    std::vector<Touched> parameters;  // by the child's parameters
    Touched all;
    std::vector<cfn::Rule> refused;  // parameters that its constraints forbid
  };

  /// A stack set and what it deploys.
  struct Set {
    const cfn::Resource& resource;
    const NestedTemplate& found;
    Place where;
    cfn::Value parameters;
  };

  const Child& ChildOf(const cfn::Resource& resource);
  void Read(const cfn::Resource& resource, Child& child);
  const NestedTemplate* Usable(const cfn::Resource& resource, const NestedTemplate* found, Place where);
  const NestedTemplate* FindTemplate(const cfn::Resource& resource, Place& where);
  std::vector<std::string> Chain() const;
  const NestedTemplate* FindTemplateAt(const cfn::Resource& resource, const cfn::Value& url, Place& where,
                                       const Touched& touched);
  const NestedTemplate* ReadBody(const cfn::Resource& resource, const cfn::Value& body,
                                 const Touched& touched);
  bool MayNest(const cfn::Resource& resource, const NestedTemplate& found, Place where);
  void ExtractCreatedBy(const cfn::Resource& document, std::vector<Extracted>& out);
  void ExtractSet(const cfn::Resource& resource, std::vector<Extracted>& out);
  bool MayBeWanted(const std::string& within) const;
  void ExtractGroup(const Set& set, const StackSetGroup& group,
                    std::set<std::pair<std::string, std::string>>& seen, std::vector<Extracted>& out);
  void ExtractRegion(const Set& set, const StackSetGroup& group, const std::string& region,
                     const std::vector<std::string>& accounts, std::vector<Extracted>& out);
  void ExtractInstance(const Set& set, const StackSetGroup& group, const Target& target,
                       const std::string& name, bool& account_read, std::vector<Extracted>& out);
  void Deploy(const cfn::Resource& resource, const NestedTemplate& found, Child& child);
  void Open(const cfn::Parameter& parameter, const std::string& within, std::optional<std::string>& value,
            Touched& touched);
  void SetParameter(const cfn::Evaluator::Member& member, Given& given);
  void SetParameters(const std::vector<cfn::Evaluator::Member>& list, const cfn::Template& tmpl,
                     Given& given);
  cfn::Value Text(const cfn::Value& value);
  cfn::Value OutputValue(std::string_view name);
  cfn::Unknown Share(const cfn::Unknown& unknown);
  bool ShareTemplate(const std::string& id);
  bool IsGroup(const cfn::Unknown& unknown);
  void NoteMacros();
  void NoteMacro(NodeId map);
  void NoteNested();
  std::vector<const cfn::Resource*> Nested();
  void ExtractChildren(std::vector<Extracted>& out);
  Touched MapTouched(const Child& child, const Touched& of_child) const;
  void ReadBehaviors();
  std::string Origin(const cfn::Resource& resource) const { return Below(level_.origin, OriginOf(resource)); }
  void AddOpaque(const cfn::Resource& resource, Place where, std::string reason, Touched touched = {}) {
    opaque_.push_back(
        {level_.path, resource.id, where, std::move(reason), std::move(touched), Origin(resource)});
  }

  const cfn::Template& tmpl_;
  const cfn::Environment environment_;
  const cfn::Assignment assignment_;
  const Level level_;
  Tree& tree_;
  cfn::Evaluator evaluator_;
  std::map<std::string, Child, std::less<>> children_;
  std::vector<Opaque> opaque_;
  std::set<std::string> received_;  // the resources of other stacks that it knows, by SharedName
};

cfn::Environment WithStacks(cfn::Environment environment, cfn::NestedStacks* stacks, uint32_t* depth) {
  environment.nested_stacks = stacks;
  environment.depth = depth;
  return environment;
}

Stack::Stack(const cfn::Template& tmpl, cfn::Environment environment, cfn::Assignment assignment, Level level,
             Tree& tree)
    : tmpl_(tmpl),
      environment_(WithStacks(std::move(environment), this, &tree.depth)),
      assignment_(std::move(assignment)),
      level_(std::move(level)),
      tree_(tree),
      evaluator_(tmpl_, environment_, assignment_, tree.findings) {
  for (const auto& [parameter, why] : environment_.unknown_parameters) {
    if (IsShared(why.resource)) received_.insert(why.resource);
  }
  NoteNested();
}

/// The file that stands for `TemplateURL` where a tool has put the template elsewhere: CDK and SAM say it in
/// the resource's Metadata.
cfn::Value AssetPath(cfn::Evaluator& evaluator, const cfn::Resource& resource) {
  const cfn::Value metadata = evaluator.Get(resource.body, "Metadata");
  if (!metadata.is_map() || evaluator.Get(metadata, "aws:asset:property").text() != "TemplateURL") return {};
  const cfn::Value path = evaluator.Get(metadata, "aws:asset:path");
  return path.is_scalar() ? path : cfn::Value();
}

/// All that is written as a nested stack's template, as far as it is plain text.
void Stack::NoteNested() {
  if (tree_.nested == nullptr || tree_.library == nullptr) return;
  const Document& document = tmpl_.document();
  const auto text = [&](NodeId id) { return id == kNoNode ? std::string() : std::string(document[id].text); };
  if (tmpl_.resources() == kNoNode) return;
  const Node& resources = document[tmpl_.resources()];
  for (uint32_t i = 0; i < Document::EntryCount(resources); ++i) {
    const NodeId body = document.EntryAt(resources, i).value;
    const std::string type = text(document.Find(body, "Type"));
    if (!IsStackType(type)) continue;
    const NodeId metadata = document.Find(body, "Metadata");
    for (const std::string& url : {text(document.Find(document.Find(body, "Properties"), UrlKey(type))),
                                   text(document.Find(metadata, "aws:asset:path"))}) {
      if (!url.empty()) tree_.nested->insert(tree_.library->Identify(url, level_.path, tree_.top));
    }
  }
}

/// What a macro among the resources, or at the top, makes is known at AWS alone.
void Stack::NoteMacros() {
  NoteMacro(tmpl_.document().root());
  if (tmpl_.resources() != kNoNode) NoteMacro(tmpl_.resources());
}

/// The macro that makes entries of `map`. (An `AWS::Include` that is left has been noted where it was looked
/// for.)
void Stack::NoteMacro(NodeId map) {
  const Document& document = tmpl_.document();
  const NodeId macro = document.Find(map, cfn::kTransformKey);
  if (macro == kNoNode) return;
  const bool by_name = document[macro].kind == NodeKind::kScalar;
  const NodeId name = by_name ? macro : document.Find(macro, "Name");
  if (name != kNoNode && document[name].text == "AWS::Include") return;
  opaque_.push_back({level_.path, std::string(cfn::kTransformKey), document.PlaceOf(macro),
                     "what a macro makes is known only at AWS"});
}

/// Whole resources are evaluated for it, apart from the findings and traces of the others.
void Stack::ReadBehaviors() {
  Findings ignored;
  cfn::Evaluator evaluator(tmpl_, environment_, assignment_, ignored);
  tree_.behaviors->merge(ReadUpdateBehavior(evaluator, level_.within));
}

void Stack::Extract(std::vector<Extracted>& out) {
  if (tree_.behaviors != nullptr) ReadBehaviors();
  const size_t own = out.size();
  if (tree_.wanted == nullptr) {
    NoteMacros();
    evaluator_.CheckDeclarations();
    out.push_back(ExtractLaunches(evaluator_, level_.path));
    out.back().rules = evaluator_.Rules();
  } else {
    const auto some = tree_.wanted->find(level_.within);
    const WantedOfStack& wanted = some == tree_.wanted->end() ? WantedOfStack() : some->second;
    out.push_back(ExtractLaunches(evaluator_, level_.path, &wanted.resources));
    out.back().rules = evaluator_.Rules(&wanted.rules);
  }
  Extracted& extracted = out.back();
  extracted.within = level_.within;
  extracted.input = tree_.top;
  for (Launch& launch : extracted.launches) {
    launch.within = Below(level_.within, launch.within);
    launch.origin = Below(level_.origin, launch.origin);
  }
  for (Opaque& opaque : extracted.opaque) opaque.origin = Below(level_.origin, opaque.origin);
  for (IdleResource& idle : extracted.idle) idle.origin = Below(level_.origin, idle.origin);
  for (LaunchTemplateResource& found : extracted.launch_templates) found.within = level_.within;
  for (const std::string& name : received_) {
    const auto shared = tree_.shared.find(name);
    if (shared != tree_.shared.end()) extracted.launch_templates.push_back(shared->second);
  }
  for (LaunchTemplateResource& found : extracted.checked) found.within = Below(level_.within, found.within);
  for (ImageProduct& product : extracted.products) product.within = Below(level_.within, product.within);
  const std::vector<CreatedStack> created = std::move(extracted.created);
  for (const CreatedStack& one : created) {
    if (tree_.wanted == nullptr) ExtractCreated(one, out);
  }
  ExtractChildren(out);
  auto& opaque = out[own].opaque;
  opaque.insert(opaque.end(), opaque_.begin(), opaque_.end());
}

/// The resources that may be stacks with something wanted in them, in the order of the file if that is all.
std::vector<const cfn::Resource*> Stack::Nested() {
  std::vector<const cfn::Resource*> out;
  if (tree_.wanted == nullptr) {
    for (const cfn::Resource& resource : evaluator_.Resources()) out.push_back(&resource);
    return out;
  }
  const std::string prefix = Below(level_.within, "") + (level_.within.empty() ? "" : "/");
  std::set<std::string> ids;
  for (auto at = tree_.wanted->upper_bound(prefix);
       at != tree_.wanted->end() && StartsWith(at->first, prefix); ++at) {
    ids.insert(at->first.substr(prefix.size(), at->first.find('/', prefix.size()) - prefix.size()));
  }
  for (const std::string& id : ids) {
    if (const cfn::Resource* found = evaluator_.FindResource(id)) out.push_back(found);
  }
  return out;
}

/// Applies `map` to the parameters that each item depends on.
template <typename Map>
void MapAllTouched(Extracted& extracted, Map map) {
  const auto map_all = [&](auto& items) {
    for (auto& item : items) item.touched = map(item.touched);
  };
  map_all(extracted.launches);
  map_all(extracted.launch_templates);
  map_all(extracted.networks);
  map_all(extracted.checked);
  map_all(extracted.group_changes);
  map_all(extracted.hosts);
  map_all(extracted.host_groups);
  map_all(extracted.products);
  map_all(extracted.rules);
  map_all(extracted.opaque);
  map_all(extracted.idle);
}

/// What a stack that may not exist asks for may not exist either.
void InheritExistence(const cfn::Resource& resource, Extracted& extracted) {
  if (!resource.existence.is_unknown()) return;
  for (Launch& launch : extracted.launches) launch.existence = resource.existence;
  for (cfn::Rule& rule : extracted.rules) rule.holds = resource.existence;
}

void Stack::ExtractChildren(std::vector<Extracted>& out) {
  for (const cfn::Resource* resource : Nested()) {
    if (resource->type == kStackSetType) ExtractSet(*resource, out);
    if (resource->type == kDocumentType) ExtractCreatedBy(*resource, out);
    if (!IsNestedStack(resource->type)) continue;
    const Child& child = ChildOf(*resource);
    if (child.stack == nullptr) continue;
    const size_t first = out.size();
    child.stack->Extract(out);
    auto& rules = out[first].rules;
    rules.insert(rules.end(), child.refused.begin(), child.refused.end());
    for (size_t i = first; i < out.size(); ++i) {
      MapAllTouched(out[i], [&](const Touched& of_child) { return MapTouched(child, of_child); });
      InheritExistence(*resource, out[i]);
    }
  }
}

/// The stacks that an Automation document creates, where not everything is read.
void Stack::ExtractCreatedBy(const cfn::Resource& document, std::vector<Extracted>& out) {
  if (tree_.wanted == nullptr) return;
  const std::set<std::string, std::less<>> alone{document.id};
  for (const CreatedStack& one : ExtractLaunches(evaluator_, level_.path, &alone).created)
    ExtractCreated(one, out);
}

void Stack::ExtractCreated(const CreatedStack& created, std::vector<Extracted>& out) {
  cfn::Resource step;
  step.id = created.resource;
  step.where = created.where;
  step.existence = created.existence;
  Place where = created.body.absent() ? created.where : created.body.where();
  const std::string origin = Below(Below(level_.origin, created.origin), OriginOf(step));
  const size_t said = opaque_.size();
  const NestedTemplate* found = created.body.absent()
                                    ? FindTemplateAt(step, created.url, where, created.touched)
                                    : ReadBody(step, created.body, created.touched);
  found = Usable(step, found, where);
  if (found != nullptr && tree_.nested != nullptr) tree_.nested->insert(found->identity);
  const bool follow = found != nullptr && MayNest(step, *found, where);
  for (size_t i = said; i < opaque_.size(); ++i) opaque_[i].origin = origin;
  if (!follow) return;
  Level level{found->path, Below(Below(level_.within, created.within), created.resource), origin, Chain()};
  Given given(environment_, level.within);
  SetParameters(created.parameters, *found->tmpl, given);
  cfn::Assignment assignment = given.Assign(*found->tmpl, tree_.findings);
  level.chain.push_back(found->identity);
  const size_t first = out.size();
  Stack(*found->tmpl, std::move(given.environment), std::move(assignment), std::move(level), tree_)
      .Extract(out);
  Child all;
  all.existence = created.touched;
  all.parameters.resize(found->tmpl->parameters().size());
  for (size_t i = first; i < out.size(); ++i) {
    MapAllTouched(out[i], [&](const Touched& of_child) { return MapTouched(all, of_child); });
    InheritExistence(step, out[i]);
    for (Launch& launch : out[i].launches) {
      if (launch.uncountable.empty()) launch.uncountable = created.uncountable;
    }
  }
}

void Stack::ExtractSet(const cfn::Resource& resource, std::vector<Extracted>& out) {
  const std::string asking = evaluator_.SetResource(resource.id);
  const cfn::Trace trace(evaluator_);
  Place where = resource.where;
  const cfn::Value body = ReadText(evaluator_, resource.properties, "TemplateBody");
  const NestedTemplate* found =
      body.absent() ? FindTemplate(resource, where) : ReadBody(resource, body, trace.touched());
  if (!body.absent()) where = body.where();
  found = Usable(resource, found, where);
  std::vector<UnreadGroup> unread;
  const std::vector<StackSetGroup> groups = ReadStackSetGroups(evaluator_, resource.properties, unread);
  Touched touched = trace.touched();
  Merge(touched, resource.touched);
  for (UnreadGroup& group : unread) AddOpaque(resource, group.where, std::move(group.why), touched);
  const cfn::Value parameters = evaluator_.Get(resource.properties, "Parameters");
  if (found != nullptr) {
    const size_t first = out.size();
    std::set<std::pair<std::string, std::string>> seen;
    for (const StackSetGroup& group : groups)
      ExtractGroup({resource, *found, where, parameters}, group, seen, out);
    Child all;
    all.existence = trace.touched();
    Merge(all.existence, resource.touched);
    all.parameters.resize(found->tmpl->parameters().size());
    for (size_t i = first; i < out.size(); ++i) {
      MapAllTouched(out[i], [&](const Touched& of_child) { return MapTouched(all, of_child); });
      InheritExistence(resource, out[i]);
    }
  }
  evaluator_.SetResource(asking);
}

/// An account gets one stack in each Region, however many groups name both.
void Stack::ExtractGroup(const Set& set, const StackSetGroup& group,
                         std::set<std::pair<std::string, std::string>>& seen, std::vector<Extracted>& out) {
  for (const std::string& region : group.regions) {
    std::vector<std::string> accounts;
    for (const std::string& account : group.accounts) {
      if (seen.emplace(account, region).second) accounts.push_back(account);
    }
    if (!accounts.empty()) ExtractRegion(set, group, region, accounts, out);
    if (group.uncountable.empty()) continue;
    bool account_read = false;
    const size_t first = out.size();
    ExtractInstance(set, group, {region, {}}, region, account_read, out);
    for (size_t i = first; i < out.size(); ++i) {
      for (Launch& launch : out[i].launches) launch.uncountable = group.uncountable;
    }
  }
}

/// Whether something is wanted of the stack `within`, or below it.
bool Stack::MayBeWanted(const std::string& within) const {
  if (tree_.wanted == nullptr) return true;
  const auto at = tree_.wanted->lower_bound(within);
  if (at != tree_.wanted->end() && at->first == within) return true;
  const auto below = tree_.wanted->lower_bound(within + "/");
  return below != tree_.wanted->end() && StartsWith(below->first, within + "/");
}

/// False if a stack set in the stack set goes to accounts of its own.
bool AllIn(const std::string& account, std::vector<Extracted>::const_iterator begin,
           std::vector<Extracted>::const_iterator end) {
  return std::all_of(begin, end, [&](const Extracted& one) {
    return one.target.account == account && one.more_accounts.empty();
  });
}

/// Where a template does not ask for its account, it comes to the same in all of them and is read once.
void Stack::ExtractRegion(const Set& set, const StackSetGroup& group, const std::string& region,
                          const std::vector<std::string>& accounts, std::vector<Extracted>& out) {
  const bool named_alike = MayBeWanted(Below(Below(level_.within, set.resource.id), region));
  bool account_read = false;
  if (named_alike) {
    const size_t first = out.size();
    ExtractInstance(set, group, {region, accounts[0]}, region, account_read, out);
    if (accounts.size() == 1) return;
    if (!account_read && AllIn(accounts[0], out.begin() + static_cast<ptrdiff_t>(first), out.end())) {
      for (size_t i = first; i < out.size(); ++i)
        out[i].more_accounts.assign(accounts.begin() + 1, accounts.end());
      return;
    }
    out.resize(first);
  }
  // Who reads some of it again gets it under the names that it has asked for.
  const bool by_account = tree_.wanted == nullptr || !named_alike;
  for (const std::string& account : accounts)
    ExtractInstance(set, group, {region, account}, by_account ? Below(account, region) : region, account_read,
                    out);
}

/// One stack of a stack set.
void Stack::ExtractInstance(const Set& set, const StackSetGroup& group, const Target& target,
                            const std::string& name, bool& account_read, std::vector<Extracted>& out) {
  if (!MayNest(set.resource, set.found, set.where)) return;
  Level level{set.found.path, Below(Below(level_.within, set.resource.id), name), Origin(set.resource),
              Chain()};
  level.chain.push_back(set.found.identity);
  Given given(environment_, level.within);
  given.environment.region = target.region;
  given.environment.account = target.account;
  given.environment.account_read = &account_read;
  for (const cfn::Value* list : {&set.parameters, &group.overrides})
    SetParameters(ReadParameterList(evaluator_, *list), *set.found.tmpl, given);
  cfn::Assignment assignment = given.Assign(*set.found.tmpl, tree_.findings);
  Stack(*set.found.tmpl, std::move(given.environment), std::move(assignment), std::move(level), tree_)
      .Extract(out);
}

/// Parameters of the child are what it was given; conditions that cannot be decided are the same everywhere.
Touched Stack::MapTouched(const Child& child, const Touched& of_child) const {
  Touched out = child.existence;
  const auto own = static_cast<uint32_t>(tmpl_.parameters().size());
  const auto theirs = static_cast<uint32_t>(child.parameters.size());
  for (const uint32_t index : of_child)
    Merge(out, index < theirs ? child.parameters[index] : Touched{index - theirs + own});
  return out;
}

const Stack::Child& Stack::ChildOf(const cfn::Resource& resource) {
  const auto [entry, is_new] = children_.try_emplace(resource.id);
  if (!is_new) return entry->second;
  Child child;  // set when it is done: who asks for it meanwhile gets nothing
  const std::string asking = evaluator_.SetResource(resource.id);
  Read(resource, child);
  evaluator_.SetResource(asking);
  return entry->second = std::move(child);
}

void Stack::Read(const cfn::Resource& resource, Child& child) {
  child.existence = resource.touched;
  Place where = resource.where;
  const NestedTemplate* found = nullptr;
  {
    const cfn::Trace trace(evaluator_);
    found = FindTemplate(resource, where);
    Merge(child.existence, trace.touched());
  }
  found = Usable(resource, found, where);
  if (found != nullptr && MayNest(resource, *found, where)) Deploy(resource, *found, child);
}

/// Says what is wrong with a template that was found; null if that leaves nothing to read.
const NestedTemplate* Stack::Usable(const cfn::Resource& resource, const NestedTemplate* found, Place where) {
  if (found == nullptr) return nullptr;
  if (tree_.said.insert(found).second) {
    tree_.findings.insert(tree_.findings.end(), found->findings.begin(), found->findings.end());
    opaque_.insert(opaque_.end(), found->opaque.begin(), found->opaque.end());
    if (tree_.nested != nullptr) tree_.nested->insert(found->includes.begin(), found->includes.end());
  }
  if (found->tmpl != nullptr) return found;
  if (!found->why.empty()) AddOpaque(resource, where, found->why);
  return nullptr;
}

/// A template that stands as text in this one.
const NestedTemplate* Stack::ReadBody(const cfn::Resource& resource, const cfn::Value& body,
                                      const Touched& touched) {
  if (body.is_unknown()) {
    if (!body.unknown().reported)
      AddOpaque(resource, body.where(),
                fmt::format("its template cannot be determined: {}", body.unknown().reason), touched);
    return nullptr;
  }
  std::string why = "nothing reads it";
  InlineDocuments* documents = environment_.inline_documents;
  const Document* document =
      documents == nullptr ? nullptr : documents->Parse(body.where(), body.text(), why);
  if (document == nullptr) {
    evaluator_.Malformed(body.where(), fmt::format("the template's text cannot be read: {}", why));
    return nullptr;
  }
  if (document->root() == kNoNode || (*document)[document->root()].kind != NodeKind::kMapping) {
    evaluator_.Malformed(body.where(), "the template's text must be a map");
    return nullptr;
  }
  const auto [entry, is_new] = tree_.inline_templates.try_emplace(document);
  InlineTemplate& made = entry->second;
  if (is_new) {
    made.tmpl.emplace(*document, made.found.findings);
    made.found.tmpl = &*made.tmpl;
    made.found.path = level_.path;
  }
  return &made.found;
}

const NestedTemplate* Stack::FindTemplate(const cfn::Resource& resource, Place& where) {
  const cfn::Trace trace(evaluator_);
  cfn::Value url = AssetPath(evaluator_, resource);
  if (url.absent()) {
    const cfn::Value given = evaluator_.Get(resource.properties, UrlKey(resource.type));
    if (resource.type == kApplicationType && given.is_map()) {
      AddOpaque(resource, given.where(), "its template lies in the Serverless Application Repository");
      return nullptr;
    }
    url = ReadText(evaluator_, resource.properties, UrlKey(resource.type));
  }
  Touched touched = trace.touched();
  Merge(touched, resource.touched);  // with what its loop depends on
  return FindTemplateAt(resource, url, where, touched);
}

/// `touched` is what the URL was read from.
const NestedTemplate* Stack::FindTemplateAt(const cfn::Resource& resource, const cfn::Value& url,
                                            Place& where, const Touched& touched) {
  if (!url.absent()) where = url.where();
  if (url.is_unknown()) {
    if (!url.unknown().reported)
      AddOpaque(resource, where, fmt::format("its template cannot be determined: {}", url.unknown().reason),
                touched);
    return nullptr;
  }
  if (url.absent()) {
    AddOpaque(resource, where, fmt::format("it has no `{}`", UrlKey(resource.type)));
    return nullptr;
  }
  if (tree_.library == nullptr) {
    AddOpaque(resource, where, "its template cannot be read here");
    return nullptr;
  }
  return &tree_.library->Find(url.text(), level_.path, tree_.top);
}

std::vector<std::string> Stack::Chain() const {
  if (!level_.within.empty()) return level_.chain;
  if (tree_.library == nullptr) return {};
  const std::string& top = tree_.top;
  const size_t slash = top.rfind('/');
  return {tree_.library->Identify(slash == std::string::npos ? top : top.substr(slash + 1), top, top)};
}

/// No template within itself, and none beyond the limits.
bool Stack::MayNest(const cfn::Resource& resource, const NestedTemplate& found, Place where) {
  const std::vector<std::string> chain = Chain();
  if (!found.identity.empty() && std::find(chain.begin(), chain.end(), found.identity) != chain.end()) {
    evaluator_.Malformed(where, fmt::format("`{}` is nested in itself", found.path));
    return false;
  }
  tree_.nodes += found.tmpl->document().size();
  if (chain.size() < kMostLevels && ++tree_.stacks <= kMostStacks && tree_.nodes <= kMostNodes) return true;
  if (!std::exchange(tree_.said_too_many, true)) {
    AddOpaque(resource, where,
              fmt::format("more than {} stacks, or {} levels of them, are nested; no more are read",
                          WithCommas(kMostStacks), kMostLevels));
  }
  return false;
}

/// A parameter's value as the nested stack gets it: text, the items of a list with commas between them.
cfn::Value Stack::Text(const cfn::Value& value) {
  if (!value.is_list()) return evaluator_.Text(value);
  std::vector<std::string> items;
  for (const cfn::Value& item : evaluator_.Items(value)) {
    const cfn::Value text = evaluator_.Text(item);
    if (text.is_unknown()) return cfn::Value::NotKnown(text.unknown().reason, value.where());
    items.push_back(text.text());
  }
  return cfn::Value::Scalar(Join(items, ","), value.where());
}

void Stack::SetParameter(const cfn::Evaluator::Member& member, Given& given) {
  const cfn::Value value = Text(member.value);
  if (!value.is_scalar() && !value.is_unknown()) return;
  given.parameters.erase(member.key);
  given.environment.unknown_parameters.erase(member.key);
  if (value.is_scalar()) given.parameters[member.key] = {value.text(), value.where()};
  if (value.is_unknown()) given.environment.unknown_parameters.emplace(member.key, Share(value.unknown()));
}

/// What may give any parameter (ReadParameterList) gives none that another entry gives.
void Stack::SetParameters(const std::vector<cfn::Evaluator::Member>& list, const cfn::Template& tmpl,
                          Given& given) {
  for (const cfn::Evaluator::Member& member : list) {
    if (member.key.empty()) given.NoteUnknown(member.value, tmpl);
  }
  for (const cfn::Evaluator::Member& member : list) {
    if (!member.key.empty()) SetParameter(member, given);
  }
}

/// What a parameter of the stack `within` may be that neither this one nor a default gives. (No value but its
/// default can be deployed where there is one, the worst case included: nobody but this template gives it.)
void Stack::Open(const cfn::Parameter& parameter, const std::string& within,
                 std::optional<std::string>& value, Touched& touched) {
  cfn::Choices* choices = environment_.choices;
  if (choices == nullptr || value) return;
  const std::optional<cfn::Permitted> permitted = cfn::PermittedValues(parameter);
  if (!permitted || permitted->is_list) return;
  std::vector<std::string> values = permitted->values;
  if (permitted->is_range) {
    if (permitted->last - permitted->first >= kMostNumbers) return;
    for (int64_t n = permitted->first; n <= permitted->last; ++n) values.push_back(std::to_string(n));
  }
  if (values.empty()) return;
  const uint32_t index = choices->IndexOf({Below(within, parameter.name), false, "", std::move(values)});
  Merge(touched, {static_cast<uint32_t>(tmpl_.parameters().size()) + index});
  value = choices->all()[index].taken;
}

void Stack::Deploy(const cfn::Resource& resource, const NestedTemplate& found, Child& child) {
  Given given(environment_, Below(level_.within, resource.id));
  std::map<std::string, Touched, std::less<>> touched;
  cfn::Value parameters;
  {
    const cfn::Trace trace(evaluator_);
    parameters = evaluator_.Get(resource.properties, "Parameters");
    child.all = trace.touched();
  }
  if (parameters.is_scalar() || parameters.is_list())
    evaluator_.Malformed(parameters.where(), "the parameters of a stack must be a map");
  // The members' values are read one by one, so that each tells what it depends on.
  for (const cfn::Evaluator::Member& name : evaluator_.Members(parameters)) {
    const cfn::Trace trace(evaluator_);
    SetParameter({name.key, name.key_where, evaluator_.Get(parameters, name.key)}, given);
    touched[name.key] = trace.touched();
  }
  const std::vector<cfn::Parameter>& declared = found.tmpl->parameters();
  Touched all;
  given.NoteUnknown(parameters, *found.tmpl);
  cfn::Assignment assignment = given.Assign(*found.tmpl, tree_.findings);
  for (size_t i = 0; i < declared.size(); ++i) {
    const bool is_given = touched.count(declared[i].name) > 0 || parameters.is_unknown();
    if (!is_given) Open(declared[i], given.environment.within, assignment[i], touched[declared[i].name]);
    child.parameters.push_back(touched[declared[i].name]);
    Merge(child.parameters.back(), child.all);
    if (given.refused) all.push_back(static_cast<uint32_t>(i));
  }
  if (given.refused)
    child.refused.push_back({"", cfn::Value::Scalar("false", resource.where), std::move(all)});
  Level level{found.path, Below(level_.within, resource.id), Origin(resource), Chain()};
  level.chain.push_back(found.identity);
  child.stack = std::make_unique<Stack>(*found.tmpl, std::move(given.environment), std::move(assignment),
                                        std::move(level), tree_);
}

std::optional<Stack::Output> Stack::FindOutput(std::string_view resource, std::string_view name) {
  const cfn::Resource* found = evaluator_.FindResource(resource);
  if (found == nullptr || !IsNestedStack(found->type)) return {};
  const Child& child = ChildOf(*found);
  if (child.stack == nullptr) return {};
  const cfn::Trace trace(child.stack->evaluator_);
  Output out;
  out.value = child.stack->OutputValue(name);
  if (out.value.is_unknown() && IsShared(out.value.unknown().resource))
    received_.insert(out.value.unknown().resource);
  out.touched = MapTouched(child, trace.touched());
  return out;
}

/// An unknown as other stacks see it: of all resources that it may name, a launch template or a group is of
/// use to them.
cfn::Unknown Stack::Share(const cfn::Unknown& unknown) {
  cfn::Unknown out = Outside(unknown);
  if (!IsShared(unknown.resource) && !ShareTemplate(unknown.resource) && !IsGroup(unknown)) return out;
  out.resource = IsShared(unknown.resource) ? unknown.resource : SharedName(level_.within, unknown.resource);
  out.attribute = unknown.attribute;
  return out;
}

/// Whether it is the name of an Auto Scaling group of the stack.
bool Stack::IsGroup(const cfn::Unknown& unknown) {
  if (unknown.resource.empty() || !unknown.attribute.empty()) return false;
  const cfn::Resource* resource = evaluator_.FindResource(unknown.resource);
  return resource != nullptr && resource->type == "AWS::AutoScaling::AutoScalingGroup";
}

/// Reads a launch template for the stacks that get its id: they depend on all that it does. False if it is
/// none.
bool Stack::ShareTemplate(const std::string& id) {
  const cfn::Resource* resource = id.empty() ? nullptr : evaluator_.FindResource(id);
  if (resource == nullptr || resource->type != kLaunchTemplateType) return false;
  Extracted found;
  found.path = level_.path;
  const std::string asking = evaluator_.SetResource(id);
  FindResourceType(kLaunchTemplateType)->extract(evaluator_, *resource, found);
  evaluator_.SetResource(asking);
  for (LaunchTemplateResource& made : found.launch_templates) {
    made.within = level_.within;
    made.resource = SharedName(level_.within, id);
    tree_.shared.insert_or_assign(made.resource, made);
  }
  return true;
}

cfn::Value Stack::OutputValue(std::string_view name) {
  const NodeId output = tmpl_.document().Find(tmpl_.outputs(), name);
  if (output == kNoNode)
    return cfn::Value::NotKnown(fmt::format("`{}` has no output `{}`", level_.path, name), {});
  const cfn::Value body = evaluator_.Evaluate({output, 0});
  const cfn::Value condition = evaluator_.Get(body, "Condition");
  const cfn::Value exists =
      condition.is_scalar() ? evaluator_.Condition(condition.text(), condition.where()) : condition;
  if (exists.is_unknown()) return cfn::Value::NotKnown(Outside(exists.unknown()), {});
  if (exists.is_scalar() && !*cfn::AsBoolean(exists))
    return cfn::Value::NotKnown(
        fmt::format("the output `{}` of `{}` does not exist, since its condition is false", name,
                    level_.path),
        {});
  const cfn::Value value = evaluator_.Get(body, "Value");
  if (value.is_scalar()) return value;
  if (value.is_unknown()) return cfn::Value::NotKnown(Share(value.unknown()), {});
  return cfn::Value::NotKnown(fmt::format("the output `{}` of `{}` is no text", name, level_.path), {});
}

}  // namespace

bool IsStackType(std::string_view type) { return IsNestedStack(type) || type == kStackSetType; }

/// A template that is deployed several times has what is wrong with it once.
static void AddDistinct(const Findings& found, Findings& out) {
  std::set<std::tuple<std::string, std::string, std::string, const SourceFile*, uint32_t>> seen;
  for (const Finding& finding : found) {
    const Place where = finding.where;
    if (seen.emplace(finding.rule, finding.resource, finding.message, where.file, where.span.begin).second)
      out.push_back(finding);
  }
}

std::vector<Extracted> ExtractStacks(const StackSource& source, Findings& findings,
                                     std::set<std::string>* nested) {
  Findings found;
  Tree tree{source.library,
            source.path,
            source.wanted,
            found,
            nested,
            source.behaviors,
            0,
            0,
            0,
            false,
            {},
            {},
            {}};
  Level level{source.path, "", "", {}};
  Stack top(source.tmpl, source.environment, source.assignment, std::move(level), tree);
  std::vector<Extracted> out;
  top.Extract(out);
  MoveGroupChanges(out);
  AddDistinct(found, findings);
  return out;
}

std::vector<Extracted> ExtractCreatedStacks(const StackSource& source,
                                            const std::vector<CreatedStack>& created, Findings& findings,
                                            std::set<std::string>* nested) {
  Findings found;
  Tree tree{source.library, source.path, nullptr, found, nested, source.behaviors, 0, 0, 0,
            false,          {},          {},      {}};
  Stack document(source.tmpl, source.environment, source.assignment, {source.path, "", "", {}}, tree);
  std::vector<Extracted> out(1);  // what cannot be read stands in the document itself
  for (const CreatedStack& one : created) document.ExtractCreated(one, out);
  out[0].path = source.path;
  out[0].opaque = document.TakeOpaque();
  AddDistinct(found, findings);
  return out;
}

}  // namespace headroom
