// What deploys templates that are not at hand: products of Service Catalog, modules, what a transform or
// another program makes of a resource. (Nested stacks and stack sets are followed, see stack.h.) Any of them
// may start instances, so none may pass in silence. Source: CloudFormation reference,
// AWS::ServiceCatalog::CloudFormationProvisionedProduct.

#include <fmt/format.h>

#include "resources/resource_type.h"

namespace headroom {

void ExtractProvisionedProduct(cfn::Evaluator&, const cfn::Resource& resource, Extracted& out) {
  out.opaque.push_back(
      {out.path, resource.id, resource.where, "what a product of Service Catalog deploys is not known"});
}

void ExtractModule(cfn::Evaluator&, const cfn::Resource& resource, Extracted& out) {
  out.opaque.push_back({out.path, resource.id, resource.where, "what a module holds is known only at AWS"});
}

void ExtractUntyped(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value type = evaluator.Get(resource.body, "Type");
  if (!type.is_unknown() || type.unknown().reported) return;
  out.opaque.push_back({out.path, resource.id, resource.where,
                        fmt::format("its type cannot be determined: {}", type.unknown().reason)});
}

}  // namespace headroom
