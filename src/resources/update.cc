#include "resources/update.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "resources/beanstalk_options.h"
#include "resources/launch.h"

namespace headroom {
namespace {

using Keys = std::vector<std::string_view>;

constexpr std::string_view kLaunchTemplate = "AWS::EC2::LaunchTemplate";
constexpr std::string_view kLaunchConfiguration = "AWS::AutoScaling::LaunchConfiguration";
constexpr std::string_view kBeanstalk = "AWS::ElasticBeanstalk::Environment";
// Namespaces of its options.
constexpr std::string_view kBeanstalkGroup = "aws:autoscaling:asg";
constexpr std::string_view kBeanstalkCommand = "aws:elasticbeanstalk:command";
constexpr std::string_view kBeanstalkUpdate = "aws:autoscaling:updatepolicy:rollingupdate";

constexpr int64_t kMostInService = 1'000'000;

/// Which properties of a type do what when they change.
struct UpdateRule {
  std::string_view type;
  std::string_view under;              // the property whose members the lists name; empty: the resource's own
  Keys replacing;                      // a new resource is made first
  Keys all_but;                        // instead: every property but these
  Keys rolling;                        // rolled out to the instances
  std::string_view unless_false = {};  // a property that, false, makes all changes in place
};

const std::vector<UpdateRule>& Rules() {
  static const std::vector<UpdateRule> rules = {
      {"AWS::AutoScaling::AutoScalingGroup",
       "",
       {"AutoScalingGroupName", "InstanceId"},
       {},
       {"LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy", "VPCZoneIdentifier"}},
      {"AWS::Batch::ComputeEnvironment",
       "ComputeResources",
       {},
       {"MinvCpus", "DesiredvCpus", "MaxvCpus", "SecurityGroupIds", "Subnets"},
       {},
       "ReplaceComputeEnvironment"},
      {"AWS::ElasticBeanstalk::Environment",
       "",
       {"ApplicationName", "CNAMEPrefix", "EnvironmentName", "SolutionStackName", "Tier"},
       {},
       {"PlatformArn", "VersionLabel"}},
      {"AWS::EC2::EC2Fleet",
       "",
       {},
       {"TargetCapacitySpecification", "ExcessCapacityTerminationPolicy", "Context"},
       {}},
      {"AWS::Cloud9::EnvironmentEC2",
       "",
       {"AutomaticStopTimeMinutes", "ConnectionType", "ImageId", "InstanceType", "OwnerArn", "Repositories",
        "SubnetId"},
       {},
       {}},
      {"AWS::EC2::Instance",
       "",
       {"AvailabilityZone", "CpuOptions", "ElasticGpuSpecifications", "ElasticInferenceAccelerators",
        "EnclaveOptions", "HibernationOptions", "HostResourceGroupArn", "ImageId", "Ipv6AddressCount",
        "Ipv6Addresses", "KeyName", "LaunchTemplate", "LicenseSpecifications", "NetworkInterfaces",
        "PlacementGroupName", "PrivateIpAddress", "SecurityGroups", "SubnetId"},
       {},
       {}},
      {"AWS::EC2::SpotFleet",
       "SpotFleetRequestConfigData",
       {},
       {"TargetCapacity", "ExcessCapacityTerminationPolicy", "Context", "TargetCapacityUnitType"},
       {}},
      {"AWS::EKS::Nodegroup",
       "",
       {"AmiType", "CapacityType", "ClusterName", "DiskSize", "InstanceTypes", "NodegroupName", "NodeRole",
        "RemoteAccess", "Subnets"},
       {},
       {"LaunchTemplate", "ReleaseVersion", "Version"}},
      {"AWS::EMR::Cluster",
       "",
       {"AdditionalInfo",
        "Applications",
        "AutoScalingRole",
        "BootstrapActions",
        "Configurations",
        "CustomAmiId",
        "EbsRootVolumeIops",
        "EbsRootVolumeSize",
        "EbsRootVolumeThroughput",
        "JobFlowRole",
        "KerberosAttributes",
        "LogEncryptionKmsKeyId",
        "LogUri",
        "Name",
        "OSReleaseLabel",
        "PlacementGroupConfigs",
        "ReleaseLabel",
        "ScaleDownBehavior",
        "SecurityConfiguration",
        "ServiceRole",
        "Steps"},
       {},
       {}},
      {"AWS::EMR::InstanceFleetConfig",
       "",
       {"ClusterId", "InstanceFleetType", "LaunchSpecifications", "Name"},
       {},
       {}},
      {"AWS::EMR::InstanceGroupConfig",
       "",
       {"BidPrice", "Configurations", "CustomAmiId", "EbsConfiguration", "InstanceRole", "InstanceType",
        "JobFlowId", "Market", "Name"},
       {},
       {}},
      {"AWS::OpsWorks::Instance",
       "",
       {"AutoScalingType", "AvailabilityZone", "BlockDeviceMappings", "EbsOptimized", "RootDeviceType",
        "StackId", "SubnetId", "Tenancy", "TimeBasedAutoScaling", "VirtualizationType"},
       {},
       {}},
      {"AWS::PCS::ComputeNodeGroup", "", {"ClusterId", "InstanceConfigs", "Name"}, {}, {}},
      {"AWS::WorkspacesInstances::WorkspaceInstance", "", {"ManagedInstance"}, {}, {}},
  };
  return rules;
}

/// Where a fleet says whether it ends instances when its target is lowered.
constexpr std::string_view kExcess = "ExcessCapacityTerminationPolicy";

/// Writes values as text that is equal only for equal values.
class Digest {
 public:
  explicit Digest(cfn::Evaluator& evaluator) : evaluator_(evaluator) {}

