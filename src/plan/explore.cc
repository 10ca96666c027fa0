#include "plan/explore.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "plan/cases.h"
#include "plan/hosts.h"
#include "plan/related.h"

namespace headroom {
namespace {

using Variables = std::set<Variable>;

/// What may be tried for all groups together, however few cases each may have.
constexpr size_t kLeastRuns = 1'000;

/// In the order of the files.
void SortClaims(std::vector<Claim>& claims) {
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.launch->path, a.launch->where.span.begin) <
           std::tie(b.launch->path, b.launch->where.span.begin);
  });
}

template <typename AnyLaunch>
LaunchKey KeyOf(const AnyLaunch& launch) {
  return {launch.path, launch.within, launch.resource};
}

/// Something of an input that is tried, because it depends on something open, or shares hosts with what does.
struct Element {
  enum class Kind : uint8_t {
    kResource,  // one resource of a stack
    kLoop,      // `Node${Size}`: until the list is known, when a loop makes others of it
    kStack,     // what cannot be seen, or asks for nothing, until something is known
    kRule
  };
  Kind kind;
  size_t input;
  std::string within;                 // the stack
  std::string name;                   // the resource or the rule
  std::string origin = {};            // Launch::origin
  std::string path = {}, shown = {};  // how its first launch is shown
  std::set<LaunchKey> launches = {};  // as far as they are known
  std::set<Unseen> opaque = {};       // what cannot be seen of it
  Variables reads = {};
  std::set<std::string> shares = {};  // hosts, with which launches it is packed together (SharedHosts)
};

/// What comparisons with different texts have in common; else the variable itself.
Variable Subject(const Variable& variable) {
  return variable.source.empty() ? variable : Variable{variable.choice_of, variable.source};
}

/// Elements that are tried together, by their index.
using Group = std::vector<size_t>;

/// What of an input is read again for an element.
struct Reader {
  std::optional<Wanted> wanted = Wanted();  // nothing: all of it
  /// What depends on nothing open, by stack: it is as it was read first.
  std::map<std::string, Extracted> fixed;
};

/// All of an input under some values.
struct Whole {
  size_t input;
  Values values;
  std::vector<Extracted> extracted;
  Findings findings;
};

/// What an element comes to under one assignment.
struct Case {
  std::vector<Extracted> extracted;
  Variables missing;     // open, read, and without a value
  bool refused = false;  // by CloudFormation
  Findings findings;
};

/// What is found of launch templates that nothing launches.
using FindingsOfTemplates = std::map<LaunchKey, Findings>;

/// What an element comes to under all that it reads, found out as it is asked for.
struct Decision {
  bool known = false;
  std::optional<size_t> variable;               // what it depends on next; nothing: on no more
  std::vector<std::unique_ptr<Decision>> next;  // by the variable's value
  bool refused = false;
  const Outcome* outcome = nullptr;  // null: it depends on more, or is refused
  Findings findings;                 // to be said once it is part of a case
  bool used = false;                 // it has been
  FindingsOfTemplates unlaunched;    // to be said once no other resource of a case launches them
};

/// "`Fleet` of web.yaml".
std::string Shown(const Element& element) {
  if (!element.launches.empty()) return fmt::format("`{}` of {}", element.shown, element.path);
  const std::string& path = element.opaque.empty() ? element.path : element.opaque.begin()->first;
  return fmt::format("`{}` of {}", element.name, path);
}

/// Calls `visit` for each of a stack's lists of what resources are read into, with how an item is named.
template <typename Stack, typename Visit>
void ForEachList(Stack& stack, Visit visit) {
  const auto resource = [](const auto& item) -> const std::string& { return item.resource; };
  visit(stack.launches, [](const Launch& launch) -> const std::string& { return launch.declared_by; });
  visit(stack.launch_templates, resource);
  visit(stack.networks, resource);
  visit(stack.group_changes, resource);
  visit(stack.hosts, resource);
  visit(stack.host_groups, resource);
  visit(stack.products, resource);
}

void AddAll(const Extracted& more, Extracted& out) {
  const auto add = [](const auto& from, auto& to) { to.insert(to.end(), from.begin(), from.end()); };
  add(more.launches, out.launches);
  add(more.launch_templates, out.launch_templates);
  add(more.networks, out.networks);
  add(more.group_changes, out.group_changes);
  add(more.hosts, out.hosts);
  add(more.host_groups, out.host_groups);
  add(more.products, out.products);
}

/// What some resources were read into.
Extracted Only(Extracted stack, const std::set<std::string>& resources) {
  ForEachList(stack, [&](auto& items, auto name) {
    std::erase_if(items, [&](const auto& item) { return resources.count(name(item)) == 0; });
  });
  return stack;
}

/// All cases of a group.
struct Tried {
  CaseSum sum;
  bool complete;
  bool spent;  // not complete, since others had too many cases
};

