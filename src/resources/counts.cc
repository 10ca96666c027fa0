#include "resources/counts.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cfn/evaluator.h"
#include "resources/resource_type.h"
#include "resources/stack.h"

namespace headroom {
namespace {

/// Properties of which the demand only grows. Source: the contract's capacity of each type; a Batch
/// environment is not among them: filled without overshooting, it may take less where more fits.
struct CountProperty {
  std::string_view type, path;
};
constexpr CountProperty kCounts[] = {
    {"AWS::AutoScaling::AutoScalingGroup", "MinSize"},
    {"AWS::AutoScaling::AutoScalingGroup", "MaxSize"},
    {"AWS::AutoScaling::AutoScalingGroup", "DesiredCapacity"},
    {"AWS::EC2::EC2Fleet", "TargetCapacitySpecification/TotalTargetCapacity"},
    {"AWS::EC2::SpotFleet", "SpotFleetRequestConfigData/TargetCapacity"},
    {"AWS::EKS::Nodegroup", "ScalingConfig/MinSize"},
    {"AWS::EKS::Nodegroup", "ScalingConfig/DesiredSize"},
    {"AWS::EKS::Nodegroup", "ScalingConfig/MaxSize"},
    {"AWS::GameLift::GameServerGroup", "MinSize"},
    {"AWS::GameLift::GameServerGroup", "MaxSize"},
};

/// "${Name}" and nothing else.
bool IsVariable(std::string_view text) {
  return StartsWith(text, "${") && text.find_first_of("}") + 1 == text.size() && !StartsWith(text, "${!");
}

/// Follows a parameter through a template, without evaluating it.
class Follower {
 public:
  Follower(const cfn::Template& tmpl, std::string_view parameter)
      : tmpl_(tmpl), document_(tmpl.document()), parameter_(parameter) {}

  std::optional<TurningPoints> Run() {
    if (tmpl_.opaque_transform()) return {};
    Follow(tmpl_.conditions(), false);
    Follow(tmpl_.rules(), false);
    FollowResources();
    while (!waiting_.empty() && only_counts_) {
      const Task task = waiting_.back();
      waiting_.pop_back();
      Step(task);
    }
    return only_counts_ ? std::optional(points_) : std::nullopt;
  }

 private:
  struct Task {
    NodeId node;
    bool counts;      // it stands where instances are counted
    bool tag_counts;  // false: the node's tag is the call whose argument it is
  };

  void Follow(NodeId node, bool counts, bool tag_counts = true) {
    if (node != kNoNode && ++steps_ <= kMostSteps) waiting_.push_back({node, counts, tag_counts});
    if (steps_ > kMostSteps) only_counts_ = false;
  }
  void FollowResources();
  void FollowProperties(std::string_view type, const std::string& path, NodeId map);
  void Step(const Task& task);
  void StepCall(std::string_view name, NodeId argument, const Task& task, bool tagged);
  void Compare(NodeId argument);
  std::string_view ReferenceAt(NodeId node) const;

  static constexpr size_t kMostSteps = 1'000'000;

