#pragma once

#include <string_view>
#include <vector>

#include "catalog/catalog.h"

namespace headroom {

/// The types that AWS Batch starts for a family ("c5") or one of its groups of families ("optimal",
/// "default_x86_64", "default_arm64"), sorted by name; empty for any other word. Bare metal is in no family.
/// Source: Batch API reference, ComputeResource, `instanceTypes`.
std::vector<const InstanceType*> TypesOfFamily(const Catalog& catalog, std::string_view name);

}  // namespace headroom
