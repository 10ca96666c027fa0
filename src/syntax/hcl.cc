#include "syntax/hcl.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "syntax/front_end.h"
#include "syntax/hcl_parser.h"

namespace headroom::hcl {

const Attribute* Body::Find(std::string_view name) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const Attribute& attribute) { return attribute.name == name; });
  return found == attributes.end() ? nullptr : &*found;
}

ExpressionId Module::Add(Expression expression, const std::vector<ExpressionId>& children) {
  expression.first = static_cast<uint32_t>(children_.size());
  expression.count = static_cast<uint32_t>(children.size());
  for (ExpressionId child : children)
    expression.height = std::max(expression.height, expressions_[child].height + 1);
  children_.insert(children_.end(), children.begin(), children.end());
  expressions_.push_back(std::move(expression));
  return static_cast<ExpressionId>(expressions_.size() - 1);
}

namespace {

ModuleResult Finish(Module module, std::optional<SyntaxError> error) {
  ModuleResult result;
  if (error) {
    result.errors.push_back(*std::move(error));
  } else {
    result.module = std::move(module);
  }
  return result;
}

/// Parses a file whose bytes are text.
template <typename Read>
ModuleResult ParseWith(const SourceFile& file, Read read) {
  Module module(file);
  module.AddBody();
  if (SyntaxError error = CheckBytes(file); !error.message.empty())
    return Finish(std::move(module), std::move(error));
  Parser parser(module, file.bytes());
  read(parser, module);
  std::optional<SyntaxError> error = parser.TakeError();
  return Finish(std::move(module), std::move(error));
}

/// Reads a document, block by block.
class JsonReader {
 public:
  explicit JsonReader(const Document& document) : document_(document), module_(document.file()) {}

  ModuleResult Read(const std::vector<BlockType>& types) {
    ReadBody(document_.root(), types, module_.AddBody());
    return Finish(std::move(module_), std::move(error_));
  }

 private:
  void ReadBody(NodeId node, const std::vector<BlockType>& types, uint32_t body) {
    const Node& map = document_[node];
    module_.body(body).span = map.span;
    for (uint32_t i = 0; i < Document::EntryCount(map) && !error_; ++i) {
      const Document::Entry entry = document_.EntryAt(map, i);
      const Node& key = document_[entry.key];
      if (key.text == "//") continue;  // HCL's comment
      const auto type =
          std::find_if(types.begin(), types.end(), [&](const BlockType& t) { return t.name == key.text; });
      if (type == types.end()) {
        ReadAttribute(entry, body);
      } else {
        ReadBlocks({std::string(key.text), key.span, {}, 0}, *type, entry.value, body);
      }
    }
  }

  void ReadAttribute(const Document::Entry& entry, uint32_t body) {
    const auto texts = [&](Module& module, std::string_view text, Span span) {
      Parser parser(module, text, span);
      const ExpressionId value = parser.ParseWholeTemplate();
      if (std::optional<SyntaxError> error = parser.TakeError()) error_ = std::move(error);
      return value;
    };
    const Node& key = document_[entry.key];
    const ExpressionId value = ReadJsonValue(document_, entry.value, texts, module_);
    if (!error_) module_.body(body).attributes.push_back({std::string(key.text), key.span, value});
  }

  /// Each label is a level of objects, and each level may be a list of them.
  void ReadBlocks(Block block, const BlockType& type, NodeId node, uint32_t body) {
    const Node& value = document_[node];
    if (value.kind == NodeKind::kSequence) {
      for (uint32_t i = 0; i < value.count && !error_; ++i)
        ReadBlocks(block, type, document_.Item(value, i), body);
    } else if (value.kind != NodeKind::kMapping) {
      if (value.kind != NodeKind::kNull)
        error_ = {document_.PlaceOf(node), fmt::format("`{}` takes an object", block.type)};
    } else if (block.labels.size() < type.labels) {
      ReadLabels(block, type, value, body);
    } else {
      block.body = module_.AddBody();
      ReadBody(node, type.blocks, block.body);
      module_.body(body).blocks.push_back(std::move(block));
    }
  }

  void ReadLabels(const Block& block, const BlockType& type, const Node& map, uint32_t body) {
    for (uint32_t i = 0; i < Document::EntryCount(map) && !error_; ++i) {
      const Document::Entry entry = document_.EntryAt(map, i);
      const Node& key = document_[entry.key];
      if (key.text == "//") continue;
      Block labelled = block;
      labelled.labels.push_back({std::string(key.text), key.span});
      ReadBlocks(std::move(labelled), type, entry.value, body);
    }
  }

  const Document& document_;
  Module module_;
  std::optional<SyntaxError> error_;
};

}  // namespace

ModuleResult ParseModule(const SourceFile& file) {
  return ParseWith(file, [](Parser& parser, Module&) { parser.ParseFile(); });
}

ModuleResult ParseValue(const SourceFile& file) {
  return ParseWith(file, [](Parser& parser, Module& module) {
    const ExpressionId value = parser.ParseWholeExpression();
    module.body(0).attributes.push_back({"value", {}, value});
  });
}

ModuleResult ReadJsonModule(const Document& document, const std::vector<BlockType>& types) {
  return JsonReader(document).Read(types);
}

ExpressionId ReadJsonValue(const Document& document, NodeId node, const TextReader& texts, Module& module) {
  const Node& value = document[node];
  Expression expression;
  expression.span = value.span;
  std::vector<ExpressionId> children;
  if (value.kind == NodeKind::kScalar && value.quoted) return texts(module, value.text, value.span);
  if (value.kind == NodeKind::kScalar) {
    const bool is_bool = value.text == "true" || value.text == "false";
    expression.kind = is_bool ? ExpressionKind::kBool : ExpressionKind::kNumber;
    expression.text = value.text;
  } else if (value.kind == NodeKind::kSequence) {
    expression.kind = ExpressionKind::kList;
    for (uint32_t i = 0; i < value.count; ++i)
      children.push_back(ReadJsonValue(document, document.Item(value, i), texts, module));
  } else if (value.kind == NodeKind::kMapping) {
    expression.kind = ExpressionKind::kObject;
    for (uint32_t i = 0; i < Document::EntryCount(value); ++i) {
      const Document::Entry entry = document.EntryAt(value, i);
      children.push_back(texts(module, document[entry.key].text, document[entry.key].span));
      children.push_back(ReadJsonValue(document, entry.value, texts, module));
    }
  }
  const bool failed = std::find(children.begin(), children.end(), kNoExpression) != children.end();
  return failed ? kNoExpression : module.Add(std::move(expression), children);
}

}  // namespace headroom::hcl
