// AWS::ResourceGroups::Group: a host resource group if its configuration has AWS::EC2::HostManagement;
// License Manager fills such a group with Dedicated Hosts as instances need them. Other groups start nothing.
// Whether it may (auto-allocate-host) is not asked: hosts that are there already are counted from the store.

#include <utility>

#include "resources/resource_type.h"

namespace headroom {
namespace {

void ReadParameter(cfn::Evaluator& evaluator, const cfn::Value& parameter, HostGroupResource& group) {
  const cfn::Value name = ReadText(evaluator, parameter, "Name");
  if (name.is_unknown()) group.unreadable = true;
  std::vector<cfn::Value> values;
  for (const cfn::Value& item : evaluator.Items(evaluator.Get(parameter, "Values"))) {
    values.push_back(evaluator.Text(item));
  }
  if (name.text() == "allowed-host-families") {
    group.families = std::move(values);
  } else if (name.text() == "allowed-host-based-license-configurations") {
    group.licenses = std::move(values);
  } else if (name.text() == "any-host-based-license-configuration" && !values.empty()) {
    group.any_license = values.front();
  }
}

/// A license that a group allows is checked like one that is named to be used; each by itself, for the list
/// is no launch's.
void CheckLicense(const cfn::Resource& resource, const cfn::Value& arn, Extracted& out) {
  LaunchTemplateResource checked;
  checked.path = out.path;
  checked.resource = resource.id;
  checked.resource_type = resource.type;
  checked.where = resource.where;
  checked.data.licenses = arn;
  checked.data.license_arns = {arn};
  checked.data.tenancy = cfn::Value::NotKnown("it starts nothing", resource.where);
  out.checked.push_back(std::move(checked));
}

}  // namespace

void ExtractResourceGroup(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  HostGroupResource group;
  group.resource = resource.id;
  group.name = ReadText(evaluator, resource.properties, "Name").text();
  bool manages_hosts = resource.properties.is_unknown();
  for (const cfn::Value& item : evaluator.Items(evaluator.Get(resource.properties, "Configuration"))) {
    const cfn::Value type = item.is_unknown() ? item : ReadText(evaluator, item, "Type");
    if (type.is_unknown()) group.unreadable = true;
    if (!type.is_unknown() && type.text() != "AWS::EC2::HostManagement") continue;
    manages_hosts = true;
    if (type.is_unknown()) continue;
    for (const cfn::Value& parameter : evaluator.Items(evaluator.Get(item, "Parameters"))) {
      if (parameter.is_unknown()) group.unreadable = true;
      if (parameter.is_map()) ReadParameter(evaluator, parameter, group);
    }
  }
  if (!group.licenses.empty() && cfn::AsBoolean(group.any_license) == true) {
    evaluator.Malformed(group.any_license.where(),
                        "a host resource group allows any license, or those that it lists, not both");
  }
  for (const cfn::Value& arn : group.licenses) CheckLicense(resource, arn, out);
  if (manages_hosts) out.host_groups.push_back(std::move(group));
}

}  // namespace headroom
