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

/// `source.amazon-ebs.web` as a text: a name, with the attributes behind it.
std::optional<std::string> AsPath(const hcl::Module& module, const Expression& expression) {
  if (expression.kind == ExpressionKind::kName) return expression.text;
  if (expression.kind != ExpressionKind::kAttribute) return {};
  std::optional<std::string> path = AsPath(module, module[module.child(expression, 0)]);
  return path ? std::optional(fmt::format("{}.{}", *path, expression.text)) : std::nullopt;
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

Evaluator::Evaluator(const Template& tmpl, const cfn::GivenParameters& given, Findings& findings)
    : template_(tmpl), given_(given), findings_(findings) {}

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
  Value value = Compute(*ref.module, expression);
  --depth_;
  if (Spend(1 + value.text().size() + value.items().size() + value.members().size())) return value;
  return Value::Unknown("the template grows beyond all reason", where);
}

Value Evaluator::EvaluateChild(const hcl::Module& module, const Expression& expression, uint32_t index) {
  return Evaluate({&module, module.child(expression, index)});
}

Value Evaluator::Compute(const hcl::Module& module, const Expression& expression) {
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
    case ExpressionKind::kName:
      return Value::Unknown(fmt::format("`{}` alone is no value", expression.text), where);
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
  if (owner.kind == ExpressionKind::kName && (owner.text == "var" || owner.text == "local"))
    return Reference(owner.text, expression.text, where);
  if (const std::optional<std::string> path = AsPath(module, expression)) {
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
  Value value = Evaluate(ref);
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
