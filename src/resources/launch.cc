#include "resources/launch.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace headroom {
namespace {

/// Whether a key is written, whatever it holds: a misspelt one must not pass for an empty one.
bool HasMember(cfn::Evaluator& evaluator, const cfn::Value& map, std::string_view key) {
  const std::vector<cfn::Evaluator::Member> members = evaluator.Members(map);
  return std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.key == key; });
}

}  // namespace

cfn::Value ReadText(cfn::Evaluator& evaluator, const cfn::Value& map, std::string_view key) {
  cfn::Value value = evaluator.Text(evaluator.Get(map, key));
  return value.is_scalar() && value.text().empty() ? cfn::Value::Absent(value.where()) : value;
}

void ReadLicenses(cfn::Evaluator& evaluator, const cfn::Value& specifications, LaunchData& data) {
  data.licenses = specifications;
  for (const cfn::Value& item : evaluator.Items(specifications)) {
    const cfn::Value arn = item.is_unknown() ? item : ReadText(evaluator, item, "LicenseConfigurationArn");
    if (!arn.absent()) {
      data.license_arns.push_back(arn);
    } else if (item.is_map() && !HasMember(evaluator, item, "LicenseConfigurationArn")) {
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
  const cfn::Value placement = evaluator.Get(data, "Placement");
  out.tenancy = ReadText(evaluator, placement, "Tenancy");
  out.host_id = ReadText(evaluator, placement, "HostId");
  out.host_resource_group = ReadText(evaluator, placement, "HostResourceGroupArn");
  out.market = ReadText(evaluator, evaluator.Get(data, "InstanceMarketOptions"), "MarketType");
  out.subnet = InterfaceSubnet(evaluator, data);
  ReadCpuOptions(evaluator, evaluator.Get(data, "CpuOptions"), out);
  ReadLicenses(evaluator, evaluator.Get(data, "LicenseSpecifications"), out);
  return out;
}

std::optional<LaunchTemplateRef> ReadLaunchTemplateRef(cfn::Evaluator& evaluator, const cfn::Value& spec) {
  if (spec.absent()) return {};
  LaunchTemplateRef ref;
  ref.where = spec.where();
  ref.id = ReadText(evaluator, spec, "LaunchTemplateId");
  ref.name = ReadText(evaluator, spec, "LaunchTemplateName");
  ref.version = ReadText(evaluator, spec, "Version");
  return ref;
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

Capacity FixedCapacity(int64_t count, Place where) {
  const cfn::Value value = cfn::Value::Scalar(std::to_string(count), where);
  return {value, value, value};
}

}  // namespace headroom
