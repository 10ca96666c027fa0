#include <doctest/doctest.h>

#include "plan/plan.h"

namespace headroom {
namespace {

License MakeLicense(const char* arn, CountingType type) {
  License license;
  license.arn_text = arn;
  license.counting_type = type;
  license.limit = 100;
  license.consumed = 10;
  return license;
}

InstanceType MakeType(const char* name, int32_t vcpus) {
  InstanceType type;
  type.name = name;
  type.vcpus = vcpus;
  return type;
}

Candidate MakeCandidate(const InstanceType* type, const License& license, Via via) {
  Candidate candidate;
  candidate.type = type;
  if (type != nullptr) candidate.type_name = type->name;
  candidate.claims = {{&license, {via}}};
  return candidate;
}

PlannedLaunch MakeLaunch(const char* resource, Count desired, Count max, std::vector<Candidate> candidates) {
  PlannedLaunch launch;
  launch.resource = resource;
  launch.min = desired;
  launch.desired = desired;
  launch.max = max;
  launch.candidates = std::move(candidates);
  return launch;
}

const InstanceType kLarge = MakeType("m5.large", 2);
const InstanceType kXlarge = MakeType("m5.xlarge", 4);

TEST_CASE("launches add up for each license, sorted by ARN") {
  const License b = MakeLicense("b", CountingType::kVcpu), a = MakeLicense("a", CountingType::kInstance);
  Plan plan;
  plan.launches.push_back(MakeLaunch("One", 2, 3, {MakeCandidate(&kLarge, b, Via::kImage)}));
  plan.launches.push_back(MakeLaunch("Two", 1, 1, {MakeCandidate(&kXlarge, b, Via::kSpecification)}));
  plan.launches[1].candidates[0].claims.push_back({&a, {Via::kImage}});
  const std::vector<Demand> demand = CountDemand(plan);
  REQUIRE(demand.size() == 2);
  CHECK(demand[0].license == &a);
  CHECK(demand[0].planned.low == 1);
  CHECK(demand[1].license == &b);
  CHECK(demand[1].planned.low == 8);
  CHECK(demand[1].planned.high == Count(8));
  CHECK(demand[1].planned.full_scale == Count(10));
  CHECK(demand[1].in_use() == 10);
  CHECK(demand[1].remaining() == Count(82));
  REQUIRE(demand[1].claims.size() == 2);
  CHECK(demand[1].claims[0].launch->resource == "One");
  CHECK(demand[1].claims[0].via == std::vector<Via>{Via::kImage});
  CHECK(demand[1].claims[0].instance_types == std::vector<std::string>{"m5.large"});
  CHECK(demand[1].claims[0].units_per_instance == std::vector<Count>{2});
}

TEST_CASE("a candidate without the license takes none of it") {
  const License license = MakeLicense("a", CountingType::kVcpu);
  Candidate without;
  without.type = &kXlarge;
  Plan plan;
  plan.launches.push_back(
      MakeLaunch("Fleet", 3, 5, {MakeCandidate(&kLarge, license, Via::kLaunchTemplate), without}));
  const std::vector<Demand> demand = CountDemand(plan);
  REQUIRE(demand.size() == 1);
  CHECK(demand[0].planned.low == 0);
  CHECK(demand[0].planned.high == Count(6));
  CHECK(demand[0].planned.full_scale == Count(10));
}

TEST_CASE("what cannot be determined adds nothing to the least and leaves the most unknown") {
  const License license = MakeLicense("a", CountingType::kVcpu);
  const auto judge = [&](PlannedLaunch odd) {
    Plan plan;
    plan.launches.push_back(MakeLaunch("Known", 1, 1, {MakeCandidate(&kXlarge, license, Via::kImage)}));
    plan.launches.push_back(std::move(odd));
    return CountDemand(plan).at(0).planned;
  };
  const Units no_type = judge(MakeLaunch("Odd", 1, 1, {MakeCandidate(nullptr, license, Via::kImage)}));
  CHECK(no_type.low == 4);
  CHECK(no_type.high == Count());
  CHECK(no_type.full_scale == Count());
  const Units no_size = judge(MakeLaunch("Odd", {}, 2, {MakeCandidate(&kLarge, license, Via::kImage)}));
  CHECK(no_size.low == 4);
  CHECK(no_size.high == Count());
  CHECK(no_size.full_scale == Count());
  const Units no_maximum = judge(MakeLaunch("Odd", 1, {}, {MakeCandidate(&kLarge, license, Via::kImage)}));
  CHECK(no_maximum.low == 6);
  CHECK(no_maximum.high == Count(6));
  CHECK(no_maximum.full_scale == Count());
  PlannedLaunch maybe = MakeLaunch("Odd", 1, 1, {MakeCandidate(&kLarge, license, Via::kImage)});
  maybe.may_not_exist = true;
  const Units unsure = judge(std::move(maybe));
  CHECK(unsure.low == 4);
  CHECK(unsure.high == Count());
}

TEST_CASE("a launch template that nothing launches has no demand") {
  const License license = MakeLicense("a", CountingType::kVcpu);
  Plan plan;
  plan.launches.push_back(MakeLaunch("Spare", 1, 1, {MakeCandidate(&kLarge, license, Via::kLaunchTemplate)}));
  plan.launches[0].counts = false;
  CHECK(CountDemand(plan).empty());
}

TEST_CASE("cores are not counted by instance; off a host the launch adds none") {
  const License license = MakeLicense("a", CountingType::kCore);
  Plan plan;
  plan.launches.push_back(MakeLaunch("Shared", 1, 1, {MakeCandidate(&kLarge, license, Via::kImage)}));
  std::vector<Demand> demand = CountDemand(plan);
  REQUIRE(demand.size() == 1);
  CHECK_FALSE(demand[0].claims[0].units.has_value());
  CHECK(demand[0].planned.high == Count(0));
  Candidate& candidate = plan.launches[0].candidates[0];
  candidate.tenancy = Tenancy::kHost;
  candidate.host.emplace();
  candidate.host->family = "m5";
  candidate.host->cores = 48;
  candidate.host->vcpus = 96;
  plan.launches.push_back(plan.launches[0]);
  plan.launches[1].resource = "Beside";
  demand = CountDemand(plan);
  CHECK(demand[0].planned.low == 48);
  CHECK(demand[0].planned.high == Count(48));
  REQUIRE(demand[0].hosts.high.size() == 1);
  CHECK(demand[0].hosts.high[0].family == "m5");
  REQUIRE(demand[0].claims.size() == 2);
  CHECK(demand[0].claims[0].hosts.high == Count(48));
  CHECK(demand[0].claims[1].hosts.high == Count(48));
}

}  // namespace
}  // namespace headroom
