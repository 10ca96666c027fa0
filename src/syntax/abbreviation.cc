#include "syntax/abbreviation.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "syntax/yaml_scan.h"

namespace headroom {
namespace {

enum class Role : uint8_t {
  kOther,
  kBlank,    // ends a name
  kLetter,   // letters and digits: words begin and end with them
  kJoint,    // between letters any number of these is like a letter
  kName,     // begins a name, an escape or a block's header: up to the next blank each byte may count
  kLine,     // may begin a directive: up to the end of the line each byte may count
  kComment,  // at the begin of a line: goes on up to its end, in a comment as in a text
  kQuote,    // may end a text that looks like a comment
};

constexpr std::array<Role, 256> kRoles = [] {
  std::array<Role, 256> roles{};
  for (int c = 'a'; c <= 'z'; ++c) roles[c] = Role::kLetter;
  for (int c = 'A'; c <= 'Z'; ++c) roles[c] = Role::kLetter;
  for (int c = '0'; c <= '9'; ++c) roles[c] = Role::kLetter;
  for (const char c : {'_', '-', '.', '/', ':', '=', '+', '@', '$', '(', ')', ';'}) roles[c] = Role::kJoint;
  for (const char c : {'&', '*', '!', '|', '>', '\\'}) roles[c] = Role::kName;
  roles['%'] = Role::kLine;
  roles['#'] = Role::kComment;
  for (const char c : {' ', '\t', '\r', '\n'}) roles[c] = Role::kBlank;
  for (const char c : {'"', '\''}) roles[c] = Role::kQuote;
  return roles;
}();

Role RoleOf(char c) { return kRoles[static_cast<unsigned char>(c)]; }

/// yaml-cpp must see a null, or it would take it for a text.
bool IsNull(std::string_view word) { return word == "null" || word == "Null" || word == "NULL"; }

bool IsLetter(std::string_view source, size_t at) {
  return at < source.size() && RoleOf(source[at]) == Role::kLetter;
}

/// Behind the last letter of the words that begin at `at`; between words is a single space.
uint32_t EndOfWords(std::string_view source, uint32_t at) {
  while (true) {
    while (IsLetter(source, at)) ++at;
    const uint32_t end = at;
    if (at < source.size() && source[at] == ' ') {
      ++at;
    } else {
      while (at < source.size() && RoleOf(source[at]) == Role::kJoint) ++at;
    }
    if (at == end || !IsLetter(source, at)) return end;
  }
}

uint32_t EndOfName(std::string_view source, uint32_t at) {
  while (at < source.size() && RoleOf(source[at]) != Role::kBlank) ++at;
  return at;
}

/// Whether an escape in a quoted text makes the very character that stands for words.
bool MakesWord(std::string_view name) {
  constexpr std::string_view kEscapes[] = {"\\x7f",   "\\x7F",       "\\u007f",
                                           "\\u007F", "\\U0000007f", "\\U0000007F"};
  return std::any_of(std::begin(kEscapes), std::end(kEscapes),
                     [&](std::string_view escape) { return name.find(escape) != std::string_view::npos; });
}

/// Behind what can be cut of the line that `hash` begins: nothing if it could end a quoted text.
uint32_t EndOfComment(std::string_view source, uint32_t hash) {
  uint32_t begin = hash;
  while (begin > 0 && source[begin - 1] == ' ') --begin;
  if (begin > 0 && source[begin - 1] != '\n') return hash;
  uint32_t end = hash;
  for (uint32_t at = hash; at < source.size() && source[at] != '\n'; ++at) {
    if (RoleOf(source[at]) == Role::kQuote || source[at] == '\\') return hash;
    if (RoleOf(source[at]) != Role::kBlank) end = at + 1;
  }
  return end;
}

}  // namespace

Abbreviation::Abbreviation(std::string_view source) {
  text_.reserve(source.size());
  words_.reserve(source.size() / 8);
  uint32_t copied = 0;  // the source before it is in text_
  const auto cut = [&](uint32_t begin, uint32_t end) {
    if (end < begin + 2 || IsNull(source.substr(begin, end - begin))) return;
    text_.append(source, copied, begin - copied);
    words_.push_back({static_cast<uint32_t>(text_.size()), begin, end});
    text_ += kWord;
    copied = end;
  };
  for (uint32_t at = 0; at < source.size();) {
    const uint32_t begin = at;
    switch (RoleOf(source[at])) {
      case Role::kOther:
      case Role::kBlank:
      case Role::kJoint:
      case Role::kQuote:
        ++at;
        break;
      case Role::kName:
        at = EndOfName(source, at);
        if (!MakesWord(source.substr(begin, at - begin))) break;
        text_ = source;  // nobody could tell it from a word
        words_.clear();
        return;
      case Role::kLine:
        at = EndOfLine(source, at);
        break;
      case Role::kComment:
        at = std::max(EndOfComment(source, at), at + 1);
        cut(begin + 1, at);
        break;
      case Role::kLetter:
        at = EndOfWords(source, at);
        cut(begin, at);
        break;
    }
  }
  text_.append(source, copied);
}

uint32_t Abbreviation::SourceOffset(uint32_t at) const {
  const auto after =
      std::partition_point(words_.begin(), words_.end(), [&](const Word& word) { return word.at < at; });
  if (after == words_.begin()) return at;
  const Word& before = *std::prev(after);
  return before.end + (at - before.at - 1);
}

std::string_view Abbreviation::Expand(std::string_view value, std::string_view source, uint32_t begin,
                                      std::string& buffer) const {
  size_t next = value.find(kWord);
  if (next == std::string_view::npos) return value;
  auto word = std::partition_point(words_.begin(), words_.end(),
                                   [&](const Word& candidate) { return candidate.begin < begin; });
  buffer.clear();
  size_t copied = 0;
  for (; next != std::string_view::npos && word != words_.end(); next = value.find(kWord, copied), ++word) {
    buffer.append(value, copied, next - copied).append(source, word->begin, word->end - word->begin);
    copied = next + 1;
  }
  return buffer.append(value, copied);
}

}  // namespace headroom
