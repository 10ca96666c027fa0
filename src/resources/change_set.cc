#include "resources/change_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "resources/change_set_template.h"
#include "resources/resource_type.h"
#include "resources/stack.h"

namespace headroom {
namespace {

/// Whether a resource of this type may start instances, or say how others do.
bool Matters(std::string_view type) {
  if (IsStackType(type)) return true;
  return FindResourceType(type) != nullptr && type != "AWS::EC2::VPC" && type != "AWS::EC2::Subnet";
}

/// Source: CloudFormation API reference, ResourceChange.
bool IsAction(std::string_view action) {
  constexpr std::array<std::string_view, 6> kActions = {"Add",    "Dynamic", "Import",
                                                        "Modify", "Remove",  "SyncWithActual"};
  return std::find(kActions.begin(), kActions.end(), action) != kActions.end();
}

/// A text that only a run of the change set, or the store, can fill in.
cfn::Value Resolve(const cfn::Environment& environment, std::string_view name, Place where) {
  constexpr std::string_view kSsm = "resolve:ssm:";
  if (StartsWith(name, kSsm) && environment.ssm_parameters != nullptr) {
    const std::string* found =
        environment.ssm_parameters->Find(name.substr(kSsm.size()), environment.region, environment.account);
    if (found != nullptr) return cfn::Value::Scalar(*found, where);
  }
  return cfn::Value::NotKnown(fmt::format("`{{{{{}}}}}` is known only when the change set runs", name),
                              where);
}

/// One entry of `Changes`.
struct Change {
  std::string id, type, action;
  Place where;
  std::string physical_id;
  bool replaced = false;  // or may be
  bool kept = false;      // its PolicyAction leaves the old one alone
  cfn::Value before, after;
};

class ChangeReader {
 public:
  ChangeReader(cfn::Evaluator& plain, Extracted& after, ChangeSet& changes)
      : plain_(plain), after_(after), changes_(changes) {}

  void Read(const cfn::Value& root) {
    ReadTemplate(ReadText(plain_, root, "TemplateBody"));
    const cfn::Value all = plain_.Get(root, "Changes");
    if (all.absent()) plain_.Malformed(root.where(), "`Changes` must be a list");
    SayNulls(all);
    for (const cfn::Value& item : plain_.Items(all)) {
      const cfn::Value change = item.is_map() ? plain_.Get(item, "ResourceChange") : cfn::Value();
      if (change.is_map()) {
        ReadChange(change);
      } else {
        plain_.Malformed(item.where() ? item.where() : all.where(), kNoChange);
      }
    }
    for (Extracted* side : {&after_, &changes_.before}) {
      JoinLaunchTemplates(side == &changes_.before, *side);
      if (template_) template_->AddUnchanged(*side);
    }
    const cfn::Value more = plain_.Get(root, "NextToken");
    if (more.absent()) return;
    AddOpaque("", more.where(), "the change set goes on where this output ends (`NextToken`)");
  }

 private:
  /// What get-template prints of it, put beside what describe-change-set does.
  void ReadTemplate(const cfn::Value& body) {
    if (!body.is_scalar()) return;
    std::string why;
    if (const Document* document = Parse(body, why)) {
      template_.emplace(*document, plain_.environment());
    } else {
      plain_.Malformed(body.where(), fmt::format("the template of the change set cannot be read: {}", why));
    }
  }

  /// A document in a text; null where it cannot be read, and `why` says so.
  const Document* Parse(const cfn::Value& text, std::string& why) {
    InlineDocuments* documents = plain_.environment().inline_documents;
    if (documents != nullptr) return documents->Parse(text.where(), text.text(), why);
    why = "nothing reads it";
    return nullptr;
  }

  static constexpr const char* kNoChange =
      "a change must be a map with a `ResourceChange`, which is a map, too";

  /// What is null is no item of a list, and says nothing of what changes.
  void SayNulls(const cfn::Value& list) {
    if (!list.is_list()) return;
    const Document& document = plain_.tmpl().document();
    const Node& node = document[list.node().node];
    for (uint32_t i = 0; i < node.count; ++i) {
      const NodeId item = document.Item(node, i);
      if (document[item].kind == NodeKind::kNull) plain_.Malformed(document.PlaceOf(item), kNoChange);
    }
  }

  std::string Text(const cfn::Value& map, std::string_view key) { return ReadText(plain_, map, key).text(); }

  void ReadChange(const cfn::Value& map) {
    Change change;
    const cfn::Value id = ReadText(plain_, map, "LogicalResourceId");
    change.id = id.text();
    change.where = id.absent() ? map.where() : id.where();
    change.type = Text(map, "ResourceType");
    change.action = Text(map, "Action");
    change.physical_id = Text(map, "PhysicalResourceId");
    const std::string replacement = Text(map, "Replacement");
    change.replaced = replacement == "True" || replacement == "Conditional";
    const std::string policy = Text(map, "PolicyAction");
    change.kept = policy == "Retain" || policy == "ReplaceAndRetain";
    change.before = plain_.Get(map, "BeforeContext");
    change.after = plain_.Get(map, "AfterContext");
    plain_.SetResource(change.id);
    if (IsWellFormed(change) && Matters(change.type)) Sort(change);
    plain_.SetResource("");
  }

  /// Says what a change lacks to be understood.
  bool IsWellFormed(const Change& change) {
    if (change.type.empty()) {
      AddOpaque(change.id, change.where, "the change set does not say of what type it is");
    } else if (change.type.find("::") == std::string::npos) {
      plain_.Malformed(change.where, fmt::format("`{}` is no type of resource", change.type));
    } else if (!IsAction(change.action)) {
      plain_.Malformed(change.where, fmt::format("`{}` is no action of a change set", change.action));
    } else {
      return true;
    }
    return false;
  }

