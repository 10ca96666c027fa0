#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  RaiseLimit(checks::hard_limit_possible, in, LimitState::kPossible, true, Measure::kHigh, out);
}

}  // namespace

constinit const Check checks::hard_limit_possible = {
    .info = {.id = "LM303",
             .name = "hard-limit-possible",
             .severity = Severity::kWarning,
             .title = "the planned demand may exceed a hard limit",
             .why = "Which of several instance types start is decided by AWS at launch. With the small ones "
                    "the deployment fits, with the large ones it does not, and launches are blocked.",
             .fix = "Leave out the largest types, start fewer instances, or get more licenses.",
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
    Properties:
      MinSize: 8
      MaxSize: 8
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
          - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 8
      MaxSize: 8
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
