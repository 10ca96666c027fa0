#pragma once

#include <cstdint>
#include <functional>

#include "checks/check.h"

namespace headroom {

/// "default", "dedicated", "host": EC2's names.
const char* TenancyName(Tenancy tenancy);

/// Calls `visit` for every license that a candidate of a launch consumes, in the order of the plan.
using ClaimVisitor = std::function<void(const PlannedLaunch&, const Candidate&, const License&)>;
void ForEachClaim(const CheckInput& input, const ClaimVisitor& visit);

/// Raises `check` for each candidate that is out of the license's bounds on one side. vCPU licenses compare
/// the vCPUs they count, Instance licenses the type's default vCPUs, Core and Socket licenses the host's
/// cores and sockets.
enum class BoundSide : uint8_t { kMinimum, kMaximum };
void CompareWithBounds(const Check& check, const CheckInput& input, Findings& out, BoundSide side);

}  // namespace headroom
