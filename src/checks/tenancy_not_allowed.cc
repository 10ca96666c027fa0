#include <fmt/format.h>

#include "base/text.h"
#include "checks/check.h"
#include "checks/claims.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  ForEachClaim(in, [&](const PlannedLaunch& launch, const Candidate& candidate, const License& license) {
    const LicenseRules& rules = license.rules;
    if (candidate.tenancy_unknown || rules.allows[static_cast<size_t>(candidate.tenancy)]) return;
    Finding& finding = AddFinding(out, checks::tenancy_not_allowed,
                                  candidate.tenancy_where ? candidate.tenancy_where : launch.where,
                                  launch.path, launch.resource,
                                  fmt::format("`{}` does not allow the tenancy `{}` of `{}`", license.name,
                                              TenancyName(candidate.tenancy), launch.resource),
                                  &license);
    std::vector<std::string> allowed;
    for (Tenancy tenancy : {Tenancy::kDefault, Tenancy::kDedicated, Tenancy::kHost}) {
      if (rules.allows[static_cast<size_t>(tenancy)])
        allowed.push_back(fmt::format("`{}`", TenancyName(tenancy)));
    }
    finding.hint = fmt::format("it allows {}", headroom::Join(allowed, " and "));
    if (license.rules_where) finding.related.push_back({license.rules_where, "the rules of the license"});
  });
}

}  // namespace

constinit const Check checks::tenancy_not_allowed = {
    .info = {.id = "LM201",
             .name = "tenancy-not-allowed",
             .severity = Severity::kError,
             .title = "the license does not allow the launch's tenancy",
             .why = "The license's rule allowedTenancy says on which hardware the software may run; License "
                    "Manager blocks the launch elsewhere.",
             .fix = "Launch with a tenancy that the license allows, or name a license for this one.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-22222222222222222222222222222222
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      Tenancy: dedicated
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-22222222222222222222222222222222
)yaml"},
    .run = Run,
};

}  // namespace headroom
