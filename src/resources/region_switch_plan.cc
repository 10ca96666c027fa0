// AWS::ARCRegionSwitch::Plan: when it is executed, steps of it make Auto Scaling groups in the Region that
// takes over as large as those that fail. Source: Region switch API reference,
// Ec2AsgCapacityIncreaseConfiguration.

#include <string_view>
#include <utility>
#include <vector>

#include "resources/resource_type.h"

namespace headroom {
namespace {

constexpr std::string_view kGroups = "Ec2AsgCapacityIncreaseConfig";

/// The configurations of all steps. Parallel steps hold steps of their own; a list of those still to be read,
/// rather than recursion.
std::vector<cfn::Value> Configurations(cfn::Evaluator& evaluator, const cfn::Value& workflows) {
  std::vector<cfn::Value> waiting, out;
  const auto add_steps = [&](const cfn::Value& of) {
    for (cfn::Value& step : evaluator.Items(evaluator.Get(of, "Steps"))) waiting.push_back(std::move(step));
  };
  for (const cfn::Value& workflow : evaluator.Items(workflows)) add_steps(workflow);
  for (size_t i = 0; i < waiting.size(); ++i) {
    const cfn::Value configuration = evaluator.Get(waiting[i], "ExecutionBlockConfiguration");
    out.push_back(configuration);
    if (configuration.is_map()) add_steps(evaluator.Get(configuration, "ParallelConfig"));
  }
  return out;
}

}  // namespace

void ExtractRegionSwitchPlan(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value workflows = evaluator.Get(resource.properties, "Workflows");
  for (const cfn::Value& configuration : Configurations(evaluator, workflows)) {
    const cfn::Value groups = configuration.is_map() ? evaluator.Get(configuration, kGroups) : cfn::Value();
    if (groups.absent()) continue;
    out.opaque.push_back({out.path, resource.id, groups.where(),
                          "when it is executed, it enlarges the groups of the Region that takes over"});
    return;
  }
}

}  // namespace headroom
