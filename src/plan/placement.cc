#include "plan/placement.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.h"

namespace headroom {
namespace {

using Pool = CandidateHost::Pool;

/// The host of the input to which a value refers, or null.
const HostResource* FindHostResource(const Extracted& input, const cfn::Value& value) {
  const auto found = std::find_if(input.hosts.begin(), input.hosts.end(), [&](const HostResource& host) {
    return value.is_unknown() && host.resource == value.unknown().resource;
  });
  return found == input.hosts.end() ? nullptr : &*found;
}

/// A resource of the input is told apart from one of the same name in another.
void SetResource(const Extracted& input, const std::string& resource, CandidateHost& host) {
  host.id = Below(input.within, resource);
  host.path = input.path;
}

void SetFigures(const RuleStore& store, CandidateHost& host) {
  const HostFamily* family = store.catalog().FindHost(host.family);
  if (family == nullptr) return;
  host.cores = family->cores;
  host.sockets = family->sockets;
  host.vcpus = family->vcpus;
  host.multi_size = family->multi_size;
  host.lower_bound = family->lower_bound;
}

/// A host of the template is of the family that it says, or allows one type.
void SetFamily(const HostResource& resource, CandidateHost& host) {
  if (resource.instance_family.is_scalar()) {
    host.family = resource.instance_family.text();
  } else if (resource.instance_type.is_scalar()) {
    host.family = FamilyOfType(resource.instance_type.text());
  }
}

/// What describe-hosts says of this very host wins over what is known of its family.
void Override(const StoreHost& known, CandidateHost& host) {
  if (known.cores) {
    host.cores = known.cores;
    host.lower_bound = false;
  }
  if (known.sockets) host.sockets = known.sockets;
  if (known.vcpus) host.vcpus = known.vcpus;
}

void SetNamed(const HostSources& sources, const RuleStore& store, CandidateHost& host) {
  const StoreHost* known = nullptr;
  host.pool = Pool::kNamed;
  if (const HostResource* resource = FindHostResource(sources.input, sources.host_id)) {
    SetResource(sources.input, resource->resource, host);
    SetFamily(*resource, host);
  } else if (sources.host_id.is_unknown()) {
    host.pool = Pool::kUnknown;
  } else {
    host.id = sources.host_id.text();
    known = store.FindHost(host.id);
    if (known != nullptr && !known->instance_family.empty()) host.family = known->instance_family;
  }
  SetFigures(store, host);
  if (known != nullptr) Override(*known, host);
}

/// Whether an ARN is that of a group in a place: "arn:aws:resource-groups:us-east-1:111122223333:group/NAME".
bool IsArnOf(std::string_view arn, const std::string& name, const Target& target) {
  const std::vector<std::string_view> parts = Split(arn, ":");
  return !name.empty() && parts.size() == 6 && parts[5] == fmt::format("group/{}", name) &&
         parts[3] == target.region.value_or(std::string(parts[3])) &&
         parts[4] == target.account.value_or(std::string(parts[4]));
}

/// The group of the input that is meant: its ARN, or text around its name (`arn:…:group/${Hosts}`).
const HostGroupResource* FindGroup(const Extracted& input, const cfn::Value& said) {
  const auto is_meant = [&](const HostGroupResource& group) {
    if (!said.is_unknown()) return IsArnOf(said.text(), group.name, input.target);
    const cfn::Unknown& unknown = said.unknown();
    return group.resource == (unknown.resource.empty() ? unknown.mentions : unknown.resource);
  };
  const auto found = std::find_if(input.host_groups.begin(), input.host_groups.end(), is_meant);
  return found == input.host_groups.end() ? nullptr : &*found;
}

/// A list that limits, as far as it can be read.
std::optional<std::vector<std::string>> LimitsOf(const std::vector<cfn::Value>& values) {
  if (values.empty()) return {};
  std::vector<std::string> out;
  for (const cfn::Value& value : values) {
    if (!value.is_scalar()) return {};
    out.push_back(value.text());
  }
  return out;
}

void SetLimits(const HostGroupResource& group, CandidateHost& host) {
  if (group.unreadable) return;
  host.allowed_families = LimitsOf(group.families);
  const bool any = group.any_license.is_unknown() || cfn::AsBoolean(group.any_license) == true;
  if (!any) host.allowed_licenses = LimitsOf(group.licenses);
}

void SetGroup(const HostSources& sources, CandidateHost& host) {
  host.pool = Pool::kGroup;
  if (const HostGroupResource* group = FindGroup(sources.input, sources.resource_group)) {
    SetResource(sources.input, group->resource, host);
    SetLimits(*group, host);
  } else if (sources.resource_group.is_unknown()) {
    host.pool = Pool::kUnknown;
  } else {
    host.id = sources.resource_group.text();
  }
}

}  // namespace

CandidateHost FindHost(const HostSources& sources, const RuleStore& store) {
  CandidateHost host;
  host.family = FamilyOfType(sources.type_name);
  if (!sources.host_id.absent()) {
    SetNamed(sources, store, host);
    return host;
  }
  SetFigures(store, host);
  if (!sources.resource_group.absent()) SetGroup(sources, host);
  return host;
}

}  // namespace headroom
