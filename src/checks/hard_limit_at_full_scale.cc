#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  RaiseLimit(checks::hard_limit_at_full_scale, in, LimitState::kAtFullScale, true, Measure::kFullScale, out);
}

}  // namespace

constinit const Check checks::hard_limit_at_full_scale = {
    .info = {.id = "LM305",
             .name = "hard-limit-at-full-scale",
             .severity = Severity::kWarning,
             .title = "a group that scales out fully exceeds a hard limit",
             .why = "The deployment fits now. When the groups grow to their maximum, the launches beyond the "
                    "limit are blocked: a scale-out that fails when it is needed.",
             .fix = "Lower the maximum to what the licenses carry, or get more licenses.",
             .bad = R"yaml(Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0a70a70a70a70a70a
        InstanceType: r5.4xlarge
        LicenseSpecifications:
          - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 2
      MaxSize: 10
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
        InstanceType: r5.4xlarge
        LicenseSpecifications:
          - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 2
      MaxSize: 4
      DesiredCapacity: 2
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml"},
    .run = Run,
};

}  // namespace headroom