  void Add(const cfn::Value& value, int depth = 0) {
    constexpr int kMostLevels = 256;  // a document's nesting, and what functions put into each other
    if (depth > kMostLevels) return;
    switch (value.kind()) {
      case cfn::Value::Kind::kAbsent:
        text_ += '-';
        break;
      case cfn::Value::Kind::kScalar:
        AddText(value.text());
        break;
      case cfn::Value::Kind::kUnknown:
        AddUnknown(value.unknown());
        break;
      case cfn::Value::Kind::kList:
        text_ += '[';
        for (const cfn::Value& item : evaluator_.Items(value)) Add(item, depth + 1);
        text_ += ']';
        break;
      case cfn::Value::Kind::kMap:
        AddMap(value, {}, depth);
        break;
    }
  }
  void AddMap(const cfn::Value& map, const Keys& all_but, int depth = 0) {
    std::vector<cfn::Evaluator::Member> members = evaluator_.Members(map);
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    text_ += '{';
    for (const cfn::Evaluator::Member& member : members) {
      if (std::find(all_but.begin(), all_but.end(), member.key) != all_but.end()) continue;
      AddText(member.key);
      Add(member.value, depth + 1);
    }
    text_ += '}';
  }
  std::string TakeText() { return std::move(text_); }
  const std::set<std::string>& versions() const { return versions_; }
  const std::set<std::string>& references() const { return references_; }
  bool says_latest() const { return says_latest_; }

 private:
  void AddText(const std::string& text) {
    says_latest_ = says_latest_ || text == "$Latest";
    text_ += std::to_string(text.size()) + ':' + text;
  }
  void AddUnknown(const cfn::Unknown& unknown) {
    text_ += '?';
    AddText(unknown.reason);
    AddText(unknown.resource);
    AddText(unknown.attribute);
    if (unknown.resource.empty()) return;
    references_.insert(unknown.resource);
    if (unknown.attribute == "LatestVersionNumber") versions_.insert(unknown.resource);
  }

  cfn::Evaluator& evaluator_;
  std::string text_;
  std::set<std::string> versions_, references_;
  bool says_latest_ = false;
};

/// A number of a policy; the default where it is absent, the most it may be where it cannot be determined.
int64_t ReadSetting(cfn::Evaluator& evaluator, const cfn::Value& policy, std::string_view key, int64_t absent,
                    int64_t most) {
  const cfn::Value value = evaluator.Get(policy, key);
  if (value.absent()) return absent;
  return std::clamp<int64_t>(cfn::AsInteger(value).value_or(most), 0, most);
}

/// Retain, and what keeps the resource alike.
bool Keeps(cfn::Evaluator& evaluator, const cfn::Resource& resource, std::string_view policy) {
  const cfn::Value value = evaluator.Get(resource.body, policy);
  return value.text() == "Retain" || value.text() == "RetainExceptOnCreate";
}

class BehaviorReader {
 public:
  explicit BehaviorReader(cfn::Evaluator& evaluator) : evaluator_(evaluator) {}

