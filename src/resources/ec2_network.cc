// AWS::EC2::VPC and AWS::EC2::Subnet: they start nothing, but a launch that does not say its tenancy takes
// its VPC's.

#include "resources/resource_type.h"

namespace headroom {

void ExtractEc2Subnet(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  out.networks.push_back({resource.id, evaluator.Get(resource.properties, "VpcId"), {}});
}

void ExtractEc2Vpc(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  out.networks.push_back({resource.id, {}, ReadText(evaluator, resource.properties, "InstanceTenancy")});
}

}  // namespace headroom
