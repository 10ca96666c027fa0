#include "plan/update.h"

#include <algorithm>
#include <set>

#include "plan/units.h"

namespace headroom {
namespace {

const UpdateBehavior* Find(const std::map<std::string, UpdateBehavior>& behaviors, const std::string& id) {
  const auto found = behaviors.find(id);
  return found == behaviors.end() ? nullptr : &found->second;
}

/// What one license's resources do in an update.
class LicenseUpdate {
 public:
  LicenseUpdate(const Update& update, const Demand& demand) : update_(update), demand_(demand) {}

  void Apply(Demand& out) {
    const auto held = update_.held.find(demand_.license);
    if (held != update_.held.end()) {
      for (const auto& [id, units] : held->second) AddHeld(id, units);
    }
    for (const Claim& claim : demand_.claims) extra_ = SaturatingAdd(extra_, ExtraUnits(claim));
    out.released = std::min(released_, demand_.license->consumed);
    const bool hosts = CountsHosts(demand_.license->counting_type);
    out.surge = hosts ? 0 : SaturatingAdd(std::min(overlap_, out.released), extra_);
  }

 private:
  const UpdateBehavior* Before(const std::string& id) const {
    return update_.before ? Find(*update_.before, id) : nullptr;
  }
  const UpdateBehavior* After(const std::string& id) const { return Find(update_.after, id); }

  void AddHeld(const std::string& id, int64_t units) {
    if (id.empty()) {
      released_ = SaturatingAdd(released_, units);
      return;
    }
    const UpdateBehavior* before = Before(id);
    const UpdateBehavior* after = After(id);
    const bool replaced = after != nullptr && IsReplaced(id, before, *after);
    const bool kept = after == nullptr ? before != nullptr && before->kept_when_removed
                                       : replaced && after->kept_when_replaced;
    if (kept) return;
    released_ = SaturatingAdd(released_, units);
    if (after == nullptr || replaced) overlap_ = SaturatingAdd(overlap_, units);
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
    if (!update_.before) return after.replaces_group;
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
    if (after.rolls) {
      const int64_t batch = std::min({desired, after.batch, std::max<int64_t>(0, max - after.in_service)});
      return std::min(max, std::max(desired, after.in_service + batch)) - desired;
    }
    if (after.healthy_percent) return (desired * *after.healthy_percent + 99) / 100 - desired;
    return after.extra_instances;
  }

  int64_t ExtraUnits(const Claim& claim) const {
    const PlannedLaunch& launch = *claim.launch;
    const UpdateBehavior* after = After(launch.resource);
    if (after == nullptr || !claim.units || !launch.desired || *launch.desired == 0) return 0;
    const bool is_new = update_.before && Before(launch.resource) == nullptr;
    if (is_new) return 0;
    if (launch.copied_while_deploying) return claim.units->high.value_or(0);
    if (!IsRolledOut(launch.resource, *after)) return 0;
    const int64_t extra = ExtraCapacity(*after, *launch.desired,
                                        std::max(*launch.desired, launch.max.value_or(*launch.desired)));
    if (extra <= 0) return 0;
    const Count peak = MostUnits(launch, demand_.license, *launch.desired + extra);
    return Subtract(peak, claim.units->high).value_or(0);
  }

  const Update& update_;
  const Demand& demand_;
  int64_t released_ = 0;
  int64_t overlap_ = 0;  // of it, what still runs when everything new does
  int64_t extra_ = 0;
};

}  // namespace

HeldUnits HeldByStack(const RuleStore& store, const std::string& stack) {
  constexpr std::string_view kInstance = ":instance/";
  HeldUnits held;
  for (const License* license : store.licenses()) {
    for (const Usage& usage : license->usage) {
      const size_t at = usage.resource_arn.rfind(kInstance);
      if (usage.resource_type != "EC2_INSTANCE" || at == std::string::npos) continue;
      const StoreInstance* instance = store.FindInstance(usage.resource_arn.substr(at + kInstance.size()));
      if (instance == nullptr || instance->stack() != stack) continue;
      int64_t& units = held[license][std::string(instance->logical_id())];
      units = SaturatingAdd(units, usage.consumed);
    }
  }
  return held;
}

HeldUnits HeldByDeployed(const std::vector<Demand>& deployed) {
  HeldUnits held;
  for (const Demand& demand : deployed) {
    std::map<std::string, int64_t>& units = held[demand.license];
    int64_t rest = demand.planned.low;
    for (const Claim& claim : demand.claims) {
      const int64_t low = claim.units ? std::min(claim.units->low, rest) : 0;
      int64_t& of = units[claim.launch->resource];
      of = SaturatingAdd(of, low);
      rest -= low;
    }
    units[""] = rest;  // hosts, and what the claims take only together
  }
  return held;
}

void ApplyUpdate(const Update& update, std::vector<Demand>& demand) {
  for (Demand& one : demand) LicenseUpdate(update, one).Apply(one);
}

}  // namespace headroom
