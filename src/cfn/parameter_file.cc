// Parameter files in their three forms, and `-p`.

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "cfn/parameters.h"
#include "cfn/shape.h"

namespace headroom::cfn {
namespace {

/// Reads one document; the first thing that is wrong ends it.
class FileReader {
 public:
  FileReader(const Document& document, GivenParameters& given) : document_(document), given_(given) {}

  Result<void> Read() {
    const NodeId root = document_.root();
    if (root == kNoNode || At(root).kind == NodeKind::kNull) {
      return Fail(fmt::format("{}: there are no parameters in this file", document_.file().path()));
    }
    if (At(root).kind == NodeKind::kSequence) return ReadList(root);
    if (At(root).kind != NodeKind::kMapping) return Wrong(root, "parameters must be a list or a map");
    const NodeId inner = document_.Find(root, "Parameters");
    if (inner == kNoNode || At(inner).kind == NodeKind::kScalar) return ReadMap(root);
    return At(inner).kind == NodeKind::kSequence ? ReadList(inner) : ReadMap(inner);
  }

 private:
  const Node& At(NodeId id) const { return document_[id]; }

  Result<void> Wrong(NodeId where, std::string_view message) const {
    const SourceFile& file = document_.file();
    const Position position = file.PositionOf(document_.PlaceOf(where).span.begin);
    return Fail(fmt::format("{}:{}:{}: {}, found {}", file.path(), position.line, position.column, message,
                            Describe(At(where))));
  }

  /// {"Parameters": {…}} and the plain map.
  Result<void> ReadMap(NodeId map) {
    if (At(map).kind != NodeKind::kMapping) return Wrong(map, "`Parameters` must be a map");
    for (uint32_t i = 0; i < Document::EntryCount(At(map)); ++i) {
      const auto [name, value] = document_.EntryAt(At(map), i);
      if (Result<void> read = ReadValue(At(name).text, value); !read) return read;
    }
    return {};
  }

  /// [{"ParameterKey": …, "ParameterValue": …}]
  Result<void> ReadList(NodeId list) {
    for (uint32_t i = 0; i < At(list).count; ++i) {
      if (Result<void> read = ReadItem(document_.Item(At(list), i)); !read) return read;
    }
    return {};
  }

  Result<void> ReadItem(NodeId item) {
    const NodeId name = document_.Find(item, "ParameterKey");
    const NodeId value = document_.Find(item, "ParameterValue");
    const NodeId previous = document_.Find(item, "UsePreviousValue");
    if (name == kNoNode) return Wrong(item, "a parameter must be a map with `ParameterKey`");
    if (At(name).kind != NodeKind::kScalar) return Wrong(name, "`ParameterKey` must be text");
    if (previous != kNoNode && EqualsIgnoringCase(At(previous).text, "true")) return {};
    if (value != kNoNode) return ReadValue(At(name).text, value);
    return Wrong(item, fmt::format("the parameter `{}` needs a `ParameterValue`", Excerpt(At(name).text)));
  }

  Result<void> ReadValue(std::string_view name, NodeId value) {
    GivenValue given{std::string(At(value).text), document_.PlaceOf(value)};
    if (At(value).kind == NodeKind::kSequence) {
      std::vector<std::string> items;
      for (uint32_t i = 0; i < At(value).count; ++i) {
        const NodeId item = document_.Item(At(value), i);
        if (At(item).kind != NodeKind::kScalar) {
          return Wrong(item, fmt::format("an item of the parameter `{}` must be text", Excerpt(name)));
        }
        items.emplace_back(ScalarText(At(item)));
      }
      given.text = Join(items, ",");
    } else if (At(value).kind == NodeKind::kScalar) {
      given.text = ScalarText(At(value));
    } else {
      return Wrong(value, fmt::format("the parameter `{}` must be text or a list", Excerpt(name)));
    }
    given_.insert_or_assign(std::string(name), std::move(given));
    return {};
  }

  const Document& document_;
  GivenParameters& given_;
};

}  // namespace

Result<void> ReadParameterFile(const Document& document, GivenParameters& given) {
  return FileReader(document, given).Read();
}

Result<void> ReadParameterOption(std::string_view option, GivenParameters& given) {
  const size_t equals = option.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return Fail(fmt::format("`{}` is no parameter: write KEY=VALUE", Printable(option)));
  }
  given.insert_or_assign(std::string(option.substr(0, equals)),
                         GivenValue{std::string(option.substr(equals + 1)), {}});
  return {};
}

}  // namespace headroom::cfn
