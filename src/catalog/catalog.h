#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/count.h"

namespace headroom {

/// What EC2 says of an instance type. Source: EC2 DescribeInstanceTypes. Lists are joined by `;`.
/// Numbers and flags in `optional` are nothing where the data does not know them.
struct InstanceType {
  std::string_view name = {};
  std::string_view family = {};  // the name up to the dot
  int32_t vcpus = 0;             // by default; of a type that FindType returns, never 0
  int32_t cores = 0;             // 0: not known (a store entry that does not say)
  int32_t threads_per_core = 0;  // 0: likewise
  // What CpuOptions may ask for: segments `n`, `a-b`, `a-b/step`; empty: the type takes no CPU options.
  std::string_view valid_cores = {};
  std::string_view valid_threads = {};
  int64_t memory_mib = 0;
  bool bare_metal = false;
  bool dedicated_hosts = false;  // a Dedicated Host offers it

  // What attribute-based selection (InstanceRequirements) asks for.
  bool current_generation = false;
  bool burstable = false;
  std::string_view hypervisor = {};        // "nitro", "xen"; empty: bare metal
  std::string_view architectures = {};     // "x86_64", "i386;x86_64", "arm64", "arm64_mac", "x86_64_mac"
  std::string_view cpu_manufacturer = {};  // "intel", "amd", "aws", "apple"
  std::string_view usage_classes = {};     // "on-demand;spot", …
  std::string_view accelerators = {};      // `kind:count:manufacturer:name`; the count may be a fraction
  std::optional<int64_t> accelerator_memory_mib = {};
  int64_t storage_gb = 0;               // local disks together
  std::string_view storage_types = {};  // "ssd", "hdd"
  std::optional<int32_t> network_interfaces = {}, network_baseline_mbps = {}, network_peak_mbps = {},
                         ebs_baseline_mbps = {};
  std::optional<bool> hibernation = {}, encryption_in_transit = {};

  bool AllowsCores(int64_t count) const;
  bool AllowsThreads(int64_t count) const;
  bool operator==(const InstanceType&) const = default;
};

/// `valid_cores` or `valid_threads` for a person: "8 to 32 in steps of 4, 64 or 96"; "" for none.
std::string DescribeValidCounts(std::string_view segments);

/// The family of an instance type's name: what stands before the dot; the whole name without one.
std::string_view FamilyOfType(std::string_view type_name);

/// A Dedicated Host of a family; nothing where the data does not know. Source: EC2's Dedicated Hosts
/// documents.
struct HostFamily {
  std::string_view family = {};
  Count sockets = {};
  Count cores = {};
  Count vcpus = {};
  bool multi_size = false;   // mixes sizes of the family; otherwise one type per host
  bool lower_bound = false;  // derived figures: at least this
};

/// Instance types and hosts: the data built into the program (rules/catalog), with the store's entries over
/// it, entry by entry.
class Catalog {
 public:
  const InstanceType* FindType(std::string_view name) const;
  const HostFamily* FindHost(std::string_view family) const;
  /// All type names, sorted; for "did you mean" and attribute-based selection.
  std::vector<std::string_view> TypeNames() const;

  /// Replaces or adds one entry; the catalog keeps its own copies of the strings.
  void Override(const InstanceType& type);
  void Override(const HostFamily& host);

 private:
  std::string_view Keep(std::string_view text);

  std::map<std::string_view, InstanceType> types_;  // only the overrides
  std::map<std::string_view, HostFamily> hosts_;
  std::deque<std::string> strings_;  // never move
};

/// "2026-08": the date of the built-in data, for `--version`.
std::string_view CatalogDate();

}  // namespace headroom
