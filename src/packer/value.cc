#include "packer/value.h"

#include <algorithm>

#include "base/text.h"
#include "syntax/parse.h"

namespace headroom::packer {
namespace {

constexpr const char* kTooDeep = "it nests too deep";

}  // namespace

Value Value::Unknown(std::string reason, Place where, bool reported) {
  Value value(Kind::kUnknown, std::move(reason), where);
  value.reported_ = reported;
  return value;
}

Value Value::Bool(bool value, Place where) { return Value(Kind::kBool, value ? "true" : "false", where); }

Value Value::List(Items items, Place where) {
  Value value(Kind::kList, "", where);
  for (const Value& item : items) value.height_ = std::max(value.height_, item.height_ + 1);
  if (value.height_ > kMaxDepth) return Unknown(kTooDeep, where);
  value.items_ = std::make_shared<const Items>(std::move(items));
  return value;
}

Value Value::Object(Members members, Place where) {
  Value value(Kind::kObject, "", where);
  for (const Member& member : members) value.height_ = std::max(value.height_, member.value.height_ + 1);
  if (value.height_ > kMaxDepth) return Unknown(kTooDeep, where);
  value.members_ = std::make_shared<const Members>(std::move(members));
  return value;
}

const Value::Items& Value::items() const {
  static const Items kNone;
  return items_ == nullptr ? kNone : *items_;
}

const Value::Members& Value::members() const {
  static const Members kNone;
  return members_ == nullptr ? kNone : *members_;
}

const Value* Value::Find(std::string_view key) const {
  const Members& all = members();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Member& m) { return m.key == key; });
  return found == all.end() ? nullptr : &found->value;
}

std::optional<int64_t> Value::AsInteger() const {
  return kind_ == Kind::kNumber || kind_ == Kind::kString ? ParseInteger(text_) : std::nullopt;
}

std::optional<bool> Value::AsBool() const {
  if (kind_ != Kind::kBool && kind_ != Kind::kString) return {};
  if (text_ == "true") return true;
  return text_ == "false" ? std::optional(false) : std::nullopt;
}

Value Value::At(Place where) const {
  Value value = *this;
  value.where_ = where;
  return value;
}

std::optional<bool> AreEqual(const Value& a, const Value& b) {
  if (a.is_unknown() || b.is_unknown()) return {};
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (!a.is_scalar() || !b.is_scalar()) return {};
  const auto x = a.AsInteger(), y = b.AsInteger();
  if (x && y) return *x == *y;
  return a.text() == b.text();
}

const char* KindName(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::kNull:
      return "null";
    case Value::Kind::kUnknown:
      return "a value that is not known";
    case Value::Kind::kBool:
      return "a boolean";
    case Value::Kind::kNumber:
      return "a number";
    case Value::Kind::kString:
      return "text";
    case Value::Kind::kList:
      return "a list";
    case Value::Kind::kObject:
      return "an object";
  }
  return "";
}

}  // namespace headroom::packer
