#include "report/xml.h"

#include "base/text.h"

namespace headroom {
namespace {

std::string_view Entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&apos;";
    default:
      return {};
  }
}

}  // namespace

std::string XmlText(std::string_view text) {
  const std::string printable = Printable(text);
  std::string out;
  for (size_t at = 0; at < printable.size();) {
    const Character character = CharacterAt(printable, at);
    const std::string_view entity = Entity(printable[at]);
    // Printable has left only these of what XML 1.0 forbids.
    const bool forbidden = character.code == 0xFFFE || character.code == 0xFFFF;
    if (forbidden) {
      out += "\xEF\xBF\xBD";
    } else {
      out += entity.empty() ? std::string_view(printable).substr(at, character.length) : entity;
    }
    at += character.length;
  }
  return out;
}

}  // namespace headroom
