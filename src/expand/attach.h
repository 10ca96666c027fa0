#pragma once

#include <string>
#include <vector>

#include "expand/tree.h"
#include "plan/plan.h"
#include "resources/launch.h"
#include "store/store.h"

namespace headroom {

/// Names on each launch of an expanded template the licenses that its image carries for the deploying account
/// and that it does not name: on the launch template that the image is from, or on an instance whose image is
/// its own, or whose launch template is not of this file or serves launches of other images as well. What the
/// launches take stays the same. Where a license cannot be named (a launch configuration has no place for it,
/// a list cannot be read), `warnings` says so.
void AttachLicenses(const Extracted& input, const RuleStore& store, const PlanOptions& options, Tree& tree,
                    std::vector<std::string>& warnings);
/// The same for a launch-template file; `data` is where the data of each of its launches stands.
void AttachToLaunchTemplates(const Extracted& file, const std::vector<Tree*>& data, const RuleStore& store,
                             const PlanOptions& options);

}  // namespace headroom
