#include <fmt/format.h>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    for (const Place& where : launch.stale_versions) {
      Finding& finding = AddFinding(
          out, checks::stale_template_version, where, launch.path, launch.resource,
          fmt::format(
              "`{}` launches the default version of its launch template, which may be an older one than "
              "what the template says",
              launch.resource));
      finding.hint = "use `LatestVersionNumber`, or add the versions to the store";
    }
  }
}

}  // namespace

constinit const Check checks::stale_template_version = {
    .info = {.id = "LM502",
             .name = "stale-template-version",
             .severity = Severity::kWarning,
             .title = "an update launches a default version that the template does not show",
             .why =
                 "An update of launch template data makes a new version, and CloudFormation never moves the "
                 "default to it: the default is still an older version, with the licenses and types of then. "
                 "The store does not show it, so the data of the template was counted instead.",
             .fix = "Launch the latest version, or add the output of `aws ec2 "
                    "describe-launch-template-versions` to the store.",
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
      MinSize: 1
      MaxSize: 1
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.DefaultVersionNumber
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
      MinSize: 1
      MaxSize: 1
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml",
             .options = "--stack web-prod"},
    .run = Run,
};

}  // namespace headroom