/// The value of each variable in a case, by their indices.
class Assigned {
 public:
  std::optional<size_t> Of(size_t variable) const {
    return variable < values_.size() ? values_[variable] : std::nullopt;
  }
  void Set(size_t variable, std::optional<size_t> value) {
    if (variable >= values_.size()) values_.resize(variable + 1);
    values_[variable] = value;
  }

 private:
  std::vector<std::optional<size_t>> values_;
};

/// Where a group stands under some values.
struct Stand {
  bool refused = false;
  std::optional<size_t> variable;                 // what it depends on next
  std::vector<std::pair<size_t, Decision*>> all;  // by element
};

class Explorer {
 public:
  Explorer(std::vector<OpenInput> inputs, const OpenParameters& open, const ExploreOptions& options)
      : inputs_(std::move(inputs)), open_(open), options_(options) {}

  Exploration Run();

 private:
  void NoteBefore();
  void FindElements();
  void FindElementsOf(size_t input, const Extracted& stack);
  Element& ElementFor(Element::Kind kind, size_t input, const std::string& within, const std::string& name,
                      const std::string& origin);
  Element& StackFor(size_t input, const std::string& within, const std::string& name,
                    const std::string& origin);
  Element& ResourceFor(size_t input, const std::string& within, const std::string& name,
                       const std::string& origin);
  void AddLaunch(const Launch& launch, Element& element) const;
  void AddFixed();
  std::vector<Group> MakeGroups() const;
  Variables OpenAmong(size_t input, const std::vector<uint32_t>& touched) const;
  Variables Reads(size_t input, const Extracted& stack, const Launch& launch) const;

  const Reader& ReaderOf(size_t element);
  void Want(const Element& element, WantedOfStack& wanted) const;
  void KeepFixed(size_t input, Wanted& wanted, Reader& reader) const;
  void Take(const Variable& variable, const std::string& value, cfn::Choices& choices) const;
  std::vector<Extracted> Extract(size_t input, const std::optional<Wanted>& wanted, const Values& values,
                                 Findings& findings);
  std::vector<Extracted> ExtractOnce(size_t input, const std::optional<Wanted>& wanted, const Values& values,
                                     Findings& findings);
  Case Read(size_t element, const Values& values);
  void NoteReads(Element& element, const Variables& reads, const Values& values, Case& out) const;
  void KeepOwn(const Element& element, Extracted& stack) const;
  void ReadOpaque(Element& element, const Values& values, Extracted& stack, Case& out) const;
  void ReadRules(Element& element, const Values& values, const Extracted& stack, Case& out) const;
  void ReadStack(Element& element, const Values& values, Extracted stack, Case& out) const;

  size_t IndexOf(const Variable& variable);
  void Decide(size_t element, const Values& values, Decision& at);
  Decision& Follow(size_t element, const Assigned& assigned);
  Stand Look(const Group& group, const Assigned& assigned);
  template <typename Visit>
  bool ForEachCase(const Group& group, Visit visit);
  std::vector<std::string> PermittedValues(const Variable& variable) const;
  FindingsOfTemplates JudgeUnlaunched(const Plan& plan) const;
  void UseIn(size_t element, Decision& decision);
  void NoteUnlaunched(const Stand& stand, const std::vector<const Outcome*>& outcomes);
  void SayUnlaunched();
  bool IsLaunchedElsewhere(const LaunchKey& launch_template);
  Tried Try(const Group& group);
  Tried TryAlone(size_t element);
  void TryAll();
  size_t MostRuns() const { return std::max(2 * options_.max_cases, kLeastRuns); }

  void Finish(const Group& group, Tried& tried);
  void FinishAlone(const Group& group, bool spent);
  std::string TooMany(bool spent, std::string_view what) const;
  bool FinishElement(size_t element);
  void NoteFound(const Element& element);
  void NoteLost(const Element& element);
  std::vector<const Element*> LaunchesOf(const Group& group) const;

  std::vector<OpenInput> inputs_;
  const OpenParameters& open_;
  const ExploreOptions& options_;
  std::vector<std::set<LaunchKey>> launches_before_;  // by input: as it was read first
  std::set<std::tuple<std::string, std::string, uint32_t, std::string>> opaque_before_;
  std::deque<Element> elements_;
  std::map<std::tuple<Element::Kind, size_t, std::string, std::string>, size_t> element_by_name_;
  std::map<size_t, Reader> readers_;                            // by element
  std::map<size_t, Decision> decisions_;                        // by element
  std::map<std::pair<size_t, std::string>, Outcome> outcomes_;  // by element and fingerprint
  std::map<Variable, size_t> variable_index_;
  std::vector<std::pair<Variable, std::vector<std::string>>> variables_;  // with their permitted values
  std::map<Group, Tried> tried_;
  FindingsOfTemplates unlaunched_;  // in some case of some group
  size_t runs_ = 0;  // for all groups together, and then for all elements that are bounded by themselves
  std::optional<Whole> whole_;  // what was read last
  Exploration out_;
};

