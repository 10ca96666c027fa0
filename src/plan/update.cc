#include "plan/update.h"

#include <algorithm>
#include <set>
#include <utility>

#include "plan/hosts.h"
#include "plan/units.h"

namespace headroom {
namespace {

std::string KeyIn(const StackNames& stacks, const PlannedLaunch& launch) {
  return ResourceKey(stacks, launch.input, launch.within, launch.resource);
}

const UpdateBehavior* Find(const UpdateBehaviors& behaviors, const std::string& id) {
  const auto found = behaviors.find(id);
  return found == behaviors.end() ? nullptr : &found->second;
}

/// What one license's resources do in an update.
class LicenseUpdate {
 public:
  LicenseUpdate(const Update& update, const Demand& demand) : update_(update), demand_(demand) {}

  void Apply(Demand& out) {
    if (CountsHosts(demand_.license->counting_type)) return ApplyHosts(out);
    const auto held = update_.held.find(demand_.license);
    if (held != update_.held.end()) {
      for (const auto& [id, units] : held->second) AddHeld(id, units);
    }
    for (const Claim& claim : demand_.claims) extra_ = SaturatingAdd(extra_, ExtraUnits(claim));
    out.released = std::min(released_, demand_.license->consumed);
    out.surge = SaturatingAdd(std::min(overlap_, out.released), extra_);
  }

 private:
  const UpdateBehavior* Before(const std::string& id) const {
    return update_.before ? Find(*update_.before, id) : nullptr;
  }
  const UpdateBehavior* After(const std::string& id) const { return Find(update_.after, id); }

  /// What becomes of what a resource has.
  enum class Fate : uint8_t {
    kReused,    // its instances stay, or make room for new ones one after the other
    kGoesLast,  // everything new runs before it goes
    kKept       // a policy keeps it beside everything new
  };
  Fate FateOf(const std::string& id) const {
    const UpdateBehavior* before = Before(id);
    const UpdateBehavior* after = After(id);
    const bool replaced = after != nullptr && IsReplaced(id, before, *after);
    const bool kept = after == nullptr ? IsKeptWhenRemoved(id) : replaced && after->kept_when_replaced;
    if (kept) return Fate::kKept;
    return after == nullptr || replaced ? Fate::kGoesLast : Fate::kReused;
  }

  /// By its own policy, or that of a stack around it which goes with all that is in it.
  bool IsKeptWhenRemoved(const std::string& id) const {
    for (size_t end = id.size(); end != std::string::npos; end = end == 0 ? end : id.rfind('/', end - 1)) {
      const std::string outer = id.substr(0, end);
      const UpdateBehavior* before = Before(outer);
      if (before != nullptr && before->kept_when_removed && After(outer) == nullptr) return true;
      if (end == 0) break;
    }
    return false;
  }

  /// What a fleet that ends no instances has beyond its new target.
  int64_t ExcessOf(const std::string& id, int64_t units) const {
    const UpdateBehavior* after = After(id);
    if (after == nullptr || !after->keeps_excess) return 0;
    int64_t planned = 0;
    for (const Claim& claim : demand_.claims) {
      if (claim.units && KeyIn(update_.stacks, *claim.launch) == id)
        planned = SaturatingAdd(planned, claim.units->high.value_or(units));
    }
    return std::max<int64_t>(0, units - planned);
  }

  void AddHeld(const std::string& id, int64_t units) {
    const Fate fate = id.empty() ? Fate::kReused : FateOf(id);
    if (fate == Fate::kKept) return;
    if (fate == Fate::kReused) units -= ExcessOf(id, units);
    released_ = SaturatingAdd(released_, units);
    if (fate == Fate::kGoesLast) overlap_ = SaturatingAdd(overlap_, units);
  }

  bool VersionsChanged(const UpdateBehavior& after) const {
    return std::any_of(after.versions.begin(), after.versions.end(), [&](const std::string& id) {
      const UpdateBehavior* old = Before(id);
      const UpdateBehavior* now = After(id);
      return old == nullptr || now == nullptr || old->replaced_by != now->replaced_by;
    });
  }

  /// Whether a new resource is made beside the old one.
  bool IsReplaced(const std::string& id, const UpdateBehavior* before, const UpdateBehavior& after) const {
    if (!update_.before) return after.replaces_group || update_.replaced.count(id) > 0;
    if (before == nullptr) return false;
    if (before->type != after.type || before->replaced_by != after.replaced_by) return true;
    return after.rolled_by.empty() ? VersionsChanged(after) : after.replaces_group && IsRolledOut(id, after);
  }

  /// Whether the instances of a resource that stays have to change.
  bool IsRolledOut(const std::string& id, const UpdateBehavior& after) const {
    if (!update_.before) return true;
    const UpdateBehavior* before = Before(id);
    return before != nullptr && (before->rolled_by != after.rolled_by || VersionsChanged(after));
  }

