#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "plan/units.h"

namespace headroom {

/// So many instances of one size.
struct PackedSize {
  int64_t vcpus;  // more than 0
  int64_t count;
};

/// Packs instances of several sizes onto Dedicated Hosts. Source: EC2 user guide, "Dedicated Hosts" (hosts
/// that support multiple instance sizes); the contract's rule that a type as large as its host takes one.
class HostPacker {
 public:
  /// The fewest hosts of `capacity` vCPUs (more than 0) that hold all instances. `low` and `high` are the
  /// same but for dozens of hosts with an awkward mix, or when this packer has searched enough already: then
  /// the fewest lies between them.
  Bounds Fewest(std::vector<PackedSize> sizes, int64_t capacity);

 private:
  size_t steps_left_ = 100'000;  // of all searches together: some ten milliseconds
};

}  // namespace headroom