  void Sort(const Change& change) {
    const std::string& action = change.action;
    if (action == "SyncWithActual") return;
    if (IsStackType(change.type)) {
      if (action != "Remove")
        AddOpaque(change.id, change.where, "what changes in its template is not in this change set");
      return;
    }
    if (action == "Dynamic")
      return AddOpaque(change.id, change.where, "what becomes of it is known only when the change set runs");
    if (action != "Remove") {
      if (!change.after.is_scalar())
        return AddOpaque(change.id, change.where,
                         "the change set holds no property values (`describe-change-set "
                         "--include-property-values` adds them)");
      ReadContext(change, change.after, after_, changes_.behaviors_after, true);
    }
    // What is imported runs already.
    const cfn::Value& before = action == "Import" ? change.after : change.before;
    if (action != "Add" && before.is_scalar())
      ReadContext(change, before, changes_.before, changes_.behaviors_before, false);
  }

  /// A context is a document in a text, the resource without its type.
  void ReadContext(const Change& change, const cfn::Value& text, Extracted& out, UpdateBehaviors& behaviors,
                   bool is_after) {
    std::string why;
    const Document* document = Parse(text, why);
    if (document == nullptr)
      return plain_.Malformed(text.where(),
                              fmt::format("the context of `{}` cannot be read: {}", change.id, why));
    cfn::Evaluator inner(*document, plain_);
    inner.SetPlaceholders(
        [&](std::string_view name, Place where) { return Resolve(inner.environment(), name, where); });
    cfn::Resource resource;
    resource.id = change.id;
    resource.type = change.type;
    resource.where = change.where;
    resource.body = inner.Evaluate({document->root(), 0});
    if (!resource.body.is_map())
      return inner.Malformed(text.where(), fmt::format("the context of `{}` must be a map", change.id));
    resource.properties = inner.Get(resource.body, "Properties");
    if (resource.properties.absent() && is_after)
      return AddOpaque(change.id, change.where, "its `AfterContext` holds no `Properties`");
    resource.existence = cfn::Value::Scalar("true", change.where);
    const size_t launches = out.launches.size(), group_changes = out.group_changes.size();
    FindResourceType(change.type)->extract(inner, resource, out);
    if (template_ && is_after) template_->Complete(change.id, out, launches, group_changes);
    UpdateBehavior behavior = ReadUpdateBehavior(inner, resource);
    if (change.replaced) behavior.replaced_by = is_after ? "after" : "before";
    behavior.kept_when_removed = behavior.kept_when_removed || change.kept;
    behavior.kept_when_replaced = behavior.kept_when_replaced || change.kept;
    behaviors.emplace(change.id, std::move(behavior));
    if (change.type == "AWS::EC2::LaunchTemplate" && !change.physical_id.empty())
      templates_.emplace(change.physical_id, change.id);
  }

  void AddOpaque(const std::string& resource, Place where, std::string why) {
    after_.opaque.push_back({after_.path, resource, where, std::move(why)});
  }

  /// A launch template of the change set, in the version that it makes. Versions with a number are the
  /// store's to tell; for want of it, one that was used `before` is what the launch template held then.
  void Join(bool before, std::optional<LaunchTemplateRef>& ref) const {
    if (!ref || !ref->id.is_scalar()) return;
    const auto found = templates_.find(ref->id.text());
    if (found == templates_.end()) return;
    if (ref->version.is_scalar() && ref->version.text() != "$Latest") {
      if (before) ref->same_as = found->second;
      return;
    }
    const cfn::Unknown itself{fmt::format("`{}` is a resource of the stack", found->second), found->second,
                              "", false};
    ref->id = cfn::Value::NotKnown(itself, ref->id.where());
    ref->version = cfn::Value::NotKnown(
        cfn::Unknown{itself.reason, found->second, "LatestVersionNumber", false}, ref->version.where());
  }

  void JoinLaunchTemplates(bool before, Extracted& out) const {
    for (Launch& launch : out.launches) {
      Join(before, launch.launch_template);
      for (LaunchOption& option : launch.options) Join(before, option.launch_template);
    }
  }

  cfn::Evaluator& plain_;
  Extracted& after_;
  ChangeSet& changes_;
  std::optional<ChangeSetTemplate> template_;
  std::map<std::string, std::string> templates_;  // logical ids by physical id
};

}  // namespace

bool IsChangeSet(const Document& document, NodeId root) {
  constexpr std::array<std::string_view, 3> kNames = {"ChangeSetId", "ChangeSetName", "StackId"};
  return document.Find(root, "Changes") != kNoNode &&
         std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view name) { return document.Find(root, name) != kNoNode; });
}

Target ChangeSetTarget(const Document& document, const Target& otherwise) {
  const NodeId id = document.Find(document.root(), "StackId");
  if (id == kNoNode) return otherwise;
  const std::vector<std::string_view> parts = Split(document[id].text, ":");
  if (parts.size() < 6 || parts[0] != "arn" || parts[2] != "cloudformation") return otherwise;
  return {std::string(parts[3]), std::string(parts[4])};
}

Extracted ExtractChangeSetFile(cfn::Evaluator& plain, const Document& document, const std::string& path,
                               ChangeSet& changes) {
  Extracted after;
  for (Extracted* side : {&after, &changes.before}) {
    side->path = side->input = path;
    side->target = {plain.environment().region, plain.environment().account};
  }
  ChangeReader(plain, after, changes).Read(plain.Evaluate({document.root(), 0}));
  return after;
}

}  // namespace headroom
