#pragma once

#include <cstdint>
#include <string_view>

namespace headroom {

/// Where things end in YAML source: `yaml-cpp` tells only where they begin. Each function takes the whole
/// text and an offset in it, and stays within the text whatever it holds.

inline constexpr uint32_t kUnterminated = UINT32_MAX;

/// Behind spaces, line breaks and comments.
uint32_t SkipBlank(std::string_view text, uint32_t at);
/// Behind a tag (`!Ref`, `!<tag:x>`), an anchor (`&a`) or an alias (`*a`) that begins at `at`.
uint32_t EndOfProperty(std::string_view text, uint32_t at);
/// Behind the closing quote of the text that opens at `at`, or kUnterminated.
uint32_t EndOfQuoted(std::string_view text, uint32_t at);
/// Where the quoted text begins that is the first behind `at` without a closing quote; else the text's end.
uint32_t FindOpenQuote(std::string_view text, uint32_t at);
/// Behind a plain scalar with this value, which differs from its source in line breaks and indentation only.
uint32_t EndOfPlain(std::string_view text, uint32_t at, std::string_view value);

/// A block scalar (`|`, `>`): its text's first line begins at `content`, its last one ends at `end`. Without
/// text both are behind the header.
struct BlockScalar {
  uint32_t content;
  uint32_t end;
};
/// `indent` is the column of the mapping or sequence that the scalar is in, -1 at the root.
BlockScalar ScanBlockScalar(std::string_view text, uint32_t at, int indent);

/// Bytes between the line's begin and `at`, without a byte order mark.
uint32_t ColumnOf(std::string_view text, uint32_t at);
/// The end of the line that `at` is in: its line break, or the end of the text.
uint32_t EndOfLine(std::string_view text, uint32_t at);

}  // namespace headroom
