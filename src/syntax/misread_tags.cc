#include "syntax/misread_tags.h"

#include "syntax/yaml_scan.h"

namespace headroom {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// True for text that may go on in the next line, and is neither a key nor anything else of its own.
bool IsPlain(std::string_view plain) {
  constexpr std::string_view kIndicators = "\"'[]{},&*!|>%@`#";
  if (kIndicators.find(plain.front()) != std::string_view::npos) return false;
  return plain.back() != ':' && plain.find(": ") == std::string_view::npos;
}

/// The tag at the begin of a line, if the scalar behind it goes on in a line that is deeper than `parent`,
/// but not deeper than the tag.
void FindInLine(std::string_view text, const YamlLine& line, int parent, std::vector<MisreadTag>& found) {
  const uint32_t tag_end = EndOfProperty(text, line.text);
  const uint32_t scalar = SkipBlank(text, tag_end);
  if (scalar == tag_end || scalar >= line.end) return;
  if (scalar != line.header && !IsPlain(text.substr(scalar, line.end - scalar))) return;
  uint32_t next = EndOfLine(text, line.end) + 1;
  uint32_t at = next;
  for (; at < text.size() && (IsBlank(text[at]) || text[at] == '\n'); ++at) {
    if (text[at] == '\n') next = at + 1;
  }
  if (at >= text.size()) return;
  const auto indent = static_cast<int>(at - next);
  const auto column = static_cast<int>(line.column());
  if (indent > parent && indent <= column) found.push_back({{line.text, tag_end}, scalar});
}

}  // namespace

std::vector<MisreadTag> FindMisreadTags(std::string_view text, const std::vector<YamlLine>& lines) {
  std::vector<MisreadTag> found;
  int key = -1;  // the column of the key that the line before ends with, -1 without one
  for (const YamlLine& line : lines) {
    if (line.Empty()) continue;
    const auto column = static_cast<int>(line.column());
    const int outer = line.dash >= 0 ? line.dash : key >= 0 ? key : column - 1;
    if (text[line.text] == '!') FindInLine(text, line, outer, found);
    key = text[line.end - 1] == ':' ? column : -1;
  }
  return found;
}

}  // namespace headroom
