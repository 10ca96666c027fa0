#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "syntax/yaml_lines.h"

namespace headroom {

/// What the lines of a YAML source say of its structure, without reading it: how far they can move to the
/// left, and which words are whole keys or values. Nothing is said of a source in which a line may not be
/// what it looks like: one with quoted texts over several lines, explicit keys, or blocks of text in odd
/// places.
class YamlLayout {
 public:
  YamlLayout(std::string_view text, const std::vector<YamlLine>& lines);

  /// How many of the leading spaces are enough for a line that has `spaces` of them. Only which of two lines
  /// is deeper counts, not how much; a column is a column for all lines, so that what stood below each other
  /// does so still, and between a dash and the text behind it none can be taken away.
  uint32_t Enough(uint32_t spaces) const { return spaces < enough_.size() ? enough_[spaces] : spaces; }

  /// Whether anything can be said.
  bool IsSure() const { return !enough_.empty(); }

 private:
  std::vector<uint32_t> enough_;  // by column
};

/// Where the value begins that fills the rest of the line behind its key or dash, and is words, as they are
/// or in quotes; the line's end if there is no such value. With `next`, the line behind it or nothing,
/// because a plain text may go on there.
uint32_t FindWordValue(std::string_view text, const YamlLine& line, const YamlLine* next);

}  // namespace headroom
