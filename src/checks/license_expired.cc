#include <fmt/format.h>

#include "base/time.h"
#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  constexpr int64_t kSoon = 30 * 24 * 60 * 60;
  for (const LicenseUse& use : LicenseUses(in)) {
    if (use.license == nullptr || !use.license->expiry || *use.license->expiry > in.now + kSoon) continue;
    const bool past = *use.license->expiry <= in.now;
    Finding& finding = AddFinding(out, checks::license_expired, use.where, use.launch->path, use.holder,
                                  fmt::format("the license `{}` {} on {}", use.license->name,
                                              past ? "expired" : "expires", FormatDate(*use.license->expiry)),
                                  use.license);
    if (!past) finding.severity = Severity::kNote;
    finding.hint = "renew the agreement, and correct `LicenseExpiry` in License Manager";
  }
}

}  // namespace

constinit const Check checks::license_expired = {
    .info = {.id = "LM105",
             .name = "license-expired",
             .severity = Severity::kWarning,
             .title = "the agreement behind the license has ended, or ends within 30 days",
             .why = "LicenseExpiry says when the agreement ends. What runs after it is no longer covered. "
                    "Within 30 days of the end it is a note.",
             .fix = "Renew the agreement and correct LicenseExpiry, or move to another license.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-66666666666666666666666666666666
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
