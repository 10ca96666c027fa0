// AWS::EC2::Host: starts nothing by itself, but instances that name it share it. Its AutoPlacement, whose
// default AWS's documents do not agree on, is not asked: others with host tenancy are packed onto the fewest
// hosts.

#include "resources/resource_type.h"

namespace headroom {

void ExtractEc2Host(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  out.hosts.push_back({resource.id,
                       ReadText(evaluator, resource.properties, "InstanceType"),
                       ReadText(evaluator, resource.properties, "InstanceFamily"),
                       {}});
}

}  // namespace headroom
