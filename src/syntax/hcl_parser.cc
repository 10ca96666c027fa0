#include "syntax/hcl_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "syntax/front_end.h"

namespace headroom::hcl {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
/// HCL takes Unicode's letters; which they are does not matter here.
bool BeginsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (static_cast<unsigned char>(c) >= 0x80);
}
bool ContinuesName(char c) { return BeginsName(c) || IsDigit(c) || c == '-'; }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// How strongly an operator binds; 0: it is none. Source: HCL Native Syntax Specification, "Operations".
struct Operator {
  std::string_view text;
  int strength;
};
constexpr std::array<Operator, 13> kOperators = {{{"||", 1},
                                                  {"&&", 2},
                                                  {"==", 3},
                                                  {"!=", 3},
                                                  {"<=", 4},
                                                  {">=", 4},
                                                  {"<", 4},
                                                  {">", 4},
                                                  {"+", 5},
                                                  {"-", 5},
                                                  {"*", 6},
                                                  {"/", 6},
                                                  {"%", 6}}};

void AppendUtf8(std::string& out, uint32_t code) {
  const auto byte = [&](uint32_t bits) { out += static_cast<char>(bits); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

/// The end of a heredoc: where its text ends, and where its marker does.
struct HeredocEnd {
  size_t text;
  size_t marker;
  size_t indent;  // the least indentation of a line that is not blank
};

/// The first line from `at` on that holds the marker alone; nothing if there is none.
std::optional<HeredocEnd> FindHeredocEnd(std::string_view text, size_t at, std::string_view marker) {
  size_t indent = SIZE_MAX;
  while (at < text.size()) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    const std::string_view content = Trim(line);
    const size_t blank = std::min(line.find_first_not_of(" \t"), line.size());
    if (content == marker) return HeredocEnd{at, at + blank + marker.size(), indent == SIZE_MAX ? 0 : indent};
    if (!content.empty()) indent = std::min(indent, blank);
    at = end + 1;
  }
  return {};
}

void TrimEnd(std::string& text) { text.erase(text.find_last_not_of(" \t\r\n") + 1); }

}  // namespace

/// One level of nesting: of blocks, or of expressions.
class Parser::Level {
 public:
  explicit Level(Parser& parser) : parser_(parser) {
    if (++parser_.depth_ > kMaxDepth)
      parser_.Fail(parser_.at_, fmt::format("nested deeper than {} levels", kMaxDepth));
  }
  ~Level() { --parser_.depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  Parser& parser_;
};

/// Says, while it lives, whether line breaks are white space.
class Parser::Newlines {
 public:
  Newlines(Parser& parser, bool are_space) : parser_(parser), before_(parser.newlines_) {
    parser_.newlines_ = are_space;
  }
  ~Newlines() { parser_.newlines_ = before_; }
  Newlines(const Newlines&) = delete;
  Newlines& operator=(const Newlines&) = delete;

