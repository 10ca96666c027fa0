#include "checks/claims.h"

#include <fmt/format.h>

#include "plan/units.h"

namespace headroom {
namespace {

Count ComparedVcpus(const Candidate& candidate, const License& license) {
  if (candidate.type == nullptr || CountsHosts(license.counting_type)) return {};
  if (license.counting_type == CountingType::kInstance) return candidate.type->vcpus;
  return CountedVcpus(candidate, license);
}

}  // namespace

const char* TenancyName(Tenancy tenancy) {
  switch (tenancy) {
    case Tenancy::kDefault:
      return "default";
    case Tenancy::kDedicated:
      return "dedicated";
    case Tenancy::kHost:
      return "host";
  }
  return "";
}

void ForEachClaim(const CheckInput& input, const ClaimVisitor& visit) {
  for (const PlannedLaunch& launch : input.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      for (const ClaimedLicense& claim : candidate.claims) visit(launch, candidate, *claim.license);
    }
  }
}

void CompareWithBounds(const Check& check, const CheckInput& input, Findings& out, BoundTest broken_bound) {
  ForEachClaim(input, [&](const PlannedLaunch& launch, const Candidate& candidate, const License& license) {
    const Count vcpus = ComparedVcpus(candidate, license);
    const std::optional<int64_t> bound = vcpus ? broken_bound(*vcpus, license.rules) : std::nullopt;
    if (!bound) return;
    const bool below = *vcpus < *bound;
    Finding& finding =
        AddFinding(out, check, candidate.type_where, launch.path, launch.resource,
                   fmt::format("`{}` counts {} vCPU{}, {} the {} of {} that `{}` sets", candidate.type_name,
                               *vcpus, *vcpus == 1 ? "" : "s", below ? "below" : "above",
                               below ? "minimum" : "maximum", *bound, license.name),
                   &license);
    finding.hint = fmt::format("choose a type with {} {} vCPUs", below ? "at least" : "at most", *bound);
    if (license.rules_where) finding.related.push_back({license.rules_where, "the rules of the license"});
  });
}

}  // namespace headroom
