#include <fmt/format.h>

#include "base/text.h"
#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

/// What is in use at the update's highest moment, if that is past a limit which the result keeps.
Count PeakPastLimit(const Demand& demand) {
  const License& license = *demand.license;
  if (!license.hard_limit || !license.limit || demand.surge == 0) return {};
  const LimitState state = LimitStateOf(demand);
  if (state == LimitState::kExceeded || state == LimitState::kPossible) return {};
  const Count peak = Add(Add(demand.in_use(), demand.planned.high), demand.surge);
  return peak && *peak > *license.limit ? peak : Count();
}

void Run(const CheckInput& in, Findings& out) {
  for (const Demand& demand : in.demand) {
    const Count peak = PeakPastLimit(demand);
    if (!peak) continue;
    const License& license = *demand.license;
    const PlannedLaunch& launch = *LargestClaim(demand, Measure::kHigh).launch;
    Finding& finding =
        AddFinding(out, checks::hard_limit_during_update, launch.where, launch.path, launch.resource,
                   fmt::format("during the update the hard limit of `{}` is exceeded: {} of {}", license.name,
                               WithCommas(*peak), Amount(*license.limit, license.counting_type)),
                   &license);
    AddSums(demand, Measure::kHigh, finding);
    finding.notes.push_back(fmt::format("{} more while the update runs: what it replaces is still there",
                                        WithCommas(demand.surge)));
    finding.hint = fmt::format("update in smaller steps, or get {} more licenses for the time of the update",
                               WithCommas(*peak - *license.limit));
    if (license.limit_where) finding.related.push_back({license.limit_where, "the limit is set here"});
  }
}

}  // namespace

constinit const Check checks::hard_limit_during_update = {
    .info = {.id = "LM307",
             .name = "hard-limit-during-update",
             .severity = Severity::kWarning,
             .title = "the update fits when it is done, but not while it runs",
             .why =
                 "CloudFormation builds what replaces something before it deletes the old, and a group that "
                 "rolls out a change may start some instances more on the way. For that time both count, and "
                 "License Manager blocks the launch that goes past a hard limit: the update fails and rolls "
                 "back.",
             .fix =
                 "Roll the change out in batches (AutoScalingRollingUpdate) instead of replacing the group, "
                 "shrink the group before the update, or have licenses to spare for its time.",
             .bad = R"yaml(Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0a70a70a70a70a70a
        InstanceType: m5.xlarge
        LicenseSpecifications:
          - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    UpdatePolicy:
      AutoScalingReplacingUpdate:
        WillReplace: true
    Properties:
      MinSize: 19
      MaxSize: 19
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
        LicenseSpecifications:
          - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    UpdatePolicy:
      AutoScalingRollingUpdate:
        MaxBatchSize: 2
    Properties:
      MinSize: 19
      MaxSize: 19
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml",
             .options = "--stack web-prod"},
    .run = Run,
};

}  // namespace headroom
