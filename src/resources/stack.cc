#include "resources/stack.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.h"
#include "cfn/parameters.h"
#include "resources/resource_type.h"

namespace headroom {
namespace {

constexpr std::string_view kStackType = "AWS::CloudFormation::Stack";

/// No deployment comes near; what goes beyond is said to be left out. (CloudFormation's quota is 2,500
/// resources for nested stacks together.)
constexpr size_t kMostStacks = 5'000;
constexpr size_t kMostNodes = 5'000'000;  // of the templates, each as often as it is deployed
constexpr size_t kMostLevels = 40;

using Touched = std::vector<uint32_t>;

/// "Network/Fleet".
std::string Below(const std::string& within, const std::string& name) {
  return within + (within.empty() || name.empty() ? "" : "/") + name;
}

/// An unknown as other stacks see it: a resource that it names is none of theirs.
cfn::Unknown Outside(const cfn::Unknown& unknown) { return {unknown.reason, "", "", unknown.reported}; }

void Merge(Touched& into, const Touched& more) {
  Touched sum;
  std::set_union(into.begin(), into.end(), more.begin(), more.end(), std::back_inserter(sum));
  into = std::move(sum);
}

/// What all stacks of one input share.
struct Tree {
  TemplateLibrary* library;
  const std::string& top;
  const Wanted* wanted;
  Findings& findings;
  std::set<std::string>* nested;
  uint32_t depth = 0;  // of their evaluators together
  size_t stacks = 0;
  size_t nodes = 0;
  bool said_too_many = false;
  std::set<const NestedTemplate*> said;  // whose findings have been added
};

/// Where a stack stands in the tree.
struct Level {
  std::string path;
  std::string within;
  std::vector<std::string> chain;  // identities of the templates around it, its own at the end; the input's
                                   // is not told before it is needed: it costs a look at the file system
};

/// One deployment of a template.
class Stack final : public cfn::NestedStacks {
 public:
  Stack(const cfn::Template& tmpl, cfn::Environment environment, cfn::Assignment assignment, Level level,
        Tree& tree);

  void Extract(std::vector<Extracted>& out);
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

  const Child& ChildOf(const cfn::Resource& resource);
  void Read(const cfn::Resource& resource, Child& child);
  const NestedTemplate* FindTemplate(const cfn::Resource& resource, Place& where);
  std::vector<std::string> Chain() const;
  bool MayNest(const cfn::Resource& resource, const NestedTemplate& found, Place where);
  void Deploy(const cfn::Resource& resource, const NestedTemplate& found, Child& child);
  void SetParameter(const cfn::Evaluator::Member& member, cfn::GivenParameters& given,
                    cfn::Environment& environment);
  cfn::Value Text(const cfn::Value& value);
  cfn::Value OutputValue(std::string_view name);
  void NoteNested();
  std::vector<const cfn::Resource*> Nested();
  void ExtractChildren(std::vector<Extracted>& out);
  static void MayNotExist(const cfn::Value& existence, Extracted& extracted);
  Touched MapTouched(const Child& child, const Touched& of_child) const;
  void MapTouched(const Child& child, Extracted& extracted) const;
  void AddOpaque(const cfn::Resource& resource, Place where, std::string reason) {
    opaque_.push_back({level_.path, resource.id, where, std::move(reason)});
  }

