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

/// Where a license's association is, or would go: of several maps about it the one that has a list.
struct AssociationTarget {
  NodeId map = kNoNode;
  NodeId list = kNoNode;  // kNoNode: the map has no such key
  std::optional<uint32_t> index;
};

/// The bytes of a document with something put in or taken out at the places that the parser gives; all else
/// stays as it is written. What it writes looks like what stands beside it.
class Splicer {
 public:
  explicit Splicer(const Document& document);

  /// An association at the end of the target's list, which is made if it is not there.
  std::string Add(const AssociationTarget& target, const AssociationFields& fields) const;
  /// `AmiAssociationScope: cross-account` in an association that has none.
  std::string AddScope(NodeId association) const;
  /// Takes out the association at the target's index.
  std::string Remove(const AssociationTarget& target) const;

 private:
  const Node& At(NodeId node) const { return document_[node]; }
  std::string Replace(Span span, std::string_view what) const;
  std::string Insert(size_t at, std::string_view what) const;
  std::string Erase(size_t begin, size_t end) const;
  size_t LineBegin(size_t at) const;
  size_t LineEnd(size_t end) const;
  std::string Indent(size_t at) const;
  std::string Column(size_t at) const;
  bool HasLineBreak(size_t begin, size_t end) const;
  Document::Entry LastEntry(const Node& map) const;
  std::string InsertLines(size_t end, std::string lines) const;
  std::string EraseLines(size_t begin, size_t end) const;

  // Flow style, and JSON.
  std::string AddToFlowList(const Node& list, const AssociationFields& fields) const;
  std::string AddFlowKey(const Node& map, const AssociationFields& fields) const;
  std::string RemoveFromFlow(const AssociationTarget& target) const;
  std::string RemoveFlowKey(const AssociationTarget& target) const;
  /// How a flow map writes what it holds.
  struct FlowStyle {
    std::string quote, colon = ": ", comma = ", ";
  };
  FlowStyle StyleOf(const Node& map) const;
  std::string FlowMap(const AssociationFields& fields, const FlowStyle& style) const;
  std::string FlowMapInLines(const AssociationFields& fields, const FlowStyle& style,
                             const std::string& inner, const std::string& outer) const;

  // Block style.
  std::string BlockItem(const AssociationFields& fields, const std::string& indent) const;
  std::string AddToBlockList(const Node& list, const AssociationFields& fields) const;
  std::string AddBlockKey(const AssociationTarget& target, const AssociationFields& fields) const;
  std::string RemoveFromBlock(const AssociationTarget& target) const;
  size_t DashOf(const Node& list, const Node& item) const;

  const Document& document_;
  const std::string_view text_;
  std::string eol_ = "\n";
};

}  // namespace headroom
