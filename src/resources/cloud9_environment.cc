// AWS::Cloud9::EnvironmentEC2: one instance, of an image of Cloud9's own that ImageId only chooses. Source:
// Cloud9 API reference, CreateEnvironmentEC2.

#include "resources/resource_type.h"

namespace headroom {

void ExtractCloud9Environment(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  Launch launch = StartLaunch(resource, out);
  launch.capacity = FixedCapacity(1, resource.where);
  launch.data.instance_type = ReadText(evaluator, resource.properties, "InstanceType");
  launch.data.subnet = ReadText(evaluator, resource.properties, "SubnetId");
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
