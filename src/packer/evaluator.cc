#include "packer/evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "packer/functions.h"
#include "syntax/parse.h"

namespace headroom::packer {
namespace {

using hcl::Expression;
using hcl::ExpressionId;
using hcl::ExpressionKind;

/// What evaluating a template may come to: characters and items. Real ones stay below a thousandth of it.
constexpr size_t kMostWork = 64 << 20;
/// What one turn of a loop counts for beside what it makes.
constexpr size_t kLoopWork = 128;

/// `source.amazon-ebs.web` as a text: a name, with the attributes behind it.
std::optional<std::string> AsPath(const hcl::Module& module, const Expression& expression) {
  if (expression.kind == ExpressionKind::kName) return expression.text;
  if (expression.kind != ExpressionKind::kAttribute) return {};
  std::optional<std::string> path = AsPath(module, module[module.child(expression, 0)]);
  return path ? std::optional(fmt::format("{}.{}", *path, expression.text)) : std::nullopt;
}

/// The name that a chain of attributes begins with; empty if it begins otherwise.
std::string_view RootName(const hcl::Module& module, const Expression& expression) {
  const Expression* at = &expression;
  while (at->kind == ExpressionKind::kAttribute) at = &module[module.child(*at, 0)];
  return at->kind == ExpressionKind::kName ? std::string_view(at->text) : std::string_view();
}

/// What a `for` goes through: keys and values, objects in the order of their keys; nothing for other values.
std::optional<std::vector<std::pair<Value, Value>>> EntriesOf(const Value& collection) {
  std::vector<std::pair<Value, Value>> out;
  for (const Value& item : collection.items())
    out.emplace_back(Value::Number(std::to_string(out.size()), item.where()), item);
  for (const Value::Member& member : collection.members())
    out.emplace_back(Value::String(member.key, member.key_where), member.value);
  std::stable_sort(out.begin(), out.end(), [&](const auto& a, const auto& b) {
    return collection.is_object() && a.first.text() < b.first.text();
  });
  return collection.is_list() || collection.is_object() ? std::optional(std::move(out)) : std::nullopt;
}

/// A value whose text is of no file, with all that is in it, at `where`. Its depth is that of the parser.
Value Relocated(const Value& value, Place where) {
  if (value.is_list()) {
    Value::Items items;
    for (const Value& item : value.items()) items.push_back(Relocated(item, where));
    return Value::List(std::move(items), where);
  }
  if (!value.is_object()) return value.At(where);
  Value::Members members;
  for (const Value::Member& member : value.members())
    members.push_back({member.key, where, Relocated(member.value, where)});
  return Value::Object(std::move(members), where);
}

/// "amazon-ebs.web" out of "source.amazon-ebs.web".
std::string WithoutRoot(const std::string& source) {
  constexpr std::string_view kRoot = "source.";
  return StartsWith(source, kRoot) ? source.substr(kRoot.size()) : source;
}

}  // namespace

Evaluator::Evaluator(const Template& tmpl, const cfn::GivenParameters& given, Findings& findings,
                     EnvironmentVariables environment)
    : template_(tmpl), given_(given), environment_(std::move(environment)), findings_(findings) {}

bool Evaluator::Spend(size_t amount) {
  spent_ = std::min(kMostWork, spent_ + std::min(amount, kMostWork));
  return spent_ < kMostWork;
}

void Evaluator::Malformed(Place where, std::string message, std::string hint) {
  Finding finding;
  finding.rule = "LM003";
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.where = where;
  finding.resource = resource_;
  findings_.push_back(std::move(finding));
}

// Bodies.

Value Evaluator::Get(const BodyRef& body, std::string_view name) {
  if (const hcl::Attribute* attribute = body->Find(name)) return Evaluate({body.module, attribute->value});
  if (std::optional<Value> made = DynamicBlocks(body, name)) return *std::move(made);
  Value::Items blocks;
  Place where;
  for (const hcl::Block& block : body->blocks) {
    if (block.type != name) continue;
    if (blocks.empty()) where = body.module->PlaceOf(block.type_span);
    blocks.push_back(BodyValue({body.module, block.body}).At(body.module->PlaceOf(block.type_span)));
  }
  return blocks.empty() ? Value() : Value::List(std::move(blocks), where);
}

/// A body as an object. Its depth is that of the parser.
Value Evaluator::BodyValue(const BodyRef& body) {
  Value::Members members;
  for (const hcl::Attribute& attribute : body->attributes) {
    const Place place = body.module->PlaceOf(attribute.name_span);
    members.push_back({attribute.name, place, Evaluate({body.module, attribute.value})});
  }
  std::set<std::string_view> done;
  for (const hcl::Block& block : body->blocks) {
    const std::string& name =
        block.type == "dynamic" && block.labels.size() == 1 ? block.labels[0].text : block.type;
    if (body->Find(name) != nullptr || !done.insert(name).second) continue;
    members.push_back({name, body.module->PlaceOf(block.type_span), Get(body, name)});
  }
  return Value::Object(std::move(members), body.module->PlaceOf(body->span));
}

/// `dynamic "name" { for_each = … }` makes blocks that are not looked into, unless it makes none.
std::optional<Value> Evaluator::DynamicBlocks(const BodyRef& body, std::string_view name) {
  for (const hcl::Block& block : body->blocks) {
    if (block.type != "dynamic" || block.labels.size() != 1 || block.labels[0].text != name) continue;
    const Value each = Get({body.module, block.body}, "for_each");
    const bool none =
        (each.is_list() && each.items().empty()) || (each.is_object() && each.members().empty());
    if (!none)
      return Value::Unknown("a `dynamic` block makes it", body.module->PlaceOf(block.labels[0].span));
  }
  return {};
}

std::vector<Use> Evaluator::Uses(const BodyRef& build) {
  std::vector<Use> uses;
  const Value sources = Get(build, "sources");
  const Value::Items named = sources.is_list()   ? sources.items()
                             : sources.is_null() ? Value::Items()
                                                 : Value::Items{sources};
  for (const Value& source : named) {
    if (source.is_scalar() || source.is_unknown())
      uses.push_back({source.is_unknown() ? "" : WithoutRoot(source.text()), source.where(), {}});
  }
  for (const hcl::Block& block : build->blocks) {
    if (block.type != "source" || block.labels.size() != 1) continue;
    uses.push_back({WithoutRoot(block.labels[0].text),
                    build.module->PlaceOf(block.labels[0].span),
                    {build.module, block.body}});
  }
  if (const auto made = DynamicBlocks(build, "source")) uses.push_back({"", made->where(), {}});
  return uses;
}

// Expressions.

Value Evaluator::Evaluate(const ExpressionRef& ref) {
  const Expression& expression = (*ref.module)[ref.id];
  const Place where = ref.module->PlaceOf(expression.span);
  if (depth_ >= kMaxDepth) return Value::Unknown("it nests too deep", where);
  ++depth_;
  Value value = Compute(ref);
  --depth_;
  if (Spend(1 + value.text().size() + value.items().size() + value.members().size())) return value;
  return Value::Unknown("the template grows beyond all reason", where);
}

Value Evaluator::EvaluateChild(const hcl::Module& module, const Expression& expression, uint32_t index) {
  return Evaluate({&module, module.child(expression, index)});
}

Value Evaluator::Compute(const ExpressionRef& ref) {
  const hcl::Module& module = *ref.module;
  const Expression& expression = module[ref.id];
  const Place where = module.PlaceOf(expression.span);
  switch (expression.kind) {
    case ExpressionKind::kNull:
      return Value::Null(where);
    case ExpressionKind::kBool:
      return Value::Bool(expression.text == "true", where);
    case ExpressionKind::kNumber:
      return Value::Number(expression.text, where);
    case ExpressionKind::kString:
      return Value::String(expression.text, where);
    case ExpressionKind::kTemplate:
      return EvaluateTemplate(module, expression);
    case ExpressionKind::kList: {
      Value::Items items;
      for (uint32_t i = 0; i < expression.count; ++i) items.push_back(EvaluateChild(module, expression, i));
      return Value::List(std::move(items), where);
    }
    case ExpressionKind::kObject:
      return EvaluateObject(module, expression);
    case ExpressionKind::kName: {
      const Value* bound = FindBound(expression.text);
      return bound != nullptr ? bound->At(where)
                              : Value::Unknown(fmt::format("`{}` alone is no value", expression.text), where);
    }
    case ExpressionKind::kAttribute:
      return EvaluateAttribute(module, expression);
    case ExpressionKind::kIndex:
      return EvaluateIndex(module, expression);
    case ExpressionKind::kCall:
      return EvaluateCall(module, expression);
    case ExpressionKind::kOperation:
      return EvaluateOperation(module, expression);
    case ExpressionKind::kConditional:
      return EvaluateConditional(module, expression);
    case ExpressionKind::kFor:
      return EvaluateFor(ref);
    case ExpressionKind::kSplat:
      return EvaluateSplat(module, expression);
    case ExpressionKind::kOpaque:
      return Value::Unknown(expression.text, where);
  }
  return {};
}

/// `"${x}"` alone is x itself, whatever it is.
Value Evaluator::EvaluateTemplate(const hcl::Module& module, const Expression& expression) {
  const Place where = module.PlaceOf(expression.span);
  if (expression.count == 1) return EvaluateChild(module, expression, 0).At(where);
  std::string text;
  for (uint32_t i = 0; i < expression.count; ++i) {
    const Value part = EvaluateChild(module, expression, i);
    if (part.is_unknown()) return part.At(where);
    if (!part.is_scalar())
      return Value::Unknown(fmt::format("{} stands within a text", KindName(part.kind())), where);
    text += part.text();
  }
  return Value::String(std::move(text), where);
}

/// Of a key that is there twice the last one counts.
Value Evaluator::EvaluateObject(const hcl::Module& module, const Expression& expression) {
  const Place where = module.PlaceOf(expression.span);
  Value::Members members;
  std::map<std::string, size_t> places;
  for (uint32_t i = 0; i + 1 < expression.count; i += 2) {
    const Value key = EvaluateChild(module, expression, i);
    if (key.is_unknown()) return key.At(where);
    if (!key.is_scalar()) return Value::Unknown("one of its keys is no text", where);
    Value::Member member{key.text(), key.where(), EvaluateChild(module, expression, i + 1)};
    const auto [at, is_new] = places.emplace(key.text(), members.size());
    if (is_new) {
      members.push_back(std::move(member));
    } else {
      members[at->second] = std::move(member);
    }
  }
  return Value::Object(std::move(members), where);
}

Value Evaluator::EvaluateAttribute(const hcl::Module& module, const Expression& expression) {
  const Place where = module.PlaceOf(expression.span);
  const Expression& owner = module[module.child(expression, 0)];
  const bool is_bound = FindBound(RootName(module, expression)) != nullptr;
  if (owner.kind == ExpressionKind::kName && !is_bound && (owner.text == "var" || owner.text == "local"))
    return Reference(owner.text, expression.text, where);
  if (const std::optional<std::string> path = AsPath(module, expression); path && !is_bound) {
    if (StartsWith(*path, "source.")) return Value::String(*path, where);
    if (!StartsWith(*path, "var.") && !StartsWith(*path, "local."))
      return Value::Unknown(fmt::format("`{}` is known only when Packer runs", *path), where);
  }
  const Value value = EvaluateChild(module, expression, 0);
  if (value.is_unknown()) return value.At(where);
  if (const Value* found = value.Find(expression.text)) return found->At(where);
  return Value::Unknown(fmt::format("{} has no `{}`", KindName(value.kind()), expression.text), where);
}

Value Evaluator::EvaluateIndex(const hcl::Module& module, const Expression& expression) {
  const Place where = module.PlaceOf(expression.span);
  const Value value = EvaluateChild(module, expression, 0);
  if (value.is_unknown()) return value.At(where);
  const Value index = EvaluateChild(module, expression, 1);
  if (index.is_unknown()) return index.At(where);
  const std::optional<int64_t> number = index.AsInteger();
  const bool inside =
      value.is_list() && number && *number >= 0 && static_cast<uint64_t>(*number) < value.items().size();
  if (inside) return value.items()[static_cast<size_t>(*number)].At(where);
  const Value* found = index.is_scalar() ? value.Find(index.text()) : nullptr;
  if (found != nullptr) return found->At(where);
  return Value::Unknown(fmt::format("{} has no such item", KindName(value.kind())), where);
}

Value Evaluator::EvaluateCall(const hcl::Module& module, const Expression& expression) {
  const Place where = module.PlaceOf(expression.span);
  std::vector<Value> arguments;
  for (uint32_t i = 0; i < expression.count; ++i) {
    const Value argument = EvaluateChild(module, expression, i);
    const bool expands = expression.expands && i + 1 == expression.count;
    if (expands && argument.is_list()) {
      arguments.insert(arguments.end(), argument.items().begin(), argument.items().end());
    } else {
      arguments.push_back(argument);
    }
  }
  size_t size = 0;  // of what the function may put together
  for (const Value& argument : arguments)
    size += argument.text().size() + argument.items().size() + argument.members().size();
  if (!Spend(size)) return Value::Unknown("the template grows beyond all reason", where);
  return Call(expression.text, arguments, where);
}

Value Evaluator::EvaluateOperation(const hcl::Module& module, const Expression& expression) {
  const Place where = module.PlaceOf(expression.span);
  const Value left = EvaluateChild(module, expression, 0);
  if (expression.count == 2)
    return Operate(expression.text, left, EvaluateChild(module, expression, 1), where);
  if (left.is_unknown()) return left.At(where);
  if (expression.text == "-") return Operate("-", Value::Number("0", where), left, where);
  if (const std::optional<bool> value = left.AsBool()) return Value::Bool(!*value, where);
  return Value::Unknown(fmt::format("`!` of {} is not evaluated", KindName(left.kind())), where);
}

/// Both branches alike decide without the condition.
Value Evaluator::EvaluateConditional(const hcl::Module& module, const Expression& expression) {
  const Place where = module.PlaceOf(expression.span);
  const Value condition = EvaluateChild(module, expression, 0);
  if (const std::optional<bool> value = condition.AsBool())
    return EvaluateChild(module, expression, *value ? 1 : 2);
  const Value yes = EvaluateChild(module, expression, 1), no = EvaluateChild(module, expression, 2);
  if (AreEqual(yes, no) == true) return yes;
  if (condition.is_unknown()) return condition.At(where);
  return Value::Unknown(fmt::format("its condition is {}", KindName(condition.kind())), where);
}

// Loops.

/// What the turns of a `for` have made so far: a list, or an object, whose values may be lists of those of
/// one key.
class Evaluator::ForResult {
 public:
  ForResult(bool is_object, bool groups) : is_object_(is_object), groups_(groups) {}

