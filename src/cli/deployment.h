#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/config.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/world.h"
#include "store/store.h"

namespace headroom {

/// Where the rule store is: as the options say, else HEADROOM_STORE, else the config file; empty if nobody
/// says.
std::vector<std::string> StorePaths(const CheckOptions& options, const Config& config, const World& world);

/// Loads the store, whose documents go into `sources`. Without one, an error.
Result<RuleStore> ReadStore(const CheckOptions& options, const Config& config, const World& world,
                            SourceSet& sources, std::vector<std::string>& warnings);

/// A warning for each snapshot of the store that is older than the options or the config file allow, or for a
/// store that does not say how old it is; with `strict` an error. `now` in seconds since 1970.
Result<void> CheckAge(const CheckOptions& options, const Config& config, const RuleStore& store, int64_t now,
                      std::vector<std::string>& warnings);

/// What is deployed: the options' paths as one deployment, or without any the config file's deployments.
/// Each has its parameters from files and options, its Region and account, and what the store, which must
/// outlive it, knows of values. An option wins over a deployment's own setting, that over the environment,
/// and that over the config file's setting for all.
Result<std::deque<Deployment>> ReadDeployments(const CheckOptions& options, const Config& config,
                                               const RuleStore& store, const World& world,
                                               SourceSet& sources);

}  // namespace headroom
