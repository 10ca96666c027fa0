#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "plan/hosts.h"
#include "plan/plan.h"
#include "plan/units.h"

namespace headroom {
namespace {

const ClaimedLicense* FindClaim(const Candidate& candidate, const License* license) {
  const auto found = std::find_if(candidate.claims.begin(), candidate.claims.end(),
                                  [&](const ClaimedLicense& claim) { return claim.license == license; });
  return found == candidate.claims.end() ? nullptr : &*found;
}

/// What the candidates may take of a license, each with its weight; nothing if one of them cannot be counted.
/// A candidate without the license takes none of it.
std::optional<std::vector<Choice>> Choices(const PlannedLaunch& launch, const License* license) {
  std::vector<Choice> choices;
  for (const Candidate& candidate : launch.candidates) {
    const Count units = FindClaim(candidate, license) ? UnitsPerInstance(candidate, *license) : Count(0);
    if (!units || !candidate.weight) return {};
    choices.push_back({*candidate.weight, *units});
  }
  return choices;
}

/// So many times as much.
Units Times(const Units& units, int64_t copies) {
  return {Multiply(units.low, copies).value_or(INT64_MAX), Multiply(units.high, copies),
          Multiply(units.full_scale, copies)};
}

Units CountUnits(const PlannedLaunch& launch, const License* license) {
  Units units;
  const auto choices = Choices(launch, license);
  if (!choices || launch.may_not_exist) return units;
  if (!launch.desired) return units;
  const Bounds bounds = BoundUnits(*choices, *launch.desired, launch.overshoots);
  units.low = bounds.low;
  units.high = bounds.high;
  if (launch.max) units.full_scale = BoundUnits(*choices, *launch.max, launch.overshoots).high;
  return units;
}

Claim MakeClaim(const PlannedLaunch& launch, const License* license) {
  Claim claim;
  claim.launch = &launch;
  claim.min = Multiply(launch.min, launch.accounts);
  claim.desired = Multiply(launch.desired, launch.accounts);
  claim.max = Multiply(launch.max, launch.accounts);
  for (const Candidate& candidate : launch.candidates) {
    const ClaimedLicense* claimed = FindClaim(candidate, license);
    if (claimed == nullptr) continue;
    for (Via via : claimed->via) {
      if (std::find(claim.via.begin(), claim.via.end(), via) == claim.via.end()) claim.via.push_back(via);
    }
    if (!candidate.type_name.empty())
      claim.AddType(candidate.type_name, UnitsPerInstance(candidate, *license));
  }
  std::sort(claim.via.begin(), claim.via.end());
  if (CountsHosts(license->counting_type)) {
    claim.hosts = CountHosts({&launch}, *license).planned;
  } else {
    claim.units = Times(CountUnits(launch, license), launch.accounts);
  }
  return claim;
}

void AddUnits(const Units& units, Units& planned) {
  planned.low = SaturatingAdd(planned.low, units.low);
  planned.high = Add(planned.high, units.high);
  planned.full_scale = Add(planned.full_scale, units.full_scale);
}

/// The launches of one resource stand one after the other.
bool IsSameResource(const Claim& a, const Claim& b) {
  return a.launch->path == b.launch->path && a.launch->within == b.launch->within &&
         a.launch->resource == b.launch->resource;
}

void AddPart(Claim& claim, const Claim& part) {
  claim.min = Add(claim.min, part.min);
  claim.desired = Add(claim.desired, part.desired);
  claim.max = Add(claim.max, part.max);
  for (size_t i = 0; i < part.instance_types.size(); ++i)
    claim.AddType(part.instance_types[i], part.units_per_instance[i]);
  for (Via via : part.via) {
    if (std::find(claim.via.begin(), claim.via.end(), via) == claim.via.end()) claim.via.push_back(via);
  }
  std::sort(claim.via.begin(), claim.via.end());
  if (claim.units && part.units) AddUnits(*part.units, *claim.units);
  AddUnits(part.hosts, claim.hosts);
}

/// Launches share hosts, so theirs are counted together.
void SetHosts(const std::vector<const PlannedLaunch*>& launches, Demand& demand) {
  HostDemand hosts = CountHosts(launches, *demand.license);
  demand.planned = hosts.planned;
  demand.hosts = std::move(hosts.hosts);
}

/// In the order of the files.
void SortClaims(std::vector<Claim>& claims) {
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.launch->path, a.launch->where.span.begin) <
           std::tie(b.launch->path, b.launch->where.span.begin);
  });
}

}  // namespace

