#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "plan/stack_members.h"
#include "resources/update.h"
#include "store/store.h"

namespace headroom {

/// The units of each license that each resource of the stack holds before an update, by ResourceKey; "" is
/// what cannot be told from the others.
using HeldUnits = std::map<const License*, std::map<std::string, int64_t>>;

/// What the store says that a stack's instances consume: their usage rows. Dedicated Hosts outlive their
/// instances, so their rows are left alone.
HeldUnits HeldByStack(const RuleStore& store, const StackMembers& members);
/// What a template takes as it is deployed now: the least, because that much is sure to be given back.
/// Licenses that count hosts are left out.
HeldUnits HeldByDeployed(const std::vector<Demand>& deployed, const StackNames& stacks);

/// The instances (logical ids of AWS::EC2::Instance) that run another image than they are planned with:
/// CloudFormation replaces them.
std::set<std::string> FindReplaced(const Plan& plan, const StackMembers& members);

/// An update of what is deployed already.
struct Update {
  StackNames stacks;  // of the keys of all the others
  HeldUnits held;
  std::set<std::string>
      replaced;  // logical ids of which that is known without the template as it is deployed
  const std::vector<Demand>* deployed = nullptr;  // what `held` comes from; null: from a stack of the store
  UpdateBehaviors after;
  std::optional<UpdateBehaviors> before;  // nothing: the template as it is deployed is not known
};

/// Sets `released` and `surge` of each demand. Released is what is held and not kept by a policy, at most
/// what is consumed. The update is at its highest when everything new runs and nothing old is gone yet:
/// CloudFormation deletes what it replaced and what was removed at the end. Groups that roll out a change
/// start some instances more on the way. Where the old template is not known, a group counts as changed,
/// and an instance as replaced if it is known to be.
///
/// Of licenses that count hosts, the surge is what the fewest hosts for everything that runs at that moment
/// take beyond those for what is planned: what is replaced or removed shares hosts with what is new where it
/// fits. A stack gives back no hosts, so that what is planned counts as if it could not use those it has, and
/// there is always room for the rest. Source: CloudFormation user guide, "Update behaviors of stack
/// resources", UpdatePolicy attribute.
void ApplyUpdate(const Update& update, std::vector<Demand>& demand);

}  // namespace headroom
