#include <fmt/format.h>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  for (const LicenseUse& use : LicenseUses(in)) {
    if (use.named == nullptr || use.named->malformed_why.empty()) continue;
    Finding& finding = AddFinding(out, checks::malformed_license_arn, use.where, use.launch->path, use.holder,
                                  fmt::format("`{}` is not the ARN of a license configuration: {}",
                                              use.named->arn_text, use.named->malformed_why));
    const std::string suggestion = SuggestLicenseArn(use.named->arn_text);
    finding.hint =
        suggestion.empty()
            ? "it has the form `arn:aws:license-manager:REGION:ACCOUNT:license-configuration:lic-…`"
            : fmt::format("did you mean `{}`?", suggestion);
  }
}

}  // namespace

constinit const Check checks::malformed_license_arn = {
    .info = {.id = "LM101",
             .name = "malformed-license-arn",
             .severity = Severity::kError,
             .title = "what names a license is not the ARN of a license configuration",
             .why = "EC2 refuses the launch. The usual slips: a slash instead of a colon before the id, the "
                    "ARN of a granted license (license:l-…), the bare id.",
             .fix = "Use arn:PARTITION:license-manager:REGION:ACCOUNT:license-configuration:lic-….",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration/lic-0123456789abcdef0123456789abcdef
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml"},
    .run = Run,
};

}  // namespace headroom
