#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/source.h"
#include "cfn/parameters.h"
#include "packer/template.h"
#include "packer/value.h"

namespace headroom::packer {

/// The environment, as World has it.
using EnvironmentVariables = std::function<std::optional<std::string>(const char* name)>;

/// Evaluates a template, on demand, with the variables that are given (as `-p` takes them: text, or HCL for a
/// variable that is no text), else of `.auto.pkrvars.hcl`, else of `PKR_VAR_NAME`, else their defaults: the
/// precedence of Packer (its documentation, "Input Variables and local variables"). What cannot be told is
/// unknown, with a reason; a reference that leads back to itself is LM003. Stops where a template grows
/// beyond all reason.
class Evaluator {
 public:
  /// Everything must outlive it.
  Evaluator(const Template& tmpl, const cfn::GivenParameters& given, Findings& findings,
            EnvironmentVariables environment = {});

  const Template& tmpl() const { return template_; }
  /// An attribute of a body, or the list of its blocks of that type, each as an object; null if neither is
  /// there.
  Value Get(const BodyRef& body, std::string_view name);
  /// The sources that a `build` block uses.
  std::vector<Use> Uses(const BodyRef& build);

  /// LM003 at `where`, for the source being read.
  void Malformed(Place where, std::string message, std::string hint = "");
  /// Findings raised from here on name this source; empty: none.
  void SetResource(std::string_view name) { resource_ = name; }

 private:
  Value Evaluate(const ExpressionRef& ref);
  Value Compute(const ExpressionRef& ref);
  Value EvaluateChild(const hcl::Module& module, const hcl::Expression& expression, uint32_t index);
  Value EvaluateTemplate(const hcl::Module& module, const hcl::Expression& expression);
  Value EvaluateObject(const hcl::Module& module, const hcl::Expression& expression);
  Value EvaluateAttribute(const hcl::Module& module, const hcl::Expression& expression);
  Value EvaluateIndex(const hcl::Module& module, const hcl::Expression& expression);
  Value EvaluateCall(const hcl::Module& module, const hcl::Expression& expression);
  Value EvaluateOperation(const hcl::Module& module, const hcl::Expression& expression);
  Value EvaluateConditional(const hcl::Module& module, const hcl::Expression& expression);
  Value EvaluateFor(const ExpressionRef& loop);
  class ForResult;
  std::optional<Value> Turn(const ExpressionRef& loop, const Value::Members& names, ForResult& out);
  Value EvaluateSplat(const hcl::Module& module, const hcl::Expression& expression);
  /// With names bound to values, beside those that are bound already.
  Value EvaluateWith(const Value::Members& names, const ExpressionRef& ref);
  const Value* FindBound(std::string_view name) const;
  Value Reference(std::string_view root, const std::string& name, Place where);
  Value ValueOf(const std::string& key, Place where, const ExpressionRef& ref);
  Value VariableOf(const std::string& name, Place where);
  Value GivenText(const std::string& name, const std::string& text, Place where);
  bool TakesText(const Variable& variable);
  Value BodyValue(const BodyRef& body);
  std::optional<Value> DynamicBlocks(const BodyRef& body, std::string_view name);
  bool Spend(size_t amount);

  const Template& template_;
  const cfn::GivenParameters& given_;
  const EnvironmentVariables environment_;
  Findings& findings_;
  std::string resource_;
  std::map<std::string, Value, std::less<>> known_;  // "var.x", "local.y"
  std::set<std::string, std::less<>> open_;          // those being evaluated
  Value::Members bound_;                             // the names of loops, the innermost last
  std::deque<SourceFile> texts_;                     // given values that are HCL
  std::deque<hcl::Module> modules_;
  uint32_t depth_ = 0;
  size_t spent_ = 0;
};

}  // namespace headroom::packer
