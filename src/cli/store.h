#pragma once

#include "base/result.h"
#include "cli/options.h"
#include "cli/world.h"

namespace headroom {

/// `headroom store …`: the exit status, or why the tool could not do its work (2).
Result<int> RunStore(const StoreOptions& options, const World& world);

/// `headroom store sync` and `store import`: put a new snapshot in the place of the store's.
Result<int> RunStoreSync(const StoreOptions& options, const World& world);
Result<int> RunStoreImport(const StoreOptions& options, const World& world);
/// `headroom store validate` and `store list`: read the store.
Result<int> RunStoreValidate(const StoreOptions& options, const World& world);
Result<int> RunStoreList(const StoreOptions& options, const World& world);
/// `headroom store associate`, `disassociate` and `prune`: change what the store's documents say of AMIs.
Result<int> RunStoreAssociate(const StoreOptions& options, const World& world);
Result<int> RunStoreDisassociate(const StoreOptions& options, const World& world);
Result<int> RunStorePrune(const StoreOptions& options, const World& world);

}  // namespace headroom
