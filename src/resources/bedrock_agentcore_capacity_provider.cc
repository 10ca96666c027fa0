// AWS::BedrockAgentCore::CapacityProvider: instances as agents need them; no property says how many. What
// each is like stands in the resource itself, licenses included. Source: Bedrock AgentCore control API
// reference, CreateCapacityProvider.

#include "resources/resource_type.h"

namespace headroom {

void ExtractAgentCoreCapacityProvider(cfn::Evaluator& evaluator, const cfn::Resource& resource,
                                      Extracted& out) {
  const cfn::Value parameters = evaluator.Get(resource.properties, "ComputeConfiguration", "Ec2Configuration",
                                              "LaunchTemplateSource", "LaunchParameters");
  Launch launch = StartLaunch(resource, out);
  launch.uncountable = "it starts instances as they are needed, and nothing bounds their number";
  launch.data = ReadLaunchTemplateData(evaluator, parameters);
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
