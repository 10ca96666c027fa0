#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "plan/candidates.h"
#include "plan/capacity.h"
#include "plan/launch_templates.h"
#include "plan/stack_members.h"

namespace headroom {
namespace {

/// One value that stands for several sizes.
bool IsSame(const cfn::Value& a, const cfn::Value& b) {
  return a.where() == b.where() && a.kind() == b.kind() && a.text() == b.text();
}

/// Plans the launches of one input.
class Planner {
 public:
  Planner(const Extracted& input, int64_t accounts, const RuleStore& store, const PlanOptions& options,
          Findings& findings)
      : input_(input),
        products_(input),
        accounts_(accounts),
        store_(store),
        options_(options),
        findings_(findings),
        resolver_(input, store, options_, findings) {}

  void PlanAll(Plan& plan) {
    for (const Launch& launch : input_.launches) plan.launches.push_back(FromLaunch(launch));
    for (const LaunchTemplateResource& found : input_.checked) plan.launches.push_back(FromUnused(found));
    for (const LaunchTemplateResource& found : input_.launch_templates) {
      if (used_.count(&found) > 0) {
        plan.used_templates.emplace(found.path, found.within, LogicalIdOf(found));
      } else if (!IsOfAnotherStack(found)) {
        plan.launches.push_back(FromUnused(found));
      }
    }
  }

 private:
  PlannedLaunch FromLaunch(const Launch& launch);
  PlannedLaunch FromUnused(const LaunchTemplateResource& found);
  ResolvedTemplate Resolve(const std::optional<LaunchTemplateRef>& ref, PlannedLaunch& out);
  void AddOption(const Launch& launch, const LaunchOption& option, const ResolvedTemplate& base,
                 const std::vector<ResolvedTemplate>& by_type, PlannedLaunch& out);
  void AddCandidates(const CandidateSources& sources, PlannedLaunch& out);
  void ReadCapacity(const Launch& launch, PlannedLaunch& out);
  void KeepCapacity(const Launch& launch, PlannedLaunch& out) const;
  Count CapacityOf(const Launch& launch, const std::string& type) const;
  void SetTarget(const cfn::Value& region, PlannedLaunch& out) const;
  static void ReadRegions(const Launch& launch, PlannedLaunch& out);
  void KeepGapsThatMatter(PlannedLaunch& out) const;
  void CheckHostLicenses(const PlannedLaunch& group) const;

