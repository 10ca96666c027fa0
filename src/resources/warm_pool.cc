// AWS::AutoScaling::WarmPool: instances that stand ready beside an Auto Scaling group.

#include "resources/resource_type.h"

namespace headroom {

void ExtractWarmPool(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value& properties = resource.properties;
  GroupChange change = StartChange(resource, ReadText(evaluator, properties, "AutoScalingGroupName"));
  change.warm_pool = WarmPool{evaluator.Integer(ReadText(evaluator, properties, "MinSize")),
                              evaluator.Integer(ReadText(evaluator, properties, "MaxGroupPreparedCapacity")),
                              ReadText(evaluator, properties, "PoolState")};
  out.group_changes.push_back(std::move(change));
}

}  // namespace headroom
