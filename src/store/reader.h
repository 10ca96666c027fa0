#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "store/mistakes.h"
#include "syntax/document.h"

namespace headroom {

/// A value of a document, and where it stands.
template <typename T>
struct Given {
  T value;
  Place where;
};
template <typename T>
using MaybeGiven = std::optional<Given<T>>;

/// Reads the fields of one document's maps. A field that is missing, null or an empty string (AWS CLI
/// skeletons are full of them) is absent; a wrong type is a mistake, and absent too.
class Reader {
 public:
  Reader(const Document& document, Mistakes& mistakes) : document_(document), mistakes_(mistakes) {}

  const Document& document() const { return document_; }
  Mistakes& mistakes() { return mistakes_; }

  MaybeGiven<std::string_view> Text(NodeId map, std::string_view key);
  /// A whole number from 0 up to `most`, in quotes none; the default leaves room to add such numbers up.
  static constexpr int64_t kMostNumber = 1'000'000'000'000'000;
  MaybeGiven<int64_t> Number(NodeId map, std::string_view key, int64_t most = kMostNumber);
  MaybeGiven<bool> Flag(NodeId map, std::string_view key);  // in any case; in quotes none
  MaybeGiven<int64_t> Time(NodeId map, std::string_view key);
  /// The node of a map, or kNoNode.
  NodeId Map(NodeId map, std::string_view key);
  /// The items of a list.
  std::vector<NodeId> List(NodeId map, std::string_view key);
  /// The items of a list of maps; items that are none are mistakes and left out.
  std::vector<NodeId> Maps(NodeId map, std::string_view key);

  bool Has(NodeId map, std::string_view key) const { return !IsAbsent(document_.Find(map, key)); }
  /// No field of the map has a value: an entry that a skeleton left.
  bool IsBlank(NodeId map) const;
  bool IsAbsent(NodeId node) const;
  Place PlaceOf(NodeId node) const { return document_.PlaceOf(node); }

  /// Warns of keys that are not among `known`: each once in a document and `kind` of map, because a field
  /// that AWS adds stands in every row.
  void CheckKeys(NodeId map, std::string_view kind, const std::vector<std::string_view>& known);

 private:
  const Node* Scalar(NodeId node, std::string_view key, std::string_view wanted);
  void WrongType(NodeId node, std::string_view key, std::string_view wanted);

  const Document& document_;
  Mistakes& mistakes_;
  std::set<std::string> warned_;
};

/// "; did you mean `x`?", or nothing.
std::string Suggest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace headroom
