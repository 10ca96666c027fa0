#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "syntax/document.h"
#include "syntax/parse.h"

namespace headroom::hcl {

/// Index of an expression in its Module.
using ExpressionId = uint32_t;
inline constexpr ExpressionId kNoExpression = UINT32_MAX;

enum class ExpressionKind : uint8_t {
  kNull,
  kBool,         // text: "true" or "false"
  kNumber,       // text: its spelling
  kString,       // text: its value
  kTemplate,     // children: literal strings and what stands in ${}, to be joined
  kList,         // children: the items
  kObject,       // children: key, value, key, value, …
  kName,         // text: the root of a reference (`var`), nothing more
  kAttribute,    // text: the name behind the point; child: what it is of
  kIndex,        // children: the collection, the index
  kCall,         // text: the function; children: the arguments
  kOperation,    // text: the operator; children: one operand or two
  kConditional,  // children: the condition, if true, if false
  kFor,          // text: the names of key and value, or of the value alone ("k v"); children: the collection,
                 // the condition, the value, and of one that makes an object the key
  kSplat,        // children: the collection, and what each of its items, the name `*`, becomes
  kOpaque,       // text: why it is not evaluated ("a template with `%{` is not evaluated")
};

struct Expression {
  ExpressionKind kind = ExpressionKind::kNull;
  bool expands = false;  // call: `...` behind the last argument; for: behind the value, it groups by key
  Span span;
  std::string text;
  uint32_t first = 0;  // its children are Module::child(expression, 0 … count - 1)
  uint32_t count = 0;
  uint32_t height = 1;  // levels of expressions, never more than kMaxDepth
};

struct Attribute {
  std::string name;
  Span name_span;
  ExpressionId value;
};

struct Label {
  std::string text;
  Span span;
};

struct Block {
  std::string type;
  Span type_span;
  std::vector<Label> labels;
  uint32_t body;  // index of a Body in the Module
};

/// What stands between the braces of a block, or in the whole file, in the order of the file. Attributes have
/// different names.
struct Body {
  std::vector<Attribute> attributes;
  std::vector<Block> blocks;
  Span span;

  const Attribute* Find(std::string_view name) const;
};

/// A file of HashiCorp's configuration language, parsed. The file must outlive it.
class Module {
 public:
  explicit Module(const SourceFile& file) : file_(&file) {}

  const SourceFile& file() const { return *file_; }
  const Body& root() const { return bodies_[0]; }
  const Body& body(uint32_t index) const { return bodies_[index]; }
  const Expression& operator[](ExpressionId id) const { return expressions_[id]; }
  ExpressionId child(const Expression& expression, uint32_t index) const {
    return children_[expression.first + index];
  }
  size_t size() const { return expressions_.size(); }
  Place PlaceOf(Span span) const { return {file_, span}; }

  // For who makes one.

  uint32_t AddBody() {
    bodies_.emplace_back();
    return static_cast<uint32_t>(bodies_.size() - 1);
  }
  Body& body(uint32_t index) { return bodies_[index]; }
  ExpressionId Add(Expression expression, const std::vector<ExpressionId>& children = {});
  void SetSpan(ExpressionId id, Span span) { expressions_[id].span = span; }
  void SetExpands(ExpressionId id) { expressions_[id].expands = true; }

 private:
  const SourceFile* file_;
  std::vector<Body> bodies_;
  std::vector<Expression> expressions_;
  std::vector<ExpressionId> children_;
};

struct ModuleResult {
  std::optional<Module> module;     // absent if `errors` is not empty
  std::vector<SyntaxError> errors;  // the one error that the parser stops at
};

/// Parses a file in HCL's own syntax. Never deeper than kMaxDepth. Source: HashiCorp, "HCL Native Syntax
/// Specification".
ModuleResult ParseModule(const SourceFile& file);
/// Parses a file that holds one expression and nothing else, as the body's attribute `value`.
ModuleResult ParseValue(const SourceFile& file);

/// A type of block, for HCL's JSON form, which does not tell blocks from objects.
struct BlockType {
  std::string_view name;
  uint32_t labels;
  std::vector<BlockType> blocks;  // those in its body
};
/// HCL's JSON form. What is of none of the `types` is an attribute. Source: HashiCorp, "HCL JSON Syntax
/// Specification".
ModuleResult ReadJsonModule(const Document& document, const std::vector<BlockType>& types);

/// How a text in JSON becomes an expression; kNoExpression if it cannot.
using TextReader = std::function<ExpressionId(Module& module, std::string_view text, Span span)>;
/// A JSON value as an expression, its texts read by `texts`; kNoExpression if one of them cannot be read.
ExpressionId ReadJsonValue(const Document& document, NodeId node, const TextReader& texts, Module& module);

}  // namespace headroom::hcl
