#include "plan/units.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace headroom {
namespace {

/// Every way to start instances one after another while capacity is missing: slow and obvious.
void Explore(const std::vector<Choice>& choices, int64_t missing, int64_t units, Bounds& bounds, bool& any) {
  if (missing <= 0) {
    bounds.low = any ? std::min(bounds.low, units) : units;
    bounds.high = any ? std::max(bounds.high, units) : units;
    any = true;
    return;
  }
  for (const Choice& choice : choices)
    Explore(choices, missing - choice.weight, units + choice.units, bounds, any);
}

Bounds BruteForce(const std::vector<Choice>& choices, int64_t capacity) {
  Bounds bounds;
  bool any = false;
  Explore(choices, capacity, 0, bounds, any);
  return bounds;
}

/// Every way to start instances one after another while one more fits.
void ExploreFitting(const std::vector<Choice>& choices, int64_t left, int64_t units, Bounds& bounds,
                    bool& any) {
  bool fits = false;
  for (const Choice& choice : choices) {
    if (choice.weight > left) continue;
    fits = true;
    ExploreFitting(choices, left - choice.weight, units + choice.units, bounds, any);
  }
  if (fits) return;
  bounds.low = any ? std::min(bounds.low, units) : units;
  bounds.high = any ? std::max(bounds.high, units) : units;
  any = true;
}

/// The plain table over every capacity up to the last, without the shortcut for large ones.
Bounds Table(const std::vector<Choice>& choices, int64_t capacity) {
  std::vector<int64_t> low(static_cast<size_t>(capacity) + 1), high(low.size());
  for (int64_t c = 1; c <= capacity; ++c) {
    const auto at = static_cast<size_t>(c);
    low[at] = INT64_MAX;
    for (const Choice& choice : choices) {
      const auto rest = static_cast<size_t>(std::max<int64_t>(0, c - choice.weight));
      low[at] = std::min(low[at], low[rest] + choice.units);
      high[at] = std::max(high[at], high[rest] + choice.units);
    }
  }
  return {low.back(), high.back()};
}

std::vector<Choice> RandomChoices(std::mt19937& random, int64_t most_weight, int64_t most_units) {
  std::vector<Choice> choices(1 + random() % 4);
  for (Choice& choice : choices) {
    choice.weight = 1 + static_cast<int64_t>(random() % static_cast<uint64_t>(most_weight));
    choice.units = static_cast<int64_t>(random() % static_cast<uint64_t>(most_units + 1));
  }
  return choices;
}

TEST_CASE("nothing is started for no capacity") {
  const Bounds bounds = BoundUnits({{1, 8}}, 0);
  CHECK(bounds.low == 0);
  CHECK(bounds.high == 0);
}

TEST_CASE("the last instance of a weighted group may overshoot") {
  // Capacity 7, weights 2 (8 vCPUs) and 5 (16 vCPUs): 5 + 2 at least, 2 + 2 + 2 + 5 at most.
  const Bounds bounds = BoundUnits({{2, 8}, {5, 16}}, 7);
  CHECK(bounds.low == 24);
  CHECK(bounds.high == 40);
}

TEST_CASE("bounds equal those of trying every order of starts") {
  std::mt19937 random(20260801);
  for (int round = 0; round < 2000; ++round) {
    const std::vector<Choice> choices = RandomChoices(random, 4, 9);
    const auto capacity = static_cast<int64_t>(random() % 9);
    const Bounds expected = BruteForce(choices, capacity);
    const Bounds bounds = BoundUnits(choices, capacity);
    REQUIRE(bounds.low == expected.low);
    REQUIRE(bounds.high == expected.high);
  }
}

TEST_CASE("without overshoot nothing is started that does not fit") {
  // 14 vCPUs of types with 4 and 8: 4 + 8 or three of 4, and 2 stay empty.
  const Bounds bounds = BoundUnits({{4, 4}, {8, 8}}, 14, false);
  CHECK(bounds.low == 12);
  CHECK(bounds.high == 12);
  const Bounds none = BoundUnits({{16, 16}}, 14, false);
  CHECK(none.high == 0);
  std::mt19937 random(20260803);
  for (int round = 0; round < 2000; ++round) {
    const std::vector<Choice> choices = RandomChoices(random, 4, 9);
    const auto capacity = static_cast<int64_t>(random() % 12);
    Bounds expected;
    bool any = false;
    ExploreFitting(choices, capacity, 0, expected, any);
    const Bounds found = BoundUnits(choices, capacity, false);
    REQUIRE(found.low == expected.low);
    REQUIRE(found.high == expected.high);
  }
}

TEST_CASE("memory is counted in MiB without a table of every MiB") {
  // 4 TiB of types with 8 GiB (2 vCPUs) and 16 GiB (4 vCPUs): the same vCPUs each way.
  const Bounds bounds = BoundUnits({{8192, 2}, {16384, 4}}, 4'194'304);
  CHECK(bounds.low == 1024);
  CHECK(bounds.high == 1026);
  // A part of a GiB more takes another instance.
  CHECK(BoundUnits({{8192, 2}}, 4'194'305).low == 1026);
}

TEST_CASE("the shortcut for large capacities changes nothing") {
  std::mt19937 random(20260802);
  for (int round = 0; round < 500; ++round) {
    const std::vector<Choice> choices = RandomChoices(random, 12, 100);
    const auto capacity = static_cast<int64_t>(random() % 3000);
    const Bounds expected = Table(choices, capacity);
    const Bounds bounds = BoundUnits(choices, capacity);
    REQUIRE(bounds.low == expected.low);
    REQUIRE(bounds.high == expected.high);
  }
}

TEST_CASE("a billion instances are counted without a table of a billion") {
  const Bounds bounds = BoundUnits({{1, 2}, {1, 448}}, 1'000'000'000);
  CHECK(bounds.low == 2'000'000'000);
  CHECK(bounds.high == 448'000'000'000);
  const Bounds weighted = BoundUnits({{998, 64}, {999, 64}}, 1'000'000'000);
  CHECK(weighted.low == 64'064'128);   // 1,001,002 instances: 999 × 1,001,001 is 1 short
  CHECK(weighted.high == 64'128'320);  // 1,002,005 instances: 998 × 1,002,004 is 8 short
}

TEST_CASE("dozens of large weights are bounded without a search of seconds") {
  std::vector<Choice> choices;
  for (int64_t weight = 960; weight <= 999; ++weight) choices.push_back({weight, weight / 10});
  constexpr int64_t kCapacity = 900'000;
  const Bounds expected = Table(choices, kCapacity);
  const Bounds bounds = BoundUnits(choices, kCapacity);
  CHECK(bounds.low <= expected.low);
  CHECK(bounds.low > expected.low - 100);
  CHECK(bounds.high >= expected.high);
  CHECK(bounds.high < expected.high + 100);
}

TEST_CASE("counted vCPUs follow CPU options only where the license honors them") {
  InstanceType type;
  type.name = "m5.2xlarge";
  type.vcpus = 8;
  type.valid_cores = "2;4";
  type.valid_threads = "1-2";
  Candidate candidate;
  candidate.type = &type;
  candidate.cpu_options = CpuOptions{2, 1, {}};
  License license;
  license.counting_type = CountingType::kVcpu;
  CHECK(UnitsPerInstance(candidate, license) == Count(8));
  license.rules.honor_vcpu_optimization = true;
  CHECK(UnitsPerInstance(candidate, license) == Count(2));
  candidate.cpu_options = CpuOptions{3, 1, {}};  // not valid: counts as none
  CHECK(UnitsPerInstance(candidate, license) == Count(8));
  candidate.cpu_options.reset();
  CHECK(UnitsPerInstance(candidate, license) == Count(8));
  candidate.cpu_options_unknown = true;
  CHECK(UnitsPerInstance(candidate, license) == Count());
  license.counting_type = CountingType::kInstance;
  CHECK(UnitsPerInstance(candidate, license) == Count(1));
  license.counting_type = CountingType::kCore;
  CHECK(UnitsPerInstance(candidate, license) == Count());
}

TEST_CASE("a type that the data lacks cannot be counted in vCPUs") {
  const Candidate candidate;
  License license;
  license.counting_type = CountingType::kVcpu;
  CHECK(UnitsPerInstance(candidate, license) == Count());
  license.counting_type = CountingType::kInstance;
  CHECK(UnitsPerInstance(candidate, license) == Count(1));
}

}  // namespace
}  // namespace headroom