  UpdateBehavior Read(const cfn::Resource& resource) {
    UpdateBehavior out;
    out.type = resource.type;
    out.kept_when_removed = Keeps(evaluator_, resource, "DeletionPolicy");
    out.kept_when_replaced = Keeps(evaluator_, resource, "UpdateReplacePolicy");
    if (resource.type == kLaunchTemplate) {
      Digest digest(evaluator_);
      for (std::string_view key : {"LaunchTemplateName", "LaunchTemplateData"})
        digest.Add(evaluator_.Get(resource.properties, key));
      out.replaced_by = digest.TakeText();
      return out;
    }
    if (resource.type == kLaunchConfiguration) {
      Digest digest(evaluator_);
      digest.Add(resource.properties);
      out.replaced_by = digest.TakeText();
      return out;
    }
    const auto rule = std::find_if(Rules().begin(), Rules().end(),
                                   [&](const UpdateRule& r) { return r.type == resource.type; });
    if (rule != Rules().end()) ReadProperties(*rule, resource, out);
    ReadPolicies(resource, out);
    if (resource.type == kBeanstalk) ReadBeanstalk(resource, out);
    return out;
  }

 private:
  void ReadProperties(const UpdateRule& rule, const cfn::Resource& resource, UpdateBehavior& out) {
    const bool in_place =
        !rule.unless_false.empty() &&
        cfn::AsBoolean(evaluator_.Get(resource.properties, rule.unless_false)) == std::optional(false);
    if (in_place) return;
    const cfn::Value of =
        rule.under.empty() ? resource.properties : evaluator_.Get(resource.properties, rule.under);
    Digest replacing(evaluator_);
    if (rule.all_but.empty()) {
      for (std::string_view key : rule.replacing) replacing.Add(evaluator_.Get(of, key));
    } else {
      replacing.AddMap(of, rule.all_but);
    }
    Digest rolling(evaluator_);
    for (std::string_view key : rule.rolling) rolling.Add(evaluator_.Get(of, key));
    // Another launch configuration takes the place of one that changes.
    Digest configuration(evaluator_);
    configuration.Add(evaluator_.Get(of, "LaunchConfigurationName"));
    out.versions = configuration.references();
    const cfn::Value excess = evaluator_.Get(of, kExcess);
    out.keeps_excess =
        excess.is_unknown() || excess.text() == "no-termination" || excess.text() == "noTermination";
    for (const Digest* digest : {&replacing, &rolling}) {
      out.versions.insert(digest->versions().begin(), digest->versions().end());
      if (digest->says_latest())
        out.versions.insert(digest->references().begin(), digest->references().end());
    }
    out.replaced_by = replacing.TakeText();
    out.rolled_by = rolling.TakeText();
  }

  void ReadPolicies(const cfn::Resource& resource, UpdateBehavior& out) {
    const cfn::Value policy = evaluator_.Get(resource.body, "UpdatePolicy");
    const cfn::Value replacing = evaluator_.Get(policy, "AutoScalingReplacingUpdate");
    const cfn::Value rolling = evaluator_.Get(policy, "AutoScalingRollingUpdate");
    const cfn::Value will = evaluator_.Get(replacing, "WillReplace");
    out.replaces_group = !will.absent() && cfn::AsBoolean(will).value_or(will.is_unknown());
    out.rolls = !rolling.absent();
    constexpr int64_t kMostBatch = 100;
    out.batch = ReadSetting(evaluator_, rolling, "MaxBatchSize", 1, kMostBatch);
    out.in_service = ReadSetting(evaluator_, rolling, "MinInstancesInService", 0, kMostInService);
    const cfn::Value maintenance = evaluator_.Get(resource.properties, "InstanceMaintenancePolicy");
    const int64_t percent = ReadSetting(evaluator_, maintenance, "MaxHealthyPercentage", 100, 200);
    if (percent > 100) out.healthy_percent = percent;
    if (resource.type == "AWS::EKS::Nodegroup") ReadNodeUpdate(resource, out);
  }

  /// Its settings, but for those that no instance sees, are rolled out as well. Whether as a deployment or as
  /// a change of the configuration is not told apart: what takes more counts.
  void ReadBeanstalk(const cfn::Resource& resource, UpdateBehavior& out) {
    const BeanstalkOptions options(evaluator_, resource);
    Digest digest(evaluator_);
    for (const BeanstalkOptions::Setting& setting : options.settings()) {
      if (IsOfEnvironment(setting.space)) continue;
      digest.Add(cfn::Value::Scalar(setting.space + ":" + setting.option, {}));
      digest.Add(setting.value);
    }
    out.rolled_by += digest.TakeText();
    ReadDeploymentPolicy(options, out);
    ReadRollingUpdate(options, out);
  }

  /// Namespaces of settings that change no instance.
  static bool IsOfEnvironment(std::string_view space) {
    constexpr std::string_view kSpaces[] = {kBeanstalkGroup, kBeanstalkCommand, kBeanstalkUpdate,
                                            "aws:autoscaling:scheduledaction", "aws:autoscaling:trigger"};
    return std::find(std::begin(kSpaces), std::end(kSpaces), space) != std::end(kSpaces);
  }