  const cfn::Template& tmpl_;
  const Document& document_;
  const std::string_view parameter_;
  std::vector<Task> waiting_;
  TurningPoints points_;
  size_t steps_ = 0;
  bool only_counts_ = true;
};

void Follower::FollowResources() {
  const NodeId section = tmpl_.resources();
  if (section == kNoNode || document_[section].kind != NodeKind::kMapping) return;
  const Node& resources = document_[section];
  for (uint32_t i = 0; i < Document::EntryCount(resources); ++i) {
    const auto [key, body] = document_.EntryAt(resources, i);
    const std::string_view id = document_[key].text;
    const NodeId type = document_.Find(body, "Type");
    const std::string_view name = type == kNoNode ? std::string_view() : document_[type].text;
    const bool readable = document_[body].kind == NodeKind::kMapping && document_[body].tag.empty();
    if (StartsWith(id, "Fn::") || name.empty() || !readable) {
      Follow(body, false);
      continue;
    }
    if (FindResourceType(name) == nullptr && !IsStackType(name)) continue;
    for (uint32_t j = 0; j < Document::EntryCount(document_[body]); ++j) {
      const auto [member, value] = document_.EntryAt(document_[body], j);
      if (document_[member].text == "Properties") {
        FollowProperties(name, "", value);
      } else if (document_[member].text != "Metadata") {
        Follow(value, false);
      }
    }
  }
}

/// The maps around the properties that count.
void Follower::FollowProperties(std::string_view type, const std::string& path, NodeId map) {
  const Node& node = document_[map];
  if (node.kind != NodeKind::kMapping || !node.tag.empty()) return Follow(map, false);
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    const auto [key, value] = document_.EntryAt(node, i);
    if (document_[key].text == cfn::kTransformKey) only_counts_ = false;
    const std::string below = path + std::string(document_[key].text);
    const auto is = [&](const CountProperty& count) { return count.type == type && count.path == below; };
    const auto holds = [&](const CountProperty& count) {
      return count.type == type && StartsWith(count.path, below + "/");
    };
    if (std::any_of(std::begin(kCounts), std::end(kCounts), holds)) {
      FollowProperties(type, below + "/", value);
    } else {
      Follow(value, std::any_of(std::begin(kCounts), std::end(kCounts), is));
    }
  }
}

void Follower::Step(const Task& task) {
  const Node& node = document_[task.node];
  if (task.tag_counts && !node.tag.empty()) return StepCall(node.tag, task.node, task, true);
  const bool single = node.kind == NodeKind::kMapping && Document::EntryCount(node) == 1;
  if (single) {
    const auto [key, value] = document_.EntryAt(node, 0);
    const std::string_view name = document_[key].text;
    if (name == "Ref" || StartsWith(name, "Fn::"))
      return StepCall(StartsWith(name, "Fn::") ? name.substr(4) : name, value, task, false);
  }
  for (uint32_t i = 0; node.kind == NodeKind::kSequence && i < node.count; ++i)
    Follow(document_.Item(node, i), false);
  for (uint32_t i = 0; node.kind == NodeKind::kMapping && i < Document::EntryCount(node); ++i) {
    if (document_[document_.EntryAt(node, i).key].text == cfn::kTransformKey) only_counts_ = false;
    Follow(document_.EntryAt(node, i).value, false);
  }
}

void Follower::StepCall(std::string_view name, NodeId argument, const Task& task, bool tagged) {
  const Node& node = document_[argument];
  const bool list = node.kind == NodeKind::kSequence && (tagged || node.tag.empty());
  if (name == "Ref") {
    // What a name with a loop's placeholder in it comes to is not known here.
    const bool plain = node.kind == NodeKind::kScalar && node.text.find('{') == std::string_view::npos;
    if (!plain || (node.text == parameter_ && !task.counts)) only_counts_ = false;
  } else if (name == "If" && list && node.count == 3) {
    Follow(document_.Item(node, 0), false);
    Follow(document_.Item(node, 1), task.counts);
    Follow(document_.Item(node, 2), task.counts);
  } else if (name == "Equals" && list && node.count == 2) {
    Compare(argument);
  } else if (name == "Transform" || name == "ValueOf" || name == "ValueOfAll" || name == "RefAll") {
    only_counts_ = false;
  } else {
    if (name == "Sub" && node.kind == NodeKind::kScalar && IsVariable(node.text)) {
      if (node.text.substr(2, node.text.size() - 3) == parameter_ && !task.counts) only_counts_ = false;
      return;
    }
    if (name == "Sub" && node.kind == NodeKind::kScalar &&
        node.text.find(parameter_) != std::string_view::npos)
      only_counts_ = false;
    const NodeId text = name == "Sub" && list && node.count > 0 ? document_.Item(node, 0) : kNoNode;
    if (text != kNoNode && document_[text].text.find(parameter_) != std::string_view::npos)
      only_counts_ = false;
    Follow(argument, false, !tagged);
  }
}

/// Compared with a number that stands there, or with another parameter, it makes turning points.
void Follower::Compare(NodeId argument) {
  const Node& node = document_[argument];
  const NodeId sides[] = {document_.Item(node, 0), document_.Item(node, 1)};
  for (size_t i = 0; i < 2; ++i) {
    if (ReferenceAt(sides[i]) != parameter_) {
      Follow(sides[i], false);
      continue;
    }
    const Node& other = document_[sides[1 - i]];
    const std::string_view name = ReferenceAt(sides[1 - i]);
    const auto number = ParseInteger(other.text);
    const bool literal = other.kind == NodeKind::kScalar && other.tag.empty();
    if (tmpl_.FindParameter(name)) {
      if (name != parameter_) points_.parameters.emplace(name);
    } else if (!literal || !number || std::to_string(*number) != other.text) {
      only_counts_ = false;
    } else {
      points_.numbers.insert(*number);
    }
  }
}

/// What a node names, if it does nothing else; else empty.
std::string_view Follower::ReferenceAt(NodeId node) const {
  const Node& found = document_[node];
  if (found.kind == NodeKind::kScalar) return found.tag == "Ref" ? found.text : std::string_view();
  const NodeId named = document_.Find(node, "Ref");
  const bool alone = named != kNoNode && Document::EntryCount(found) == 1;
  return alone ? document_[named].text : std::string_view();
}

}  // namespace

std::optional<TurningPoints> FindTurningPoints(const cfn::Template& tmpl, std::string_view parameter) {
  return Follower(tmpl, parameter).Run();
}

/// The collections of the loops of a section, and of the loops in these.
static std::set<NodeId> CollectionsOf(const Document& document, NodeId section) {
  std::set<NodeId> out;
  std::vector<NodeId> waiting = {section};
  while (!waiting.empty()) {
    const NodeId id = waiting.back();
    waiting.pop_back();
    if (id == kNoNode || document[id].kind != NodeKind::kMapping) continue;
    for (uint32_t i = 0; i < Document::EntryCount(document[id]); ++i) {
      const auto [key, value] = document.EntryAt(document[id], i);
      const Node& loop = document[value];
      if (!StartsWith(document[key].text, cfn::kLoopPrefix) || loop.count != 3) continue;
      if (loop.kind != NodeKind::kSequence || !out.insert(document.Item(loop, 1)).second) continue;
      waiting.push_back(document.Item(loop, 2));
    }
  }
  return out;
}

bool OnlyLoopsOver(const cfn::Template& tmpl, std::string_view parameter) {
  const Document& document = tmpl.document();
  std::set<NodeId> collections;
  for (const NodeId section : {tmpl.resources(), tmpl.conditions(), tmpl.outputs()})
    collections.merge(CollectionsOf(document, section));
  const std::string variable = "${" + std::string(parameter) + "}";
  if (document.Find(document.root(), "Rules") != kNoNode) return false;
  for (NodeId id = 0; id < document.size(); ++id) {
    const Node& node = document[id];
    if (node.kind == NodeKind::kScalar && node.text.find(variable) != std::string_view::npos) return false;
    const NodeId named = node.kind == NodeKind::kMapping ? document.Find(id, "Ref") : kNoNode;
    const bool refers = (node.tag == "Ref" && node.text == parameter) ||
                        (named != kNoNode && document[named].text == parameter);
    if (refers && collections.count(id) == 0) return false;
  }
  return true;
}

}  // namespace headroom
