#include <fmt/format.h>

#include "base/text.h"
#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

/// Ids are random: one that differs in more than a few characters is another license, not a misspelling.
std::optional<std::string_view> Nearest(std::string_view arn, const std::vector<std::string_view>& known) {
  std::vector<std::string_view> near;
  for (std::string_view candidate : known) {
    if (candidate.size() != arn.size()) continue;
    size_t different = 0;
    for (size_t i = 0; i < arn.size(); ++i) different += arn[i] != candidate[i] ? 1 : 0;
    if (different <= 3) near.push_back(candidate);
  }
  return near.size() == 1 ? std::optional(near[0]) : std::nullopt;
}

void Run(const CheckInput& in, Findings& out) {
  for (const LicenseUse& use : LicenseUses(in)) {
    if (use.named == nullptr || !use.named->arn || use.license != nullptr) continue;
    Finding& finding = AddFinding(out, checks::unknown_license, use.where, use.launch->path, use.holder,
                                  fmt::format("the store holds no license `{}`", use.named->arn->id));
    finding.license = use.named->arn_text;
    std::vector<std::string_view> known;
    for (const License* license : in.store.licenses()) known.push_back(license->arn_text);
    if (const auto near = Nearest(use.named->arn_text, known)) {
      finding.hint = fmt::format("did you mean `{}` (`{}`)?", *near, in.store.FindLicense(*near)->name);
    } else {
      finding.hint = "correct the ARN, or refresh the store from License Manager";
    }
  }
}

}  // namespace

constinit const Check checks::unknown_license = {
    .info = {.id = "LM102",
             .name = "unknown-license",
             .severity = Severity::kError,
             .title = "the store does not hold the license",
             .why = "Its limit and its use are not known, so the launch cannot be judged. Either the ARN is "
                    "wrong, or the store is older than the license.",
             .fix = "Correct the ARN, or refresh the store from License Manager.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-ffffffffffffffffffffffffffffffff
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
