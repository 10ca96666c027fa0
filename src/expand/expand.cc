#include "expand/expand.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "expand/needs.h"
#include "expand/values.h"

namespace headroom {
namespace {

constexpr std::string_view kLanguageExtensions = "AWS::LanguageExtensions";
constexpr std::string_view kInterface = "AWS::CloudFormation::Interface";

class TemplateExpander {
 public:
  TemplateExpander(cfn::Evaluator& evaluator, const cfn::Assignment& assignment, Findings& findings)
      : evaluator_(evaluator),
        tmpl_(evaluator.tmpl()),
        document_(tmpl_.document()),
        assignment_(assignment),
        findings_(findings),
        values_(evaluator) {}

  Tree Run();

 private:
  Tree ExpandSection(std::string_view name, NodeId section);
  Tree ExpandResources();
  Tree ExpandResource(const cfn::Resource& resource);
  Tree ExpandMetadata(cfn::NodeRef ref);
  std::optional<Tree> ExpandDependsOn(cfn::NodeRef ref);
  Tree ExpandOutputs();
  std::optional<Tree> ExpandOutput(cfn::NodeRef body);
  Tree ExpandRules();
  std::optional<Tree> ExpandRule(cfn::NodeRef rule);
  Tree ExpandAssertions(cfn::NodeRef list);

  void AddDeclarations(Tree& out);
  Tree ExpandConditions();
  Tree NeededParameters();
  Tree NeededMappings();
  void RemoveUnusedExtensions(Tree& out) const;
  void CleanInterface(Tree& out) const;

  /// Sections that are written for what needs them; the template's metadata needs nothing.
  bool IsDeclaration(NodeId section, std::string_view name) const {
    return section == tmpl_.conditions() || section == tmpl_.mappings() || name == "Parameters" ||
           name == "Metadata";
  }
  bool IsDropped(std::string_view id) const { return dropped_.count(id) > 0; }
  cfn::NodeRef Member(cfn::NodeRef map, std::string_view key) const {
    return {document_.Find(map.node, key), map.scope};
  }

