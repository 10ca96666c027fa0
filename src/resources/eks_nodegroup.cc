// AWS::EKS::Nodegroup: a managed node group, which is an Auto Scaling group of EKS's making. Its image is
// EKS's own unless the launch template names one; licenses come from the launch template. Source: EKS API
// reference, CreateNodegroup, NodegroupScalingConfig, WarmPoolConfig.

#include "resources/resource_type.h"

namespace headroom {
namespace {

void ReadWarmPool(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value config = evaluator.Get(resource.properties, "WarmPoolConfig");
  if (config.absent() || cfn::AsBoolean(evaluator.Get(config, "Enabled")) == false) return;
  GroupChange change =
      StartChange(resource, cfn::Value::NotKnown(cfn::Unknown{"", resource.id, "", false}, resource.where));
  change.where = config.where();
  change.warm_pool = WarmPool{evaluator.Integer(ReadText(evaluator, config, "MinSize")),
                              evaluator.Integer(ReadText(evaluator, config, "MaxGroupPreparedCapacity")),
                              ReadText(evaluator, config, "PoolState")};
  out.group_changes.push_back(std::move(change));
}

}  // namespace

void ExtractEksNodegroup(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value& properties = resource.properties;
  Launch launch = StartLaunch(resource, out);
  launch.tags = {{"eks:cluster-name", ReadText(evaluator, resource.properties, "ClusterName")},
                 {"eks:nodegroup-name", ReadText(evaluator, resource.properties, "NodegroupName")}};
  const cfn::Value scaling = evaluator.Get(properties, "ScalingConfig");
  launch.capacity = {ReadSize(evaluator, scaling, "MinSize", resource.where),
                     ReadSize(evaluator, scaling, "DesiredSize", resource.where),
                     ReadSize(evaluator, scaling, "MaxSize", resource.where)};
  launch.default_type = "t3.medium";
  ReadTypes(evaluator, evaluator.Get(properties, "InstanceTypes"), launch);
  launch.launch_template = ReadLaunchTemplateRef(evaluator, evaluator.Get(properties, "LaunchTemplate"),
                                                 {"Id", "Name", "Version"});
  launch.data.subnet = FirstSubnet(evaluator, evaluator.Get(properties, "Subnets"));
  const cfn::Value market = ReadText(evaluator, properties, "CapacityType");
  if (market.text() == "SPOT") launch.data.market = cfn::Value::Scalar("spot", market.where());
  ReadWarmPool(evaluator, resource, out);
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
