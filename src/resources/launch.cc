#include "resources/launch.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace headroom {

std::string Below(const std::string& within, const std::string& name) {
  return within + (within.empty() || name.empty() ? "" : "/") + name;
}

std::string OriginOf(const cfn::Resource& resource) { return std::to_string(resource.where.span.begin); }

bool ComesFrom(std::string_view origin, std::string_view from) {
  return StartsWith(origin, from) && (origin.size() == from.size() || origin[from.size()] == '/');
}

namespace {

/// Whether a key is written, whatever it holds: a misspelt one must not pass for an empty one.
bool HasMember(cfn::Evaluator& evaluator, const cfn::Value& map, std::string_view key) {
  const std::vector<cfn::Evaluator::Member> members = evaluator.Members(map);
  return std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.key == key; });
}

bool IsEmptyText(const cfn::Value& value) { return value.is_scalar() && value.text().empty(); }

/// Whether what is read is no template but what the AWS CLI takes, whose skeletons hold every member there
/// is, empty. In a template an empty ARN is a wrong one.
bool MayBeSkeleton(const cfn::Evaluator& evaluator) { return evaluator.tmpl().resources() == kNoNode; }

/// A weight that is a fraction is legal for a fleet, but no number of capacity units that is counted here.
cfn::Value ReadWeight(cfn::Evaluator& evaluator, const cfn::Value& weight) {
  const std::string& text = weight.text();
  const bool fraction = text.find('.') != std::string::npos && !cfn::AsInteger(weight) &&
                        text.find_first_not_of("0123456789.") == std::string::npos;
  if (!fraction) return evaluator.Integer(weight);
  return cfn::Value::NotKnown("fractions of capacity units are not counted", weight.where());
}

}  // namespace

Launch StartLaunch(const cfn::Resource& resource, const Extracted& out) {
  Launch launch;
  launch.path = out.path;
  launch.resource = resource.id;
  launch.resource_type = resource.type;
  launch.where = resource.where;
  launch.existence = resource.existence;
  return launch;
}

GroupChange StartChange(const cfn::Resource& resource, cfn::Value group) {
  GroupChange change;
  change.resource = resource.id;
  change.where = resource.where;
  change.group = std::move(group);
  return change;
}

cfn::Value GroupOfId(const cfn::Value& id) {
  if (id.is_scalar()) return cfn::Value::Scalar(id.text().substr(id.text().rfind('/') + 1), id.where());
  if (!id.is_unknown() || id.unknown().mentions.empty()) return id;
  return cfn::Value::NotKnown(cfn::Unknown{id.unknown().reason, id.unknown().mentions, "", false},
                              id.where());
}

const cfn::Resource* Referred(cfn::Evaluator& evaluator, const cfn::Value& value) {
  if (!value.is_unknown() || value.unknown().resource.empty()) return nullptr;
  return evaluator.FindResource(value.unknown().resource);
}

cfn::Value ReadText(cfn::Evaluator& evaluator, const cfn::Value& map, std::string_view key) {
  cfn::Value value = evaluator.Text(evaluator.Get(map, key));
  return IsEmptyText(value) ? cfn::Value::Absent(value.where()) : value;
}

void ReadLicenses(cfn::Evaluator& evaluator, const cfn::Value& specifications, LaunchData& data) {
  constexpr std::string_view kArn = "LicenseConfigurationArn";
  data.licenses = specifications;
  for (const cfn::Value& item : evaluator.Items(specifications)) {
    const cfn::Value arn = item.is_unknown() ? item : evaluator.Text(evaluator.Get(item, kArn));
    const bool left_empty = arn.absent() ? HasMember(evaluator, item, kArn) : IsEmptyText(arn);
    if (left_empty && MayBeSkeleton(evaluator)) continue;
    if (!arn.absent()) {
      data.license_arns.push_back(arn);
    } else if (item.is_map()) {
      evaluator.Malformed(item.where(),
                          "a license specification without `LicenseConfigurationArn` names no license");
    }
  }
}

void ReadCpuOptions(cfn::Evaluator& evaluator, const cfn::Value& options, LaunchData& data) {
  data.cpu_options = options;
  data.core_count = evaluator.Integer(ReadText(evaluator, options, "CoreCount"));
  data.threads_per_core = evaluator.Integer(ReadText(evaluator, options, "ThreadsPerCore"));
  if (data.core_count.absent() && data.threads_per_core.absent() && !options.is_unknown())
    data.cpu_options = {};
}

LaunchData ReadLaunchTemplateData(cfn::Evaluator& evaluator, const cfn::Value& data) {
  LaunchData out;
  out.image_id = ReadText(evaluator, data, "ImageId");
  out.instance_type = ReadText(evaluator, data, "InstanceType");
  ReadInstanceRequirements(evaluator, evaluator.Get(data, "InstanceRequirements"), out.requirements);
  ReadPlacement(evaluator, evaluator.Get(data, "Placement"), out);
  out.market = ReadText(evaluator, evaluator.Get(data, "InstanceMarketOptions"), "MarketType");
  out.subnet = InterfaceSubnet(evaluator, data);
  ReadCpuOptions(evaluator, evaluator.Get(data, "CpuOptions"), out);
  ReadLicenses(evaluator, evaluator.Get(data, "LicenseSpecifications"), out);
  return out;
}

