#include "plan/cases.h"

#include <fmt/format.h>

#include <algorithm>

namespace headroom {
namespace {

/// "Env=prod, Size=large".
std::string Describe(const Values& values) {
  std::string out;
  for (const auto& [variable, value] : values) {
    out += fmt::format("{}{}{}={}", out.empty() ? "" : ", ", variable.condition_of > 0 ? "condition " : "",
                       variable.name, value);
  }
  return out;
}

/// "whether `IsProd` holds cannot be determined: the export `stage` is not in the store".
std::vector<std::string> DescribeConditions(const Values& values) {
  std::vector<std::string> out;
  for (const auto& [variable, value] : values) {
    if (variable.condition_of > 0)
      out.push_back(
          fmt::format("whether `{}` holds cannot be determined: {}", variable.name, variable.reason));
  }
  return out;
}

Count Most(Count a, Count b) { return a && b ? Count(std::max(*a, *b)) : Count(); }

bool IsMore(Count than, Count a) { return a && (!than || *a > *than); }

/// The least and the most of both.
Units Either(const Units& a, const Units& b) {
  return {std::min(a.low, b.low), Most(a.high, b.high), Most(a.full_scale, b.full_scale)};
}

/// The hosts of the case that reaches each bound, before the case is added to the bounds.
void KeepHosts(const Demand& demand, bool first, Demand& bounds) {
  if (first || demand.planned.low < bounds.planned.low) bounds.hosts.low = demand.hosts.low;
  if (first || IsMore(bounds.planned.high, demand.planned.high)) bounds.hosts.high = demand.hosts.high;
  if (first || IsMore(bounds.planned.full_scale, demand.planned.full_scale))
    bounds.hosts.full_scale = demand.hosts.full_scale;
}

}  // namespace

void CaseSum::Add(const Values& values, Plan plan) {
  ++cases_;
  used_templates_.insert(plan.used_templates.begin(), plan.used_templates.end());
  const auto kept = std::make_shared<const Plan>(std::move(plan));
  for (Demand& demand : CountDemand(*kept)) AddDemand(values, std::move(demand), kept);
}

void CaseSum::AddDemand(const Values& values, Demand demand, const std::shared_ptr<const Plan>& plan) {
  OfLicense& sum = licenses_[demand.license->arn_text];
  const bool first = sum.seen++ == 0;
  sum.bounds.license = demand.license;
  KeepHosts(demand, first, sum.bounds);
  sum.bounds.planned = first ? demand.planned : Either(sum.bounds.planned, demand.planned);
  for (const Claim& claim : demand.claims) AddClaim(claim, sum);
  if (!demand.planned.high || (sum.peak && *demand.planned.high <= *sum.peak->planned.high)) return;
  demand.reached_with = Describe(values);
  demand.undecided = DescribeConditions(values);
  sum.peak = std::move(demand);
  sum.peak_plan = plan;
}

void CaseSum::AddClaim(const Claim& claim, OfLicense& sum) {
  const LaunchKey key{claim.launch->path, claim.launch->within, claim.launch->resource};
  const auto [entry, is_first] = sum.claims.try_emplace(key, claim, 1);
  Claim& all = entry->second.first;
  if (is_first) {
    all.launch = Keep(*claim.launch);
    return;
  }
  ++entry->second.second;
  for (Count Claim::*size : {&Claim::min, &Claim::desired, &Claim::max}) {
    if (all.*size != claim.*size) (all.*size).reset();
  }
  for (Via via : claim.via) {
    if (std::find(all.via.begin(), all.via.end(), via) == all.via.end()) all.via.push_back(via);
  }
  std::sort(all.via.begin(), all.via.end());
  for (size_t i = 0; i < claim.instance_types.size(); ++i)
    all.AddType(claim.instance_types[i], claim.units_per_instance[i]);
  all.hosts = Either(all.hosts, claim.hosts);
  if (all.units && claim.units) all.units = Either(*all.units, *claim.units);
}

std::vector<Demand> CaseSum::Bounds() const {
  const Units nothing{0, 0, 0};
  std::vector<Demand> out;
  for (const auto& [arn, sum] : licenses_) {
    Demand demand = sum.bounds;
    if (sum.seen < cases_) {
      demand.planned = Either(demand.planned, nothing);
      demand.hosts.low.clear();
    }
    if (sum.peak && *sum.peak->planned.high > demand.planned.low) {
      demand.reached_with = sum.peak->reached_with;
      demand.undecided = sum.peak->undecided;
    }
    for (const auto& [key, seen] : sum.claims) {
      Claim claim = seen.first;
      if (seen.second < cases_) {
        if (claim.units) claim.units = Either(*claim.units, nothing);
        claim.hosts = Either(claim.hosts, nothing);
      }
      demand.claims.push_back(std::move(claim));
    }
    out.push_back(std::move(demand));
  }
  return out;
}

std::vector<Demand> CaseSum::Peak() {
  std::vector<Demand> out;
  for (auto& [arn, sum] : licenses_) {
    if (!sum.peak) continue;
    out.push_back(*sum.peak);
    for (Claim& claim : out.back().claims) claim.launch = Keep(*claim.launch);
  }
  return out;
}

}  // namespace headroom
