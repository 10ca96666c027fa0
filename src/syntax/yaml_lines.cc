#include "syntax/yaml_lines.h"

#include <algorithm>
#include <array>
#include <climits>

#include "syntax/front_end.h"
#include "syntax/yaml_scan.h"

namespace headroom {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// Within brackets.
bool BeginsValue(char c) { return c == ',' || c == '[' || c == '{'; }

enum class Role : uint8_t {
  kOther,
  kLetter,  // letters and digits: words begin and end with them
  kJoint,   // between letters any number of these is like a letter
};

constexpr std::array<Role, 256> kRoles = [] {
  std::array<Role, 256> roles{};
  for (int c = 'a'; c <= 'z'; ++c) roles[c] = Role::kLetter;
  for (int c = 'A'; c <= 'Z'; ++c) roles[c] = Role::kLetter;
  for (int c = '0'; c <= '9'; ++c) roles[c] = Role::kLetter;
  for (const char c : {'_', '-', '.', '/', ':', '=', '+', '@', '$', '(', ')', ';'}) roles[c] = Role::kJoint;
  return roles;
}();

constexpr std::array<uint8_t, 256> kMarks = [] {
  std::array<uint8_t, 256> marks{};
  marks['#'] = YamlLine::kComment;
  marks['"'] = marks['\''] = YamlLine::kQuote;
  marks['|'] = marks['>'] = YamlLine::kBlock;
  for (const char c : {'[', '{'}) marks[c] = YamlLine::kOpen;
  for (const char c : {']', '}'}) marks[c] = YamlLine::kClose;
  marks['!'] = YamlLine::kTag;
  marks['&'] = YamlLine::kAnchor;
  marks['\t'] = YamlLine::kTab;
  return marks;
}();

uint8_t MarksIn(std::string_view line) {
  uint8_t marks = 0;
  for (const char c : line) marks |= kMarks[static_cast<unsigned char>(c)];
  return marks;
}

Role RoleAt(std::string_view text, uint32_t at) {
  return at < text.size() ? kRoles[static_cast<unsigned char>(text[at])] : Role::kOther;
}

uint32_t SkipSpaces(std::string_view text, uint32_t at, uint32_t end) {
  while (at < end && text[at] == ' ') ++at;
  return at;
}

uint32_t WithoutBlanks(std::string_view text, uint32_t begin, uint32_t end) {
  while (end > begin && IsBlank(text[end - 1])) --end;
  return end;
}

uint32_t EndOfKey(std::string_view text, const YamlLine& line) {
  const bool quoted = line.text < line.end && (text[line.text] == '"' || text[line.text] == '\'');
  const uint32_t end =
      quoted ? EndOfQuoted(text.substr(0, line.end), line.text) : EndOfWords(text, line.text);
  if (end == line.text || end >= line.end || text[end] != ':') return line.text;
  return end + 1 == line.end || text[end + 1] == ' ' ? end + 1 : line.text;
}

/// A tag of letters: yaml-cpp ends others at characters that it does not take for a name.
bool IsPlainTag(std::string_view tag) {
  const auto length = static_cast<uint32_t>(std::min(tag.find_first_of(" ,]}", 1), tag.size()));
  return EndOfWords(tag.substr(0, length), 1) == length;
}

class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}

  std::vector<YamlLine> Read() {
    lines_.reserve(text_.size() / 32);
    for (uint32_t begin = ByteOrderMarkLength(text_), next = 0; begin < text_.size(); begin = next) {
      const uint32_t end = EndOfLine(text_, begin);
      next = end + 1;
      const uint32_t last = WithoutBlanks(text_, begin, end);
      if (last == begin) {
        ReadBlankLine(text_.substr(begin, end - begin));
      } else if (!SkipText(begin, last)) {
        ReadLine(begin, last);
      }
    }
    return std::move(lines_);
  }

 private:
  /// yaml-cpp takes a tab for indentation behind a plain text, and only there.
  void ReadBlankLine(std::string_view line) {
    if (!lines_.empty() && line.find('\t') != std::string_view::npos) lines_.back().odd = true;
  }

  /// True for a line of a text in quotes or in a block.
  bool SkipText(uint32_t begin, uint32_t end) {
    if (quoted_ > begin) {
      if (quoted_ <= end) ReadRest(quoted_, end);
      return true;
    }
    return block_ < static_cast<int>(SkipSpaces(text_, begin, end) - begin);
  }

  /// What is behind a text in quotes that ends in this line.
  void ReadRest(uint32_t begin, uint32_t end) {
    YamlLine rest;
    rest.text = begin;
    rest.end = rest.header = end;
    ReadTokens(rest, false, text_);
  }

  void ReadLine(uint32_t begin, uint32_t end) {
    YamlLine& line = lines_.emplace_back();
    line.begin = begin;
    line.first = line.text = SkipSpaces(text_, begin, end);
    line.marks = MarksIn(text_.substr(line.first, end - line.first));
    while (line.text + 1 < end && text_[line.text] == '-' && text_[line.text + 1] == ' ') {
      line.dash = static_cast<int>(line.column());
      line.text = SkipSpaces(text_, line.text + 1, end);
    }
    const bool in_text = depth_ == 0 && parent_ < static_cast<int>(line.indent());
    line.inside = depth_ > 0 || in_text;
    line.odd = (line.marks & YamlLine::kTab) != 0;
    line.end = line.header = end;
    in_property_ = false;
    if (in_text) {
      ReadText(line);
    } else if (line.marks != 0) {
      ReadTokens(line, true, text_);
    }
    line.key = EndOfKey(text_, line);
    if (!line.inside && !line.Empty()) Begin(line);
    block_ = line.OpensBlock() ? owner_ : INT_MAX;
  }

  /// Of a line that goes on with a plain text: quotes and brackets in it are nothing but characters.
  void ReadText(YamlLine& line) {
    const int depth = depth_;
    if (line.marks != 0) ReadTokens(line, true, text_.substr(0, line.end));
    line.odd = line.odd || line.OpensBlock() || quoted_ > line.end;
    line.header = line.end;
    quoted_ = 0;
    depth_ = depth;
  }

  /// Reads what begins in the line's text: a comment, texts in quotes, brackets, a block of text. A value can
  /// begin, if `fresh`, at once, and then behind a key, a bracket, a comma, and after a tag or an anchor.
  /// Texts in quotes end within `source`.
  void ReadTokens(YamlLine& line, bool fresh, std::string_view source) {
    in_property_ = false;
    for (uint32_t at = line.text; at < line.end; ++at) {
      const char c = text_[at];
      const uint8_t mark = kMarks[static_cast<unsigned char>(c)];
      if (IsBlank(c)) {
        fresh = fresh || in_property_ || (at > line.text && text_[at - 1] == ':');
        in_property_ = false;
        continue;
      }
      if (mark == YamlLine::kComment && (at == line.text || IsBlank(text_[at - 1]))) return EndLine(line, at);
      if (mark == YamlLine::kClose && depth_ > 0) --depth_;
      const bool begins = fresh || in_property_;
      if (mark == YamlLine::kQuote && fresh) {
        quoted_ = EndOfQuoted(source, at);
        line.odd = line.odd || quoted_ == kUnterminated;
        if (quoted_ > line.end) return;
        at = quoted_ - 1;
      }
      if (mark == YamlLine::kBlock && begins) BeginBlock(line, at, fresh);
      if (mark == YamlLine::kOpen && begins) ++depth_;
      line.odd = line.odd || (mark == YamlLine::kQuote && in_property_) ||
                 (mark == YamlLine::kTag && fresh && !IsPlainTag(text_.substr(at, line.end - at)));
      in_property_ = fresh ? mark == YamlLine::kTag || mark == YamlLine::kAnchor : in_property_;
      fresh = depth_ > 0 && (BeginsValue(c) || c == ':');
      in_property_ = in_property_ && !fresh;
    }
  }

  void EndLine(YamlLine& line, uint32_t at) {
    line.end = WithoutBlanks(text_, line.text, at);
    line.header = std::min(line.header, line.end);
  }

  /// A header ends the line: `|`, `>-`, `|2`. Not `alone`, it is right behind a tag.
  void BeginBlock(YamlLine& line, uint32_t at, bool alone) {
    const std::string_view rest = text_.substr(at, line.end - at);
    const size_t length = std::min(rest.find_first_not_of("+-123456789", 1), rest.size());
    const bool digits = rest.substr(0, length).find_first_of("123456789") != std::string_view::npos;
    const bool ends = length == rest.size() || IsBlank(rest[length]);
    line.odd = line.odd || digits || !ends || !alone || depth_ > 0 || line.OpensBlock();
    if (ends && alone) line.header = at;
  }

  /// A line that goes on with nothing. Lines that go on with the text of a key or an item are deeper than it;
  /// a text that is alone in its line is that of the last one without.
  void Begin(const YamlLine& line) {
    const std::string_view rest = text_.substr(line.text, line.end - line.text);
    const bool is_key = line.HasKey() || rest.back() == ':' || rest.find(": ") != std::string_view::npos;
    if (is_key || IsIndicator(rest)) owner_ = static_cast<int>(line.column());
    if (!is_key && line.dash >= 0) owner_ = line.dash;
    parent_ = CanGoOn(line, rest) ? owner_ : INT_MAX;
  }
  static bool IsIndicator(std::string_view rest) { return rest == "-" || rest == "?"; }
  bool CanGoOn(const YamlLine& line, std::string_view rest) const {
    const bool marker = line.column() == 0 && (rest == "---" || rest == "..." || rest.front() == '%');
    if (line.end == line.key || line.OpensBlock() || IsIndicator(rest) || marker) return false;
    return rest.back() != ':' && !in_property_;
  }

  std::string_view text_;
  std::vector<YamlLine> lines_;
  int block_ = INT_MAX;       // the column that the lines of a block of text are deeper than
  uint32_t quoted_ = 0;       // the end of the last text in quotes
  int depth_ = 0;             // of brackets
  bool in_property_ = false;  // where reading is: in a tag or an anchor
  int owner_ = -1;            // the column of the last key or dash
  int parent_ = INT_MAX;      // the one that a plain text belongs to which may go on
};

}  // namespace

std::vector<YamlLine> ReadYamlLines(std::string_view text) { return LineReader(text).Read(); }

uint32_t EndOfWords(std::string_view text, uint32_t at) {
  if (!IsWordAt(text, at)) return at;
  while (true) {
    while (IsWordAt(text, at)) ++at;
    const uint32_t end = at;
    if (at < text.size() && text[at] == ' ') {
      ++at;
    } else {
      while (RoleAt(text, at) == Role::kJoint) ++at;
    }
    if (at == end || !IsWordAt(text, at)) return end;
  }
}

bool IsWordAt(std::string_view text, uint32_t at) { return RoleAt(text, at) == Role::kLetter; }

bool IsNullWord(std::string_view word) { return word == "null" || word == "Null" || word == "NULL"; }

}  // namespace headroom
