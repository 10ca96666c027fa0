#pragma once

#include <set>
#include <string>

#include "cfn/template.h"
#include "expand/tree.h"

namespace headroom {

/// The declarations of a template that a piece of it refers to.
struct Needs {
  std::set<std::string, std::less<>> parameters, mappings, conditions;

  bool operator==(const Needs&) const = default;
};

/// Adds what `tree` refers to. A name that is not plain text may be any; what a transform brings may refer to
/// everything.
void CollectNeeds(const Tree& tree, const cfn::Template& tmpl, Needs& needs);
void NeedEverything(const cfn::Template& tmpl, Needs& needs);

/// Whether only AWS::LanguageExtensions gives `tree` a meaning: loops, its own functions, and functions where
/// the plain language takes text alone. Source: CloudFormation template reference,
/// "AWS::LanguageExtensions transform".
bool NeedsLanguageExtensions(const Tree& tree);

}  // namespace headroom
