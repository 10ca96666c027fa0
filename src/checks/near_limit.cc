#include <fmt/format.h>

#include "base/text.h"
#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  constexpr int64_t kWhole = 1'000'000;
  for (const Demand& demand : in.demand) {
    const License& license = *demand.license;
    const Count total = Add(demand.in_use(), demand.planned.high);
    if (!license.limit || *license.limit == 0 || !total || *total > *license.limit) continue;
    if (IsFormality(demand)) continue;
    // Exact: 0.9 × 70 is not 63 in floating point.
    __extension__ using Wide = __int128;
    if (Wide{*total} * kWhole < Wide{*license.limit} * in.near_limit_millionths) continue;
    const PlannedLaunch& launch = *LargestClaim(demand, Measure::kHigh).launch;
    Finding& finding =
        AddFinding(out, checks::near_limit, launch.where, launch.path, launch.resource,
                   fmt::format("`{}` is nearly used up: {} of {}", license.name, WithCommas(*total),
                               Amount(*license.limit, license.counting_type)),
                   &license);
    AddSums(demand, Measure::kHigh, finding);
    if (license.limit_where) finding.related.push_back({license.limit_where, "the limit is set here"});
  }
}

}  // namespace

constinit const Check checks::near_limit = {
    .info = {.id = "LM308",
             .name = "near-limit",
             .severity = Severity::kNote,
             .title = "a license is nearly used up",
             .why = "After the deployment at least 90 % of the license's count is in use: the next one may "
                    "not fit.",
             .fix = "Plan for more licenses, or free some.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-33333333333333333333333333333333
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-11111111111111111111111111111111
)yaml"},
    .run = Run,
};

}  // namespace headroom
