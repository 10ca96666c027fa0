#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace headroom {

/// `headroom rules`: every rule, a line each.
std::string ListRules();

/// `headroom explain RULE`, by id or name; an unknown one is an error with "did you mean".
Result<std::string> ExplainRule(std::string_view id_or_name);

}  // namespace headroom
