#include "plan/explore.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>

#include "plan/capacity.h"
#include "plan/hosts.h"

namespace headroom {
namespace {

using Names = std::set<std::string>;
using Values = std::map<std::string, std::string>;  // the parameters set in a case

/// In the order of the files.
void SortClaims(std::vector<Claim>& claims) {
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.launch->path, a.launch->where.span.begin) <
           std::tie(b.launch->path, b.launch->where.span.begin);
  });
}

bool RefersTo(const std::optional<LaunchTemplateRef>& ref, const LaunchTemplateResource& found) {
  if (!ref) return false;
  if (ref->id.is_unknown())
    return ref->id.unknown().resource.empty() || ref->id.unknown().resource == found.resource;
  if (!ref->id.absent()) return false;
  return ref->name.is_unknown() || !found.name.is_scalar() || ref->name.text() == found.name.text();
}

bool MayUse(const Launch& launch, const LaunchTemplateResource& found) {
  return RefersTo(launch.launch_template, found) ||
         std::any_of(launch.options.begin(), launch.options.end(),
                     [&](const LaunchOption& option) { return RefersTo(option.launch_template, found); });
}

/// Whether anything that a launch is made of says something: itself, its options, its launch templates.
template <typename Says>
bool MaySay(const Extracted& extracted, const Launch& launch, Says says) {
  const auto& options = launch.options;
  const auto& templates = extracted.launch_templates;
  return says(launch.data) ||
         std::any_of(options.begin(), options.end(),
                     [&](const LaunchOption& option) { return option.data && says(*option.data); }) ||
         std::any_of(templates.begin(), templates.end(), [&](const LaunchTemplateResource& found) {
           return MayUse(launch, found) && says(found.data);
         });
}

/// Whether a launch may run on a host of the template.
bool MayNameHost(const Extracted& extracted, const Launch& launch, const HostResource& host) {
  return MaySay(extracted, launch, [&](const LaunchData& data) {
    return data.host_id.is_unknown() && data.host_id.unknown().resource == host.resource;
  });
}

/// Whether a launch may run in a group of hosts of the template.
bool MayNameHostGroup(const Extracted& extracted, const Launch& launch) {
  return MaySay(extracted, launch,
                [](const LaunchData& data) { return data.host_resource_group.is_unknown(); });
}

LaunchKey KeyOf(const Launch& launch) { return {launch.path, launch.within, launch.resource}; }

/// "Env=prod, Size=large".
std::string Describe(const Values& values) {
  std::string out;
  for (const auto& [name, value] : values)
    out += fmt::format("{}{}={}", out.empty() ? "" : ", ", name, value);
  return out;
}

/// One assignment's plan of some launches, and the open parameters that it read without a value.
struct Case {
  Plan plan;
  Names missing;
  Findings findings;
};

/// A number over all cases: the least and the most so far.
struct Range {
  std::optional<Units> units;

  void Add(const Units& more) {
    if (!units) {
      units = more;
      return;
    }
    units->low = std::min(units->low, more.low);
    units->high = Most(units->high, more.high);
    units->full_scale = Most(units->full_scale, more.full_scale);
  }
  void AddNothing() { Add({0, 0, 0}); }
  static Count Most(Count a, Count b) { return a && b ? Count(std::max(*a, *b)) : Count(); }
};

/// What a group's cases come to for one license.
struct LicenseCases {
  const License* license = nullptr;
  Range range;
  size_t seen = 0;  // cases in which anything consumes it; in the others it takes nothing
  int64_t peak = -1;
  Values peak_values;
  HostLists hosts;  // each of the case that reaches the bound
  std::map<LaunchKey, std::pair<Claim, size_t>> claims;
};

class Explorer {
 public:
  Explorer(const std::vector<OpenInput>& inputs, const OpenParameters& open, const ExploreOptions& options)
      : inputs_(inputs), open_(open), options_(options) {}

  Exploration Run();

 private:
  /// A launch that depends on open parameters, or shares hosts with one that does.
  struct Varying {
    size_t input;
    LaunchKey launch;
    Names reads;
    Names shares = {};  // hosts, with which launches it is packed together (SharedHosts)
    const std::string& path() const { return std::get<0>(launch); }
    const std::string& resource() const { return std::get<2>(launch); }
  };
  using Group = std::vector<const Varying*>;

