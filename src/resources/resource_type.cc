#include "resources/resource_type.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace headroom {

#define RESOURCE_TYPE(name, function) void function(cfn::Evaluator&, const cfn::Resource&, Extracted&);
#include "resources/list.def"
#undef RESOURCE_TYPE
void ExtractModule(cfn::Evaluator&, const cfn::Resource&, Extracted&);   // of whatever name
void ExtractUntyped(cfn::Evaluator&, const cfn::Resource&, Extracted&);  // of none that is known

namespace {

constexpr ResourceType kTypes[] = {
#define RESOURCE_TYPE(name, function) {name, function},
#include "resources/list.def"
#undef RESOURCE_TYPE
};

/// Its resources are put in its place at AWS. Source: CloudFormation user guide, "Modules".
constexpr ResourceType kModule = {"MODULE", ExtractModule};
constexpr ResourceType kUntyped = {"", ExtractUntyped};

/// Takes over what one resource was read into.
void Append(Extracted&& found, Extracted& out) {
  const auto add = [](auto& from, auto& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  add(found.launches, out.launches);
  add(found.launch_templates, out.launch_templates);
  add(found.checked, out.checked);
  add(found.networks, out.networks);
  add(found.group_changes, out.group_changes);
  add(found.opaque, out.opaque);
  add(found.hosts, out.hosts);
  add(found.host_groups, out.host_groups);
  add(found.products, out.products);
  add(found.created, out.created);
  add(found.idle, out.idle);
}

void ExtractOne(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const ResourceType* type = resource.type.empty() ? &kUntyped : FindResourceType(resource.type);
  if (type == nullptr) return;
  Extracted found;
  found.path = out.path;
  evaluator.SetResource(resource.id);
  const cfn::Trace trace(evaluator);
  type->extract(evaluator, resource, found);
  MarkRead(resource, trace.touched(), found);
  Append(std::move(found), out);
}

}  // namespace

const ResourceType* FindResourceType(std::string_view name) {
  if (EndsWith(name, "::MODULE")) return &kModule;
  const auto* found =
      std::lower_bound(std::begin(kTypes), std::end(kTypes), name,
                       [](const ResourceType& type, std::string_view n) { return type.name < n; });
  return found != std::end(kTypes) && found->name == name ? found : nullptr;
}

void MarkRead(const cfn::Resource& resource, const std::vector<uint32_t>& read, Extracted& found) {
  std::vector<uint32_t> touched;
  std::set_union(read.begin(), read.end(), resource.touched.begin(), resource.touched.end(),
                 std::back_inserter(touched));
  bool idle = true;
  const auto mark = [&](auto& items) {
    for (auto& item : items) item.touched = touched;
    idle = idle && items.empty();
  };
  mark(found.launches);
  mark(found.launch_templates);
  mark(found.networks);
  mark(found.group_changes);
  mark(found.checked);
  mark(found.created);
  mark(found.hosts);
  mark(found.host_groups);
  mark(found.products);
  const std::string origin = OriginOf(resource);
  for (Launch& launch : found.launches) {
    launch.declared_by = resource.id;
    launch.origin = origin;
  }
  for (CreatedStack& created : found.created) created.origin = origin;
  for (Opaque& opaque : found.opaque) {
    opaque.touched = read;
    opaque.declared_by = resource.id;
    opaque.origin = origin;
  }
  if (idle && found.opaque.empty()) found.idle.push_back({resource.id, origin, touched});
}

Extracted ExtractLaunches(cfn::Evaluator& evaluator, const std::string& path,
                          const std::set<std::string, std::less<>>* wanted) {
  Extracted out;
  out.path = path;
  out.target = {evaluator.environment().region, evaluator.environment().account};
  if (wanted == nullptr) {
    for (const cfn::Resource& resource : evaluator.Resources()) ExtractOne(evaluator, resource, out);
  } else {
    for (const std::string& id : *wanted) {
      if (const cfn::Resource* resource = evaluator.FindResource(id)) ExtractOne(evaluator, *resource, out);
    }
  }
  evaluator.SetResource("");
  return out;
}

}  // namespace headroom
