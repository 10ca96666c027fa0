#include "cfn/include.h"

#include <string_view>
#include <utility>

#include "cfn/evaluator.h"
#include "syntax/document_builder.h"

namespace headroom::cfn {
namespace {

constexpr std::string_view kInclude = "AWS::Include";

/// Copies nodes into a new document. The builder's limit of levels bounds the recursion.
class Copier {
 public:
  Copier(const Document& document, const FindSnippet& find)
      : document_(document), find_(find), builder_(document.file()) {}

  ParseResult Copy() {
    if (document_.root() != kNoNode) CopyNode(document_, document_.root());
    return std::move(builder_).Finish();
  }

 private:
  bool CopyNode(const Document& from, NodeId id) {
    Node node = from[id];
    node.text = builder_.Own(node.text);
    if (!node.tag.empty()) node.tag = builder_.Tag(builder_.Own(node.tag));
    if (&from != &document_) {
      node.span = at_;
      node.tag_begin = at_.begin;
    }
    if (node.kind != NodeKind::kSequence && node.kind != NodeKind::kMapping) {
      builder_.Add(node);
      return true;
    }
    if (!builder_.Open(node)) return false;
    const bool copied = node.kind == NodeKind::kMapping ? CopyEntries(from, id) : CopyItems(from, id);
    if (copied) builder_.Close(node.span.end);
    return copied;
  }

  bool CopyItems(const Document& from, NodeId id) {
    for (uint32_t i = 0; i < from[id].count; ++i) {
      if (!CopyNode(from, from.Item(from[id], i))) return false;
    }
    return true;
  }

  bool CopyEntries(const Document& from, NodeId id) {
    for (uint32_t i = 0; i < Document::EntryCount(from[id]); ++i) {
      const Document::Entry entry = from.EntryAt(from[id], i);
      const Document* snippet = &from == &document_ ? SnippetAt(id, entry) : nullptr;
      const bool copied = snippet == nullptr ? CopyNode(from, entry.key) && CopyNode(from, entry.value)
                                             : CopyEntries(*snippet, snippet->root());
      if (!copied) return false;
    }
    return true;
  }

  /// The snippet that an entry stands for, or null.
  const Document* SnippetAt(NodeId map, const Document::Entry& entry) {
    const std::string_view key = document_[entry.key].text;
    if (key != kTransformKey && !(map == document_.root() && key == "Transform")) return nullptr;
    const NodeId name = document_.Find(entry.value, "Name");
    if (name == kNoNode || document_[name].text != kInclude) return nullptr;
    const NodeId location = document_.Find(document_.Find(entry.value, "Parameters"), "Location");
    if (location == kNoNode) return nullptr;
    const Node& node = document_[location];
    if (node.kind != NodeKind::kScalar || !node.tag.empty()) return nullptr;
    const Document* found = find_(std::string(node.text), document_.PlaceOf(location));
    if (found == nullptr || found->root() == kNoNode) return nullptr;
    if ((*found)[found->root()].kind != NodeKind::kMapping) return nullptr;
    at_ = node.span;
    return found;
  }

  const Document& document_;
  const FindSnippet& find_;
  DocumentBuilder builder_;
  Span at_;  // of the Location of the snippet that is copied
};

}  // namespace

bool MayInclude(const Document& document) {
  return document.file().bytes().find(kInclude) != std::string_view::npos;
}

ParseResult Include(const Document& document, const FindSnippet& find) {
  return Copier(document, find).Copy();
}

}  // namespace headroom::cfn
