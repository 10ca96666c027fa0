#include <fmt/format.h>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

constexpr std::string_view kGroup = "AWS::AutoScaling::AutoScalingGroup";

void CheckCandidate(const PlannedLaunch& launch, const Candidate& candidate, Findings& out) {
  const auto add = [&](Place where, std::string message, std::string hint) {
    AddFinding(out, checks::host_not_supported, where, launch.path, launch.resource, std::move(message))
        .hint = std::move(hint);
  };
  if (candidate.type != nullptr && !candidate.type->dedicated_hosts) {
    add(candidate.type_where, fmt::format("no Dedicated Host offers `{}`", candidate.type_name),
        "choose another type, or another tenancy than `host`");
  }
  if (candidate.spot_where) {
    add(candidate.spot_where,
        fmt::format("`{}` asks for Spot Instances, which cannot run on a Dedicated Host", launch.resource),
        "start On-Demand Instances, or choose another tenancy than `host`");
  }
  if (launch.resource_type == kGroup && candidate.host->pool != CandidateHost::Pool::kGroup &&
      candidate.host->pool != CandidateHost::Pool::kUnknown) {
    add(launch.where,
        fmt::format("`{}` has the tenancy `host` without a host resource group", launch.resource),
        "name the group with `HostResourceGroupArn` in the launch template");
  }
}

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    if (!launch.counts) continue;
    for (const Candidate& candidate : launch.candidates) {
      if (candidate.host) CheckCandidate(launch, candidate, out);
    }
  }
}

}  // namespace

constinit const Check checks::host_not_supported = {
    .info = {.id = "LM501",
             .name = "host-not-supported",
             .severity = Severity::kError,
             .title = "the launch cannot run on a Dedicated Host, though it asks for one",
             .why = "EC2 refuses the tenancy host for instance types that no Dedicated Host offers and for "
                    "Spot Instances, and an Auto Scaling group reaches hosts only through a host resource "
                    "group. The launch fails, whatever licenses are free.",
             .fix = "Choose a type that Dedicated Hosts offer, On-Demand Instances, and for an Auto Scaling "
                    "group a launch template with HostResourceGroupArn.",
             .bad = R"yaml(Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0a70a70a70a70a70a
        InstanceType: m5.xlarge
        Placement:
          Tenancy: host
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 1
      MaxSize: 2
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml",
             .good = R"yaml(Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0a70a70a70a70a70a
        InstanceType: m5.xlarge
        Placement:
          HostResourceGroupArn: arn:aws:resource-groups:us-east-1:111122223333:group/hosts
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 1
      MaxSize: 2
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml"},
    .run = Run,
};

}  // namespace headroom
