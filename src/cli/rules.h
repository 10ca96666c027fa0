#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/config.h"

namespace headroom {

/// `headroom rules`: every rule, a line each, with the severity that the configuration gives it; one that
/// differs from the usual is marked with a `*`.
std::string ListRules(const Config& config);

/// `headroom explain RULE`, by id or name; an unknown one is an error with "did you mean".
Result<std::string> ExplainRule(std::string_view id_or_name);

}  // namespace headroom