  void FindVarying();
  std::vector<Group> MakeGroups() const;
  void AddFixed();
  void AddFixedOf(size_t input, const Extracted& stack);
  Names OpenNames(size_t input, const std::vector<uint32_t>& touched) const;
  Names Reads(size_t input, const Extracted& extracted, const Launch& launch) const;
  Case RunCase(const Group& group, const Values& values) const;
  std::vector<Extracted> Evaluate(size_t input, const Values& values, Findings& findings) const;
  std::vector<Extracted> ExtractCase(size_t input, const Group& group, const Values& values, Case& out) const;
  template <typename Visit>
  bool ForEachCase(const Group& group, Visit visit) const;
  void ExploreGroup(const Group& group);
  void AddCase(const Values& values, const Case& found, std::map<std::string_view, LicenseCases>& licenses);
  void AddClaim(const Claim& claim, LicenseCases& license);
  void Finish(const Group& group, size_t cases, std::map<std::string_view, LicenseCases>& licenses);
  void AddPeak(const Group& group, const LicenseCases& license);
  static void AddHosts(const Demand& demand, LicenseCases& license);
  const PlannedLaunch* Keep(const PlannedLaunch& launch) { return &out_.planned.emplace_back(launch); }

  const std::vector<OpenInput>& inputs_;
  const OpenParameters& open_;
  const ExploreOptions& options_;
  std::vector<Varying> varying_;
  Exploration out_;
};

Names Explorer::OpenNames(size_t input, const std::vector<uint32_t>& touched) const {
  Names names;
  for (uint32_t index : touched) {
    if (inputs_[input].assignment[index]) continue;
    const std::string& name = inputs_[input].tmpl->parameters()[index].name;
    if (open_.count(name) > 0) names.insert(name);
  }
  return names;
}

/// The open parameters that a launch was read from, with its launch templates, its images and its network.
Names Explorer::Reads(size_t input, const Extracted& extracted, const Launch& launch) const {
  Names names = OpenNames(input, launch.touched);
  for (const LaunchTemplateResource& found : extracted.launch_templates) {
    if (MayUse(launch, found)) names.merge(OpenNames(input, found.touched));
  }
  for (const NetworkResource& network : extracted.networks) names.merge(OpenNames(input, network.touched));
  for (const ImageProduct& product : extracted.products) names.merge(OpenNames(input, product.touched));
  for (const GroupChange& change : extracted.group_changes) {
    if (IsAbout(change, launch) || change.group.is_unknown()) names.merge(OpenNames(input, change.touched));
  }
  for (const HostResource& host : extracted.hosts) {
    if (MayNameHost(extracted, launch, host)) names.merge(OpenNames(input, host.touched));
  }
  if (MayNameHostGroup(extracted, launch)) {
    for (const HostGroupResource& group : extracted.host_groups) names.merge(OpenNames(input, group.touched));
  }
  return names;
}

std::vector<Extracted> Explorer::Evaluate(size_t input, const Values& values, Findings& findings) const {
  const OpenInput& from = inputs_[input];
  if (from.tmpl == nullptr) return from.extracted;
  cfn::Assignment assignment = from.assignment;
  for (const auto& [name, value] : values) {
    const auto index = from.tmpl->FindParameter(name);
    if (index && !assignment[*index]) assignment[*index] = value;
  }
  return from.extract(assignment, findings);
}