  static void ReadDeploymentPolicy(const BeanstalkOptions& options, UpdateBehavior& out) {
    const cfn::Value policy = options.Find(kBeanstalkCommand, "DeploymentPolicy");
    if (policy.is_unknown() || policy.text() == "Immutable" || policy.text() == "TrafficSplitting")
      out.replaces_group = true;
    if (policy.text() != "RollingWithAdditionalBatch") return;
    const int64_t batch = cfn::AsInteger(options.Find(kBeanstalkCommand, "BatchSize")).value_or(100);
    if (options.Find(kBeanstalkCommand, "BatchSizeType").text() == "Fixed") {
      out.extra_instances = std::clamp<int64_t>(batch, 0, kMostInService);
    } else {
      out.healthy_percent = 100 + std::clamp<int64_t>(batch, 0, 100);
    }
  }

  /// The batch is a third of the least that the group has, and all but it stay in service.
  void ReadRollingUpdate(const BeanstalkOptions& options, UpdateBehavior& out) {
    const cfn::Value enabled = options.Find(kBeanstalkUpdate, "RollingUpdateEnabled");
    const cfn::Value type = options.Find(kBeanstalkUpdate, "RollingUpdateType");
    if (type.is_unknown() || type.text() == "Immutable") out.replaces_group = true;
    out.rolls = enabled.is_unknown() || cfn::AsBoolean(enabled) == true;
    const auto number = [&](std::string_view space, std::string_view option, int64_t otherwise) {
      return cfn::AsInteger(options.Find(space, option)).value_or(otherwise);
    };
    const int64_t least = number(kBeanstalkGroup, "MinSize", 1), most = number(kBeanstalkGroup, "MaxSize", 4);
    out.batch = number(kBeanstalkUpdate, "MaxBatchSize", least / 3 + (least % 3 > 0 ? 1 : 0));
    out.in_service = number(kBeanstalkUpdate, "MinInstancesInService", std::min(least, most - 1));
    out.batch = std::clamp<int64_t>(out.batch, 1, kMostInService);
    out.in_service = std::clamp<int64_t>(out.in_service, 0, kMostInService);
  }

  /// Source: EKS user guide, "Understand each phase of node updates": twice the zones, or as many as may be
  /// unavailable. Each subnet counts as a zone of its own.
  void ReadNodeUpdate(const cfn::Resource& resource, UpdateBehavior& out) {
    const cfn::Value config = evaluator_.Get(resource.properties, "UpdateConfig");
    if (evaluator_.Get(config, "UpdateStrategy").text() == "MINIMAL") return;
    const auto subnets = evaluator_.Items(evaluator_.Get(resource.properties, "Subnets")).size();
    out.extra_instances = std::max<int64_t>(2 * static_cast<int64_t>(subnets),
                                            ReadSetting(evaluator_, config, "MaxUnavailable", 1, 100));
    out.extra_percent = ReadSetting(evaluator_, config, "MaxUnavailablePercentage", 0, 100);
  }

  cfn::Evaluator& evaluator_;
};

}  // namespace

std::string ResourceKey(const StackNames& stacks, const std::string& input, const std::string& within,
                        const std::string& resource) {
  const auto stack = stacks.find(input);
  return Below(stack == stacks.end() ? "" : stack->second, Below(within, resource));
}

UpdateBehaviors BelowStack(const StackNames& stacks, const std::string& input, const UpdateBehaviors& of) {
  UpdateBehaviors out;
  for (const auto& [id, behavior] : of) {
    UpdateBehavior& made = out[ResourceKey(stacks, input, "", id)] = behavior;
    made.versions.clear();
    for (const std::string& version : behavior.versions)
      made.versions.insert(ResourceKey(stacks, input, "", version));
  }
  return out;
}

UpdateBehavior ReadUpdateBehavior(cfn::Evaluator& evaluator, const cfn::Resource& resource) {
  return BehaviorReader(evaluator).Read(resource);
}

UpdateBehaviors ReadUpdateBehavior(cfn::Evaluator& evaluator, const std::string& within) {
  UpdateBehaviors out;
  for (const cfn::Resource& resource : evaluator.Resources()) {
    UpdateBehavior behavior = ReadUpdateBehavior(evaluator, resource);
    std::set<std::string> versions;
    for (const std::string& id : behavior.versions) versions.insert(Below(within, id));
    behavior.versions = std::move(versions);
    out.emplace(Below(within, resource.id), std::move(behavior));
  }
  return out;
}

}  // namespace headroom
