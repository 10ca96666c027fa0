#pragma once

#include "base/finding.h"
#include "cfn/evaluator.h"
#include "expand/tree.h"

namespace headroom {

/// The template with everything resolved that the evaluator can decide: parameters, mappings, conditions and
/// loops give way to what they come to; what cannot be decided stays, with the declarations that it needs. It
/// means the same as the template it comes from. A parameter that stays and has a value in `assignment` has
/// it as its default. What is wrong with the template is added to `findings` (LM003), which are the
/// evaluator's; what is written is then not to be used.
Tree ExpandTemplate(cfn::Evaluator& evaluator, const cfn::Assignment& assignment, Findings& findings);

}  // namespace headroom
