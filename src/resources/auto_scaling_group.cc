// AWS::AutoScaling::AutoScalingGroup: MinSize to MaxSize instances (or capacity units, with weights),
// DesiredCapacity of them at first. What it launches comes from a launch template, a mixed instances policy,
// or a launch configuration. Source: Auto Scaling API reference, CreateAutoScalingGroup.

#include <fmt/format.h>

#include "resources/resource_type.h"

namespace headroom {
namespace {

/// MinSize and MaxSize are required; a group without one is refused by CloudFormation.
cfn::Value RequiredSize(cfn::Evaluator& evaluator, const cfn::Resource& resource, std::string_view key) {
  const cfn::Value size = ReadText(evaluator, resource.properties, key);
  if (!size.absent()) return evaluator.Integer(size);
  evaluator.Malformed(resource.where, fmt::format("the group has no `{}`", key));
  return cfn::Value::NotKnown(cfn::Unknown{fmt::format("`{}` is missing", key), "", "", true},
                              resource.where);
}

Capacity ReadCapacity(cfn::Evaluator& evaluator, const cfn::Resource& resource) {
  Capacity out;
  out.min = RequiredSize(evaluator, resource, "MinSize");
  out.max = RequiredSize(evaluator, resource, "MaxSize");
  out.desired = evaluator.Integer(ReadText(evaluator, resource.properties, "DesiredCapacity"));
  if (out.desired.absent()) out.desired = out.min;
  return out;
}

/// An override of a group may bring its own image and launch template as well.
LaunchOption ReadGroupOverride(cfn::Evaluator& evaluator, const cfn::Value& entry) {
  LaunchOption option = ReadOverride(evaluator, entry);
  if (entry.is_unknown()) return option;
  option.image_id = ReadText(evaluator, entry, "ImageId");
  option.launch_template =
      ReadLaunchTemplateRef(evaluator, evaluator.Get(entry, "LaunchTemplateSpecification"));
  return option;
}

/// Whether some of the group's instances are Spot Instances: by default all are on demand.
cfn::Value ReadMarket(cfn::Evaluator& evaluator, const cfn::Value& distribution) {
  const cfn::Value share =
      evaluator.Integer(ReadText(evaluator, distribution, "OnDemandPercentageAboveBaseCapacity"));
  if (share.is_unknown()) return share;
  return cfn::AsInteger(share).value_or(100) < 100 ? cfn::Value::Scalar("spot", share.where()) : cfn::Value();
}

void ReadMixedInstances(cfn::Evaluator& evaluator, const cfn::Value& policy, Launch& launch) {
  const cfn::Value launch_template = evaluator.Get(policy, "LaunchTemplate");
  launch.data.market = ReadMarket(evaluator, evaluator.Get(policy, "InstancesDistribution"));
  launch.launch_template =
      ReadLaunchTemplateRef(evaluator, evaluator.Get(launch_template, "LaunchTemplateSpecification"));
  for (const cfn::Value& entry : evaluator.Items(evaluator.Get(launch_template, "Overrides"))) {
    launch.options.push_back(ReadGroupOverride(evaluator, entry));
  }
}

std::optional<LaunchTemplateRef> LaunchConfigurationRef(const cfn::Value& name) {
  if (name.absent()) return {};
  LaunchTemplateRef ref;
  ref.where = name.where();
  (name.is_unknown() ? ref.id : ref.name) = name;
  return ref;
}

/// What the group launches: exactly one of four properties says it.
void ReadSource(cfn::Evaluator& evaluator, const cfn::Resource& resource, Launch& launch) {
  const cfn::Value policy = evaluator.Get(resource.properties, "MixedInstancesPolicy");
  const cfn::Value launch_template = evaluator.Get(resource.properties, "LaunchTemplate");
  const cfn::Value configuration = ReadText(evaluator, resource.properties, "LaunchConfigurationName");
  const cfn::Value instance = ReadText(evaluator, resource.properties, "InstanceId");
  if (!policy.absent()) {
    ReadMixedInstances(evaluator, policy, launch);
  } else if (!launch_template.absent()) {
    launch.launch_template = ReadLaunchTemplateRef(evaluator, launch_template);
  } else if (!configuration.absent()) {
    launch.launch_template = LaunchConfigurationRef(configuration);
  } else if (!instance.absent()) {
    launch.data.image_id =
        cfn::Value::NotKnown("it is that of the instance that `InstanceId` names", instance.where());
    launch.data.instance_type = launch.data.image_id;
  } else if (resource.properties.is_map()) {
    evaluator.Malformed(resource.where, "the group says nothing of what it launches",
                        "give it `LaunchTemplate` or `MixedInstancesPolicy`");
    launch.broken = true;
  }
}

}  // namespace

void ExtractAutoScalingGroup(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  Launch launch = StartLaunch(resource, out);
  launch.name = ReadText(evaluator, resource.properties, "AutoScalingGroupName");
  launch.tags = {{"aws:autoscaling:groupName", launch.name}};
  launch.capacity = ReadCapacity(evaluator, resource);
  launch.keeps_desired = evaluator.Get(resource.properties, "DesiredCapacity").absent();
  ReadUnit(evaluator, ReadText(evaluator, resource.properties, "DesiredCapacityType"), launch);
  launch.data.subnet = FirstSubnet(evaluator, evaluator.Get(resource.properties, "VPCZoneIdentifier"));
  ReadSource(evaluator, resource, launch);
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
