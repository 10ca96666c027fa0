#pragma once

#include <functional>
#include <optional>

#include "checks/check.h"

namespace headroom {

/// "default", "dedicated", "host": EC2's names.
const char* TenancyName(Tenancy tenancy);

/// Calls `visit` for every license that a candidate of a launch consumes, in the order of the plan.
using ClaimVisitor = std::function<void(const PlannedLaunch&, const Candidate&, const License&)>;
void ForEachClaim(const CheckInput& input, const ClaimVisitor& visit);

/// Raises `check` for each candidate whose vCPUs `broken_bound` finds out of the license's bounds (it gives
/// the bound). vCPU licenses compare the vCPUs they count, Instance licenses the type's default vCPUs.
using BoundTest = std::optional<int64_t> (*)(int64_t vcpus, const LicenseRules& rules);
void CompareWithBounds(const Check& check, const CheckInput& input, Findings& out, BoundTest broken_bound);

}  // namespace headroom
