#pragma once

#include "base/result.h"
#include "cli/options.h"
#include "cli/world.h"

namespace headroom {

/// `headroom report`: judges as `headroom check` does, and shows where every license of the store stands. The
/// exit status (0; with alerts 1), or why the tool could not do its work (2).
Result<int> RunReport(const ReportOptions& options, const World& world);

}  // namespace headroom