  /// The instances, or capacity units, that a rollout starts beside those that are wanted.
  static int64_t ExtraCapacity(const UpdateBehavior& after, int64_t desired, int64_t max) {
    if (after.replaces_group) return 0;  // all of the old ones, which are held
    int64_t most = std::max(after.extra_instances, (desired * after.extra_percent + 99) / 100);
    if (after.rolls) {
      const int64_t batch = std::min({desired, after.batch, std::max<int64_t>(0, max - after.in_service)});
      most = std::max(most, std::min(max, std::max(desired, after.in_service + batch)) - desired);
    }
    if (after.healthy_percent) most = std::max(most, (desired * *after.healthy_percent + 99) / 100 - desired);
    return most;
  }

  /// The same of a launch of the new template.
  int64_t ExtraOf(const PlannedLaunch& launch) const {
    const std::string id = KeyIn(update_.stacks, launch);
    const UpdateBehavior* after = After(id);
    if (after == nullptr || !launch.desired || *launch.desired == 0) return 0;
    const bool is_new = update_.before && Before(id) == nullptr;
    if (is_new) return 0;
    if (launch.copied_while_deploying) return *launch.desired;
    if (!IsRolledOut(id, *after)) return 0;
    const RunningPool* pool = launch.running_pool ? &*launch.running_pool : nullptr;
    const int64_t desired = pool ? pool->desired : *launch.desired;
    const int64_t max = std::max(desired, launch.own_max.value_or(desired));
    const int64_t extra = std::max<int64_t>(0, ExtraCapacity(*after, desired, max));
    return pool ? pool->With(desired + extra) - *launch.desired : extra;
  }

  /// What a resource that stays holds before the update: not more than is consumed, as that is all that can
  /// be given back on the way.
  int64_t HeldBy(const std::string& id) const {
    const auto held = update_.held.find(demand_.license);
    if (held == update_.held.end()) return 0;
    const auto of = held->second.find(id);
    return of == held->second.end() ? 0 : std::min(of->second, demand_.license->consumed);
  }

  Count UnitsOf(const PlannedLaunch& launch, int64_t capacity) const {
    return Multiply(MostUnits(launch, demand_.license, capacity), Count(launch.accounts));
  }

  /// A rollout replaces one old instance by one new one after the other, so it is at its highest either at
  /// the first batch, which runs beside all old instances, or at the last, when all run that are new.
  int64_t ExtraUnits(const Claim& claim) const {
    const PlannedLaunch& launch = *claim.launch;
    const int64_t extra = ExtraOf(launch);
    if (!claim.units || extra == 0) return 0;
    if (launch.copied_while_deploying) return claim.units->high.value_or(0);
    const Count first = Add(UnitsOf(launch, extra), HeldBy(KeyIn(update_.stacks, launch)));
    const Count last = UnitsOf(launch, *launch.desired + extra);
    if (!first || !last) return 0;
    return std::max<int64_t>(0, Subtract(std::max(*first, *last), claim.units->high).value_or(0));
  }

  void ApplyHosts(Demand& out) const;
  Count FirstBatchUnits(const Demand& deployed) const;

  const Update& update_;
  const Demand& demand_;
  int64_t released_ = 0;
  int64_t overlap_ = 0;  // of it, what still runs when everything new does
  int64_t extra_ = 0;
};

/// Launches that are packed together. A host or a group of hosts of the template is the same one in the
/// template as it is deployed, wherever that lies.
class PackedLaunches {
 public:
  explicit PackedLaunches(const License& license) : license_(license) {}

  void Add(const PlannedLaunch& launch, int64_t extra = 0) {
    PlannedLaunch copy = launch;
    copy.desired = headroom::Add(copy.desired, extra);
    for (Candidate& candidate : copy.candidates) {
      if (candidate.host) candidate.host->path.clear();
    }
    launches_.push_back(std::move(copy));
  }
  Units FewestUnits() const {
    std::vector<const PlannedLaunch*> launches;
    for (const PlannedLaunch& launch : launches_) launches.push_back(&launch);
    return CountHosts(launches, license_).planned;
  }

