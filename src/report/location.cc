#include "report/location.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace headroom {
namespace {

/// More than any terminal shows of a line on either side of a span's start.
constexpr size_t kContextBytes = 2000;

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// `at` moved back to where a character begins.
size_t CharacterStart(std::string_view text, size_t at) {
  while (at > 0 && at < text.size() && IsContinuation(text[at])) --at;
  return at;
}

/// `at` is the byte of `line` where the span begins.
void SetSource(Location& location, std::string_view line, size_t at) {
  const size_t begin = CharacterStart(line, at > kContextBytes ? at - kContextBytes : 0);
  const size_t end = CharacterStart(line, std::min(line.size(), at + kContextBytes));
  const size_t before = CharacterCount(line.substr(begin, at - begin));
  location.source_line = line.substr(begin, end - begin);
  location.source_column = begin == 0 ? 1 : location.column - static_cast<uint32_t>(before);
  location.source_cut = end < line.size();
}

}  // namespace

Location Locate(const Place& place) {
  Location location;
  if (!place) return location;
  const SourceFile& file = *place.file;
  const auto size = static_cast<uint32_t>(file.bytes().size());
  const uint32_t begin = std::min(place.span.begin, size);
  const Position first = file.PositionOf(begin);
  const Position last = file.PositionOf(std::max(begin, place.span.end));
  location.path = file.path();
  location.line = first.line;
  location.column = first.column;
  location.end_line = last.line;
  location.end_column = last.column;
  const std::string_view line = file.Line(first.line);
  const auto line_begin = static_cast<size_t>(line.data() - file.bytes().data());
  SetSource(location, line, begin > line_begin ? std::min(begin - line_begin, line.size()) : 0);
  return location;
}

}  // namespace headroom
