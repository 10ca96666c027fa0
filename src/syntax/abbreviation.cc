#include "syntax/abbreviation.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "syntax/yaml_scan.h"

namespace headroom {
namespace {

constexpr std::string_view kWordText(&Abbreviation::kWord, 1);
constexpr std::string_view kQuotedWords = "\"\"";

enum class Role : uint8_t {
  kOther,
  kBlank,    // ends a name
  kLetter,   // begins words
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
  for (const char c : {'&', '*', '!', '|', '>', '\\'}) roles[c] = Role::kName;
  roles['%'] = Role::kLine;
  roles['#'] = Role::kComment;
  for (const char c : {' ', '\t', '\r', '\n'}) roles[c] = Role::kBlank;
  for (const char c : {'"', '\''}) roles[c] = Role::kQuote;
  return roles;
}();

Role RoleOf(char c) { return kRoles[static_cast<unsigned char>(c)]; }

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

/// A comment between lines; one behind a text ends it, which else might go on.
bool CanDropComment(const std::vector<YamlLine>& lines, size_t line) {
  if (!lines[line].Empty() || lines[line].inside || line + 1 == lines.size()) return false;
  return !lines[line + 1].inside && (line == 0 || !lines[line - 1].OpensBlock());
}

}  // namespace

Abbreviation::Abbreviation(std::string_view source, const std::vector<YamlLine>& lines) : source_(source) {
  text_.reserve(source.size());
  cuts_.reserve(source.size() / 8);
  const YamlLayout layout(source, lines);
  uint32_t at = 0;
  for (size_t i = 0; i < lines.size() && layout.IsSure(); ++i) {
    if (!AddUpTo(at, lines[i].begin)) return;
    if (CanDropComment(lines, i)) {
      at = lines[i + 1].begin;
      Leave(lines[i].begin, at, {});
    } else {
      at = AddLine(layout, lines[i], i + 1 < lines.size() ? &lines[i + 1] : nullptr);
    }
  }
  if (AddUpTo(at, static_cast<uint32_t>(source.size()))) text_.append(source, copied_);
}

void Abbreviation::Leave(uint32_t begin, uint32_t end, std::string_view instead) {
  text_.append(source_, copied_, begin - copied_).append(instead);
  cuts_.push_back({static_cast<uint32_t>(text_.size()), begin, end, !instead.empty()});
  copied_ = end;
}

/// Moves the line to the left, and cuts its key and its value in quotes, where yaml-cpp
/// is quicker than with plain texts. Returns the place behind what it cut.
uint32_t Abbreviation::AddLine(const YamlLayout& layout, const YamlLine& line, const YamlLine* next) {
  const uint32_t enough = line.begin + layout.Enough(line.indent());
  if (enough < line.first) Leave(enough, line.first, {});
  if (line.Empty() || line.inside) return line.first;
  if (line.HasKey() && IsWordAt(source_, line.text)) CutKey(line);
  const uint32_t value = FindWordValue(source_, line, next);
  if (value == line.end) return std::max(copied_, line.first);
  Leave(value, line.end, kQuotedWords);
  return line.end;
}

void Abbreviation::CutKey(const YamlLine& line) {
  const uint32_t colon = line.key - 1;
  if (!IsNullWord(source_.substr(line.text, colon - line.text))) Leave(line.text, colon, kQuotedWords);
}

/// Cuts the words from `at` to `end`, a line's begin. False if nothing can be cut of this source at all.
bool Abbreviation::AddUpTo(uint32_t at, uint32_t end) {
  while (at < end) {
    const uint32_t begin = at;
    switch (RoleOf(source_[at])) {
      case Role::kOther:
      case Role::kBlank:
      case Role::kQuote:
        ++at;
        break;
      case Role::kName:
        at = EndOfName(source_, at);
        if (!MakesWord(source_.substr(begin, at - begin))) break;
        text_ = source_;  // nobody could tell it from a word
        cuts_.clear();
        return false;
      case Role::kLine:
        at = EndOfLine(source_, at);
        break;
      case Role::kComment:
        at = std::max(EndOfComment(source_, at), at + 1);
        if (at >= begin + 3) Leave(begin + 1, at, kWordText);
        break;
      case Role::kLetter:
        at = EndOfWords(source_, at);
        if (at >= begin + 2 && !IsNullWord(source_.substr(begin, at - begin))) Leave(begin, at, kWordText);
        break;
    }
  }
  return true;
}

/// Few of them from the last one that was looked for: yaml-cpp's events come in the order of the text.
template <typename IsBefore>
size_t Abbreviation::FindCut(IsBefore is_before) const {
  constexpr size_t kFew = 8;
  const size_t end = std::min(last_ + kFew, cuts_.size());
  if (last_ > 0 && !is_before(cuts_[last_ - 1])) last_ = 0;
  while (last_ < end && is_before(cuts_[last_])) ++last_;
  if (last_ == end || last_ == 0) {
    const auto begin = cuts_.begin() + static_cast<ptrdiff_t>(last_);
    last_ = static_cast<size_t>(std::partition_point(begin, cuts_.end(), is_before) - cuts_.begin());
  }
  return last_;
}

uint32_t Abbreviation::SourceOffset(uint32_t at) const {
  const size_t after = FindCut([&](const Cut& cut) { return cut.behind <= at; });
  return after == 0 ? at : cuts_[after - 1].end + (at - cuts_[after - 1].behind);
}

std::string_view Abbreviation::WordsAt(uint32_t offset) const {
  const size_t at = FindCut([&](const Cut& cut) { return cut.end <= offset; });
  const bool found = at < cuts_.size() && cuts_[at].word && cuts_[at].begin <= offset;
  return found ? source_.substr(offset, cuts_[at].end - offset) : std::string_view();
}

std::string_view Abbreviation::Expand(std::string_view value, uint32_t begin, std::string& buffer) const {
  size_t next = value.find(kWord);
  if (next == std::string_view::npos) return value;
  buffer.clear();
  size_t copied = 0;
  size_t at = FindCut([&](const Cut& cut) { return cut.end <= begin; });
  for (; next != std::string_view::npos && at < cuts_.size(); ++at) {
    const Cut& cut = cuts_[at];
    if (!cut.word) continue;
    buffer.append(value, copied, next - copied).append(source_, cut.begin, cut.end - cut.begin);
    copied = next + 1;
    next = value.find(kWord, copied);
  }
  return buffer.append(value, copied);
}

}  // namespace headroom
