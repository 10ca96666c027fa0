#pragma once

#include <string_view>
#include <vector>

#include "base/embedded.h"

namespace headroom {

/// A license configuration from a vendor's usual terms: rules/presets.
struct Preset {
  std::string_view name;      // "sql-server-vcpu"
  std::string_view document;  // a store document, with what it assumes in comments
};

const std::vector<Preset>& Presets();

/// What editors check documents and the config file by: schemas/.
std::string_view StoreSchema();
std::string_view ConfigSchema();

}  // namespace headroom