std::vector<Extracted> Explorer::ExtractCase(size_t input, const Group& group, const Values& values,
                                             Case& out) const {
  const OpenInput& from = inputs_[input];
  std::vector<Extracted> stacks = Evaluate(input, values, out.findings);
  std::set<LaunchKey> wanted, known;
  bool loop = false;
  for (const Varying* varying : group) {
    if (varying->input != input) continue;
    wanted.insert(varying->launch);
    // A loop over an open list is one launch, `Node${Size}`, until the list is known and makes others of it.
    loop = loop || varying->resource().find('{') != std::string::npos;
  }
  for (const Extracted& stack : from.extracted) {
    for (const Launch& launch : stack.launches) known.insert(KeyOf(launch));
  }
  const auto is_other = [&](const Launch& launch) {
    const LaunchKey key = KeyOf(launch);
    return wanted.count(key) == 0 && !(loop && known.count(key) == 0);
  };
  for (Extracted& stack : stacks) {
    auto& launches = stack.launches;
    launches.erase(std::remove_if(launches.begin(), launches.end(), is_other), launches.end());
    for (const Launch& launch : launches) {
      for (const std::string& name : Reads(input, stack, launch)) {
        if (values.count(name) == 0) out.missing.insert(name);
      }
    }
  }
  return stacks;
}

Case Explorer::RunCase(const Group& group, const Values& values) const {
  Case out;
  std::set<size_t> inputs;
  for (const Varying* varying : group) inputs.insert(varying->input);
  std::vector<Extracted> extracted;
  for (size_t input : inputs) {
    for (Extracted& stack : ExtractCase(input, group, values, out)) extracted.push_back(std::move(stack));
  }
  out.plan = MakePlan(extracted, options_.store, options_.plan, out.findings);
  auto& launches = out.plan.launches;
  launches.erase(
      std::remove_if(launches.begin(), launches.end(), [](const PlannedLaunch& l) { return !l.counts; }),
      launches.end());
  return out;
}

/// Calls `visit` for each case in which every open parameter that is read has a value. Values are tried in
/// the order in which they turn out to be needed, so what a condition rules out is never tried. False if
/// there are too many.
template <typename Visit>
bool Explorer::ForEachCase(const Group& group, Visit visit) const {
  std::vector<Values> waiting = {{}};
  size_t runs = 0;
  while (!waiting.empty()) {
    if (++runs > 2 * options_.max_cases) return false;
    const Values values = std::move(waiting.back());
    waiting.pop_back();
    const Case found = RunCase(group, values);
    if (found.missing.empty()) {
      visit(values, found);
      continue;
    }
    const std::string& next = *found.missing.begin();
    const std::vector<std::string>& permitted = open_.at(next);
    if (waiting.size() + permitted.size() > options_.max_cases) return false;
    for (auto value = permitted.rbegin(); value != permitted.rend(); ++value) {
      waiting.push_back(values);
      waiting.back()[next] = *value;
    }
  }
  return true;
}

/// Finds the launches that depend on open parameters, and all that each may read: what a condition hides at
/// first as well.
void Explorer::FindVarying() {
  for (size_t input = 0; input < inputs_.size(); ++input) {
    for (const Extracted& stack : inputs_[input].extracted) {
      for (const Launch& launch : stack.launches) {
        Names reads = Reads(input, stack, launch);
        if (!reads.empty()) varying_.push_back({input, KeyOf(launch), std::move(reads)});
      }
    }
  }
  std::vector<Varying> kept;
  for (Varying& varying : varying_) {
    const bool tried = ForEachCase({&varying}, [&](const Values& values, const Case& found) {
      for (const auto& [name, value] : values) varying.reads.insert(name);
      for (const PlannedLaunch& launch : found.plan.launches) varying.shares.merge(SharedHosts(launch));
    });
    if (tried) {
      kept.push_back(std::move(varying));
      continue;
    }
    out_.unexplored.push_back(
        fmt::format("`{}` of {} depends on more than {} combinations of parameters; its demand is unknown",
                    varying.resource(), varying.path(), options_.max_cases));
  }
  varying_ = std::move(kept);
}

/// Launches that depend on no open parameter, but take hosts: the packing depends on them.
void Explorer::AddFixed() {
  const bool any =
      std::any_of(varying_.begin(), varying_.end(), [](const Varying& v) { return !v.shares.empty(); });
  for (size_t input = 0; any && input < inputs_.size(); ++input) {
    for (const Extracted& stack : inputs_[input].extracted) AddFixedOf(input, stack);
  }
}

