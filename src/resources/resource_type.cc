#include "resources/resource_type.h"

#include <algorithm>
#include <iterator>

namespace headroom {

#define RESOURCE_TYPE(name, function) void function(cfn::Evaluator&, const cfn::Resource&, Extracted&);
#include "resources/list.def"
#undef RESOURCE_TYPE

namespace {

constexpr ResourceType kTypes[] = {
#define RESOURCE_TYPE(name, function) {name, function},
#include "resources/list.def"
#undef RESOURCE_TYPE
};

}  // namespace

const ResourceType* FindResourceType(std::string_view name) {
  const auto* found =
      std::lower_bound(std::begin(kTypes), std::end(kTypes), name,
                       [](const ResourceType& type, std::string_view n) { return type.name < n; });
  return found != std::end(kTypes) && found->name == name ? found : nullptr;
}

Extracted ExtractLaunches(cfn::Evaluator& evaluator, const std::string& path) {
  Extracted out;
  out.path = path;
  for (const cfn::Resource& resource : evaluator.Resources()) {
    const ResourceType* type = FindResourceType(resource.type);
    if (type == nullptr) continue;
    evaluator.SetResource(resource.id);
    type->extract(evaluator, resource, out);
  }
  evaluator.SetResource("");
  return out;
}

}  // namespace headroom
