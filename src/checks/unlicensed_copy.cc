#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

bool Consumes(const Candidate& candidate, const License* license) {
  return std::any_of(candidate.claims.begin(), candidate.claims.end(),
                     [&](const ClaimedLicense& claim) { return claim.license == license; });
}

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      for (const auto& [source, association] : in.store.InheritedBy(candidate.image.id)) {
        const License* license = association->license;
        if (!AssociationCounts(*association, in.account) || Consumes(candidate, license)) continue;
        Finding& finding = AddFinding(
            out, checks::unlicensed_copy, candidate.image.where, launch.path, launch.resource,
            fmt::format(
                "the image `{}` is made from `{}`, which is associated with `{}`, and the launch does "
                "not consume that license",
                candidate.image.id, source, license->name),
            license);
        finding.related.push_back({association->where, "the original is associated here"});
        finding.hint = fmt::format("associate `{}` with the license, or name it in `LicenseSpecifications`",
                                   candidate.image.id);
      }
    }
  }
}

}  // namespace

constinit const Check checks::unlicensed_copy = {
    .info = {.id = "LM403",
             .name = "unlicensed-copy",
             .severity = Severity::kError,
             .title = "the image is a copy of one that is associated with a license, and escapes it",
             .why = "A copy of an image, or an image made from an instance, does not carry its original's "
                    "license associations. Instances of it run the licensed software, and License Manager "
                    "does not see them.",
             .fix = "Associate the copy with the license, or name the license in LicenseSpecifications.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0cc3cc3cc3cc3cc3c
      InstanceType: m5.xlarge
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0cc3cc3cc3cc3cc3c
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml"},
    .run = Run,
};

}  // namespace headroom
