#include "plan/explore.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "base/text.h"
#include "plan/decisions.h"
#include "plan/hosts.h"

namespace headroom {
namespace {

/// What may be tried for all groups together, however few cases each may have.
constexpr size_t kLeastRuns = 1'000;

/// "`Fleet` of web.yaml".
std::string Shown(const Element& element) {
  if (!element.launches.empty()) return fmt::format("`{}` of {}", element.shown, element.path);
  const std::string& path = element.opaque.empty() ? element.path : element.opaque.begin()->first;
  return fmt::format("`{}` of {}", element.name, path);
}

/// All cases of a group.
struct Tried {
  CaseSum sum;
  bool complete;
  bool spent;  // not complete, since others had too many cases
};

/// Where a group stands under some values.
struct Stand {
  bool refused = false;
  std::optional<size_t> variable;                 // what it depends on next
  std::vector<std::pair<size_t, Decision*>> all;  // by element
};

class Explorer {
 public:
  Explorer(std::vector<OpenInput> inputs, const OpenParameters& open, const ExploreOptions& options)
      : options_(options), elements_(std::move(inputs), open), decisions_(elements_, options_) {}

  Exploration Run();

 private:
  Stand Look(const Group& group, const Assigned& assigned);
  template <typename Visit>
  bool ForEachCase(const Group& group, Visit visit);
  void UseIn(size_t element, Decision& decision);
  void NoteUnlaunched(const Stand& stand, const std::vector<const Outcome*>& outcomes);
  void SayUnlaunched();
  bool IsLaunchedElsewhere(const LaunchKey& launch_template);
  Tried Try(const Group& group);
  Tried TryAlone(size_t element);
  void TryAll();
  size_t MostRuns() const { return std::max(2 * options_.max_cases, kLeastRuns); }

  void Finish(const Group& group, Tried& tried);
  void FinishAlone(const Group& group, bool spent);
  std::string TooMany(bool spent, std::string_view what) const;
  bool FinishElement(size_t element);
  void NoteFound(const Element& element);
  void NoteLost(const Element& element);
  std::vector<const Element*> LaunchesOf(const Group& group) const;

