#include "checks/claims.h"

#include <fmt/format.h>

#include "checks/limits.h"
#include "plan/units.h"

namespace headroom {
namespace {

/// What a license compares with its bounds: an amount, and who has it.
struct Compared {
  Count amount;
  std::string who;  // "`m5.large` counts", "an `m5` host has"
  Place where;
};

/// Cores and sockets are the host's, vCPUs one instance's.
Compared ComparedOf(const Candidate& candidate, const License& license) {
  if (CountsHosts(license.counting_type)) {
    if (!candidate.host) return {};
    const Place said = candidate.tenancy_where;
    return {candidate.host->UnitsFor(license.counting_type),
            fmt::format("a host of the family `{}` has", candidate.host->family),
            candidate.type_name.empty() ? said : candidate.type_where};
  }
  if (candidate.type == nullptr) return {};
  const bool counts_vcpus = license.counting_type == CountingType::kVcpu;
  return {counts_vcpus ? CountedVcpus(candidate, license) : Count(candidate.type->vcpus),
          fmt::format("`{}` counts", candidate.type_name), candidate.type_where};
}

std::optional<int64_t> BoundOf(const License& license, BoundSide side) {
  const LicenseRules& rules = license.rules;
  const bool minimum = side == BoundSide::kMinimum;
  switch (license.counting_type) {
    case CountingType::kCore:
      return minimum ? rules.minimum_cores : rules.maximum_cores;
    case CountingType::kSocket:
      return minimum ? rules.minimum_sockets : rules.maximum_sockets;
    case CountingType::kVcpu:
    case CountingType::kInstance:
      break;
  }
  return minimum ? rules.minimum_vcpus : rules.maximum_vcpus;
}

/// Instance licenses have bounds of vCPUs.
CountingType UnitOfBounds(const License& license) {
  return license.counting_type == CountingType::kInstance ? CountingType::kVcpu : license.counting_type;
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

void CompareWithBounds(const Check& check, const CheckInput& input, Findings& out, BoundSide side) {
  const bool minimum = side == BoundSide::kMinimum;
  ForEachClaim(input, [&](const PlannedLaunch& launch, const Candidate& candidate, const License& license) {
    const Compared compared = ComparedOf(candidate, license);
    const std::optional<int64_t> bound = BoundOf(license, side);
    if (!compared.amount || !bound) return;
    if (minimum ? *compared.amount >= *bound : *compared.amount <= *bound) return;
    const CountingType unit = UnitOfBounds(license);
    Finding& finding = AddFinding(
        out, check, compared.where, launch.path, launch.resource,
        fmt::format("{} {}, {} the {} of {} that `{}` sets", compared.who, Amount(*compared.amount, unit),
                    minimum ? "below" : "above", minimum ? "minimum" : "maximum", *bound, license.name),
        &license);
    // What AWS compares the core bounds with is not documented.
    if (license.counting_type == CountingType::kCore) finding.severity = Severity::kWarning;
    finding.hint = fmt::format("choose a {} with {} {}", CountsHosts(unit) ? "host" : "type",
                               minimum ? "at least" : "at most", Amount(*bound, unit));
    if (license.rules_where) finding.related.push_back({license.rules_where, "the rules of the license"});
  });
}

}  // namespace headroom
