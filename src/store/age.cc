#include "store/age.h"

#include <fmt/format.h>

#include "base/time.h"

namespace headroom {

bool IsInFuture(int64_t time, int64_t now) {
  constexpr int64_t kClockSkew = 300;
  return now - time < -kClockSkew;
}

std::vector<StoreMistake> AgeMistakes(const RuleStore& store, int64_t most, int64_t now) {
  std::vector<StoreMistake> found;
  for (const SyncStamp& sync : store.syncs()) {
    const int64_t age = now - sync.at;
    if (IsInFuture(sync.at, now))
      found.push_back({sync.where,
                       "the snapshot says that it was taken in the future, so its age is not known; "
                       "`headroom store sync` takes a new one"});
    if (age <= most) continue;
    found.push_back({sync.where, fmt::format("the snapshot is {} old, and {} are allowed; `headroom store "
                                             "sync` takes a new one",
                                             DurationText(age), DurationText(most))});
  }
  if (store.syncs().empty())
    found.push_back(
        {{}, "no document of the store says when it was taken (`SyncedAt`), so its age is not known"});
  return found;
}

}  // namespace headroom
