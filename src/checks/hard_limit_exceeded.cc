#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  RaiseLimit(checks::hard_limit_exceeded, in, LimitState::kExceeded, true, Measure::kLow, out);
}

}  // namespace

constinit const Check checks::hard_limit_exceeded = {
    .info = {.id = "LM301",
             .name = "hard-limit-exceeded",
             .severity = Severity::kError,
             .title = "the planned demand certainly exceeds a hard limit",
             .why =
                 "What is in use and the least that the deployment can take are together more than the "
                 "license's count. License Manager blocks the launches beyond it: the deployment fails, or "
                 "a group stays too small.",
             .fix = "Start fewer or smaller instances, free licenses elsewhere, or buy more and raise "
                    "LicenseCount.",
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
      DesiredCapacity: 8
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
      DesiredCapacity: 4
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml"},
    .run = Run,
};

}  // namespace headroom
