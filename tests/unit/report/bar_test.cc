#include "report/bar.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

namespace headroom {
namespace {

std::string Bar(Count limit, int64_t in_use, int64_t low, Count high, size_t cells = 10) {
  ReportedLicense license;
  license.limit = limit;
  license.consumed = in_use;
  license.planned_low = low;
  license.planned_high = high;
  return UsageBar(license, cells, false);
}

TEST_CASE("the brackets hold what is owned") {
  CHECK(Bar(100, 20, 30, 30) == "[██▓▓▓·····]");
  CHECK(Bar(100, 20, 30, 60) == "[██▓▓▓░░░··]");
  CHECK(Bar(100, 70, 30, 30) == "[███████▓▓▓]");
  CHECK(Bar(50, 20, 80, 80) == "[██▓▓▓]!!!!!");
  CHECK(Bar(50, 20, 10, 80) == "[██▓░░]!!!!!");
  CHECK(Bar(50, 100, 0, 0) == "[█████]!!!!!");
}

TEST_CASE("one unit is seen, on either side of the limit") {
  CHECK(Bar(1000, 1, 1, 1) == "[█▓········]");
  CHECK(Bar(1000, 999, 1, 1) == "[█████████▓]");
  CHECK(Bar(1000, 999, 2, 2) == "[████████▓]!");
  CHECK(Bar(1000, 0, 999, 999) == "[▓▓▓▓▓▓▓▓▓·]");
}

TEST_CASE("without a limit there is no bar; nothing of nothing is empty") {
  CHECK(Bar({}, 20, 30, 30) == "");
  CHECK(Bar(0, 0, 0, 0) == "[]");
  CHECK(Bar(0, 0, 5, 5) == "[]!!!!!!!!!!");
}

TEST_CASE("an unknown highest count draws the lowest") { CHECK(Bar(100, 20, 30, {}) == "[██▓▓▓·····]"); }

TEST_CASE("numbers of any size and sign draw a bar") {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  CHECK(Bar(kMax, kMax, kMax, kMax) == "[█████]!!!!!");
  CHECK(Bar(kMin, kMin, kMin, kMin) == "[]");
  CHECK(Bar(100, -50, 100, 100) == "[▓▓▓▓▓▓▓▓▓▓]");
}

TEST_CASE("cells are shared out in proportion, all of them") {
  CHECK(Apportion({}, 5) == std::vector<size_t>{});
  CHECK(Apportion({0, 0}, 5) == std::vector<size_t>{0, 0});
  CHECK(Apportion({1, 1}, 5) == std::vector<size_t>{3, 2});
  CHECK(Apportion({1, 1000, 1, 0}, 5) == std::vector<size_t>{1, 3, 1, 0});
  CHECK(Apportion({1, 1, 1, 1}, 2) == std::vector<size_t>{0, 0, 1, 1});
}

}  // namespace
}  // namespace headroom
