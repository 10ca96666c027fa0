// Legacy JSON templates, as the HCL that they mean. Source: Packer documentation, "JSON templates",
// "Template engine".

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "packer/template.h"

namespace headroom::packer {
namespace {

using hcl::Expression;
using hcl::ExpressionId;
using hcl::ExpressionKind;

ExpressionId Add(hcl::Module& module, ExpressionKind kind, std::string text, Span span,
                 const std::vector<ExpressionId>& children = {}) {
  Expression expression;
  expression.kind = kind;
  expression.text = std::move(text);
  expression.span = span;
  return module.Add(std::move(expression), children);
}

/// `x` out of "user `x`"; empty if the engine is asked for anything else.
std::string_view UserVariable(std::string_view call) {
  constexpr std::string_view kUser = "user";
  if (!StartsWith(call, kUser)) return {};
  call = Trim(call.substr(kUser.size()));
  if (call.size() < 3 || (call[0] != '`' && call[0] != '"') || call.back() != call[0]) return {};
  call = call.substr(1, call.size() - 2);
  return call.find(call.empty() ? '\0' : '`') == std::string_view::npos ? call : std::string_view();
}

ExpressionId ReadCall(hcl::Module& module, std::string_view call, Span span) {
  const std::string_view variable = UserVariable(call);
  if (variable.empty()) {
    return Add(module, ExpressionKind::kOpaque,
               fmt::format("`{{{{{}}}}}` is known only when Packer runs", call), span);
  }
  const ExpressionId root = Add(module, ExpressionKind::kName, "var", span);
  return Add(module, ExpressionKind::kAttribute, std::string(variable), span, {root});
}

/// A text with `{{…}}` in it.
ExpressionId ReadText(hcl::Module& module, std::string_view text, Span span) {
  std::vector<ExpressionId> parts;
  while (!text.empty()) {
    const size_t open = text.find("{{");
    const size_t close = open == std::string_view::npos ? open : text.find("}}", open);
    const std::string_view literal = close == std::string_view::npos ? text : text.substr(0, open);
    if (!literal.empty()) parts.push_back(Add(module, ExpressionKind::kString, std::string(literal), span));
    if (close == std::string_view::npos) break;
    parts.push_back(ReadCall(module, Trim(text.substr(open + 2, close - open - 2)), span));
    text.remove_prefix(close + 2);
  }
  if (parts.size() == 1) return parts[0];
  return parts.empty() ? Add(module, ExpressionKind::kString, "", span)
                       : Add(module, ExpressionKind::kTemplate, "", span, parts);
}

class LegacyReader {
 public:
  explicit LegacyReader(const Document& document) : document_(document), module_(document.file()) {}

  hcl::Module Read() && {
    module_.AddBody();
    ReadVariables(document_.Find(document_.root(), "variables"));
    const uint32_t build = module_.AddBody();
    const NodeId builders = document_.Find(document_.root(), "builders");
    const Node& list = document_[builders];
    for (uint32_t i = 0; i < list.count; ++i) ReadBuilder(document_.Item(list, i), build);
    AddBlock(0, {"build", document_[builders].span, {}, build});
    return std::move(module_);
  }

 private:
  void AddBlock(uint32_t body, hcl::Block block) { module_.body(body).blocks.push_back(std::move(block)); }

  /// A variable whose value is null must be given.
  void ReadVariables(NodeId variables) {
    if (variables == kNoNode) return;
    const Node& map = document_[variables];
    for (uint32_t i = 0; i < Document::EntryCount(map); ++i) {
      const Document::Entry entry = document_.EntryAt(map, i);
      const Node& key = document_[entry.key];
      const uint32_t body = module_.AddBody();
      if (document_[entry.value].kind != NodeKind::kNull)
        AddAttribute("default", key.span, entry.value, body);
      AddBlock(0, {"variable", key.span, {{std::string(key.text), key.span}}, body});
    }
  }

  /// Its name is its type where it has none of its own.
  void ReadBuilder(NodeId builder, uint32_t build) {
    const NodeId type = document_.Find(builder, "type");
    if (type == kNoNode || document_[type].kind != NodeKind::kScalar) return;
    const NodeId name = document_.Find(builder, "name");
    const bool named = name != kNoNode && document_[name].kind == NodeKind::kScalar;
    const uint32_t body = module_.AddBody();
    for (uint32_t i = 0; i < Document::EntryCount(document_[builder]); ++i) {
      const Document::Entry entry = document_.EntryAt(document_[builder], i);
      AddAttribute(document_[entry.key].text, document_[entry.key].span, entry.value, body);
    }
    const hcl::Label of_type{std::string(document_[type].text), document_[type].span};
    const Node& title = document_[named ? name : type];
    const hcl::Label of_name{std::string(title.text), title.span};
    AddBlock(0, {"source", of_type.span, {of_type, of_name}, body});
    const hcl::Label use{fmt::format("{}.{}", of_type.text, of_name.text), title.span};
    AddBlock(build, {"source", of_type.span, {use}, module_.AddBody()});
  }

  void AddAttribute(std::string_view name, Span span, NodeId value, uint32_t body) {
    const ExpressionId read = hcl::ReadJsonValue(document_, value, ReadText, module_);
    module_.body(body).attributes.push_back({std::string(name), span, read});
  }

  const Document& document_;
  hcl::Module module_;
};

}  // namespace

hcl::ModuleResult ReadLegacy(const Document& document) {
  hcl::ModuleResult result;
  result.module = LegacyReader(document).Read();
  return result;
}

}  // namespace headroom::packer
