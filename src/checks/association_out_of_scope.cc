#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

/// True if the launch takes the license all the same: it names it, or another association of the image
/// counts.
bool IsConsumed(const Candidate& candidate, const License* license) {
  return std::any_of(candidate.claims.begin(), candidate.claims.end(),
                     [&](const ClaimedLicense& claim) { return claim.license == license; });
}

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      for (const ImageAssociation& association : in.store.AssociationsOf(candidate.image.id)) {
        const License* license = association.license;
        if (AssociationCounts(association, launch.target.account) || IsConsumed(candidate, license)) continue;
        Finding& finding = AddFinding(
            out, checks::association_out_of_scope, candidate.image.where, launch.path, launch.resource,
            fmt::format(
                "the image `{}` is associated with `{}`, but not for the account `{}`: launches go untracked",
                candidate.image.id, license->name, *launch.target.account),
            license);
        finding.related.push_back({association.where, "the association is made here"});
        finding.hint = "name the license in `LicenseSpecifications`, or make the association `cross-account`";
      }
    }
  }
}

}  // namespace

constinit const Check checks::association_out_of_scope = {
    .info = {.id = "LM404",
             .name = "association-out-of-scope",
             .severity = Severity::kWarning,
             .title = "the image is associated with a license, but not for the deploying account",
             .why =
                 "An association counts for the license's own account, or for all accounts if its scope is "
                 "cross-account. This one does neither, and the launch does not name the license: its "
                 "instances go untracked.",
             .fix = "Name the license in LicenseSpecifications, or make the association cross-account.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0bb2bb2bb2bb2bb2b
      InstanceType: m5.xlarge
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0bb2bb2bb2bb2bb2b
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml",
             .options = "--account 444455556666"},
    .run = Run,
};

}  // namespace headroom
