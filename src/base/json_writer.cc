#include "base/json_writer.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace headroom {
namespace {

/// The escape of one character as UTF-16 code units, which is how JSON writes those past U+FFFF.
std::string Escaped(char32_t code) {
  if (code < 0x10000) return fmt::format("\\u{:04x}", static_cast<uint32_t>(code));
  const uint32_t offset = code - 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (offset >> 10), 0xDC00 + (offset & 0x3FF));
}

/// Where the characters end that stand for themselves whatever they are next to.
size_t EndOfPlain(std::string_view text, size_t at) {
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  for (size_t at = 0; at < text.size();) {
    const size_t plain = EndOfPlain(text, at);
    out += text.substr(at, plain - at);
    at = plain;
    if (at == text.size()) break;
    const Character character = CharacterAt(text, at);
    const std::string_view bytes = text.substr(at, character.length);
    at += character.length;
    if (bytes == "\"" || bytes == "\\") {
      out += '\\';
      out += bytes;
    } else if (bytes == "\n") {
      out += "\\n";
    } else if (bytes == "\t") {
      out += "\\t";
    } else if (!character.valid) {
      out += "\xEF\xBF\xBD";
    } else if (character.hidden) {
      out += Escaped(character.code);
    } else {
      out += bytes;
    }
  }
  out += '"';
}

}  // namespace

void JsonWriter::BreakLine() {
  out_ += '\n';
  out_.append(2 * levels_.size(), ' ');
}

void JsonWriter::Separate() {
  if (std::exchange(after_key_, false) || levels_.empty()) return;
  Level& level = levels_.back();
  if (!std::exchange(level.empty, false)) out_ += level.layout == Layout::kOneLine ? ", " : ",";
  if (level.layout == Layout::kLines) BreakLine();
}

void JsonWriter::Value(std::string_view json) {
  Separate();
  out_ += json;
}

JsonWriter& JsonWriter::Key(std::string_view key) {
  Separate();
  AppendQuoted(out_, key);
  out_ += ": ";
  after_key_ = true;
  return *this;
}

void JsonWriter::Begin(char bracket, Layout layout) {
  Separate();
  out_ += bracket;
  const bool inside_one_line = !levels_.empty() && levels_.back().layout == Layout::kOneLine;
  levels_.push_back({inside_one_line ? Layout::kOneLine : layout});
}

void JsonWriter::End(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.empty && level.layout == Layout::kLines) BreakLine();
  out_ += bracket;
}

void JsonWriter::String(std::string_view text) {
  Separate();
  AppendQuoted(out_, text);
}

void JsonWriter::StringOrNull(std::string_view text) {
  if (text.empty()) return Null();
  String(text);
}

void JsonWriter::Number(Count number) {
  if (!number) return Null();
  Value(std::to_string(*number));
}

void JsonWriter::Strings(const std::vector<std::string>& texts) {
  BeginList(Layout::kOneLine);
  for (const std::string& text : texts) String(text);
  EndList();
}

void JsonWriter::Numbers(const std::vector<Count>& numbers) {
  BeginList(Layout::kOneLine);
  for (const Count& number : numbers) Number(number);
  EndList();
}

std::string JsonWriter::Finish() && {
  out_ += '\n';
  return std::move(out_);
}

}  // namespace headroom
