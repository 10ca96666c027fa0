#include "expand/needs.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "cfn/evaluator.h"
#include "cfn/sub_text.h"

namespace headroom {
namespace {

using Names = std::set<std::string, std::less<>>;

/// Text that says which: no function, no placeholder of a loop.
bool IsPlainName(const Tree& tree) {
  return tree.is_scalar() && tree.text.find("${") == std::string::npos &&
         tree.text.find("&{") == std::string::npos;
}

void AddKeys(const Document& document, NodeId section, Names& names) {
  if (section == kNoNode) return;
  const Node& node = document[section];
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    names.emplace(document[document.EntryAt(node, i).key].text);
  }
}

const Tree* Item(const Tree& tree, size_t index) {
  return tree.is_list() && index < tree.items.size() ? &tree.items[index] : nullptr;
}

class Collector {
 public:
  Collector(const cfn::Template& tmpl, Needs& needs) : tmpl_(tmpl), needs_(needs) {}

  void Collect(const Tree& tree) {
    if (tree.kind == Tree::Kind::kCall) CollectCall(tree.text, tree.items[0]);
    for (size_t i = 0; i < tree.items.size(); ++i) {
      if (tree.is_map() && tree.keys[i] == cfn::kTransformKey) NeedEverything(tmpl_, needs_);
      if (tree.is_map() && tree.keys[i] == "Condition") AddCondition(tree.items[i]);
      Collect(tree.items[i]);
    }
  }

 private:
  void CollectCall(std::string_view name, const Tree& argument) {
    if (name == "Ref") AddParameter(argument);
    if (name == "Condition") AddCondition(argument);
    if (name == "Fn::If" && Item(argument, 0) != nullptr) AddCondition(argument.items[0]);
    if (name == "Fn::FindInMap" && Item(argument, 0) != nullptr) AddMapping(argument.items[0]);
    if (name == "Fn::Sub") AddVariables(argument.is_list() ? *Item(argument, 0) : argument);
    if (name == "Fn::ValueOf" && Item(argument, 0) != nullptr) AddParameter(argument.items[0]);
    if (name == "Fn::RefAll" || name == "Fn::ValueOfAll") AddAllParameters();
    if (name == cfn::kTransformKey) NeedEverything(tmpl_, needs_);
  }

  void AddParameter(const Tree& name) {
    if (!IsPlainName(name)) return AddAllParameters();
    if (tmpl_.FindParameter(name.text)) needs_.parameters.insert(name.text);
  }
  void AddAllParameters() {
    for (const cfn::Parameter& parameter : tmpl_.parameters()) needs_.parameters.insert(parameter.name);
  }
  void AddMapping(const Tree& name) {
    if (IsPlainName(name)) {
      needs_.mappings.insert(name.text);
    } else {
      AddKeys(tmpl_.document(), tmpl_.mappings(), needs_.mappings);
    }
  }
  /// The text of a function's name in Fn::If may be a function of conditions, which are collected themselves.
  void AddCondition(const Tree& name) {
    if (!name.is_scalar()) return;
    if (IsPlainName(name)) {
      needs_.conditions.insert(name.text);
    } else {
      AddKeys(tmpl_.document(), tmpl_.conditions(), needs_.conditions);
    }
  }
  void AddVariables(const Tree& text) {
    cfn::SubPiece piece;
    for (std::string_view rest = text.text; cfn::NextSubPiece(rest, piece);) {
      if (piece.variable && tmpl_.FindParameter(piece.text)) needs_.parameters.emplace(piece.text);
    }
  }

  const cfn::Template& tmpl_;
  Needs& needs_;
};

bool IsNamed(const Tree& tree) { return tree.is_scalar(); }

/// A key of Fn::FindInMap that the plain language takes too.
bool IsPlainKey(const Tree& tree) {
  return tree.is_scalar() || tree.is_call("Ref") || tree.is_call("Fn::FindInMap");
}

bool IsExtendedCall(const Tree& call) {
  const Tree& argument = call.items[0];
  if (call.text == "Fn::Length" || call.text == "Fn::ToJsonString") return true;
  if (call.text == "Ref") return !IsNamed(argument);
  if (call.text == "Fn::GetAtt") return Item(argument, 0) != nullptr && !IsNamed(argument.items[0]);
  if (call.text == "Fn::Sub") {
    return argument.is_list() ? Item(argument, 0) != nullptr && !IsNamed(argument.items[0])
                              : !IsNamed(argument);
  }
  if (call.text != "Fn::FindInMap" || !argument.is_list()) return false;
  return argument.items.size() > 3 || !std::all_of(argument.items.begin(), argument.items.end(), IsPlainKey);
}

}  // namespace

void CollectNeeds(const Tree& tree, const cfn::Template& tmpl, Needs& needs) {
  Collector(tmpl, needs).Collect(tree);
}

void NeedEverything(const cfn::Template& tmpl, Needs& needs) {
  for (const cfn::Parameter& parameter : tmpl.parameters()) needs.parameters.insert(parameter.name);
  AddKeys(tmpl.document(), tmpl.mappings(), needs.mappings);
  AddKeys(tmpl.document(), tmpl.conditions(), needs.conditions);
}

bool NeedsLanguageExtensions(const Tree& tree) {
  if (tree.kind == Tree::Kind::kCall && IsExtendedCall(tree)) return true;
  for (size_t i = 0; i < tree.items.size(); ++i) {
    if (tree.is_map()) {
      const std::string& key = tree.keys[i];
      const bool policy = key == "DeletionPolicy" || key == "UpdateReplacePolicy";
      if (StartsWith(key, cfn::kLoopPrefix) || (policy && !tree.items[i].is_scalar())) return true;
    }
    if (NeedsLanguageExtensions(tree.items[i])) return true;
  }
  return false;
}

}  // namespace headroom
