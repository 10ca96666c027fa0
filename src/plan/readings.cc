#include "plan/readings.h"

#include <algorithm>
#include <set>
#include <utility>

#include "plan/related.h"

namespace headroom {
namespace {

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

void NoteReads(Element& element, const Variables& reads, const Values& values, Case& out) {
  for (const Variable& read : reads) {
    element.reads.insert(read);
    if (values.count(read) == 0) out.missing.insert(read);
  }
}

}  // namespace

/// Where it is not known yet what an element is, or what belongs to it, all is read.
const Readings::Reader& Readings::ReaderOf(size_t index) {
  const auto [known, is_new] = readers_.try_emplace(index);
  Reader& reader = known->second;
  if (!is_new) return reader;
  const Element& element = elements_[index];
  const bool rule = element.kind == Element::Kind::kRule;
  const bool resource = element.kind == Element::Kind::kResource;
  if (elements_.inputs()[element.input].tmpl == nullptr || (!rule && !resource)) {
    reader.wanted.reset();
    return reader;
  }
  Want(element, (*reader.wanted)[element.within]);
  if (resource) KeepFixed(element.input, *reader.wanted, reader);
  return reader;
}

/// What depends on nothing open need not be read again.
void Readings::KeepFixed(size_t input, Wanted& wanted, Reader& reader) const {
  for (const Extracted& stack : elements_.inputs()[input].extracted) {
    const auto found = wanted.find(stack.within);
    if (found == wanted.end()) continue;
    std::set<std::string> fixed, varying;
    ForEachList(stack, [&](const auto& items, auto name) {
      for (const auto& item : items)
        (elements_.OpenAmong(input, item.touched).empty() ? fixed : varying).insert(name(item));
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
void Readings::Want(const Element& element, WantedOfStack& wanted) const {
  if (element.kind == Element::Kind::kRule) {
    wanted.rules.insert(element.name);
    return;
  }
  wanted.resources.insert(element.name);
  for (const Extracted& extracted : elements_.inputs()[element.input].extracted) {
    if (extracted.within != element.within) continue;
    for (const Launch& launch : extracted.launches) {
      if (element.launches.count(KeyOf(launch)) == 0) continue;
      ForEachRelated(extracted, launch, [&](const std::string& resource, const std::vector<uint32_t>&) {
        wanted.resources.insert(resource);
      });
    }
  }
}

void Readings::Take(const Variable& variable, const std::string& value, cfn::Choices& choices) const {
  const uint32_t index =
      choices.IndexOf({variable.name, variable.is_condition, variable.reason,
                       elements_.PermittedValues(variable), variable.source, variable.text});
  choices.Take(index, value);
}

std::vector<Extracted> Readings::Extract(size_t input, const std::optional<Wanted>& wanted,
                                         const Values& values, Findings& findings) {
  OpenInput& from = elements_.inputs()[input];
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
void Readings::KeepOwn(const Element& element, Extracted& stack) const {
  const auto is_other = [&](const std::string& declared_by, const std::string& origin) {
    switch (element.kind) {
      case Element::Kind::kResource:
        return stack.within != element.within || declared_by != element.name;
      case Element::Kind::kLoop:
        return origin != element.origin;
      case Element::Kind::kStack:
        return !ComesFrom(origin, element.origin) ||
               elements_.IsResource(element.input, stack.within, declared_by);
      case Element::Kind::kRule:
        break;
    }
    return true;
  };
  std::erase_if(stack.launches, [&](const Launch& launch) {
    const bool known = element.kind == Element::Kind::kStack && elements_.WasLaunched(element.input, launch);
    return known || is_other(launch.declared_by, launch.origin);
  });
  std::erase_if(stack.opaque, [&](const Opaque& one) { return is_other(one.declared_by, one.origin); });
  std::erase_if(stack.idle, [&](const IdleResource& one) { return is_other(one.resource, one.origin); });
}

/// What cannot be seen because something has no value yet is to be tried; what was said before is said.
void Readings::ReadOpaque(Element& element, const Values& values, Extracted& stack, Case& out) const {
  std::erase_if(stack.opaque, [&](const Opaque& one) {
    const Variables open = elements_.OpenAmong(element.input, one.touched);
    NoteReads(element, open, values, out);
    return std::any_of(open.begin(), open.end(), [&](const Variable& v) { return values.count(v) == 0; }) ||
           elements_.WasOpaque(one);
  });
}

/// A rule without a name is about parameters of a nested stack.
void Readings::ReadRules(Element& element, const Values& values, const Extracted& stack, Case& out) const {
  for (const cfn::Rule& rule : stack.rules) {
    const bool own =
        element.kind == Element::Kind::kRule && stack.within == element.within && rule.name == element.name;
    if (!own && !rule.name.empty()) continue;
    if (rule.holds.is_scalar() && !*AsBoolean(rule.holds)) out.refused = true;
    if (own && rule.holds.is_unknown())
      NoteReads(element, elements_.OpenAmong(element.input, rule.touched), values, out);
  }
}

void Readings::ReadStack(Element& element, const Values& values, Extracted stack, Case& out) const {
  ReadRules(element, values, stack, out);
  if (element.kind == Element::Kind::kRule) return;
  KeepOwn(element, stack);
  for (const Launch& launch : stack.launches)
    NoteReads(element, elements_.Reads(element.input, stack, launch), values, out);
  for (const IdleResource& idle : stack.idle)
    NoteReads(element, elements_.OpenAmong(element.input, idle.touched), values, out);
  if (element.kind == Element::Kind::kResource && stack.launches.empty()) {
    for (const LaunchTemplateResource& unlaunched : stack.launch_templates)
      NoteReads(element, elements_.OpenAmong(element.input, unlaunched.touched), values, out);
  }
  ReadOpaque(element, values, stack, out);
  out.extracted.push_back(std::move(stack));
}

/// Those that need all of an input ask for it one after another, under the same values.
std::vector<Extracted> Readings::ExtractOnce(size_t input, const std::optional<Wanted>& wanted,
                                             const Values& values, Findings& findings) {
  if (wanted) return Extract(input, wanted, values, findings);
  if (!whole_ || whole_->input != input || whole_->values != values) {
    whole_.emplace(Whole{input, values, {}, {}});
    whole_->extracted = Extract(input, wanted, values, whole_->findings);
  }
  findings = whole_->findings;
  return whole_->extracted;
}

Case Readings::Read(size_t index, const Values& values) {
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

}  // namespace headroom
