// The Rules section and the functions that only it has. Source: CloudFormation template reference,
// "Rule-specific intrinsic functions".

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cfn/evaluation.h"

namespace headroom::cfn {
namespace {

constexpr size_t kLongestDescription = 500;

struct ListAndOther {
  std::vector<Value> list;
  Value other;
  Doubt doubt;
};

std::optional<ListAndOther> ReadListAndOther(Evaluation& evaluation, const Call& call) {
  const auto arguments = evaluation.Arguments(call, 2, 2);
  if (!arguments) return {};
  ListAndOther out;
  const Value list = evaluation.NeedList(evaluation.Evaluate(arguments->at(0)),
                                         fmt::format("the first argument of `{}`", FunctionName(call)));
  out.list = evaluation.Items(list);
  out.other = evaluation.Evaluate(arguments->at(1));
  out.doubt.Add(list);
  out.doubt.Add(out.other);
  return out;
}

/// Whether any of `list` equals `value`.
Value IsAmong(Evaluation& evaluation, const std::vector<Value>& list, const Value& value, Place where) {
  Doubt doubt;
  for (const Value& item : list) {
    const Value same = Compare(evaluation, item, value, where);
    if (same.is_scalar() && *AsBoolean(same)) return same;
    doubt.Add(same);
  }
  return doubt.any() ? doubt.At(where) : Boolean(false, where);
}

std::string OneLine(std::string_view text) {
  std::string out;
  for (const char c : Trim(text)) {
    const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!space) out += c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (EndsWith(out, ".")) out.pop_back();
  return Excerpt(out, kLongestDescription);
}

void CheckAssertion(Evaluation& evaluation, std::string_view rule, NodeRef assertion) {
  const NodeId condition = evaluation.document().Find(assertion.node, "Assert");
  if (condition == kNoNode) {
    evaluation.Malformed(evaluation.PlaceOf(assertion),
                         fmt::format("an assertion of the rule `{}` has no `Assert`", Excerpt(rule)));
    return;
  }
  const Value truth = evaluation.Truth({condition, assertion.scope});
  if (!truth.is_scalar() || *AsBoolean(truth)) return;
  const Value description = evaluation.Get(
      Value::Literal(Value::Kind::kMap, assertion, evaluation.PlaceOf(assertion)), "AssertDescription");
  Finding finding;
  finding.rule = "LM005";
  finding.message = fmt::format("the rule `{}` does not hold", Excerpt(rule));
  if (description.is_scalar()) finding.message += ": " + OneLine(description.text());
  finding.where = evaluation.PlaceOf(assertion);
  evaluation.Raise(std::move(finding));
}

void CheckRule(Evaluation& evaluation, std::string_view name, NodeRef rule) {
  const Document& document = evaluation.document();
  const NodeId condition = document.Find(rule.node, "RuleCondition");
  if (condition != kNoNode) {
    const Value applies = evaluation.Truth({condition, rule.scope});
    if (applies.is_unknown() || !*AsBoolean(applies)) return;
  }
  const NodeId assertions = document.Find(rule.node, "Assertions");
  if (assertions == kNoNode || evaluation.At(assertions).kind != NodeKind::kSequence) {
    evaluation.Malformed(evaluation.PlaceOf(rule),
                         fmt::format("the rule `{}` needs a list of `Assertions`", Excerpt(name)));
    return;
  }
  const Node& node = evaluation.At(assertions);
  for (uint32_t i = 0; i < node.count; ++i) {
    CheckAssertion(evaluation, name, {document.Item(node, i), rule.scope});
  }
}

/// All of what is asserted is read, also where a rule may not apply: what it depends on is wanted whole.
Value Holds(Evaluation& evaluation, NodeRef rule) {
  const Document& document = evaluation.document();
  const NodeId condition = document.Find(rule.node, "RuleCondition");
  const NodeId assertions = document.Find(rule.node, "Assertions");
  const Place where = evaluation.PlaceOf(rule);
  const Value applies =
      condition == kNoNode ? Boolean(true, where) : evaluation.Truth({condition, rule.scope});
  if (assertions == kNoNode || evaluation.At(assertions).kind != NodeKind::kSequence)
    return Boolean(true, where);
  Doubt doubt;
  bool fails = false;
  for (uint32_t i = 0; i < evaluation.At(assertions).count; ++i) {
    const NodeId assertion = document.Item(evaluation.At(assertions), i);
    const NodeId asserted = document.Find(assertion, "Assert");
    if (asserted == kNoNode) continue;
    const Value truth = evaluation.Truth({asserted, rule.scope});
    doubt.Add(truth);
    fails = fails || (truth.is_scalar() && !*AsBoolean(truth));
  }
  if (applies.is_scalar() && !*AsBoolean(applies)) return Boolean(true, where);
  if (applies.is_scalar() && fails) return Boolean(false, where);
  if (fails || doubt.any()) doubt.Add(applies);
  return doubt.any() ? doubt.At(where) : Boolean(true, where);
}

}  // namespace

std::vector<Rule> ReadRules(Evaluation& evaluation, const std::set<std::string, std::less<>>* wanted) {
  std::vector<Rule> out;
  const NodeId rules = evaluation.tmpl().rules();
  if (rules == kNoNode || evaluation.tmpl().opaque_transform()) return out;
  const ResourceGuard nobody(evaluation, "");
  const Node& node = evaluation.At(rules);
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    const auto [key, rule] = evaluation.document().EntryAt(node, i);
    const std::string_view name = evaluation.At(key).text;
    if (name == kTransformKey || (wanted != nullptr && wanted->count(name) == 0)) continue;
    const Recording recording(evaluation);
    Value holds = Holds(evaluation, {rule, 0});
    out.push_back({std::string(name), std::move(holds), evaluation.touched().Sorted()});
  }
  return out;
}

