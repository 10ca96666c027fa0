#include <fmt/format.h>

#include <set>
#include <string>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

/// "`eu-west-1` and `eu-west-2`".
std::string Listed(const std::set<std::string>& regions) {
  std::string out;
  size_t left = regions.size();
  for (const std::string& region : regions) {
    out += fmt::format("{}`{}`", out.empty() ? "" : left == 1 ? " and " : ", ", region);
    --left;
  }
  return out;
}

void Run(const CheckInput& in, Findings& out) {
  for (const LicenseUse& use : LicenseUses(in)) {
    const LicenseArn* arn = use.license != nullptr                   ? &use.license->arn
                            : use.named != nullptr && use.named->arn ? &*use.named->arn
                                                                     : nullptr;
    if (arn == nullptr) continue;
    std::set<std::string> others = use.regions;
    others.erase(arn->region);
    if (others.empty()) continue;
    Finding& finding =
        AddFinding(out, checks::license_region_mismatch, use.where, use.launch->path, use.holder,
                   fmt::format("the license `{}` belongs to `{}`, and the {} to {}",
                               use.license != nullptr ? use.license->name : arn->id, arn->region,
                               !use.launch->names_region ? "deployment goes"
                               : use.launch->counts      ? "build goes"
                                                         : "image goes",
                               Listed(others)));
    finding.license = use.license != nullptr ? use.license->arn_text : use.named->arn_text;
    finding.hint = fmt::format("name the license configuration of {}", Listed(others));
  }
}

}  // namespace

constinit const Check checks::license_region_mismatch = {
    .info = {.id = "LM103",
             .name = "license-region-mismatch",
             .severity = Severity::kError,
             .title = "the license belongs to another Region than the deployment",
             .why = "License configurations are regional: a launch can only use those of its own Region, and "
                    "EC2 refuses the others.",
             .fix = "Name the license of the deployment's Region (a mapping by AWS::Region), or deploy where "
                    "the license is.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-77777777777777777777777777777777
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
