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

}  // namespace
}  // namespace headroom
