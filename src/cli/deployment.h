#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/world.h"
#include "store/store.h"

namespace headroom {

/// Where the rule store is: as the options say, else as HEADROOM_STORE does; empty if nobody says.
std::vector<std::string> StorePaths(const CheckOptions& options, const World& world);

/// Loads the store, whose documents go into `sources`. Without one, an error.
Result<RuleStore> ReadStore(const CheckOptions& options, const World& world, SourceSet& sources,
                            std::vector<std::string>& warnings);

/// What the inputs are read with: parameters from files and options, Region and account, and what the store,
/// which must outlive it, knows of values.
Result<Deployment> ReadDeployment(const CheckOptions& options, const RuleStore& store, const World& world,
                                  SourceSet& sources);

}  // namespace headroom
