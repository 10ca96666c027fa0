#include "plan/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace headroom {
namespace {

/// Whether another comparison tells it: the value is some other text.
bool IsImplied(const Values& values, const Variable& variable, const std::string& value) {
  return !variable.source.empty() && value == "false" &&
         std::any_of(values.begin(), values.end(), [&](const auto& other) {
           return other.first.source == variable.source && other.second == "true";
         });
}

/// "Env=prod", "Env≠prod", "condition IsLarge=true".
std::string Describe(const Variable& variable, const std::string& value) {
  if (!variable.source.empty())
    return fmt::format("{}{}{}", variable.source, value == "true" ? "=" : "≠", variable.text);
  return fmt::format("{}{}={}", variable.is_condition ? "condition " : "", variable.name, value);
}

/// "Env=prod, Size=large".
std::string Describe(const Values& values) {
  std::string out;
  for (const auto& [variable, value] : values) {
    if (!IsImplied(values, variable, value)) out += (out.empty() ? "" : ", ") + Describe(variable, value);
  }
  return out;
}

/// "whether `IsProd` holds cannot be determined: the export `stage` is not in the store".
std::vector<std::string> DescribeConditions(const Values& values) {
  std::vector<std::string> out;
  for (const auto& [variable, value] : values) {
    if (!variable.is_condition || IsImplied(values, variable, value)) continue;
    const std::string what = variable.source.empty()
                                 ? fmt::format("`{}` holds", variable.name)
                                 : fmt::format("`{}` is `{}`", variable.source, variable.text);
    out.push_back(fmt::format("whether {} cannot be determined: {}", what, variable.reason));
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
void KeepHosts(const Units& of_case, const HostLists& hosts, bool first, const Units& planned,
               HostLists& kept) {
  if (first || of_case.low < planned.low) kept.low = hosts.low;
  if (first || IsMore(planned.high, of_case.high)) kept.high = hosts.high;
  if (first || IsMore(planned.full_scale, of_case.full_scale)) kept.full_scale = hosts.full_scale;
}

/// All together as one plan.
Plan Joined(const std::vector<const Outcome*>& outcomes) {
  Plan plan;
  for (const Outcome* outcome : outcomes)
    plan.launches.insert(plan.launches.end(), outcome->launches.begin(), outcome->launches.end());
  std::stable_sort(plan.launches.begin(), plan.launches.end(),
                   [](const PlannedLaunch& a, const PlannedLaunch& b) {
                     return std::tie(a.path, a.where.span.begin) < std::tie(b.path, b.where.span.begin);
                   });
  return plan;
}

void AddUnits(const License* license, const Units& units,
              std::vector<std::pair<const License*, Units>>& sums) {
  auto sum = std::find_if(sums.begin(), sums.end(), [&](const auto& one) { return one.first == license; });
  if (sum == sums.end()) sum = sums.insert(sum, {license, {0, 0, 0}});
  sum->second.low = SaturatingAdd(sum->second.low, units.low);
  sum->second.high = Add(sum->second.high, units.high);
  sum->second.full_scale = Add(sum->second.full_scale, units.full_scale);
}

std::string TextOf(const std::optional<int64_t>& number) { return number ? std::to_string(*number) : "?"; }

std::string FingerprintOf(const CandidateHost& host) {
  const auto list = [](const std::optional<std::vector<std::string>>& some) {
    return some ? Join(*some, ",") : "?";
  };
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {}", static_cast<int>(host.pool), host.id, host.path,
                     host.family, TextOf(host.cores), TextOf(host.sockets), TextOf(host.vcpus),
                     host.multi_size, host.lower_bound, list(host.allowed_families),
                     list(host.allowed_licenses));
}

std::string FingerprintOf(const Candidate& candidate) {
  const bool on_host = candidate.host && std::any_of(candidate.claims.begin(), candidate.claims.end(),
                                                     [](const ClaimedLicense& claim) {
                                                       return CountsHosts(claim.license->counting_type);
                                                     });
  std::string out = fmt::format("{} {} {} {} {} {}", candidate.type_name, TextOf(candidate.weight),
                                static_cast<int>(candidate.tenancy), candidate.tenancy_unknown,
                                candidate.cpu_options_unknown, TextOf(candidate.database_vcpus));
  if (candidate.cpu_options)
    out += fmt::format(" cpu {} {}", TextOf(candidate.cpu_options->cores),
                       TextOf(candidate.cpu_options->threads));
  if (on_host) out += " host " + FingerprintOf(*candidate.host);
  for (const ClaimedLicense& claim : candidate.claims) {
    out += " " + claim.license->arn_text;
    for (Via via : claim.via) out += static_cast<char>('0' + static_cast<int>(via));
  }
  return out;
}

}  // namespace

std::string FingerprintOf(const std::vector<PlannedLaunch>& launches) {
  std::string out;
  for (const PlannedLaunch& launch : launches) {
    out += fmt::format("{}\n{}\n{} {} {} {} {} {} {} {} {} {} {}\n", launch.within, launch.resource,
                       launch.target.region.value_or("?"), launch.target.account.value_or("?"),
                       launch.accounts, TextOf(launch.min), TextOf(launch.desired), TextOf(launch.max),
                       launch.may_not_exist, static_cast<int>(launch.unit), launch.overshoots,
                       launch.gaps.size(), launch.uncountable.size());
    for (const Candidate& candidate : launch.candidates) out += FingerprintOf(candidate) + "\n";
  }
  return out;
}

bool IsUsed(const LaunchKey& launch_template, const std::vector<const Outcome*>& outcomes) {
  return std::any_of(outcomes.begin(), outcomes.end(), [&](const Outcome* outcome) {
    return outcome->used_templates.count(launch_template) > 0;
  });
}

void CaseSum::NoteUsed(const std::vector<const Outcome*>& outcomes) {
  if (cases_ > 1) {
    std::erase_if(always_used_, [&](const LaunchKey& key) { return !IsUsed(key, outcomes); });
    return;
  }
  for (const Outcome* outcome : outcomes)
    always_used_.insert(outcome->used_templates.begin(), outcome->used_templates.end());
}

void CaseSum::Add(const std::vector<const Outcome*>& outcomes, const std::function<Values()>& values) {
  ++cases_;
  NoteUsed(outcomes);
  bool on_hosts = false;
  for (const Outcome* outcome : outcomes) {
    if (uses_[outcome]++ == 0) used_.push_back(outcome);
    on_hosts = on_hosts || outcome->on_hosts;
  }
  if (on_hosts) {
    for (const Demand& demand : CountDemand(Joined(outcomes)))
      AddLicense(demand.license, demand.planned, &demand.hosts, outcomes, values);
    return;
  }
  std::vector<std::pair<const License*, Units>> sums;
  for (const Outcome* outcome : outcomes) {
    for (const Demand& demand : outcome->demand) AddUnits(demand.license, demand.planned, sums);
  }
  for (const auto& [license, planned] : sums) AddLicense(license, planned, nullptr, outcomes, values);
}

void CaseSum::AddLicense(const License* license, const Units& planned, const HostLists* hosts,
                         const std::vector<const Outcome*>& outcomes, const std::function<Values()>& values) {
  OfLicense& sum = licenses_[license->arn_text];
  const bool first = sum.seen++ == 0;
  sum.license = license;
  if (hosts != nullptr) KeepHosts(planned, *hosts, first, sum.planned, sum.hosts);
  sum.planned = first ? planned : Either(sum.planned, planned);
  if (!planned.high || (sum.peak && *planned.high <= *sum.peak->high)) return;
  sum.peak = {planned.high, values(), outcomes};
}

void CaseSum::AddClaim(const Claim& claim, size_t cases, Claims& claims) {
  const auto [entry, is_first] = claims.try_emplace(KeyOf(*claim.launch), claim, cases);
  Claim& all = entry->second.first;
  if (is_first) {
    all.launch = Keep(*claim.launch);
    return;
  }
  entry->second.second += cases;
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

std::map<std::string_view, CaseSum::Claims> CaseSum::AllClaims() {
  std::map<std::string_view, Claims> out;
  for (const Outcome* outcome : used_) {
    for (const Demand& demand : outcome->demand) {
      for (const Claim& claim : demand.claims)
        AddClaim(claim, uses_.at(outcome), out[demand.license->arn_text]);
    }
  }
  return out;
}

std::set<LaunchKey> CaseSum::UsedTemplates() const {
  std::set<LaunchKey> out;
  for (const Outcome* outcome : used_)
    out.insert(outcome->used_templates.begin(), outcome->used_templates.end());
  return out;
}

std::vector<Demand> CaseSum::Bounds() {
  const Units nothing{0, 0, 0};
  std::map<std::string_view, Claims> claims = AllClaims();
  std::vector<Demand> out;
  for (const auto& [arn, sum] : licenses_) {
    Demand demand;
    demand.license = sum.license;
    demand.planned = sum.planned;
    demand.hosts = sum.hosts;
    if (sum.seen < cases_) {
      demand.planned = Either(demand.planned, nothing);
      demand.hosts.low.clear();
    }
    if (sum.peak && *sum.peak->high > demand.planned.low) {
      demand.reached_with = Describe(sum.peak->values);
      demand.undecided = DescribeConditions(sum.peak->values);
    }
    for (auto& [key, seen] : claims[arn]) {
      Claim& claim = seen.first;
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
  for (const auto& [arn, sum] : licenses_) {
    if (!sum.peak) continue;
    const Plan plan = Joined(sum.peak->outcomes);
    for (Demand& demand : CountDemand(plan)) {
      if (demand.license != sum.license) continue;
      demand.reached_with = Describe(sum.peak->values);
      demand.undecided = DescribeConditions(sum.peak->values);
      for (Claim& claim : demand.claims) claim.launch = Keep(*claim.launch);
      out.push_back(std::move(demand));
    }
  }
  return out;
}

}  // namespace headroom
