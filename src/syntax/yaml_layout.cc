#include "syntax/yaml_layout.h"

#include <algorithm>
#include <utility>

#include "syntax/front_end.h"
#include "syntax/yaml_scan.h"

namespace headroom {
namespace {

constexpr uint32_t kMaxColumn = 200;  // of a line that is only deep

bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsQuote(char c) { return c == '"' || c == '\''; }

/// The text behind these moves with the line, and may say where later lines stand.
bool SetsColumn(std::string_view text, const YamlLine& line) {
  const std::string_view rest = text.substr(line.text, line.end - line.text);
  if (rest.front() == '%' && line.column() == 0) return true;
  if (rest.front() == '?' || rest.front() == ':') return rest.size() == 1 || IsBlank(rest[1]);
  return rest.size() > 3 && (rest.substr(0, 3) == "---" || rest.substr(0, 3) == "...");
}

/// Behind a tag with a plain name that begins at `at`, and the space behind it.
uint32_t SkipPlainTag(std::string_view text, uint32_t at, uint32_t end) {
  if (at >= end || text[at] != '!') return at;
  uint32_t behind = at + 1;
  while (IsWordAt(text, behind)) ++behind;
  return behind > at + 1 && behind + 1 < end && text[behind] == ' ' ? behind + 1 : at;
}

}  // namespace

YamlLayout::YamlLayout(std::string_view text, const std::vector<YamlLine>& lines) {
  if (ByteOrderMarkLength(text) != 0) return;
  std::vector<uint32_t> steps(1);  // 1 where a column is deeper than the one before it
  for (const YamlLine& line : lines) {
    if (line.column() > kMaxColumn || line.odd || (!line.Empty() && SetsColumn(text, line))) return;
    if (line.column() >= steps.size()) steps.resize(line.column() + 1);
    std::fill(steps.begin() + line.indent(), steps.begin() + line.column() + 1, 1);
  }
  steps[0] = 0;
  for (size_t column = 1; column < steps.size(); ++column) steps[column] += steps[column - 1];
  enough_ = std::move(steps);
}

uint32_t FindWordValue(std::string_view text, const YamlLine& line, const YamlLine* next) {
  if (line.inside || (next != nullptr && next->inside) || (!line.HasKey() && line.dash < 0)) return line.end;
  uint32_t value = line.key;
  while (value < line.end && text[value] == ' ') ++value;
  const uint32_t begin = SkipPlainTag(text, value, line.end);
  if (begin >= line.end) return line.end;
  const uint32_t quote = IsQuote(text[begin]) && text[line.end - 1] == text[begin] ? 1 : 0;
  const uint32_t end = EndOfWords(text, begin + quote);
  const bool words =
      end > begin + quote && end + quote == line.end && !IsNullWord(text.substr(begin, end - begin));
  return words ? value : line.end;
}

}  // namespace headroom
