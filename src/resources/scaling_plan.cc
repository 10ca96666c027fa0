// AWS::AutoScalingPlans::ScalingPlan: takes over the bounds of groups and Spot fleets. Source: AWS Auto
// Scaling API reference, ScalingInstruction.

#include "resources/resource_type.h"

namespace headroom {
namespace {

GroupChange ReadInstruction(cfn::Evaluator& evaluator, const cfn::Resource& resource,
                            const cfn::Value& instruction) {
  GroupChange change = StartChange(resource, GroupOfId(ReadText(evaluator, instruction, "ResourceId")));
  change.max = evaluator.Integer(ReadText(evaluator, instruction, "MaxCapacity"));
  change.where = change.max.absent() ? instruction.where() : change.max.where();
  const cfn::Value behavior = ReadText(evaluator, instruction, "PredictiveScalingMaxCapacityBehavior");
  if (behavior.absent() || behavior.text() == "SetForecastCapacityToMaxCapacity") return change;
  change.where = behavior.where();
  change.unbounded = "predictive scaling may raise the maximum of the group, by no number that is known";
  return change;
}

}  // namespace

void ExtractScalingPlan(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  for (const cfn::Value& item : evaluator.Items(evaluator.Get(resource.properties, "ScalingInstructions"))) {
    const std::string dimension = ReadText(evaluator, item, "ScalableDimension").text();
    if (dimension != "autoscaling:autoScalingGroup:DesiredCapacity" &&
        dimension != "ec2:spot-fleet-request:TargetCapacity") {
      continue;
    }
    out.group_changes.push_back(ReadInstruction(evaluator, resource, item));
    out.group_changes.back().of_fleet = dimension != "autoscaling:autoScalingGroup:DesiredCapacity";
  }
}

}  // namespace headroom