Variables Explorer::OpenAmong(size_t input, const std::vector<uint32_t>& touched) const {
  const OpenInput& from = inputs_[input];
  Variables out;
  for (uint32_t index : touched) {
    const auto parameters = static_cast<uint32_t>(from.assignment.size());
    if (index >= parameters) {
      const auto& choice = from.choices.all()[index - parameters];
      const bool compares = !choice.source.empty();
      if (!compares || open_.count(choice.source) == 0)
        out.insert({compares ? Variable::kComparison : input + 1, choice.name, choice.is_condition,
                    choice.reason, choice.source, choice.text});
    } else if (!from.assignment[index]) {
      const std::string& name = from.tmpl->parameters()[index].name;
      if (open_.count(name) > 0) out.insert({0, name});
    }
  }
  return out;
}

/// What is open of all that a launch is made of.
Variables Explorer::Reads(size_t input, const Extracted& stack, const Launch& launch) const {
  Variables out = OpenAmong(input, launch.touched);
  ForEachRelated(stack, launch, [&](const std::string&, const std::vector<uint32_t>& touched) {
    out.merge(OpenAmong(input, touched));
  });
  return out;
}

/// What was known of the inputs before anything was tried.
void Explorer::NoteBefore() {
  launches_before_.resize(inputs_.size());
  for (size_t input = 0; input < inputs_.size(); ++input) {
    for (const Extracted& stack : inputs_[input].extracted) {
      for (const Launch& launch : stack.launches) launches_before_[input].insert(KeyOf(launch));
      for (const Opaque& one : stack.opaque) {
        if (OpenAmong(input, one.touched).empty())
          opaque_before_.emplace(one.path, one.resource, one.where.span.begin, one.reason);
      }
    }
  }
}

Element& Explorer::ElementFor(Element::Kind kind, size_t input, const std::string& within,
                              const std::string& name, const std::string& origin) {
  const bool by_origin = kind == Element::Kind::kLoop || kind == Element::Kind::kStack;
  const auto [known, is_new] = element_by_name_.try_emplace(
      {kind, input, by_origin ? "" : within, by_origin ? origin : name}, elements_.size());
  if (is_new) elements_.push_back({kind, input, within, name, origin});
  return elements_[known->second];
}

/// What is within another of its kind comes with that one.
Element& Explorer::StackFor(size_t input, const std::string& within, const std::string& name,
                            const std::string& origin) {
  for (size_t end = origin.rfind('/'); end != std::string::npos && end > 0;
       end = origin.rfind('/', end - 1)) {
    const auto outer = element_by_name_.find({Element::Kind::kStack, input, "", origin.substr(0, end)});
    if (outer != element_by_name_.end()) return elements_[outer->second];
  }
  return ElementFor(Element::Kind::kStack, input, within, name, origin);
}

/// A resource that a loop makes, or that stands in a stack that one makes, is not known by its name.
Element& Explorer::ResourceFor(size_t input, const std::string& within, const std::string& name,
                               const std::string& origin) {
  const bool loop = (within + name).find('{') != std::string::npos;
  return ElementFor(loop ? Element::Kind::kLoop : Element::Kind::kResource, input, within, name, origin);
}

void Explorer::AddLaunch(const Launch& launch, Element& element) const {
  if (element.launches.empty()) {
    element.path = launch.path;
    element.shown = launch.resource;
  }
  element.launches.insert(KeyOf(launch));
}

/// The resources, stacks and rules that depend on something open.
void Explorer::FindElements() {
  for (size_t input = 0; input < inputs_.size(); ++input) {
    if (!inputs_[input].extract) continue;
    for (const Extracted& stack : inputs_[input].extracted) FindElementsOf(input, stack);
  }
}

void Explorer::FindElementsOf(size_t input, const Extracted& stack) {
  for (const Launch& launch : stack.launches) {
    Variables reads = Reads(input, stack, launch);
    if (reads.empty()) continue;
    Element& element = ResourceFor(input, stack.within, launch.declared_by, launch.origin);
    AddLaunch(launch, element);
    element.reads.merge(reads);
  }
  for (const Opaque& opaque : stack.opaque) {
    Variables reads = OpenAmong(input, opaque.touched);
    if (reads.empty()) continue;
    Element& element = StackFor(input, stack.within, opaque.resource, opaque.origin);
    element.opaque.emplace(opaque.path, opaque.origin);
    element.reads.merge(reads);
  }
  for (const IdleResource& idle : stack.idle) {
    Variables reads = OpenAmong(input, idle.touched);
    if (reads.empty()) continue;
    StackFor(input, stack.within, idle.resource, idle.origin).reads.merge(reads);
  }
  for (const cfn::Rule& rule : stack.rules) {
    Variables reads = OpenAmong(input, rule.touched);
    if (rule.holds.is_unknown() && !reads.empty())
      ElementFor(Element::Kind::kRule, input, stack.within, rule.name, "").reads.merge(reads);
  }
}

