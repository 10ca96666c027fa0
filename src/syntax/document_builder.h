#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/document.h"
#include "syntax/parse.h"

namespace headroom {

/// The anchor of a node, numbered from 1 in the order of the file; 0: none.
using AnchorId = uint32_t;

/// Makes a Document from the events of a parser, and checks what both formats have in common: depth, keys,
/// aliases, merges. A function that returns false has recorded an error that ends the parse.
class DocumentBuilder {
 public:
  explicit DocumentBuilder(const SourceFile& file);

  /// A null or a scalar.
  void Add(const Node& node, AnchorId anchor = 0);
  /// A sequence or mapping, whose children follow until Close.
  [[nodiscard]] bool Open(const Node& node, AnchorId anchor = 0);
  void Close(uint32_t end);
  /// A node like the one that has the anchor.
  [[nodiscard]] bool Alias(Span place, AnchorId target);

  /// A copy of `text` that lives as long as the document.
  std::string_view Own(std::string_view text);
  /// The tag of that name, which lies in the file.
  NodeTag Tag(std::string_view name);
  /// An empty `place` stands for the character that begins there.
  void Fail(Span place, std::string message);
  /// An anchor, an alias or a merge: the first of a file has a warning.
  void Warn(Span place);

  /// What the next node will be.
  enum class Slot : uint8_t { kRoot, kItem, kKey, kValue };
  Slot slot() const;
  bool HasRoot() const { return document_.root_ != kNoNode; }
  /// The innermost open sequence or mapping, or null.
  const Node* parent() const { return frames_.empty() ? nullptr : &document_.nodes_[frames_.back().node]; }
  /// The node added last to the innermost open collection: the key, where a value comes next.
  const Node& previous() const { return document_.nodes_[pending_.back()]; }

  ParseResult Finish() &&;

 private:
  struct Frame {
    NodeId node;
    AnchorId anchor;
    uint32_t first;   // where its children begin in `pending_`
    uint32_t height;  // of the highest child
    uint64_t weight;  // `weight_` when it was opened
  };
  struct Anchor {
    NodeId node = kNoNode;
    uint64_t weight = 0;  // nodes of its tree, aliases walked; 0: still open
    uint32_t height = 0;  // levels of sequences and mappings
  };

  void Attach(NodeId id);
  void Define(AnchorId anchor, NodeId node, uint64_t weight, uint32_t height);
  bool IsMerge(NodeId key) const;
  void CheckKeys(uint32_t first);
  void OrderByText(uint32_t first);
  void CheckDuplicates(uint32_t first);
  void ReportDuplicate(NodeId key, NodeId earlier);
  void ResolveMerges(uint32_t first);
  void CollectMerged(NodeId value);
  void DropOverridden(uint32_t first);

  Document document_;
  std::vector<SyntaxError> errors_;
  std::optional<Span> warned_;
  std::vector<Frame> frames_;
  std::vector<NodeId> pending_;  // children of the open collections
  std::vector<Anchor> anchors_;
  std::vector<uint32_t> order_;  // scratch of the key checks
  std::vector<NodeId> merged_;   // scratch of ResolveMerges
  uint64_t weight_ = 0;          // nodes so far, aliases walked
  uint64_t aliased_ = 0;         // of them, those that aliases stand for
};

}  // namespace headroom