  const ExploreOptions& options_;
  Elements elements_;
  Decisions decisions_;
  std::map<Group, Tried> tried_;
  FindingsOfTemplates unlaunched_;  // in some case of some group
  size_t runs_ = 0;  // for all groups together, and then for all elements that are bounded by themselves
  Exploration out_;
};

/// Values are tried in the order in which they turn out to be needed, so what a condition rules out is never
/// tried.
Stand Explorer::Look(const Group& group, const Assigned& assigned) {
  Stand out;
  for (size_t element : group) {
    Decision& decision = decisions_.Follow(element, assigned);
    out.refused = out.refused || decision.refused;
    if (decision.variable &&
        (!out.variable || decisions_.VariableAt(*decision.variable) < decisions_.VariableAt(*out.variable)))
      out.variable = decision.variable;
    out.all.emplace_back(element, &decision);
  }
  return out;
}

/// Calls `visit` for each case in which everything open that is read has a value. False if there are too
/// many.
template <typename Visit>
bool Explorer::ForEachCase(const Group& group, Visit visit) {
  struct Level {
    size_t variable, value, values;
  };
  constexpr size_t kTrue = 0, kFalse = 1;  // of a comparison

  std::vector<Level> levels;
  Assigned assigned;
  size_t waiting = 0;
  const auto values = [&] {
    Values out;
    for (const Level& level : levels)
      out[decisions_.VariableAt(level.variable)] = decisions_.PermittedAt(level.variable)[level.value];
    return out;
  };
  for (size_t runs = 1;; ++runs) {
    if (runs > 2 * options_.max_cases || ++runs_ > MostRuns()) return false;
    const Stand stand = Look(group, assigned);
    const size_t permitted = stand.variable ? decisions_.PermittedAt(*stand.variable).size() : 0;
    if (!stand.refused && waiting + permitted > options_.max_cases) return false;
    if (!stand.refused && permitted > 0) {
      const Variable& next = decisions_.VariableAt(*stand.variable);
      // What is one text is no other.
      const bool excluded = std::any_of(levels.begin(), levels.end(), [&](const Level& level) {
        return !next.source.empty() && level.value == kTrue &&
               decisions_.VariableAt(level.variable).source == next.source;
      });
      const size_t first = excluded ? kFalse : 0;
      levels.push_back({*stand.variable, first, permitted});
      assigned.Set(*stand.variable, first);
      waiting += permitted - 1 - first;
      continue;
    }
    if (!stand.refused && !stand.variable) visit(stand, values);
    while (!levels.empty() && levels.back().value + 1 == levels.back().values) {
      assigned.Set(levels.back().variable, {});
      levels.pop_back();
    }
    if (levels.empty()) return true;
    assigned.Set(levels.back().variable, ++levels.back().value);
    --waiting;
  }
}

/// Notes that a decision is part of a case.
void Explorer::UseIn(size_t element, Decision& decision) {
  if (std::exchange(decision.used, true)) return;
  for (const PlannedLaunch& launch : decision.outcome->launches)
    elements_[element].shares.merge(SharedHosts(launch));
  options_.say(decision.findings);
  decision.findings.clear();
}

/// What is found of the launch templates that nothing launches in a case.
void Explorer::NoteUnlaunched(const Stand& stand, const std::vector<const Outcome*>& outcomes) {
  for (const auto& [element, decision] : stand.all) {
    for (auto at = decision->unlaunched.begin(); at != decision->unlaunched.end();) {
      const bool used = IsUsed(at->first, outcomes);
      Findings& noted = unlaunched_[at->first];
      if (!used) noted.insert(noted.end(), at->second.begin(), at->second.end());
      at = used ? std::next(at) : decision->unlaunched.erase(at);
    }
  }
}

/// By another group in all of its cases, or by what depends on nothing open.
bool Explorer::IsLaunchedElsewhere(const LaunchKey& launch_template) {
  const std::vector<Group> groups = elements_.MakeGroups();
  if (std::any_of(groups.begin(), groups.end(), [&](const Group& group) {
        return tried_.at(group).sum.AlwaysUsed().count(launch_template) > 0;
      }))
    return true;
  for (size_t input = 0; input < elements_.inputs().size(); ++input) {
    for (Extracted stack : elements_.inputs()[input].extracted) {
      const Extracted whole = stack;
      std::erase_if(stack.launches,
                    [&](const Launch& launch) { return !elements_.Reads(input, whole, launch).empty(); });
      Findings ignored;
      const Plan plan = MakePlan({stack}, options_.store, options_.plan, ignored);
      if (plan.used_templates.count(launch_template) > 0) return true;
    }
  }
  return false;
}

void Explorer::SayUnlaunched() {
  for (const auto& [launch_template, findings] : unlaunched_) {
    if (!findings.empty() && !IsLaunchedElsewhere(launch_template)) options_.say(findings);
  }
}

Tried Explorer::Try(const Group& group) {
  CaseSum sum(out_.planned);
  std::vector<const Outcome*> outcomes;
  const bool complete = ForEachCase(group, [&](const Stand& stand, const std::function<Values()>& values) {
    outcomes.clear();
    for (const auto& [element, decision] : stand.all) {
      UseIn(element, *decision);
      outcomes.push_back(decision->outcome);
    }
    sum.Add(outcomes, values);
    NoteUnlaunched(stand, outcomes);
  });
  return {std::move(sum), complete, !complete && runs_ > MostRuns()};
}

/// Trying shows what launches read and share, which may join their groups: until nothing changes.
void Explorer::TryAll() {
  bool with_fixed = false;
  for (bool more = true; std::exchange(more, false);) {
    for (const Group& group : elements_.MakeGroups()) {
      if (tried_.count(group) > 0) continue;
      tried_.emplace(group, Try(group));
      more = true;
    }
    if (!elements_.ShareHosts() || std::exchange(with_fixed, true)) continue;
    elements_.AddFixed(options_);
    more = true;
  }
}

std::vector<const Element*> Explorer::LaunchesOf(const Group& group) const {
  std::vector<const Element*> out;
  for (size_t i : group) {
    if (elements_[i].kind != Element::Kind::kRule) out.push_back(&elements_[i]);
  }
  return out;
}

void Explorer::NoteFound(const Element& element) {
  out_.launches.insert(element.launches.begin(), element.launches.end());
  out_.seen.insert(element.opaque.begin(), element.opaque.end());
}

void Explorer::NoteLost(const Element& element) {
  out_.unbounded.insert(element.launches.begin(), element.launches.end());
  out_.unseen.insert(element.opaque.begin(), element.opaque.end());
}

void Explorer::Finish(const Group& group, Tried& tried) {
  const std::vector<const Element*> launches = LaunchesOf(group);
  if (tried.sum.cases() > 0) {
    for (const Element* element : launches)
      out_.at_peak.insert(element->launches.begin(), element->launches.end());
    out_.peak = AddDemand(std::move(out_.peak), tried.sum.Peak());
  }
  if (!tried.complete) return FinishAlone(group, tried.spent);
  if (tried.sum.cases() == 0) {
    out_.remarks.push_back(
        fmt::format("CloudFormation refuses every permitted combination of the parameters that {} "
                    "depends on; its demand is unknown",
                    Shown(*launches[0])));
    for (const Element* element : launches) NoteLost(*element);
    return;
  }
  for (const Element* element : launches) NoteFound(*element);
  out_.templates.merge(tried.sum.UsedTemplates());
  out_.demand = AddDemand(std::move(out_.demand), tried.sum.Bounds());
}

/// Each resource by itself, whatever the others are: the most that all take is never more than the sum.
void Explorer::FinishAlone(const Group& group, bool spent) {
  size_t bounded = 0;
  for (size_t i : group) {
    if (elements_[i].kind != Element::Kind::kRule && FinishElement(i)) ++bounded;
  }
  if (bounded == 0) return;
  out_.remarks.push_back(fmt::format(
      "{} and what depends on the same parameters have {}; each is bounded by itself, and no combination may "
      "reach the sum",
      Shown(*LaunchesOf(group)[0]), TooMany(spent, "of them")));
}

std::string Explorer::TooMany(bool spent, std::string_view what) const {
  if (spent) return fmt::format("more combinations {} than others leave to try", what);
  return fmt::format("more than {} combinations {}", WithCommas(static_cast<int64_t>(options_.max_cases)),
                     what);
}

/// What is tried for an element by itself, unless that has been done.
Tried Explorer::TryAlone(size_t element) {
  const auto known = tried_.find({element});
  return known == tried_.end() || known->second.spent ? Try({element}) : known->second;
}

/// False if even the one resource has too many cases.
bool Explorer::FinishElement(size_t index) {
  const Element& element = elements_[index];
  Tried tried = TryAlone(index);
  if (!tried.complete || tried.sum.cases() == 0) {
    out_.remarks.push_back(fmt::format("{} depends on {}; its demand is unknown", Shown(element),
                                       TooMany(tried.spent, "of parameters")));
    NoteLost(element);
    return false;
  }
  std::vector<Demand> bounds = tried.sum.Bounds();
  for (Demand& demand : bounds) {
    demand.reached_with.clear();
    demand.undecided.clear();
    demand.is_bound = true;
    if (!CountsHosts(demand.license->counting_type)) continue;
    demand.planned.low = 0;  // they may share their hosts
    demand.hosts.low.clear();
  }
  NoteFound(element);
  out_.templates.merge(tried.sum.UsedTemplates());
  out_.demand = AddDemand(std::move(out_.demand), bounds);
  return true;
}

Exploration Explorer::Run() {
  TryAll();
  runs_ = 0;
  SayUnlaunched();
  for (const Group& group : elements_.MakeGroups()) Finish(group, tried_.at(group));
  return std::move(out_);
}

}  // namespace

Exploration Explore(std::vector<OpenInput> inputs, const OpenParameters& open,
                    const ExploreOptions& options) {
  return Explorer(std::move(inputs), open, options).Run();
}

}  // namespace headroom