/// Launches that depend on nothing open, but take hosts: the packing depends on them.
void Explorer::AddFixed() {
  for (size_t input = 0; input < inputs_.size(); ++input) {
    for (const Extracted& stack : inputs_[input].extracted) {
      Findings ignored;
      const Plan plan = MakePlan({stack}, options_.store, options_.plan, ignored);
      std::map<LaunchKey, std::set<std::string>> shares;
      for (const PlannedLaunch& launch : plan.launches) {
        if (launch.counts) shares[{launch.path, launch.within, launch.resource}].merge(SharedHosts(launch));
      }
      for (const Launch& launch : stack.launches) {
        std::set<std::string>& shared = shares[KeyOf(launch)];
        if (shared.empty() || !Reads(input, stack, launch).empty()) continue;
        Element& element = ResourceFor(input, stack.within, launch.declared_by, launch.origin);
        AddLaunch(launch, element);
        element.shares.merge(shared);
      }
    }
  }
}

/// Elements that read something in common, or share hosts, directly or through others, belong together. Only
/// those in which a launch varies.
std::vector<Group> Explorer::MakeGroups() const {
  std::vector<size_t> root(elements_.size());
  std::iota(root.begin(), root.end(), size_t{0});
  const auto find = [&](size_t i) {
    while (root[i] != i) i = root[i] = root[root[i]];
    return i;
  };
  std::map<Variable, size_t> readers;
  std::map<std::string_view, size_t> sharers;
  for (size_t i = 0; i < elements_.size(); ++i) {
    for (const Variable& read : elements_[i].reads)
      root[find(i)] = find(readers.emplace(Subject(read), i).first->second);
    for (const std::string& host : elements_[i].shares)
      root[find(i)] = find(sharers.emplace(host, i).first->second);
  }
  std::map<size_t, Group> groups;
  for (size_t i = 0; i < elements_.size(); ++i) groups[find(i)].push_back(i);
  std::vector<Group> out;
  for (auto& [representative, group] : groups) {
    const bool varies = std::any_of(group.begin(), group.end(), [&](size_t i) {
      return elements_[i].kind != Element::Kind::kRule && !elements_[i].reads.empty();
    });
    if (varies) out.push_back(std::move(group));
  }
  return out;
}

/// Where it is not known yet what an element is, or what belongs to it, all is read.
const Reader& Explorer::ReaderOf(size_t index) {
  const auto [known, is_new] = readers_.try_emplace(index);
  Reader& reader = known->second;
  if (!is_new) return reader;
  const Element& element = elements_[index];
  const bool rule = element.kind == Element::Kind::kRule;
  const bool resource = element.kind == Element::Kind::kResource;
  if (inputs_[element.input].tmpl == nullptr || (!rule && !resource)) {
    reader.wanted.reset();
    return reader;
  }
  Want(element, (*reader.wanted)[element.within]);
  if (resource) KeepFixed(element.input, *reader.wanted, reader);
  return reader;
}

/// What depends on nothing open need not be read again.
void Explorer::KeepFixed(size_t input, Wanted& wanted, Reader& reader) const {
  for (const Extracted& stack : inputs_[input].extracted) {
    const auto found = wanted.find(stack.within);
    if (found == wanted.end()) continue;
    std::set<std::string> fixed, varying;
    ForEachList(stack, [&](const auto& items, auto name) {
      for (const auto& item : items)
        (OpenAmong(input, item.touched).empty() ? fixed : varying).insert(name(item));
    });
    auto& resources = found->second.resources;
    std::erase_if(fixed, [&](const std::string& resource) {
      return varying.count(resource) > 0 || resources.count(resource) == 0;
    });
    std::erase_if(resources, [&](const std::string& resource) { return fixed.count(resource) > 0; });
    reader.fixed[stack.within] = Only(stack, fixed);
  }
}

/// What has to be read again for a rule, or a resource.
void Explorer::Want(const Element& element, WantedOfStack& wanted) const {
  if (element.kind == Element::Kind::kRule) {
    wanted.rules.insert(element.name);
    return;
  }
  wanted.resources.insert(element.name);
  for (const Extracted& extracted : inputs_[element.input].extracted) {
    if (extracted.within != element.within) continue;
    for (const Launch& launch : extracted.launches) {
      if (element.launches.count(KeyOf(launch)) == 0) continue;
      ForEachRelated(extracted, launch, [&](const std::string& resource, const std::vector<uint32_t>&) {
        wanted.resources.insert(resource);
      });
    }
  }
}

void Explorer::Take(const Variable& variable, const std::string& value, cfn::Choices& choices) const {
  const uint32_t index = choices.IndexOf({variable.name, variable.is_condition, variable.reason,
                                          PermittedValues(variable), variable.source, variable.text});
  choices.Take(index, value);
}