std::optional<LaunchTemplateRef> ReadLaunchTemplateRef(cfn::Evaluator& evaluator, const cfn::Value& spec,
                                                       const LaunchTemplateKeys& keys) {
  if (spec.absent()) return {};
  LaunchTemplateRef ref;
  ref.where = spec.where();
  ref.id = ReadText(evaluator, spec, keys.id);
  ref.name = ReadText(evaluator, spec, keys.name);
  ref.version = ReadText(evaluator, spec, keys.version);
  return ref;
}

void ReadPlacement(cfn::Evaluator& evaluator, const cfn::Value& placement, LaunchData& data) {
  data.tenancy = ReadText(evaluator, placement, "Tenancy");
  data.host_id = ReadText(evaluator, placement, "HostId");
  data.host_resource_group = ReadText(evaluator, placement, "HostResourceGroupArn");
}

LaunchOption ReadOverride(cfn::Evaluator& evaluator, const cfn::Value& entry) {
  LaunchOption option;
  option.where = entry.where();
  if (entry.is_unknown()) {
    option.instance_type = entry;
    return option;
  }
  option.instance_type = ReadText(evaluator, entry, "InstanceType");
  ReadInstanceRequirements(evaluator, evaluator.Get(entry, "InstanceRequirements"), option.requirements);
  option.weight = ReadWeight(evaluator, ReadText(evaluator, entry, "WeightedCapacity"));
  return option;
}

void ReadTypes(cfn::Evaluator& evaluator, const cfn::Value& types, Launch& launch) {
  for (const cfn::Value& type : evaluator.Items(types)) {
    LaunchOption option;
    option.where = type.where();
    option.instance_type = evaluator.Text(type);
    launch.options.push_back(std::move(option));
  }
}

void ReadUnit(cfn::Evaluator& evaluator, const cfn::Value& unit, Launch& launch) {
  if (unit.is_unknown()) {
    ForgetCapacity(unit, launch);
  } else if (unit.text() == "vcpu") {
    launch.unit = CapacityUnit::kVcpus;
  } else if (unit.text() == "memory-mib") {
    launch.unit = CapacityUnit::kMemoryMib;
  } else if (!unit.absent() && unit.text() != "units") {
    evaluator.Malformed(unit.where(),
                        fmt::format("`{}` is none of `units`, `vcpu`, `memory-mib`", unit.text()));
    ForgetCapacity(cfn::Value::NotKnown(cfn::Unknown{"its unit is not known", "", "", true}, unit.where()),
                   launch);
  }
}

cfn::Value ReadSize(cfn::Evaluator& evaluator, const cfn::Value& map, std::string_view key, Place where) {
  const cfn::Value size = evaluator.Integer(ReadText(evaluator, map, key));
  if (!size.absent()) return size;
  return cfn::Value::NotKnown(fmt::format("there is no `{}`, and AWS does not say what it then chooses", key),
                              where);
}

void ForgetCapacity(const cfn::Value& unknown, Launch& launch) {
  launch.capacity = {unknown, unknown, unknown};
}

cfn::Value InterfaceSubnet(cfn::Evaluator& evaluator, const cfn::Value& owner) {
  const cfn::Value interfaces = evaluator.Get(owner, "NetworkInterfaces");
  if (!interfaces.is_list()) return {};
  const std::vector<cfn::Value> items = evaluator.Items(interfaces);
  const auto is_first = [&](const cfn::Value& item) {
    return item.is_map() && cfn::AsInteger(evaluator.Get(item, "DeviceIndex")) == 0;
  };
  auto first = std::find_if(items.begin(), items.end(), is_first);
  if (first == items.end()) first = items.begin();
  return first == items.end() || !first->is_map() ? cfn::Value() : ReadText(evaluator, *first, "SubnetId");
}

cfn::Value FirstSubnet(cfn::Evaluator& evaluator, const cfn::Value& subnets) {
  if (!subnets.is_list()) {
    if (!subnets.is_scalar()) return subnets.is_unknown() ? subnets : cfn::Value();
    return cfn::Value::Scalar(std::string(Trim(Split(subnets.text(), ",")[0])), subnets.where());
  }
  const std::vector<cfn::Value> items = evaluator.Items(subnets);
  return items.empty() ? cfn::Value() : items[0];
}

cfn::Value NumberAt(int64_t number, Place where) { return cfn::Value::Scalar(std::to_string(number), where); }

Capacity FixedCapacity(int64_t count, Place where) {
  const cfn::Value value = NumberAt(count, where);
  return {value, value, value};
}

}  // namespace headroom
