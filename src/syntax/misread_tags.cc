#include "syntax/misread_tags.h"

#include "syntax/front_end.h"
#include "syntax/yaml_scan.h"

namespace headroom {
namespace {

/// A line as far as it matters here: `  - - !Sub |`.
struct Line {
  uint32_t begin = 0;
  uint32_t end = 0;    // without line break, trailing blanks and comment
  uint32_t first = 0;  // the first byte that is no space
  uint32_t text = 0;   // behind the dashes
  int dash = -1;       // the column of the last dash

  bool Empty() const { return first >= end; }
  uint32_t indent() const { return first - begin; }
};

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

Line ReadLine(std::string_view text, uint32_t begin, uint32_t end) {
  Line line = {begin, end, begin, begin, -1};
  const std::string_view all = text.substr(0, end);
  for (size_t hash = all.find('#', begin); hash < end; hash = all.find('#', hash + 1)) {
    if (hash == begin || IsBlank(text[hash - 1])) line.end = static_cast<uint32_t>(hash);
  }
  while (line.end > begin && IsBlank(text[line.end - 1])) --line.end;
  while (line.first < line.end && text[line.first] == ' ') ++line.first;
  line.text = line.first;
  while (line.text + 1 < line.end && text[line.text] == '-' && text[line.text + 1] == ' ') {
    line.dash = static_cast<int>(line.text - begin);
    while (++line.text < line.end && text[line.text] == ' ') {
    }
  }
  return line;
}

/// Where a block scalar's header stands that ends the line (`|`, `>-`, `|2`), or the line's end.
uint32_t HeaderOf(std::string_view text, const Line& line) {
  uint32_t at = line.end;
  while (at > line.text &&
         (text[at - 1] == '+' || text[at - 1] == '-' || (text[at - 1] >= '1' && text[at - 1] <= '9'))) {
    --at;
  }
  if (at == line.text || (text[at - 1] != '|' && text[at - 1] != '>')) return line.end;
  --at;
  return at == line.text || IsBlank(text[at - 1]) ? at : line.end;
}

/// The column that a block of text which this line opens is deeper than.
int ParentOf(std::string_view text, const Line& line, uint32_t header) {
  uint32_t at = line.text;
  while (at < header && (text[at] == '!' || text[at] == '&')) at = SkipBlank(text, EndOfProperty(text, at));
  const auto column = static_cast<int>(line.text - line.begin);
  if (at < header) return column;  // a key
  return line.dash >= 0 ? line.dash : column - 1;
}

/// True for text that may go on in the next line, and is neither a key nor anything else of its own.
bool IsPlain(std::string_view plain) {
  constexpr std::string_view kIndicators = "\"'[]{},&*!|>%@`#";
  if (kIndicators.find(plain.front()) != std::string_view::npos) return false;
  return plain.back() != ':' && plain.find(": ") == std::string_view::npos;
}

/// The tag at the begin of a line, if the scalar behind it goes on in a line that is deeper than `parent`,
/// but not deeper than the tag.
void FindInLine(std::string_view text, const Line& line, int parent, uint32_t header,
                std::vector<MisreadTag>& found) {
  const uint32_t tag_end = EndOfProperty(text, line.text);
  const uint32_t scalar = SkipBlank(text, tag_end);
  if (scalar == tag_end || scalar >= line.end) return;
  if (scalar != header && !IsPlain(text.substr(scalar, line.end - scalar))) return;
  uint32_t next = EndOfLine(text, line.end) + 1;
  uint32_t at = next;
  for (; at < text.size() && (IsBlank(text[at]) || text[at] == '\n'); ++at) {
    if (text[at] == '\n') next = at + 1;
  }
  if (at >= text.size()) return;
  const auto indent = static_cast<int>(at - next);
  const auto column = static_cast<int>(line.text - line.begin);
  if (indent > parent && indent <= column) found.push_back({{line.text, tag_end}, scalar});
}

}  // namespace

std::vector<MisreadTag> FindMisreadTags(std::string_view text) {
  std::vector<MisreadTag> found;
  bool in_block = false;
  int parent = -1;  // of the block of text
  int key = -1;     // the column of the key that the line before ends with, -1 without one
  for (uint32_t begin = ByteOrderMarkLength(text); begin < text.size();) {
    const uint32_t end = EndOfLine(text, begin);
    const Line line = ReadLine(text, begin, end);
    begin = end + 1;
    if (line.first >= end) continue;
    if (in_block && static_cast<int>(line.indent()) > parent) continue;
    in_block = false;
    if (line.Empty()) continue;
    const uint32_t header = HeaderOf(text, line);
    const auto column = static_cast<int>(line.text - line.begin);
    const int outer = line.dash >= 0 ? line.dash : key >= 0 ? key : column - 1;
    if (text[line.text] == '!') FindInLine(text, line, outer, header, found);
    key = text[line.end - 1] == ':' ? column : -1;
    in_block = header != line.end;
    if (in_block) parent = ParentOf(text, line, header);
  }
  return found;
}

}  // namespace headroom
