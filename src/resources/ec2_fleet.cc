// AWS::EC2::EC2Fleet and AWS::EC2::SpotFleet: they keep starting instances until their weights reach the
// target. Each entry of LaunchTemplateConfigs brings a launch template of its own, and with it its licenses;
// a launch specification names none, so licenses reach it through its image alone. Source: EC2 API reference,
// CreateFleet, RequestSpotFleet.

#include <limits>

#include "resources/resource_type.h"

namespace headroom {
namespace {

/// AWS gives no largest weight for fleets.
constexpr int64_t kAnyWeight = std::numeric_limits<int32_t>::max();

void SetTarget(const cfn::Value& target, Launch& launch) { launch.capacity = {target, target, target}; }

/// An override may say where its instances run, beside what type they are.
LaunchOption ReadFleetOverride(cfn::Evaluator& evaluator, const cfn::Value& entry, const Launch& launch) {
  LaunchOption option = ReadOverride(evaluator, entry);
  if (entry.is_unknown()) return option;
  option.data = launch.data;
  ReadPlacement(evaluator, evaluator.Get(entry, "Placement"), *option.data);
  option.data->subnet = FirstSubnet(evaluator, ReadText(evaluator, entry, "SubnetId"));
  return option;
}

void ReadTemplates(cfn::Evaluator& evaluator, const cfn::Value& configs, Launch& launch) {
  for (const cfn::Value& config : evaluator.Items(configs)) {
    const auto launch_template =
        ReadLaunchTemplateRef(evaluator, evaluator.Get(config, "LaunchTemplateSpecification"));
    const size_t first = launch.options.size();
    for (const cfn::Value& entry : evaluator.Items(evaluator.Get(config, "Overrides"))) {
      launch.options.push_back(ReadFleetOverride(evaluator, entry, launch));
    }
    if (launch.options.size() == first) launch.options.emplace_back().where = config.where();
    for (size_t i = first; i < launch.options.size(); ++i)
      launch.options[i].launch_template = launch_template;
  }
}

/// A launch specification of a Spot fleet is complete: it takes nothing from a launch template.
LaunchOption ReadSpecification(cfn::Evaluator& evaluator, const cfn::Value& entry, const Launch& launch) {
  LaunchOption option = ReadOverride(evaluator, entry);
  option.data = launch.data;
  option.data->image_id = ReadText(evaluator, entry, "ImageId");
  ReadPlacement(evaluator, evaluator.Get(entry, "Placement"), *option.data);
  option.data->subnet = FirstSubnet(evaluator, ReadText(evaluator, entry, "SubnetId"));
  if (option.data->subnet.absent()) option.data->subnet = InterfaceSubnet(evaluator, entry);
  return option;
}

cfn::Value Spot(Place where) { return cfn::Value::Scalar("spot", where); }

/// Fleets start Spot Instances for what no split makes on demand.
cfn::Value FleetMarket(cfn::Evaluator& evaluator, const cfn::Value& target, const cfn::Value& total) {
  const cfn::Value spot = evaluator.Integer(ReadText(evaluator, target, "SpotTargetCapacity"));
  if (cfn::AsInteger(spot).value_or(0) > 0) return Spot(spot.where());
  const cfn::Value on_demand = evaluator.Integer(ReadText(evaluator, target, "OnDemandTargetCapacity"));
  if (on_demand.is_scalar() && cfn::AsInteger(on_demand) == cfn::AsInteger(total)) return {};
  const cfn::Value rest = ReadText(evaluator, target, "DefaultTargetCapacityType");
  return rest.text() == "on-demand" ? cfn::Value() : rest;
}

}  // namespace

void ExtractEc2Fleet(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  Launch launch = StartLaunch(resource, out);
  launch.most_weight = kAnyWeight;
  const cfn::Value target = evaluator.Get(resource.properties, "TargetCapacitySpecification");
  SetTarget(ReadSize(evaluator, target, "TotalTargetCapacity", resource.where), launch);
  ReadUnit(evaluator, ReadText(evaluator, target, "TargetCapacityUnitType"), launch);
  launch.data.market = FleetMarket(evaluator, target, launch.capacity.max);
  ReadTemplates(evaluator, evaluator.Get(resource.properties, "LaunchTemplateConfigs"), launch);
  out.launches.push_back(std::move(launch));
}

void ExtractSpotFleet(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  Launch launch = StartLaunch(resource, out);
  launch.most_weight = kAnyWeight;
  const cfn::Value config = evaluator.Get(resource.properties, "SpotFleetRequestConfigData");
  const cfn::Value target = ReadSize(evaluator, config, "TargetCapacity", resource.where);
  SetTarget(target, launch);
  ReadUnit(evaluator, ReadText(evaluator, config, "TargetCapacityUnitType"), launch);
  const cfn::Value on_demand = evaluator.Integer(ReadText(evaluator, config, "OnDemandTargetCapacity"));
  if (on_demand.absent() || cfn::AsInteger(on_demand) != cfn::AsInteger(target)) {
    launch.data.market = Spot(config.where());
  }
  ReadTemplates(evaluator, evaluator.Get(config, "LaunchTemplateConfigs"), launch);
  for (const cfn::Value& entry : evaluator.Items(evaluator.Get(config, "LaunchSpecifications"))) {
    launch.options.push_back(ReadSpecification(evaluator, entry, launch));
  }
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
