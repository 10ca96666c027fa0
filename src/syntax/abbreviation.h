#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/yaml_layout.h"
#include "syntax/yaml_lines.h"

namespace headroom {

/// YAML source that is quick to read. At every character of a text yaml-cpp asks whether the text ends there,
/// at some 500 instructions each time; between the letters of a word the answer is always no. So words are
/// cut to one byte, and where the layout is sure, keys and values that are words to an empty text in quotes,
/// together with the value's tag, and lines to the indentation that is enough. What may have a meaning stays:
/// names of anchors and other tags, escapes, directives, the headers of blocks. What yaml-cpp makes of the
/// cut text has the structure of the source, and is put back together with SourceOffset, WordsAt and Expand.
class Abbreviation {
 public:
  /// What a word is cut to: a control character, which a source must not hold.
  static constexpr char kWord = '\x7F';

  /// `lines` are those of `source`, which must stay.
  Abbreviation(std::string_view source, const std::vector<YamlLine>& lines);

  std::string_view text() const { return text_; }
  /// Where in the source stands what is at `at` in text().
  uint32_t SourceOffset(uint32_t at) const;
  /// What was cut at this place of the source to an empty text, from here on; nothing if nothing was.
  std::string_view WordsAt(uint32_t offset) const;
  /// A scalar's value with its words as they are in the source, where the scalar's text begins at `begin`.
  /// The result is `value` itself where nothing was cut, else it lives in `buffer`.
  std::string_view Expand(std::string_view value, uint32_t begin, std::string& buffer) const;

 private:
  /// What is left out: [begin, end) of the source, for a word or nothing that ends at `behind`.
  struct Cut {
    uint32_t behind;  // in text_
    uint32_t begin;
    uint32_t end;
    bool word;
  };

  /// How many cuts are before a place.
  template <typename IsBefore>
  size_t FindCut(IsBefore is_before) const;
  void Leave(uint32_t begin, uint32_t end, std::string_view instead);
  uint32_t AddLine(const YamlLayout& layout, const YamlLine& line, const YamlLine* next);
  void CutKey(const YamlLine& line);
  bool AddUpTo(uint32_t at, uint32_t end);

  std::string_view source_;
  std::string text_;
  uint32_t copied_ = 0;      // the source before it is in text_
  std::vector<Cut> cuts_;    // in their order
  mutable size_t last_ = 0;  // what FindCut found
};

}  // namespace headroom
