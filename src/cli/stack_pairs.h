#pragma once

#include "cli/inputs.h"
#include "plan/update.h"

namespace headroom {

/// Tells which templates are one stack: each of `inputs` and the one of `deployed` (null: nothing is) whose
/// path ends like its own, as far as that is one alone; a change set is a stack of its own. What has no other
/// half by its name is one with all that has none: a stack's template may have been renamed.
StackNames PairStacks(const InputSet& inputs, const InputSet* deployed);

}  // namespace headroom
