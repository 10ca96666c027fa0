#include "catalog/instance_requirements.h"

#include <doctest/doctest.h>

#include <string>

namespace headroom::testing {
namespace {

using Presence = InstanceRequirements::Presence;

/// The names, joined by blanks.
std::string Names(const InstanceRequirements& wanted) {
  const Catalog catalog;
  std::string out;
  for (const InstanceType* type : FindTypes(catalog, wanted)) {
    out += (out.empty() ? "" : " ") + std::string(type->name);
  }
  return out;
}

InstanceRequirements Allowed(InstanceRequirements::Names names) {
  InstanceRequirements wanted;
  wanted.allowed = std::move(names);
  return wanted;
}

TEST_CASE("vCPUs and memory, both ends included") {
  InstanceRequirements wanted = Allowed({"m5.*"});
  wanted.vcpus = {2, 8};
  wanted.memory_mib = {16384, {}};
  CHECK(Names(wanted) == "m5.2xlarge m5.xlarge");
  wanted = Allowed({"m5.large", "r5.large", "c5.large"});
  wanted.memory_gib_per_vcpu = {2.5, 7.5};
  CHECK(Names(wanted) == "m5.large");
}

TEST_CASE("bare metal and burstable types only where they are asked for") {
  InstanceRequirements wanted = Allowed({"m5.metal", "m5.24xlarge", "t3.large"});
  CHECK(Names(wanted) == "m5.24xlarge");
  wanted.bare_metal = wanted.burstable = Presence::kIncluded;
  CHECK(Names(wanted) == "m5.24xlarge m5.metal t3.large");
  wanted.bare_metal = Presence::kRequired;
  CHECK(Names(wanted) == "m5.metal");
}

TEST_CASE("patterns in what is allowed and what is not") {
  InstanceRequirements wanted = Allowed({"m5*.large"});
  wanted.excluded = {"m5d*", "m5n.*", "m5zn.large"};
  CHECK(Names(wanted) == "m5.large m5a.large m5ad.large");
}

TEST_CASE("makers, generations and disks") {
  InstanceRequirements wanted = Allowed({"m7i.large", "m5a.large", "m6g.large", "m3.large", "m5d.large"});
  wanted.cpu_manufacturers = {"amazon-web-services"};
  CHECK(Names(wanted) == "m6g.large");
  wanted.cpu_manufacturers = {"intel"};
  wanted.generations = {"current"};
  CHECK(Names(wanted) == "m5d.large m7i.large");
  wanted.local_storage = Presence::kRequired;
  CHECK(Names(wanted) == "m5d.large");
  wanted.local_storage = Presence::kIncluded;
  wanted.storage_types = {"hdd"};
  CHECK(Names(wanted) == "m7i.large");
}

TEST_CASE("accelerators by kind, maker, name and count") {
  InstanceRequirements wanted =
      Allowed({"g4dn.xlarge", "g4dn.12xlarge", "g4ad.xlarge", "inf1.xlarge", "m5.large"});
  wanted.accelerator_types = {"gpu"};
  CHECK(Names(wanted) == "g4ad.xlarge g4dn.12xlarge g4dn.xlarge");
  wanted.accelerators = {2, {}};
  CHECK(Names(wanted) == "g4dn.12xlarge");
  wanted.accelerators = {{}, 1};
  wanted.accelerator_names = {"radeon-pro-v520"};
  CHECK(Names(wanted) == "g4ad.xlarge");
  wanted = Allowed({"g4dn.xlarge", "m5.large"});
  wanted.accelerators = {{}, 0};
  CHECK(Names(wanted) == "m5.large");
}

TEST_CASE("a type that the store adds is found; what the data does not know counts as met") {
  Catalog catalog;
  InstanceType type;
  type.name = "x99.large";
  type.vcpus = 2;
  type.memory_mib = 4096;
  catalog.Override(type);
  InstanceRequirements wanted = Allowed({"x99.*"});
  wanted.network_gbps = {100, {}};
  wanted.hibernation = true;
  const std::vector<const InstanceType*> found = FindTypes(catalog, wanted);
  REQUIRE(found.size() == 1);
  CHECK(found[0]->name == "x99.large");
}

TEST_CASE("patterns") {
  CHECK(MatchesPattern("m5.large", "m5.large"));
  CHECK(MatchesPattern("m5.large", "*"));
  CHECK(MatchesPattern("m5.large", "m*.l*e*"));
  CHECK(MatchesPattern("m5.large", "*.large"));
  CHECK(!MatchesPattern("m5.large", "m5"));
  CHECK(!MatchesPattern("m5.large", "*.larg"));
  CHECK(!MatchesPattern("m5", "m5*.*"));
  CHECK(!MatchesPattern("", "a"));
  CHECK(MatchesPattern("", "**"));
  CHECK(!MatchesPattern(std::string(100'000, 'a'), "*a*a*a*b"));
}

}  // namespace
}  // namespace headroom::testing
