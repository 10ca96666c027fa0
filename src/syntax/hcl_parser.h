#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/hcl.h"

namespace headroom::hcl {

/// Parses HCL's own syntax into a module, character by character; stops at the first error. Every recursion
/// goes through a Level, and no expression is higher than kMaxDepth.
class Parser {
 public:
  /// With `fixed` the text stands elsewhere than in the module's file (a text of a JSON document): every
  /// place is that one.
  Parser(Module& module, std::string_view text, std::optional<Span> fixed = {});

  void ParseFile();
  ExpressionId ParseWholeExpression();
  /// The text as what stands between quotes, its escapes resolved already.
  ExpressionId ParseWholeTemplate();
  std::optional<SyntaxError> TakeError() { return std::move(error_); }

 private:
  class Level;
  class Newlines;
  enum class TextEnd : uint8_t { kQuote, kText };

  // What comes next.
  bool AtEnd() const { return at_ >= end_ || error_; }
  char Peek(size_t ahead = 0) const { return at_ + ahead < end_ ? text_[at_ + ahead] : '\0'; }
  bool Follows(std::string_view word) const { return text_.substr(at_, end_ - at_).starts_with(word); }
  bool FollowsWord(std::string_view word) const;
  bool Take(std::string_view word);
  bool Expect(std::string_view word);
  void SkipSpace();
  void SkipLines();
  void SkipComment();
  std::string_view TakeName();

  // Bodies.
  void ParseBody(uint32_t body, bool nested);
  void ParseItem(uint32_t body, std::set<std::string, std::less<>>& names);
  void ParseBlock(uint32_t body, Block block);
  void ParseLabels(Block& block);

  // Expressions.
  ExpressionId ParseExpression();
  ExpressionId ParseOperation(int lowest);
  ExpressionId ParseOperand();
  ExpressionId ParsePostfix(ExpressionId value, size_t begin, bool takes_indices = true);
  ExpressionId ParseSplat(ExpressionId value, size_t begin, bool takes_indices);
  ExpressionId ParseIndex(ExpressionId value, size_t begin);
  ExpressionId ParsePrimary();
  ExpressionId ParseNumber();
  ExpressionId ParseParentheses();
  ExpressionId ParseList();
  ExpressionId ParseObject();
  ExpressionId ParseKey();
  ExpressionId ParseFor(size_t begin, std::string_view close);
  std::string ParseForNames();
  ExpressionId ParseWord();
  ExpressionId ParseCall(std::string name, size_t begin);

  // Texts.
  ExpressionId ParseQuoted();
  ExpressionId ParseHeredoc();
  ExpressionId ParseParts(TextEnd until, size_t begin, size_t indent);
  void ParseEscape(std::string& literal);
  ExpressionId ParseInterpolation(std::string& literal, bool& strips);
  void ParseDirective();

  ExpressionId Make(ExpressionKind kind, std::string text, size_t begin,
                    const std::vector<ExpressionId>& children = {});
  Span SpanFrom(size_t begin) const;
  ExpressionId Fail(size_t at, std::string message);

  Module& module_;
  const std::string_view text_;
  const std::optional<Span> fixed_;
  size_t at_ = 0;
  size_t end_;
  bool newlines_ = false;  // a line break is white space here
  uint32_t depth_ = 0;
  std::optional<SyntaxError> error_;
};

}  // namespace headroom::hcl
