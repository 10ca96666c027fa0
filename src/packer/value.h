#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"

namespace headroom::packer {

/// What an expression of HCL comes to. Copies share their items; cheap but for long texts.
class Value {
 public:
  enum class Kind : uint8_t { kNull, kUnknown, kBool, kNumber, kString, kList, kObject };
  struct Member;
  using Items = std::vector<Value>;
  using Members = std::vector<Member>;

  Value() = default;
  static Value Null(Place where) { return Value(Kind::kNull, "", where); }
  static Value Unknown(std::string reason, Place where, bool reported = false);
  static Value Bool(bool value, Place where);
  static Value Number(std::string spelling, Place where) {
    return Value(Kind::kNumber, std::move(spelling), where);
  }
  static Value String(std::string text, Place where) { return Value(Kind::kString, std::move(text), where); }
  /// Lists and objects that nest too deep are unknown.
  static Value List(Items items, Place where);
  static Value Object(Members members, Place where);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::kNull; }
  bool is_unknown() const { return kind_ == Kind::kUnknown; }
  bool is_list() const { return kind_ == Kind::kList; }
  bool is_object() const { return kind_ == Kind::kObject; }
  /// A bool, number or string.
  bool is_scalar() const { return kind_ == Kind::kBool || kind_ == Kind::kNumber || kind_ == Kind::kString; }

  /// Of a scalar its text, of an unknown value the reason ("the variable `x` has no value and no default").
  const std::string& text() const { return text_; }
  bool reported() const { return reported_; }  // unknown: a finding says so already
  const Items& items() const;                  // of a list
  const Members& members() const;              // of an object, each key once
  /// A member's value; null if it is not there.
  const Value* Find(std::string_view key) const;

  std::optional<int64_t> AsInteger() const;
  std::optional<bool> AsBool() const;

  /// The narrowest text that a person can change to change it.
  Place where() const { return where_; }
  Value At(Place where) const;
  uint32_t height() const { return height_; }

 private:
  Value(Kind kind, std::string text, Place where) : kind_(kind), text_(std::move(text)), where_(where) {}

  Kind kind_ = Kind::kNull;
  bool reported_ = false;
  uint32_t height_ = 1;
  std::string text_;
  Place where_;
  std::shared_ptr<const Items> items_;
  std::shared_ptr<const Members> members_;
};

struct Value::Member {
  std::string key;
  Place key_where;
  Value value;
};

/// Whether two known values are equal; nothing where that cannot be told. A number and its text are equal:
/// HCL converts before it compares where it can.
std::optional<bool> AreEqual(const Value& a, const Value& b);
/// "text", "a list", …
const char* KindName(Value::Kind kind);

}  // namespace headroom::packer