 private:
  const License& license_;
  std::vector<PlannedLaunch> launches_;
};

/// The fewest hosts when the first batch of everything that is rolled out runs beside what it does not
/// replace: instances of different families share no hosts.
Count LicenseUpdate::FirstBatchUnits(const Demand& deployed) const {
  PackedLaunches running(*demand_.license);
  std::map<std::string, const PlannedLaunch*> old;
  for (const Claim& claim : deployed.claims) {
    const std::string key = KeyIn(update_.stacks, *claim.launch);
    old.emplace(key, claim.launch);
    if (FateOf(key) == Fate::kGoesLast) running.Add(*claim.launch);
  }
  for (const Claim& claim : demand_.claims) {
    const PlannedLaunch& launch = *claim.launch;
    const std::string key = KeyIn(update_.stacks, launch);
    const auto replaced = old.find(key);
    const int64_t extra = ExtraOf(launch);
    if (replaced == old.end() || FateOf(key) != Fate::kReused || !IsRolledOut(key, *After(key)) ||
        (extra == 0 && !After(key)->rolls)) {
      running.Add(launch);
      continue;
    }
    const int64_t batch = extra > 0 ? extra : std::min(launch.desired.value_or(0), After(key)->batch);
    const int64_t rest = replaced->second->desired.value_or(0) - (extra > 0 ? 0 : batch);
    running.Add(launch, batch - launch.desired.value_or(0));
    running.Add(*replaced->second, std::max<int64_t>(0, rest) - replaced->second->desired.value_or(0));
  }
  return running.FewestUnits().high;
}

void LicenseUpdate::ApplyHosts(Demand& out) const {
  if (update_.deployed == nullptr) return;
  const License& license = *demand_.license;
  PackedLaunches planned(license), grown(license), peak(license), kept(license);
  int64_t mixed = 0;
  for (const Claim& claim : demand_.claims) {
    const int64_t extra = ExtraOf(*claim.launch);
    planned.Add(*claim.launch);
    grown.Add(*claim.launch, extra);
    peak.Add(*claim.launch, extra);
  }
  for (const Demand& deployed : *update_.deployed) {
    if (deployed.license != demand_.license) continue;
    out.released = deployed.planned.low;
    const Count first = FirstBatchUnits(deployed);
    if (first && *first > deployed.planned.low) mixed = *first;
    for (const Claim& claim : deployed.claims) {
      const Fate fate = FateOf(KeyIn(update_.stacks, *claim.launch));
      if (fate == Fate::kGoesLast) peak.Add(*claim.launch);
      if (fate == Fate::kKept) kept.Add(*claim.launch);
    }
  }
  out.released = std::min(
      license.consumed, std::max<int64_t>(0, out.released - kept.FewestUnits().high.value_or(out.released)));
  // What is replaced takes no more hosts than it gives back.
  const Count most = Add(grown.FewestUnits().high, out.released);
  const Count highest = peak.FewestUnits().high;
  if (!most || !highest) return;
  const int64_t peak_units = std::min(*most, std::max(mixed, *highest));
  out.surge = std::max<int64_t>(0, Subtract(peak_units, planned.FewestUnits().high).value_or(0));
}

}  // namespace

HeldUnits HeldByStack(const RuleStore& store, const StackMembers& members) {
  constexpr std::string_view kInstance = ":instance/";
  HeldUnits held;
  for (const License* license : store.licenses()) {
    for (const Usage& usage : license->usage) {
      const size_t at = usage.resource_arn.rfind(kInstance);
      if (usage.resource_type != "EC2_INSTANCE" || at == std::string::npos) continue;
      const std::string* resource = members.ResourceOf(usage.resource_arn.substr(at + kInstance.size()));
      if (resource == nullptr) continue;
      int64_t& units = held[license][*resource];
      units = SaturatingAdd(units, usage.consumed);
    }
  }
  return held;
}

HeldUnits HeldByDeployed(const std::vector<Demand>& deployed, const StackNames& stacks) {
  HeldUnits held;
  for (const Demand& demand : deployed) {
    if (CountsHosts(demand.license->counting_type)) continue;
    std::map<std::string, int64_t>& units = held[demand.license];
    int64_t rest = demand.planned.low;
    for (const Claim& claim : demand.claims) {
      const int64_t low = std::min(claim.units->low, rest);
      int64_t& of = units[KeyIn(stacks, *claim.launch)];
      of = SaturatingAdd(of, low);
      rest -= low;
    }
    units[""] = rest;  // what the claims take only together
  }
  return held;
}

std::set<std::string> FindReplaced(const Plan& plan, const StackMembers& members) {
  std::set<std::string> out;
  for (const PlannedLaunch& launch : plan.launches) {
    if (launch.resource_type != "AWS::EC2::Instance") continue;
    const std::string resource = Below(launch.within, launch.resource);
    const std::set<std::string> images = members.ImagesOf(resource);
    const std::string& planned = launch.candidates[0].image.id;
    if (!images.empty() && !planned.empty() && images.count(planned) == 0) out.insert(resource);
  }
  return out;
}

void ApplyUpdate(const Update& update, std::vector<Demand>& demand) {
  for (Demand& one : demand) LicenseUpdate(update, one).Apply(one);
}

}  // namespace headroom
