#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace headroom {

/// YAML source with its words cut to one byte. At every character of a text yaml-cpp asks whether the text
/// ends there, at some 500 instructions each time; between the letters of a word the answer is always no. Cut
/// are only letters, digits and what may stand between them without a meaning; names of anchors and tags,
/// escapes, directives and the headers of blocks stay whole, and so does the begin of each line. What
/// yaml-cpp makes of the cut text has the structure of the source, and is put back together with SourceOffset
/// and Expand.
class Abbreviation {
 public:
  /// What a word is cut to: a control character, which a source must not hold.
  static constexpr char kWord = '\x7F';

  explicit Abbreviation(std::string_view source);

  std::string_view text() const { return text_; }
  /// Where in the source stands what is at `at` in text().
  uint32_t SourceOffset(uint32_t at) const;
  /// A scalar's value with its words as they are in `source`, where the scalar's text begins at `begin`. The
  /// result is `value` itself where nothing was cut, else it lives in `buffer`.
  std::string_view Expand(std::string_view value, std::string_view source, uint32_t begin,
                          std::string& buffer) const;

 private:
  struct Word {
    uint32_t at;     // in text_
    uint32_t begin;  // in the source
    uint32_t end;
  };

  std::string text_;
  std::vector<Word> words_;  // in their order
};

}  // namespace headroom
