#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace headroom {

/// Index of a node in its Document.
using NodeId = uint32_t;
inline constexpr NodeId kNoNode = UINT32_MAX;

enum class NodeKind : uint8_t {
  kNull,      // null, ~, or nothing at all
  kScalar,    // text; `Node::quoted` tells "4" from 4
  kSequence,  // children are the items
  kMapping,   // children are key, value, key, value, …; keys are kScalar (LM001 otherwise), each once
};

/// The tag of a node as it is written behind the `!`: "Ref", "Fn::Sub"; empty: none, or a core tag (`!!str`).
/// Few nodes have one, and a document of a hundred thousand rows has millions, so it is a pointer alone.
class NodeTag {
 public:
  NodeTag() = default;
  /// The name has to outlive it (DocumentBuilder::Tag).
  explicit NodeTag(const std::string_view* name) : name_(name) {}

  operator std::string_view() const { return name_ == nullptr ? std::string_view() : *name_; }
  bool empty() const { return name_ == nullptr; }
  bool operator==(std::string_view name) const { return std::string_view(*this) == name; }

 private:
  const std::string_view* name_ = nullptr;
};

/// One node of a document. Aliases and merges (`<<`) are already resolved: an alias is a node of its own
/// (with the place of the alias) that shares its target's children, so a document is a tree to every reader.
struct Node {
  NodeKind kind = NodeKind::kNull;
  bool quoted = false;  // scalar: quoted or block text in YAML, a string in JSON
  bool flow = false;    // sequence or mapping written as [] or {}
  /// Where a finding about the value points: at its tag or anchor; without one at the value; of an empty
  /// value at its key or dash.
  uint32_t tag_begin = 0;
  NodeTag tag;
  /// The value of a scalar; unquoted it is the spelling in the file (`010`, `yes`, `2010-09-09`).
  std::string_view text;
  /// From the first to the last byte, quotes and brackets included, the tag not. Of an alias: `*name`. Of an
  /// empty value: nothing, right behind its key or dash.
  Span span;
  uint32_t first = 0;  // sequence, mapping: its children are children()[first, first + count)
  uint32_t count = 0;
};

/// A parsed file: one tree for YAML and JSON. Immutable once parsed; owned strings (unescaped or folded
/// scalars) live as long as the Document, all others are views into the SourceFile.
class Document {
 public:
  struct Entry {
    NodeId key;
    NodeId value;
  };

  explicit Document(const SourceFile& file) : file_(&file) {}
  Document(Document&&) = default;
  Document& operator=(Document&&) = default;

  const SourceFile& file() const { return *file_; }
  NodeId root() const { return root_; }  // kNoNode: the file holds nothing
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  size_t size() const { return nodes_.size(); }

  /// Items of a sequence; empty for every other kind.
  NodeId Item(const Node& sequence, uint32_t index) const { return children_[sequence.first + index]; }
  /// The number of entries of a mapping.
  static uint32_t EntryCount(const Node& mapping) { return mapping.count / 2; }
  Entry EntryAt(const Node& mapping, uint32_t index) const {
    return {children_[mapping.first + 2 * index], children_[mapping.first + 2 * index + 1]};
  }
  /// The value of a key, or kNoNode; also for a node that is no mapping, and for kNoNode. Linear: mappings
  /// that people write are short, and readers of long ones (Resources, Images) walk them once.
  NodeId Find(NodeId mapping, std::string_view key) const;
  /// The key's own node, for its place.
  NodeId FindKey(NodeId mapping, std::string_view key) const;

  /// Where a finding about a node points: its tag and all, the key and its value where it is empty. In a
  /// document that stands inside of another file, where it stands there.
  Place PlaceOf(NodeId id) const;

 private:
  friend class DocumentBuilder;
  const SourceFile* file_;
  NodeId root_ = kNoNode;
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::deque<std::string> owned_;
  std::set<std::string_view> tags_;
};

}  // namespace headroom
