#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "cfn/evaluator.h"
#include "expand/tree.h"
#include "syntax/parse.h"

namespace headroom {

/// What a template may expand to: far more than CloudFormation takes (1 MB, 500 resources).
inline constexpr uint32_t kMaxTreeDepth = 2 * kMaxDepth;
inline constexpr size_t kMaxTreeNodes = 2'000'000;
inline constexpr size_t kMaxTreeBytes = 64 << 20;

/// Writes down what the nodes of a template come to. What is known becomes its value; of what is not, the
/// functions stay, with those of their arguments that are known resolved, so that they mean the same.
class ValueExpander {
 public:
  /// Must not outlive the evaluator.
  explicit ValueExpander(cfn::Evaluator& evaluator) : evaluator_(evaluator) {}

  /// Where a value stands: what a function is given is computed before dynamic references are resolved, and
  /// keeps its place in a list even if it is AWS::NoValue.
  enum class Use : uint8_t {
    kProperty,
    kArgument,
    kJsonArgument,  // of Fn::ToJsonString, which quotes what a function computed
  };

  /// Nothing if the value is not there (AWS::NoValue).
  std::optional<Tree> Expand(cfn::NodeRef ref, Use use = Use::kProperty);
  /// A condition: never a constant, of And and Or the operands that still matter.
  Tree ExpandCondition(cfn::NodeRef ref);
  /// A node as it is written, functions in their long form; identifiers of the loops around it are filled in.
  Tree AsWritten(cfn::NodeRef ref, bool tag_counts = true);

  /// Something was left out: the limits above were met.
  bool stopped() const { return stopped_; }

 private:
  class Level;

  const Node& At(cfn::NodeRef ref) const { return evaluator_.tmpl().document()[ref.node]; }
  cfn::NodeRef ItemOf(cfn::NodeRef list, uint32_t index) const {
    return {evaluator_.tmpl().document().Item(At(list), index), list.scope};
  }
  Place PlaceOf(cfn::NodeRef ref) const { return evaluator_.tmpl().document().PlaceOf(ref.node); }

  Tree Argument(cfn::NodeRef ref, Use use = Use::kArgument);
  Tree ArgumentOf(const cfn::Call& call, Use use = Use::kArgument);
  bool IsLiteralList(const cfn::Call& call, uint32_t count) const;
  cfn::Value ComputeAt(cfn::NodeRef ref, bool tag_counts = true);

  std::optional<Tree> ExpandNode(cfn::NodeRef ref, Use use);
  Tree ExpandList(cfn::NodeRef ref, Use use);
  Tree ExpandMap(cfn::NodeRef ref, Use use);
  std::optional<Tree> ExpandValue(const cfn::Value& value, Use use);
  Tree Scalar(const cfn::Value& value, Use use, bool computed);

  std::optional<Tree> ExpandCall(const cfn::Call& call, Use use);
  std::optional<Tree> ExpandIf(const cfn::Call& call, Use use);
  Tree ExpandSub(const cfn::Call& call);
  Tree ExpandGetAtt(const cfn::Call& call);
  Tree ExpandConditionCall(const cfn::Call& call);
  Tree ExpandOperands(const cfn::Call& call);
  cfn::Value Decision(cfn::NodeRef ref);

  cfn::Evaluator& evaluator_;
  uint32_t depth_ = 0;
  size_t nodes_ = 0;
  size_t bytes_ = 0;
  bool stopped_ = false;
};

}  // namespace headroom
