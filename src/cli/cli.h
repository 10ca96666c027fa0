#pragma once

#include <string>
#include <vector>

#include "cli/world.h"

namespace headroom {

/// The whole program: arguments (without the program's name) in, exit status out. 0: nothing at or above
/// `--fail-on`; 1: findings; 2: the tool could not do its work, and one sentence on standard error says why.
int Main(const std::vector<std::string>& arguments, const World& world);

}  // namespace headroom
