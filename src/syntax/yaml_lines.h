#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace headroom {

/// A line of YAML source outside of blocks of text, as far as it can be read alone: `  - - key: !Sub |`.
struct YamlLine {
  uint32_t begin = 0;
  uint32_t end = 0;    // without line break, trailing blanks and comment
  uint32_t first = 0;  // the first byte that is no space
  uint32_t text = 0;   // behind the dashes
  uint32_t key = 0;  // behind the key that the text begins with, words or quoted, and its colon; else `text`
  uint32_t header = 0;  // where the header of a block of text stands that ends the line; else `end`
  int dash = -1;        // the column of the last dash
  uint8_t marks = 0;    // what is in it of Mark
  bool inside = false;  // goes on with a plain text or with brackets that began before
  bool odd = false;     // what it says cannot be told for sure

  enum Mark : uint8_t {
    kComment = 1,
    kQuote = 2,
    kBlock = 4,
    kOpen = 8,
    kClose = 16,
    kTag = 32,
    kTab = 64,
    kAnchor = 128
  };

  /// Nothing but a comment.
  bool Empty() const { return first >= end; }
  uint32_t indent() const { return first - begin; }
  uint32_t column() const { return text - begin; }
  bool HasKey() const { return key > text; }
  bool OpensBlock() const { return header < end; }
};

/// All lines but blank ones and those of texts, in blocks or in quotes.
std::vector<YamlLine> ReadYamlLines(std::string_view text);

/// Behind the words that begin at `at`: letters and digits, what may stand between them without a meaning,
/// and single spaces. `at` itself if no word begins there.
uint32_t EndOfWords(std::string_view text, uint32_t at);
/// Whether a word can begin at `at`: with a letter or a digit.
bool IsWordAt(std::string_view text, uint32_t at);
/// yaml-cpp must see a null, or it would take it for a text.
bool IsNullWord(std::string_view word);

}  // namespace headroom