 private:
  Parser& parser_;
  const bool before_;
};

Parser::Parser(Module& module, std::string_view text, std::optional<Span> fixed)
    : module_(module), text_(text), fixed_(fixed), end_(text.size()) {
  if (!fixed) at_ = ByteOrderMarkLength(text);
}

void Parser::ParseFile() { ParseBody(0, false); }

ExpressionId Parser::ParseWholeExpression() {
  const Newlines newlines(*this, true);
  SkipSpace();
  const ExpressionId value = ParseExpression();
  SkipSpace();
  return AtEnd() ? value : Fail(at_, "something stands behind the value");
}

ExpressionId Parser::ParseWholeTemplate() { return ParseParts(TextEnd::kText, 0, 0); }

Span Parser::SpanFrom(size_t begin) const {
  return fixed_ ? *fixed_ : Span{static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
}

ExpressionId Parser::Fail(size_t at, std::string message) {
  if (error_) return kNoExpression;
  const auto begin = static_cast<uint32_t>(std::min(at, text_.size()));
  const uint32_t length = begin < text_.size() ? static_cast<uint32_t>(CharacterAt(text_, begin).length) : 0;
  error_ = SyntaxError{module_.PlaceOf(fixed_ ? *fixed_ : Span{begin, begin + length}), std::move(message)};
  return kNoExpression;
}

ExpressionId Parser::Make(ExpressionKind kind, std::string text, size_t begin,
                          const std::vector<ExpressionId>& children) {
  if (error_) return kNoExpression;
  Expression expression;
  expression.kind = kind;
  expression.text = std::move(text);
  expression.span = SpanFrom(begin);
  const ExpressionId id = module_.Add(std::move(expression), children);
  // `a + a + a + …` nests without the parser doing so.
  if (module_[id].height <= kMaxDepth) return id;
  return Fail(begin, fmt::format("an expression of more than {} levels", kMaxDepth));
}

// What comes next.

bool Parser::FollowsWord(std::string_view word) const {
  return Follows(word) && !ContinuesName(Peek(word.size()));
}

bool Parser::Take(std::string_view word) {
  if (!Follows(word) || error_) return false;
  at_ += word.size();
  return true;
}

bool Parser::Expect(std::string_view word) {
  SkipSpace();
  if (Take(word)) return true;
  Fail(at_, fmt::format("expected `{}`", word));
  return false;
}

void Parser::SkipSpace() {
  while (!AtEnd()) {
    if (IsBlank(Peek()) || (newlines_ && Peek() == '\n')) {
      ++at_;
    } else if (Peek() == '#' || Follows("//") || Follows("/*")) {
      SkipComment();
    } else {
      return;
    }
  }
}

void Parser::SkipLines() {
  const Newlines newlines(*this, true);
  SkipSpace();
}

void Parser::SkipComment() {
  const bool block = Follows("/*");
  const size_t end = block ? text_.find("*/", at_ + 2) : text_.find('\n', at_);
  if (block && (end == std::string_view::npos || end + 2 > end_)) {
    Fail(at_, "the comment is not closed");
  } else {
    at_ = std::min(end_, block ? end + 2 : end);
  }
}

/// A name, or nothing.
std::string_view Parser::TakeName() {
  const size_t begin = at_;
  if (!BeginsName(Peek())) return {};
  while (at_ < end_ && ContinuesName(Peek())) ++at_;
  return text_.substr(begin, at_ - begin);
}

// Bodies.

void Parser::ParseBody(uint32_t body, bool nested) {
  const Newlines newlines(*this, false);
  const size_t begin = at_;
  std::set<std::string, std::less<>> names;
  for (SkipLines(); !AtEnd() && !(nested && Peek() == '}'); SkipLines()) {
    ParseItem(body, names);
    SkipSpace();
    if (!AtEnd() && Peek() != '\n' && !(nested && Peek() == '}')) Fail(at_, "expected a new line");
  }
  if (nested && at_ >= end_) Fail(begin - 1, "the block is not closed");
  module_.body(body).span = SpanFrom(begin);
}

void Parser::ParseItem(uint32_t body, std::set<std::string, std::less<>>& names) {
  const size_t begin = at_;
  const std::string name(TakeName());
  const Span span = SpanFrom(begin);
  if (name.empty()) {
    Fail(at_, "expected the name of an attribute or a block");
    return;
  }
  SkipSpace();
  if (Peek() != '=' || Peek(1) == '=') return ParseBlock(body, {name, span, {}, 0});
  ++at_;
  SkipSpace();
  const ExpressionId value = ParseExpression();
  if (!names.insert(name).second) Fail(begin, fmt::format("the attribute `{}` is there twice", name));
  if (!error_) module_.body(body).attributes.push_back({name, span, value});
}

void Parser::ParseBlock(uint32_t body, Block block) {
  const Level level(*this);
  ParseLabels(block);
  if (error_) return;
  ++at_;
  block.body = module_.AddBody();
  ParseBody(block.body, true);
  if (Take("}")) module_.body(body).blocks.push_back(std::move(block));
}

/// What stands before the `{`.
void Parser::ParseLabels(Block& block) {
  for (SkipSpace(); !error_ && Peek() != '{'; SkipSpace()) {
    const size_t begin = at_;
    if (Take("\"")) {
      const size_t end = text_.find_first_of("\"\n\\", at_);
      if (end >= end_ || text_[end] != '"') {
        Fail(begin, "expected a label in quotes");
        return;
      }
      block.labels.push_back({std::string(text_.substr(at_, end - at_)), {}});
      at_ = end + 1;
    } else if (const std::string_view name = TakeName(); !name.empty()) {
      block.labels.push_back({std::string(name), {}});
    } else {
      Fail(at_, "expected `=`, `{` or a label");
      return;
    }
    block.labels.back().span = SpanFrom(begin);
  }
}

// Expressions.

ExpressionId Parser::ParseExpression() {
  const Level level(*this);
  const size_t begin = at_;
  const ExpressionId condition = ParseOperation(1);
  SkipSpace();
  if (!Take("?")) return condition;
  SkipLines();
  const ExpressionId yes = ParseExpression();
  if (!Expect(":")) return kNoExpression;
  SkipLines();
  const ExpressionId no = ParseExpression();
  return Make(ExpressionKind::kConditional, "", begin, {condition, yes, no});
}

/// Operations whose operators bind at least as strongly as `lowest`.
ExpressionId Parser::ParseOperation(int lowest) {
  const size_t begin = at_;
  ExpressionId left = ParseOperand();
  while (!error_) {
    const size_t end = at_;
    SkipSpace();
    const auto* found = std::find_if(kOperators.begin(), kOperators.end(), [&](const Operator& candidate) {
      return candidate.strength >= lowest && Follows(candidate.text);
    });
    if (found == kOperators.end()) {
      at_ = error_ ? at_ : end;  // a value ends where its text does
      return left;
    }
    at_ += found->text.size();
    SkipLines();
    const ExpressionId right = ParseOperation(found->strength + 1);
    left = Make(ExpressionKind::kOperation, std::string(found->text), begin, {left, right});
  }
  return kNoExpression;
}

ExpressionId Parser::ParseOperand() {
  const size_t begin = at_;
  const char sign = Peek();
  if (sign != '!' && sign != '-') return ParsePostfix(ParsePrimary(), begin);
  const Level level(*this);
  if (error_) return kNoExpression;
  ++at_;
  SkipSpace();
  const ExpressionId operand = ParseOperand();
  return Make(ExpressionKind::kOperation, std::string(1, sign), begin, {operand});
}

ExpressionId Parser::ParsePostfix(ExpressionId value, size_t begin, bool takes_indices) {
  while (!error_) {
    if (Follows("...") || (Peek() != '.' && (Peek() != '[' || !takes_indices))) return value;
    if (Take("[")) {
      value = ParseIndex(value, begin);
    } else {
      ++at_;
      const size_t name_begin = at_;
      if (Take("*")) {
        value = ParseSplat(value, begin, false);
      } else if (IsDigit(Peek())) {
        while (IsDigit(Peek())) ++at_;
        const std::string digits(text_.substr(name_begin, at_ - name_begin));
        const ExpressionId index = Make(ExpressionKind::kNumber, digits, name_begin);
        value = Make(ExpressionKind::kIndex, "", begin, {value, index});
      } else if (const std::string_view name = TakeName(); !name.empty()) {
        value = Make(ExpressionKind::kAttribute, std::string(name), begin, {value});
      } else {
        return Fail(at_, "expected a name behind the `.`");
      }
    }
  }
  return kNoExpression;
}

/// What stands behind `[*]` or `.*` is done with each item; an index behind the latter is one of the result.
ExpressionId Parser::ParseSplat(ExpressionId value, size_t begin, bool takes_indices) {
  const Level level(*this);
  const ExpressionId item = Make(ExpressionKind::kName, "*", begin);
  const ExpressionId each = ParsePostfix(item, begin, takes_indices);
  return Make(ExpressionKind::kSplat, "", begin, {value, each});
}

ExpressionId Parser::ParseIndex(ExpressionId value, size_t begin) {
  const Newlines newlines(*this, true);
  SkipSpace();
  if (Take("*")) {
    return Expect("]") ? ParseSplat(value, begin, true) : kNoExpression;
  }
  const ExpressionId index = ParseExpression();
  Expect("]");
  return Make(ExpressionKind::kIndex, "", begin, {value, index});
}

ExpressionId Parser::ParsePrimary() {
  if (AtEnd()) return Fail(at_, "expected a value");
  switch (Peek()) {
    case '"':
      return ParseQuoted();
    case '(':
      return ParseParentheses();
    case '[':
      return ParseList();
    case '{':
      return ParseObject();
    default:
      break;
  }
  if (Follows("<<")) return ParseHeredoc();
  if (IsDigit(Peek())) return ParseNumber();
  return BeginsName(Peek()) ? ParseWord() : Fail(at_, "expected a value");
}

ExpressionId Parser::ParseNumber() {
  const size_t begin = at_;
  const auto digits = [&] {
    while (IsDigit(Peek())) ++at_;
  };
  digits();
  if (Peek() == '.' && IsDigit(Peek(1))) {
    ++at_;
    digits();
  }
  const size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 1 : 0;
  if ((Peek() == 'e' || Peek() == 'E') && IsDigit(Peek(1 + sign))) {
    at_ += 1 + sign;
    digits();
  }
  return Make(ExpressionKind::kNumber, std::string(text_.substr(begin, at_ - begin)), begin);
}

ExpressionId Parser::ParseParentheses() {
  const Newlines newlines(*this, true);
  ++at_;
  SkipSpace();
  const ExpressionId value = ParseExpression();
  return Expect(")") ? value : kNoExpression;
}

ExpressionId Parser::ParseList() {
  const Newlines newlines(*this, true);
  const size_t begin = at_++;
  SkipSpace();
  if (FollowsWord("for")) return ParseFor(begin, "]");
  std::vector<ExpressionId> items;
  for (; !error_ && !Take("]"); SkipSpace()) {
    items.push_back(ParseExpression());
    SkipSpace();
    if (!Take(",") && Peek() != ']') Fail(at_, "expected `,` or `]`");
  }
  return Make(ExpressionKind::kList, "", begin, items);
}

/// Entries end with a comma or a line.
ExpressionId Parser::ParseObject() {
  const Newlines newlines(*this, false);
  const size_t begin = at_++;
  SkipLines();
  if (FollowsWord("for")) return ParseFor(begin, "}");
  std::vector<ExpressionId> entries;
  for (; !error_ && !Take("}"); SkipLines()) {
    entries.push_back(ParseKey());
    SkipSpace();
    if (!Take("=") && !Take(":")) return Fail(at_, "expected `=` behind the key");
    SkipLines();
    entries.push_back(ParseExpression());
    SkipSpace();
    if (!Take(",") && Peek() != '}' && Peek() != '\n') Fail(at_, "expected `,`, `}` or a new line");
  }
  return Make(ExpressionKind::kObject, "", begin, entries);
}

/// A name alone is the key itself; anything else is evaluated.
ExpressionId Parser::ParseKey() {
  const size_t begin = at_;
  const std::string name(TakeName());
  const size_t end = at_;
  SkipSpace();
  const bool alone = Peek() == ':' || (Peek() == '=' && Peek(1) != '=');
  at_ = name.empty() || !alone ? begin : end;
  return name.empty() || !alone ? ParseExpression() : Make(ExpressionKind::kString, name, begin);
}

/// `for k, v in`
std::string Parser::ParseForNames() {
  Take("for");
  std::string names;
  for (bool more = true; more;) {
    SkipSpace();
    const std::string_view name = TakeName();
    if (name.empty()) Fail(at_, "expected a name behind `for`");
    names += (names.empty() ? "" : " ") + std::string(name);
    SkipSpace();
    more = !error_ && Take(",");
  }
  Expect("in");
  return names;
}

/// `for k, v in collection : key => value... if condition`, without a key in a list.
ExpressionId Parser::ParseFor(size_t begin, std::string_view close) {
  const Newlines newlines(*this, true);
  const Level level(*this);
  const auto expression = [&] {
    SkipSpace();
    const ExpressionId id = ParseExpression();
    SkipSpace();
    return id;
  };
  const std::string names = ParseForNames();
  const ExpressionId collection = expression();
  Expect(":");
  ExpressionId value = expression();
  std::optional<ExpressionId> key;
  if (close == "}") {
    Expect("=>");
    key = std::exchange(value, expression());
  }
  const bool groups = key && Take("...");
  SkipSpace();
  const ExpressionId condition =
      FollowsWord("if") && Take("if") ? expression() : Make(ExpressionKind::kBool, "true", begin);
  Expect(close);
  std::vector<ExpressionId> children = {collection, condition, value};
  if (key) children.push_back(*key);
  const ExpressionId made = Make(ExpressionKind::kFor, names, begin, children);
  if (made != kNoExpression && groups) module_.SetExpands(made);
  return made;
}

/// A literal, a call, or the root of a reference.
ExpressionId Parser::ParseWord() {
  const size_t begin = at_;
  std::string name(TakeName());
  while (Follows("::") && BeginsName(Peek(2))) {  // a function of a plugin
    at_ += 2;
    name += "::";
    name += TakeName();
  }
  if (name == "true" || name == "false") return Make(ExpressionKind::kBool, name, begin);
  if (name == "null") return Make(ExpressionKind::kNull, "", begin);
  return Take("(") ? ParseCall(std::move(name), begin) : Make(ExpressionKind::kName, std::move(name), begin);
}

ExpressionId Parser::ParseCall(std::string name, size_t begin) {
  const Newlines newlines(*this, true);
  std::vector<ExpressionId> arguments;
  bool expands = false;
  for (SkipSpace(); !error_ && !Take(")"); SkipSpace()) {
    if (expands) return Fail(at_, "expected `)` behind the `...`");
    arguments.push_back(ParseExpression());
    SkipSpace();
    expands = Take("...");
    SkipSpace();
    if (!Take(",") && Peek() != ')') Fail(at_, "expected `,` or `)`");
  }
  const ExpressionId call = Make(ExpressionKind::kCall, std::move(name), begin, arguments);
  if (call != kNoExpression && expands) module_.SetExpands(call);
  return call;
}

// Texts.

ExpressionId Parser::ParseQuoted() {
  const size_t begin = at_++;
  const ExpressionId text = ParseParts(TextEnd::kQuote, begin, 0);
  if (Peek() != '"') Fail(begin, "the text is not closed on its line");
  if (error_) return kNoExpression;
  ++at_;
  module_.SetSpan(text, SpanFrom(begin));
  return text;
}

ExpressionId Parser::ParseHeredoc() {
  const size_t begin = at_;
  at_ += 2;
  const bool indented = Take("-");
  const std::string marker(TakeName());
  while (IsBlank(Peek())) ++at_;
  if (marker.empty() || Peek() != '\n') return Fail(begin, "expected a marker alone behind the `<<`");
  ++at_;
  const auto end = FindHeredocEnd(text_.substr(0, end_), at_, marker);
  if (!end) return Fail(begin, fmt::format("no line ends the text with `{}`", marker));
  const size_t whole = std::exchange(end_, end->text);
  const ExpressionId text = ParseParts(TextEnd::kText, begin, indented ? end->indent : 0);
  end_ = whole;
  if (error_) return kNoExpression;
  at_ = end->marker;
  module_.SetSpan(text, SpanFrom(begin));
  return text;
}

/// Literal text and what stands in `${}`, up to the quote or to the end. From the begin of each line up to
/// `indent` blanks are left out.
ExpressionId Parser::ParseParts(TextEnd until, size_t begin, size_t indent) {
  const Level level(*this);
  std::vector<ExpressionId> parts;
  std::string literal;
  bool strips = false, directives = false, line_begins = true;
  const auto flush = [&] {
    if (!literal.empty()) parts.push_back(Make(ExpressionKind::kString, std::exchange(literal, {}), at_));
  };
  while (!AtEnd()) {
    for (size_t i = 0; line_begins && i < indent && (Peek() == ' ' || Peek() == '\t'); ++i) ++at_;
    line_begins = false;
    if (until == TextEnd::kQuote && (Peek() == '"' || Peek() == '\n')) break;
    if (Follows("$${") || Follows("%%{")) {
      literal.append(text_.substr(at_ + 1, 2));
      at_ += 3;
      strips = false;
    } else if (Follows("${")) {
      const ExpressionId value = ParseInterpolation(literal, strips);
      flush();
      parts.push_back(value);
    } else if (Follows("%{")) {
      ParseDirective();
      directives = true;
    } else if (until == TextEnd::kQuote && Peek() == '\\') {
      ParseEscape(literal);
      strips = false;
    } else {
      line_begins = Peek() == '\n';
      const bool blank = IsBlank(Peek()) || Peek() == '\n';
      strips = strips && blank;
      if (!strips) literal += Peek();
      ++at_;
    }
  }
  flush();
  if (directives) return Make(ExpressionKind::kOpaque, "a template with `%{` is not evaluated", begin);
  if (parts.empty()) return Make(ExpressionKind::kString, "", begin);
  if (!error_ && parts.size() == 1 && module_[parts[0]].kind == ExpressionKind::kString) {
    module_.SetSpan(parts[0], SpanFrom(begin));
    return parts[0];
  }
  return Make(ExpressionKind::kTemplate, "", begin, parts);
}

void Parser::ParseEscape(std::string& literal) {
  constexpr std::string_view kLetters = "nrt\"\\", kValues = "\n\r\t\"\\";
  const size_t begin = at_++;
  const char letter = Peek();
  if (const size_t found = kLetters.find(letter); letter != '\0' && found != std::string_view::npos) {
    literal += kValues[found];
    ++at_;
    return;
  }
  const size_t digits = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  uint32_t code = 0;
  for (size_t i = 1; i <= digits; ++i) {
    const auto digit = std::string_view("0123456789abcdef").find(ToLower(std::string(1, Peek(i))));
    if (digit == std::string_view::npos) {
      Fail(begin, fmt::format("`\\{}` takes {} hex digits", letter, digits));
      return;
    }
    code = code << 4 | static_cast<uint32_t>(digit);
  }
  if (digits == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
    Fail(begin, "this is no escape; it can be `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uNNNN`, `\\UNNNNNNNN`");
    return;
  }
  AppendUtf8(literal, code);
  at_ += 1 + digits;
}

/// `${ value }`; with `~` beside a brace the blanks on that side are left out.
ExpressionId Parser::ParseInterpolation(std::string& literal, bool& strips) {
  const Newlines newlines(*this, true);
  at_ += 2;
  if (Take("~")) TrimEnd(literal);
  SkipSpace();
  const ExpressionId value = ParseExpression();
  SkipSpace();
  strips = Take("~");
  return Expect("}") ? value : kNoExpression;
}

/// `%{ if … }`, `%{ for … }` and what ends them.
void Parser::ParseDirective() {
  const Newlines newlines(*this, true);
  const size_t begin = at_;
  at_ += 2;
  Take("~");
  SkipSpace();
  const std::string word(TakeName());
  SkipSpace();
  if (word == "for") {
    for (; !error_ && !FollowsWord("in"); SkipSpace()) {
      if (TakeName().empty() && !Take(",")) Fail(at_, "expected a name behind `for`");
    }
    Take("in");
    SkipSpace();
  }
  if (word == "for" || word == "if") {
    ParseExpression();
    SkipSpace();
  } else if (word != "else" && word != "endif" && word != "endfor") {
    Fail(begin, "expected `if`, `else`, `endif`, `for` or `endfor` in the `%{`");
  }
  Take("~");
  Expect("}");
}

}  // namespace headroom::hcl
