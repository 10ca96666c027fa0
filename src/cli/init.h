#pragma once

#include "base/result.h"
#include "cli/options.h"
#include "cli/world.h"

namespace headroom {

/// `headroom init`: a config file, a store with an example, and pre-commit's entry. What is there already
/// stays. The exit status, or why the tool could not do its work (2).
Result<int> RunInit(const InitOptions& options, const World& world);

/// `headroom store new`: a document for one license, in the store's folder.
Result<int> RunStoreNew(const StoreOptions& options, const World& world);

}  // namespace headroom
