// Every reference of a template, whether anything needs it or not: names that nothing declares are LM003.

#include <fmt/format.h>

#include "base/text.h"
#include "cfn/evaluation.h"

namespace headroom::cfn {
namespace {

/// Walks nodes without evaluating them and without recursion. Judges only names that stand there literally.
class ReferenceWalk {
 public:
  explicit ReferenceWalk(Evaluation& evaluation)
      : evaluation_(evaluation), document_(evaluation.document()) {}

  void WalkConditions(NodeId section) {
    in_conditions_ = true;
    Push(section, 0);
    Walk();
    in_conditions_ = false;
  }
  void WalkRules(NodeId section) {
    Push(section, 0);
    Walk();
  }
  /// Resources and Outputs: maps of named bodies, which loops may make.
  void WalkBodies(NodeId section, bool resources);

 private:
  /// A node, inside the loops whose identifiers are frames_[frame] and its parents.
  struct Task {
    NodeId node;
    uint32_t frame;
    bool tag_counts = true;  // false: the argument of the call that the tag is
  };
  struct Frame {
    uint32_t parent;
    std::string_view identifier;
  };
  struct Loop {
    NodeId collection, output;
    uint32_t frame;  // of the output
  };

  const Node& At(NodeId id) const { return document_[id]; }
  void Push(NodeId node, uint32_t frame) {
    if (node != kNoNode) tasks_.push_back({node, frame});
  }
  void PushChildren(NodeId node, uint32_t frame, uint32_t from = 0);
  void Walk();
  void WalkMap(Task task);
  void WalkCall(const Call& call, uint32_t frame);
  void WalkBody(NodeId body, uint32_t frame);
  std::optional<Loop> ReadLoop(NodeId loop, uint32_t frame);

  bool IsIdentifier(std::string_view name, uint32_t frame) const;
  /// The text of a literal scalar, if it can be judged: no function, no loop's placeholder.
  std::optional<std::string_view> Name(NodeId node, bool tag_counts = true) const;
  void CheckReference(std::string_view name, uint32_t frame, Place where);
  void CheckResource(std::string_view name, Place where);
  void CheckAttribute(const Call& call, uint32_t frame);
  void CheckSub(const Call& call, uint32_t frame);
  void CheckCondition(NodeId node, bool tag_counts = true);
  void CheckMapping(const Call& call);
  void CheckDependsOn(NodeId node);
  NodeId Argument(const Call& call, uint32_t index) const;

