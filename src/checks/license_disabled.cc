#include <fmt/format.h>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  for (const LicenseUse& use : LicenseUses(in)) {
    if (use.license == nullptr || !use.license->disabled ||
        (use.named == nullptr && IsNamed(*use.candidate, use.license)))
      continue;
    Finding& finding =
        AddFinding(out, checks::license_disabled, use.where, use.launch->path, use.holder,
                   fmt::format("the license `{}` is deactivated", use.license->name), use.license);
    if (use.named == nullptr) {
      finding.severity = Severity::kWarning;
      finding.message += fmt::format("; the image `{}` brings it", use.candidate->image.id);
      finding.related.push_back({use.association->where, "the image is associated here"});
    }
    finding.hint = "activate it in License Manager, or use another license";
  }
}

}  // namespace

constinit const Check checks::license_disabled = {
    .info = {.id = "LM104",
             .name = "license-disabled",
             .severity = Severity::kError,
             .title = "the license is deactivated",
             .why = "Nothing can be launched with a deactivated license configuration. Where only the AMI's "
                    "association brings it, the launch goes through untracked, which is a warning.",
             .fix = "Activate the license in License Manager, or name another one.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-55555555555555555555555555555555
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-33333333333333333333333333333333
)yaml"},
    .run = Run,
};

}  // namespace headroom
