#include "packer/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/count.h"
#include "base/text.h"

namespace headroom::packer {
namespace {

using Arguments = std::vector<Value>;
using Kind = Value::Kind;

/// What a function gives; nothing if it does not take these arguments.
using Result = std::optional<Value>;
using Function = Result (*)(const Arguments& arguments, Place where);

/// A list or object whose members may be unknown is known all the same; a function that needs one of them
/// says so.
const Value* FirstUnknown(const Arguments& arguments) {
  const auto found =
      std::find_if(arguments.begin(), arguments.end(), [](const Value& value) { return value.is_unknown(); });
  return found == arguments.end() ? nullptr : &*found;
}

/// No function makes a text that is longer.
constexpr size_t kLongest = 1 << 20;

Value Number(int64_t number, Place where) { return Value::Number(std::to_string(number), where); }

bool AreTexts(const Arguments& arguments, size_t count) {
  return arguments.size() == count && std::all_of(arguments.begin(), arguments.end(),
                                                  [](const Value& value) { return value.is_scalar(); });
}

template <auto kChange>
Result ChangeText(const Arguments& arguments, Place where) {
  if (!AreTexts(arguments, 1)) return {};
  return Value::String(std::string(kChange(arguments[0].text())), where);
}

std::string ToUpper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

std::string Unchanged(std::string_view text) { return std::string(text); }
std::string_view Chomp(std::string_view text) { return text.substr(0, text.find_last_not_of("\r\n") + 1); }

Result TrimPrefix(const Arguments& arguments, Place where) {
  if (!AreTexts(arguments, 2)) return {};
  const std::string& text = arguments[0].text();
  const bool has = StartsWith(text, arguments[1].text());
  return Value::String(has ? text.substr(arguments[1].text().size()) : text, where);
}

Result TrimSuffix(const Arguments& arguments, Place where) {
  if (!AreTexts(arguments, 2)) return {};
  const std::string& text = arguments[0].text();
  const bool has = EndsWith(text, arguments[1].text());
  return Value::String(has ? text.substr(0, text.size() - arguments[1].text().size()) : text, where);
}

/// A pattern between slashes is a regular expression, which is not matched here.
Result Replace(const Arguments& arguments, Place where) {
  if (!AreTexts(arguments, 3)) return {};
  const std::string &text = arguments[0].text(), &from = arguments[1].text(), &to = arguments[2].text();
  if (from.empty() || (from.size() > 1 && from.front() == '/' && from.back() == '/')) return {};
  std::string out;
  size_t at = 0;
  for (size_t next; (next = text.find(from, at)) != std::string::npos; at = next + from.size()) {
    out.append(text, at, next - at);
    out += to;
    if (out.size() > kLongest) return {};
  }
  return Value::String(out.append(text, at), where);
}

Result Substr(const Arguments& arguments, Place where) {
  if (arguments.size() != 3 || !arguments[0].is_scalar()) return {};
  const auto offset = arguments[1].AsInteger(), length = arguments[2].AsInteger();
  const std::string& text = arguments[0].text();
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (!offset || !length || *offset < 0 || *length < -1 || !std::all_of(text.begin(), text.end(), is_ascii))
    return {};
  const auto begin = std::min(static_cast<uint64_t>(*offset), uint64_t{text.size()});
  return Value::String(text.substr(begin, *length < 0 ? std::string::npos : static_cast<size_t>(*length)),
                       where);
}

/// `%s`, `%d`, `%v` and `%%`, without widths.
Result Format(const Arguments& arguments, Place where) {
  if (arguments.empty() || !arguments[0].is_scalar()) return {};
  const std::string& format = arguments[0].text();
  std::string out;
  size_t next = 1;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      out += format[i];
      continue;
    }
    const char verb = ++i < format.size() ? format[i] : '\0';
    if (verb == '%') {
      out += '%';
      continue;
    }
    const bool plain = verb == 's' || verb == 'v' || verb == 'd';
    if (!plain || next >= arguments.size() || !arguments[next].is_scalar()) return {};
    if (verb == 'd' && !arguments[next].AsInteger()) return {};
    out += arguments[next++].text();
  }
  return next == arguments.size() ? Result(Value::String(std::move(out), where)) : Result();
}

