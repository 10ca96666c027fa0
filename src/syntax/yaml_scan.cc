#include "syntax/yaml_scan.h"

#include <algorithm>

#include "syntax/front_end.h"

namespace headroom {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsSpace(char c) { return IsBlank(c) || c == '\n' || c == '\r'; }
bool IsFlowIndicator(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }
uint32_t Size(std::string_view text) { return static_cast<uint32_t>(text.size()); }

}  // namespace

uint32_t SkipBlank(std::string_view text, uint32_t at) {
  while (at < text.size()) {
    if (text[at] == '#') {
      at = EndOfLine(text, at);
    } else if (IsSpace(text[at])) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

uint32_t EndOfProperty(std::string_view text, uint32_t at) {
  if (text.substr(at, 2) == "!<") {
    const size_t close = text.find('>', at);
    return close == std::string_view::npos ? Size(text) : static_cast<uint32_t>(close) + 1;
  }
  // A quote ends a tag for yaml-cpp (`!Sub"x"`), but not a name.
  const bool tag = text[at] == '!';
  uint32_t end = at + 1;
  while (end < text.size() && !IsSpace(text[end]) && !IsFlowIndicator(text[end]) &&
         !(tag && text[end] == '"')) {
    ++end;
  }
  return end;
}

uint32_t EndOfQuoted(std::string_view text, uint32_t at) {
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    const bool doubled = quote == '\'' && text[at] == quote && text.substr(at + 1, 1) == "'";
    if (text[at] == quote && !doubled) return at + 1;
    if (doubled || (quote == '"' && text[at] == '\\')) ++at;
  }
  return kUnterminated;
}

uint32_t FindOpenQuote(std::string_view text, uint32_t at) {
  for (; at < text.size(); ++at) {
    const char before = at == 0 ? '\n' : text[at - 1];
    if (text[at] == '#' && IsSpace(before)) {
      at = EndOfLine(text, at);
    } else if ((text[at] == '"' || text[at] == '\'') &&
               (IsSpace(before) || IsFlowIndicator(before) || before == ':')) {
      const uint32_t end = EndOfQuoted(text, at);
      if (end == kUnterminated) return at;
      at = end - 1;
    }
  }
  return Size(text);
}

uint32_t EndOfPlain(std::string_view text, uint32_t at, std::string_view value) {
  if (text.compare(at, value.size(), value) == 0) return at + Size(value);
  uint32_t end = at;
  for (char c : value) {
    if (IsSpace(c)) continue;
    while (at < text.size() && text[at] != c) ++at;
    if (at == text.size()) break;
    end = ++at;
  }
  return end;
}

BlockScalar ScanBlockScalar(std::string_view text, uint32_t at, int indent) {
  uint32_t header = at + 1;
  uint32_t least = static_cast<uint32_t>(std::max(indent, 0)) + 1;
  bool known = false;  // `least` is the text's indentation, not only the least that it may have
  for (; header < text.size() && !IsSpace(text[header]); ++header) {
    if (text[header] >= '1' && text[header] <= '9') {
      least = static_cast<uint32_t>(std::max(indent, 0) + text[header] - '0');
      known = true;
    }
  }
  BlockScalar block = {header, header};
  for (uint32_t line = EndOfLine(text, header) + 1; line < text.size();) {
    const uint32_t end = EndOfLine(text, line);
    uint32_t first = line;
    while (first < end && text[first] == ' ') ++first;
    const bool empty = first == end || text[first] == '\r';
    if (!empty && first - line < least) break;
    if (!empty) {
      if (block.end == header) block.content = first;
      if (!known) least = first - line;
      known = true;
      block.end = text[end - 1] == '\r' ? end - 1 : end;
    }
    line = end + 1;
  }
  return block;
}

uint32_t ColumnOf(std::string_view text, uint32_t at) {
  const size_t line_break = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const uint32_t begin = line_break == std::string_view::npos ? ByteOrderMarkLength(text)
                                                              : static_cast<uint32_t>(line_break) + 1;
  return at - std::min(begin, at);
}

uint32_t EndOfLine(std::string_view text, uint32_t at) {
  return static_cast<uint32_t>(std::min(text.find('\n', at), text.size()));
}

}  // namespace headroom
