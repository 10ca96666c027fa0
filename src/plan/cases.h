#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plan/plan.h"

namespace headroom {

/// What is tried for: a parameter without a value (one in all templates), or a condition of one input that
/// nobody can decide. Parameters come first.
struct Variable {
  size_t condition_of = 0;  // 0: a parameter; else one more than the input's index
  std::string name;
  std::string reason = {};  // of a condition: why nobody can decide it

  bool operator<(const Variable& other) const {
    return condition_of != other.condition_of ? condition_of < other.condition_of : name < other.name;
  }
};
/// What each is in one case; of a condition "true" or "false".
using Values = std::map<Variable, std::string>;

/// The demand of the cases of some launches, added up case by case.
class CaseSum {
 public:
  /// `planned` takes the launches that claims point to.
  explicit CaseSum(std::deque<PlannedLaunch>& planned) : planned_(&planned) {}

  /// A case and what its launches take.
  void Add(const Values& values, Plan plan);

  size_t cases() const { return cases_; }
  const std::set<LaunchKey>& used_templates() const { return used_templates_; }
  /// The bounds over all cases, by ARN; each number is reached by one of them.
  std::vector<Demand> Bounds() const;
  /// Each license in the case in which it is at its highest, by ARN.
  std::vector<Demand> Peak();

 private:
  /// What the cases come to for one license.
  struct OfLicense {
    Demand bounds;    // claims aside; where no case has been added, `planned` says nothing
    size_t seen = 0;  // cases in which anything consumes it; in the others it takes nothing
    std::optional<Demand> peak;
    std::shared_ptr<const Plan> peak_plan;                 // what its claims point into
    std::map<LaunchKey, std::pair<Claim, size_t>> claims;  // with the cases in which it is there
  };

  void AddDemand(const Values& values, Demand demand, const std::shared_ptr<const Plan>& plan);
  void AddClaim(const Claim& claim, OfLicense& sum);
  const PlannedLaunch* Keep(const PlannedLaunch& launch) { return &planned_->emplace_back(launch); }

  std::deque<PlannedLaunch>* planned_;
  size_t cases_ = 0;
  std::set<LaunchKey> used_templates_;
  std::map<std::string_view, OfLicense> licenses_;
};

}  // namespace headroom
