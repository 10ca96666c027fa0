#include "expand/values.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cfn/sub_text.h"

namespace headroom {
namespace {

/// "Fn::Sub" for "Sub"; what other programs expand (`Rain::Embed`) keeps its name.
std::string LongName(const cfn::Call& call) {
  const bool other = call.name.find("::") != std::string_view::npos && !StartsWith(call.name, "Fn::");
  return other ? std::string(call.name) : cfn::FunctionName(call);
}

Tree NoValue() { return Tree::Call("Ref", Tree::Text("AWS::NoValue")); }

/// [a, "b.c"] for "a.b.c".
Tree AttributeList(std::string_view text) {
  const size_t dot = text.find('.');
  return Tree::List({Tree::Text(std::string(text.substr(0, dot))),
                     Tree::Text(dot == std::string_view::npos ? "" : std::string(text.substr(dot + 1)))});
}

bool AnyUnknown(const std::vector<cfn::Value>& values) {
  return std::any_of(values.begin(), values.end(),
                     [](const cfn::Value& value) { return value.is_unknown(); });
}

/// A text of Fn::Sub in the making: literal text, in which nothing may pass for a variable, and variables.
class SubText {
 public:
  void AddText(std::string_view text) { Last(false) += text; }
  void AddVariable(std::string_view name) { Last(true) = name; }

  std::string Finish() const {
    const auto closes = [](const auto& piece) {
      return piece.second || piece.first.find('}') != std::string::npos;
    };
    const auto last = std::find_if(pieces_.rbegin(), pieces_.rend(), closes).base();
    std::string out;
    for (auto piece = pieces_.begin(); piece != pieces_.end(); ++piece) {
      const auto& [text, variable] = *piece;
      out += variable ? "${" + text + "}" : Escaped(text, piece + 1 < last);
    }
    return out;
  }

 private:
  std::string& Last(bool variable) {
    if (pieces_.empty() || variable || pieces_.back().second) pieces_.emplace_back("", variable);
    return pieces_.back().first;
  }

  /// `${` becomes `${!`, where a `}` follows at all: without one it is no variable.
  static std::string Escaped(std::string_view text, bool closes) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
      out += text[i];
      const bool opens = text[i] == '{' && i > 0 && text[i - 1] == '$';
      if (opens && (closes || text.find('}', i) != std::string_view::npos)) out += '!';
    }
    return out;
  }

  std::vector<std::pair<std::string, bool>> pieces_;  // text or name; whether it is a variable
};

}  // namespace

