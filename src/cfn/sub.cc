// Fn::Sub: text with variables. Source: CloudFormation template reference, "Fn::Sub".

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "cfn/evaluation.h"

namespace headroom::cfn {
namespace {

struct SubArguments {
  Value text;
  NodeId text_node = kNoNode;
  NodeRef variables;                            // kNoNode: none are given
  std::unordered_map<NodeId, Value> evaluated;  // of `variables`: each is evaluated once
};

std::optional<SubArguments> ReadArguments(Evaluation& evaluation, const Call& call) {
  if (!evaluation.IsLiteral(call, NodeKind::kSequence)) {
    return SubArguments{evaluation.Argument(call), call.argument.node, {}, {}};
  }
  const auto arguments = evaluation.Arguments(call, 2, 2);
  if (!arguments) return {};
  const NodeRef variables = arguments->at(1);
  const Node& node = evaluation.At(variables);
  if (node.kind != NodeKind::kMapping || !node.tag.empty()) {
    evaluation.Malformed(evaluation.PlaceOf(variables),
                         fmt::format("the variables of `Fn::Sub` must be a map, found {}", Describe(node)));
    return {};
  }
  return SubArguments{evaluation.Evaluate(arguments->at(0)), arguments->at(0).node, variables, {}};
}

Value Lookup(Evaluation& evaluation, std::string_view name, SubArguments& arguments, const Call& call) {
  const NodeRef variables = arguments.variables;
  const NodeId own = variables.node == kNoNode ? kNoNode : evaluation.document().Find(variables.node, name);
  if (own == kNoNode) {
    return evaluation.SubVariable(name, call.argument.scope,
                                  PlaceOfVariable(evaluation.document(), arguments.text_node, name));
  }
  const auto found = arguments.evaluated.find(own);
  if (found != arguments.evaluated.end()) return found->second;
  return arguments.evaluated.emplace(own, evaluation.Evaluate({own, variables.scope})).first->second;
}

Value Variable(Evaluation& evaluation, std::string_view name, SubArguments& arguments, const Call& call) {
  Value value = Lookup(evaluation, name, arguments, call);
  if (!value.is_list() && !value.is_map()) return value;
  return evaluation.Fail(call.where,
                         fmt::format("`${{{}}}` must be text, found {}", Excerpt(name), Describe(value)),
                         value.is_list() ? "`Fn::Join` makes text of a list" : "");
}

bool IsOneVariable(std::string_view text, SubPiece& piece) {
  return NextSubPiece(text, piece) && piece.variable && text.empty();
}

}  // namespace

bool NextSubPiece(std::string_view& rest, SubPiece& piece) {
  if (rest.empty()) return false;
  const size_t begin = rest.find("${");
  const size_t end = begin == std::string_view::npos ? begin : rest.find('}', begin);
  if (end == std::string_view::npos) {
    piece = {std::exchange(rest, {}), false};
    return true;
  }
  if (begin > 0) {
    piece = {rest.substr(0, begin), false};
    rest.remove_prefix(begin);
    return true;
  }
  const std::string_view inside = rest.substr(2, end - 2);
  const bool escaped = StartsWith(inside, "!");
  const bool variable = !escaped && !Trim(inside).empty() && inside.find('\n') == std::string_view::npos;
  piece = {variable ? Trim(inside) : rest.substr(0, 2), variable};
  rest.remove_prefix(variable ? end + 1 : escaped ? 3 : 2);
  return true;
}

bool IsVariableName(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '.' || c == ':';
  });
}

Place PlaceOfVariable(const Document& document, NodeId scalar, std::string_view name) {
  const Place whole = document.PlaceOf(scalar);
  const std::string_view text = whole.file->text(whole.span);
  constexpr size_t kLongest =
      16 << 10;  // a text with thousands of variables is not searched for each of them
  if (text.size() > kLongest) return whole;
  for (size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
    const size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    if (Trim(text.substr(at + 2, end - at - 2)) != name) continue;
    const uint32_t begin = whole.span.begin + static_cast<uint32_t>(at);
    return {whole.file, {begin, whole.span.begin + static_cast<uint32_t>(end) + 1}};
  }
  return whole;
}

Value Evaluation::SubVariable(std::string_view name, ScopeId scope, Place where) {
  if (!IsVariableName(name)) {
    if (Value opaque = OpaqueTransform(where); opaque.is_unknown()) return opaque;
    return Fail(
        where,
        fmt::format("`${{{}}}` is no variable: a name has letters, digits, `_`, `.` and `:`", Excerpt(name)),
        fmt::format("write `${{!{}}}` to keep it as text", Excerpt(name)));
  }
  const size_t dot = name.find('.');
  if (dot == std::string_view::npos) return Ref(name, scope, where);
  return Attribute(name.substr(0, dot), name.substr(dot + 1), where);
}

Value Sub(Evaluation& evaluation, const Call& call) {
  std::optional<SubArguments> arguments = ReadArguments(evaluation, call);
  if (!arguments) return Evaluation::Reported(call.where);
  const Value format = evaluation.NeedText(arguments->text, "the text of `Fn::Sub`");
  if (format.is_unknown()) return format;
  SubPiece piece;
  if (IsOneVariable(format.text(), piece)) {  // the same as Ref or Fn::GetAtt: it may name a resource
    Value value = Variable(evaluation, piece.text, *arguments, call);
    value.set_where(call.where);
    return value.absent() ? Value::Scalar("", call.where) : value;
  }
  std::string out;
  Doubt doubt;
  for (std::string_view rest = format.text(); NextSubPiece(rest, piece);) {
    if (piece.variable) {
      const Value value = Variable(evaluation, piece.text, *arguments, call);
      doubt.Add(value);
      out += value.text();
    } else {
      out += piece.text;
    }
    if (out.size() > kMaxText) return evaluation.TooLong(call.where);
  }
  if (!evaluation.Spend(out.size())) return evaluation.TooMuch(call.where);
  return doubt.any() ? doubt.At(call.where) : Value::Scalar(std::move(out), call.where);
}

}  // namespace headroom::cfn
