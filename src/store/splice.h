#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syntax/document.h"

namespace headroom {

inline constexpr std::string_view kAssociations = "LicenseConfigurationAssociations";
inline constexpr std::string_view kScope = "AmiAssociationScope";

/// The fields of an association, in their order.
using AssociationFields = std::vector<std::pair<std::string_view, std::string>>;

/// Where associations of a license are, or would go: of several maps about it the one that has a list.
struct AssociationTarget {
  NodeId map = kNoNode;
  NodeId list = kNoNode;  // kNoNode: the map has no such key
};

/// A piece of a document's text, and what stands there instead.
struct Splice {
  Span span;
  std::string text;
};

/// The text with all splices made; nothing where two of them overlap.
std::optional<std::string> WithSplices(std::string_view text, std::vector<Splice> splices);

/// What to change in the bytes of a document at the places that the parser gives; all else stays as it is
/// written. What it writes looks like what stands beside it.
class Splicer {
 public:
  explicit Splicer(const Document& document);

  /// Associations at the end of the target's list, which is made if it is not there.
  std::vector<Splice> Add(const AssociationTarget& target, const std::vector<AssociationFields>& rows) const;
  /// `AmiAssociationScope: cross-account` in an association that has none.
  std::vector<Splice> AddScope(NodeId association) const;
  /// Takes out the associations at some indices of the target's list, which go up.
  std::vector<Splice> Remove(const AssociationTarget& target, const std::vector<uint32_t>& indices) const;

 private:
  const Node& At(NodeId node) const { return document_[node]; }
  static Splice Replace(size_t begin, size_t end, std::string what);
  static Splice Insert(size_t at, std::string what) { return Replace(at, at, std::move(what)); }
  static Splice Erase(size_t begin, size_t end) { return Replace(begin, end, ""); }
  size_t LineBegin(size_t at) const;
  size_t LineEnd(size_t end) const;
  std::string Indent(size_t at) const;
  std::string Column(size_t at) const;
  bool HasLineBreak(size_t begin, size_t end) const;
  Document::Entry LastEntry(const Node& map) const;
  Splice InsertLines(size_t end, std::string lines) const;
  Splice EraseLines(size_t begin, size_t end) const;
  const Node* TextAtEnd(NodeId node) const;
  bool TakesWhatFollows(const Node& text) const;

  // Flow style, and JSON.
  std::vector<Splice> Append(size_t end, const std::vector<std::string>& elements, const std::string& comma,
                             const std::string& indent) const;
  std::optional<std::vector<Splice>> EraseCommented(const Node& owner,
                                                    const std::vector<uint32_t>& indices) const;
  std::vector<Splice> AddToFlowList(const Node& list, const std::vector<AssociationFields>& rows) const;
  std::vector<Splice> AddFlowKey(const Node& map, const std::vector<AssociationFields>& rows) const;
  std::vector<Splice> RemoveFromFlow(const AssociationTarget& target,
                                     const std::vector<uint32_t>& indices) const;
  std::vector<Splice> EmptyFlowList(const AssociationTarget& target) const;
  std::vector<Splice> RemoveFlowKey(const AssociationTarget& target) const;
  size_t BehindComma(size_t end) const;
  bool HasComma(size_t end) const { return BehindComma(end) > end; }
  std::vector<Span> ElementsOf(const Node& owner) const;
  std::optional<Span> LinesOf(Span element) const;
  Splice ReplaceNothing(const Node& nothing, const std::vector<AssociationFields>& rows) const;
  /// How a flow map writes what it holds.
  struct FlowStyle {
    std::string quote, colon = ": ", comma = ", ";
  };
  FlowStyle StyleOf(const Node& map) const;
  std::string FlowMap(const AssociationFields& fields, const FlowStyle& style) const;
  std::string FlowMaps(const std::vector<AssociationFields>& rows, const FlowStyle& style) const;
  std::string FlowMapInLines(const AssociationFields& fields, const FlowStyle& style,
                             const std::string& inner, const std::string& outer) const;

  // Block style.
  std::string BlockItem(const AssociationFields& fields, const std::string& indent) const;
  std::string BlockItems(const std::vector<AssociationFields>& rows, const std::string& indent) const;
  Splice AddToBlockList(const Node& list, const std::vector<AssociationFields>& rows) const;
  Splice AddBlockKey(const AssociationTarget& target, const std::vector<AssociationFields>& rows) const;
  std::vector<Splice> RemoveFromBlock(const AssociationTarget& target,
                                      const std::vector<uint32_t>& indices) const;
  Splice RemoveBlockKey(const AssociationTarget& target, size_t end) const;
  size_t DashOf(const Node& list, const Node& item) const;

  const Document& document_;
  const std::string_view text_;
  std::string eol_ = "\n";
};

}  // namespace headroom
