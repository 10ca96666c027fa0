// AWS::Batch::ComputeEnvironment: capacity in vCPUs, from instance types and families of them. What it says
// itself wins over its launch template; a launch template may be for some types alone. Fargate and unmanaged
// environments start no instances, managed instances of ECS cannot carry licenses. Source: Batch API
// reference, ComputeResource, LaunchTemplateSpecification, Ec2Configuration.

#include "base/text.h"
#include "resources/resource_type.h"

namespace headroom {
namespace {

Capacity ReadCapacity(cfn::Evaluator& evaluator, const cfn::Value& compute, Place where) {
  Capacity out;
  out.min = evaluator.Integer(ReadText(evaluator, compute, "MinvCpus"));
  if (out.min.absent()) out.min = NumberAt(0, where);
  out.desired = evaluator.Integer(ReadText(evaluator, compute, "DesiredvCpus"));
  if (out.desired.absent()) out.desired = out.min;
  out.max = ReadSize(evaluator, compute, "MaxvCpus", where);
  return out;
}

/// Only BEST_FIT, the default, on demand never goes past the capacity.
bool Overshoots(cfn::Evaluator& evaluator, const cfn::Value& compute) {
  const cfn::Value strategy = ReadText(evaluator, compute, "AllocationStrategy");
  const bool best_fit = strategy.absent() || strategy.text() == "BEST_FIT";
  return !best_fit || ReadText(evaluator, compute, "Type").text() != "EC2";
}

/// Each Ec2Configuration may bring an image for some of the instances; which of them, Batch decides by type.
std::vector<cfn::Value> ReadImages(cfn::Evaluator& evaluator, const cfn::Value& compute) {
  std::vector<cfn::Value> out;
  const cfn::Value image = ReadText(evaluator, compute, "ImageId");
  for (const cfn::Value& entry : evaluator.Items(evaluator.Get(compute, "Ec2Configuration"))) {
    const cfn::Value own = ReadText(evaluator, entry, "ImageIdOverride");
    out.push_back(own.absent() ? image : own);
  }
  if (out.empty()) out.push_back(image);
  return out;
}

void ReadOptions(cfn::Evaluator& evaluator, const cfn::Value& compute, Launch& launch) {
  Launch types;
  ReadTypes(evaluator, evaluator.Get(compute, "InstanceTypes"), types);
  if (types.options.empty()) types.options.emplace_back().where = launch.where;
  for (const cfn::Value& image : ReadImages(evaluator, compute)) {
    for (const LaunchOption& option : types.options) {
      launch.options.push_back(option);
      launch.options.back().image_id = image;
    }
  }
}

void ReadTemplates(cfn::Evaluator& evaluator, const cfn::Value& spec, Launch& launch) {
  launch.launch_template = ReadLaunchTemplateRef(evaluator, spec);
  for (const cfn::Value& entry : evaluator.Items(evaluator.Get(spec, "Overrides"))) {
    auto launch_template = ReadLaunchTemplateRef(evaluator, entry);
    TemplateForTypes own{{}, *std::move(launch_template)};
    for (const cfn::Value& type : evaluator.Items(evaluator.Get(entry, "TargetInstanceTypes"))) {
      if (type.is_scalar()) own.types.push_back(type.text());
    }
    launch.by_type.push_back(std::move(own));
  }
}

}  // namespace

void ExtractBatchComputeEnvironment(cfn::Evaluator& evaluator, const cfn::Resource& resource,
                                    Extracted& out) {
  const cfn::Value compute = evaluator.Get(resource.properties, "ComputeResources");
  const cfn::Value type = ReadText(evaluator, compute, "Type");
  const bool unmanaged =
      EqualsIgnoringCase(ReadText(evaluator, resource.properties, "Type").text(), "UNMANAGED");
  const bool managed_instances =
      !evaluator.Get(compute, "ManagedInstancesProvider").absent() && compute.is_map();
  if (compute.absent() || unmanaged || managed_instances || StartsWith(type.text(), "FARGATE")) return;
  Launch launch = StartLaunch(resource, out);
  launch.unit = CapacityUnit::kVcpus;
  launch.families = true;
  launch.overshoots = Overshoots(evaluator, compute);
  launch.capacity = ReadCapacity(evaluator, compute, resource.where);
  launch.data.subnet = FirstSubnet(evaluator, evaluator.Get(compute, "Subnets"));
  if (type.text() == "SPOT") launch.data.market = cfn::Value::Scalar("spot", type.where());
  ReadOptions(evaluator, compute, launch);
  ReadTemplates(evaluator, evaluator.Get(compute, "LaunchTemplate"), launch);
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
