#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"

namespace headroom {

/// Attribute-based instance type selection: what is asked of a type instead of its name. A
/// default-constructed one asks for what EC2 asks without being told. Source: EC2 API reference,
/// InstanceRequirements.
struct InstanceRequirements {
  /// Both ends included; an absent one is open.
  struct Range {
    std::optional<double> min = {}, max = {};
    bool Holds(double value) const { return (!min || value >= *min) && (!max || value <= *max); }
    bool open() const { return !min && !max; }
  };
  enum class Presence : uint8_t { kIncluded, kExcluded, kRequired };
  using Names = std::vector<std::string>;  // empty: any

  Range vcpus, memory_mib, memory_gib_per_vcpu, network_interfaces, network_gbps, ebs_mbps;
  Range accelerators, accelerator_memory_mib, storage_gb;
  Presence bare_metal = Presence::kExcluded;
  Presence burstable = Presence::kExcluded;
  Presence local_storage = Presence::kIncluded;
  Names cpu_manufacturers;          // "intel", "amd", "amazon-web-services", "apple"
  Names generations;                // "current", "previous"
  Names storage_types;              // "hdd", "ssd"
  Names accelerator_types;          // "gpu", "fpga", "inference", "media"
  Names accelerator_manufacturers;  // "nvidia", …
  Names accelerator_names;          // "a10g", "radeon-pro-v520", …
  Names allowed, excluded;          // type names with `*`: "m5.*"
  bool hibernation = false;         // required
  bool encryption_in_transit = false;
};

/// The types that meet the requirements, in the order of their names. Price protection, performance factors
/// and what a Region lacks are not known here, nor are some attributes of some types: those count as met, so
/// that nothing is missing from the list that EC2 might choose.
std::vector<const InstanceType*> FindTypes(const Catalog& catalog, const InstanceRequirements& wanted);

/// Whether `name` is what `pattern` says, in which `*` stands for any text.
bool MatchesPattern(std::string_view name, std::string_view pattern);

}  // namespace headroom
