#include "cfn/include.h"

#include <string_view>
#include <utility>
#include <vector>

#include "cfn/evaluator.h"
#include "syntax/document_builder.h"

namespace headroom::cfn {
namespace {

constexpr std::string_view kInclude = "AWS::Include";
constexpr std::string_view kShortForm = "Transform";  // `!Transform`

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
    const Document* snippet = nullptr;  // where a map is a transform in its short form
    if (node.tag == kShortForm && &from == &document_) snippet = SnippetOf(id, id);
    if (snippet != nullptr) node.tag = NodeTag();
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
    const bool copied = snippet != nullptr                ? CopyEntries(*snippet, snippet->root())
                        : node.kind == NodeKind::kMapping ? CopyEntries(from, id)
                                                          : CopyItems(from, id);
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
      const bool transforms = &from == &document_ && IsTransform(id, entry);
      const bool copied =
          transforms ? CopyTransforms(id, entry) : CopyNode(from, entry.key) && CopyNode(from, entry.value);
      if (!copied) return false;
    }
    return true;
  }

  bool IsTransform(NodeId map, const Document::Entry& entry) const {
    const std::string_view key = document_[entry.key].text;
    return key == kTransformKey || (map == document_.root() && key == "Transform");
  }

  /// The snippets of one transform or of a list of them, and in its place what is left of it.
  bool CopyTransforms(NodeId map, const Document::Entry& entry) {
    const Node& value = document_[entry.value];
    if (value.kind != NodeKind::kSequence) {
      const Document* snippet = SnippetOf(map, entry.value);
      if (snippet != nullptr) return CopyEntries(*snippet, snippet->root());
      return CopyNode(document_, entry.key) && CopyNode(document_, entry.value);
    }
    std::vector<NodeId> left;
    for (uint32_t i = 0; i < value.count; ++i) {
      const NodeId item = document_.Item(value, i);
      const Document* snippet = SnippetOf(map, item);
      if (snippet == nullptr) {
        left.push_back(item);
      } else if (!CopyEntries(*snippet, snippet->root())) {
        return false;
      }
    }
    return (left.empty() && value.count > 0) || CopyList(entry, left);
  }

  bool CopyList(const Document::Entry& entry, const std::vector<NodeId>& items) {
    if (!CopyNode(document_, entry.key) || !builder_.Open(document_[entry.value])) return false;
    for (const NodeId item : items) {
      if (!CopyNode(document_, item)) return false;
    }
    builder_.Close(document_[entry.value].span.end);
    return true;
  }

  /// The name of a transform: the section Transform may hold it alone.
  NodeId NameOf(NodeId transform) const {
    return document_[transform].kind == NodeKind::kScalar ? transform : document_.Find(transform, "Name");
  }

  /// The snippet that a transform of `map` stands for, or null.
  const Document* SnippetOf(NodeId map, NodeId transform) {
    const NodeId name = NameOf(transform);
    if (name == kNoNode || document_[name].text != kInclude) return nullptr;
    const NodeId location = document_.Find(document_.Find(transform, "Parameters"), "Location");
    SnippetCall call;
    call.where = document_.PlaceOf(location == kNoNode ? transform : location);
    call.node = location;
    call.holder = map;
    if (location == kNoNode) return find_(call);
    const Node& node = document_[location];
    if (node.kind == NodeKind::kScalar && node.tag.empty()) call.location = node.text;
    const Document* found = find_(call);
    if (found != nullptr) at_ = node.span;
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
