#include "catalog/families.h"

#include <algorithm>

namespace headroom {
namespace {

struct Group {
  std::string_view name;
  std::vector<std::string_view> families;
};

/// `optimal` has changed its meaning in 2025: an environment that is older may still start the older
/// families.
const std::vector<Group>& Groups() {
  static const std::vector<Group> groups = {
      {"default_arm64", {"c6g", "c7g", "m6g", "r6g"}},
      {"default_x86_64", {"c6i", "c7i", "m6i", "r6i"}},
      {"optimal", {"c4", "c5", "c6i", "c7i", "m4", "m5", "m6i", "r4", "r5", "r6i"}},
  };
  return groups;
}

std::vector<std::string_view> FamiliesOf(std::string_view name) {
  for (const Group& group : Groups()) {
    if (group.name == name) return group.families;
  }
  return {name};
}

}  // namespace

std::vector<const InstanceType*> TypesOfFamily(const Catalog& catalog, std::string_view name) {
  const std::vector<std::string_view> families = FamiliesOf(name);
  std::vector<const InstanceType*> out;
  for (std::string_view type_name : catalog.TypeNames()) {
    const std::string_view family = FamilyOfType(type_name);
    if (std::find(families.begin(), families.end(), family) == families.end()) continue;
    const InstanceType* type = catalog.FindType(type_name);
    if (type != nullptr && !type->bare_metal) out.push_back(type);
  }
  return out;
}

}  // namespace headroom
