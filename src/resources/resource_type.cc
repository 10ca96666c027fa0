#include "resources/resource_type.h"

#include <algorithm>
#include <iterator>

namespace headroom {

#define RESOURCE_TYPE(name, function) void function(cfn::Evaluator&, const cfn::Resource&, Extracted&);
#include "resources/list.def"
#undef RESOURCE_TYPE

namespace {

constexpr ResourceType kTypes[] = {
#define RESOURCE_TYPE(name, function) {name, function},
#include "resources/list.def"
#undef RESOURCE_TYPE
};

/// What `out` has grown by since `begin` items was read from `touched`.
template <typename Item>
void MarkTouched(std::vector<Item>& items, size_t begin, const std::vector<uint32_t>& touched) {
  for (size_t i = begin; i < items.size(); ++i) items[i].touched = touched;
}

void ExtractOne(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const ResourceType* type = FindResourceType(resource.type);
  if (type == nullptr) return;
  const size_t launches = out.launches.size(), templates = out.launch_templates.size(),
               networks = out.networks.size(), changes = out.group_changes.size(),
               checked = out.checked.size(), created = out.created.size(), hosts = out.hosts.size(),
               groups = out.host_groups.size(), products = out.products.size();
  evaluator.SetResource(resource.id);
  const cfn::Trace trace(evaluator);
  type->extract(evaluator, resource, out);
  const std::vector<uint32_t> read = trace.touched();
  std::vector<uint32_t> touched;
  std::set_union(read.begin(), read.end(), resource.touched.begin(), resource.touched.end(),
                 std::back_inserter(touched));
  for (size_t i = launches; i < out.launches.size(); ++i) out.launches[i].declared_by = resource.id;
  MarkTouched(out.launches, launches, touched);
  MarkTouched(out.launch_templates, templates, touched);
  MarkTouched(out.networks, networks, touched);
  MarkTouched(out.group_changes, changes, touched);
  MarkTouched(out.checked, checked, touched);
  MarkTouched(out.created, created, touched);
  MarkTouched(out.hosts, hosts, touched);
  MarkTouched(out.host_groups, groups, touched);
  MarkTouched(out.products, products, touched);
}

}  // namespace

const ResourceType* FindResourceType(std::string_view name) {
  const auto* found =
      std::lower_bound(std::begin(kTypes), std::end(kTypes), name,
                       [](const ResourceType& type, std::string_view n) { return type.name < n; });
  return found != std::end(kTypes) && found->name == name ? found : nullptr;
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
