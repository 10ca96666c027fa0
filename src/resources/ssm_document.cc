// AWS::SSM::Document: an Automation document is read as one in a file is, its steps' launches with it.
// Documents of other types start nothing. Source: CloudFormation reference, AWS::SSM::Document.

#include <fmt/format.h>

#include "resources/automation.h"
#include "resources/resource_type.h"

namespace headroom {
namespace {

/// Findings and claims are named by the step; that it stands in this document says `within`.
void ReadContent(cfn::Evaluator& evaluator, const cfn::Resource& resource, const cfn::Value& content,
                 Extracted& out) {
  Extracted found;
  found.path = out.path;
  ExtractAutomation(evaluator, content, resource.id, {}, found);
  for (Launch& launch : found.launches) {
    launch.within = resource.id;
    launch.existence = resource.existence;
    out.launches.push_back(std::move(launch));
  }
  for (LaunchTemplateResource& checked : found.checked) {
    checked.within = resource.id;
    out.checked.push_back(std::move(checked));
  }
  for (ImageProduct& product : found.products) {
    product.within = resource.id;
    out.products.push_back(std::move(product));
  }
  for (CreatedStack& created : found.created) {
    created.within = resource.id;
    created.existence = resource.existence;
    out.created.push_back(std::move(created));
  }
  for (Opaque& opaque : found.opaque) out.opaque.push_back(std::move(opaque));
}

void ReadText(cfn::Evaluator& evaluator, const cfn::Resource& resource, const cfn::Value& text,
              Extracted& out) {
  std::string why = "nothing reads it";
  InlineDocuments* documents = evaluator.environment().inline_documents;
  const Document* document =
      documents == nullptr ? nullptr : documents->Parse(text.where(), text.text(), why);
  if (document == nullptr) {
    evaluator.Malformed(text.where(), fmt::format("the document's content cannot be read: {}", why));
    return;
  }
  cfn::Evaluator inner(*document, evaluator);
  const cfn::Value content = inner.Evaluate({document->root(), 0});
  if (!content.is_map()) return evaluator.Malformed(text.where(), "the document's content must be a map");
  const cfn::Trace trace(inner);
  ReadContent(inner, resource, content, out);
  evaluator.TouchInner(trace.touched());
}

}  // namespace

void ExtractSsmDocument(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value type = headroom::ReadText(evaluator, resource.properties, "DocumentType");
  if (type.text() != "Automation") return;
  const cfn::Value content = evaluator.Get(resource.properties, "Content");
  if (content.is_map()) return ReadContent(evaluator, resource, content, out);
  if (content.is_scalar()) return ReadText(evaluator, resource, content, out);
  if (content.is_unknown()) {
    out.opaque.push_back({out.path, resource.id, content.where(),
                          fmt::format("its content cannot be determined: {}", content.unknown().reason)});
  } else {
    evaluator.Malformed(content.absent() ? resource.where : content.where(),
                        "an Automation document needs `Content`, a map or a text");
  }
}

}  // namespace headroom