  /// False for a key that is there already, unless it groups. Lists have no keys.
  bool Add(const Value& key, Value value) {
    if (!is_object_) {
      items_.push_back(std::move(value));
      return true;
    }
    const auto [at, is_new] = places_.emplace(key.text(), members_.size());
    if (is_new) members_.emplace_back(key, Value::Items());
    members_[at->second].second.push_back(std::move(value));
    return is_new || groups_;
  }

  Value Make(Place where) && {
    if (!is_object_) return Value::List(std::move(items_), where);
    Value::Members members;
    for (auto& [key, values] : members_) {
      Value value = groups_ ? Value::List(std::move(values), where) : std::move(values.front());
      members.push_back({key.text(), key.where(), std::move(value)});
    }
    return Value::Object(std::move(members), where);
  }

 private:
  const bool is_object_, groups_;
  Value::Items items_;
  std::vector<std::pair<Value, Value::Items>> members_;  // by key, in the order in which they came
  std::map<std::string, size_t> places_;
};

const Value* Evaluator::FindBound(std::string_view name) const {
  const auto found = std::find_if(bound_.rbegin(), bound_.rend(),
                                  [&](const Value::Member& member) { return member.key == name; });
  return found == bound_.rend() ? nullptr : &found->value;
}

Value Evaluator::EvaluateWith(const Value::Members& names, const ExpressionRef& ref) {
  bound_.insert(bound_.end(), names.begin(), names.end());
  Value value = Evaluate(ref);
  bound_.resize(bound_.size() - names.size());
  return value;
}

/// One turn of a `for`: nothing, or why there is no result.
std::optional<Value> Evaluator::Turn(const ExpressionRef& loop, const Value::Members& names, ForResult& out) {
  const Expression& expression = (*loop.module)[loop.id];
  const auto child = [&](uint32_t index) {
    return EvaluateWith(names, {loop.module, loop.module->child(expression, index)});
  };
  const Place where = loop.module->PlaceOf(expression.span);
  if (!Spend(kLoopWork)) return Value::Unknown("the template grows beyond all reason", where);
  const Value condition = child(1);
  if (condition.is_unknown()) return condition.At(where);
  if (!condition.AsBool()) return Value::Unknown("its condition is neither true nor false", where);
  if (!*condition.AsBool()) return {};
  const Value key = expression.count > 3 ? child(3) : Value::String("", where);
  if (key.is_unknown()) return key.At(where);
  if (!key.is_scalar()) return Value::Unknown("one of its keys is no text", where);
  if (out.Add(key, child(2))) return {};
  return Value::Unknown(fmt::format("it makes the key `{}` twice", key.text()), where);
}

Value Evaluator::EvaluateFor(const ExpressionRef& loop) {
  const Expression& expression = (*loop.module)[loop.id];
  const Place where = loop.module->PlaceOf(expression.span);
  const Value collection = EvaluateChild(*loop.module, expression, 0);
  if (collection.is_unknown()) return collection.At(where);
  const auto entries = EntriesOf(collection);
  if (!entries) return Value::Unknown(fmt::format("a `for` over {}", KindName(collection.kind())), where);
  const std::vector<std::string_view> names = Split(expression.text, " ");
  ForResult out(expression.count > 3, expression.expands);
  for (const auto& [key, value] : *entries) {
    Value::Members bound = {{std::string(names.back()), where, value}};
    if (names.size() > 1) bound.push_back({std::string(names.front()), where, key});
    if (std::optional<Value> why = Turn(loop, bound, out)) return *std::move(why);
  }
  return std::move(out).Make(where);
}

/// One value alone is taken for a list of it, null for an empty one.
Value Evaluator::EvaluateSplat(const hcl::Module& module, const Expression& expression) {
  const Place where = module.PlaceOf(expression.span);
  const Value collection = EvaluateChild(module, expression, 0);
  if (collection.is_unknown()) return collection.At(where);
  const Value::Items each = collection.is_list()   ? collection.items()
                            : collection.is_null() ? Value::Items()
                                                   : Value::Items{collection};
  Value::Items items;
  for (const Value& item : each) {
    if (!Spend(kLoopWork)) return Value::Unknown("the template grows beyond all reason", where);
    items.push_back(EvaluateWith({{"*", where, item}}, {&module, module.child(expression, 1)}));
  }
  return Value::List(std::move(items), where);
}

// References.

Value Evaluator::Reference(std::string_view root, const std::string& name, Place where) {
  if (root == "var") return VariableOf(name, where);
  const auto found = template_.locals().find(name);
  if (found == template_.locals().end()) {
    return Value::Unknown(fmt::format("no file that is given declares the local value `{}`", name), where);
  }
  if (!found->second)
    return Value::Unknown(fmt::format("the local value `{}` has no `expression`", name), where);
  return ValueOf(fmt::format("local.{}", name), where, found->second);
}

/// Evaluates what a name stands for, once.
Value Evaluator::ValueOf(const std::string& key, Place where, const ExpressionRef& ref) {
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second.At(where);
  if (!open_.insert(key).second) {
    Malformed(where, fmt::format("`{}` depends on itself", key));
    return Value::Unknown(fmt::format("`{}` depends on itself", key), where, true);
  }
  Value::Members bound = std::exchange(bound_, {});  // where it is defined there are none
  Value value = Evaluate(ref);
  bound_ = std::move(bound);
  open_.erase(key);
  known_.emplace(key, value);
  return value.At(where);
}

Value Evaluator::VariableOf(const std::string& name, Place where) {
  const auto found = template_.variables().find(name);
  if (found == template_.variables().end())
    return Value::Unknown(fmt::format("no file that is given declares the variable `{}`", name), where);
  const Variable& variable = found->second;
  if (const auto given = given_.find(name); given != given_.end())
    return GivenText(name, given->second.text, where);
  const auto value = template_.values().find(name);
  if (value != template_.values().end()) return ValueOf(fmt::format("var.{}", name), where, value->second);
  if (const auto text = environment_ ? environment_(("PKR_VAR_" + name).c_str()) : std::nullopt)
    return GivenText(name, *text, where);
  if (variable.default_value) return ValueOf(fmt::format("var.{}", name), where, variable.default_value);
  return Value::Unknown(fmt::format("the variable `{}` has no value and no default", name), where);
}

/// Whether a given text is the variable's value as it stands, rather than HCL to be read.
bool Evaluator::TakesText(const Variable& variable) {
  if (variable.type) {
    const std::string& type = (*variable.type.module)[variable.type.id].text;
    return type == "string" || type == "number" || type == "bool";
  }
  if (!variable.default_value) return true;
  const ExpressionKind kind = (*variable.default_value.module)[variable.default_value.id].kind;
  return kind != ExpressionKind::kList && kind != ExpressionKind::kObject;
}

/// A list may also be given as parameter files give it: comma-joined.
Value Evaluator::GivenText(const std::string& name, const std::string& text, Place where) {
  const auto known = known_.find(fmt::format("var.{}", name));
  if (known != known_.end()) return known->second.At(where);
  const Variable& variable = template_.variables().find(name)->second;
  if (TakesText(variable)) return Value::String(text, where);
  if (!StartsWith(text, "[") && !StartsWith(text, "{")) {
    Value::Items items;
    for (std::string_view item : Split(text, ","))
      items.push_back(Value::String(std::string(Trim(item)), where));
    return Value::List(std::move(items), where);
  }
  hcl::ModuleResult parsed = hcl::ParseValue(texts_.emplace_back("", text));
  if (!parsed.module) return Value::Unknown("its given value is no HCL", where);
  const hcl::Module& module = modules_.emplace_back(*std::move(parsed.module));
  const Value value = Relocated(Get({&module, 0}, "value"), where);
  known_.emplace(fmt::format("var.{}", name), value);
  return value;
}

}  // namespace headroom::packer
