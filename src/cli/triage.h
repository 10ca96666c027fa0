#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/finding.h"
#include "base/result.h"
#include "cli/baseline.h"
#include "cli/config.h"
#include "cli/suppression.h"
#include "report/build.h"

namespace headroom {

/// Gives each finding the severity that the configuration says, and drops those of rules that are off. With
/// `strict`, what could not be determined (LM004, LM205, LM401) is an error, unless its rule is off.
void SetSeverities(Findings& findings, const Config& config, bool strict);

/// Moves the findings that an input does not want, and then those that the baseline knows (null: there is
/// none), from the result's `findings` to its `suppressed`. One whose suppression has ended says so.
void Suppress(RunResult& result, const Suppressions& suppressions, const Baseline* baseline, int64_t now);

}  // namespace headroom
