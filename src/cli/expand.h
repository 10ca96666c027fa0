#pragma once

#include "base/result.h"
#include "cli/options.h"
#include "cli/world.h"

namespace headroom {

/// `headroom expand`: prints the template with everything resolved that can be. The exit status (0, or 1 with
/// findings on standard error and no output), or why the tool could not do its work (2).
Result<int> RunExpand(const ExpandOptions& options, const World& world);

}  // namespace headroom
