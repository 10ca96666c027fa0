#include "cfn/evaluator.h"

#include "cfn/evaluation.h"

namespace headroom::cfn {

Evaluator::Evaluator(const Template& tmpl, const Environment& environment, const Assignment& assignment,
                     Findings& findings)
    : evaluation_(std::make_unique<Evaluation>(tmpl, environment, assignment, findings)) {}

Evaluator::Evaluator(const Document& document, const Environment& environment, Findings& findings)
    : evaluation_(std::make_unique<Evaluation>(document, environment, findings)) {}

Evaluator::Evaluator(const Document& document, const Evaluator& outer)
    : Evaluator(document, outer.environment(), outer.evaluation_->findings()) {
  SetResource(outer.evaluation_->resource());
}

Evaluator::~Evaluator() = default;

const Template& Evaluator::tmpl() const { return evaluation_->tmpl(); }

const Environment& Evaluator::environment() const { return evaluation_->environment(); }

void Evaluator::SetPlaceholders(Placeholders placeholders) {
  evaluation_->SetPlaceholders(std::move(placeholders));
}

std::vector<Rule> Evaluator::Rules(const std::set<std::string, std::less<>>* wanted) {
  return ReadRules(*evaluation_, wanted);
}

const std::vector<Resource>& Evaluator::Resources() { return evaluation_->Resources(); }

const Resource* Evaluator::FindResource(std::string_view id) { return evaluation_->FindResource(id); }

Value Evaluator::Evaluate(NodeRef ref) { return evaluation_->EvaluateFinal(ref); }

Value Evaluator::Get(const Value& map, std::string_view key) { return evaluation_->Get(map, key); }

std::vector<Value> Evaluator::Items(const Value& list) { return evaluation_->FinalItems(list); }

std::vector<Evaluator::Member> Evaluator::Members(const Value& map) { return evaluation_->Members(map); }

std::optional<Call> Evaluator::CallAt(NodeRef ref, bool tag_counts) const {
  return evaluation_->CallAt(ref, tag_counts);
}

Value Evaluator::Compute(const Call& call) { return evaluation_->Run(call); }

Value Evaluator::ResolveReferences(const Value& value) { return evaluation_->Final(value); }

Value Evaluator::SubVariable(std::string_view name, ScopeId scope, Place where) {
  return evaluation_->SubVariable(name, scope, where);
}

Value Evaluator::TextOf(NodeRef ref) { return evaluation_->TextOf(ref); }

Value Evaluator::Truth(NodeRef ref) { return evaluation_->Truth(ref); }

std::vector<Evaluator::Entry> Evaluator::Entries(NodeRef map) { return evaluation_->Entries(map); }

Value Evaluator::Text(const Value& value) {
  if (value.absent() || value.is_unknown() || value.is_scalar()) return value;
  return evaluation_->Fail(value.where(), "expected text, found " + Describe(value));
}

Value Evaluator::Integer(const Value& value) { return evaluation_->Integer(value); }

Value Evaluator::Condition(std::string_view name, Place where) { return evaluation_->Condition(name, where); }

Value Evaluator::DocumentParameter(const std::string& name, const std::vector<std::string>& permitted,
                                   const Value& value) {
  Choices* choices = environment().choices;
  if (choices == nullptr || permitted.empty() || (!value.is_unknown() && !choices->defaulted)) return value;
  const uint32_t index = choices->IndexOf({name, false, "", permitted});
  TouchInner({index});
  const std::optional<std::string>& taken = choices->all()[index].taken;
  if (taken) return Value::Scalar(*taken, value.where());
  return Value::NotKnown("the parameter `" + name + "` of the document is open", value.where());
}

void Evaluator::TouchInner(const std::vector<uint32_t>& touched) {
  const auto first = static_cast<uint32_t>(tmpl().parameters().size());
  for (uint32_t index : touched) evaluation_->Touch(first + index);
}

void Evaluator::CheckDeclarations() {
  CheckConditions(*evaluation_);
  CheckRules(*evaluation_);
  CheckReferences(*evaluation_);
}

void Evaluator::Malformed(Place where, std::string message, std::string hint) {
  evaluation_->Malformed(where, std::move(message), std::move(hint));
}

std::string Evaluator::SetResource(std::string_view id) {
  return std::exchange(evaluation_->resource(), std::string(id));
}

struct Trace::State {
  explicit State(Evaluation& from) : evaluation(from), recording(from) {}
  Evaluation& evaluation;
  Recording recording;
};

Trace::Trace(Evaluator& evaluator) : state_(std::make_unique<State>(*evaluator.evaluation_)) {}

Trace::~Trace() = default;

std::vector<uint32_t> Trace::touched() const { return state_->evaluation.touched().Sorted(); }

}  // namespace headroom::cfn
