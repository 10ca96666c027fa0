#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/report.h"

namespace headroom {

/// `cells` shared out in proportion to `amounts`, none of which is negative; whatever is not zero gets at
/// least one cell, as far as they go. All zero: none.
std::vector<size_t> Apportion(const std::vector<double>& amounts, size_t cells);

/// A license's use of its limit: between the brackets is what is owned, after them what is too much.
/// `[███▓▓▓▓▓▓]!!!!` in use, planned, beyond; `[██▓░░░····]` planned, possible, free.
/// Takes cells + 2 columns at most; empty without a limit. An unknown highest count draws the lowest.
std::string UsageBar(const ReportedLicense& license, size_t cells, bool color);
/// What the signs of the bar mean, in one line without its break.
std::string UsageBarLegend(bool color);

}  // namespace headroom
