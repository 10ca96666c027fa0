// AWS::EC2::Instance: one instance, always. Its own properties win over its launch template's, one whole
// property at a time (EC2 RunInstances: "Any additional parameters that you specify for the new instance
// overwrite the corresponding parameters included in the launch template").

#include "resources/resource_type.h"

namespace headroom {

void ExtractEc2Instance(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value& properties = resource.properties;
  Launch launch = StartLaunch(resource, out);
  launch.capacity = FixedCapacity(1, resource.where);
  launch.data.image_id = ReadText(evaluator, properties, "ImageId");
  launch.data.instance_type = ReadText(evaluator, properties, "InstanceType");
  launch.data.tenancy = ReadText(evaluator, properties, "Tenancy");
  launch.data.host_id = ReadText(evaluator, properties, "HostId");
  launch.data.host_resource_group = ReadText(evaluator, properties, "HostResourceGroupArn");
  launch.data.subnet = ReadText(evaluator, properties, "SubnetId");
  if (launch.data.subnet.absent()) launch.data.subnet = InterfaceSubnet(evaluator, properties);
  ReadCpuOptions(evaluator, evaluator.Get(properties, "CpuOptions"), launch.data);
  ReadLicenses(evaluator, evaluator.Get(properties, "LicenseSpecifications"), launch.data);
  launch.launch_template = ReadLaunchTemplateRef(evaluator, evaluator.Get(properties, "LaunchTemplate"));
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
