// Custom resources run somebody's own code, of which nothing can be told, and mostly it starts nothing. But
// those of CDK's AwsCustomResource say as JSON which call of an AWS service they make. Source: AWS CDK API
// reference, custom_resources.AwsCustomResource, AwsSdkCall.

#include <fmt/format.h>

#include "base/text.h"
#include "resources/api_call.h"
#include "resources/resource_type.h"
#include "syntax/inline_documents.h"

namespace headroom {
namespace {

/// The call that a text holds; other texts are of other people's resources, and none of anybody's business.
void ReadCall(cfn::Evaluator& evaluator, const cfn::Resource& resource, std::string_view key,
              Extracted& out) {
  const cfn::Value text = evaluator.Get(resource.properties, key);
  InlineDocuments* documents = evaluator.environment().inline_documents;
  if (documents == nullptr || !StartsWith(text.text(), "{")) return;
  std::string why;
  const Document* document = documents->Parse(text.where(), text.text(), why);
  if (document == nullptr) return;
  cfn::Evaluator inner(*document, evaluator);
  const cfn::Value call = inner.Evaluate({document->root(), 0});
  const cfn::Value service = inner.Get(call, "service"), action = inner.Get(call, "action");
  if (!ApiCall(service.text(), action.text()).StartsInstances()) return;
  out.opaque.push_back(
      {out.path, resource.id, text.where(),
       fmt::format("what `{}` of `{}` starts is not counted", action.text(), service.text())});
}

}  // namespace

void ExtractCustomResource(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  if (!resource.properties.is_map()) return;
  for (std::string_view key : {"Create", "Update"}) ReadCall(evaluator, resource, key, out);
}

}  // namespace headroom
