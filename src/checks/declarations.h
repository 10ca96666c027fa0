#pragma once

#include "checks/check.h"

namespace headroom::checks {

#define CHECK(identifier) extern const Check identifier;
#include "checks/list.def"
#undef CHECK

}  // namespace headroom::checks
