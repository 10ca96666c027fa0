#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

/// What the plan itself comes to; null where nothing in it takes the license.
const Demand* Planned(const CheckInput& in, const License* license) {
  const auto found = std::find_if(in.demand.begin(), in.demand.end(),
                                  [&](const Demand& demand) { return demand.license == license; });
  return found == in.demand.end() ? nullptr : &*found;
}

bool IsPast(const Demand& demand) {
  const Count total = Add(demand.in_use(), demand.planned.high);
  return total && demand.license->limit && *total > *demand.license->limit;
}

void Run(const CheckInput& in, Findings& out) {
  if (in.peak == nullptr) return;
  for (const Demand& peak : *in.peak) {
    const License& license = *peak.license;
    const Demand* planned = Planned(in, &license);
    if (!license.hard_limit || !IsPast(peak)) continue;
    if (planned != nullptr && (!planned->planned.high || IsPast(*planned))) continue;
    const PlannedLaunch& launch = *LargestClaim(peak, Measure::kHigh).launch;
    const int64_t total = SaturatingAdd(peak.in_use(), *peak.planned.high);
    Finding& finding = AddFinding(
        out, checks::hard_limit_in_worst_case, launch.where, launch.path, launch.resource,
        fmt::format("with {} the hard limit of `{}` is exceeded: {} of {}", peak.reached_with, license.name,
                    WithCommas(total), Amount(*license.limit, license.counting_type)),
        &license);
    AddSums(peak, Measure::kHigh, finding);
    finding.hint = "permit fewer values of the parameters, or get more licenses";
    if (license.limit_where) finding.related.push_back({license.limit_where, "the limit is set here"});
  }
}

}  // namespace

constinit const Check checks::hard_limit_in_worst_case = {
    .info = {.id = "LM309",
             .name = "hard-limit-in-worst-case",
             .severity = Severity::kWarning,
             .title =
                 "some permitted values of the parameters exceed a hard limit that the plan itself keeps",
             .why = "With --worst-case every permitted value of the parameters that are not given is tried, "
                    "defaults or not. The deployment fits as planned; whoever deploys the template with the "
                    "values named is blocked.",
             .fix = "Permit fewer values (AllowedValues, MaxValue), or get more licenses.",
             .bad = R"yaml(Parameters:
  Size: {Type: String, Default: m5.xlarge, AllowedValues: [m5.xlarge, m5.24xlarge]}
Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: !Ref Size
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml",
             .good = R"yaml(Parameters:
  Size: {Type: String, Default: m5.xlarge, AllowedValues: [m5.xlarge, m5.12xlarge]}
Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: !Ref Size
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml",
             .options = "--worst-case"},
    .run = Run,
};

}  // namespace headroom
