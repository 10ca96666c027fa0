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

/// "2026-08-31T10:00:00Z" of seconds since 1970.
std::string FormatTime(int64_t seconds);

/// What the AWS CLI prints for a time: version 1 Unix seconds, perhaps with a fraction; version 2 ISO 8601.
std::optional<int64_t> ParseTimestamp(std::string_view text);

/// Seconds of "90m", "24h", "7d", "2w"; nothing if it is none, or 0.
std::optional<int64_t> ParseDuration(std::string_view text);

/// "40 minutes", "25 hours", "3 days": a time that has passed, for people.
std::string DurationText(int64_t seconds);

}  // namespace headroom
