// What deploys templates that are not at hand: nested stacks, stack sets, products of Service Catalog. Any of
// them may start instances, so none may pass in silence. Source: CloudFormation reference,
// AWS::CloudFormation::Stack, AWS::CloudFormation::StackSet,
// AWS::ServiceCatalog::CloudFormationProvisionedProduct.

#include <utility>

#include "resources/resource_type.h"

namespace headroom {
namespace {

void AddOpaque(const cfn::Resource& resource, std::string reason, Extracted& out) {
  out.opaque.push_back({out.path, resource.id, resource.where, std::move(reason)});
}

}  // namespace

void ExtractNestedStack(cfn::Evaluator&, const cfn::Resource& resource, Extracted& out) {
  AddOpaque(resource, "the template of a nested stack is not read; check it as a PATH of its own", out);
}

void ExtractStackSet(cfn::Evaluator&, const cfn::Resource& resource, Extracted& out) {
  AddOpaque(resource, "what a stack set deploys into accounts and Regions is not read", out);
}

void ExtractProvisionedProduct(cfn::Evaluator&, const cfn::Resource& resource, Extracted& out) {
  AddOpaque(resource, "what a product of Service Catalog deploys is not known", out);
}

}  // namespace headroom
