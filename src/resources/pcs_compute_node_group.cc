// AWS::PCS::ComputeNodeGroup: MinInstanceCount to MaxInstanceCount nodes of a launch template, whose type and
// image the group's own replace. Source: PCS API reference, CreateComputeNodeGroup.

#include "resources/resource_type.h"

namespace headroom {

void ExtractPcsComputeNodeGroup(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value& properties = resource.properties;
  Launch launch = StartLaunch(resource, out);
  const cfn::Value scaling = evaluator.Get(properties, "ScalingConfiguration");
  launch.capacity.min = ReadSize(evaluator, scaling, "MinInstanceCount", resource.where);
  launch.capacity.desired = launch.capacity.min;
  launch.capacity.max = ReadSize(evaluator, scaling, "MaxInstanceCount", resource.where);
  for (const cfn::Value& entry : evaluator.Items(evaluator.Get(properties, "InstanceConfigs"))) {
    launch.options.push_back(ReadOverride(evaluator, entry));
  }
  launch.data.image_id = ReadText(evaluator, properties, "AmiId");
  launch.data.subnet = FirstSubnet(evaluator, evaluator.Get(properties, "SubnetIds"));
  const cfn::Value market = ReadText(evaluator, properties, "PurchaseOption");
  if (market.text() == "SPOT") launch.data.market = cfn::Value::Scalar("spot", market.where());
  launch.launch_template = ReadLaunchTemplateRef(evaluator, evaluator.Get(properties, "CustomLaunchTemplate"),
                                                 {"TemplateId", "TemplateName", "Version"});
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
