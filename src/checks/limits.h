#pragma once

#include <cstdint>
#include <string>

#include "checks/check.h"

namespace headroom {

/// Where a license stands after a deployment; each state excludes those after it. Source: contract of the
/// limit rules (LM301 to LM306). A deployment that adds nothing to a license is never to blame for it.
enum class LimitState : uint8_t { kFits, kExceeded, kPossible, kAtFullScale };
LimitState LimitStateOf(const Demand& demand);

/// The numbers that a limit rule compares.
enum class Measure : uint8_t { kLow, kHigh, kFullScale };

/// Raises `check` for each license in `state` whose limit is hard (or soft), at the launch that contributes
/// most to `measure`, with the sum that led there and what would fit.
void RaiseLimit(const Check& check, const CheckInput& input, LimitState state, bool hard, Measure measure,
                Findings& out);

/// A soft Core license that only Mac hosts carry. Host resource groups ask for a Core license where nobody
/// sells one by the core, so people make one up: its limit means nothing. Source: EC2 user guide, "Amazon EC2
/// Mac instances" (launching into a host resource group).
bool IsFormality(const Demand& demand);

/// The claim that contributes most by `measure`, the first of equals; to cores and sockets by the hosts that
/// it would take alone. Counts that cannot be determined contribute nothing.
const Claim& LargestClaim(const Demand& demand, Measure measure);

/// The sums behind a demand, one note for each claim (the largest first) or kind of hosts, at most ten, then
/// the total.
void AddSums(const Demand& demand, Measure measure, Finding& finding);

/// A note-worthy way to say an amount: "128 vCPUs", "1 instance".
std::string Amount(int64_t count, CountingType type);

}  // namespace headroom
