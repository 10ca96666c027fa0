#include "plan/packing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace headroom {
namespace {

/// Puts one instance after another onto every host that has room, or onto a new one.
void Place(const std::vector<int64_t>& instances, size_t next, int64_t capacity, std::vector<int64_t>& rooms,
           int64_t& fewest) {
  if (static_cast<int64_t>(rooms.size()) >= fewest) return;
  if (next == instances.size()) {
    fewest = static_cast<int64_t>(rooms.size());
    return;
  }
  const int64_t size = std::min(instances[next], capacity);
  for (size_t i = 0; i < rooms.size(); ++i) {
    if (rooms[i] < size) continue;
    rooms[i] -= size;
    Place(instances, next + 1, capacity, rooms, fewest);
    rooms[i] += size;
  }
  rooms.push_back(capacity - size);
  Place(instances, next + 1, capacity, rooms, fewest);
  rooms.pop_back();
}

int64_t BruteForce(const std::vector<int64_t>& instances, int64_t capacity) {
  std::vector<int64_t> rooms;
  int64_t fewest = INT64_MAX;
  Place(instances, 0, capacity, rooms, fewest);
  return fewest;
}

int64_t Fewest(std::vector<PackedSize> sizes, int64_t capacity) {
  const Bounds hosts = HostPacker().Fewest(std::move(sizes), capacity);
  CHECK(hosts.low == hosts.high);
  return hosts.low;
}

TEST_CASE("instances share hosts by size") {
  CHECK(Fewest({}, 96) == 0);
  CHECK(Fewest({{16, 0}}, 96) == 0);
  CHECK(Fewest({{16, 6}}, 96) == 1);
  CHECK(Fewest({{16, 7}}, 96) == 2);
  CHECK(Fewest({{48, 1}, {32, 1}, {16, 1}}, 96) == 1);
  CHECK(Fewest({{48, 1}, {32, 1}, {16, 1}, {2, 1}}, 96) == 2);
  CHECK(Fewest({{64, 3}}, 96) == 3);
  CHECK(Fewest({{64, 3}, {32, 3}}, 96) == 3);
}

TEST_CASE("a type as large as its host, or larger, takes one") {
  CHECK(Fewest({{96, 2}, {2, 1}}, 96) == 3);
  CHECK(Fewest({{72, 3}}, 64) == 3);
}

TEST_CASE("where the largest first is not the best, the search is") {
  // The largest first: 7 + 4, 6 + 3 + 2, 2. Better: 7 + 3 + 2, 6 + 4 + 2.
  CHECK(Fewest({{7, 1}, {6, 1}, {4, 1}, {3, 1}, {2, 2}}, 12) == 2);
}

TEST_CASE("millions of instances are packed at once") {
  CHECK(Fewest({{2, 1'000'000'000}}, 96) == 20'833'334);
  CHECK(Fewest({{64, 1'000'000}, {32, 1'000'000}, {48, 2'000'000}}, 96) == 2'000'000);
}

TEST_CASE("what cannot be searched stays an interval around the fewest") {
  HostPacker packer;
  for (int i = 0; i < 50; ++i) {
    const Bounds hosts = packer.Fewest({{37, 40}, {31, 33}, {29, 41}, {23, 29}, {19, 31}, {17, 43}}, 100);
    CHECK(hosts.low <= hosts.high);
    CHECK(9 * hosts.high <= 11 * hosts.low + 9);  // what first fit decreasing guarantees
  }
}

TEST_CASE("packing equals brute force on small hosts") {
  std::mt19937 random(20261124);
  const auto below = [&](int64_t n) { return static_cast<int64_t>(random() % static_cast<uint64_t>(n)); };
  for (int round = 0; round < 2000; ++round) {
    const int64_t capacity = 4 + below(21);
    std::vector<int64_t> instances;
    std::vector<PackedSize> sizes;
    for (int64_t left = below(10); left > 0; --left) {
      instances.push_back(1 + below(capacity + 2));
      sizes.push_back({instances.back(), 1});
    }
    CAPTURE(round);
    CHECK(Fewest(sizes, capacity) == BruteForce(instances, capacity));
  }
}

}  // namespace
}  // namespace headroom
