#include "plan/hosts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "plan/units.h"

namespace headroom {
namespace {

using Pool = CandidateHost::Pool;

InstanceType MakeType(const char* name, int32_t vcpus) {
  InstanceType type;
  type.name = name;
  type.family = FamilyOfType(type.name);
  type.vcpus = vcpus;
  return type;
}

const InstanceType kLarge = MakeType("m5.large", 2), kEight = MakeType("m5.8xlarge", 32),
                   kTwelve = MakeType("m5.12xlarge", 48), kMetal = MakeType("i3.metal", 72),
                   kOtherLarge = MakeType("m5d.large", 2), kOtherXlarge = MakeType("m5d.xlarge", 4),
                   kLost = MakeType("t3.micro", 2);

CandidateHost HostOf(const InstanceType& type, Pool pool = Pool::kAny, const char* id = "") {
  CandidateHost host;
  host.pool = pool;
  host.id = id;
  host.family = type.family;
  host.sockets = 2;
  host.cores = type.family == "i3" ? 36 : 48;
  host.vcpus = type.family == "i3" ? Count(64) : type.family == "t3" ? Count() : Count(96);
  host.multi_size = type.family == "m5";
  return host;
}

License MakeLicense(CountingType counting_type = CountingType::kCore) {
  License license;
  license.arn_text = "arn";
  license.counting_type = counting_type;
  return license;
}

Candidate MakeCandidate(const InstanceType& type, const License& license, CandidateHost host,
                        int64_t weight = 1) {
  Candidate candidate;
  candidate.type_name = type.name;
  candidate.type = &type;
  candidate.weight = weight;
  candidate.tenancy = Tenancy::kHost;
  candidate.host = std::move(host);
  candidate.claims = {{&license, {Via::kSpecification}}};
  return candidate;
}

Candidate MakeCandidate(const InstanceType& type, const License& license) {
  return MakeCandidate(type, license, HostOf(type));
}

PlannedLaunch MakeLaunch(const char* resource, Count desired, Count max, std::vector<Candidate> candidates) {
  PlannedLaunch launch;
  launch.resource = resource;
  launch.min = launch.desired = desired;
  launch.max = max;
  launch.candidates = std::move(candidates);
  return launch;
}

HostDemand CountAll(const std::vector<PlannedLaunch>& launches, const License& license) {
  std::vector<const PlannedLaunch*> pointers;
  for (const PlannedLaunch& launch : launches) pointers.push_back(&launch);
  return CountHosts(pointers, license);
}

void CheckUnits(const Units& units, int64_t low, Count high, Count full_scale) {
  CHECK(units.low == low);
  CHECK(units.high == high);
  CHECK(units.full_scale == full_scale);
}

TEST_CASE("launches share the hosts of a family") {
  const License license = MakeLicense();
  const HostDemand demand = CountAll({MakeLaunch("Small", 2, 4, {MakeCandidate(kEight, license)}),
                                      MakeLaunch("Large", 1, 1, {MakeCandidate(kTwelve, license)}),
                                      MakeLaunch("Other", 1, 1, {MakeCandidate(kOtherLarge, license)})},
                                     license);
  CheckUnits(demand.planned, 144, 144, 144);
  REQUIRE(demand.hosts.high.size() == 2);
  CHECK(demand.hosts.high[0].family == "m5");
  CHECK(demand.hosts.high[0].count == Count(2));
  CHECK(demand.hosts.high[0].units_per_host == Count(48));
  CHECK(demand.hosts.high[0].resources == std::vector<std::string>{"Large", "Small"});
  CHECK(demand.hosts.high[1].family == "m5d");
  CHECK(demand.hosts.high[1].count == Count(1));
  CHECK(demand.hosts.full_scale[0].count == Count(2));
}

TEST_CASE("a host that does not mix sizes holds one type; sockets are counted likewise") {
  const License license = MakeLicense(CountingType::kSocket);
  const HostDemand demand = CountAll({MakeLaunch("A", 1, 1, {MakeCandidate(kOtherLarge, license)}),
                                      MakeLaunch("B", 24, 25, {MakeCandidate(kOtherXlarge, license)})},
                                     license);
  CheckUnits(demand.planned, 4, 4, 6);
}

TEST_CASE("a type larger than its host takes one") {
  const License license = MakeLicense();
  CheckUnits(CountAll({MakeLaunch("A", 3, 3, {MakeCandidate(kMetal, license)})}, license).planned, 108, 108,
             108);
}

TEST_CASE("groups are packed apart, a named host is one") {
  const License license = MakeLicense();
  const auto launch = [&](const char* name, Pool pool, const char* id) {
    return MakeLaunch(name, 1, 1, {MakeCandidate(kLarge, license, HostOf(kLarge, pool, id))});
  };
  std::vector<PlannedLaunch> launches = {launch("A", Pool::kAny, ""),    launch("B", Pool::kGroup, "g"),
                                         launch("C", Pool::kGroup, "g"), launch("D", Pool::kGroup, "h"),
                                         launch("E", Pool::kNamed, "h"), launch("F", Pool::kNamed, "h")};
  CheckUnits(CountAll(launches, license).planned, 192, 192, 192);
  launches.push_back(
      MakeLaunch("Many", 500, 500, {MakeCandidate(kTwelve, license, HostOf(kTwelve, Pool::kNamed, "h"))}));
  CheckUnits(CountAll(launches, license).planned, 192, 192, 192);
}

TEST_CASE("a named host that consumes already adds nothing and is not listed") {
  License license = MakeLicense();
  license.hosts_in_use = {"h-1"};
  const HostDemand demand =
      CountAll({MakeLaunch("A", 1, 1, {MakeCandidate(kLarge, license, HostOf(kLarge, Pool::kNamed, "h-1"))}),
                MakeLaunch("B", 1, 1, {MakeCandidate(kLarge, license, HostOf(kLarge, Pool::kNamed, "h-2"))})},
               license);
  CheckUnits(demand.planned, 48, 48, 48);
  REQUIRE(demand.hosts.high.size() == 1);
  CHECK(demand.hosts.high[0].resources == std::vector<std::string>{"B"});
}

TEST_CASE("instances without the license and launches off a host add none") {
  const License license = MakeLicense(), other = MakeLicense();
  Candidate shared = MakeCandidate(kLarge, license);
  shared.tenancy = Tenancy::kDefault;
  shared.host.reset();
  CheckUnits(
      CountAll({MakeLaunch("A", 9, 9, {MakeCandidate(kTwelve, other)}), MakeLaunch("B", 9, 9, {shared})},
               license)
          .planned,
      0, 0, 0);
}

TEST_CASE("what cannot be counted adds nothing to the least and leaves the most unknown") {
  const License license = MakeLicense();
  const PlannedLaunch known = MakeLaunch("Known", 1, 1, {MakeCandidate(kLarge, license)});
  Candidate no_type = MakeCandidate(kLarge, license);
  no_type.type = nullptr;
  const HostDemand demand = CountAll({known, MakeLaunch("Odd", 1, 1, {no_type})}, license);
  CheckUnits(demand.planned, 48, Count(), Count());
  REQUIRE(demand.hosts.high.size() == 1);
  CHECK(demand.hosts.high[0].count == Count());
  const PlannedLaunch no_capacity = MakeLaunch("Odd", 1, 1, {MakeCandidate(kLost, license)});
  CheckUnits(CountAll({known, no_capacity}, license).planned, 48, Count(), Count());
  const PlannedLaunch no_maximum = MakeLaunch("Odd", 1, {}, {MakeCandidate(kLarge, license)});
  CheckUnits(CountAll({known, no_maximum}, license).planned, 48, 48, Count());
  Candidate no_cores = MakeCandidate(kOtherLarge, license);
  no_cores.host->cores.reset();
  const HostDemand unknown = CountAll({known, MakeLaunch("Odd", 1, 1, {no_cores})}, license);
  CheckUnits(unknown.planned, 48, Count(), Count());
  REQUIRE(unknown.hosts.high.size() == 2);
  CHECK(unknown.hosts.high[1].count == Count(1));
  CHECK(unknown.hosts.high[1].units_per_host == Count());
}

TEST_CASE("a mix of types takes an interval, together with what shares its hosts") {
  const License license = MakeLicense();
  // One of m5.12xlarge fits beside the two m5.8xlarge only if the group starts the small type.
  const HostDemand demand =
      CountAll({MakeLaunch("Fixed", 2, 2, {MakeCandidate(kEight, license)}),
                MakeLaunch("Fleet", 1, 2, {MakeCandidate(kTwelve, license), MakeCandidate(kEight, license)})},
               license);
  CheckUnits(demand.planned, 48, 96, 96);
  CHECK(demand.hosts.low[0].count == Count(1));
  CHECK(demand.hosts.high[0].count == Count(2));
}

TEST_CASE("too many mixes leave bounds around the exact ones") {
  const License license = MakeLicense();
  const std::vector<Candidate> types = {MakeCandidate(kOtherLarge, license),
                                        MakeCandidate(kOtherXlarge, license), MakeCandidate(kTwelve, license),
                                        MakeCandidate(kEight, license)};
  const Units units = CountAll({MakeLaunch("Fleet", 1000, 1000, types)}, license).planned;
  CHECK(units.low <= 1008);  // 21 hosts of m5d.large
  CHECK(units.low >= 960);
  CHECK(*units.high >= 24'000);  // 500 hosts of m5.12xlarge
  CHECK(*units.high <= 24'192);
}

/// Every launch's mixes and every packing, tried one after another.
class BruteForce {
 public:
  BruteForce(const std::vector<PlannedLaunch>& launches, const License& license, Count PlannedLaunch::*size)
      : launches_(launches), license_(license), size_(size) {}

  Bounds Run() {
    Start(0, *(launches_[0].*size_));
    return bounds_;
  }

 private:
  void Start(size_t launch, int64_t missing) {
    bool full = true;
    for (const Candidate& candidate : launches_[launch].candidates) {
      if (missing <= 0 || (!launches_[launch].overshoots && *candidate.weight > missing)) continue;
      full = false;
      started_.push_back(&candidate);
      Start(launch, missing - *candidate.weight);
      started_.pop_back();
    }
    if (!full) return;
    if (launch + 1 < launches_.size()) return Start(launch + 1, *(launches_[launch + 1].*size_));
    const int64_t units = Pack();
    bounds_.low = any_ ? std::min(bounds_.low, units) : units;
    bounds_.high = any_ ? std::max(bounds_.high, units) : units;
    any_ = true;
  }

  /// Instances with the license that a host must be found for, by what they can share it with.
  int64_t Pack() const {
    std::map<std::string, std::vector<const Candidate*>> pools;
    for (const Candidate* candidate : started_) {
      const CandidateHost& host = *candidate->host;
      if (candidate->claims.empty()) continue;
      const bool named = host.pool == Pool::kNamed;
      if (named && license_.hosts_in_use.count(host.id) > 0) continue;
      std::string key = named ? "named " + host.id : host.id + " " + host.family;
      if (!named && !host.multi_size) key += candidate->type_name;
      pools[key].push_back(candidate);
    }
    int64_t units = 0;
    for (const auto& [key, instances] : pools) {
      const CandidateHost& host = *instances[0]->host;
      std::vector<int64_t> rooms;
      int64_t fewest = host.pool == Pool::kNamed ? 1 : INT64_MAX;
      if (host.pool != Pool::kNamed) Place(instances, 0, rooms, fewest);
      units += fewest * *host.UnitsFor(license_.counting_type);
    }
    return units;
  }

  void Place(const std::vector<const Candidate*>& instances, size_t next, std::vector<int64_t>& rooms,
             int64_t& fewest) const {
    if (static_cast<int64_t>(rooms.size()) >= fewest) return;
    if (next == instances.size()) {
      fewest = static_cast<int64_t>(rooms.size());
      return;
    }
    const int64_t capacity = *instances[next]->host->vcpus;
    const int64_t size = std::min<int64_t>(instances[next]->type->vcpus, capacity);
    for (size_t i = 0; i < rooms.size(); ++i) {
      if (rooms[i] < size) continue;
      rooms[i] -= size;
      Place(instances, next + 1, rooms, fewest);
      rooms[i] += size;
    }
    rooms.push_back(capacity - size);
    Place(instances, next + 1, rooms, fewest);
    rooms.pop_back();
  }

  const std::vector<PlannedLaunch>& launches_;
  const License& license_;
  Count PlannedLaunch::*size_;
  std::vector<const Candidate*> started_;
  Bounds bounds_;
  bool any_ = false;
};

/// Small deployments with everything that hosts can be.
class RandomLaunches {
 public:
  RandomLaunches(const License& license, uint32_t seed) : license_(license), random_(seed) {}

  std::vector<PlannedLaunch> Make() {
    std::vector<PlannedLaunch> launches;
    for (size_t count = 1 + random_() % 3; count > 0; --count) {
      std::vector<Candidate> candidates;
      for (size_t options = 1 + random_() % 3; options > 0; --options) candidates.push_back(MakeOne());
      const auto desired = static_cast<int64_t>(random_() % 3);
      launches.push_back(MakeLaunch("Launch", desired, desired + 1, candidates));
      launches.back().overshoots = !OneIn(4);
    }
    return launches;
  }

 private:
  bool OneIn(uint32_t n) { return random_() % n == 0; }

  Candidate MakeOne() {
    const InstanceType* types[] = {&kLarge, &kEight, &kTwelve, &kOtherLarge, &kOtherXlarge, &kMetal};
    const InstanceType& type = *types[random_() % 6];
    CandidateHost host = HostOf(type);
    if (OneIn(4)) host = HostOf(type, Pool::kGroup, "g");
    if (OneIn(4)) host = HostOf(kLarge, Pool::kNamed, OneIn(2) ? "h-1" : "h-2");
    // Small hosts make for more of them.
    if (host.family == "m5d") host.vcpus = 6;
    Candidate out = MakeCandidate(type, license_, host, 1 + static_cast<int64_t>(random_() % 2));
    if (OneIn(6)) out.claims.clear();
    return out;
  }

  const License& license_;
  std::mt19937 random_;
};

TEST_CASE("mixes and packings equal those of trying all") {
  License cores = MakeLicense(), sockets = MakeLicense(CountingType::kSocket);
  cores.hosts_in_use = {"h-2"};
  for (const License* license : {&cores, &sockets}) {
    RandomLaunches random(*license, 20261125);
    for (int round = 0; round < 400; ++round) {
      const std::vector<PlannedLaunch> launches = random.Make();
      const Units units = CountAll(launches, *license).planned;
      const Bounds planned = BruteForce(launches, *license, &PlannedLaunch::desired).Run();
      const Bounds full_scale = BruteForce(launches, *license, &PlannedLaunch::max).Run();
      CAPTURE(round);
      CheckUnits(units, planned.low, planned.high, full_scale.high);
    }
  }
}

}  // namespace
}  // namespace headroom
