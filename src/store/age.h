#pragma once

#include <cstdint>
#include <vector>

#include "store/mistakes.h"
#include "store/store.h"

namespace headroom {

/// Whether a time is later than now, by more than the clocks of two machines may differ. In seconds since
/// 1970.
bool IsInFuture(int64_t time, int64_t now);

/// A line for each snapshot of the store that is older than `most` seconds, or whose age is not known; also
/// for a store that does not say when it was taken. `now` in seconds since 1970.
std::vector<StoreMistake> AgeMistakes(const RuleStore& store, int64_t most, int64_t now);

}  // namespace headroom
