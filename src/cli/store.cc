#include "cli/store.h"

#include "cli/init.h"

namespace headroom {

Result<int> RunStore(const StoreOptions& options, const World& world) {
  switch (options.action) {
    case StoreOptions::Action::kSync:
      return RunStoreSync(options, world);
    case StoreOptions::Action::kImport:
      return RunStoreImport(options, world);
    case StoreOptions::Action::kValidate:
      return RunStoreValidate(options, world);
    case StoreOptions::Action::kList:
      return RunStoreList(options, world);
    case StoreOptions::Action::kAssociate:
      return RunStoreAssociate(options, world);
    case StoreOptions::Action::kDisassociate:
      return RunStoreDisassociate(options, world);
    case StoreOptions::Action::kPrune:
      return RunStorePrune(options, world);
    case StoreOptions::Action::kNew:
      return RunStoreNew(options, world);
  }
  return 2;
}

}  // namespace headroom
