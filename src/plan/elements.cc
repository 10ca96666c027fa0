#include "plan/elements.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "plan/hosts.h"
#include "plan/plan.h"
#include "plan/related.h"

namespace headroom {
namespace {

/// What comparisons with different texts have in common; else the variable itself.
Variable Subject(const Variable& variable) {
  return variable.source.empty() ? variable : Variable{variable.choice_of, variable.source};
}

void AddLaunch(const Launch& launch, Element& element) {
  if (element.launches.empty()) {
    element.path = launch.path;
    element.shown = launch.resource;
  }
  element.launches.insert(KeyOf(launch));
}

}  // namespace

Elements::Elements(std::vector<OpenInput> inputs, const OpenParameters& open)
    : inputs_(std::move(inputs)), open_(open) {
  NoteBefore();
  for (size_t input = 0; input < inputs_.size(); ++input) {
    if (!inputs_[input].extract) continue;
    for (const Extracted& stack : inputs_[input].extracted) FindElementsOf(input, stack);
  }
}

void Elements::NoteBefore() {
  launches_before_.resize(inputs_.size());
  for (size_t input = 0; input < inputs_.size(); ++input) {
    for (const Extracted& stack : inputs_[input].extracted) {
      for (const Launch& launch : stack.launches) launches_before_[input].insert(headroom::KeyOf(launch));
      for (const Opaque& one : stack.opaque) {
        if (OpenAmong(input, one.touched).empty()) opaque_before_.insert(KeyOf(one));
      }
    }
  }
}

Elements::OpaqueKey Elements::KeyOf(const Opaque& one) {
  return {one.path, one.resource, one.where.span.begin, one.reason};
}

void Elements::FindElementsOf(size_t input, const Extracted& stack) {
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

Element& Elements::ElementFor(Element::Kind kind, size_t input, const std::string& within,
                              const std::string& name, const std::string& origin) {
  const bool by_origin = kind == Element::Kind::kLoop || kind == Element::Kind::kStack;
  const auto [known, is_new] = element_by_name_.try_emplace(
      {kind, input, by_origin ? "" : within, by_origin ? origin : name}, elements_.size());
  if (is_new) elements_.push_back({kind, input, within, name, origin});
  return elements_[known->second];
}

/// What is within another of its kind comes with that one.
Element& Elements::StackFor(size_t input, const std::string& within, const std::string& name,
                            const std::string& origin) {
  for (size_t end = origin.rfind('/'); end != std::string::npos && end > 0;
       end = origin.rfind('/', end - 1)) {
    const auto outer = element_by_name_.find({Element::Kind::kStack, input, "", origin.substr(0, end)});
    if (outer != element_by_name_.end()) return elements_[outer->second];
  }
  return ElementFor(Element::Kind::kStack, input, within, name, origin);
}

/// A resource that a loop makes, or that stands in a stack that one makes, is not known by its name.
Element& Elements::ResourceFor(size_t input, const std::string& within, const std::string& name,
                               const std::string& origin) {
  const bool loop = (within + name).find('{') != std::string::npos;
  return ElementFor(loop ? Element::Kind::kLoop : Element::Kind::kResource, input, within, name, origin);
}

void Elements::AddFixed(const ExploreOptions& options) {
  for (size_t input = 0; input < inputs_.size(); ++input) {
    for (const Extracted& stack : inputs_[input].extracted) {
      Findings ignored;
      const Plan plan = MakePlan({stack}, options.store, options.plan, ignored);
      std::map<LaunchKey, std::set<std::string>> shares;
      for (const PlannedLaunch& launch : plan.launches) {
        if (launch.counts) shares[headroom::KeyOf(launch)].merge(SharedHosts(launch));
      }
      for (const Launch& launch : stack.launches) {
        std::set<std::string>& shared = shares[headroom::KeyOf(launch)];
        if (shared.empty() || !Reads(input, stack, launch).empty()) continue;
        Element& element = ResourceFor(input, stack.within, launch.declared_by, launch.origin);
        AddLaunch(launch, element);
        element.shares.merge(shared);
      }
    }
  }
}

bool Elements::ShareHosts() const {
  return std::any_of(elements_.begin(), elements_.end(), [](const Element& e) { return !e.shares.empty(); });
}

std::vector<Group> Elements::MakeGroups() const {
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

Variables Elements::OpenAmong(size_t input, const std::vector<uint32_t>& touched) const {
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

Variables Elements::Reads(size_t input, const Extracted& stack, const Launch& launch) const {
  Variables out = OpenAmong(input, launch.touched);
  ForEachRelated(stack, launch, [&](const std::string&, const std::vector<uint32_t>& touched) {
    out.merge(OpenAmong(input, touched));
  });
  return out;
}

std::vector<std::string> Elements::PermittedValues(const Variable& variable) const {
  if (variable.choice_of == 0) return open_.at(variable.name);
  if (variable.is_condition) return {"true", "false"};
  for (const auto& choice : inputs_[variable.choice_of - 1].choices.all()) {
    if (choice.name == variable.name) return choice.values;
  }
  return {};
}

bool Elements::WasLaunched(size_t input, const Launch& launch) const {
  return launches_before_[input].count(headroom::KeyOf(launch)) > 0;
}

bool Elements::WasOpaque(const Opaque& one) const { return opaque_before_.count(KeyOf(one)) > 0; }

bool Elements::IsResource(size_t input, const std::string& within, const std::string& name) const {
  return element_by_name_.count({Element::Kind::kResource, input, within, name}) > 0;
}

}  // namespace headroom
