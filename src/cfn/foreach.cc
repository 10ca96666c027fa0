// Fn::ForEach: maps whose entries are made by loops. Source: CloudFormation template reference,
// "Fn::ForEach".

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "cfn/evaluation.h"

namespace headroom::cfn {
namespace {

std::string Alphanumeric(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  return out;
}

}  // namespace

const Value* Evaluation::FindBinding(std::string_view identifier, ScopeId scope) const {
  for (; scope != 0; scope = bindings_[scope - 1].parent) {
    if (bindings_[scope - 1].identifier == identifier) return &bindings_[scope - 1].value;
  }
  return nullptr;
}

/// `${Identifier}` becomes the loop's item, `&{Identifier}` its letters and digits alone.
Value Evaluation::Substitute(std::string_view text, ScopeId scope, Place where) const {
  std::string out;
  Doubt doubt;
  while (out.size() <= kMaxText) {
    const size_t brace = text.find('{');
    const size_t end = brace == std::string_view::npos ? brace : text.find('}', brace);
    if (end == std::string_view::npos) break;
    const char sign = brace == 0 ? ' ' : text[brace - 1];
    const bool marked = sign == '$' || sign == '&';
    const Value* bound = marked ? FindBinding(text.substr(brace + 1, end - brace - 1), scope) : nullptr;
    if (bound == nullptr) {
      out += text.substr(0, brace + 1);
      text.remove_prefix(brace + 1);
      continue;
    }
    doubt.Add(*bound);
    out += text.substr(0, brace - 1);
    out += sign == '$' ? bound->text() : Alphanumeric(bound->text());
    text.remove_prefix(end + 1);
  }
  out += text;
  return doubt.any() ? doubt.At(where) : Value::Scalar(std::move(out), where);
}

bool Evaluation::NeedsExpansion(NodeRef map) const {
  const Node& node = At(map);
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    const std::string_view key = At(document_.EntryAt(node, i).key).text;
    if (StartsWith(key, kLoopPrefix) || key == kTransformKey) return true;
    if (map.scope != 0 && key.find('{') != std::string_view::npos) return true;
  }
  return false;
}

const Expansion& Evaluation::Expanded(NodeRef map) {
  if (map.node == tmpl_->resources()) return ResourceSection().expansion();
  if (map.node == tmpl_->conditions()) return ConditionSection().expansion();
  const uint64_t key = uint64_t{map.node} << 32 | map.scope;
  const auto found = expansions_.find(key);
  if (found != expansions_.end()) return found->second;
  Expansion expansion = Expand(map);
  return expansions_.emplace(key, std::move(expansion)).first->second;
}

Expansion Evaluation::Expand(NodeRef map) {
  Expansion out;
  {
    const Recording recording(*this);
    ExpandMap(map, kNoNode, Value(), out);
    out.touched = touched_;
  }
  DropDuplicates(out);
  return out;
}

void Evaluation::ExpandMap(NodeRef map, NodeId loop, const Value& doubt, Expansion& out) {
  const Node& node = At(map);
  if (loop == kNoNode) out.entries.reserve(Document::EntryCount(node));
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    const auto [key, value] = document_.EntryAt(node, i);
    const std::string_view name = At(key).text;
    const NodeRef ref = {value, map.scope};
    const Place where = document_.PlaceOf(key);
    if (StartsWith(name, kLoopPrefix)) {
      if (loop == kNoNode) {
        ExpandOwnLoop(i, key, ref, out);
      } else {
        ExpandLoop(key, ref, doubt, out);
      }
    } else if (name == kTransformKey) {
      out.open = Run({name, ref, false, where});
    } else {
      const Value text = Substitute(name, map.scope, where);
      out.entries.push_back({text.is_unknown() ? std::string(name) : text.text(), where, ref, loop, i,
                             text.is_unknown() ? text : doubt});
    }
  }
}

/// A loop of the map itself, not one in the output of another.
void Evaluation::ExpandOwnLoop(uint32_t written, NodeId key, NodeRef loop, Expansion& out) {
  const size_t begin = out.entries.size();
  Value open = std::exchange(out.open, Value());
  ExpandLoop(key, loop, Value(), out);
  bool undecided = out.open.is_unknown();
  for (size_t i = begin; i < out.entries.size(); ++i) {
    out.entries[i].written = written;
    undecided = undecided || out.entries[i].doubt.is_unknown();
  }
  if (undecided) out.undecided.push_back(written);
  if (open.is_unknown()) out.open = std::move(open);
}