  cfn::Evaluator& evaluator_;
  const cfn::Template& tmpl_;
  const Document& document_;
  const cfn::Assignment& assignment_;
  Findings& findings_;
  ValueExpander values_;
  std::set<std::string, std::less<>> dropped_;  // resources whose condition is false
  Needs needs_;
};

Tree TemplateExpander::Run() {
  Tree out = Tree::Map();
  for (const cfn::Evaluator::Entry& entry : evaluator_.Entries({document_.root(), 0})) {
    if (entry.key == cfn::kTransformKey) NeedEverything(tmpl_, needs_);
    out.Add(entry.key, ExpandSection(entry.key, entry.value.node));
    if (!IsDeclaration(entry.value.node, entry.key)) CollectNeeds(out.items.back(), tmpl_, needs_);
  }
  if (tmpl_.opaque_transform()) NeedEverything(tmpl_, needs_);
  AddDeclarations(out);
  RemoveUnusedExtensions(out);
  CleanInterface(out);
  // A section whose last entry has gone goes too; Resources is required.
  for (const char* section : {"Parameters", "Mappings", "Conditions", "Rules", "Outputs", "Metadata"}) {
    const Tree* found = out.Find(section);
    if (found != nullptr && found->items.empty()) out.Remove(section);
  }
  if (values_.stopped()) {
    evaluator_.Malformed(document_.PlaceOf(document_.root()),
                         "this template expands to more than can be written");
  }
  return out;
}

Tree TemplateExpander::ExpandSection(std::string_view name, NodeId section) {
  if (section == tmpl_.resources()) return ExpandResources();
  if (section == tmpl_.outputs()) return ExpandOutputs();
  if (section == tmpl_.rules() && !tmpl_.opaque_transform()) return ExpandRules();
  if (name == "Globals" || name == "Hooks") return values_.Expand({section, 0}).value_or(Tree());
  return values_.AsWritten({section, 0});
}

Tree TemplateExpander::ExpandResources() {
  const std::vector<cfn::Evaluator::Entry> entries = evaluator_.Entries({tmpl_.resources(), 0});
  for (const cfn::Evaluator::Entry& entry : entries) {
    if (!entry.as_written && evaluator_.FindResource(entry.key) == nullptr) dropped_.insert(entry.key);
  }
  Tree out = Tree::Map();
  for (const cfn::Evaluator::Entry& entry : entries) {
    if (entry.as_written) out.Add(entry.key, values_.AsWritten(entry.value));
    const cfn::Resource* resource = entry.as_written ? nullptr : evaluator_.FindResource(entry.key);
    if (resource == nullptr) continue;
    evaluator_.SetResource(entry.key);
    out.Add(entry.key, ExpandResource(*resource));
    evaluator_.SetResource("");
  }
  return out;
}

Tree TemplateExpander::ExpandResource(const cfn::Resource& resource) {
  Tree out = Tree::Map();
  for (cfn::Evaluator::Entry& entry : evaluator_.Entries(resource.body.node())) {
    std::optional<Tree> value;
    if (entry.as_written) {
      value = values_.AsWritten(entry.value);
    } else if (entry.key == "Condition") {
      if (resource.existence.is_unknown()) value = values_.Expand(entry.value);
    } else if (entry.key == "DependsOn") {
      value = ExpandDependsOn(entry.value);
    } else if (entry.key == "Metadata") {
      value = ExpandMetadata(entry.value);
    } else {
      value = values_.Expand(entry.value);
    }
    if (value) out.Add(std::move(entry.key), *std::move(value));
  }
  return out;
}

/// What looks like a misused function in metadata need not be one: other programs read it too.
Tree TemplateExpander::ExpandMetadata(cfn::NodeRef ref) {
  const auto findings = static_cast<Findings::difference_type>(findings_.size());
  Tree out = values_.Expand(ref).value_or(Tree());
  findings_.erase(findings_.begin() + findings, findings_.end());
  return out;
}

/// Without the resources that are left out, which nothing can wait for.
std::optional<Tree> TemplateExpander::ExpandDependsOn(cfn::NodeRef ref) {
  std::optional<Tree> out = values_.Expand(ref);
  if (!out) return out;
  if (out->is_scalar() && IsDropped(out->text)) return {};
  if (!out->is_list() || out->items.empty()) return out;
  std::vector<Tree>& names = out->items;
  names.erase(std::remove_if(names.begin(), names.end(),
                             [&](const Tree& name) { return name.is_scalar() && IsDropped(name.text); }),
              names.end());
  if (names.empty()) return {};
  return out;
}

Tree TemplateExpander::ExpandOutputs() {
  Tree out = Tree::Map();
  for (cfn::Evaluator::Entry& entry : evaluator_.Entries({tmpl_.outputs(), 0})) {
    std::optional<Tree> output =
        entry.as_written ? values_.AsWritten(entry.value) : ExpandOutput(entry.value);
    if (output) out.Add(std::move(entry.key), *std::move(output));
  }
  return out;
}

std::optional<Tree> TemplateExpander::ExpandOutput(cfn::NodeRef body) {
  const cfn::NodeRef named = Member(body, "Condition");
  const std::optional<Tree> condition = named.node == kNoNode ? std::nullopt : values_.Expand(named);
  const bool is_named = condition && condition->is_scalar();
  const cfn::Value exists =
      is_named ? evaluator_.Condition(condition->text, document_.PlaceOf(named.node)) : cfn::Value();
  // What is left out may refer to what is left out as well.
  if (exists.is_scalar() && !*AsBoolean(exists)) return {};
  std::optional<Tree> out = values_.Expand(body);
  if (out && out->is_map() && exists.is_scalar()) out->Remove("Condition");
  return out;
}

/// Rules that hold have done their work; those that fail are findings.
Tree TemplateExpander::ExpandRules() {
  Tree out = Tree::Map();
  for (cfn::Evaluator::Entry& entry : evaluator_.Entries({tmpl_.rules(), 0})) {
    std::optional<Tree> rule = entry.as_written ? values_.AsWritten(entry.value) : ExpandRule(entry.value);
    if (rule) out.Add(std::move(entry.key), *std::move(rule));
  }
  return out;
}

std::optional<Tree> TemplateExpander::ExpandRule(cfn::NodeRef rule) {
  const cfn::NodeRef condition = Member(rule, "RuleCondition");
  const cfn::NodeRef assertions = Member(rule, "Assertions");
  if (assertions.node == kNoNode) return values_.AsWritten(rule);
  Tree out = Tree::Map();
  if (condition.node != kNoNode) {
    const cfn::Value applies = evaluator_.Truth(condition);
    if (applies.is_scalar() && !*AsBoolean(applies)) return {};
    if (applies.is_unknown()) out.Add("RuleCondition", values_.ExpandCondition(condition));
  }
  Tree open = ExpandAssertions(assertions);
  if (open.items.empty()) return {};
  out.Add("Assertions", std::move(open));
  return out;
}

Tree TemplateExpander::ExpandAssertions(cfn::NodeRef list) {
  Tree out = Tree::List();
  const Node& node = document_[list.node];
  for (uint32_t i = 0; node.kind == NodeKind::kSequence && i < node.count; ++i) {
    const cfn::NodeRef assertion{document_.Item(node, i), list.scope};
    const cfn::NodeRef condition = Member(assertion, "Assert");
    const cfn::Value holds = condition.node == kNoNode ? cfn::Value() : evaluator_.Truth(condition);
    if (condition.node == kNoNode || (holds.is_scalar() && *AsBoolean(holds))) continue;
    Tree kept = Tree::Map();
    kept.Add("Assert", values_.ExpandCondition(condition));
    const cfn::NodeRef description = Member(assertion, "AssertDescription");
    if (description.node != kNoNode) kept.Add("AssertDescription", values_.AsWritten(description));
    out.items.push_back(std::move(kept));
  }
  return out;
}

/// Conditions need others, mappings and parameters; parameters need nothing.
void TemplateExpander::AddDeclarations(Tree& out) {
  if (tmpl_.conditions() != kNoNode) *out.Find("Conditions") = ExpandConditions();
  if (tmpl_.mappings() != kNoNode) {
    *out.Find("Mappings") = NeededMappings();
    CollectNeeds(*out.Find("Mappings"), tmpl_, needs_);
  }
  Tree* parameters = out.Find("Parameters");
  if (parameters != nullptr && parameters->is_map()) *parameters = NeededParameters();
}

Tree TemplateExpander::ExpandConditions() {
  const std::vector<cfn::Evaluator::Entry> entries = evaluator_.Entries({tmpl_.conditions(), 0});
  std::vector<std::optional<Tree>> expanded(entries.size());
  for (bool more = true; std::exchange(more, false);) {
    for (size_t i = 0; i < entries.size(); ++i) {
      const bool needed = entries[i].as_written || needs_.conditions.count(entries[i].key) > 0;
      if (!needed || expanded[i]) continue;
      expanded[i] = entries[i].as_written ? values_.AsWritten(entries[i].value)
                                          : values_.ExpandCondition(entries[i].value);
      CollectNeeds(*expanded[i], tmpl_, needs_);
      more = true;
    }
  }
  Tree out = Tree::Map();
  for (size_t i = 0; i < entries.size(); ++i) {
    if (expanded[i]) out.Add(entries[i].key, *std::move(expanded[i]));
  }
  return out;
}

Tree TemplateExpander::NeededMappings() {
  Tree out = Tree::Map();
  for (const cfn::Evaluator::Entry& entry : evaluator_.Entries({tmpl_.mappings(), 0})) {
    const bool needed = entry.as_written || needs_.mappings.count(entry.key) > 0;
    if (needed) out.Add(entry.key, values_.AsWritten(entry.value));
  }
  return out;
}

Tree TemplateExpander::NeededParameters() {
  Tree out = Tree::Map();
  const Node& section = document_[document_.Find(document_.root(), "Parameters")];
  for (uint32_t i = 0; i < Document::EntryCount(section); ++i) {
    const auto [key, body] = document_.EntryAt(section, i);
    const std::string name(document_[key].text);
    const std::optional<uint32_t> index = tmpl_.FindParameter(name);
    if (index && needs_.parameters.count(name) == 0) continue;
    Tree declaration = values_.AsWritten({body, 0});
    const std::optional<std::string>& value = index ? assignment_[*index] : std::nullopt;
    if (value && value != tmpl_.parameters()[*index].default_value) {
      const bool number = tmpl_.parameters()[*index].is_number();
      declaration.Remove("Default");
      declaration.Add("Default", number ? Tree::Bare(*value) : Tree::Text(*value));
    }
    out.Add(name, std::move(declaration));
  }
  return out;
}

void TemplateExpander::RemoveUnusedExtensions(Tree& out) const {
  Tree* transform = out.Find("Transform");
  if (transform == nullptr || !tmpl_.has_language_extensions() || NeedsLanguageExtensions(out)) return;
  const auto is_extensions = [](const Tree& name) { return name.text == kLanguageExtensions; };
  if (is_extensions(*transform)) return out.Remove("Transform");
  std::vector<Tree>& names = transform->items;
  names.erase(std::remove_if(names.begin(), names.end(), is_extensions), names.end());
  if (names.empty()) out.Remove("Transform");
}

/// Parameters that have gone are not asked for on the console.
void TemplateExpander::CleanInterface(Tree& out) const {
  Tree* metadata = out.Find("Metadata");
  Tree* interface = metadata == nullptr ? nullptr : metadata->Find(kInterface);
  if (interface == nullptr) return;
  const Tree* declared = out.Find("Parameters");
  const auto gone = [&](std::string_view name) {
    return tmpl_.FindParameter(name) && (declared == nullptr || declared->Find(name) == nullptr);
  };
  if (Tree* labels = interface->Find("ParameterLabels"); labels != nullptr && labels->is_map()) {
    for (const std::string& name : std::vector<std::string>(labels->keys)) {
      if (gone(name)) labels->Remove(name);
    }
    if (labels->items.empty()) interface->Remove("ParameterLabels");
  }
  if (Tree* groups = interface->Find("ParameterGroups"); groups != nullptr && groups->is_list()) {
    for (Tree& group : groups->items) {
      Tree* names = group.Find("Parameters");
      if (names == nullptr || !names->is_list()) continue;
      const auto is_gone = [&](const Tree& name) { return gone(name.text); };
      names->items.erase(std::remove_if(names->items.begin(), names->items.end(), is_gone),
                         names->items.end());
    }
    const auto is_empty = [](const Tree& group) {
      const Tree* names = group.Find("Parameters");
      return names != nullptr && names->is_list() && names->items.empty();
    };
    groups->items.erase(std::remove_if(groups->items.begin(), groups->items.end(), is_empty),
                        groups->items.end());
    if (groups->items.empty()) interface->Remove("ParameterGroups");
  }
  if (interface->is_map() && interface->items.empty()) metadata->Remove(kInterface);
}

}  // namespace

namespace {

Tree* FindBelow(const Document& document, NodeId at, NodeId node, Tree& tree) {
  if (at == node) return &tree;
  const Node& parent = document[at];
  const bool map = parent.kind == NodeKind::kMapping;
  const uint32_t count = map                                  ? Document::EntryCount(parent)
                         : parent.kind == NodeKind::kSequence ? parent.count
                                                              : 0;
  for (uint32_t i = 0; i < count && i < tree.items.size(); ++i) {
    const NodeId child = map ? document.EntryAt(parent, i).value : document.Item(parent, i);
    if (Tree* found = FindBelow(document, child, node, tree.items[i])) return found;
  }
  return nullptr;
}

}  // namespace

Tree WriteDown(cfn::Evaluator& plain, Findings& findings) {
  const Document& document = plain.tmpl().document();
  ValueExpander values(plain);
  Tree out = values.AsWritten({document.root(), 0});
  if (values.stopped()) {
    findings.push_back({});
    findings.back().rule = "LM003";
    findings.back().message = "this file expands to more than can be written";
    findings.back().where = document.PlaceOf(document.root());
  }
  return out;
}

Tree* FindWritten(const Document& document, NodeId node, Tree& tree) {
  return FindBelow(document, document.root(), node, tree);
}

Tree ExpandTemplate(cfn::Evaluator& evaluator, const cfn::Assignment& assignment, Findings& findings) {
  return TemplateExpander(evaluator, assignment, findings).Run();
}

}  // namespace headroom
