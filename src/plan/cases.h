#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "plan/plan.h"

namespace headroom {

/// What is tried for: a parameter without a value (one in all templates), a choice of one input
/// (cfn::Choices): a condition that nobody can decide, a document's parameter; or whether a value that
/// nothing bounds (one in all templates) is a text that it is compared with. Parameters come first.
struct Variable {
  static constexpr size_t kComparison = SIZE_MAX;  // of choice_of

  size_t choice_of = 0;  // 0: a parameter; else one more than the input's index
  std::string name;
  bool is_condition = false;
  std::string reason = {};  // of a condition: why nobody can decide it
  std::string source = {};  // of a comparison, and …
  std::string text = {};    // … what it is compared with

  bool operator<(const Variable& other) const {
    return choice_of != other.choice_of ? choice_of < other.choice_of : name < other.name;
  }
  bool operator==(const Variable& other) const { return choice_of == other.choice_of && name == other.name; }
};
/// What each is in one case; of a condition "true" or "false".
using Values = std::map<Variable, std::string>;

/// What some resource comes to under some values.
struct Outcome {
  std::vector<PlannedLaunch> launches;  // those that count
  std::set<LaunchKey> used_templates;
  std::vector<Demand> demand;  // of those alone
  bool on_hosts = false;       // it takes hosts, which it may share with other resources
};
/// Whether any of them uses a launch template.
bool IsUsed(const LaunchKey& launch_template, const std::vector<const Outcome*>& outcomes);
/// Equal for outcomes of one resource that take the same.
std::string FingerprintOf(const std::vector<PlannedLaunch>& launches);

/// The demand of the cases of some resources, added up case by case.
class CaseSum {
 public:
  /// `planned` takes the launches that claims point to.
  explicit CaseSum(std::deque<PlannedLaunch>& planned) : planned_(&planned) {}

  /// A case: what each of the resources comes to, which must outlive this; `values` gives its values.
  void Add(const std::vector<const Outcome*>& outcomes, const std::function<Values()>& values);

  size_t cases() const { return cases_; }
  std::set<LaunchKey> UsedTemplates() const;
  /// Launch templates that are used in every case.
  const std::set<LaunchKey>& AlwaysUsed() const { return always_used_; }
  /// The bounds over all cases, by ARN; each number is reached by one of them.
  std::vector<Demand> Bounds();
  /// Each license in the case in which it is at its highest, by ARN.
  std::vector<Demand> Peak();

 private:
  /// The case in which a license is at its highest.
  struct PeakCase {
    Count high;
    Values values;
    std::vector<const Outcome*> outcomes;
  };
  /// What the cases come to for one license.
  struct OfLicense {
    const License* license = nullptr;
    Units planned;
    HostLists hosts;
    size_t seen = 0;  // cases in which anything consumes it; in the others it takes nothing
    std::optional<PeakCase> peak;
  };
  /// A claim over all cases, and in how many it is there.
  using Claims = std::map<LaunchKey, std::pair<Claim, size_t>>;

  void NoteUsed(const std::vector<const Outcome*>& outcomes);
  void AddLicense(const License* license, const Units& planned, const HostLists* hosts,
                  const std::vector<const Outcome*>& outcomes, const std::function<Values()>& values);
  void AddClaim(const Claim& claim, size_t cases, Claims& claims);
  std::map<std::string_view, Claims> AllClaims();
  const PlannedLaunch* Keep(const PlannedLaunch& launch) { return &planned_->emplace_back(launch); }

  std::deque<PlannedLaunch>* planned_;
  size_t cases_ = 0;
  std::set<LaunchKey> always_used_;
  std::unordered_map<const Outcome*, size_t> uses_;
  std::vector<const Outcome*> used_;  // in the order of their first use
  std::map<std::string_view, OfLicense> licenses_;
};

}  // namespace headroom
