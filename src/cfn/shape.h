#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "cfn/value.h"
#include "syntax/document.h"

namespace headroom::cfn {

/// What a person sees there: "text `abc`", "a list", "a map", "nothing", "`!Ref`".
std::string Describe(const Node& node);
std::string Describe(const Value& value);

/// "did you mean `…`?", or empty.
std::string DidYouMeanHint(std::string_view word, const std::vector<std::string_view>& candidates);

/// LM003 at its place.
Finding MalformedFinding(Place where, std::string message, std::string hint = "", std::string resource = "");

/// A decimal number as CloudFormation takes it: `4`, `-0.5`, `1e3`; no hex, no `inf`, nothing around it.
std::optional<double> ParseNumber(std::string_view text);

/// Text for a message: shortened, so that a value of a megabyte does not become a line of one.
std::string Excerpt(std::string_view text, size_t longest = 120);

}  // namespace headroom::cfn