std::vector<Extracted> Explorer::Extract(size_t input, const std::optional<Wanted>& wanted,
                                         const Values& values, Findings& findings) {
  OpenInput& from = inputs_[input];
  if (!from.extract) return from.extracted;
  cfn::Assignment assignment = from.assignment;
  from.choices.Forget();
  for (const auto& [variable, value] : values) {
    if (variable.choice_of == input + 1 || variable.choice_of == Variable::kComparison)
      Take(variable, value, from.choices);
    if (variable.choice_of > 0 || from.tmpl == nullptr) continue;
    const auto index = from.tmpl->FindParameter(variable.name);
    if (index && !assignment[*index]) assignment[*index] = value;
  }
  return from.extract(assignment, from.choices, wanted ? &*wanted : nullptr, findings);
}

/// Of all that was read, what belongs to the element. What was known before and belongs to another one is
/// that one's.
void Explorer::KeepOwn(const Element& element, Extracted& stack) const {
  const std::set<LaunchKey>& before = launches_before_[element.input];
  const auto is_other = [&](const std::string& declared_by, const std::string& origin) {
    switch (element.kind) {
      case Element::Kind::kResource:
        return stack.within != element.within || declared_by != element.name;
      case Element::Kind::kLoop:
        return origin != element.origin;
      case Element::Kind::kStack:
        return !ComesFrom(origin, element.origin) ||
               element_by_name_.count({Element::Kind::kResource, element.input, stack.within, declared_by}) >
                   0;
      case Element::Kind::kRule:
        break;
    }
    return true;
  };
  std::erase_if(stack.launches, [&](const Launch& launch) {
    const bool known = element.kind == Element::Kind::kStack && before.count(KeyOf(launch)) > 0;
    return known || is_other(launch.declared_by, launch.origin);
  });
  std::erase_if(stack.opaque, [&](const Opaque& one) { return is_other(one.declared_by, one.origin); });
  std::erase_if(stack.idle, [&](const IdleResource& one) { return is_other(one.resource, one.origin); });
}

/// What cannot be seen because something has no value yet is to be tried; what was said before is said.
void Explorer::ReadOpaque(Element& element, const Values& values, Extracted& stack, Case& out) const {
  std::erase_if(stack.opaque, [&](const Opaque& one) {
    const Variables open = OpenAmong(element.input, one.touched);
    NoteReads(element, open, values, out);
    return std::any_of(open.begin(), open.end(), [&](const Variable& v) { return values.count(v) == 0; }) ||
           opaque_before_.count({one.path, one.resource, one.where.span.begin, one.reason}) > 0;
  });
}

void Explorer::NoteReads(Element& element, const Variables& reads, const Values& values, Case& out) const {
  for (const Variable& read : reads) {
    element.reads.insert(read);
    if (values.count(read) == 0) out.missing.insert(read);
  }
}

/// A rule without a name is about parameters of a nested stack.
void Explorer::ReadRules(Element& element, const Values& values, const Extracted& stack, Case& out) const {
  for (const cfn::Rule& rule : stack.rules) {
    const bool own =
        element.kind == Element::Kind::kRule && stack.within == element.within && rule.name == element.name;
    if (!own && !rule.name.empty()) continue;
    if (rule.holds.is_scalar() && !*AsBoolean(rule.holds)) out.refused = true;
    if (own && rule.holds.is_unknown())
      NoteReads(element, OpenAmong(element.input, rule.touched), values, out);
  }
}

void Explorer::ReadStack(Element& element, const Values& values, Extracted stack, Case& out) const {
  ReadRules(element, values, stack, out);
  if (element.kind == Element::Kind::kRule) return;
  KeepOwn(element, stack);
  for (const Launch& launch : stack.launches)
    NoteReads(element, Reads(element.input, stack, launch), values, out);
  for (const IdleResource& idle : stack.idle)
    NoteReads(element, OpenAmong(element.input, idle.touched), values, out);
  if (element.kind == Element::Kind::kResource && stack.launches.empty()) {
    for (const LaunchTemplateResource& unlaunched : stack.launch_templates)
      NoteReads(element, OpenAmong(element.input, unlaunched.touched), values, out);
  }
  ReadOpaque(element, values, stack, out);
  out.extracted.push_back(std::move(stack));
}

/// Those that need all of an input ask for it one after another, under the same values.
std::vector<Extracted> Explorer::ExtractOnce(size_t input, const std::optional<Wanted>& wanted,
                                             const Values& values, Findings& findings) {
  if (wanted) return Extract(input, wanted, values, findings);
  if (!whole_ || whole_->input != input || whole_->values != values) {
    whole_.emplace(Whole{input, values, {}, {}});
    whole_->extracted = Extract(input, wanted, values, whole_->findings);
  }
  findings = whole_->findings;
  return whole_->extracted;
}

