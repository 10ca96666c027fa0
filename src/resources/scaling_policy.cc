// AWS::AutoScaling::ScalingPolicy: a predictive policy may be allowed to raise a group's maximum, and then no
// number bounds it; all others stay below the maximum. Source: Auto Scaling API reference,
// PredictiveScalingConfiguration.

#include "resources/resource_type.h"

namespace headroom {

void ExtractScalingPolicy(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value breach =
      ReadText(evaluator, evaluator.Get(resource.properties, "PredictiveScalingConfiguration"),
               "MaxCapacityBreachBehavior");
  if (!breach.is_unknown() && breach.text() != "IncreaseMaxCapacity") return;
  GroupChange change =
      StartChange(resource, ReadText(evaluator, resource.properties, "AutoScalingGroupName"));
  change.where = breach.where();
  change.unbounded = "predictive scaling may raise the maximum of the group, by no number that is known";
  out.group_changes.push_back(std::move(change));
}

}  // namespace headroom
