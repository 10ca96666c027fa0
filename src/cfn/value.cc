#include "cfn/value.h"

#include "base/text.h"

namespace headroom::cfn {

Value Value::Scalar(std::string text, Place where) {
  Value value(Kind::kScalar, where);
  value.content_ = std::move(text);
  return value;
}

Value Value::List(std::vector<Value> items, Place where) {
  Value value(Kind::kList, where);
  value.content_ = std::move(items);
  return value;
}

Value Value::Literal(Kind kind, NodeRef node, Place where) {
  Value value(kind, where);
  value.content_ = node;
  return value;
}

Value Value::NotKnown(Unknown unknown, Place where) {
  Value value(Kind::kUnknown, where);
  value.content_ = std::make_shared<const Unknown>(std::move(unknown));
  return value;
}

std::optional<int64_t> AsInteger(const Value& value) {
  if (!value.is_scalar()) return {};
  return ParseInteger(Trim(value.text()));
}

std::optional<bool> AsBoolean(const Value& value) {
  if (!value.is_scalar()) return {};
  if (EqualsIgnoringCase(value.text(), "true")) return true;
  if (EqualsIgnoringCase(value.text(), "false")) return false;
  return {};
}

}  // namespace headroom::cfn