Case Explorer::Read(size_t index, const Values& values) {
  Case out;
  Element& element = elements_[index];
  const Reader& reader = ReaderOf(index);
  for (Extracted& stack : ExtractOnce(element.input, reader.wanted, values, out.findings)) {
    const auto fixed = reader.fixed.find(stack.within);
    if (fixed != reader.fixed.end()) AddAll(fixed->second, stack);
    ReadStack(element, values, std::move(stack), out);
  }
  return out;
}

std::vector<std::string> Explorer::PermittedValues(const Variable& variable) const {
  if (variable.choice_of == 0) return open_.at(variable.name);
  if (variable.is_condition) return {"true", "false"};
  for (const auto& choice : inputs_[variable.choice_of - 1].choices.all()) {
    if (choice.name == variable.name) return choice.values;
  }
  return {};
}

size_t Explorer::IndexOf(const Variable& variable) {
  const auto [known, is_new] = variable_index_.try_emplace(variable, variables_.size());
  if (is_new) variables_.emplace_back(variable, PermittedValues(variable));
  return known->second;
}

FindingsOfTemplates Explorer::JudgeUnlaunched(const Plan& plan) const {
  FindingsOfTemplates out;
  for (const PlannedLaunch& launch : plan.launches) {
    if (launch.counts) continue;
    Plan alone;
    alone.launches.push_back(launch);
    Findings found = options_.judge(alone, {});
    if (!found.empty()) out.emplace(KeyOf(launch), std::move(found));
  }
  return out;
}

void Explorer::Decide(size_t element, const Values& values, Decision& at) {
  at.known = true;
  Case found = Read(element, values);
  at.refused = found.refused;
  if (at.refused) return;
  if (!found.missing.empty()) {
    at.variable = IndexOf(*found.missing.begin());
    at.next.resize(variables_[*at.variable].second.size());
    return;
  }
  Plan plan = MakePlan(found.extracted, options_.store, options_.plan, found.findings);
  at.unlaunched = JudgeUnlaunched(plan);
  std::erase_if(plan.launches, [](const PlannedLaunch& launch) { return !launch.counts; });
  at.findings = options_.judge(plan, std::move(found.findings));
  const auto [known, is_new] = outcomes_.try_emplace({element, FingerprintOf(plan.launches)});
  at.outcome = &known->second;
  known->second.used_templates.merge(plan.used_templates);
  if (!is_new) return;
  Outcome& made = known->second;
  made.demand = CountDemand(plan);
  made.on_hosts = std::any_of(made.demand.begin(), made.demand.end(), [](const Demand& demand) {
    return CountsHosts(demand.license->counting_type);
  });
  made.launches = std::move(plan.launches);  // to which the claims point
}

/// What the element comes to under the values, as far as those go.
Decision& Explorer::Follow(size_t element, const Assigned& assigned) {
  Decision* at = &decisions_[element];
  std::vector<std::pair<size_t, size_t>> way;
  while (true) {
    if (!at->known) {
      Values values;
      for (const auto& [variable, value] : way)
        values[variables_[variable].first] = variables_[variable].second[value];
      Decide(element, values, *at);
    }
    const std::optional<size_t> value = at->variable ? assigned.Of(*at->variable) : std::nullopt;
    if (!value) return *at;
    way.emplace_back(*at->variable, *value);
    std::unique_ptr<Decision>& next = at->next[*value];
    if (next == nullptr) next = std::make_unique<Decision>();
    at = next.get();
  }
}

/// Values are tried in the order in which they turn out to be needed, so what a condition rules out is never
/// tried.
Stand Explorer::Look(const Group& group, const Assigned& assigned) {
  Stand out;
  for (size_t element : group) {
    Decision& decision = Follow(element, assigned);
    out.refused = out.refused || decision.refused;
    if (decision.variable &&
        (!out.variable || variables_[*decision.variable].first < variables_[*out.variable].first))
      out.variable = decision.variable;
    out.all.emplace_back(element, &decision);
  }
  return out;
}

