// AWS::OpsWorks::Instance: one instance. Licenses come with its image. Source: OpsWorks API reference,
// CreateInstance.

#include "resources/resource_type.h"

namespace headroom {

void ExtractOpsWorksInstance(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value& properties = resource.properties;
  Launch launch = StartLaunch(resource, out);
  launch.capacity = FixedCapacity(1, resource.where);
  launch.data.image_id = ReadText(evaluator, properties, "AmiId");
  launch.data.instance_type = ReadText(evaluator, properties, "InstanceType");
  launch.data.tenancy = ReadText(evaluator, properties, "Tenancy");
  launch.data.subnet = ReadText(evaluator, properties, "SubnetId");
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
