#include "checks/limits.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/units.h"

namespace headroom {
namespace {

constexpr const char* kBoundNote =
    "a bound: there are too many combinations of parameters to try them all, so the most that each launch "
    "takes is added up, and no combination may reach it";

Count Measured(const Units& units, Measure measure) {
  switch (measure) {
    case Measure::kLow:
      return units.low;
    case Measure::kHigh:
      return units.high;
    case Measure::kFullScale:
      return units.full_scale;
  }
  return {};
}

Count Measured(const Claim& claim, Measure measure) {
  return Measured(claim.units ? *claim.units : claim.hosts, measure);
}

bool Over(const Demand& demand, Measure measure) {
  const Count planned = Measured(demand.planned, measure);
  if (!planned || !demand.license->limit || *planned <= demand.released) return false;
  return SaturatingAdd(demand.in_use(), *planned) > *demand.license->limit;
}

/// The capacity that `measure` is about: full scale is reached at the maximum.
Count CapacityOf(const Claim& claim, Measure measure) {
  return measure == Measure::kFullScale ? claim.max : claim.desired;
}

/// "8 × r5.4xlarge × 16 vCPUs = 128", or for several types "6 units of m5.large or m5.xlarge take at most
/// 24".
std::string SumOf(const Claim& claim, Measure measure, CountingType type) {
  const std::string total = WithCommas(Measured(claim, measure).value_or(0));
  const Count capacity = CapacityOf(claim, measure);
  const std::string who = fmt::format("`{}`: ", claim.launch->resource);
  const bool one = claim.launch->candidates.size() == 1 && claim.instance_types.size() == 1;
  if (one && capacity && claim.units_per_instance[0]) {
    if (type == CountingType::kInstance)
      return fmt::format("{}{} × {} = {}", who, *capacity, claim.instance_types[0], total);
    return fmt::format("{}{} × {} × {} = {}", who, *capacity, claim.instance_types[0],
                       Amount(*claim.units_per_instance[0], type), total);
  }
  const char* bound = measure == Measure::kLow ? "at least" : "at most";
  if (claim.launch->candidates.size() > 1 && capacity) {
    return fmt::format("{}a capacity of {} from {} candidate types takes {} {}", who, *capacity,
                       claim.launch->candidates.size(), bound, total);
  }
  return fmt::format("{}{} {}", who, bound, total);
}

/// How many instances of the largest launch fit beside everything else, if each takes the same; nothing if
/// that is not how it counts.
Count FittingInstances(const Demand& demand, const Claim& claim, Measure measure) {
  const Count taken = Measured(claim, measure);
  const Count planned = Measured(demand.planned, measure);
  const bool one = claim.launch->candidates.size() == 1 && claim.units_per_instance.size() == 1;
  if (!one || !taken || !planned || !claim.units_per_instance[0] || *claim.units_per_instance[0] < 1)
    return {};
  const Count budget = Subtract(Subtract(demand.license->limit, demand.in_use()), *planned - *taken);
  if (!budget) return {};
  return std::max<int64_t>(0, *budget / *claim.units_per_instance[0]);
}

/// What a person can do: fewer instances where the sum is that plain, or more licenses.
std::string HintFor(LimitState state, const Demand& demand, const Claim& claim, Measure measure,
                    int64_t missing) {
  const std::string more =
      missing == 1 ? "get 1 more license" : fmt::format("get {} more licenses", WithCommas(missing));
  const std::string& who = claim.launch->resource;
  if (state == LimitState::kPossible && !demand.undecided.empty())
    return fmt::format("give what the conditions depend on, or {}", more);
  if (state == LimitState::kPossible && !demand.reached_with.empty()) {
    return fmt::format("permit fewer values of the parameters, or {}", more);
  }
  if (state == LimitState::kPossible)
    return fmt::format("leave out the largest types of `{}`, or {}", who, more);
  const Count capacity = CapacityOf(claim, measure);
  const Count fitting = FittingInstances(demand, claim, measure);
  if (!fitting || !capacity || *fitting == 0 || *fitting >= *capacity)
    return fmt::format("{}, or free as many", more);
  if (state == LimitState::kAtFullScale)
    return fmt::format("lower the maximum of `{}` to {}, or {}", who, *fitting, more);
  return fmt::format("{} of the {} instances of `{}` fit: start no more, or {}", *fitting, *capacity, who,
                     more);
}

std::string MessageFor(LimitState state, const Demand& demand, Measure measure) {
  const License& license = *demand.license;
  const int64_t total = SaturatingAdd(demand.in_use(), Measured(demand.planned, measure).value_or(0));
  const std::string numbers =
      fmt::format("{} of {}", WithCommas(total), Amount(*license.limit, license.counting_type));
  const char* kind = license.hard_limit ? "hard" : "soft";
  switch (state) {
    case LimitState::kExceeded:
      return fmt::format("planned demand exceeds the {} limit of `{}`: {}", kind, license.name, numbers);
    case LimitState::kPossible:
      return fmt::format("planned demand may exceed the {} limit of `{}`: up to {}", kind, license.name,
                         numbers);
    case LimitState::kAtFullScale:
      return fmt::format("at full scale the {} limit of `{}` is exceeded: {}", kind, license.name, numbers);
    case LimitState::kFits:
      break;
  }
  return {};
}

constexpr size_t kMost = 10;  // notes of a kind

const std::vector<HostCount>& HostsOf(const Demand& demand, Measure measure) {
  switch (measure) {
    case Measure::kLow:
      return demand.hosts.low;
    case Measure::kHigh:
      return demand.hosts.high;
    case Measure::kFullScale:
      break;
  }
  return demand.hosts.full_scale;
}

/// "2 m5 hosts × 48 cores = 96: `First`, `Second`".
std::string HostNote(const HostCount& hosts, CountingType type) {
  std::string resources;
  for (size_t i = 0; i < std::min(hosts.resources.size(), kMost); ++i)
    resources += fmt::format("{}`{}`", i == 0 ? "" : ", ", hosts.resources[i]);
  if (hosts.resources.size() > kMost)
    resources += fmt::format(" and {} more", hosts.resources.size() - kMost);
  const Count total = Multiply(hosts.count, hosts.units_per_host);
  if (!total) return fmt::format("the `{}` hosts of {} cannot be counted", hosts.family, resources);
  return fmt::format("{} `{}` host{} × {} = {}: {}", WithCommas(*hosts.count), hosts.family,
                     *hosts.count == 1 ? "" : "s", Amount(*hosts.units_per_host, type), WithCommas(*total),
                     resources);
}

/// The hosts behind a demand of cores or sockets.
void AddHosts(const Demand& demand, Measure measure, Finding& finding) {
  const std::vector<HostCount>& hosts = HostsOf(demand, measure);
  for (size_t i = 0; i < std::min(hosts.size(), kMost); ++i)
    finding.notes.push_back(HostNote(hosts[i], demand.license->counting_type));
  if (hosts.size() > kMost)
    finding.notes.push_back(fmt::format("and {} kinds of hosts more", hosts.size() - kMost));
}

}  // namespace

LimitState LimitStateOf(const Demand& demand) {
  if (Over(demand, Measure::kLow)) return LimitState::kExceeded;
  if (Over(demand, Measure::kHigh)) return LimitState::kPossible;
  if (Over(demand, Measure::kFullScale)) return LimitState::kAtFullScale;
  return LimitState::kFits;
}

std::string Amount(int64_t count, CountingType type) {
  const char* unit = "";
  switch (type) {
    case CountingType::kVcpu:
      unit = "vCPU";
      break;
    case CountingType::kInstance:
      unit = "instance";
      break;
    case CountingType::kCore:
      unit = "core";
      break;
    case CountingType::kSocket:
      unit = "socket";
      break;
  }
  return fmt::format("{} {}{}", WithCommas(count), unit, count == 1 ? "" : "s");
}

bool IsFormality(const Demand& demand) {
  bool any = false;
  for (const Claim& claim : demand.claims) {
    for (const Candidate& candidate : claim.launch->candidates) {
      if (!candidate.host) continue;
      any = true;
      if (!StartsWith(candidate.host->family, "mac")) return false;
    }
  }
  return any && !demand.license->hard_limit && demand.license->counting_type == CountingType::kCore;
}

const Claim& LargestClaim(const Demand& demand, Measure measure) {
  return *std::max_element(demand.claims.begin(), demand.claims.end(), [&](const Claim& a, const Claim& b) {
    return Measured(a, measure).value_or(0) < Measured(b, measure).value_or(0);
  });
}

void AddSums(const Demand& demand, Measure measure, Finding& finding) {
  const License& license = *demand.license;
  AddHosts(demand, measure, finding);
  std::vector<const Claim*> claims;
  for (const Claim& claim : demand.claims) {
    if (claim.units && Measured(claim, measure).value_or(0) > 0) claims.push_back(&claim);
  }
  std::stable_sort(claims.begin(), claims.end(), [&](const Claim* a, const Claim* b) {
    return *Measured(*a, measure) > *Measured(*b, measure);
  });
  for (size_t i = 0; i < std::min(claims.size(), kMost); ++i) {
    finding.notes.push_back(SumOf(*claims[i], measure, license.counting_type));
  }
  if (claims.size() > kMost)
    finding.notes.push_back(fmt::format("and {} launches more", claims.size() - kMost));
  if (measure == Measure::kHigh && !demand.reached_with.empty()) {
    finding.notes.push_back(fmt::format("reached with {}", demand.reached_with));
    finding.notes.insert(finding.notes.end(), demand.undecided.begin(), demand.undecided.end());
  }
  if (measure != Measure::kLow && demand.is_bound) finding.notes.push_back(kBoundNote);
  const int64_t planned = Measured(demand.planned, measure).value_or(0);
  const int64_t total = SaturatingAdd(demand.in_use(), planned);
  const int64_t left = *license.limit - total;
  finding.notes.push_back(fmt::format(
      "{} in use + {} {} = {} of {}: {}", WithCommas(demand.in_use()), WithCommas(planned),
      measure == Measure::kFullScale ? "at full scale" : "planned", WithCommas(total),
      WithCommas(*license.limit), left < 0 ? WithCommas(-left) + " too many" : WithCommas(left) + " left"));
}

void RaiseLimit(const Check& check, const CheckInput& input, LimitState state, bool hard, Measure measure,
                Findings& out) {
  for (const Demand& demand : input.demand) {
    const License& license = *demand.license;
    if (license.hard_limit != hard || LimitStateOf(demand) != state || IsFormality(demand)) continue;
    const Claim& largest = LargestClaim(demand, measure);
    Finding& finding = AddFinding(out, check, largest.launch->where, largest.launch->path,
                                  largest.launch->resource, MessageFor(state, demand, measure), &license);
    AddSums(demand, measure, finding);
    const int64_t missing =
        SaturatingAdd(demand.in_use(), *Measured(demand.planned, measure)) - *license.limit;
    finding.hint = HintFor(state, demand, largest, measure, missing);
    if (license.limit_where) finding.related.push_back({license.limit_where, "the limit is set here"});
  }
}

}  // namespace headroom