/// Calls `visit` for each case in which everything open that is read has a value. False if there are too
/// many.
template <typename Visit>
bool Explorer::ForEachCase(const Group& group, Visit visit) {
  struct Level {
    size_t variable, value, values;
  };
  constexpr size_t kTrue = 0, kFalse = 1;  // of a comparison

  std::vector<Level> levels;
  Assigned assigned;
  size_t waiting = 0;
  const auto values = [&] {
    Values out;
    for (const Level& level : levels)
      out[variables_[level.variable].first] = variables_[level.variable].second[level.value];
    return out;
  };
  for (size_t runs = 1;; ++runs) {
    if (runs > 2 * options_.max_cases || ++runs_ > MostRuns()) return false;
    const Stand stand = Look(group, assigned);
    const size_t permitted = stand.variable ? variables_[*stand.variable].second.size() : 0;
    if (!stand.refused && waiting + permitted > options_.max_cases) return false;
    if (!stand.refused && permitted > 0) {
      const Variable& next = variables_[*stand.variable].first;
      // What is one text is no other.
      const bool excluded = std::any_of(levels.begin(), levels.end(), [&](const Level& level) {
        return !next.source.empty() && level.value == kTrue &&
               variables_[level.variable].first.source == next.source;
      });
      const size_t first = excluded ? kFalse : 0;
      levels.push_back({*stand.variable, first, permitted});
      assigned.Set(*stand.variable, first);
      waiting += permitted - 1 - first;
      continue;
    }
    if (!stand.refused && !stand.variable) visit(stand, values);
    while (!levels.empty() && levels.back().value + 1 == levels.back().values) {
      assigned.Set(levels.back().variable, {});
      levels.pop_back();
    }
    if (levels.empty()) return true;
    assigned.Set(levels.back().variable, ++levels.back().value);
    --waiting;
  }
}

/// Notes that a decision is part of a case.
void Explorer::UseIn(size_t element, Decision& decision) {
  if (std::exchange(decision.used, true)) return;
  for (const PlannedLaunch& launch : decision.outcome->launches)
    elements_[element].shares.merge(SharedHosts(launch));
  options_.say(decision.findings);
  decision.findings.clear();
}

/// What is found of the launch templates that nothing launches in a case.
void Explorer::NoteUnlaunched(const Stand& stand, const std::vector<const Outcome*>& outcomes) {
  for (const auto& [element, decision] : stand.all) {
    for (auto at = decision->unlaunched.begin(); at != decision->unlaunched.end();) {
      const bool used = IsUsed(at->first, outcomes);
      Findings& noted = unlaunched_[at->first];
      if (!used) noted.insert(noted.end(), at->second.begin(), at->second.end());
      at = used ? std::next(at) : decision->unlaunched.erase(at);
    }
  }
}

/// By another group in all of its cases, or by what depends on nothing open.
bool Explorer::IsLaunchedElsewhere(const LaunchKey& launch_template) {
  const std::vector<Group> groups = MakeGroups();
  if (std::any_of(groups.begin(), groups.end(), [&](const Group& group) {
        return tried_.at(group).sum.AlwaysUsed().count(launch_template) > 0;
      }))
    return true;
  for (size_t input = 0; input < inputs_.size(); ++input) {
    for (Extracted stack : inputs_[input].extracted) {
      const Extracted whole = stack;
      std::erase_if(stack.launches,
                    [&](const Launch& launch) { return !Reads(input, whole, launch).empty(); });
      Findings ignored;
      const Plan plan = MakePlan({stack}, options_.store, options_.plan, ignored);
      if (plan.used_templates.count(launch_template) > 0) return true;
    }
  }
  return false;
}

void Explorer::SayUnlaunched() {
  for (const auto& [launch_template, findings] : unlaunched_) {
    if (!findings.empty() && !IsLaunchedElsewhere(launch_template)) options_.say(findings);
  }
}

Tried Explorer::Try(const Group& group) {
  CaseSum sum(out_.planned);
  std::vector<const Outcome*> outcomes;
  const bool complete = ForEachCase(group, [&](const Stand& stand, const std::function<Values()>& values) {
    outcomes.clear();
    for (const auto& [element, decision] : stand.all) {
      UseIn(element, *decision);
      outcomes.push_back(decision->outcome);
    }
    sum.Add(outcomes, values);
    NoteUnlaunched(stand, outcomes);
  });
  return {std::move(sum), complete, !complete && runs_ > MostRuns()};
}

/// Trying shows what launches read and share, which may join their groups: until nothing changes.
void Explorer::TryAll() {
  bool with_fixed = false;
  for (bool more = true; std::exchange(more, false);) {
    for (const Group& group : MakeGroups()) {
      if (tried_.count(group) > 0) continue;
      tried_.emplace(group, Try(group));
      more = true;
    }
    const bool shares =
        std::any_of(elements_.begin(), elements_.end(), [](const Element& e) { return !e.shares.empty(); });
    if (!shares || std::exchange(with_fixed, true)) continue;
    AddFixed();
    more = true;
  }
}

std::vector<const Element*> Explorer::LaunchesOf(const Group& group) const {
  std::vector<const Element*> out;
  for (size_t i : group) {
    if (elements_[i].kind != Element::Kind::kRule) out.push_back(&elements_[i]);
  }
  return out;
}

void Explorer::NoteFound(const Element& element) {
  out_.launches.insert(element.launches.begin(), element.launches.end());
  out_.seen.insert(element.opaque.begin(), element.opaque.end());
}

void Explorer::NoteLost(const Element& element) {
  out_.unbounded.insert(element.launches.begin(), element.launches.end());
  out_.unseen.insert(element.opaque.begin(), element.opaque.end());
}

