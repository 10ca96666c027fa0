#pragma once

#include "base/result.h"
#include "cli/options.h"
#include "cli/world.h"

namespace headroom {

/// `headroom check`: reads the store and the inputs, plans, counts, checks, and writes every report. The exit
/// status (0 or 1), or why the tool could not do its work (2).
Result<int> RunCheck(const CheckOptions& options, const World& world);

}  // namespace headroom