/// `join(",", list, …)`
Result JoinTexts(const Arguments& arguments, Place where) {
  if (arguments.size() < 2 || !arguments[0].is_scalar()) return {};
  std::string out;
  bool first = true;
  for (size_t i = 1; i < arguments.size(); ++i) {
    if (!arguments[i].is_list()) return {};
    for (const Value& item : arguments[i].items()) {
      if (item.is_unknown()) return item.At(where);
      if (!item.is_scalar() || out.size() > kLongest) return {};
      if (!std::exchange(first, false)) out += arguments[0].text();
      out += item.text();
    }
  }
  return Value::String(std::move(out), where);
}

Result SplitText(const Arguments& arguments, Place where) {
  if (!AreTexts(arguments, 2) || arguments[0].text().empty()) return {};
  Value::Items items;
  for (std::string_view piece : Split(arguments[1].text(), arguments[0].text()))
    items.push_back(Value::String(std::string(piece), where));
  return Value::List(std::move(items), where);
}

Result Concat(const Arguments& arguments, Place where) {
  Value::Items items;
  for (const Value& list : arguments) {
    if (!list.is_list()) return {};
    items.insert(items.end(), list.items().begin(), list.items().end());
  }
  return Value::List(std::move(items), where);
}

/// Nested lists, to the bottom; not deeper than a Value is. False if they are too many: lists that share
/// their items hold more than they take.
bool Flatten(const Value& list, Value::Items& out, size_t& lists) {
  constexpr size_t kMost = 100'000;
  if (++lists > kMost) return false;
  for (const Value& item : list.items()) {
    if (item.is_list()) {
      if (!Flatten(item, out, lists)) return false;
    } else {
      out.push_back(item);
    }
  }
  return out.size() <= kMost;
}

Result FlattenList(const Arguments& arguments, Place where) {
  if (arguments.size() != 1 || !arguments[0].is_list()) return {};
  Value::Items items;
  size_t lists = 0;
  if (!Flatten(arguments[0], items, lists)) return {};
  return Value::List(std::move(items), where);
}

/// Leaves out null and empty texts.
Result Compact(const Arguments& arguments, Place where) {
  if (arguments.size() != 1 || !arguments[0].is_list()) return {};
  Value::Items items;
  for (const Value& item : arguments[0].items()) {
    if (!item.is_null() && !(item.is_scalar() && item.text().empty())) items.push_back(item);
  }
  return Value::List(std::move(items), where);
}

/// Each item once; unknown ones may be equal to others.
Result Distinct(const Arguments& arguments, Place where) {
  if (arguments.size() != 1 || !arguments[0].is_list()) return {};
  Value::Items items;
  std::set<std::string> seen;
  for (const Value& item : arguments[0].items()) {
    if (!item.is_scalar() && !item.is_unknown()) return {};
    if (item.is_unknown() || seen.insert(item.text()).second) items.push_back(item);
  }
  return Value::List(std::move(items), where);
}

Result ToList(const Arguments& arguments, Place where) {
  if (arguments.size() != 1 || !arguments[0].is_list()) return {};
  return arguments[0].At(where);
}

Result Length(const Arguments& arguments, Place where) {
  if (arguments.size() != 1) return {};
  const Value& value = arguments[0];
  if (value.is_null()) return {};
  const size_t size = value.is_list()     ? value.items().size()
                      : value.is_object() ? value.members().size()
                                          : CharacterCount(value.text());
  return Number(static_cast<int64_t>(size), where);
}

/// Counts round the end.
Result Element(const Arguments& arguments, Place where) {
  if (arguments.size() != 2 || !arguments[0].is_list() || arguments[0].items().empty()) return {};
  const auto index = arguments[1].AsInteger();
  if (!index || *index < 0) return {};
  return arguments[0].items()[static_cast<uint64_t>(*index) % arguments[0].items().size()].At(where);
}