void Explorer::AddFixedOf(size_t input, const Extracted& stack) {
  Findings ignored;
  const Plan plan = MakePlan({stack}, options_.store, options_.plan, ignored);
  std::map<LaunchKey, Names> shares;
  for (const PlannedLaunch& launch : plan.launches) {
    if (launch.counts) shares[{launch.path, launch.within, launch.resource}] = SharedHosts(launch);
  }
  for (const Launch& launch : stack.launches) {
    Names& shared = shares[KeyOf(launch)];
    if (shared.empty() || !Reads(input, stack, launch).empty()) continue;
    varying_.push_back({input, KeyOf(launch), {}, std::move(shared)});
  }
}

/// Launches that read a parameter in common, or share hosts, directly or through others, belong together.
std::vector<Explorer::Group> Explorer::MakeGroups() const {
  std::vector<size_t> root(varying_.size());
  std::iota(root.begin(), root.end(), size_t{0});
  const auto find = [&](size_t i) {
    while (root[i] != i) i = root[i] = root[root[i]];
    return i;
  };
  std::map<std::string_view, size_t> first;
  for (size_t i = 0; i < varying_.size(); ++i) {
    for (const Names* names : {&varying_[i].reads, &varying_[i].shares}) {
      for (const std::string& name : *names) root[find(i)] = find(first.emplace(name, i).first->second);
    }
  }
  std::map<size_t, Group> groups;
  for (size_t i = 0; i < varying_.size(); ++i) groups[find(i)].push_back(&varying_[i]);
  std::vector<Group> out;
  for (auto& [representative, group] : groups) {
    const bool varies =
        std::any_of(group.begin(), group.end(), [](const Varying* v) { return !v->reads.empty(); });
    if (varies) out.push_back(std::move(group));
  }
  return out;
}

void Explorer::AddClaim(const Claim& claim, LicenseCases& license) {
  const LaunchKey key{claim.launch->path, claim.launch->within, claim.launch->resource};
  const auto [entry, is_first] = license.claims.try_emplace(key, claim, 1);
  Claim& sum = entry->second.first;
  if (is_first) {
    sum.launch = Keep(*claim.launch);
    return;
  }
  ++entry->second.second;
  for (Count Claim::*size : {&Claim::min, &Claim::desired, &Claim::max}) {
    if (sum.*size != claim.*size) (sum.*size).reset();
  }
  for (Via via : claim.via) {
    if (std::find(sum.via.begin(), sum.via.end(), via) == sum.via.end()) sum.via.push_back(via);
  }
  std::sort(sum.via.begin(), sum.via.end());
  for (size_t i = 0; i < claim.instance_types.size(); ++i) {
    sum.AddType(claim.instance_types[i], claim.units_per_instance[i]);
  }
  Range hosts{sum.hosts};
  hosts.Add(claim.hosts);
  sum.hosts = *hosts.units;
  if (!sum.units || !claim.units) return;
  Range range{sum.units};
  range.Add(*claim.units);
  sum.units = range.units;
}

/// Keeps the hosts of the case that reaches each bound; before the case is added to the range.
void Explorer::AddHosts(const Demand& demand, LicenseCases& license) {
  const auto& so_far = license.range.units;
  const auto more = [](Count a, Count b) { return b && (!a || *a > *b); };
  if (!so_far || demand.planned.low < so_far->low) license.hosts.low = demand.hosts.low;
  if (!so_far || more(demand.planned.high, so_far->high)) license.hosts.high = demand.hosts.high;
  if (!so_far || more(demand.planned.full_scale, so_far->full_scale))
    license.hosts.full_scale = demand.hosts.full_scale;
}

void Explorer::AddCase(const Values& values, const Case& found,
                       std::map<std::string_view, LicenseCases>& licenses) {
  options_.on_case(found.plan, found.findings);
  for (const LaunchKey& used : found.plan.used_templates) out_.templates.insert(used);
  for (const Demand& demand : CountDemand(found.plan)) {
    LicenseCases& license = licenses[demand.license->arn_text];
    license.license = demand.license;
    ++license.seen;
    AddHosts(demand, license);
    license.range.Add(demand.planned);
    for (const Claim& claim : demand.claims) AddClaim(claim, license);
    if (demand.planned.high && *demand.planned.high > license.peak) {
      license.peak = *demand.planned.high;
      license.peak_values = values;
    }
  }
}

