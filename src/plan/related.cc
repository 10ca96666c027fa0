#include "plan/related.h"

#include <algorithm>
#include <optional>

#include "plan/capacity.h"

namespace headroom {
namespace {

bool RefersTo(const std::optional<LaunchTemplateRef>& ref, const LaunchTemplateResource& found) {
  if (!ref) return false;
  if (ref->id.is_unknown())
    return ref->id.unknown().resource.empty() || ref->id.unknown().resource == found.resource;
  if (!ref->id.absent()) return false;
  return ref->name.is_unknown() || !found.name.is_scalar() || ref->name.text() == found.name.text();
}

bool MayUse(const Launch& launch, const LaunchTemplateResource& found) {
  const auto refers = [&](const auto& some) { return RefersTo(some.launch_template, found); };
  return refers(launch) || std::any_of(launch.options.begin(), launch.options.end(), refers) ||
         std::any_of(launch.by_type.begin(), launch.by_type.end(), refers);
}

/// Whether anything that a launch is made of says something: itself, its options, its launch templates.
template <typename Says>
bool MaySay(const Extracted& extracted, const Launch& launch, Says says) {
  const auto& options = launch.options;
  const auto& templates = extracted.launch_templates;
  return says(launch.data) ||
         std::any_of(options.begin(), options.end(),
                     [&](const LaunchOption& option) { return option.data && says(*option.data); }) ||
         std::any_of(templates.begin(), templates.end(), [&](const LaunchTemplateResource& found) {
           return MayUse(launch, found) && says(found.data);
         });
}

/// Whether a launch may run on a host of the template.
bool MayNameHost(const Extracted& extracted, const Launch& launch, const HostResource& host) {
  return MaySay(extracted, launch, [&](const LaunchData& data) {
    if (!data.host_id.is_unknown()) return false;
    const std::string& named = data.host_id.unknown().resource;
    return named.empty() || named == host.resource;
  });
}

/// Whether a launch may run in a group of hosts of the template.
bool MayNameHostGroup(const Extracted& extracted, const Launch& launch) {
  return MaySay(extracted, launch,
                [](const LaunchData& data) { return data.host_resource_group.is_unknown(); });
}

/// Whether its subnet, if it is one of the template, may say the tenancy.
bool MayNameSubnet(const Extracted& extracted, const Launch& launch) {
  return MaySay(extracted, launch, [](const LaunchData& data) { return data.subnet.is_unknown(); });
}

}  // namespace

void ForEachRelated(
    const Extracted& stack, const Launch& launch,
    const std::function<void(const std::string& resource, const std::vector<uint32_t>& touched)>& visit) {
  const auto visit_if = [&](const auto& items, auto applies) {
    for (const auto& item : items) {
      if (applies(item)) visit(item.resource, item.touched);
    }
  };
  const bool in_network = MayNameSubnet(stack, launch), in_group = MayNameHostGroup(stack, launch);
  visit_if(stack.launch_templates, [&](const LaunchTemplateResource& t) { return MayUse(launch, t); });
  visit_if(stack.networks, [&](const NetworkResource&) { return in_network; });
  visit_if(stack.products, [](const ImageProduct&) { return true; });
  visit_if(stack.group_changes,
           [&](const GroupChange& change) { return change.group.is_unknown() || IsAbout(change, launch); });
  visit_if(stack.hosts, [&](const HostResource& host) { return MayNameHost(stack, launch, host); });
  visit_if(stack.host_groups, [&](const HostGroupResource&) { return in_group; });
}

}  // namespace headroom
