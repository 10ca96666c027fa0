#pragma once

#include "base/finding.h"
#include "cfn/evaluator.h"
#include "expand/tree.h"
#include "syntax/document.h"

namespace headroom {

/// The template with everything resolved that the evaluator can decide: parameters, mappings, conditions and
/// loops give way to what they come to; what cannot be decided stays, with the declarations that it needs. It
/// means the same as the template it comes from. A parameter that stays and has a value in `assignment` has
/// it as its default. What is wrong with the template is added to `findings` (LM003), which are the
/// evaluator's; what is written is then not to be used.
Tree ExpandTemplate(cfn::Evaluator& evaluator, const cfn::Assignment& assignment, Findings& findings);

/// A document that is no template, as it is written, without its anchors: nothing in it is to be resolved
/// before EC2 reads it. `plain` is an evaluator without the template language.
Tree WriteDown(cfn::Evaluator& plain, Findings& findings);

/// Where a node of that document stands in it, or null. The document and the tree have the same shape.
Tree* FindWritten(const Document& document, NodeId node, Tree& tree);

}  // namespace headroom
