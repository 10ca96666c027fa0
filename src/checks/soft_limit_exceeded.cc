#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  RaiseLimit(checks::soft_limit_exceeded, in, LimitState::kExceeded, false, Measure::kLow, out);
}

}  // namespace

constinit const Check checks::soft_limit_exceeded = {
    .info = {.id = "LM302",
             .name = "soft-limit-exceeded",
             .severity = Severity::kWarning,
             .title = "the planned demand certainly exceeds a soft limit",
             .why = "Nothing is blocked: the instances start, License Manager sends an alert, and the next "
                    "audit finds them unlicensed.",
             .fix = "Start fewer or smaller instances, or buy more licenses and raise LicenseCount.",
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
      MinSize: 8
      MaxSize: 8
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
      MinSize: 6
      MaxSize: 6
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml"},
    .run = Run,
};

}  // namespace headroom
