#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/source.h"
#include "syntax/document.h"

namespace headroom::cfn {

/// Identifier bindings of the Fn::ForEach loops around a node; 0 is "no loop". Owned by the Evaluator.
using ScopeId = uint32_t;

/// A node, seen inside the loops around it.
struct NodeRef {
  NodeId node = kNoNode;
  ScopeId scope = 0;
};

/// Why a value is not known. Every unknown can say so to a person.
struct Unknown {
  std::string
      reason;  // "the export `network-subnet` is not in the store"; continues "cannot be determined: …"
  std::string resource;  // Ref or GetAtt of a resource of the template, nothing around it: its logical id …
  std::string
      attribute;  // … and the attribute (empty for Ref), so that launches can be joined to what they name
  bool reported = false;      // an LM003 has already been raised for it: no LM004 again
  std::string mentions = {};  // text around Refs and GetAtts: the last resource in it ("group/${Group}")
  std::string source = {};    // as Value::source
};

/// What a piece of a template comes to under one assignment of parameters. CloudFormation's scalars are text:
/// numbers and booleans keep their spelling and are read by who needs a number (AsInteger, AsBoolean).
class Value {
 public:
  enum class Kind : uint8_t {
    kAbsent,   // the property is not there, is null, or is AWS::NoValue
    kUnknown,  // it is there, and only AWS, or a value nobody gave, can say what it is
    kScalar,
    kList,  // Evaluator::Items reads it
    kMap,   // Evaluator::Get reads it
  };

  Value() = default;
  static Value Absent(Place where) { return Value(Kind::kAbsent, where); }
  static Value Scalar(std::string text, Place where);
  static Value List(std::vector<Value> items, Place where);    // a list that a function computed
  static Value Literal(Kind kind, NodeRef node, Place where);  // a map or list as it stands in the template
  static Value NotKnown(Unknown unknown, Place where);
  static Value NotKnown(std::string reason, Place where) {
    return NotKnown(Unknown{std::move(reason), "", "", false}, where);
  }

  Kind kind() const { return kind_; }
  bool absent() const { return kind_ == Kind::kAbsent; }
  bool known() const { return kind_ == Kind::kScalar || kind_ == Kind::kList || kind_ == Kind::kMap; }
  bool is_unknown() const { return kind_ == Kind::kUnknown; }
  bool is_scalar() const { return kind_ == Kind::kScalar; }
  bool is_list() const { return kind_ == Kind::kList; }
  bool is_map() const { return kind_ == Kind::kMap; }

  /// Scalar: its text. Otherwise empty.
  const std::string& text() const {
    static const std::string kEmpty;
    const auto* text = std::get_if<std::string>(&content_);
    return text == nullptr ? kEmpty : *text;
  }
  /// Scalar: whether it stands there unquoted, or is the value of a Number parameter, so that who writes it
  /// down writes a number or boolean where it looks like one. Text that a function made is not bare.
  bool bare() const { return bare_; }
  void set_bare(bool bare) { bare_ = bare; }
  /// What has this very value, where that is open and nothing was done to it: "Env", "AWS::Region",
  /// "ssm:/env". Values of one source are equal, whatever they are. Else empty.
  const std::string& source() const {
    static const std::string kNone;
    if (is_unknown()) return unknown().source;
    return source_ == nullptr ? kNone : *source_;
  }
  /// Of a scalar; an unknown has it from the start.
  void set_source(const std::string& source) { source_ = std::make_shared<const std::string>(source); }
  /// Unknown: why. Only for kUnknown.
  const Unknown& unknown() const { return **std::get_if<std::shared_ptr<const Unknown>>(&content_); }
  /// The narrowest text that a person can change to change this value: the property's value in the resource
  /// (the branch that Fn::If took, the `!Ref` rather than the parameter's default).
  Place where() const { return where_; }
  void set_where(Place where) { where_ = where; }

  NodeRef node() const {  // kMap, kList that stand in the template; else kNoNode
    const auto* node = std::get_if<NodeRef>(&content_);
    return node == nullptr ? NodeRef() : *node;
  }
  const std::vector<Value>& items() const {  // kList that a function computed
    static const std::vector<Value> kEmpty;
    const auto* items = std::get_if<std::vector<Value>>(&content_);
    return items == nullptr ? kEmpty : *items;
  }

 private:
  using Content = std::variant<NodeRef, std::string, std::vector<Value>, std::shared_ptr<const Unknown>>;

  Value(Kind kind, Place where) : kind_(kind), where_(where) {}

  Kind kind_ = Kind::kAbsent;
  bool bare_ = false;
  Place where_;
  Content content_;
  std::shared_ptr<const std::string> source_;
};

/// CloudFormation's coercions: `4`, `"4"` and `4.0` are one number; true, True, TRUE and "true" one boolean.
std::optional<int64_t> AsInteger(const Value& value);
std::optional<bool> AsBoolean(const Value& value);

}  // namespace headroom::cfn
