#include <fmt/format.h>

#include <set>
#include <string_view>
#include <utility>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

struct Use {
  Place where;
  const std::string* holder;
};

/// Each license of a candidate once: those named, in their order, then those that the image brings.
std::vector<Use> DistinctUses(const PlannedLaunch& launch, const Candidate& candidate,
                              const RuleStore& store) {
  std::vector<Use> uses;
  std::set<std::string_view> arns;
  for (const NamedLicense& named : candidate.named) {
    if (named.arn && arns.insert(named.arn_text).second) uses.push_back({named.where, &named.holder});
  }
  for (const ImageAssociation& association : store.AssociationsOf(candidate.image.id)) {
    if (!AssociationCounts(association, launch.target.account)) continue;
    if (!arns.insert(association.license->arn_text).second) continue;
    uses.push_back({candidate.image.where, &candidate.image.holder});
  }
  return uses;
}

void Run(const CheckInput& in, Findings& out) {
  constexpr size_t kMost = 10;
  std::set<std::pair<const SourceFile*, uint32_t>> seen;
  for (const PlannedLaunch& launch : in.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      const std::vector<Use> uses = DistinctUses(launch, candidate, in.store);
      if (uses.size() <= kMost) continue;
      const Use& eleventh = uses[kMost];
      if (!seen.emplace(eleventh.where.file, eleventh.where.span.begin).second) continue;
      Finding& finding = AddFinding(
          out, checks::too_many_licenses, eleventh.where, launch.path, *eleventh.holder,
          fmt::format("`{}` has {} licenses, and {} is the most", launch.resource, uses.size(), kMost));
      finding.hint = "name fewer licenses, or associate fewer with the image";
    }
  }
}

}  // namespace

constinit const Check checks::too_many_licenses = {
    .info = {.id = "LM106",
             .name = "too-many-licenses",
             .severity = Severity::kError,
             .title = "a launch has more than 10 licenses",
             .why =
                 "License Manager takes at most 10 license configurations for one resource; those that the "
                 "AMI brings count as well.",
             .fix = "Name fewer licenses, or associate fewer with the AMI.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000001
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000002
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000003
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000004
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000005
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000006
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000007
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000008
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000009
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0000000000000000000000000000000a
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0000000000000000000000000000000b
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000001
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000002
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000003
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000004
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000005
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000006
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000007
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000008
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000009
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0000000000000000000000000000000a
)yaml"},
    .run = Run,
};

}  // namespace headroom
