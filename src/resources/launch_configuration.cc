// AWS::AutoScaling::LaunchConfiguration: the older way to tell an Auto Scaling group what to launch. It
// cannot name licenses nor Dedicated Hosts; licenses reach its launches through the image alone.

#include "resources/resource_type.h"

namespace headroom {

void ExtractLaunchConfiguration(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  LaunchTemplateResource found;
  found.path = out.path;
  found.resource = resource.id;
  found.resource_type = resource.type;
  found.where = resource.where;
  if (resource.properties.is_unknown()) found.unreadable = resource.properties;
  found.name = ReadText(evaluator, resource.properties, "LaunchConfigurationName");
  found.data.image_id = ReadText(evaluator, resource.properties, "ImageId");
  found.data.instance_type = ReadText(evaluator, resource.properties, "InstanceType");
  found.data.tenancy = ReadText(evaluator, resource.properties, "PlacementTenancy");
  const cfn::Value price = ReadText(evaluator, resource.properties, "SpotPrice");
  if (!price.absent()) found.data.market = cfn::Value::Scalar("spot", price.where());
  out.launch_templates.push_back(std::move(found));
}

}  // namespace headroom
