// Conditions and the functions that make and use them.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <vector>

#include "cfn/evaluation.h"
#include "cfn/parameters.h"

namespace headroom::cfn {
namespace {

/// The operands of And and Or. Source: CloudFormation template reference, "Condition functions": 2 to 10.
constexpr size_t kLeastOperands = 2;
constexpr size_t kMostOperands = 10;

/// And, where `decisive` is false; Or, where it is true. What is decided by one operand needs no other.
Value Combine(Evaluation& evaluation, const Call& call, bool decisive) {
  const auto arguments = evaluation.Arguments(call, kLeastOperands, kMostOperands);
  if (!arguments) return Evaluation::Reported(call.where);
  Doubt doubt;
  for (const NodeRef argument : *arguments) {
    const Value truth = evaluation.Truth(argument);
    doubt.Add(truth);
    if (truth.is_scalar() && *AsBoolean(truth) == decisive) return Boolean(decisive, call.where);
  }
  return doubt.any() ? doubt.At(call.where) : Boolean(!decisive, call.where);
}

bool IsDynamic(const Value& value) { return value.text().find("{{resolve:") != std::string::npos; }

/// What is open, compared with itself or with a text.
std::optional<Value> CompareOpen(Evaluation& evaluation, const Value& a, const Value& b, Place where) {
  if (a.source().empty() == b.source().empty()) {
    if (a.source().empty() || a.source() != b.source()) return {};
    return Boolean(true, where);
  }
  const Value& text = a.source().empty() ? a : b;
  if (!text.is_scalar() || IsDynamic(text)) return {};
  return evaluation.IsText(a.source().empty() ? b : a, text.text(), where);
}

/// The condition of Fn::If: a name, as documented, or a function that decides, as AWS has templates do.
Value Decision(Evaluation& evaluation, NodeRef ref) {
  const Node& node = evaluation.At(ref);
  if (node.kind != NodeKind::kScalar || !node.tag.empty()) return evaluation.Truth(ref);
  const Value name = evaluation.TextOf(ref);
  return name.is_scalar() ? evaluation.Condition(name.text(), name.where()) : name;
}

}  // namespace

Value And(Evaluation& evaluation, const Call& call) { return Combine(evaluation, call, false); }

Value Or(Evaluation& evaluation, const Call& call) { return Combine(evaluation, call, true); }

Value Not(Evaluation& evaluation, const Call& call) {
  const auto arguments = evaluation.Arguments(call, 1, 1);
  if (!arguments) return Evaluation::Reported(call.where);
  Value truth = evaluation.Truth(arguments->front());
  if (truth.is_unknown()) return truth;
  return Boolean(!*AsBoolean(truth), call.where);
}

Value Equals(Evaluation& evaluation, const Call& call) {
  const auto arguments = evaluation.Arguments(call, 2, 2);
  if (!arguments) return Evaluation::Reported(call.where);
  const Value a = evaluation.Evaluate(arguments->at(0));
  const Value b = evaluation.Evaluate(arguments->at(1));
  return Compare(evaluation, a, b, call.where);
}

/// Text is compared exactly, lists item by item; what AWS does with the rest, its documents do not say.
Value Compare(Evaluation& evaluation, const Value& a, const Value& b, Place where) {
  if (std::optional<Value> decided = CompareOpen(evaluation, a, b, where)) return *std::move(decided);
  Doubt doubt;
  doubt.Add(a);
  doubt.Add(b);
  if (doubt.any()) return doubt.At(where);
  if (a.is_scalar() && b.is_scalar()) {
    if (!IsDynamic(a) && !IsDynamic(b)) return Boolean(a.text() == b.text(), where);
    return Value::NotKnown("a dynamic reference is resolved only after conditions are decided", where);
  }
  if (!a.is_list() || !b.is_list()) {
    return Value::NotKnown(fmt::format("{} is compared with {}", Describe(a), Describe(b)), where);
  }
  const std::vector<Value> left = evaluation.Items(a);
  const std::vector<Value> right = evaluation.Items(b);
  for (size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (!left[i].is_unknown() && !right[i].is_unknown() && !(left[i].is_scalar() && right[i].is_scalar())) {
      return Value::NotKnown("lists of lists or maps are compared", where);
    }
    const Value same = Compare(evaluation, left[i], right[i], where);
    if (same.is_scalar() && !*AsBoolean(same)) return same;
    doubt.Add(same);
  }
  if (doubt.any()) return doubt.At(where);
  return Boolean(left.size() == right.size(), where);
}

Value If(Evaluation& evaluation, const Call& call) {
  const auto arguments = evaluation.Arguments(call, 3, 3);
  if (!arguments) return Evaluation::Reported(call.where);
  const Value truth = Decision(evaluation, arguments->at(0));
  if (truth.is_unknown()) return Wrapped(truth, call.where);
  return evaluation.Evaluate(arguments->at(*AsBoolean(truth) ? 1 : 2));
}

bool Evaluation::MayBeAbsent(NodeRef item, const Value& value) {
  if (!value.is_unknown()) return false;
  for (std::optional<Call> call = CallAt(item); call; call = CallAt(item)) {
    if (FindFunction(call->name) != &If || !IsLiteral(*call, NodeKind::kSequence)) return false;
    const std::optional<std::vector<NodeRef>> arguments = Arguments(*call, 3, 3);
    if (!arguments) return false;
    const Value truth = Decision(*this, arguments->at(0));
    if (truth.is_unknown()) return true;
    item = arguments->at(*AsBoolean(truth) ? 1 : 2);
  }
  return false;
}

Value ConditionCall(Evaluation& evaluation, const Call& call) {
  const Value name = evaluation.NeedText(evaluation.Argument(call), "the name of a condition");
  return name.is_scalar() ? evaluation.Condition(name.text(), call.where) : name;
}

Value Evaluation::Condition(std::string_view name, Place where) {
  const std::optional<uint32_t> found = ConditionSection().Find(name);
  return found ? EvaluateCondition(*found, where) : Choose(name, UndeclaredCondition(name, where));
}

Value Evaluation::Choose(std::string_view condition, Value value) {
  Choices* choices = environment_.choices;
  if (choices == nullptr || !value.is_unknown() || value.unknown().reported) return value;
  const auto first = static_cast<uint32_t>(tmpl_->parameters().size());
  const std::vector<Choices::Choice>& all = choices->all();
  for (uint32_t i = 0; i < all.size(); ++i) {
    if (!all[i].taken && touched_.Has(first + i)) return value;
  }
  const std::string name =
      environment_.within + (environment_.within.empty() ? "" : "/") + std::string(condition);
  const uint32_t index = choices->IndexOf({name, true, value.unknown().reason, {"true", "false"}});
  Touch(first + index);
  const std::optional<std::string>& taken = choices->all()[index].taken;
  return taken ? Value::Scalar(*taken, value.where()) : value;
}

/// The constraints of a parameter may forbid a text; those of a nested stack's are not about the source.
bool Evaluation::MayBe(const std::string& source, const std::string& text) const {
  if (!environment_.within.empty()) return true;
  const std::optional<uint32_t> parameter = tmpl_->FindParameter(source);
  return !parameter || Permits(tmpl_->parameters()[*parameter], text);
}

Value Evaluation::IsText(const Value& open, const std::string& text, Place where) {
  const std::string& source = open.source();
  const std::string name = source + "=" + text;
  Choices* choices = environment_.choices;
  const auto first = static_cast<uint32_t>(tmpl_->parameters().size());
  if (const auto equal = choices == nullptr ? std::nullopt : choices->FindEqual(source)) {
    Touch(first + *equal);
    return Boolean(choices->all()[*equal].text == text, where);
  }
  std::optional<uint32_t> index = choices == nullptr ? std::nullopt : choices->Find(name);
  if (!index && !MayBe(source, text)) return Boolean(false, where);
  const std::string reason =
      open.is_unknown() ? open.unknown().reason : fmt::format("nothing bounds the parameter `{}`", source);
  if (choices == nullptr) return Value::NotKnown(reason, where);
  if (!index) index = choices->IndexOf({name, true, reason, {"true", "false"}, source, text});
  Touch(first + *index);
  const std::optional<std::string>& taken = choices->all()[*index].taken;
  return taken ? Value::Scalar(*taken, where) : Value::NotKnown(reason, where);
}

Value Evaluation::EvaluateCondition(uint32_t index, Place where) {
  if (conditions_.size() <= index) conditions_.resize(ConditionSection().entries().size());
  Touch(ConditionSection().expansion().touched);
  using Progress = ConditionState::Progress;
  if (conditions_[index].progress == Progress::kEvaluating) return CycleOf(index);
  if (conditions_[index].progress == Progress::kNew && evaluating_.empty()) SettleNeeded(index);
  if (conditions_[index].progress == Progress::kNew) {
    conditions_[index].progress = Progress::kEvaluating;
    evaluating_.push_back(index);
    const Recording recording(*this);
    const ResourceGuard nobody(*this, "");
    const MapEntry& entry = ConditionSection().entries()[index];
    Value value = Choose(entry.key, Truth(entry.value));
    conditions_[index] = {Progress::kDone, std::move(value), touched_};
    evaluating_.pop_back();
  }
  Touch(conditions_[index].touched);
  Value value = conditions_[index].value;
  value.set_where(where);
  return value;
}

/// The conditions that stand in a condition: those that it may need.
std::vector<uint32_t> Evaluation::NeededBy(uint32_t condition) {
  const NodeRef body = ConditionSection().entries()[condition].value;
  std::vector<uint32_t> needed;
  const auto add = [&](NodeId name) {
    if (At(name).kind != NodeKind::kScalar) return;
    const Value text = TextOf({name, body.scope});
    if (const auto found = ConditionSection().Find(text.text())) needed.push_back(*found);
  };
  const auto add_first = [&](NodeId list) {
    if (At(list).kind == NodeKind::kSequence && At(list).count > 0) add(document_.Item(At(list), 0));
  };
  std::vector<NodeId> waiting = {body.node};
  while (!waiting.empty()) {
    const NodeId id = waiting.back();
    waiting.pop_back();
    const Node& node = At(id);
    if (node.tag == "Condition") add(id);
    if (node.tag == "If") add_first(id);
    if (node.kind == NodeKind::kSequence) {
      for (uint32_t i = 0; i < node.count; ++i) waiting.push_back(document_.Item(node, i));
    }
    for (uint32_t i = 0; i < Document::EntryCount(node) && node.kind == NodeKind::kMapping; ++i) {
      const auto [key, value] = document_.EntryAt(node, i);
      if (At(key).text == "Condition") add(value);
      if (At(key).text == "Fn::If") add_first(value);
      waiting.push_back(value);
    }
  }
  return needed;
}

/// Evaluates what a condition needs before itself, so that a chain of thousands is no deeper than one of
/// them. What is not needed in the end (`Or` after a true one) is touched by nobody.
void Evaluation::SettleNeeded(uint32_t condition) {
  if (settling_) return;
  settling_ = true;
  const ParameterSet touched = touched_;
  std::unordered_set<uint32_t> seen;
  std::vector<std::pair<uint32_t, bool>> waiting = {{condition, false}};
  while (!waiting.empty()) {
    const auto [index, ready] = waiting.back();
    waiting.pop_back();
    if (ready) {
      EvaluateCondition(index, ConditionSection().entries()[index].key_where);
    } else if (conditions_[index].progress == ConditionState::Progress::kNew && seen.insert(index).second) {
      if (index != condition) waiting.emplace_back(index, true);
      for (uint32_t needed : NeededBy(index)) waiting.emplace_back(needed, false);
    }
  }
  touched_ = touched;
  settling_ = false;
}

/// LM003 at the first of the conditions that need each other, whichever was asked for.
Value Evaluation::CycleOf(uint32_t condition) {
  const std::vector<MapEntry>& entries = ConditionSection().entries();
  const auto begin = std::find(evaluating_.begin(), evaluating_.end(), condition);
  std::vector<uint32_t> cycle(begin, evaluating_.end());
  std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
  constexpr size_t kShown = 8;
  std::string path;
  for (size_t i = 0; i < std::min(cycle.size(), kShown); ++i) {
    path += fmt::format("`{}` → ", Excerpt(entries[cycle[i]].key));
  }
  if (cycle.size() > kShown) path += "… → ";
  const MapEntry& first = entries[cycle.front()];
  return Fail(first.key_where, fmt::format("conditions need each other: {}`{}`", path, Excerpt(first.key)));
}

Value Evaluation::Truth(NodeRef ref) {
  const Node& node = At(ref);
  if (node.tag.empty() && node.kind == NodeKind::kMapping && node.count == 2) {
    const auto [key, value] = document_.EntryAt(node, 0);
    if (At(key).text == "Condition")
      return ConditionCall(*this, {"Condition", {value, ref.scope}, false, PlaceOf(ref)});
  }
  Value value = Evaluate(ref);
  if (value.is_unknown() || AsBoolean(value)) return value;
  return Fail(PlaceOf(ref), fmt::format("expected a condition, found {}", Describe(value)));
}

void CheckConditions(Evaluation& evaluation) {
  const std::vector<MapEntry>& entries = evaluation.ConditionSection().entries();
  for (uint32_t i = 0; i < entries.size(); ++i) evaluation.EvaluateCondition(i, entries[i].key_where);
}

}  // namespace headroom::cfn
