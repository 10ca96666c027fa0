#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "plan/candidates.h"
#include "plan/launch_templates.h"

namespace headroom {
namespace {

/// No group is larger: what says so is a mistake, and would only make numbers overflow.
constexpr int64_t kMostCapacity = 1'000'000'000;

/// Plans the launches of one input.
class Planner {
 public:
  Planner(const Extracted& input, const RuleStore& store, const PlanOptions& options, Findings& findings)
      : input_(input),
        store_(store),
        options_(options),
        findings_(findings),
        resolver_(input, store, findings) {}

  void PlanAll(Plan& plan) {
    plan.opaque.insert(plan.opaque.end(), input_.opaque.begin(), input_.opaque.end());
    for (const Launch& launch : input_.launches) plan.launches.push_back(FromLaunch(launch));
    for (const LaunchTemplateResource& found : input_.checked) plan.launches.push_back(FromUnused(found));
    for (const LaunchTemplateResource& found : input_.launch_templates) {
      if (used_.count(&found) > 0) {
        plan.used_templates.emplace(found.path, found.resource);
      } else {
        plan.launches.push_back(FromUnused(found));
      }
    }
  }

 private:
  PlannedLaunch FromLaunch(const Launch& launch);
  PlannedLaunch FromUnused(const LaunchTemplateResource& found);
  ResolvedTemplate Resolve(const std::optional<LaunchTemplateRef>& ref, PlannedLaunch& out);
  void AddCandidates(const Launch& launch, const LaunchOption& option, const ResolvedTemplate& from,
                     PlannedLaunch& out);
  Count ReadSize(const cfn::Value& size, PlannedLaunch& out);
  void ReadCapacity(const Launch& launch, PlannedLaunch& out);
  void KeepGapsThatMatter(PlannedLaunch& out) const;

  const Extracted& input_;
  const RuleStore& store_;
  const PlanOptions& options_;
  Findings& findings_;
  TemplateResolver resolver_;
  std::set<const LaunchTemplateResource*> used_;
};

Count Planner::ReadSize(const cfn::Value& size, PlannedLaunch& out) {
  if (size.is_unknown()) {
    out.gaps.push_back({GapKind::kSize, size.where(), size.unknown().reason, size.unknown().reported});
    return {};
  }
  const Count number = cfn::AsInteger(size);
  if (number && *number >= 0 && *number <= kMostCapacity) return number;
  findings_.push_back(MalformedLaunch(out.resource, size.where(),
                                      fmt::format("`{}` is no number of instances", size.text())));
  return {};
}

void Planner::ReadCapacity(const Launch& launch, PlannedLaunch& out) {
  const size_t gaps = out.gaps.size();
  out.min = ReadSize(launch.capacity.min, out);
  // The same value may stand for several of the three; what is wrong with it is said once.
  const bool same = launch.capacity.desired.where() == launch.capacity.min.where();
  if (!same) out.gaps.resize(gaps);  // nothing is counted from a minimum that is not what is desired
  out.desired = same ? out.min : ReadSize(launch.capacity.desired, out);
  const bool fixed = launch.capacity.max.where() == launch.capacity.min.where();
  out.max = fixed ? out.min : ReadSize(launch.capacity.max, out);
  if (!launch.existence.is_unknown()) return;
  const cfn::Unknown& why = launch.existence.unknown();
  out.may_not_exist = true;
  out.gaps.push_back({GapKind::kExistence, launch.existence.where(), why.reason, why.reported});
}

ResolvedTemplate Planner::Resolve(const std::optional<LaunchTemplateRef>& ref, PlannedLaunch& out) {
  if (!ref) return {};
  ResolvedTemplate found = resolver_.Resolve(*ref, out.resource);
  if (found.resource != nullptr) used_.insert(found.resource);
  if (!found.unknown.empty())
    out.gaps.push_back({GapKind::kLaunchTemplate, ref->where, found.unknown, found.reported});
  return found;
}

void Planner::AddCandidates(const Launch& launch, const LaunchOption& option, const ResolvedTemplate& from,
                            PlannedLaunch& out) {
  for (Candidate& made :
       MakeCandidates({input_, launch, option, from}, store_, options_, out.gaps, findings_)) {
    out.candidates.push_back(std::move(made));
  }
}

PlannedLaunch Planner::FromLaunch(const Launch& launch) {
  PlannedLaunch out;
  out.path = launch.path;
  out.within = launch.within;
  out.resource = launch.resource;
  out.resource_type = launch.resource_type;
  out.where = launch.where;
  ReadCapacity(launch, out);
  const ResolvedTemplate base = Resolve(launch.launch_template, out);
  for (const LaunchOption& option : launch.options) {
    const ResolvedTemplate own = Resolve(option.launch_template, out);
    AddCandidates(launch, option, option.launch_template ? own : base, out);
  }
  if (launch.options.empty()) AddCandidates(launch, LaunchOption(), base, out);
  KeepGapsThatMatter(out);
  return out;
}

/// Nothing launches it, so nothing is counted; what it names is checked all the same.
PlannedLaunch Planner::FromUnused(const LaunchTemplateResource& found) {
  Launch launch;
  launch.path = found.path;
  launch.within = found.within;
  launch.resource = found.resource;
  launch.resource_type = found.resource_type;
  launch.where = found.where;
  ResolvedTemplate from;
  from.data = found.data;
  from.holder = found.resource;
  PlannedLaunch out;
  out.path = found.path;
  out.within = found.within;
  out.resource = found.resource;
  out.resource_type = found.resource_type;
  out.where = found.where;
  out.counts = false;
  AddCandidates(launch, LaunchOption(), from, out);
  out.gaps.clear();
  return out;
}

/// The size, the weights and the existence matter only where a license is consumed.
void Planner::KeepGapsThatMatter(PlannedLaunch& out) const {
  const bool any = std::any_of(out.candidates.begin(), out.candidates.end(),
                               [](const Candidate& candidate) { return !candidate.claims.empty(); });
  const auto is_idle = [&](const Gap& gap) {
    return !any &&
           (gap.kind == GapKind::kExistence || gap.kind == GapKind::kSize || gap.kind == GapKind::kWeight);
  };
  out.gaps.erase(std::remove_if(out.gaps.begin(), out.gaps.end(), is_idle), out.gaps.end());
}

}  // namespace

const char* ViaName(Via via) {
  switch (via) {
    case Via::kSpecification:
      return "specification";
    case Via::kLaunchTemplate:
      return "launch-template";
    case Via::kImage:
      return "image";
  }
  return "";
}

bool Candidate::has_valid_cpu_options() const {
  if (!cpu_options) return false;
  if (!cpu_options->cores || !cpu_options->threads) return false;
  return type == nullptr ||
         (type->AllowsCores(*cpu_options->cores) && type->AllowsThreads(*cpu_options->threads));
}

bool AssociationCounts(const ImageAssociation& association, const std::optional<std::string>& account) {
  return association.cross_account || !account || *account == association.license->arn.account ||
         *account == association.owner;
}

Plan MakePlan(const std::vector<Extracted>& inputs, const RuleStore& store, const PlanOptions& options,
              Findings& findings) {
  Plan plan;
  for (const Extracted& input : inputs) Planner(input, store, options, findings).PlanAll(plan);
  std::stable_sort(plan.launches.begin(), plan.launches.end(),
                   [](const PlannedLaunch& a, const PlannedLaunch& b) {
                     return std::tie(a.path, a.where.span.begin) < std::tie(b.path, b.where.span.begin);
                   });
  return plan;
}

}  // namespace headroom
