#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  std::set<std::pair<const SourceFile*, uint32_t>> seen;
  for (const PlannedLaunch& launch : in.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      std::map<std::string_view, Place> first;
      for (const NamedLicense& named : candidate.named) {
        if (!named.arn) continue;
        const auto [earlier, is_first] = first.emplace(named.arn_text, named.where);
        // A launch template of the store names all of its licenses at one place of the input.
        if (is_first || !seen.emplace(named.where.file, named.where.span.begin).second) continue;
        Finding& finding = AddFinding(out, checks::duplicate_license, named.where, launch.path, named.holder,
                                      fmt::format("the license `{}` is named twice",
                                                  named.license ? named.license->name : named.arn->id));
        finding.license = named.arn_text;
        finding.related.push_back({earlier->second, "it is named here already"});
        finding.hint = "remove one; a license is consumed once";
      }
    }
  }
}

}  // namespace

constinit const Check checks::duplicate_license = {
    .info = {.id = "LM107",
             .name = "duplicate-license",
             .severity = Severity::kWarning,
             .title = "one launch names a license twice",
             .why = "It is consumed once all the same; the second mention is a slip, perhaps for another "
                    "license.",
             .fix = "Remove one of the two.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-33333333333333333333333333333333
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-33333333333333333333333333333333
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
