#include "syntax/document_builder.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/text.h"

namespace headroom {
namespace {

/// More errors than this help nobody, and each costs a look for its line.
constexpr size_t kMaxErrors = 100;
/// Up to this many keys are compared each with each; more are sorted.
constexpr uint32_t kFewKeys = 16;
/// Real templates have a node for every 16 bytes and more; memory that is reserved and not used costs
/// nothing.
constexpr size_t kBytesPerNode = 12;

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::string Quote(std::string_view text) {
  constexpr size_t kLongest = 60;
  if (text.size() <= kLongest) return fmt::format("`{}`", Printable(text));
  size_t end = kLongest;
  while (end > 0 && IsContinuation(text[end])) --end;
  return fmt::format("`{}…`", Printable(text.substr(0, end)));
}

const char* Describe(const Node& key) {
  if (!key.tag.empty()) return "a key must be plain text, not the result of a function";
  if (key.kind == NodeKind::kNull) return "a key must be text, not null";
  return key.kind == NodeKind::kSequence ? "a key must be text, not a list"
                                         : "a key must be text, not a mapping";
}

/// The character at `at`; nothing at the end of a line or of the text.
Span CharacterAt(std::string_view text, uint32_t at) {
  if (at >= text.size() || text[at] == '\n' || text[at] == '\r') return {at, at};
  uint32_t end = at + 1;
  while (end < text.size() && IsContinuation(text[end])) ++end;
  return {at, end};
}

}  // namespace

DocumentBuilder::DocumentBuilder(const SourceFile& file) : document_(file) {
  const size_t nodes = file.bytes().size() / kBytesPerNode + 16;
  document_.nodes_.reserve(nodes);
  document_.children_.reserve(nodes);
  pending_.reserve(256);
}

DocumentBuilder::Slot DocumentBuilder::slot() const {
  if (frames_.empty()) return Slot::kRoot;
  if (parent()->kind == NodeKind::kSequence) return Slot::kItem;
  return (pending_.size() - frames_.back().first) % 2 == 0 ? Slot::kKey : Slot::kValue;
}

void DocumentBuilder::Attach(NodeId id) {
  ++weight_;
  if (frames_.empty()) {
    document_.root_ = id;
  } else {
    pending_.push_back(id);
  }
}

void DocumentBuilder::Define(AnchorId anchor, NodeId node, uint64_t weight, uint32_t height) {
  if (anchor == 0) return;
  if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
  anchors_[anchor] = {node, weight, height};
}

void DocumentBuilder::Add(const Node& node, AnchorId anchor) {
  const auto id = static_cast<NodeId>(document_.nodes_.size());
  document_.nodes_.push_back(node);
  Define(anchor, id, 1, 0);
  Attach(id);
}

bool DocumentBuilder::Open(const Node& node, AnchorId anchor) {
  const auto id = static_cast<NodeId>(document_.nodes_.size());
  const uint64_t weight = weight_;
  document_.nodes_.push_back(node);
  document_.nodes_.back().span.end = node.span.begin + 1;
  Define(anchor, id, 0, 0);
  Attach(id);
  if (frames_.size() == kMaxDepth) {
    Fail(document_.PlaceOf(id).span, fmt::format("nested deeper than {} levels", kMaxDepth));
    return false;
  }
  frames_.push_back({id, anchor, static_cast<uint32_t>(pending_.size()), 0, weight});
  return true;
}

void DocumentBuilder::Close(uint32_t end) {
  const Frame frame = frames_.back();
  frames_.pop_back();
  Node& node = document_.nodes_[frame.node];
  node.span.end = std::max(end, node.span.begin);
  if (node.kind == NodeKind::kMapping) CheckKeys(frame.first);
  node.first = static_cast<uint32_t>(document_.children_.size());
  node.count = static_cast<uint32_t>(pending_.size()) - frame.first;
  document_.children_.insert(document_.children_.end(), pending_.begin() + frame.first, pending_.end());
  pending_.resize(frame.first);
  Define(frame.anchor, frame.node, weight_ - frame.weight, frame.height + 1);
  if (!frames_.empty()) frames_.back().height = std::max(frames_.back().height, frame.height + 1);
}

bool DocumentBuilder::Alias(Span place, AnchorId target) {
  const Anchor anchor = anchors_[target];
  if (anchor.weight == 0) {
    Fail(place, fmt::format("alias {} of a node that it is part of", Quote(document_.file().text(place))));
    return false;
  }
  if (frames_.size() + anchor.height > kMaxDepth) {
    Fail(place, fmt::format("nested deeper than {} levels, counting what aliases stand for", kMaxDepth));
    return false;
  }
  aliased_ += anchor.weight;
  if (aliased_ > kMaxAliasedNodes) {
    Fail(place, fmt::format("aliases stand for more than {} values", WithCommas(kMaxAliasedNodes)));
    return false;
  }
  Node node = document_.nodes_[anchor.node];
  node.span = place;
  node.tag_begin = place.begin;
  const auto id = static_cast<NodeId>(document_.nodes_.size());
  document_.nodes_.push_back(node);
  Attach(id);
  weight_ += anchor.weight - 1;
  if (!frames_.empty()) frames_.back().height = std::max(frames_.back().height, anchor.height);
  return true;
}

bool DocumentBuilder::IsMerge(NodeId key) const {
  const Node& node = document_.nodes_[key];
  return node.text == "<<" && !node.quoted && node.kind == NodeKind::kScalar;
}

void DocumentBuilder::CheckKeys(uint32_t first) {
  bool merges = false;
  for (size_t i = first; i < pending_.size(); i += 2) {
    const Node& key = document_.nodes_[pending_[i]];
    if (key.kind != NodeKind::kScalar || !key.tag.empty()) Fail({key.tag_begin, key.span.end}, Describe(key));
    if (!IsMerge(pending_[i])) continue;
    merges = true;
    Warn(key.span);
  }
  CheckDuplicates(first);
  if (merges) ResolveMerges(first);
}

/// Fills `order_` with the entries of a mapping, by their keys and those that are equal by their places.
void DocumentBuilder::OrderByText(uint32_t first) {
  const auto text = [&](uint32_t entry) { return document_.nodes_[pending_[first + 2 * entry]].text; };
  order_.resize((pending_.size() - first) / 2);
  std::iota(order_.begin(), order_.end(), 0U);
  std::sort(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) {
    const int order = text(a).compare(text(b));
    return order != 0 ? order < 0 : a < b;
  });
}

