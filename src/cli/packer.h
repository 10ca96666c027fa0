#pragma once

#include "base/result.h"
#include "cli/options.h"
#include "cli/world.h"

namespace headroom {

/// `headroom packer`: gives the AMIs that a run of Packer made their licenses. 0: they have them, or need
/// none; 1: an AMI lacks one that what it is made from has, and nothing was written.
Result<int> RunPacker(const PackerOptions& options, const World& world);

}  // namespace headroom
