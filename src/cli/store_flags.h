#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/flags.h"
#include "cli/manual.h"

namespace headroom {

/// What the arguments behind `headroom store` ask for.
Result<Command> ParseStore(const std::vector<std::string>& arguments,
                           const std::vector<std::string_view>& formats);

/// `headroom store`, and its commands ("store sync", …) in the order in which it lists them.
CommandManual StoreManual(const std::vector<std::string_view>& formats);
std::vector<CommandManual> StoreManuals(const std::vector<std::string_view>& formats);

}  // namespace headroom
