#include "store/reader.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"

namespace headroom {
namespace {

/// Whether a key is among `known`. It is looked for at `next` first, behind the one before it: programs write
/// their keys in one order.
bool IsKnown(std::string_view key, const std::vector<std::string_view>& known, size_t& next) {
  if (next >= known.size() || known[next] != key)
    next = static_cast<size_t>(std::find(known.begin(), known.end(), key) - known.begin());
  return next++ < known.size();
}

/// A mistake where quotes make text of what AWS has as a number or a flag.
bool IsText(const Node& node, Place where, std::string_view key, std::string_view wanted,
            Mistakes& mistakes) {
  if (node.quoted) mistakes.Error(where, "`{}` takes {}, not the text {}", key, wanted, Quote(node.text));
  return node.quoted;
}

}  // namespace

bool Reader::IsAbsent(NodeId id) const {
  if (id == kNoNode) return true;
  const Node& node = document_[id];
  return node.kind == NodeKind::kNull || (node.kind == NodeKind::kScalar && node.text.empty());
}

bool Reader::IsBlank(NodeId map) const {
  const Node& node = document_[map];
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    if (!IsAbsent(document_.EntryAt(node, i).value)) return false;
  }
  return true;
}

void Reader::WrongType(NodeId id, std::string_view key, std::string_view wanted) {
  const Node& node = document_[id];
  const std::string found = node.kind == NodeKind::kSequence  ? "a list"
                            : node.kind == NodeKind::kMapping ? "a map"
                            : node.kind == NodeKind::kNull    ? "nothing"
                                                              : Quote(node.text);
  mistakes_.Error(PlaceOf(id), "`{}` takes {}, not {}", key, wanted, found);
}

const Node* Reader::Scalar(NodeId id, std::string_view key, std::string_view wanted) {
  if (IsAbsent(id)) return nullptr;
  if (document_[id].kind == NodeKind::kScalar) return &document_[id];
  WrongType(id, key, wanted);
  return nullptr;
}

MaybeGiven<std::string_view> Reader::Text(NodeId map, std::string_view key) {
  const NodeId id = document_.Find(map, key);
  const Node* node = Scalar(id, key, "text");
  if (node == nullptr) return {};
  return Given<std::string_view>{node->text, PlaceOf(id)};
}

MaybeGiven<int64_t> Reader::Number(NodeId map, std::string_view key, int64_t most) {
  constexpr std::string_view kWanted = "a whole number";
  const NodeId id = document_.Find(map, key);
  const Node* node = Scalar(id, key, kWanted);
  if (node == nullptr || IsText(*node, PlaceOf(id), key, kWanted, mistakes_)) return {};
  const std::optional<int64_t> number = ParseInteger(node->text);
  if (!number) {
    WrongType(id, key, kWanted);
  } else if (*number < 0) {
    mistakes_.Error(PlaceOf(id), "`{}` is negative: {}", key, Quote(node->text));
  } else if (*number > most) {
    mistakes_.Error(PlaceOf(id), "`{}` is more than {}: {}", key, WithCommas(most), Quote(node->text));
  } else {
    return Given<int64_t>{*number, PlaceOf(id)};
  }
  return {};
}

MaybeGiven<bool> Reader::Flag(NodeId map, std::string_view key) {
  constexpr std::string_view kWanted = "`true` or `false`";
  const NodeId id = document_.Find(map, key);
  const Node* node = Scalar(id, key, kWanted);
  if (node == nullptr || IsText(*node, PlaceOf(id), key, kWanted, mistakes_)) return {};
  if (EqualsIgnoringCase(node->text, "true")) return Given<bool>{true, PlaceOf(id)};
  if (EqualsIgnoringCase(node->text, "false")) return Given<bool>{false, PlaceOf(id)};
  WrongType(id, key, kWanted);
  return {};
}

MaybeGiven<int64_t> Reader::Time(NodeId map, std::string_view key) {
  constexpr std::string_view kWanted = "a time (Unix seconds, or `2027-01-31T00:00:00Z`)";
  const NodeId id = document_.Find(map, key);
  const Node* node = Scalar(id, key, kWanted);
  if (node == nullptr) return {};
  if (const std::optional<int64_t> time = ParseTimestamp(node->text))
    return Given<int64_t>{*time, PlaceOf(id)};
  WrongType(id, key, kWanted);
  return {};
}

NodeId Reader::Map(NodeId map, std::string_view key) {
  const NodeId id = document_.Find(map, key);
  if (IsAbsent(id)) return kNoNode;
  if (document_[id].kind == NodeKind::kMapping) return id;
  WrongType(id, key, "a map");
  return kNoNode;
}

std::vector<NodeId> Reader::List(NodeId map, std::string_view key) {
  const NodeId id = document_.Find(map, key);
  if (IsAbsent(id)) return {};
  const Node& list = document_[id];
  if (list.kind != NodeKind::kSequence) {
    WrongType(id, key, "a list");
    return {};
  }
  std::vector<NodeId> items;
  items.reserve(list.count);
  for (uint32_t i = 0; i < list.count; ++i) items.push_back(document_.Item(list, i));
  return items;
}

std::vector<NodeId> Reader::Maps(NodeId map, std::string_view key) {
  std::vector<NodeId> items = List(map, key);
  const auto is_no_map = [this, key](NodeId id) {
    if (document_[id].kind == NodeKind::kMapping) return false;
    if (!IsAbsent(id)) WrongType(id, key, "a list of maps");
    return true;
  };
  items.erase(std::remove_if(items.begin(), items.end(), is_no_map), items.end());
  return items;
}

void Reader::CheckKeys(NodeId map, std::string_view kind, const std::vector<std::string_view>& known) {
  constexpr size_t kMost = 1000;  // nobody reads more, and each is compared with every key that is known
  const Node& node = document_[map];
  size_t next = 0;
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    const NodeId key = document_.EntryAt(node, i).key;
    const std::string_view text = document_[key].text;
    if (warned_.size() >= kMost || IsKnown(text, known, next)) continue;
    if (!warned_.insert(fmt::format("{}.{}", kind, text)).second) continue;
    mistakes_.Warning(PlaceOf(key), "unknown key {}{}", Quote(text), Suggest(text, known));
  }
}

std::string Suggest(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::optional<std::string_view> near = DidYouMean(word, candidates);
  return near ? fmt::format("; did you mean `{}`?", *near) : std::string();
}

}  // namespace headroom
