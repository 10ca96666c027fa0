#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/report.h"
#include "report/reporter.h"

namespace headroom {

/// How a license stands after this deployment; the worst that applies.
enum class Standing : uint8_t {
  kFits,              // also a license without a limit
  kOverDuringUpdate,  // only while old and new instances run side by side
  kOverAtFullScale,
  kUnknown,    // the demand or the limit's remainder cannot be determined
  kMayBeOver,  // at the most that is planned, not at the least
  kOver,
};

Standing StandingOf(const ReportedLicense& license);
/// "fits", "over during update", "over at full scale", "unknown", "may be over", "OVER".
const char* StandingName(Standing standing);

/// "1,920", "unknown" without a count.
std::string CountText(Count count);
/// "128", "8–32", "8 or more" without a highest count ("unknown" if the lowest is 0).
std::string RangeText(int64_t low, Count high);
/// "1,920 hard"; "unlimited".
std::string LimitText(const ReportedLicense& license);
/// What is consumed and not released.
Count InUse(const ReportedLicense& license);
/// "–" without a limit.
std::string RemainingText(const ReportedLicense& license);
/// What the program counts by that name: "2 cores", "1 vCPU".
std::string UnitsText(int64_t count, const std::string& counting_type);

/// What a license is called in a table: its name, with Region and id where another license has the same name.
std::vector<std::string> LicenseLabels(const std::vector<ReportedLicense>& licenses);

/// The license table of the text report, with the hosts of Core and Socket licenses and, with `style.bars`, a
/// usage bar for each license and its legend. Empty without licenses.
std::string LicenseTable(const Report& report, const ReportStyle& style);

}  // namespace headroom
