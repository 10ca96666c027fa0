#include "catalog/catalog.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace headroom {
namespace {

InstanceType Found(const Catalog& catalog, std::string_view name) {
  const InstanceType* type = catalog.FindType(name);
  REQUIRE_MESSAGE(type != nullptr, std::string(name));
  return *type;
}

TEST_CASE("a type carries every fact of its row") {
  const Catalog catalog;
  const InstanceType expected = {.name = "g5.xlarge",
                                 .family = "g5",
                                 .vcpus = 4,
                                 .cores = 2,
                                 .threads_per_core = 2,
                                 .valid_cores = "",
                                 .valid_threads = "",
                                 .memory_mib = 16384,
                                 .bare_metal = false,
                                 .dedicated_hosts = false,
                                 .current_generation = false,
                                 .burstable = false,
                                 .hypervisor = "nitro",
                                 .architectures = "x86_64",
                                 .cpu_manufacturer = "amd",
                                 .usage_classes = "on-demand;spot",
                                 .accelerators = "gpu:1:nvidia:A10G",
                                 .accelerator_memory_mib = 22888,
                                 .storage_gb = 250,
                                 .storage_types = "ssd",
                                 .network_interfaces = 4,
                                 .network_baseline_mbps = 2500,
                                 .network_peak_mbps = 10000,
                                 .ebs_baseline_mbps = 700,
                                 .hibernation = false,
                                 .encryption_in_transit = true};
  CHECK(Found(catalog, "g5.xlarge") == expected);
}

TEST_CASE("what the records do not say is not known, never 0") {
  const Catalog catalog;
  const InstanceType type = Found(catalog, "u-6tb1.metal");
  CHECK(type.vcpus == 448);
  CHECK(type.memory_mib == 6291456);
  CHECK(type.network_baseline_mbps == std::nullopt);
  CHECK(type.hibernation == std::nullopt);
  CHECK(type.accelerator_memory_mib == std::nullopt);
}

TEST_CASE("vcpus and cores are those of the records, whatever the name suggests") {
  struct {
    const char* name;
    const char* family;
    int32_t vcpus, cores, threads;
    bool metal, hosts;
  } const cases[] = {
      {"t2.micro", "t2", 1, 1, 1, false, false},
      {"m5.large", "m5", 2, 1, 2, false, true},
      {"m5.metal", "m5", 96, 48, 2, true, true},
      {"i3.metal", "i3", 72, 36, 2, true, true},
      {"c7g.metal", "c7g", 64, 64, 1, true, true},
      {"c4.8xlarge", "c4", 36, 18, 2, false, true},
      {"m1.small", "m1", 1, 1, 1, false, false},
      {"mac2-m2.metal", "mac2-m2", 8, 8, 1, true, true},
      {"u7i-12tb.224xlarge", "u7i-12tb", 896, 448, 2, false, true},
  };
  const Catalog catalog;
  for (const auto& c : cases) {
    CAPTURE(c.name);
    const InstanceType type = Found(catalog, c.name);
    CHECK(type.family == c.family);
    CHECK(type.vcpus == c.vcpus);
    CHECK(type.cores == c.cores);
    CHECK(type.threads_per_core == c.threads);
    CHECK(type.bare_metal == c.metal);
    CHECK(type.dedicated_hosts == c.hosts);
  }
}

TEST_CASE("a name that is near is not found") {
  const Catalog catalog;
  for (const char* name : {"", "m5", "m5.", "m5.large ", "M5.large", "m5.larg", "zz.large", "0", "a1", "~"}) {
    CAPTURE(name);
    CHECK(catalog.FindType(name) == nullptr);
  }
}

TEST_CASE("all names, sorted, each once, each found") {
  const Catalog catalog;
  const std::vector<std::string_view> names = catalog.TypeNames();
  CHECK(names.size() == 1400);
  CHECK(std::adjacent_find(names.begin(), names.end(), std::greater_equal<>()) == names.end());
  for (std::string_view name : names) {
    const InstanceType type = Found(catalog, name);
    CHECK(type.vcpus == type.cores * type.threads_per_core);
    CHECK(type.family == FamilyOfType(name));
  }
}

TEST_CASE("the family stands before the dot") {
  CHECK(FamilyOfType("m5.large") == "m5");
  CHECK(FamilyOfType("u7i-12tb.224xlarge") == "u7i-12tb");
  CHECK(FamilyOfType("m7i-flex.large") == "m7i-flex");
  CHECK(FamilyOfType("m5") == "m5");
  CHECK(FamilyOfType("") == "");
}

std::vector<int64_t> Allowed(std::string_view segments) {
  InstanceType type;
  type.valid_cores = segments;
  std::vector<int64_t> allowed;
  for (int64_t count = -2; count <= 100; ++count) {
    if (type.AllowsCores(count)) allowed.push_back(count);
  }
  return allowed;
}

TEST_CASE("segments of valid counts") {
  CHECK(Allowed("8-32/4;64;96") == std::vector<int64_t>{8, 12, 16, 20, 24, 28, 32, 64, 96});
  CHECK(Allowed("1-4") == std::vector<int64_t>{1, 2, 3, 4});
  CHECK(Allowed("1-2;4-16/2") == std::vector<int64_t>{1, 2, 4, 6, 8, 10, 12, 14, 16});
  CHECK(Allowed("2;4") == std::vector<int64_t>{2, 4});
  CHECK(Allowed("12") == std::vector<int64_t>{12});
  CHECK(Allowed("").empty());
}

TEST_CASE("a type's threads per core") {
  const Catalog catalog;
  CHECK(Found(catalog, "m5.large").AllowsThreads(1));
  CHECK(Found(catalog, "m5.large").AllowsThreads(2));
  CHECK_FALSE(Found(catalog, "m5.large").AllowsThreads(3));
  CHECK_FALSE(Found(catalog, "t2.micro").AllowsThreads(1));
}

TEST_CASE("valid counts for a person") {
  CHECK(DescribeValidCounts("8-32/4;64;96") == "8 to 32 in steps of 4, 64 or 96");
  CHECK(DescribeValidCounts("1-2") == "1 to 2");
  CHECK(DescribeValidCounts("2;4") == "2 or 4");
  CHECK(DescribeValidCounts("1") == "1");
  CHECK(DescribeValidCounts("") == "");
}

void CheckHost(std::string_view family, Count sockets, Count cores, Count vcpus, bool multi_size,
               bool lower_bound) {
  CAPTURE(std::string(family));
  const Catalog catalog;
  const HostFamily* host = catalog.FindHost(family);
  REQUIRE(host != nullptr);
  CHECK(host->family == family);
  CHECK(host->sockets == sockets);
  CHECK(host->cores == cores);
  CHECK(host->vcpus == vcpus);
  CHECK(host->multi_size == multi_size);
  CHECK(host->lower_bound == lower_bound);
}

TEST_CASE("a host's figures are not those of its largest size") {
  CheckHost("m5", 2, 48, 96, true, false);
  CheckHost("c7g", 3, 192, 192, false, false);
  CheckHost("c4", 2, 20, 36, false, false);
  CheckHost("u7i-12tb", 8, 448, 896, false, false);
}

TEST_CASE("host figures that are derived or missing say so") {
  CheckHost("m8i", {}, 192, 384, false, true);
  CheckHost("c8gn", 2, 192, 192, false, true);
  CheckHost("trn1", {}, 64, 128, false, true);
  CheckHost("t3", 2, 48, {}, true, false);
  CheckHost("f1", 2, {}, {}, false, false);
  CheckHost("g3s", {}, {}, {}, false, false);
}

TEST_CASE("families without Dedicated Hosts are not there") {
  const Catalog catalog;
  for (const char* family : {"", "t2", "m5.large", "zz"}) CHECK(catalog.FindHost(family) == nullptr);
}

TEST_CASE("an override replaces one entry and keeps its own strings") {
  Catalog catalog;
  {
    std::string name = "m5.large", cores = "1-3";
    catalog.Override(
        InstanceType{.name = name, .vcpus = 6, .cores = 3, .threads_per_core = 2, .valid_cores = cores});
    name = "zzzzzzzz";
    cores = "zzz";
  }
  CHECK(Found(catalog, "m5.large").vcpus == 6);
  CHECK(Found(catalog, "m5.large").family == "m5");
  CHECK(Found(catalog, "m5.large").valid_cores == "1-3");
  CHECK(Found(catalog, "m5.xlarge").vcpus == 4);
  CHECK(catalog.TypeNames().size() == 1400);
}

TEST_CASE("an override of an override, and of a type the data lacks; moved along") {
  Catalog first;
  first.Override(InstanceType{.name = "m98.large", .vcpus = 6});
  first.Override(InstanceType{.name = "m98.large", .vcpus = 8});
  first.Override(HostFamily{.family = "m98", .sockets = 4});
  first.Override(HostFamily{.family = "m8i", .sockets = 4, .cores = 192, .vcpus = 384});
  const Catalog catalog = std::move(first);
  CHECK(Found(catalog, "m98.large").vcpus == 8);
  CHECK(Found(catalog, "m98.large").family == "m98");
  REQUIRE(catalog.FindHost("m98") != nullptr);
  CHECK(catalog.FindHost("m98")->sockets == Count(4));
  CHECK(catalog.FindHost("m8i")->sockets == Count(4));
  const std::vector<std::string_view> names = catalog.TypeNames();
  CHECK(names.size() == 1401);
  CHECK(std::is_sorted(names.begin(), names.end()));
}

TEST_CASE("the data's date") { CHECK(CatalogDate() == "2026-08"); }

}  // namespace
}  // namespace headroom