void DocumentBuilder::CheckDuplicates(uint32_t first) {
  const auto entries = static_cast<uint32_t>(pending_.size() - first) / 2;
  const auto key = [&](uint32_t entry) { return pending_[first + 2 * entry]; };
  const auto text = [&](uint32_t entry) { return document_.nodes_[key(entry)].text; };
  if (entries <= kFewKeys) {
    for (uint32_t i = 1; i < entries; ++i) {
      for (uint32_t j = 0; j < i; ++j) {
        if (text(i) != text(j)) continue;
        ReportDuplicate(key(i), key(j));
        break;
      }
    }
    return;
  }
  OrderByText(first);
  for (uint32_t i = 1, earliest = 0; i < entries; ++i) {
    if (text(order_[i]) != text(order_[earliest])) {
      earliest = i;
    } else {
      ReportDuplicate(key(order_[i]), key(order_[earliest]));
    }
  }
}

void DocumentBuilder::ReportDuplicate(NodeId key, NodeId earlier) {
  const Node& node = document_.nodes_[key];
  const Node& other = document_.nodes_[earlier];
  if (node.kind != NodeKind::kScalar || other.kind != NodeKind::kScalar) return;  // reported already
  if (errors_.size() >= kMaxErrors) return;
  const Position position = document_.file().PositionOf(other.span.begin);
  Fail(node.span, fmt::format("duplicate key {}, first given on line {}", Quote(node.text), position.line));
}

/// Replaces each `<<` by the entries of the mappings that it names, behind the mapping's own.
void DocumentBuilder::ResolveMerges(uint32_t first) {
  merged_.clear();
  size_t kept = first;
  for (size_t i = first; i < pending_.size(); i += 2) {
    if (IsMerge(pending_[i])) {
      CollectMerged(pending_[i + 1]);
    } else {
      pending_[kept++] = pending_[i];
      pending_[kept++] = pending_[i + 1];
    }
  }
  pending_.resize(kept);
  pending_.insert(pending_.end(), merged_.begin(), merged_.end());
  DropOverridden(first);
}

/// The entries of a mapping, or of a list of mappings.
void DocumentBuilder::CollectMerged(NodeId value) {
  const auto is_mapping = [&](NodeId id) { return document_.nodes_[id].kind == NodeKind::kMapping; };
  const auto children = [&](NodeId id) {
    const NodeId* begin = document_.children_.data() + document_.nodes_[id].first;
    return std::pair(begin, begin + document_.nodes_[id].count);
  };
  const auto [begin, end] = children(value);
  if (is_mapping(value)) {
    merged_.insert(merged_.end(), begin, end);
  } else if (document_.nodes_[value].kind == NodeKind::kSequence && std::all_of(begin, end, is_mapping)) {
    for (const NodeId* item = begin; item != end; ++item) {
      const auto [from, to] = children(*item);
      merged_.insert(merged_.end(), from, to);
    }
  } else {
    Fail(document_.PlaceOf(value).span, "`<<` takes a mapping or a list of mappings");
  }
}

/// Keeps the first of several entries with the same key.
void DocumentBuilder::DropOverridden(uint32_t first) {
  const auto text = [&](uint32_t entry) { return document_.nodes_[pending_[first + 2 * entry]].text; };
  OrderByText(first);
  order_.erase(
      std::unique(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) { return text(a) == text(b); }),
      order_.end());
  std::sort(order_.begin(), order_.end());
  size_t kept = first;
  for (uint32_t entry : order_) {
    pending_[kept++] = pending_[first + 2 * entry];
    pending_[kept++] = pending_[first + 2 * entry + 1];
  }
  pending_.resize(kept);
}

std::string_view DocumentBuilder::Own(std::string_view text) { return document_.owned_.emplace_back(text); }

NodeTag DocumentBuilder::Tag(std::string_view name) {
  return name.empty() ? NodeTag() : NodeTag(&*document_.tags_.insert(name).first);
}

void DocumentBuilder::Fail(Span place, std::string message) {
  if (place.begin == place.end) place = CharacterAt(document_.file().bytes(), place.begin);
  if (errors_.size() < kMaxErrors) errors_.push_back({{&document_.file(), place}, std::move(message)});
}

void DocumentBuilder::Warn(Span place) {
  if (warned_ && warned_->begin <= place.begin) return;
  warned_ = place;
}

ParseResult DocumentBuilder::Finish() && {
  ParseResult result;
  result.errors = std::move(errors_);
  if (warned_) {
    result.warnings.push_back({{&document_.file(), *warned_},
                               "anchors, aliases and `<<` are not part of CloudFormation's YAML; "
                               "`aws cloudformation package` resolves them"});
  }
  std::stable_sort(
      result.errors.begin(), result.errors.end(),
      [](const SyntaxError& a, const SyntaxError& b) { return a.where.span.begin < b.where.span.begin; });
  if (result.errors.empty()) result.document = std::move(document_);
  return result;
}

}  // namespace headroom
