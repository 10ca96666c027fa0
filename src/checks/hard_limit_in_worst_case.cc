#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "checks/check.h"
#include "checks/declarations.h"
#include "checks/limits.h"

namespace headroom {
namespace {

/// What is said of a license; null where nothing takes it.
const Demand* FindDemand(const std::vector<Demand>& demands, const License* license) {
  const auto found = std::find_if(demands.begin(), demands.end(),
                                  [&](const Demand& demand) { return demand.license == license; });
  return found == demands.end() ? nullptr : &*found;
}

bool IsPast(const Demand& demand) {
  const Count total = Add(demand.in_use(), demand.planned.high);
  return total && demand.license->limit && *total > *demand.license->limit;
}

/// Whether the plan itself keeps the limit.
bool IsKept(const CheckInput& in, const License* license) {
  const Demand* planned = FindDemand(in.demand, license);
  return planned == nullptr || (planned->planned.high && !IsPast(*planned));
}

/// "40 of 12 vCPUs".
std::string Numbers(const Demand& demand) {
  const int64_t total = SaturatingAdd(demand.in_use(), *demand.planned.high);
  return fmt::format("{} of {}", WithCommas(total),
                     Amount(*demand.license->limit, demand.license->counting_type));
}

Finding& Raise(const Demand& demand, std::string message, const char* hint, Findings& out) {
  const License& license = *demand.license;
  const PlannedLaunch& launch = *LargestClaim(demand, Measure::kHigh).launch;
  Finding& finding = AddFinding(out, checks::hard_limit_in_worst_case, launch.where, launch.path,
                                launch.resource, std::move(message), &license);
  AddSums(demand, Measure::kHigh, finding);
  finding.hint = hint;
  if (license.limit_where) finding.related.push_back({license.limit_where, "the limit is set here"});
  return finding;
}

/// Where not all cases could be tried, one that was tried may go past the limit, or the bound of all.
void Run(const CheckInput& in, Findings& out) {
  if (in.worst == nullptr) return;
  std::set<const License*> raised;
  for (const Demand& peak : in.worst->peak) {
    const License* license = peak.license;
    if (!license->hard_limit || !IsPast(peak) || !IsKept(in, license)) continue;
    raised.insert(license);
    Finding& finding = Raise(peak,
                             fmt::format("with {} the hard limit of `{}` is exceeded: {}", peak.reached_with,
                                         license->name, Numbers(peak)),
                             "permit fewer values of the parameters, or get more licenses", out);
    const Demand* bound = FindDemand(in.worst->bound, license);
    if (bound != nullptr && bound->is_bound && bound->planned.high)
      finding.notes.push_back(
          fmt::format("not all combinations were tried: no other takes more than {}", Numbers(*bound)));
  }
  for (const Demand& bound : in.worst->bound) {
    const License* license = bound.license;
    if (!bound.is_bound || !license->hard_limit || !IsPast(bound)) continue;
    if (raised.count(license) > 0 || !IsKept(in, license)) continue;
    Raise(bound,
          fmt::format("in the worst case the hard limit of `{}` may be exceeded: at most {}", license->name,
                      Numbers(bound)),
          "permit fewer values of the parameters, let `--max-cases` try more of them, or get more licenses",
          out);
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
