#include <cctype>
#include <string_view>

#include "base/json_writer.h"
#include "base/text.h"
#include "expand/write.h"

namespace headroom {
namespace {

/// Takes the digits off the front of `text`; how many they are.
size_t TakeDigits(std::string_view& text) {
  const size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(count);
  return count;
}

/// Source: RFC 8259, section 6.
bool IsJsonNumber(std::string_view text) {
  if (StartsWith(text, "-")) text.remove_prefix(1);
  const bool padded =
      text.size() > 1 && text[0] == '0' && std::isdigit(static_cast<unsigned char>(text[1])) != 0;
  if (padded || TakeDigits(text) == 0) return false;
  if (StartsWith(text, ".")) {
    text.remove_prefix(1);
    if (TakeDigits(text) == 0) return false;
  }
  if (StartsWith(text, "e") || StartsWith(text, "E")) {
    text.remove_prefix(1);
    if (StartsWith(text, "+") || StartsWith(text, "-")) text.remove_prefix(1);
    if (TakeDigits(text) == 0) return false;
  }
  return text.empty();
}

void Write(const Tree& tree, JsonWriter& json) {
  switch (tree.kind) {
    case Tree::Kind::kNull:
      return json.Null();
    case Tree::Kind::kBare:
      if (tree.text == "true" || tree.text == "false" || IsJsonNumber(tree.text)) {
        return json.Literal(tree.text);
      }
      return json.String(tree.text);
    case Tree::Kind::kText:
      return json.String(tree.text);
    case Tree::Kind::kList:
      json.BeginList();
      for (const Tree& item : tree.items) Write(item, json);
      return json.EndList();
    case Tree::Kind::kMap:
      json.BeginObject();
      for (size_t i = 0; i < tree.items.size(); ++i) {
        json.Key(tree.keys[i]);
        Write(tree.items[i], json);
      }
      return json.EndObject();
    case Tree::Kind::kCall:
      json.BeginObject();
      json.Key(tree.text);
      Write(tree.items[0], json);
      return json.EndObject();
  }
}

}  // namespace

std::string WriteJson(const Tree& tree) {
  JsonWriter json;
  Write(tree, json);
  return std::move(json).Finish();
}

}  // namespace headroom
