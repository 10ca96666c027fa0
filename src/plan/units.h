#pragma once

#include <cstdint>
#include <vector>

#include "base/count.h"
#include "plan/plan.h"

namespace headroom {

/// What one instance of a candidate consumes of a license that it claims: 1 (Instance), its vCPUs (vCPU).
/// Nothing: the data lacks the type, or it cannot be determined; always nothing for Core and Socket, which
/// count hosts. Source: License Manager user guide, "Parameters and rules"; domain rule for CPU options:
/// honorVcpuOptimization.
Count UnitsPerInstance(const Candidate& candidate, const License& license);

/// The vCPUs that `license` sees in one instance: CoreCount × ThreadsPerCore where it honors CPU options,
/// else the type's default.
Count CountedVcpus(const Candidate& candidate, const License& license);

/// One way to spend capacity: an instance of `weight` capacity units takes `units` licenses.
struct Choice {
  int64_t weight;
  int64_t units;
};

/// The least and the most licenses that any mix of choices takes when instances are started one after another
/// for as long as the group is below `capacity` (so the last may overshoot), or, without `overshoots`, for as
/// long as one more fits. `choices` is not empty, weights are 1 or more. Exact, but for groups of tens of
/// thousands of units with dozens of large weights: there the bounds are wider by less than what one instance
/// takes.
struct Bounds {
  int64_t low = 0;
  int64_t high = 0;
};
Bounds BoundUnits(std::vector<Choice> choices, int64_t capacity, bool overshoots = true);

}  // namespace headroom
