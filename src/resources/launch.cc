#include "resources/launch.h"

#include <utility>

#include "base/text.h"

namespace headroom {
namespace {

/// The subnet of the first network interface: launch template data has no other place for one.
cfn::Value InterfaceSubnet(cfn::Evaluator& evaluator, const cfn::Value& data) {
  const cfn::Value interfaces = evaluator.Get(data, "NetworkInterfaces");
  if (!interfaces.is_list()) return {};
  const std::vector<cfn::Value> items = evaluator.Items(interfaces);
  return items.empty() || !items[0].is_map() ? cfn::Value() : ReadText(evaluator, items[0], "SubnetId");
}

}  // namespace

cfn::Value ReadText(cfn::Evaluator& evaluator, const cfn::Value& map, std::string_view key) {
  cfn::Value value = evaluator.Text(evaluator.Get(map, key));
  return value.is_scalar() && value.text().empty() ? cfn::Value::Absent(value.where()) : value;
}

void ReadLicenses(cfn::Evaluator& evaluator, const cfn::Value& specifications, LaunchData& data) {
  data.licenses = specifications;
  data.licenses_where = specifications.where();
  for (const cfn::Value& item : evaluator.Items(specifications)) {
    const cfn::Value arn = item.is_unknown() ? item : ReadText(evaluator, item, "LicenseConfigurationArn");
    if (!arn.absent()) data.license_arns.push_back(arn);
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
  out.instance_requirements = evaluator.Get(data, "InstanceRequirements");
  const cfn::Value placement = evaluator.Get(data, "Placement");
  out.tenancy = ReadText(evaluator, placement, "Tenancy");
  out.host_id = ReadText(evaluator, placement, "HostId");
  out.host_resource_group = ReadText(evaluator, placement, "HostResourceGroupArn");
  out.market_type = ReadText(evaluator, evaluator.Get(data, "InstanceMarketOptions"), "MarketType");
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
