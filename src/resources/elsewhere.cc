// What deploys templates that are not at hand: stack sets, products of Service Catalog. (Nested stacks are
// followed, see stack.h.) Any of them may start instances, so none may pass in silence. Source:
// CloudFormation reference, AWS::CloudFormation::StackSet,
// AWS::ServiceCatalog::CloudFormationProvisionedProduct.

#include <utility>

#include "resources/resource_type.h"

namespace headroom {
namespace {

void AddOpaque(const cfn::Resource& resource, std::string reason, Extracted& out) {
  out.opaque.push_back({out.path, resource.id, resource.where, std::move(reason)});
}

}  // namespace

void ExtractStackSet(cfn::Evaluator&, const cfn::Resource& resource, Extracted& out) {
  AddOpaque(resource, "what a stack set deploys into accounts and Regions is not read", out);
}

void ExtractProvisionedProduct(cfn::Evaluator&, const cfn::Resource& resource, Extracted& out) {
  AddOpaque(resource, "what a product of Service Catalog deploys is not known", out);
}

}  // namespace headroom
