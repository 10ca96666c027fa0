#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "resources/launch.h"

namespace headroom {

/// Calls `visit` for each resource of its stack that a launch may be made of beside itself: launch templates,
/// its images, its network, what changes its group, the hosts below it. What is not known may be any of them;
/// a launch read with more values known may be made of these and no others. `visit` takes the logical id and
/// what the resource was read from (Launch::touched).
void ForEachRelated(
    const Extracted& stack, const Launch& launch,
    const std::function<void(const std::string& resource, const std::vector<uint32_t>& touched)>& visit);

}  // namespace headroom
