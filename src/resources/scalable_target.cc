// AWS::ApplicationAutoScaling::ScalableTarget: the bounds between which Spot fleets and EMR's instance groups
// are scaled; those of other services start no instances that carry licenses. Source: Application Auto
// Scaling API reference, RegisterScalableTarget.

#include "resources/resource_type.h"

namespace headroom {
namespace {

void AddMaximum(cfn::Evaluator& evaluator, const cfn::Resource& resource, const cfn::Value& bounds,
                Extracted& out) {
  const cfn::Value max = evaluator.Integer(ReadText(evaluator, bounds, "MaxCapacity"));
  if (max.absent()) return;
  GroupChange change =
      StartChange(resource, GroupOfId(ReadText(evaluator, resource.properties, "ResourceId")));
  change.where = max.where();
  change.max = max;
  change.of_fleet = true;
  out.group_changes.push_back(std::move(change));
}

}  // namespace

void ExtractScalableTarget(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value dimension = ReadText(evaluator, resource.properties, "ScalableDimension");
  if (!dimension.is_unknown() && dimension.text() != "ec2:spot-fleet-request:TargetCapacity" &&
      dimension.text() != "elasticmapreduce:instancegroup:InstanceCount") {
    return;
  }
  AddMaximum(evaluator, resource, resource.properties, out);
  for (const cfn::Value& action : evaluator.Items(evaluator.Get(resource.properties, "ScheduledActions"))) {
    AddMaximum(evaluator, resource, evaluator.Get(action, "ScalableTargetAction"), out);
  }
}

}  // namespace headroom
