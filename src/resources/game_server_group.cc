// AWS::GameLift::GameServerGroup: an Auto Scaling group in the customer's account, MinSize to MaxSize of it.
// Source: GameLift API reference, CreateGameServerGroup.

#include "resources/resource_type.h"

namespace headroom {

void ExtractGameServerGroup(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value& properties = resource.properties;
  Launch launch = StartLaunch(resource, out);
  launch.capacity.min = ReadSize(evaluator, properties, "MinSize", resource.where);
  launch.capacity.desired = launch.capacity.min;
  launch.capacity.max = ReadSize(evaluator, properties, "MaxSize", resource.where);
  launch.launch_template = ReadLaunchTemplateRef(evaluator, evaluator.Get(properties, "LaunchTemplate"));
  for (const cfn::Value& entry : evaluator.Items(evaluator.Get(properties, "InstanceDefinitions"))) {
    launch.options.push_back(ReadOverride(evaluator, entry));
  }
  launch.data.subnet = FirstSubnet(evaluator, evaluator.Get(properties, "VpcSubnets"));
  const cfn::Value balancing = ReadText(evaluator, properties, "BalancingStrategy");
  if (balancing.text() != "ON_DEMAND_ONLY") launch.data.market = cfn::Value::Scalar("spot", launch.where);
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