/// The highest case once more, for its launches as they are then.
void Explorer::AddPeak(const Group& group, const LicenseCases& license) {
  const Case peak = RunCase(group, license.peak_values);
  for (Demand& demand : CountDemand(peak.plan)) {
    if (demand.license != license.license) continue;
    for (Claim& claim : demand.claims) claim.launch = Keep(*claim.launch);
    demand.reached_with = Describe(license.peak_values);
    out_.peak = AddDemand(std::move(out_.peak), {demand});
  }
}

void Explorer::Finish(const Group& group, size_t cases, std::map<std::string_view, LicenseCases>& licenses) {
  for (auto& [arn, license] : licenses) {
    if (license.seen < cases) {
      license.range.AddNothing();
      license.hosts.low.clear();
    }
    Demand demand;
    demand.license = license.license;
    demand.planned = *license.range.units;
    demand.hosts = license.hosts;
    demand.reached_with = license.peak > demand.planned.low ? Describe(license.peak_values) : "";
    for (auto& [key, claim] : license.claims) {
      Range range{claim.first.units}, hosts{claim.first.hosts};
      if (claim.second < cases) {
        if (range.units) range.AddNothing();
        hosts.AddNothing();
      }
      claim.first.units = range.units;
      claim.first.hosts = *hosts.units;
      demand.claims.push_back(std::move(claim.first));
    }
    out_.demand = AddDemand(std::move(out_.demand), {demand});
    if (license.peak >= 0) AddPeak(group, license);
  }
}

void Explorer::ExploreGroup(const Group& group) {
  std::map<std::string_view, LicenseCases> licenses;
  size_t cases = 0;
  const bool tried = ForEachCase(group, [&](const Values& values, const Case& found) {
    ++cases;
    AddCase(values, found, licenses);
  });
  if (!tried) {
    out_.unexplored.push_back(
        fmt::format("{} launches, `{}` among them, depend on more than {} combinations of parameters; their "
                    "demand is unknown",
                    group.size(), group[0]->resource(), options_.max_cases));
    return;
  }
  for (const Varying* varying : group) {
    out_.launches.insert(varying->launch);
  }
  Finish(group, cases, licenses);
}

Exploration Explorer::Run() {
  FindVarying();
  AddFixed();
  for (const Group& group : MakeGroups()) ExploreGroup(group);
  return std::move(out_);
}

}  // namespace

Exploration Explore(const std::vector<OpenInput>& inputs, const OpenParameters& open,
                    const ExploreOptions& options) {
  return open.empty() ? Exploration() : Explorer(inputs, open, options).Run();
}

/// Independent demands share no host: one list after the other, by family.
static void AppendHosts(const std::vector<HostCount>& more, std::vector<HostCount>& hosts) {
  hosts.insert(hosts.end(), more.begin(), more.end());
  std::stable_sort(hosts.begin(), hosts.end(),
                   [](const HostCount& a, const HostCount& b) { return a.family < b.family; });
}

std::vector<Demand> AddDemand(std::vector<Demand> demand, const std::vector<Demand>& explored) {
  for (const Demand& more : explored) {
    const auto place = std::lower_bound(
        demand.begin(), demand.end(), more,
        [](const Demand& a, const Demand& b) { return a.license->arn_text < b.license->arn_text; });
    if (place == demand.end() || place->license != more.license) {
      SortClaims(demand.insert(place, more)->claims);
      continue;
    }
    place->planned.low = SaturatingAdd(place->planned.low, more.planned.low);
    place->planned.high = Add(place->planned.high, more.planned.high);
    place->planned.full_scale = Add(place->planned.full_scale, more.planned.full_scale);
    for (auto list : {&HostLists::low, &HostLists::high, &HostLists::full_scale})
      AppendHosts(more.hosts.*list, place->hosts.*list);
    place->claims.insert(place->claims.end(), more.claims.begin(), more.claims.end());
    SortClaims(place->claims);
    if (!more.reached_with.empty()) {
      place->reached_with += (place->reached_with.empty() ? "" : ", ") + more.reached_with;
    }
  }
  return demand;
}

}  // namespace headroom
