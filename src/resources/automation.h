#pragma once

#include "cfn/evaluator.h"
#include "cfn/parameters.h"
#include "resources/launch.h"
#include "syntax/document.h"

namespace headroom {

/// Whether a document is an SSM Automation document: `schemaVersion` 0.3 and `mainSteps`.
bool IsAutomationDocument(const Document& document);

/// LM005 for each value that is given for a parameter of the Automation document `content` and that its
/// declaration forbids. `evaluator` reads the document.
void CheckAutomationParameters(cfn::Evaluator& evaluator, const cfn::Value& content,
                               const cfn::GivenParameters& given, Findings& findings);

/// The launches of an SSM Automation document, each named by its step. `evaluator` reads the document
/// `content`, a map; its parameters are those `given`, else open (Evaluator::DocumentParameter, below `name`)
/// or their defaults. Every step counts as run once, whatever way the document takes. Source: Systems Manager
/// Automation runbook reference.
void ExtractAutomation(cfn::Evaluator& evaluator, const cfn::Value& content, const std::string& name,
                       const cfn::GivenParameters& given, Extracted& out);

}  // namespace headroom
