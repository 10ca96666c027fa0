// Fn::ToJsonString. Source: CloudFormation template reference, "Fn::ToJsonString" (AWS::LanguageExtensions).

#include <fmt/format.h>

#include "base/text.h"
#include "cfn/evaluation.h"

namespace headroom::cfn {
namespace {

void AppendQuoted(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

/// A literal that JSON writes without quotes. What a function computed is text.
bool IsBare(const Node& node) {
  if (node.kind != NodeKind::kScalar || node.quoted || !node.tag.empty()) return false;
  const std::string_view text = ScalarText(node);
  if (text == "true" || text == "false") return true;
  const bool padded = text.size() > 1 && text[0] == '0' && text[1] != '.';
  return ParseNumber(text).has_value() && !padded && text[0] != '+' && text[0] != '.' && text.back() != '.';
}

/// Writes values as JSON, entries in the order they stand.
class Writer {
 public:
  Writer(Evaluation& evaluation, std::string& out, Doubt& doubt)
      : evaluation_(evaluation), out_(out), doubt_(doubt) {}

  void Write(const Value& value) {
    const DepthGuard depth(evaluation_);
    if (out_.size() > kMaxText) return;
    if (depth.too_deep()) return doubt_.Add(evaluation_.TooDeep(value.where()));
    doubt_.Add(value);
    if (value.is_scalar()) AppendQuoted(value.text(), out_);
    if (value.is_list()) WriteList(value);
    if (value.is_map()) WriteMap(value.node());
  }

 private:
  void WriteNode(NodeRef ref, const Value& value) {
    if (IsBare(evaluation_.At(ref))) {
      out_ += value.text();
    } else {
      Write(value);
    }
  }

  void WriteList(const Value& list) {
    out_ += '[';
    bool first = true;
    const auto next = [&] { out_ += std::exchange(first, false) ? "" : ","; };
    for (const Value& item : list.items()) {
      next();
      Write(item);
    }
    if (list.node().node != kNoNode) {
      const Node& node = evaluation_.At(list.node());
      for (uint32_t i = 0; i < node.count; ++i) {
        const NodeRef item = {evaluation_.document().Item(node, i), list.node().scope};
        const Value value = evaluation_.Evaluate(item);
        if (value.absent()) continue;  // AWS::NoValue leaves nothing behind
        next();
        WriteNode(item, value);
      }
    }
    out_ += ']';
  }

  void WriteMap(NodeRef map) {
    const Expansion& expansion = evaluation_.Expanded(map);
    evaluation_.Touch(expansion.touched);
    doubt_.Add(expansion.open);
    out_ += '{';
    bool first = true;
    for (const MapEntry& entry : expansion.entries) {
      doubt_.Add(entry.doubt);
      const Value value = evaluation_.Evaluate(entry.value);
      if (value.absent()) continue;
      out_ += std::exchange(first, false) ? "" : ",";
      AppendQuoted(entry.key, out_);
      out_ += ':';
      WriteNode(entry.value, value);
    }
    out_ += '}';
  }

  Evaluation& evaluation_;
  std::string& out_;
  Doubt& doubt_;
};

}  // namespace

Value ToJsonString(Evaluation& evaluation, const Call& call) {
  const Value value = evaluation.Argument(call);
  if (!value.is_list() && !value.is_map() && !value.is_unknown()) {
    return evaluation.Fail(
        call.where, fmt::format("`Fn::ToJsonString` takes a list or a map, found {}", Describe(value)));
  }
  std::string out;
  Doubt doubt;
  Writer(evaluation, out, doubt).Write(value);
  if (out.size() > kMaxText) return evaluation.TooLong(call.where);
  if (!evaluation.Spend(out.size())) return evaluation.TooMuch(call.where);
  return doubt.any() ? doubt.At(call.where) : Value::Scalar(std::move(out), call.where);
}

}  // namespace headroom::cfn
