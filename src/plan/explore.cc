#include "plan/explore.h"

#include <fmt/format.h>

#include <algorithm>
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

/// In the order of the files.
void SortClaims(std::vector<Claim>& claims) {
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.launch->path, a.launch->where.span.begin) <
           std::tie(b.launch->path, b.launch->where.span.begin);
  });
}

LaunchKey KeyOf(const Launch& launch) { return {launch.path, launch.within, launch.resource}; }

/// A launch, or a rule, that depends on something open, or shares hosts with a launch that does.
struct Element {
  size_t input;
  std::string within;  // the stack
  std::string name;    // the resource or the rule
  bool is_rule = false;
  LaunchKey launch = {};
  Variables reads = {};
  std::set<std::string> shares = {};  // hosts, with which launches it is packed together (SharedHosts)
};

/// Elements that are tried together, by their index.
using Group = std::vector<size_t>;

/// How the elements of a group are read again.
struct Reader {
  std::map<size_t, std::optional<Wanted>> inputs;  // nothing: all of the input
  std::map<LaunchKey, Element*> launches;
  std::map<std::tuple<size_t, std::string, std::string>, Element*> rules;  // by input, stack and name
  bool rules_ask = true;  // what only rules depend on is tried too
  /// What depends on nothing open, by input and stack: it is as it was read first.
  std::map<std::pair<size_t, std::string>, Extracted> fixed;
};

/// What a group asks for under one assignment.
struct Case {
  std::vector<Extracted> extracted;
  Variables missing;     // open, read, and without a value
  bool refused = false;  // by CloudFormation
  Findings findings;
};

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
};

class Explorer {
 public:
  Explorer(std::vector<OpenInput> inputs, const OpenParameters& open, const ExploreOptions& options)
      : inputs_(std::move(inputs)), open_(open), options_(options) {}

  Exploration Run();

 private:
  void FindElements();
  void AddFixed();
  std::vector<Group> MakeGroups() const;
  Variables OpenAmong(size_t input, const std::vector<uint32_t>& touched) const;
  Variables Reads(size_t input, const Extracted& stack, const Launch& launch) const;

  Reader MakeReader(const Group& group);
  void Want(const Element& element, Reader& reader) const;
  void KeepFixed(size_t input, Wanted& wanted, Reader& reader) const;
  std::vector<Extracted> Extract(size_t input, const std::optional<Wanted>& wanted, const Values& values,
                                 Findings& findings);
  Case Read(const Reader& reader, const Values& values);
  void KeepLaunches(size_t input, const Reader& reader, Extracted& stack) const;
  void ReadRules(size_t input, const Reader& reader, const Values& values, const Extracted& stack,
                 Case& out) const;
  template <typename Visit>
  bool ForEachCase(const Reader& reader, Visit visit);
  std::vector<std::string> PermittedValues(const Variable& variable) const;
  void AddCase(const Reader& reader, const Values& values, Case found, CaseSum& sum);
  Tried Try(const Reader& reader);
  void TryAll();

  void Finish(const Group& group, Tried& tried);
  void FinishAlone(const Group& group);
  bool FinishLaunch(size_t element);
  std::vector<const Element*> LaunchesOf(const Group& group) const;

  std::vector<OpenInput> inputs_;
  const OpenParameters& open_;
  const ExploreOptions& options_;
  std::deque<Element> elements_;
  std::map<Group, Tried> tried_;
  Exploration out_;
};

