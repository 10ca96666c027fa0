#pragma once

#include <string>
#include <vector>

#include "cfn/evaluator.h"
#include "resources/launch.h"
#include "resources/update.h"
#include "syntax/document.h"

namespace headroom {

/// What a change set replaces: resources that it leaves alone are in neither side of it.
struct ChangeSet {
  Extracted before;  // what it changes and removes, as it runs now
  UpdateBehaviors behaviors_before, behaviors_after;
};

/// Whether a document is what describe-change-set prints.
bool IsChangeSet(const Document& document, NodeId root);

/// Where the change set's stack lies, by the stack's ARN; `otherwise` as far as that does not say it.
Target ChangeSetTarget(const Document& document, const Target& otherwise);

/// What the resources of a change set ask for once it has run, and what they do now. It says what becomes of
/// a resource by the contexts that `--include-property-values` adds; without them nobody can see what it
/// starts. The change set's template, as text in `TemplateBody` beside the changes, says what refers to what
/// only the run can name. `plain` reads the file without the template language. Source: CloudFormation API
/// reference, DescribeChangeSet, ResourceChange; GetTemplate.
Extracted ExtractChangeSetFile(cfn::Evaluator& plain, const Document& document, const std::string& path,
                               ChangeSet& changes);

}  // namespace headroom
