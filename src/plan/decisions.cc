#include "plan/decisions.h"

#include <algorithm>

#include "plan/plan.h"

namespace headroom {

size_t Decisions::IndexOf(const Variable& variable) {
  const auto [known, is_new] = variable_index_.try_emplace(variable, variables_.size());
  if (is_new) variables_.emplace_back(variable, elements_.PermittedValues(variable));
  return known->second;
}

FindingsOfTemplates Decisions::JudgeUnlaunched(const Plan& plan) const {
  FindingsOfTemplates out;
  for (const PlannedLaunch& launch : plan.launches) {
    if (launch.counts) continue;
    Plan alone;
    alone.launches.push_back(launch);
    Findings found = options_.judge(alone, {});
    if (!found.empty()) out.emplace(KeyOf(launch), std::move(found));
  }
  return out;
}

void Decisions::Decide(size_t element, const Values& values, Decision& at) {
  at.known = true;
  Case found = readings_.Read(element, values);
  at.refused = found.refused;
  if (at.refused) return;
  if (!found.missing.empty()) {
    at.variable = IndexOf(*found.missing.begin());
    at.next.resize(variables_[*at.variable].second.size());
    return;
  }
  Plan plan = MakePlan(found.extracted, options_.store, options_.plan, found.findings);
  at.unlaunched = JudgeUnlaunched(plan);
  std::erase_if(plan.launches, [](const PlannedLaunch& launch) { return !launch.counts; });
  at.findings = options_.judge(plan, std::move(found.findings));
  const auto [known, is_new] = outcomes_.try_emplace({element, FingerprintOf(plan.launches)});
  at.outcome = &known->second;
  known->second.used_templates.merge(plan.used_templates);
  if (!is_new) return;
  Outcome& made = known->second;
  made.demand = CountDemand(plan);
  made.on_hosts = std::any_of(made.demand.begin(), made.demand.end(), [](const Demand& demand) {
    return CountsHosts(demand.license->counting_type);
  });
  made.launches = std::move(plan.launches);  // to which the claims point
}

Decision& Decisions::Follow(size_t element, const Assigned& assigned) {
  Decision* at = &decisions_[element];
  std::vector<std::pair<size_t, size_t>> way;
  while (true) {
    if (!at->known) {
      Values values;
      for (const auto& [variable, value] : way)
        values[variables_[variable].first] = variables_[variable].second[value];
      Decide(element, values, *at);
    }
    const std::optional<size_t> value = at->variable ? assigned.Of(*at->variable) : std::nullopt;
    if (!value) return *at;
    way.emplace_back(*at->variable, *value);
    std::unique_ptr<Decision>& next = at->next[*value];
    if (next == nullptr) next = std::make_unique<Decision>();
    at = next.get();
  }
}

}  // namespace headroom
