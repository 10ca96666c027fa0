#pragma once

#include "base/finding.h"
#include "plan/plan.h"
#include "resources/launch.h"

namespace headroom {

/// A number of instances or capacity units. Nothing if it cannot be determined (a gap of `out` says why) or
/// is none (LM003).
Count ReadSize(const cfn::Value& size, PlannedLaunch& out, Findings& findings);

/// Whether `change` is about the group that `launch` fills: by Ref, or by a name that both know.
bool IsAbout(const GroupChange& change, const Launch& launch);

/// What the input's other resources do to the capacity of `launch`, which `out` holds as the group itself
/// gives it: a raised maximum, a warm pool, a maximum that bounds nothing, a copy.
void ApplyGroupChanges(const Extracted& input, const Launch& launch, PlannedLaunch& out, Findings& findings);

}  // namespace headroom
