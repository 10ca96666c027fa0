// AWS::ElasticBeanstalk::Environment: an Auto Scaling group of Beanstalk's making, or one instance.
// Everything about it is an option, set by the environment itself or by the saved configuration
// (ConfigurationTemplate) that it starts from. Beanstalk has no option for licenses; they come with a custom
// image. Source: Elastic Beanstalk developer guide, "General options for all environments".

#include "base/text.h"
#include "resources/beanstalk_options.h"
#include "resources/resource_type.h"

namespace headroom {
namespace {

constexpr std::string_view kGroup = "aws:autoscaling:asg";
constexpr std::string_view kInstances = "aws:ec2:instances";
constexpr std::string_view kLaunch = "aws:autoscaling:launchconfiguration";
constexpr std::string_view kSchedule = "aws:autoscaling:scheduledaction";
constexpr std::string_view kEnvironment = "aws:elasticbeanstalk:environment";

Capacity ReadCapacity(cfn::Evaluator& evaluator, const BeanstalkOptions& options, Place where) {
  const cfn::Value kind = options.Find(kEnvironment, "EnvironmentType");
  if (kind.text() == "SingleInstance") return FixedCapacity(1, where);
  if (kind.is_unknown()) return {kind, kind, kind};
  const auto size = [&](std::string_view option, int64_t otherwise) {
    const cfn::Value given = evaluator.Integer(options.Find(kGroup, option));
    return given.absent() ? NumberAt(otherwise, where) : given;
  };
  Capacity out;
  out.min = out.desired = size("MinSize", 1);
  out.max = size("MaxSize", 4);
  return out;
}

/// A comma-separated list, of which only the first is started unless Spot Instances are permitted; or the
/// older option with one type.
void ReadInstanceTypes(const BeanstalkOptions& options, Launch& launch) {
  const cfn::Value types = options.Find(kInstances, "InstanceTypes");
  if (!types.is_scalar()) {
    launch.data.instance_type = types.absent() ? options.Find(kLaunch, "InstanceType") : types;
    return;
  }
  const cfn::Value spot = options.Find(kInstances, "EnableSpot");
  const bool all = spot.is_unknown() || cfn::AsBoolean(spot) == true;
  if (all) launch.data.market = cfn::Value::Scalar("spot", spot.where());
  for (std::string_view type : Split(types.text(), ",")) {
    LaunchOption option;
    option.where = types.where();
    option.instance_type = cfn::Value::Scalar(std::string(Trim(type)), types.where());
    launch.options.push_back(std::move(option));
    if (!all) return;
  }
}

/// A scheduled action gives the group another maximum; several of them each theirs.
void AddSchedule(cfn::Evaluator& evaluator, const cfn::Resource& resource, const BeanstalkOptions& options,
                 Extracted& out) {
  for (const BeanstalkOptions::Setting& setting : options.settings()) {
    if (setting.space != kSchedule) continue;
    if (setting.option != "MaxSize" && setting.option != "MinSize" && setting.option != "DesiredCapacity")
      continue;
    const cfn::Value size = evaluator.Integer(setting.value);
    if (size.absent()) continue;
    GroupChange change = StartChange(
        resource,
        cfn::Value::NotKnown(cfn::Unknown{"it is Beanstalk's own", resource.id, "", false}, resource.where));
    change.where = size.where();
    change.max = size;
    out.group_changes.push_back(std::move(change));
  }
}

}  // namespace

void ExtractBeanstalkEnvironment(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const BeanstalkOptions options(evaluator, resource);
  Launch launch = StartLaunch(resource, out);
  launch.tags = {
      {"elasticbeanstalk:environment-name", ReadText(evaluator, resource.properties, "EnvironmentName")}};
  launch.capacity = ReadCapacity(evaluator, options, resource.where);
  launch.data.image_id = options.Find(kLaunch, "ImageId");
  launch.data.subnet = FirstSubnet(evaluator, options.Find("aws:ec2:vpc", "Subnets"));
  ReadInstanceTypes(options, launch);
  AddSchedule(evaluator, resource, options, out);
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