  const cfn::Template& tmpl_;
  const cfn::Environment environment_;
  const cfn::Assignment assignment_;
  const Level level_;
  Tree& tree_;
  cfn::Evaluator evaluator_;
  std::map<std::string, Child, std::less<>> children_;
  std::vector<Opaque> opaque_;
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
    if (text(document.Find(body, "Type")) != kStackType) continue;
    const NodeId metadata = document.Find(body, "Metadata");
    for (const std::string& url : {text(document.Find(document.Find(body, "Properties"), "TemplateURL")),
                                   text(document.Find(metadata, "aws:asset:path"))}) {
      if (!url.empty()) tree_.nested->insert(tree_.library->Identify(url, level_.path, tree_.top));
    }
  }
}

void Stack::Extract(std::vector<Extracted>& out) {
  const size_t own = out.size();
  if (tree_.wanted == nullptr) {
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
  for (Launch& launch : extracted.launches) launch.within = Below(level_.within, launch.within);
  for (LaunchTemplateResource& found : extracted.launch_templates) found.within = level_.within;
  for (LaunchTemplateResource& found : extracted.checked) found.within = Below(level_.within, found.within);
  for (ImageProduct& product : extracted.products) product.within = Below(level_.within, product.within);
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

void Stack::ExtractChildren(std::vector<Extracted>& out) {
  for (const cfn::Resource* resource : Nested()) {
    if (resource->type != kStackType) continue;
    const Child& child = ChildOf(*resource);
    if (child.stack == nullptr) continue;
    const size_t first = out.size();
    child.stack->Extract(out);
    auto& rules = out[first].rules;
    rules.insert(rules.end(), child.refused.begin(), child.refused.end());
    for (size_t i = first; i < out.size(); ++i) {
      MapTouched(child, out[i]);
      if (resource->existence.is_unknown()) MayNotExist(resource->existence, out[i]);
    }
  }
}

void Stack::MayNotExist(const cfn::Value& existence, Extracted& extracted) {
  for (Launch& launch : extracted.launches) launch.existence = existence;
  for (cfn::Rule& rule : extracted.rules) rule.holds = existence;
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

void Stack::MapTouched(const Child& child, Extracted& extracted) const {
  const auto map = [&](auto& items) {
    for (auto& item : items) item.touched = MapTouched(child, item.touched);
  };
  map(extracted.launches);
  map(extracted.launch_templates);
  map(extracted.networks);
  map(extracted.checked);
  map(extracted.group_changes);
  map(extracted.hosts);
  map(extracted.host_groups);
  map(extracted.products);
  map(extracted.rules);
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
  if (found == nullptr) return;
  if (tree_.said.insert(found).second)
    tree_.findings.insert(tree_.findings.end(), found->findings.begin(), found->findings.end());
  if (found->tmpl == nullptr) {
    if (!found->why.empty()) AddOpaque(resource, where, found->why);
    return;
  }
  if (MayNest(resource, *found, where)) Deploy(resource, *found, child);
}

const NestedTemplate* Stack::FindTemplate(const cfn::Resource& resource, Place& where) {
  cfn::Value url = AssetPath(evaluator_, resource);
  if (url.absent()) url = ReadText(evaluator_, resource.properties, "TemplateURL");
  if (!url.absent()) where = url.where();
  if (url.is_unknown()) {
    if (!url.unknown().reported)
      AddOpaque(resource, where, fmt::format("its template cannot be determined: {}", url.unknown().reason));
    return nullptr;
  }
  if (url.absent()) {
    AddOpaque(resource, where, "it has no `TemplateURL`");
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
  const std::string& top = tree_.top;
  const size_t slash = top.rfind('/');
  return {tree_.library->Identify(slash == std::string::npos ? top : top.substr(slash + 1), top, top)};
}

/// No template within itself, and none beyond the limits.
bool Stack::MayNest(const cfn::Resource& resource, const NestedTemplate& found, Place where) {
  const std::vector<std::string> chain = Chain();
  if (std::find(chain.begin(), chain.end(), found.identity) != chain.end()) {
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

void Stack::SetParameter(const cfn::Evaluator::Member& member, cfn::GivenParameters& given,
                         cfn::Environment& environment) {
  const cfn::Value value = Text(member.value);
  if (value.is_scalar()) given[member.key] = {value.text(), value.where()};
  if (value.is_unknown()) environment.unknown_parameters.emplace(member.key, Outside(value.unknown()));
}

void Stack::Deploy(const cfn::Resource& resource, const NestedTemplate& found, Child& child) {
  cfn::Environment environment = environment_;
  environment.stack_name.reset();
  environment.within = Below(level_.within, resource.id);
  environment.unknown_parameters.clear();
  cfn::GivenParameters given;
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
    SetParameter({name.key, name.key_where, evaluator_.Get(parameters, name.key)}, given, environment);
    touched[name.key] = trace.touched();
  }
  const std::vector<cfn::Parameter>& declared = found.tmpl->parameters();
  Touched all;
  for (const cfn::Parameter& parameter : declared) {
    if (parameters.is_unknown())
      environment.unknown_parameters.emplace(parameter.name, Outside(parameters.unknown()));
  }
  cfn::CheckAllDeclared({found.tmpl}, given, tree_.findings);
  const size_t said = tree_.findings.size();
  cfn::Assignment assignment = cfn::Assign(*found.tmpl, given, tree_.findings);
  const bool refused = tree_.findings.size() > said;
  for (size_t i = 0; i < declared.size(); ++i) {
    if (environment.unknown_parameters.count(declared[i].name) > 0) assignment[i].reset();
    child.parameters.push_back(touched[declared[i].name]);
    Merge(child.parameters.back(), child.all);
    if (refused) all.push_back(static_cast<uint32_t>(i));
  }
  if (refused) child.refused.push_back({"", cfn::Value::Scalar("false", resource.where), std::move(all)});
  Level level{found.path, Below(level_.within, resource.id), Chain()};
  level.chain.push_back(found.identity);
  child.stack = std::make_unique<Stack>(*found.tmpl, std::move(environment), std::move(assignment),
                                        std::move(level), tree_);
}

std::optional<Stack::Output> Stack::FindOutput(std::string_view resource, std::string_view name) {
  const cfn::Resource* found = evaluator_.FindResource(resource);
  if (found == nullptr || found->type != kStackType) return {};
  const Child& child = ChildOf(*found);
  if (child.stack == nullptr) return {};
  const cfn::Trace trace(child.stack->evaluator_);
  Output out;
  out.value = child.stack->OutputValue(name);
  out.touched = MapTouched(child, trace.touched());
  return out;
}

cfn::Value Stack::OutputValue(std::string_view name) {
  const NodeId output = tmpl_.document().Find(tmpl_.outputs(), name);
  if (output == kNoNode)
    return cfn::Value::NotKnown(fmt::format("`{}` has no output `{}`", level_.path, name), {});
  const cfn::Value value = evaluator_.Get(evaluator_.Evaluate({output, 0}), "Value");
  if (value.is_scalar()) return value;
  if (value.is_unknown()) return cfn::Value::NotKnown(Outside(value.unknown()), {});
  return cfn::Value::NotKnown(fmt::format("the output `{}` of `{}` is no text", name, level_.path), {});
}

}  // namespace

std::vector<Extracted> ExtractStacks(const StackSource& source, Findings& findings,
                                     std::set<std::string>* nested) {
  Tree tree{source.library, source.path, source.wanted, findings, nested, 0, 0, 0, false, {}};
  Level level{source.path, "", {}};
  Stack top(source.tmpl, source.environment, source.assignment, std::move(level), tree);
  std::vector<Extracted> out;
  top.Extract(out);
  return out;
}

}  // namespace headroom