  Evaluation& evaluation_;
  const Document& document_;
  bool in_conditions_ = false;
  std::vector<Task> tasks_;
  std::vector<Frame> frames_ = {{0, ""}};
};

void ReferenceWalk::PushChildren(NodeId node, uint32_t frame, uint32_t from) {
  const Node& parent = At(node);
  if (parent.kind == NodeKind::kSequence) {
    for (uint32_t i = parent.count; i-- > from;) Push(document_.Item(parent, i), frame);
  } else if (parent.kind == NodeKind::kMapping) {
    WalkMap({node, frame});
  }
}

void ReferenceWalk::Walk() {
  while (!tasks_.empty()) {
    const Task task = tasks_.back();
    tasks_.pop_back();
    if (const std::optional<Call> call = evaluation_.CallAt({task.node, 0}, task.tag_counts)) {
      WalkCall(*call, task.frame);
    } else {
      PushChildren(task.node, task.frame);
    }
  }
}

void ReferenceWalk::WalkMap(Task task) {
  const Node& map = At(task.node);
  const uint32_t count = Document::EntryCount(map);
  for (uint32_t i = count; i-- > 0;) {
    const auto [key, value] = document_.EntryAt(map, i);
    const std::string_view name = At(key).text;
    if (StartsWith(name, kLoopPrefix)) {
      if (const std::optional<Loop> loop = ReadLoop(value, task.frame)) {
        Push(loop->output, loop->frame);
        Push(loop->collection, task.frame);
      }
    } else if (name == "Condition" && in_conditions_ && count == 1) {
      CheckCondition(value);
    } else if (name != kTransformKey) {
      Push(value, task.frame);
    }
  }
}

std::optional<ReferenceWalk::Loop> ReferenceWalk::ReadLoop(NodeId loop, uint32_t frame) {
  const Node& node = At(loop);
  if (node.kind != NodeKind::kSequence || node.count != 3) return {};
  frames_.push_back({frame, At(document_.Item(node, 0)).text});
  return Loop{document_.Item(node, 1), document_.Item(node, 2), static_cast<uint32_t>(frames_.size() - 1)};
}

void ReferenceWalk::WalkCall(const Call& call, uint32_t frame) {
  const Function function = FindFunction(call.name);
  const NodeId argument = call.argument.node;
  if (function == nullptr) evaluation_.Run(call);  // says what is wrong with it
  const std::string name = FunctionName(call);
  if (name == kTransformKey) return;
  if (name == "Ref") {
    if (const auto text = Name(argument, !call.tagged)) return CheckReference(*text, frame, call.where);
  } else if (name == "Condition") {
    return CheckCondition(argument, !call.tagged);
  } else if (name == "Fn::GetAtt") {
    CheckAttribute(call, frame);
  } else if (name == "Fn::Sub") {
    return CheckSub(call, frame);
  } else if (name == "Fn::If") {
    if (const NodeId condition = Argument(call, 0); condition != kNoNode) CheckCondition(condition);
  } else if (name == "Fn::FindInMap") {
    CheckMapping(call);
  }
  tasks_.push_back({argument, frame, !call.tagged});
}

NodeId ReferenceWalk::Argument(const Call& call, uint32_t index) const {
  const Node& node = At(call.argument.node);
  const bool literal = evaluation_.IsLiteral(call, NodeKind::kSequence) && index < node.count;
  return literal ? document_.Item(node, index) : kNoNode;
}

bool ReferenceWalk::IsIdentifier(std::string_view name, uint32_t frame) const {
  for (; frame != 0; frame = frames_[frame].parent) {
    if (frames_[frame].identifier == name) return true;
  }
  return false;
}

std::optional<std::string_view> ReferenceWalk::Name(NodeId node, bool tag_counts) const {
  if (node == kNoNode || At(node).kind != NodeKind::kScalar) return {};
  if (tag_counts && !At(node).tag.empty()) return {};
  const std::string_view text = At(node).text;
  const bool placeholder =
      text.find("${") != std::string_view::npos || text.find("&{") != std::string_view::npos;
  return placeholder ? std::nullopt : std::optional(text);
}

void ReferenceWalk::CheckReference(std::string_view name, uint32_t frame, Place where) {
  if (IsIdentifier(name, frame) || evaluation_.tmpl().FindParameter(name)) return;
  if (StartsWith(name, "AWS::")) {
    evaluation_.PseudoParameter(name, where);
  } else if (!evaluation_.IsResource(name)) {
    evaluation_.UndeclaredReference(name, where);
  }
}

void ReferenceWalk::CheckResource(std::string_view name, Place where) {
  if (!evaluation_.IsResource(name)) evaluation_.UndeclaredResource(name, where);
}

void ReferenceWalk::CheckAttribute(const Call& call, uint32_t frame) {
  const NodeId item = Argument(call, 0);
  std::optional<std::string_view> name =
      item == kNoNode ? Name(call.argument.node, !call.tagged) : Name(item);
  if (!name) return;
  if (item == kNoNode) {
    const size_t dot = name->find('.');
    if (dot == std::string_view::npos) return;
    name = name->substr(0, dot);
  }
  if (!IsIdentifier(*name, frame)) CheckResource(*name, call.where);
}

void ReferenceWalk::CheckSub(const Call& call, uint32_t frame) {
  const NodeId item = Argument(call, 0);
  const NodeId text = item == kNoNode ? call.argument.node : item;
  const NodeId variables = Argument(call, 1);
  if (variables != kNoNode) Push(variables, frame);
  const Node& node = At(text);
  const bool tag_counts = item != kNoNode || !call.tagged;
  if (node.kind != NodeKind::kScalar || (tag_counts && !node.tag.empty())) {
    tasks_.push_back({text, frame, tag_counts});
    return;
  }
  SubPiece piece;
  for (std::string_view rest = node.text; NextSubPiece(rest, piece);) {
    if (!piece.variable || IsIdentifier(piece.text, frame)) continue;
    if (variables != kNoNode && document_.Find(variables, piece.text) != kNoNode) continue;
    const size_t dot = piece.text.find('.');
    const std::string_view name = piece.text.substr(0, dot);
    const bool declared =
        dot == std::string_view::npos ? evaluation_.IsDeclared(name) : evaluation_.IsResource(name);
    // Inside a loop a name may hold its placeholders, which only evaluation fills in.
    const bool judged = frame == 0 || (!IsIdentifier(name, frame) && IsVariableName(piece.text));
    if (judged && !declared) {
      evaluation_.SubVariable(piece.text, 0, PlaceOfVariable(document_, text, piece.text));
    }
  }
}

void ReferenceWalk::CheckCondition(NodeId node, bool tag_counts) {
  const std::optional<std::string_view> name = Name(node, tag_counts);
  if (!name || evaluation_.ConditionSection().Find(*name)) return;
  evaluation_.UndeclaredCondition(*name, document_.PlaceOf(node));
}

void ReferenceWalk::CheckMapping(const Call& call) {
  const NodeId map = Argument(call, 0);
  const std::optional<std::string_view> name = Name(map);
  const bool with_default = Argument(call, 3) != kNoNode;
  if (!name || with_default || evaluation_.MappingSection().Find(*name)) return;
  evaluation_.UndeclaredMapping(*name, document_.PlaceOf(map));
}

void ReferenceWalk::CheckDependsOn(NodeId node) {
  if (const auto name = Name(node)) CheckResource(*name, document_.PlaceOf(node));
  if (node == kNoNode || At(node).kind != NodeKind::kSequence) return;
  for (uint32_t i = 0; i < At(node).count; ++i) {
    const NodeId item = document_.Item(At(node), i);
    if (const auto name = Name(item)) CheckResource(*name, document_.PlaceOf(item));
  }
}

void ReferenceWalk::WalkBody(NodeId body, uint32_t frame) {
  const Node& map = At(body);
  if (map.kind != NodeKind::kMapping) return;
  for (uint32_t i = 0; i < Document::EntryCount(map); ++i) {
    const auto [key, value] = document_.EntryAt(map, i);
    const std::string_view name = At(key).text;
    if (name == "Condition") {
      CheckCondition(value);
    } else if (name == "DependsOn") {
      CheckDependsOn(value);
    } else if (name != "Metadata" && name != kTransformKey) {
      Push(value, frame);
      Walk();
    }
  }
}

void ReferenceWalk::WalkBodies(NodeId section, bool resources) {
  std::vector<Task> maps = {{section, 0}};
  while (!maps.empty()) {
    const Task task = maps.back();
    maps.pop_back();
    const Node& map = At(task.node);
    if (map.kind != NodeKind::kMapping) continue;
    for (uint32_t i = 0; i < Document::EntryCount(map); ++i) {
      const auto [key, value] = document_.EntryAt(map, i);
      const std::string_view name = At(key).text;
      if (StartsWith(name, kLoopPrefix)) {
        const std::optional<Loop> loop = ReadLoop(value, task.frame);
        if (loop) maps.push_back({loop->output, loop->frame});
      } else if (name != kTransformKey) {
        const ResourceGuard guard(evaluation_, resources ? std::string(name) : "");
        WalkBody(value, task.frame);
      }
    }
  }
}

}  // namespace

void CheckReferences(Evaluation& evaluation) {
  const Template& tmpl = evaluation.tmpl();
  if (tmpl.opaque_transform()) return;  // a macro may declare anything, and change every name
  evaluation.Resources();               // what is wrong with loops and with resources' own conditions
  const ResourceGuard nobody(evaluation, "");
  ReferenceWalk walk(evaluation);
  if (tmpl.conditions() != kNoNode) walk.WalkConditions(tmpl.conditions());
  if (tmpl.rules() != kNoNode) walk.WalkRules(tmpl.rules());
  if (tmpl.resources() != kNoNode) walk.WalkBodies(tmpl.resources(), true);
  if (tmpl.outputs() != kNoNode) walk.WalkBodies(tmpl.outputs(), false);
}

}  // namespace headroom::cfn