Variables Explorer::OpenAmong(size_t input, const std::vector<uint32_t>& touched) const {
  const OpenInput& from = inputs_[input];
  Variables out;
  for (uint32_t index : touched) {
    const auto parameters = static_cast<uint32_t>(from.assignment.size());
    if (index >= parameters) {
      const auto& choice = from.choices.all()[index - parameters];
      out.insert({input + 1, choice.name, choice.reason});
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

/// The launches and rules that depend on something open.
void Explorer::FindElements() {
  for (size_t input = 0; input < inputs_.size(); ++input) {
    for (const Extracted& stack : inputs_[input].extracted) {
      for (const Launch& launch : stack.launches) {
        Variables reads = Reads(input, stack, launch);
        if (!reads.empty())
          elements_.push_back(
              {input, stack.within, launch.declared_by, false, KeyOf(launch), std::move(reads)});
      }
      for (const cfn::Rule& rule : stack.rules) {
        Variables reads = OpenAmong(input, rule.touched);
        if (rule.holds.is_unknown() && !reads.empty())
          elements_.push_back({input, stack.within, rule.name, true, {}, std::move(reads)});
      }
    }
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
        elements_.push_back(
            {input, stack.within, launch.declared_by, false, KeyOf(launch), {}, std::move(shared)});
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
      root[find(i)] = find(readers.emplace(read, i).first->second);
    for (const std::string& host : elements_[i].shares)
      root[find(i)] = find(sharers.emplace(host, i).first->second);
  }
  std::map<size_t, Group> groups;
  for (size_t i = 0; i < elements_.size(); ++i) groups[find(i)].push_back(i);
  std::vector<Group> out;
  for (auto& [representative, group] : groups) {
    const bool varies = std::any_of(group.begin(), group.end(), [&](size_t i) {
      return !elements_[i].is_rule && !elements_[i].reads.empty();
    });
    if (varies) out.push_back(std::move(group));
  }
  return out;
}

Reader Explorer::MakeReader(const Group& group) {
  Reader reader;
  for (size_t i : group) {
    Element& element = elements_[i];
    if (element.is_rule) {
      reader.rules[{element.input, element.within, element.name}] = &element;
    } else {
      reader.launches[element.launch] = &element;
    }
    Want(element, reader);
  }
  for (auto& [input, wanted] : reader.inputs) {
    if (wanted && inputs_[input].tmpl != nullptr) KeepFixed(input, *wanted, reader);
  }
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
    reader.fixed[{input, stack.within}] = Only(stack, fixed);
  }
}

/// What has to be read again for an element. A loop over an open list is one launch, `Node${Size}`, until the
/// list is known and makes others of it: then all is read.
void Explorer::Want(const Element& element, Reader& reader) const {
  auto& wanted = reader.inputs.try_emplace(element.input, Wanted()).first->second;
  if (!element.is_rule && element.name.find('{') != std::string::npos) wanted.reset();
  if (!wanted) return;
  WantedOfStack& stack = (*wanted)[element.within];
  if (element.is_rule) {
    stack.rules.insert(element.name);
    return;
  }
  stack.resources.insert(element.name);
  for (const Extracted& extracted : inputs_[element.input].extracted) {
    if (extracted.within != element.within) continue;
    for (const Launch& launch : extracted.launches) {
      if (KeyOf(launch) != element.launch) continue;
      ForEachRelated(extracted, launch, [&](const std::string& resource, const std::vector<uint32_t>&) {
        stack.resources.insert(resource);
      });
    }
  }
}

std::vector<Extracted> Explorer::Extract(size_t input, const std::optional<Wanted>& wanted,
                                         const Values& values, Findings& findings) {
  OpenInput& from = inputs_[input];
  if (from.tmpl == nullptr) return from.extracted;
  cfn::Assignment assignment = from.assignment;
  for (auto& choice : from.choices.all()) choice.taken.reset();
  for (const auto& [variable, value] : values) {
    if (variable.condition_of == input + 1)
      from.choices.all()[from.choices.IndexOf(variable.name, "")].taken = value == "true";
    const auto index = variable.condition_of == 0 ? from.tmpl->FindParameter(variable.name) : std::nullopt;
    if (index && !assignment[*index]) assignment[*index] = value;
  }
  return from.extract(assignment, from.choices, wanted ? &*wanted : nullptr, findings);
}

/// The launches of the group, and what loops have made of them.
void Explorer::KeepLaunches(size_t input, const Reader& reader, Extracted& stack) const {
  std::set<LaunchKey> known;
  const bool loop = !reader.inputs.at(input) && inputs_[input].tmpl != nullptr;
  for (const Extracted& before : inputs_[input].extracted) {
    for (const Launch& launch : before.launches) {
      if (loop) known.insert(KeyOf(launch));
    }
  }
  const auto is_other = [&](const Launch& launch) {
    const LaunchKey key = KeyOf(launch);
    return reader.launches.count(key) == 0 && !(loop && known.count(key) == 0);
  };
  auto& launches = stack.launches;
  launches.erase(std::remove_if(launches.begin(), launches.end(), is_other), launches.end());
}

/// A rule that no element stands for is about parameters of a nested stack, or is none of the group's.
void Explorer::ReadRules(size_t input, const Reader& reader, const Values& values, const Extracted& stack,
                         Case& out) const {
  for (const cfn::Rule& rule : stack.rules) {
    const auto found = reader.rules.find({input, stack.within, rule.name});
    if (found == reader.rules.end() && !rule.name.empty()) continue;
    if (rule.holds.is_scalar() && !*AsBoolean(rule.holds)) out.refused = true;
    if (!rule.holds.is_unknown() || found == reader.rules.end()) continue;
    for (const Variable& read : OpenAmong(input, rule.touched)) {
      found->second->reads.insert(read);
      if (reader.rules_ask && values.count(read) == 0) out.missing.insert(read);
    }
  }
}

Case Explorer::Read(const Reader& reader, const Values& values) {
  Case out;
  for (const auto& [input, wanted] : reader.inputs) {
    for (Extracted& stack : Extract(input, wanted, values, out.findings)) {
      ReadRules(input, reader, values, stack, out);
      const auto fixed = reader.fixed.find({input, stack.within});
      if (fixed != reader.fixed.end()) AddAll(fixed->second, stack);
      KeepLaunches(input, reader, stack);
      for (const Launch& launch : stack.launches) {
        const auto element = reader.launches.find(KeyOf(launch));
        for (const Variable& read : Reads(input, stack, launch)) {
          if (element != reader.launches.end()) element->second->reads.insert(read);
          if (values.count(read) == 0) out.missing.insert(read);
        }
      }
      out.extracted.push_back(std::move(stack));
    }
  }
  return out;
}

std::vector<std::string> Explorer::PermittedValues(const Variable& variable) const {
  if (variable.condition_of > 0) return {"true", "false"};
  return open_.at(variable.name);
}

/// Calls `visit` for each case in which everything open that is read has a value. Values are tried in the
/// order in which they turn out to be needed, so what a condition rules out is never tried. False if there
/// are too many.
template <typename Visit>
bool Explorer::ForEachCase(const Reader& reader, Visit visit) {
  std::vector<Values> waiting = {{}};
  size_t runs = 0;
  while (!waiting.empty()) {
    if (++runs > 2 * options_.max_cases) return false;
    const Values values = std::move(waiting.back());
    waiting.pop_back();
    Case found = Read(reader, values);
    if (found.refused) continue;
    if (found.missing.empty()) {
      visit(values, std::move(found));
      continue;
    }
    const Variable next = *found.missing.begin();
    const std::vector<std::string> permitted = PermittedValues(next);
    if (waiting.size() + permitted.size() > options_.max_cases) return false;
    for (auto value = permitted.rbegin(); value != permitted.rend(); ++value) {
      waiting.push_back(values);
      waiting.back()[next] = *value;
    }
  }
  return true;
}

void Explorer::AddCase(const Reader& reader, const Values& values, Case found, CaseSum& sum) {
  Plan plan = MakePlan(found.extracted, options_.store, options_.plan, found.findings);
  std::erase_if(plan.launches, [](const PlannedLaunch& launch) { return !launch.counts; });
  for (const PlannedLaunch& launch : plan.launches) {
    const auto element = reader.launches.find({launch.path, launch.within, launch.resource});
    if (element != reader.launches.end()) element->second->shares.merge(SharedHosts(launch));
  }
  options_.on_case(plan, found.findings);
  sum.Add(values, std::move(plan));
}

Tried Explorer::Try(const Reader& reader) {
  CaseSum sum(out_.planned);
  const bool complete = ForEachCase(
      reader, [&](const Values& values, Case found) { AddCase(reader, values, std::move(found), sum); });
  return {std::move(sum), complete};
}

/// Trying shows what launches read and share, which may join their groups: until nothing changes.
void Explorer::TryAll() {
  bool with_fixed = false;
  for (bool more = true; std::exchange(more, false);) {
    for (const Group& group : MakeGroups()) {
      if (tried_.count(group) > 0) continue;
      tried_.emplace(group, Try(MakeReader(group)));
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
    if (!elements_[i].is_rule) out.push_back(&elements_[i]);
  }
  return out;
}

void Explorer::Finish(const Group& group, Tried& tried) {
  const std::vector<const Element*> launches = LaunchesOf(group);
  if (tried.sum.cases() > 0) {
    for (const Element* element : launches) out_.at_peak.insert(element->launch);
    out_.peak = AddDemand(std::move(out_.peak), tried.sum.Peak());
  }
  if (!tried.complete) return FinishAlone(group);
  if (tried.sum.cases() == 0) {
    out_.remarks.push_back(
        fmt::format("CloudFormation refuses every permitted combination of the parameters that `{}` of {} "
                    "depends on; its demand is unknown",
                    std::get<2>(launches[0]->launch), std::get<0>(launches[0]->launch)));
    for (const Element* element : launches) out_.unbounded.insert(element->launch);
    return;
  }
  for (const Element* element : launches) out_.launches.insert(element->launch);
  out_.templates.insert(tried.sum.used_templates().begin(), tried.sum.used_templates().end());
  out_.demand = AddDemand(std::move(out_.demand), tried.sum.Bounds());
}

/// Each launch by itself, whatever the others are: the most that all take is never more than the sum.
void Explorer::FinishAlone(const Group& group) {
  size_t bounded = 0;
  const std::vector<const Element*> launches = LaunchesOf(group);
  for (size_t i : group) {
    if (!elements_[i].is_rule && FinishLaunch(i)) ++bounded;
  }
  if (bounded == 0) return;
  out_.remarks.push_back(fmt::format(
      "`{}` of {} and what depends on the same parameters have more than {} combinations of them; "
      "each is bounded by itself, and no combination may reach the sum",
      std::get<2>(launches[0]->launch), std::get<0>(launches[0]->launch),
      WithCommas(static_cast<int64_t>(options_.max_cases))));
}

/// False if even the one launch has too many cases.
bool Explorer::FinishLaunch(size_t element) {
  const LaunchKey key = elements_[element].launch;
  Reader reader = MakeReader({element});
  reader.rules_ask = false;
  const Tried tried = Try(reader);
  if (!tried.complete || tried.sum.cases() == 0) {
    out_.remarks.push_back(
        fmt::format("`{}` of {} depends on more than {} combinations of parameters; its demand is unknown",
                    std::get<2>(key), std::get<0>(key), options_.max_cases));
    out_.unbounded.insert(key);
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
  out_.launches.insert(key);
  out_.templates.insert(tried.sum.used_templates().begin(), tried.sum.used_templates().end());
  out_.demand = AddDemand(std::move(out_.demand), bounds);
  return true;
}

Exploration Explorer::Run() {
  FindElements();
  TryAll();
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