void Claim::AddType(const std::string& type, Count each) {
  for (size_t i = 0; i < instance_types.size(); ++i) {
    if (instance_types[i] == type && units_per_instance[i] == each) return;
  }
  instance_types.push_back(type);
  units_per_instance.push_back(each);
}

Count MostUnits(const PlannedLaunch& launch, const License* license, int64_t capacity) {
  const auto choices = Choices(launch, license);
  return choices ? Count(BoundUnits(*choices, capacity).high) : Count();
}

std::vector<Demand> CountDemand(const Plan& plan) {
  std::map<std::string_view, Demand> demands;
  std::map<std::string_view, std::vector<const PlannedLaunch*>> on_hosts;
  for (const PlannedLaunch& launch : plan.launches) {
    if (!launch.counts) continue;
    std::map<std::string_view, const License*> licenses;
    for (const Candidate& candidate : launch.candidates) {
      for (const ClaimedLicense& claim : candidate.claims)
        licenses.emplace(claim.license->arn_text, claim.license);
    }
    for (const auto& [arn, license] : licenses) {
      Demand& demand = demands.try_emplace(arn, Demand{license, {}, 0, {0, 0, 0}}).first->second;
      Claim claim = MakeClaim(launch, license);
      if (claim.units) AddUnits(*claim.units, demand.planned);
      if (CountsHosts(license->counting_type)) on_hosts[arn].push_back(&launch);
      if (!demand.claims.empty() && IsSameResource(demand.claims.back(), claim)) {
        AddPart(demand.claims.back(), claim);
      } else {
        demand.claims.push_back(std::move(claim));
      }
    }
  }
  std::vector<Demand> out;
  for (auto& [arn, demand] : demands) {
    if (CountsHosts(demand.license->counting_type)) SetHosts(on_hosts[arn], demand);
    out.push_back(std::move(demand));
  }
  return out;
}

std::vector<Demand> AddDemand(std::vector<Demand> demand, const std::vector<Demand>& others) {
  for (const Demand& more : others) {
    const auto place = std::lower_bound(
        demand.begin(), demand.end(), more,
        [](const Demand& a, const Demand& b) { return a.license->arn_text < b.license->arn_text; });
    if (place == demand.end() || place->license != more.license) {
      SortClaims(demand.insert(place, more)->claims);
      continue;
    }
    place->released = std::min(SaturatingAdd(place->released, more.released), more.license->consumed);
    place->surge = SaturatingAdd(place->surge, more.surge);
    place->planned.low = SaturatingAdd(place->planned.low, more.planned.low);
    place->planned.high = Add(place->planned.high, more.planned.high);
    place->planned.full_scale = Add(place->planned.full_scale, more.planned.full_scale);
    AppendHosts(more.hosts, place->hosts);
    place->is_bound = place->is_bound || more.is_bound;
    place->claims.insert(place->claims.end(), more.claims.begin(), more.claims.end());
    SortClaims(place->claims);
    if (!more.reached_with.empty()) {
      place->reached_with += (place->reached_with.empty() ? "" : ", ") + more.reached_with;
    }
    place->undecided.insert(place->undecided.end(), more.undecided.begin(), more.undecided.end());
  }
  return demand;
}

}  // namespace headroom
