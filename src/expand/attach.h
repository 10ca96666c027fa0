#pragma once

#include <string>
#include <vector>

#include "expand/tree.h"
#include "plan/plan.h"
#include "resources/launch.h"
#include "store/store.h"

namespace headroom {

/// Names on each launch of an expanded template the licenses that its image carries for the deploying account
/// and that it does not name: on an instance whose image is its own, else on the launch template that the
/// image is from. What the launches take stays the same. Where a license cannot be named (a launch
/// configuration has no place for it, a list cannot be read, a launch template serves launches of other
/// images as well), `warnings` says so.
void AttachLicenses(const Extracted& input, const RuleStore& store, const PlanOptions& options, Tree& tree,
                    std::vector<std::string>& warnings);

}  // namespace headroom
