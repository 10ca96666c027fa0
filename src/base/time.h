#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace headroom {

/// "2026-08-31" of seconds since 1970, in UTC.
std::string FormatDate(int64_t seconds);

/// Seconds since 1970 of an ISO 8601 time: "2026-08-31", "2026-08-31T10:00:00Z", "…T10:00:00.000+02:00".
/// Nothing if it is none.
std::optional<int64_t> ParseTime(std::string_view text);

}  // namespace headroom
