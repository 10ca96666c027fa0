#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  RaiseLimit(checks::soft_limit_possible, in, LimitState::kPossible, false, Measure::kHigh, out);
}

}  // namespace

constinit const Check checks::soft_limit_possible = {
    .info = {.id = "LM304",
             .name = "soft-limit-possible",
             .severity = Severity::kNote,
             .title = "the planned demand may exceed a soft limit",
             .why =
                 "Which of several instance types start is decided by AWS at launch. With the largest ones "
                 "the agreement is exceeded; an alert is sent, nothing is blocked.",
             .fix = "Leave out the largest types, start fewer instances, or get more licenses.",
             .bad = R"yaml(Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0a70a70a70a70a70a
        InstanceType: m5.xlarge
        LicenseSpecifications:
          - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-11111111111111111111111111111111
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 4
      MaxSize: 4
      MixedInstancesPolicy:
        LaunchTemplate:
          LaunchTemplateSpecification:
            LaunchTemplateId: !Ref Template
            Version: !GetAtt Template.LatestVersionNumber
          Overrides:
            - InstanceType: m5.xlarge
            - InstanceType: m5.4xlarge
)yaml",
             .good = R"yaml(Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0a70a70a70a70a70a
        InstanceType: m5.xlarge
        LicenseSpecifications:
          - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-11111111111111111111111111111111
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 4
      MaxSize: 4
      MixedInstancesPolicy:
        LaunchTemplate:
          LaunchTemplateSpecification:
            LaunchTemplateId: !Ref Template
            Version: !GetAtt Template.LatestVersionNumber
          Overrides:
            - InstanceType: m5.xlarge
            - InstanceType: m5.2xlarge
)yaml"},
    .run = Run,
};

}  // namespace headroom
