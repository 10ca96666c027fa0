// AWS::EMR::Cluster, InstanceGroupConfig, InstanceFleetConfig: a cluster is several groups or fleets of
// instances, each a launch under the cluster's name. Nothing of EMR takes a launch template, so licenses come
// with a custom image alone. Source: EMR API reference, JobFlowInstancesConfig, InstanceGroupConfig,
// InstanceFleetConfig, ComputeLimits.

#include <limits>

#include "resources/resource_type.h"

namespace headroom {
namespace {

constexpr int64_t kAnyWeight = std::numeric_limits<int32_t>::max();

/// What the instances of a cluster have in common.
struct Common {
  cfn::Value image;  // absent: EMR's own
  cfn::Value subnet;
};

cfn::Value Or(cfn::Value given, const cfn::Value& otherwise) { return given.absent() ? otherwise : given; }

Launch StartPart(const cfn::Resource& resource, const Extracted& out, const Common& common) {
  Launch launch = StartLaunch(resource, out);
  launch.data.image_id = common.image;
  launch.data.subnet = common.subnet;
  return launch;
}

Launch ReadGroup(cfn::Evaluator& evaluator, const cfn::Value& group, Launch launch) {
  const cfn::Value count = ReadSize(evaluator, group, "InstanceCount", group.where());
  const cfn::Value bounds = evaluator.Get(group, "AutoScalingPolicy", "Constraints");
  launch.capacity.min = Or(evaluator.Integer(ReadText(evaluator, bounds, "MinCapacity")), count);
  launch.capacity.desired = count;
  launch.capacity.max = Or(evaluator.Integer(ReadText(evaluator, bounds, "MaxCapacity")), count);
  launch.data.instance_type = ReadText(evaluator, group, "InstanceType");
  launch.data.image_id = Or(ReadText(evaluator, group, "CustomAmiId"), launch.data.image_id);
  const cfn::Value market = ReadText(evaluator, group, "Market");
  if (market.text() == "SPOT") launch.data.market = cfn::Value::Scalar("spot", market.where());
  return launch;
}

/// On-demand and Spot units together.
cfn::Value ReadTarget(cfn::Evaluator& evaluator, const cfn::Value& fleet) {
  int64_t sum = 0;
  for (std::string_view key : {"TargetOnDemandCapacity", "TargetSpotCapacity"}) {
    const cfn::Value target = evaluator.Integer(ReadText(evaluator, fleet, key));
    if (target.is_unknown()) return target;
    sum = SaturatingAdd(sum, cfn::AsInteger(target).value_or(0));
  }
  return fleet.is_unknown() ? fleet : NumberAt(sum, fleet.where());
}

Launch ReadFleet(cfn::Evaluator& evaluator, const cfn::Value& fleet, Launch launch) {
  const cfn::Value target = ReadTarget(evaluator, fleet);
  launch.capacity = {target, target, target};
  launch.most_weight = kAnyWeight;
  for (const cfn::Value& entry : evaluator.Items(evaluator.Get(fleet, "InstanceTypeConfigs"))) {
    LaunchOption option = ReadOverride(evaluator, entry);
    if (!entry.is_unknown()) option.image_id = ReadText(evaluator, entry, "CustomAmiId");
    launch.options.push_back(std::move(option));
  }
  const cfn::Value spot = evaluator.Integer(ReadText(evaluator, fleet, "TargetSpotCapacity"));
  if (cfn::AsInteger(spot).value_or(0) > 0) launch.data.market = cfn::Value::Scalar("spot", spot.where());
  return launch;
}

using ReadPart = Launch (*)(cfn::Evaluator&, const cfn::Value&, Launch);

void AddPart(cfn::Evaluator& evaluator, const cfn::Value& part, ReadPart read, const Launch& start,
             std::vector<Launch>& parts) {
  if (!part.absent()) parts.push_back(read(evaluator, part, start));
}

void AddParts(cfn::Evaluator& evaluator, const cfn::Value& list, ReadPart read, const Launch& start,
              std::vector<Launch>& parts) {
  for (const cfn::Value& part : evaluator.Items(list)) AddPart(evaluator, part, read, start, parts);
}

/// Managed scaling gives the core and task instances one maximum together: at full scale they are this one
/// launch, of any of their types.
void ScaleTogether(const cfn::Value& max, const std::string& unit, const Launch& start,
                   std::vector<Launch>& parts) {
  Launch together = start;
  together.most_weight = kAnyWeight;
  together.capacity = FixedCapacity(0, start.where);
  together.capacity.max = max;
  if (unit == "VCPU") together.unit = CapacityUnit::kVcpus;
  for (Launch& part : parts) {
    part.capacity.max = NumberAt(0, part.where);
    if (part.options.empty()) part.options.emplace_back().where = part.where;
    for (LaunchOption option : part.options) {
      option.data = part.data;
      if (unit != "InstanceFleetUnits") option.weight = {};
      together.options.push_back(std::move(option));
    }
  }
  if (!parts.empty()) parts.push_back(std::move(together));
}

/// A group or fleet by itself belongs to a cluster, and starts its image.
Common CommonOf(cfn::Evaluator& evaluator, const cfn::Value& cluster) {
  if (const cfn::Resource* found = Referred(evaluator, cluster)) {
    return {ReadText(evaluator, found->properties, "CustomAmiId"),
            ReadText(evaluator, evaluator.Get(found->properties, "Instances"), "Ec2SubnetId")};
  }
  return {
      cfn::Value::NotKnown("it is that of the cluster, which the template does not make", cluster.where()),
      {}};
}

}  // namespace

void ExtractEmrCluster(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value instances = evaluator.Get(resource.properties, "Instances");
  const Launch start = StartPart(resource, out,
                                 {ReadText(evaluator, resource.properties, "CustomAmiId"),
                                  ReadText(evaluator, instances, "Ec2SubnetId")});
  std::vector<Launch> primary, scaled;
  AddPart(evaluator, evaluator.Get(instances, "MasterInstanceGroup"), ReadGroup, start, primary);
  AddPart(evaluator, evaluator.Get(instances, "MasterInstanceFleet"), ReadFleet, start, primary);
  AddPart(evaluator, evaluator.Get(instances, "CoreInstanceGroup"), ReadGroup, start, scaled);
  AddPart(evaluator, evaluator.Get(instances, "CoreInstanceFleet"), ReadFleet, start, scaled);
  AddParts(evaluator, evaluator.Get(instances, "TaskInstanceGroups"), ReadGroup, start, scaled);
  AddParts(evaluator, evaluator.Get(instances, "TaskInstanceFleets"), ReadFleet, start, scaled);
  const cfn::Value limits = evaluator.Get(resource.properties, "ManagedScalingPolicy", "ComputeLimits");
  const cfn::Value max = evaluator.Integer(ReadText(evaluator, limits, "MaximumCapacityUnits"));
  if (!max.absent()) ScaleTogether(max, ReadText(evaluator, limits, "UnitType").text(), start, scaled);
  for (std::vector<Launch>* parts : {&primary, &scaled}) {
    for (Launch& part : *parts) out.launches.push_back(std::move(part));
  }
}

void ExtractEmrInstanceGroup(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const Common common = CommonOf(evaluator, ReadText(evaluator, resource.properties, "JobFlowId"));
  out.launches.push_back(ReadGroup(evaluator, resource.properties, StartPart(resource, out, common)));
}

void ExtractEmrInstanceFleet(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const Common common = CommonOf(evaluator, ReadText(evaluator, resource.properties, "ClusterId"));
  out.launches.push_back(ReadFleet(evaluator, resource.properties, StartPart(resource, out, common)));
}

}  // namespace headroom
