// AWS::AutoScaling::ScheduledAction: gives a group other bounds at a time of its own. Source: Auto Scaling
// API reference, PutScheduledUpdateGroupAction.

#include "resources/resource_type.h"

namespace headroom {

void ExtractScheduledAction(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value max = evaluator.Integer(ReadText(evaluator, resource.properties, "MaxSize"));
  if (max.absent()) return;  // what it wants stays below the group's own maximum
  GroupChange change =
      StartChange(resource, ReadText(evaluator, resource.properties, "AutoScalingGroupName"));
  change.where = max.where();
  change.max = max;
  out.group_changes.push_back(std::move(change));
}

}  // namespace headroom
