#include "base/count.h"

#include <doctest/doctest.h>

#include <limits>

namespace headroom {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();

TEST_CASE("count: known numbers") {
  CHECK(Add(96, -24) == Count(72));
  CHECK(Subtract(96, 128) == Count(-32));
  CHECK(Multiply(8, 16) == Count(128));
  CHECK(Add(kMost, 0) == Count(kMost));
}

TEST_CASE("count: what is not determined stays so") {
  CHECK(Add({}, 1) == Count());
  CHECK(Add(1, {}) == Count());
  CHECK(Subtract({}, {}) == Count());
  CHECK(Multiply(0, {}) == Count());
}

TEST_CASE("count: what does not fit is not determined") {
  CHECK(Add(kMost, 1) == Count());
  CHECK(Subtract(kLeast, 1) == Count());
  CHECK(Multiply(kMost, 2) == Count());
  CHECK(Multiply(kLeast, -1) == Count());
}

}  // namespace
}  // namespace headroom
