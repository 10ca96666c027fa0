#include "report/markdown_text.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"

namespace headroom {

// The empty comment keeps @name and #1 from being taken for a person and an issue.
std::string MarkdownText(std::string_view text) {
  constexpr std::string_view kMeaning = "&<>\"'`*_[]|\\~$:!{}";
  std::string out;
  for (const char c : text) {
    if (c == '@' || c == '#') {
      out += fmt::format("&#{};<!-- -->", static_cast<int>(c));
    } else if (kMeaning.find(c) != std::string_view::npos) {
      out += fmt::format("&#{};", static_cast<int>(c));
    } else if (c == '.' && EndsWith(out, "www")) {
      out += "&#46;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string MarkdownCode(std::string_view text) { return fmt::format("<code>{}</code>", MarkdownText(text)); }

std::string MarkdownLine(std::string_view line, size_t width) {
  const std::string text = ElideMiddle(line, width);
  std::string out;
  bool code = false;
  const std::vector<std::string_view> parts = Split(text, "`");
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    out += code && !last ? MarkdownCode(parts[i])
           : code        ? "&#96;" + MarkdownText(parts[i])
                         : MarkdownText(parts[i]);
    code = !code;
  }
  return out;
}

}  // namespace headroom