  const Extracted& input_;
  const Products products_;
  const int64_t accounts_;
  const RuleStore& store_;
  const PlanOptions& options_;
  Findings& findings_;
  TemplateResolver resolver_;
  std::set<const LaunchTemplateResource*> used_;
};

void Planner::ReadCapacity(const Launch& launch, PlannedLaunch& out) {
  if (!launch.uncountable.empty()) {
    out.uncountable.push_back({launch.where, false, launch.uncountable});
    return;
  }
  const size_t gaps = out.gaps.size();
  out.min = ReadSize(launch.capacity.min, out, findings_);
  // The same value may stand for several of the three; what is wrong with it is said once.
  const bool same = IsSame(launch.capacity.desired, launch.capacity.min);
  if (!same) out.gaps.resize(gaps);  // nothing is counted from a minimum that is not what is desired
  out.desired = same ? out.min : ReadSize(launch.capacity.desired, out, findings_);
  const bool fixed = IsSame(launch.capacity.max, launch.capacity.min);
  out.max = fixed ? out.min : ReadSize(launch.capacity.max, out, findings_);
  if (launch.keeps_desired && options_.members != nullptr && out.min && out.max && *out.min <= *out.max)
    KeepCapacity(launch, out);
  out.own_max = out.max;
  ApplyGroupChanges(input_, launch, out, findings_);
  if (!launch.existence.is_unknown()) return;
  const cfn::Unknown& why = launch.existence.unknown();
  out.may_not_exist = true;
  out.gaps.push_back({GapKind::kExistence, launch.existence.where(), why.reason, why.reported});
}

/// The capacity units that a running instance fills of the group that started it. Source: Auto Scaling user
/// guide, "Configure an Auto Scaling group to use instance weights".
Count Planner::CapacityOf(const Launch& launch, const std::string& type) const {
  if (launch.unit != CapacityUnit::kInstances) {
    const InstanceType* known = store_.catalog().FindType(type);
    const int64_t has = known == nullptr                      ? 0
                        : launch.unit == CapacityUnit::kVcpus ? known->vcpus
                                                              : known->memory_mib;
    return has > 0 ? Count(has) : Count();
  }
  bool weighs = false;
  for (const LaunchOption& option : launch.options) {
    weighs = weighs || !option.weight.absent();
    if (option.instance_type.is_scalar() && option.instance_type.text() == type)
      return option.weight.absent() ? Count(1) : cfn::AsInteger(option.weight);
  }
  return weighs ? Count() : Count(1);
}

/// The group keeps the instances that the store shows it has, each for what it fills of the capacity.
void Planner::KeepCapacity(const Launch& launch, PlannedLaunch& out) const {
  Count kept = 0;
  for (const std::string& type : options_.members->TypesOf(Below(launch.within, launch.resource))) {
    const Count capacity = CapacityOf(launch, type);
    kept = Add(kept, capacity);
    if (capacity) continue;
    out.gaps.push_back(
        {GapKind::kSize, launch.where,
         fmt::format("how much of the capacity a running instance of type `{}` fills is not known", type)});
    break;
  }
  out.desired = kept ? Count(std::clamp(*kept, *out.min, *out.max)) : Count();
}

ResolvedTemplate Planner::Resolve(const std::optional<LaunchTemplateRef>& ref, PlannedLaunch& out) {
  if (!ref) return {};
  ResolvedTemplate found = resolver_.Resolve(*ref, out.resource);
  if (found.resource != nullptr) used_.insert(found.resource);
  if (!found.unknown.empty())
    out.gaps.push_back({GapKind::kLaunchTemplate, ref->where, found.unknown, found.reported});
  if (found.stale_version) out.stale_versions.push_back(found.stale_version);
  return found;
}

void Planner::AddCandidates(const CandidateSources& sources, PlannedLaunch& out) {
  for (Candidate& made : MakeCandidates(sources, store_, options_, out.gaps, findings_)) {
    out.candidates.push_back(std::move(made));
  }
}

/// Where launch templates are for some types alone, each makes candidates of the option's types that are its.
void Planner::AddOption(const Launch& launch, const LaunchOption& option, const ResolvedTemplate& base,
                        const std::vector<ResolvedTemplate>& by_type, PlannedLaunch& out) {
  if (option.launch_template) {
    AddCandidates({input_, products_, launch, option, Resolve(option.launch_template, out), nullptr}, out);
    return;
  }
  AddCandidates({input_, products_, launch, option, base, nullptr}, out);
  for (size_t i = 0; i < by_type.size(); ++i) {
    AddCandidates({input_, products_, launch, option, by_type[i], &launch.by_type[i]}, out);
  }
}

void Planner::SetTarget(const cfn::Value& region, PlannedLaunch& out) const {
  out.target = input_.target;
  out.names_region = !region.absent();
  if (!out.names_region) return;
  out.target.region.reset();
  if (region.is_scalar()) out.target.region = region.text();
}

PlannedLaunch Planner::FromLaunch(const Launch& launch) {
  PlannedLaunch out;
  out.path = launch.path;
  out.within = launch.within;
  out.input = input_.input;
  SetTarget(launch.region, out);
  out.accounts = accounts_;
  out.resource = launch.resource;
  out.resource_type = launch.resource_type;
  out.where = launch.where;
  out.unit = launch.unit;
  out.overshoots = launch.overshoots;
  out.counts = !launch.distributes;
  if (out.counts) ReadCapacity(launch, out);
  const ResolvedTemplate base = Resolve(launch.launch_template, out);
  std::vector<ResolvedTemplate> by_type;
  for (const TemplateForTypes& own : launch.by_type) by_type.push_back(Resolve(own.launch_template, out));
  ReadRegions(launch, out);
  for (const LaunchOption& option : launch.options) AddOption(launch, option, base, by_type, out);
  if (launch.options.empty()) AddOption(launch, LaunchOption(), base, by_type, out);
  KeepGapsThatMatter(out);
  return out;
}

void Planner::ReadRegions(const Launch& launch, PlannedLaunch& out) {
  const auto add_gap = [&](const cfn::Value& region) {
    if (!region.is_unknown()) return;
    out.gaps.push_back(
        {GapKind::kRegion, region.where(), region.unknown().reason, region.unknown().reported});
  };
  add_gap(launch.region);
  for (const cfn::Value& region : launch.copied_to) {
    add_gap(region);
    if (region.is_scalar()) out.copies.push_back({region.text(), region.where()});
  }
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
  out.input = input_.input;
  SetTarget(found.region, out);
  out.accounts = accounts_;
  out.resource = found.resource;
  out.resource_type = found.resource_type;
  out.where = found.where;
  out.counts = false;
  AddCandidates({input_, products_, launch, LaunchOption(), from, nullptr}, out);
  if (found.resource_type == "AWS::ResourceGroups::Group") CheckHostLicenses(out);
  // Nothing is counted; whether an image is a copy that escapes its licenses is to be known all the same.
  const bool copied = found.data.image_made_from.is_unknown();
  std::erase_if(out.gaps, [&](const Gap& gap) { return !copied || gap.kind != GapKind::kImage; });
  return out;
}

/// A group of hosts takes licenses that count these alone. Source: License Manager user guide, "Host resource
/// groups".
void Planner::CheckHostLicenses(const PlannedLaunch& group) const {
  for (const Candidate& candidate : group.candidates) {
    for (const NamedLicense& named : candidate.named) {
      if (named.license == nullptr || CountsHosts(named.license->counting_type)) continue;
      findings_.push_back(MalformedLaunch(
          group.resource, named.where,
          fmt::format("`{}` is of the counting type {}: a host resource group allows only Core and Socket",
                      named.license->name, CountingTypeName(named.license->counting_type)),
          "list a license that counts the hosts' cores or sockets"));
    }
  }
}

/// The size, the weights, the existence and where its image goes matter only where a license is consumed, and
/// neither they nor the type where nobody can count the launch anyway; that nobody can matters also where it
/// is not known whether a license is consumed. Nothing matters of what starts nothing.
void Planner::KeepGapsThatMatter(PlannedLaunch& out) const {
  const bool any = std::any_of(out.candidates.begin(), out.candidates.end(),
                               [](const Candidate& candidate) { return !candidate.claims.empty(); });
  const bool lost = std::any_of(out.uncountable.begin(), out.uncountable.end(),
                                [](const Uncountable& one) { return !one.at_full_scale; });
  const auto is_idle = [&](const Gap& gap) {
    if (gap.kind == GapKind::kRegion) return !any;
    const bool sizes =
        gap.kind == GapKind::kExistence || gap.kind == GapKind::kSize || gap.kind == GapKind::kWeight;
    return !out.counts || (sizes && (!any || lost)) || (gap.kind == GapKind::kInstanceType && lost);
  };
  out.gaps.erase(std::remove_if(out.gaps.begin(), out.gaps.end(), is_idle), out.gaps.end());
  if (!any && out.gaps.empty()) out.uncountable.clear();
}

}  // namespace

LaunchKey KeyOf(const Launch& launch) { return {launch.path, launch.within, launch.resource}; }
LaunchKey KeyOf(const PlannedLaunch& launch) { return {launch.path, launch.within, launch.resource}; }

const char* ViaName(Via via) {
  switch (via) {
    case Via::kSpecification:
      return "specification";
    case Via::kLaunchTemplate:
      return "launch-template";
    case Via::kImage:
      return "image";
    case Via::kProduct:
      return "product";
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

std::vector<InheritedAssociation> LineageOf(const RuleStore& store, std::string_view image,
                                            std::string_view made_from,
                                            const std::optional<std::string>& account) {
  std::vector<InheritedAssociation> all;
  for (const ImageAssociation& association : store.AssociationsOf(made_from))
    all.push_back({std::string(made_from), &association});
  for (const std::string_view id : {made_from, image}) {
    const std::vector<InheritedAssociation>& inherited = store.InheritedBy(id);
    all.insert(all.end(), inherited.begin(), inherited.end());
  }
  std::erase_if(
      all, [&](const InheritedAssociation& one) { return !AssociationCounts(*one.association, account); });
  return all;
}

/// Whether it makes a difference to a launch that it is in this account.
static bool IsKnownTo(const RuleStore& store, const std::string& account) {
  const auto owns = [&](const ImageAssociation& association) {
    return association.owner == account || association.license->arn.account == account;
  };
  return std::any_of(store.image_associations().begin(), store.image_associations().end(),
                     [&](const auto& of_image) {
                       return std::any_of(of_image.second.begin(), of_image.second.end(), owns);
                     });
}

/// Plans what goes to several accounts: once for all that are alike, and for each that the store knows.
static void PlanAccounts(const Extracted& input, const RuleStore& store, const PlanOptions& options,
                         Plan& plan, Findings& findings) {
  std::vector<std::string> accounts = input.more_accounts;
  accounts.push_back(*input.target.account);
  const auto alike = std::partition(accounts.begin(), accounts.end(),
                                    [&](const std::string& account) { return IsKnownTo(store, account); });
  Extracted one = input;
  for (auto account = accounts.begin(); account != alike; ++account) {
    one.target.account = *account;
    Planner(one, 1, store, options, findings).PlanAll(plan);
  }
  if (alike == accounts.end()) return;
  one.target.account = *alike;
  Planner(one, accounts.end() - alike, store, options, findings).PlanAll(plan);
}

Plan MakePlan(const std::vector<Extracted>& inputs, const RuleStore& store, const PlanOptions& options,
              Findings& findings) {
  Plan plan;
  for (const Extracted& input : inputs) {
    plan.opaque.insert(plan.opaque.end(), input.opaque.begin(), input.opaque.end());
    if (input.more_accounts.empty()) {
      Planner(input, 1, store, options, findings).PlanAll(plan);
    } else {
      PlanAccounts(input, store, options, plan, findings);
    }
  }
  // A launch template that only another stack uses is used all the same.
  std::erase_if(plan.launches, [&](const PlannedLaunch& one) {
    return !one.counts && plan.used_templates.count(KeyOf(one)) > 0;
  });
  std::stable_sort(plan.launches.begin(), plan.launches.end(),
                   [](const PlannedLaunch& a, const PlannedLaunch& b) {
                     return std::tie(a.path, a.where.span.begin) < std::tie(b.path, b.where.span.begin);
                   });
  return plan;
}

}  // namespace headroom
