#include "syntax/document.h"

namespace headroom {
namespace {

constexpr Document::Entry kNoEntry = {kNoNode, kNoNode};

Document::Entry FindEntry(const Document& document, NodeId mapping, std::string_view key) {
  if (mapping == kNoNode || document[mapping].kind != NodeKind::kMapping) return kNoEntry;
  const Node& node = document[mapping];
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    const Document::Entry entry = document.EntryAt(node, i);
    if (document[entry.key].text == key) return entry;
  }
  return kNoEntry;
}

}  // namespace

NodeId Document::Find(NodeId mapping, std::string_view key) const {
  return FindEntry(*this, mapping, key).value;
}

NodeId Document::FindKey(NodeId mapping, std::string_view key) const {
  return FindEntry(*this, mapping, key).key;
}

Place Document::PlaceOf(NodeId id) const {
  if (file_->within()) return file_->within();
  if (id == kNoNode) return {file_, {}};
  return {file_, {nodes_[id].tag_begin, nodes_[id].span.end}};
}

}  // namespace headroom