Result Contains(const Arguments& arguments, Place where) {
  if (arguments.size() != 2 || !arguments[0].is_list()) return {};
  const Value* open = nullptr;
  for (const Value& item : arguments[0].items()) {
    const std::optional<bool> equal = AreEqual(item, arguments[1]);
    if (equal == true) return Value::Bool(true, where);
    if (!equal) open = &item;
  }
  if (open == nullptr) return Value::Bool(false, where);
  return open->is_unknown() ? Result(open->At(where)) : Result();
}

Result Lookup(const Arguments& arguments, Place where) {
  if (arguments.size() < 2 || arguments.size() > 3 || !arguments[0].is_object() || !arguments[1].is_scalar())
    return {};
  if (const Value* found = arguments[0].Find(arguments[1].text())) return found->At(where);
  return arguments.size() == 3 ? Result(arguments[2].At(where)) : Result();
}

/// Later objects win.
Result Merge(const Arguments& arguments, Place where) {
  std::map<std::string, Value::Member> merged;
  for (const Value& object : arguments) {
    if (!object.is_object() && !object.is_null()) return {};
    for (const Value::Member& member : object.members()) merged[member.key] = member;
  }
  Value::Members members;
  for (auto& [key, member] : merged) members.push_back(std::move(member));
  return Value::Object(std::move(members), where);
}

Result Keys(const Arguments& arguments, Place where) {
  if (arguments.size() != 1 || !arguments[0].is_object()) return {};
  std::set<std::string> keys;
  for (const Value::Member& member : arguments[0].members()) keys.insert(member.key);
  Value::Items items;
  for (const std::string& key : keys) items.push_back(Value::String(key, where));
  return Value::List(std::move(items), where);
}

/// In the order of their keys.
Result Values(const Arguments& arguments, Place where) {
  if (arguments.size() != 1 || !arguments[0].is_object()) return {};
  std::map<std::string_view, const Value*> sorted;
  for (const Value::Member& member : arguments[0].members()) sorted[member.key] = &member.value;
  Value::Items items;
  for (const auto& [key, value] : sorted) items.push_back(*value);
  return Value::List(std::move(items), where);
}

Result ToNumber(const Arguments& arguments, Place where) {
  if (arguments.size() != 1 || !arguments[0].AsInteger()) return {};
  return Value::Number(arguments[0].text(), where);
}

Result ToBool(const Arguments& arguments, Place where) {
  if (arguments.size() != 1 || !arguments[0].AsBool()) return {};
  return Value::Bool(*arguments[0].AsBool(), where);
}

template <bool kLeast>
Result Extreme(const Arguments& arguments, Place where) {
  std::optional<int64_t> best;
  for (const Value& value : arguments) {
    const auto number = value.AsInteger();
    if (!number) return {};
    best = !best ? *number : kLeast ? std::min(*best, *number) : std::max(*best, *number);
  }
  return best ? Result(Number(*best, where)) : Result();
}

struct NamedFunction {
  std::string_view name;
  Function function;
};
constexpr NamedFunction kFunctions[] = {
    {"chomp", ChangeText<Chomp>},
    {"compact", Compact},
    {"concat", Concat},
    {"contains", Contains},
    {"distinct", Distinct},
    {"element", Element},
    {"flatten", FlattenList},
    {"format", Format},
    {"join", JoinTexts},
    {"keys", Keys},
    {"length", Length},
    {"lookup", Lookup},
    {"lower", ChangeText<ToLower>},
    {"max", Extreme<false>},
    {"merge", Merge},
    {"min", Extreme<true>},
    {"replace", Replace},
    {"split", SplitText},
    {"substr", Substr},
    {"tobool", ToBool},
    {"tolist", ToList},
    {"tonumber", ToNumber},
    {"toset", Distinct},
    {"tostring", ChangeText<Unchanged>},
    {"trimprefix", TrimPrefix},
    {"trimspace", ChangeText<Trim>},
    {"trimsuffix", TrimSuffix},
    {"upper", ChangeText<ToUpper>},
    {"values", Values},
};

