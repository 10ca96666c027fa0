#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  RaiseLimit(checks::soft_limit_at_full_scale, in, LimitState::kAtFullScale, false, Measure::kFullScale, out);
}

}  // namespace

constinit const Check checks::soft_limit_at_full_scale = {
    .info = {.id = "LM306",
             .name = "soft-limit-at-full-scale",
             .severity = Severity::kNote,
             .title = "a group that scales out fully exceeds a soft limit",
             .why = "The deployment fits now. When the groups grow to their maximum, more licenses are used "
                    "than the agreement allows; an alert is sent, nothing is blocked.",
             .fix = "Lower the maximum to what the licenses carry, or get more licenses.",
             .bad = R"yaml(Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0a70a70a70a70a70a
        InstanceType: m5.2xlarge
        LicenseSpecifications:
          - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-11111111111111111111111111111111
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 1
      MaxSize: 8
      DesiredCapacity: 2
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
        InstanceType: m5.2xlarge
        LicenseSpecifications:
          - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-11111111111111111111111111111111
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 1
      MaxSize: 6
      DesiredCapacity: 2
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml"},
    .run = Run,
};

}  // namespace headroom