void Evaluation::ExpandLoop(NodeId key, NodeRef loop, const Value& doubt, Expansion& out) {
  const DepthGuard depth(*this);
  const std::string_view name = At(key).text;
  const Node& node = At(loop);
  const auto fail = [&](Place where, std::string message) { out.open = Fail(where, std::move(message)); };
  if (depth.too_deep()) {
    out.open = TooDeep(PlaceOf(loop));
    return;
  }
  if (node.kind != NodeKind::kSequence || node.count != 3 || !node.tag.empty()) {
    return fail(PlaceOf(loop),
                fmt::format("`{}` takes a list of 3 (identifier, collection, map), found {}", name,
                            node.kind == NodeKind::kSequence && node.tag.empty()
                                ? fmt::format("one of {}", node.count)
                                : Describe(node)));
  }
  const auto item = [&](uint32_t i) { return NodeRef{document_.Item(node, i), loop.scope}; };
  const Node& identifier = At(item(0));
  if (identifier.kind != NodeKind::kScalar || !identifier.tag.empty() || identifier.text.empty()) {
    return fail(PlaceOf(item(0)),
                fmt::format("the identifier of `{}` must be text, found {}", name, Describe(identifier)));
  }
  if (At(item(2)).kind != NodeKind::kMapping || !At(item(2)).tag.empty()) {
    return fail(PlaceOf(item(2)),
                fmt::format("the output of `{}` must be a map, found {}", name, Describe(At(item(2)))));
  }
  const Value collection = NeedList(Evaluate(item(1)), fmt::format("the collection of `{}`", name));
  if (collection.is_unknown()) {
    return ExpandItem(key, identifier.text, collection, item(2), collection, out);
  }
  for (const Value& value : Items(collection)) {
    if (expanded_ > kMaxExpanded) return;
    const Value text = NeedText(value, fmt::format("an item of the collection of `{}`", name));
    ExpandItem(key, identifier.text, text, item(2), text.is_unknown() ? text : doubt, out);
  }
}

/// One round of a loop. `doubt` is unknown if nobody knows which, or how many, rounds this one stands for.
void Evaluation::ExpandItem(NodeId key, std::string_view identifier, const Value& item, NodeRef body,
                            const Value& doubt, Expansion& out) {
  expanded_ += Document::EntryCount(At(body));
  if (expanded_ > kMaxExpanded) {
    out.open =
        Fail(document_.PlaceOf(key),
             fmt::format("the loops of this template make more than {} entries", WithCommas(kMaxExpanded)));
    return;
  }
  bindings_.push_back({body.scope, std::string(identifier), item});
  const auto scope = static_cast<ScopeId>(bindings_.size());
  ExpandMap({body.node, scope}, key, doubt, out);
}

std::vector<Evaluator::Entry> Evaluation::Entries(NodeRef map) {
  std::vector<Evaluator::Entry> out;
  const Node& node = At(map);
  const bool expands = NeedsExpansion(map);
  static const Expansion kAsWritten;
  const Expansion& expansion = expands ? Expanded(map) : kAsWritten;
  size_t next = 0;  // of the expansion's entries, which stand in the order of the map's own
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    const auto [key, value] = document_.EntryAt(node, i);
    const bool undecided = std::binary_search(expansion.undecided.begin(), expansion.undecided.end(), i);
    const bool as_written = !expands || undecided || At(key).text == kTransformKey;
    if (as_written)
      out.push_back({std::string(At(key).text), document_.PlaceOf(key), {value, map.scope}, expands});
    for (; next < expansion.entries.size() && expansion.entries[next].written == i; ++next) {
      const MapEntry& entry = expansion.entries[next];
      if (!as_written) out.push_back({entry.key, entry.key_where, entry.value});
    }
  }
  return out;
}

/// Keys that loops make must differ from all others of the map.
void Evaluation::DropDuplicates(Expansion& out) {
  const bool loops = std::any_of(out.entries.begin(), out.entries.end(),
                                 [](const MapEntry& entry) { return entry.loop != kNoNode; });
  if (!loops) return;
  // Keys as they are written come first: it is the loop that makes one twice.
  std::unordered_set<std::string_view> keys;
  for (const MapEntry& entry : out.entries) {
    if (entry.loop == kNoNode) keys.insert(entry.key);
  }
  std::vector<MapEntry> kept;
  std::vector<const MapEntry*> dropped;
  for (const MapEntry& entry : out.entries) {
    const bool plain = entry.loop == kNoNode || !entry.doubt.absent();
    if (!plain && !keys.insert(entry.key).second) {
      Malformed(document_.PlaceOf(entry.loop), fmt::format("`{}` makes `{}`, which is already there",
                                                           At(entry.loop).text, Excerpt(entry.key)));
      dropped.push_back(&entry);
    }
  }
  if (dropped.empty()) return;
  for (MapEntry& entry : out.entries) {
    if (!std::binary_search(dropped.begin(), dropped.end(), &entry)) kept.push_back(std::move(entry));
  }
  out.entries = std::move(kept);
}

}  // namespace headroom::cfn
