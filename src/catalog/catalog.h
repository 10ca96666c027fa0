#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/count.h"

namespace headroom {

/// CPU facts of an instance type that license counting needs. Source: EC2 DescribeInstanceTypes (VCpuInfo).
/// `valid_cores`, `valid_threads`: what CpuOptions may ask for; empty: the type takes no CPU options.
struct InstanceType {
  std::string_view name;
  std::string_view family;
  int32_t vcpus = 0;
  int32_t cores = 0;
  int32_t threads_per_core = 0;
  std::string_view valid_cores;  // segments `n`, `a-b`, `a-b/step`, joined by `;`
  std::string_view valid_threads;
  int64_t memory_mib = 0;
  bool bare_metal = false;
  bool dedicated_hosts = false;  // a Dedicated Host offers it

  bool AllowsCores(int64_t count) const;
  bool AllowsThreads(int64_t count) const;
};

/// A Dedicated Host of a family; nothing where the data does not know. Source: EC2's Dedicated Hosts
/// documents.
struct HostFamily {
  std::string_view family;
  Count sockets;
  Count cores;
  Count vcpus;
  bool multi_size = false;   // mixes sizes of the family; otherwise one type per host
  bool lower_bound = false;  // derived figures: at least this
};

/// Instance types and hosts: the data built into the program, with the store's entries over it, entry by
/// entry.
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
  struct OwnedType;
  std::map<std::string, InstanceType, std::less<>> types_;  // only the overrides
  std::map<std::string, HostFamily, std::less<>> hosts_;
  std::vector<std::unique_ptr<std::string>> strings_;
};

/// "2026-08": the date of the built-in data, for `--version`.
std::string_view CatalogDate();

}  // namespace headroom