/// Counts how deep the expansion is, and what it has written.
class ValueExpander::Level {
 public:
  explicit Level(ValueExpander& expander) : expander_(expander) {
    ++expander.depth_;
    if (expander.depth_ > kMaxTreeDepth || ++expander.nodes_ > kMaxTreeNodes) expander.stopped_ = true;
  }
  ~Level() { --expander_.depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  ValueExpander& expander_;
};

std::optional<Tree> ValueExpander::Expand(cfn::NodeRef ref, Use use) {
  const Level level(*this);
  if (stopped_) return Tree();
  if (const std::optional<cfn::Call> call = evaluator_.CallAt(ref)) return ExpandCall(*call, use);
  return ExpandNode(ref, use);
}

Tree ValueExpander::Argument(cfn::NodeRef ref, Use use) {
  std::optional<Tree> tree = Expand(ref, use);
  return tree ? *std::move(tree) : NoValue();
}

Tree ValueExpander::ArgumentOf(const cfn::Call& call, Use use) {
  if (!call.tagged) return Argument(call.argument, use);
  const std::optional<cfn::Call> inner = evaluator_.CallAt(call.argument, false);
  std::optional<Tree> tree = inner ? ExpandCall(*inner, use) : ExpandNode(call.argument, use);
  return tree ? *std::move(tree) : NoValue();
}

bool ValueExpander::IsLiteralList(const cfn::Call& call, uint32_t count) const {
  const Node& node = At(call.argument);
  return node.kind == NodeKind::kSequence && node.count == count && (call.tagged || node.tag.empty());
}

/// What an argument comes to; a literal list or map is no text, and nothing else asks.
cfn::Value ValueExpander::ComputeAt(cfn::NodeRef ref, bool tag_counts) {
  if (const std::optional<cfn::Call> call = evaluator_.CallAt(ref, tag_counts)) {
    return evaluator_.Compute(*call);
  }
  return At(ref).kind == NodeKind::kScalar ? evaluator_.TextOf(ref) : cfn::Value::NotKnown("", PlaceOf(ref));
}

std::optional<Tree> ValueExpander::ExpandNode(cfn::NodeRef ref, Use use) {
  switch (At(ref).kind) {
    case NodeKind::kNull:
      break;
    case NodeKind::kScalar:
      return Scalar(evaluator_.TextOf(ref), use, false);
    case NodeKind::kSequence:
      return ExpandList(ref, use);
    case NodeKind::kMapping:
      return ExpandMap(ref, use);
  }
  return Tree();
}

Tree ValueExpander::ExpandList(cfn::NodeRef ref, Use use) {
  Tree out = Tree::List();
  for (uint32_t i = 0; i < At(ref).count; ++i) {
    std::optional<Tree> item = Expand(ItemOf(ref, i), use);
    if (!item && use != Use::kProperty) item = NoValue();
    if (item) out.items.push_back(*std::move(item));
  }
  return out;
}

Tree ValueExpander::ExpandMap(cfn::NodeRef ref, Use use) {
  Tree out = Tree::Map();
  for (cfn::Evaluator::Entry& entry : evaluator_.Entries(ref)) {
    std::optional<Tree> value = entry.as_written ? AsWritten(entry.value) : Expand(entry.value, use);
    if (value) out.Add(std::move(entry.key), *std::move(value));
  }
  return out;
}

Tree ValueExpander::Scalar(const cfn::Value& value, Use use, bool computed) {
  const bool bare = value.bare() && !(computed && use == Use::kJsonArgument);
  Tree out = bare ? Tree::Bare(value.text()) : Tree::Text(value.text());
  if (use == Use::kProperty) {
    const cfn::Value resolved = evaluator_.ResolveReferences(value);
    if (resolved.is_scalar() && resolved.text() != value.text()) out = Tree::Text(resolved.text());
  }
  bytes_ += out.text.size();
  if (bytes_ > kMaxTreeBytes) stopped_ = true;
  return stopped_ ? Tree() : out;
}

/// Nothing if part of it is not known: the function then stays.
std::optional<Tree> ValueExpander::ExpandValue(const cfn::Value& value, Use use) {
  if (value.is_scalar()) return Scalar(value, use, true);
  if (value.node().node != kNoNode) return ExpandNode(value.node(), use);
  if (!value.is_list() || AnyUnknown(value.items())) return {};
  Tree out = Tree::List();
  for (const cfn::Value& item : value.items()) {
    const Level level(*this);
    if (stopped_) break;
    std::optional<Tree> tree = ExpandValue(item, use);
    if (!tree) return {};
    out.items.push_back(*std::move(tree));
  }
  return out;
}

std::optional<Tree> ValueExpander::ExpandCall(const cfn::Call& call, Use use) {
  const Level level(*this);
  if (stopped_) return Tree();
  std::string name = LongName(call);
  if (name == cfn::kTransformKey) {
    return Tree::Call(std::move(name), AsWritten(call.argument, !call.tagged));
  }
  if (name == "Fn::If" && IsLiteralList(call, 3)) return ExpandIf(call, use);
  const cfn::Value value = evaluator_.Compute(call);
  if (value.absent()) return {};
  if (value.known()) {
    if (std::optional<Tree> tree = ExpandValue(value, use)) return tree;
  }
  if (name == "Fn::Sub") return ExpandSub(call);
  if (name == "Fn::GetAtt") return ExpandGetAtt(call);
  if (name == "Fn::ToJsonString") return Tree::Call(std::move(name), ArgumentOf(call, Use::kJsonArgument));
  return Tree::Call(std::move(name), ArgumentOf(call));
}

/// The condition of Fn::If: a name, or a function that decides.
cfn::Value ValueExpander::Decision(cfn::NodeRef ref) {
  const Node& node = At(ref);
  if (node.kind != NodeKind::kScalar || !node.tag.empty()) return evaluator_.Truth(ref);
  const cfn::Value name = evaluator_.TextOf(ref);
  return name.is_scalar() ? evaluator_.Condition(name.text(), name.where()) : name;
}

std::optional<Tree> ValueExpander::ExpandIf(const cfn::Call& call, Use use) {
  const cfn::NodeRef condition = ItemOf(call.argument, 0);
  const cfn::Value truth = Decision(condition);
  if (truth.is_scalar()) {
    std::optional<Tree> branch = Expand(ItemOf(call.argument, *AsBoolean(truth) ? 1 : 2), use);
    const bool bare = branch && branch->kind == Tree::Kind::kBare;
    if (bare && use == Use::kJsonArgument) branch->kind = Tree::Kind::kText;
    return branch;
  }
  Tree arguments = Tree::List();
  arguments.items.push_back(ExpandCondition(condition));
  arguments.items.push_back(Argument(ItemOf(call.argument, 1), use));
  arguments.items.push_back(Argument(ItemOf(call.argument, 2), use));
  return Tree::Call("Fn::If", std::move(arguments));
}

/// The text with its known variables filled in; those of its own that are not known stay beside it.
Tree ValueExpander::ExpandSub(const cfn::Call& call) {
  const bool pair = IsLiteralList(call, 2);
  const cfn::NodeRef text = pair ? ItemOf(call.argument, 0) : call.argument;
  const cfn::NodeRef variables = pair ? ItemOf(call.argument, 1) : cfn::NodeRef();
  const cfn::Value format = ComputeAt(text, pair || !call.tagged);
  if (!format.is_scalar()) return Tree::Call("Fn::Sub", ArgumentOf(call));
  SubText out;
  Tree own = Tree::Map();
  cfn::SubPiece piece;
  for (std::string_view rest = format.text(); cfn::NextSubPiece(rest, piece);) {
    if (!piece.variable) {
      out.AddText(piece.text);
      continue;
    }
    const NodeId id = pair ? evaluator_.tmpl().document().Find(variables.node, piece.text) : kNoNode;
    const cfn::Value value = id == kNoNode
                                 ? evaluator_.SubVariable(piece.text, call.argument.scope, format.where())
                                 : ComputeAt({id, variables.scope});
    if (value.is_scalar() || value.absent()) {
      out.AddText(value.text());
      continue;
    }
    out.AddVariable(piece.text);
    if (id != kNoNode && own.Find(piece.text) == nullptr) {
      own.Add(std::string(piece.text), Argument({id, variables.scope}));
    }
  }
  Tree finished = Tree::Text(out.Finish());
  if (own.items.empty()) return Tree::Call("Fn::Sub", std::move(finished));
  return Tree::Call("Fn::Sub", Tree::List({std::move(finished), std::move(own)}));
}

Tree ValueExpander::ExpandGetAtt(const cfn::Call& call) {
  Tree argument = ArgumentOf(call);
  const bool dotted = argument.is_scalar() && argument.text.find('.') != std::string::npos;
  return Tree::Call("Fn::GetAtt", dotted ? AttributeList(argument.text) : std::move(argument));
}

Tree ValueExpander::ExpandCondition(cfn::NodeRef ref) {
  const Level level(*this);
  if (stopped_) return Tree();
  if (const std::optional<cfn::Call> call = evaluator_.CallAt(ref)) return ExpandConditionCall(*call);
  const NodeId name = evaluator_.tmpl().document().Find(ref.node, "Condition");
  if (name != kNoNode && At(ref).count == 2) {
    return Tree::Call("Condition", Argument({name, ref.scope}));
  }
  return Argument(ref);
}

Tree ValueExpander::ExpandConditionCall(const cfn::Call& call) {
  std::string name = LongName(call);
  if (name == "Fn::And" || name == "Fn::Or" || name == "Fn::Not") return ExpandOperands(call);
  if (name == "Fn::If") {
    const std::optional<Tree> tree = ExpandCall(call, Use::kArgument);
    return tree ? *tree : NoValue();
  }
  return Tree::Call(std::move(name), ArgumentOf(call));
}

Tree ValueExpander::ExpandOperands(const cfn::Call& call) {
  const bool decided = !evaluator_.Compute(call).is_unknown();
  Tree operands = Tree::List();
  for (uint32_t i = 0; At(call.argument).kind == NodeKind::kSequence && i < At(call.argument).count; ++i) {
    const cfn::NodeRef operand = ItemOf(call.argument, i);
    const bool matters = decided || evaluator_.Truth(operand).is_unknown();
    if (matters) operands.items.push_back(ExpandCondition(operand));
  }
  const std::string name = LongName(call);
  const bool single = operands.items.size() == 1 && name != "Fn::Not";
  return single ? std::move(operands.items[0]) : Tree::Call(name, std::move(operands));
}

Tree ValueExpander::AsWritten(cfn::NodeRef ref, bool tag_counts) {
  const Level level(*this);
  if (stopped_) return Tree();
  if (const std::optional<cfn::Call> call = evaluator_.CallAt(ref, tag_counts)) {
    Tree argument = AsWritten(call->argument, !call->tagged);
    const bool attribute = LongName(*call) == "Fn::GetAtt" && argument.is_scalar() &&
                           argument.text.find('{') == std::string::npos;
    return Tree::Call(LongName(*call), attribute ? AttributeList(argument.text) : std::move(argument));
  }
  const Node& node = At(ref);
  if (node.kind == NodeKind::kNull) return Tree();
  if (node.kind == NodeKind::kScalar) return Scalar(evaluator_.TextOf(ref), Use::kArgument, false);
  Tree out = node.kind == NodeKind::kSequence ? Tree::List() : Tree::Map();
  for (uint32_t i = 0; out.is_list() && i < node.count; ++i) out.items.push_back(AsWritten(ItemOf(ref, i)));
  for (uint32_t i = 0; out.is_map() && i < Document::EntryCount(node); ++i) {
    const auto [key, value] = evaluator_.tmpl().document().EntryAt(node, i);
    out.Add(evaluator_.TextOf({key, ref.scope}).text(), AsWritten({value, ref.scope}));
  }
  return out;
}

}  // namespace headroom