Value Contains(Evaluation& evaluation, const Call& call) {
  const std::optional<ListAndOther> arguments = ReadListAndOther(evaluation, call);
  if (!arguments) return Evaluation::Reported(call.where);
  return IsAmong(evaluation, arguments->list, arguments->other, call.where);
}

Value EachMemberEquals(Evaluation& evaluation, const Call& call) {
  const std::optional<ListAndOther> arguments = ReadListAndOther(evaluation, call);
  if (!arguments) return Evaluation::Reported(call.where);
  Doubt doubt;
  for (const Value& item : arguments->list) {
    const Value same = Compare(evaluation, item, arguments->other, call.where);
    if (same.is_scalar() && !*AsBoolean(same)) return same;
    doubt.Add(same);
  }
  return doubt.any() ? doubt.At(call.where) : Boolean(true, call.where);
}

Value EachMemberIn(Evaluation& evaluation, const Call& call) {
  const std::optional<ListAndOther> arguments = ReadListAndOther(evaluation, call);
  if (!arguments) return Evaluation::Reported(call.where);
  if (arguments->doubt.any()) return arguments->doubt.At(call.where);
  const Value other = evaluation.NeedList(arguments->other, "the second argument of `Fn::EachMemberIn`");
  if (other.is_unknown()) return other;
  const std::vector<Value> allowed = evaluation.Items(other);
  Doubt doubt;
  for (const Value& item : arguments->list) {
    const Value found = IsAmong(evaluation, allowed, item, call.where);
    if (found.is_scalar() && !*AsBoolean(found)) return found;
    doubt.Add(found);
  }
  return doubt.any() ? doubt.At(call.where) : Boolean(true, call.where);
}

/// The values of all parameters of a type.
Value RefAll(Evaluation& evaluation, const Call& call) {
  const Value type = evaluation.NeedText(evaluation.Argument(call), "the type in `Fn::RefAll`");
  if (!type.is_scalar()) return type;
  std::vector<Value> values;
  const std::vector<Parameter>& parameters = evaluation.tmpl().parameters();
  for (uint32_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].type == type.text()) values.push_back(evaluation.ParameterValue(i, call.where));
  }
  return Value::List(std::move(values), call.where);
}

/// Attributes of what parameters name: tags, a subnet's VPC.
Value ValueOf(Evaluation& evaluation, const Call& call) {
  return Value::NotKnown(fmt::format("`{}` is known only to AWS", FunctionName(call)),
                         evaluation.PlaceOf(call.argument));
}

void CheckRules(Evaluation& evaluation) {
  const NodeId rules = evaluation.tmpl().rules();
  if (rules == kNoNode || evaluation.tmpl().opaque_transform()) return;
  const Node& node = evaluation.At(rules);
  const ResourceGuard nobody(evaluation, "");
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    const auto [name, rule] = evaluation.document().EntryAt(node, i);
    if (evaluation.At(name).text == kTransformKey) continue;
    CheckRule(evaluation, evaluation.At(name).text, {rule, 0});
  }
}

}  // namespace headroom::cfn
