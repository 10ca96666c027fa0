#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/count.h"

namespace headroom {

/// Writes JSON for people and programs: two spaces for each level, small lists and objects on one line. The
/// caller keeps the nesting right.
class JsonWriter {
 public:
  enum class Layout : uint8_t { kLines, kOneLine };  // kOneLine holds for everything inside

  JsonWriter& Key(std::string_view key);  // escaped as String is
  void BeginObject(Layout layout = Layout::kLines) { Begin('{', layout); }
  void EndObject() { End('}'); }
  void BeginList(Layout layout = Layout::kLines) { Begin('[', layout); }
  void EndList() { End(']'); }

  /// UTF-8 as it is, but for what a terminal would obey or hide: that is escaped, which means the same. Bytes
  /// that are not UTF-8 become U+FFFD.
  void String(std::string_view text);
  /// Null when empty.
  void StringOrNull(std::string_view text);
  void Number(Count number);
  void Bool(bool value) { Value(value ? "true" : "false"); }
  void Null() { Value("null"); }
  /// JSON that stands for itself, such as a number in a spelling of its own.
  void Literal(std::string_view json) { Value(json); }
  void Strings(const std::vector<std::string>& texts);  // on one line
  void Numbers(const std::vector<Count>& numbers);      // on one line

  /// The document with a line break at its end.
  std::string Finish() &&;

 private:
  struct Level {
    Layout layout;
    bool empty = true;
  };

  void Begin(char bracket, Layout layout);
  void End(char bracket);
  void Value(std::string_view json);
  void Separate();  // before a list's value or an object's key
  void BreakLine();

  std::string out_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace headroom
