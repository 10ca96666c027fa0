#include "base/time.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

namespace headroom {
namespace {

constexpr int64_t kDay = 24 * 60 * 60;

TEST_CASE("time: dates of seconds") {
  CHECK(FormatDate(0) == "1970-01-01");
  CHECK(FormatDate(kDay - 1) == "1970-01-01");
  CHECK(FormatDate(-1) == "1969-12-31");
  CHECK(FormatDate(1'785'542'400) == "2026-08-01");
  CHECK(FormatDate(951'782'400) == "2000-02-29");
  CHECK(FormatDate(std::numeric_limits<int64_t>::max()) == "second 9223372036854775807");
  CHECK(FormatDate(std::numeric_limits<int64_t>::min()) == "second -9223372036854775808");
}

TEST_CASE("time: ISO 8601") {
  CHECK(ParseTime("1970-01-01") == 0);
  CHECK(ParseTime("2026-08-01") == 1'785'542'400);
  CHECK(ParseTime("1970-01-02T03:04:05Z") == kDay + 3 * 3600 + 4 * 60 + 5);
  CHECK(ParseTime("1970-01-02 03:04") == kDay + 3 * 3600 + 4 * 60);
  CHECK(ParseTime("1970-01-01T00:00:00.123456Z") == 0);
  CHECK(ParseTime("1970-01-01T02:00:00+02:00") == 0);
  CHECK(ParseTime("1970-01-01T02:30:00+0230") == 0);
  CHECK(ParseTime("1969-12-31T19:00:00-05:00") == 0);
}

TEST_CASE("time: what is no time") {
  for (const char* text :
       {"", "1970", "1970-1-1", "1970-01-01x", "1970-02-30", "2023-02-29", "1970-13-01", "1970-01-01T",
        "1970-01-01T03", "1970-01-01T25:00", "1970-01-01T00:60", "1970-01-01T00:00:00+",
        "1970-01-01T00:00:00Zx", "1970-01-01T00:00:00+0x", "soon"}) {
    CAPTURE(text);
    CHECK(ParseTime(text) == std::nullopt);
  }
}

TEST_CASE("durations") {
  CHECK(ParseDuration("90m") == 5400);
  CHECK(ParseDuration("24h") == 86400);
  CHECK(ParseDuration("7d") == 604800);
  CHECK(ParseDuration("2w") == 1209600);
  for (const char* text : {"", "h", "0h", "-1h", "24", "24 h", "1.5h", "1y", "99999999999d"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseDuration(text));
  }
  CHECK(DurationText(60) == "1 minute");
  CHECK(DurationText(7199) == "119 minutes");
  CHECK(DurationText(86400) == "24 hours");
  CHECK(DurationText(3 * 86400) == "3 days");
}

TEST_CASE("times of both versions of the AWS CLI") {
  CHECK(ParseTimestamp("1570892850.519") == 1570892850);
  CHECK(ParseTimestamp("1570892850") == 1570892850);
  CHECK(ParseTimestamp("2019-10-12T15:07:30.519000+00:00") == 1570892850);
  CHECK_FALSE(ParseTimestamp("1570892850.5x"));
  CHECK_FALSE(ParseTimestamp("."));
  CHECK_FALSE(ParseTimestamp(""));
  CHECK(FormatTime(1570892850) == "2019-10-12T15:07:30Z");
  CHECK(FormatTime(0) == "1970-01-01T00:00:00Z");
  CHECK(FormatTime(-1) == "1969-12-31T23:59:59Z");
}

}  // namespace
}  // namespace headroom