/// Functions whose value only a run of Packer has.
constexpr std::string_view kOfTheRun[] = {"abspath",
                                          "aws_secretsmanager",
                                          "aws_secretsmanager_raw",
                                          "basename",
                                          "bcrypt",
                                          "consul_key",
                                          "env",
                                          "file",
                                          "fileexists",
                                          "fileset",
                                          "formatdate",
                                          "legacy_isotime",
                                          "pathexpand",
                                          "templatefile",
                                          "timeadd",
                                          "timestamp",
                                          "uuidv4",
                                          "uuidv5",
                                          "legacy_strftime",
                                          "vault"};

/// The first that is neither null nor an empty text.
Value Coalesce(const Arguments& arguments, Place where) {
  for (const Value& value : arguments) {
    const bool empty = value.is_null() || (value.is_scalar() && value.text().empty());
    if (!empty) return value.At(where);
  }
  return Value::Null(where);
}

std::optional<Value> OperateOnBools(std::string_view op, const Value& left, const Value& right, Place where) {
  const auto a = left.AsBool(), b = right.AsBool();
  const bool decides = op == "||";  // one operand with this value decides, whatever the other is
  if ((a && *a == decides) || (b && *b == decides)) return Value::Bool(decides, where);
  return a && b ? std::optional(Value::Bool(!decides, where)) : std::nullopt;
}

Count Divide(int64_t a, int64_t b) {
  return b == 0 || (a == INT64_MIN && b == -1) || a % b != 0 ? Count() : Count(a / b);
}

std::optional<Value> OperateOnNumbers(std::string_view op, int64_t a, int64_t b, Place where) {
  const auto number = [&](Count count) {
    return count ? std::optional(Number(*count, where)) : std::nullopt;
  };
  if (op == "+") return number(Add(a, b));
  if (op == "-") return number(Subtract(a, b));
  if (op == "*") return number(Multiply(a, b));
  if (op == "/") return number(Divide(a, b));
  if (op == "%") return number(b == 0 || b == -1 ? Count() : Count(a % b));
  if (op == "<") return Value::Bool(a < b, where);
  if (op == ">") return Value::Bool(a > b, where);
  if (op == "<=") return Value::Bool(a <= b, where);
  return Value::Bool(a >= b, where);
}

}  // namespace

Value Call(std::string_view name, const Arguments& arguments, Place where) {
  if (name == "coalesce") return Coalesce(arguments, where);
  if (std::find(std::begin(kOfTheRun), std::end(kOfTheRun), name) != std::end(kOfTheRun))
    return Value::Unknown(fmt::format("what `{}` gives is known only when Packer runs", name), where);
  const auto* found = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                   [&](const NamedFunction& function) { return function.name == name; });
  if (found == std::end(kFunctions))
    return Value::Unknown(fmt::format("the function `{}` is not evaluated", name), where);
  if (const Value* unknown = FirstUnknown(arguments)) return unknown->At(where);
  const Result result = found->function(arguments, where);
  return result ? *result : Value::Unknown(fmt::format("`{}` of these values is not evaluated", name), where);
}

Value Operate(std::string_view op, const Value& left, const Value& right, Place where) {
  std::optional<Value> result;
  if (op == "||" || op == "&&") result = OperateOnBools(op, left, right, where);
  if (result) return *result;
  if (const Value* unknown = left.is_unknown() ? &left : right.is_unknown() ? &right : nullptr)
    return unknown->At(where);
  if (op == "==" || op == "!=") {
    if (const auto equal = AreEqual(left, right)) result = Value::Bool(*equal == (op == "=="), where);
  } else if (op != "||" && op != "&&" && left.AsInteger() && right.AsInteger()) {
    result = OperateOnNumbers(op, *left.AsInteger(), *right.AsInteger(), where);
  }
  return result ? *result : Value::Unknown(fmt::format("`{}` of these values is not evaluated", op), where);
}

}  // namespace headroom::packer
