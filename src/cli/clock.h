#pragma once

#include <cstdint>

#include "base/result.h"
#include "cli/world.h"

namespace headroom {

/// What counts as now, in seconds since 1970: SOURCE_DATE_EPOCH, else the clock.
Result<int64_t> Now(const World& world);

}  // namespace headroom
