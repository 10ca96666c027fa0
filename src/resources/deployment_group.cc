// AWS::CodeDeploy::DeploymentGroup: a blue/green deployment may copy its Auto Scaling groups, so that each
// stands twice until the old one ends. Source: CodeDeploy API reference, GreenFleetProvisioningOption.

#include "resources/resource_type.h"

namespace headroom {

void ExtractDeploymentGroup(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value& properties = resource.properties;
  const cfn::Value style = evaluator.Get(properties, "DeploymentStyle");
  const cfn::Value action =
      ReadText(evaluator,
               evaluator.Get(properties, "BlueGreenDeploymentConfiguration", "GreenFleetProvisioningOption"),
               "Action");
  if (ReadText(evaluator, style, "DeploymentType").text() != "BLUE_GREEN") return;
  if (action.text() != "COPY_AUTO_SCALING_GROUP") return;
  for (const cfn::Value& group : evaluator.Items(evaluator.Get(properties, "AutoScalingGroups"))) {
    GroupChange change = StartChange(resource, evaluator.Text(group));
    change.where = action.where();
    change.copies = true;
    out.group_changes.push_back(std::move(change));
  }
}

}  // namespace headroom