void Explorer::Finish(const Group& group, Tried& tried) {
  const std::vector<const Element*> launches = LaunchesOf(group);
  if (tried.sum.cases() > 0) {
    for (const Element* element : launches)
      out_.at_peak.insert(element->launches.begin(), element->launches.end());
    out_.peak = AddDemand(std::move(out_.peak), tried.sum.Peak());
  }
  if (!tried.complete) return FinishAlone(group, tried.spent);
  if (tried.sum.cases() == 0) {
    out_.remarks.push_back(
        fmt::format("CloudFormation refuses every permitted combination of the parameters that {} "
                    "depends on; its demand is unknown",
                    Shown(*launches[0])));
    for (const Element* element : launches) NoteLost(*element);
    return;
  }
  for (const Element* element : launches) NoteFound(*element);
  out_.templates.merge(tried.sum.UsedTemplates());
  out_.demand = AddDemand(std::move(out_.demand), tried.sum.Bounds());
}

/// Each resource by itself, whatever the others are: the most that all take is never more than the sum.
void Explorer::FinishAlone(const Group& group, bool spent) {
  size_t bounded = 0;
  for (size_t i : group) {
    if (elements_[i].kind != Element::Kind::kRule && FinishElement(i)) ++bounded;
  }
  if (bounded == 0) return;
  out_.remarks.push_back(fmt::format(
      "{} and what depends on the same parameters have {}; each is bounded by itself, and no combination may "
      "reach the sum",
      Shown(*LaunchesOf(group)[0]), TooMany(spent, "of them")));
}

std::string Explorer::TooMany(bool spent, std::string_view what) const {
  if (spent) return fmt::format("more combinations {} than others leave to try", what);
  return fmt::format("more than {} combinations {}", WithCommas(static_cast<int64_t>(options_.max_cases)),
                     what);
}

/// What is tried for an element by itself, unless that has been done.
Tried Explorer::TryAlone(size_t element) {
  const auto known = tried_.find({element});
  return known == tried_.end() || known->second.spent ? Try({element}) : known->second;
}

/// False if even the one resource has too many cases.
bool Explorer::FinishElement(size_t index) {
  const Element& element = elements_[index];
  Tried tried = TryAlone(index);
  if (!tried.complete || tried.sum.cases() == 0) {
    out_.remarks.push_back(fmt::format("{} depends on {}; its demand is unknown", Shown(element),
                                       TooMany(tried.spent, "of parameters")));
    NoteLost(element);
    return false;
  }
  std::vector<Demand> bounds = tried.sum.Bounds();
  for (Demand& demand : bounds) {
    demand.reached_with.clear();
    demand.undecided.clear();
    demand.is_bound = true;
    if (!CountsHosts(demand.license->counting_type)) continue;
    demand.planned.low = 0;  // they may share their hosts
    demand.hosts.low.clear();
  }
  NoteFound(element);
  out_.templates.merge(tried.sum.UsedTemplates());
  out_.demand = AddDemand(std::move(out_.demand), bounds);
  return true;
}

Exploration Explorer::Run() {
  NoteBefore();
  FindElements();
  TryAll();
  runs_ = 0;
  SayUnlaunched();
  for (const Group& group : MakeGroups()) Finish(group, tried_.at(group));
  return std::move(out_);
}

}  // namespace

Exploration Explore(std::vector<OpenInput> inputs, const OpenParameters& open,
                    const ExploreOptions& options) {
  return Explorer(std::move(inputs), open, options).Run();
}

std::vector<Demand> AddDemand(std::vector<Demand> demand, const std::vector<Demand>& others) {
  for (const Demand& more : others) {
    const auto place = std::lower_bound(
        demand.begin(), demand.end(), more,
        [](const Demand& a, const Demand& b) { return a.license->arn_text < b.license->arn_text; });
    if (place == demand.end() || place->license != more.license) {
      SortClaims(demand.insert(place, more)->claims);
      continue;
    }
    place->released = std::min(SaturatingAdd(place->released, more.released), more.license->consumed);
    place->surge = SaturatingAdd(place->surge, more.surge);
    place->planned.low = SaturatingAdd(place->planned.low, more.planned.low);
    place->planned.high = Add(place->planned.high, more.planned.high);
    place->planned.full_scale = Add(place->planned.full_scale, more.planned.full_scale);
    AppendHosts(more.hosts, place->hosts);
    place->is_bound = place->is_bound || more.is_bound;
    place->claims.insert(place->claims.end(), more.claims.begin(), more.claims.end());
    SortClaims(place->claims);
    if (!more.reached_with.empty()) {
      place->reached_with += (place->reached_with.empty() ? "" : ", ") + more.reached_with;
    }
    place->undecided.insert(place->undecided.end(), more.undecided.begin(), more.undecided.end());
  }
  return demand;
}

}  // namespace headroom
