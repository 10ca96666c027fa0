// AWS::WorkspacesInstances::WorkspaceInstance: one EC2 instance, described as RunInstances takes it, licenses
// and all. Source: WorkSpaces Instances API reference, CreateWorkspaceInstance.

#include "resources/resource_type.h"

namespace headroom {

void ExtractWorkspaceInstance(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value instance = evaluator.Get(resource.properties, "ManagedInstance");
  Launch launch = StartLaunch(resource, out);
  launch.capacity = FixedCapacity(1, resource.where);
  launch.data = ReadLaunchTemplateData(evaluator, instance);
  const cfn::Value subnet = ReadText(evaluator, instance, "SubnetId");
  if (!subnet.absent()) launch.data.subnet = subnet;
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
