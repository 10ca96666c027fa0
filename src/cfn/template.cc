#include "cfn/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "cfn/evaluator.h"
#include "cfn/shape.h"

namespace headroom::cfn {
namespace {

constexpr std::string_view kSsmValue = "AWS::SSM::Parameter::Value<";
constexpr std::string_view kLanguageExtensions = "AWS::LanguageExtensions";
constexpr std::string_view kPlainTypes[] = {"String", "Number", "CommaDelimitedList", "List<Number>",
                                            "List<String>"};

/// Reads the sections and parameters of one document and raises what is wrong with their shape.
class Reader {
 public:
  Reader(const Document& document, Findings& findings) : document_(document), findings_(findings) {}

  /// The value of `key` if it is there, not null, and a map; LM003 if it is something else.
  NodeId Section(std::string_view key);
  /// LM003 for each mapping that is not two levels of maps.
  void CheckMappings(NodeId section);
  /// LM003 where a template says that it is one, and names `Resources` without any.
  void CheckResources();
  std::vector<std::string> Transforms();
  std::vector<Parameter> Parameters(NodeId section);

 private:
  const Node& At(NodeId id) const { return document_[id]; }
  /// The value of `key`, or kNoNode where it is missing or null.
  NodeId Find(NodeId map, std::string_view key) const;
  void Malformed(Place where, std::string message, std::string hint = "");
  void AddTransform(NodeId node, std::vector<std::string>& out);
  bool NeedMap(NodeId key, NodeId value, std::string_view what);

  Parameter ReadParameter(NodeId name, NodeId body);
  std::string ReadType(NodeId body, const Parameter& parameter);
  std::optional<std::string> ReadDefault(NodeId body);
  std::vector<std::string> ReadAllowedValues(NodeId body);
  std::optional<std::string> ReadText(NodeId body, std::string_view key);
  std::optional<int64_t> ReadInteger(NodeId body, std::string_view key);
  std::optional<double> ReadNumber(NodeId body, std::string_view key);

  const Document& document_;
  Findings& findings_;
};

NodeId Reader::Find(NodeId map, std::string_view key) const {
  const NodeId found = document_.Find(map, key);
  return found != kNoNode && At(found).kind == NodeKind::kNull ? kNoNode : found;
}

void Reader::Malformed(Place where, std::string message, std::string hint) {
  findings_.push_back(MalformedFinding(where, std::move(message), std::move(hint)));
}

NodeId Reader::Section(std::string_view key) {
  const NodeId found = Find(document_.root(), key);
  if (found == kNoNode || At(found).kind == NodeKind::kMapping) return found;
  Malformed(document_.PlaceOf(found), fmt::format("`{}` must be a map, found {}", key, Describe(At(found))));
  return kNoNode;
}

void Reader::CheckResources() {
  const NodeId found = document_.Find(document_.root(), "Resources");
  if (found != kNoNode && At(found).kind == NodeKind::kNull)
    Malformed(document_.PlaceOf(found), "`Resources` must be a map, found nothing");
}

/// Whether it is a map to look into; what a transform makes is not.
bool Reader::NeedMap(NodeId key, NodeId value, std::string_view what) {
  const Node& node = At(value);
  if (At(key).text == kTransformKey || node.tag == "Transform") return false;
  if (node.kind == NodeKind::kMapping && node.tag.empty()) return true;
  const Place where = document_.PlaceOf(node.kind == NodeKind::kNull ? key : value);
  Malformed(where,
            fmt::format("{} `{}` must be a map, found {}", what, Excerpt(At(key).text), Describe(node)));
  return false;
}

void Reader::CheckMappings(NodeId section) {
  if (section == kNoNode) return;
  for (uint32_t i = 0; i < Document::EntryCount(At(section)); ++i) {
    const auto [name, mapping] = document_.EntryAt(At(section), i);
    if (!NeedMap(name, mapping, "the mapping")) continue;
    for (uint32_t k = 0; k < Document::EntryCount(At(mapping)); ++k) {
      const auto [key, values] = document_.EntryAt(At(mapping), k);
      NeedMap(key, values, fmt::format("in the mapping `{}`,", Excerpt(At(name).text)));
    }
  }
}

void Reader::AddTransform(NodeId node, std::vector<std::string>& out) {
  const NodeId name = At(node).kind == NodeKind::kMapping ? document_.Find(node, "Name") : node;
  if (name != kNoNode && At(name).kind == NodeKind::kScalar) {
    out.emplace_back(At(name).text);
  } else {
    Malformed(document_.PlaceOf(node),
              fmt::format("a transform must be named by text, found {}", Describe(At(node))));
  }
}

std::vector<std::string> Reader::Transforms() {
  std::vector<std::string> out;
  for (const std::string_view key : {std::string_view("Transform"), kTransformKey}) {
    const NodeId node = Find(document_.root(), key);
    if (node == kNoNode) continue;
    if (At(node).kind != NodeKind::kSequence) {
      AddTransform(node, out);
      continue;
    }
    for (uint32_t i = 0; i < At(node).count; ++i) AddTransform(document_.Item(At(node), i), out);
  }
  return out;
}

std::vector<Parameter> Reader::Parameters(NodeId section) {
  std::vector<Parameter> out;
  if (section == kNoNode) return out;
  const Node& node = At(section);
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
    const auto [name, body] = document_.EntryAt(node, i);
    if (At(name).text == "Fn::Transform") continue;  // AWS::Include: what it brings is not known here
    out.push_back(ReadParameter(name, body));
  }
  return out;
}

Parameter Reader::ReadParameter(NodeId name, NodeId body) {
  Parameter out;
  out.name = At(name).text;
  out.where = document_.PlaceOf(name);
  if (At(body).kind != NodeKind::kMapping) {
    Malformed(document_.PlaceOf(body),
              fmt::format("the parameter `{}` must be a map, found {}", out.name, Describe(At(body))));
    return out;
  }
  out.type = ReadType(body, out);
  out.default_value = ReadDefault(body);
  if (out.default_value) out.default_where = document_.PlaceOf(document_.Find(body, "Default"));
  out.allowed_values = ReadAllowedValues(body);
  out.allowed_pattern = ReadText(body, "AllowedPattern");
  out.min_length = ReadInteger(body, "MinLength");
  out.max_length = ReadInteger(body, "MaxLength");
  out.min_value = ReadNumber(body, "MinValue");
  out.max_value = ReadNumber(body, "MaxValue");
  out.no_echo = EqualsIgnoringCase(ReadText(body, "NoEcho").value_or(""), "true");
  return out;
}

std::string Reader::ReadType(NodeId body, const Parameter& parameter) {
  const NodeId id = Find(body, "Type");
  if (id == kNoNode && document_.Find(body, "Fn::Transform") == kNoNode) {
    Malformed(parameter.where, fmt::format("the parameter `{}` has no `Type`", parameter.name));
  }
  const std::string type = ReadText(body, "Type").value_or("");
  const bool plain = std::find(std::begin(kPlainTypes), std::end(kPlainTypes), type) != std::end(kPlainTypes);
  // AWS adds types of its own now and then, so only names outside of `AWS::` can be called wrong.
  if (type.empty() || plain || StartsWith(type, "AWS::") || StartsWith(type, "List<AWS::")) return type;
  Malformed(document_.PlaceOf(id), fmt::format("`{}` is no parameter type", type),
            DidYouMeanHint(type, {std::begin(kPlainTypes), std::end(kPlainTypes)}));
  return type;
}

std::optional<std::string> Reader::ReadDefault(NodeId body) {
  const NodeId id = Find(body, "Default");
  if (id == kNoNode || At(id).kind != NodeKind::kSequence || !At(id).tag.empty()) {
    return ReadText(body, "Default");
  }
  Malformed(document_.PlaceOf(id), "`Default` must be text, found a list",
            "write its items as one text, separated by commas");
  std::vector<std::string> items;
  for (uint32_t i = 0; i < At(id).count; ++i) items.emplace_back(At(document_.Item(At(id), i)).text);
  return Join(items, ",");
}

std::vector<std::string> Reader::ReadAllowedValues(NodeId body) {
  std::vector<std::string> out;
  const NodeId id = Find(body, "AllowedValues");
  if (id == kNoNode) return out;
  if (At(id).kind != NodeKind::kSequence) {
    Malformed(document_.PlaceOf(id),
              fmt::format("`AllowedValues` must be a list, found {}", Describe(At(id))));
    return out;
  }
  for (uint32_t i = 0; i < At(id).count; ++i) {
    const NodeId item = document_.Item(At(id), i);
    if (At(item).kind == NodeKind::kScalar && At(item).tag.empty()) {
      out.emplace_back(ScalarText(At(item)));
    } else {
      Malformed(document_.PlaceOf(item),
                fmt::format("an allowed value must be text, found {}", Describe(At(item))));
    }
  }
  return out;
}

std::optional<std::string> Reader::ReadText(NodeId body, std::string_view key) {
  const NodeId id = Find(body, key);
  if (id == kNoNode) return {};
  if (At(id).kind == NodeKind::kScalar && At(id).tag.empty()) return std::string(ScalarText(At(id)));
  Malformed(document_.PlaceOf(id), fmt::format("`{}` must be text, found {}", key, Describe(At(id))));
  return {};
}

std::optional<int64_t> Reader::ReadInteger(NodeId body, std::string_view key) {
  const std::optional<std::string> text = ReadText(body, key);
  if (!text) return {};
  const std::optional<int64_t> number = ParseInteger(Trim(*text));
  if (!number) {
    Malformed(document_.PlaceOf(document_.Find(body, key)),
              fmt::format("`{}` must be a whole number, found `{}`", key, *text));
  }
  return number;
}

std::optional<double> Reader::ReadNumber(NodeId body, std::string_view key) {
  const std::optional<std::string> text = ReadText(body, key);
  if (!text) return {};
  const std::optional<double> number = ParseNumber(*text);
  if (!number) {
    Malformed(document_.PlaceOf(document_.Find(body, key)),
              fmt::format("`{}` must be a number, found `{}`", key, *text));
  }
  return number;
}

}  // namespace

std::string_view ScalarText(const Node& scalar) {
  if (scalar.quoted) return scalar.text;
  if (scalar.text == "True" || scalar.text == "TRUE") return "true";
  if (scalar.text == "False" || scalar.text == "FALSE") return "false";
  return scalar.text;
}

bool Parameter::is_list() const {
  const std::string_view inner =
      is_ssm() ? std::string_view(type).substr(kSsmValue.size()) : std::string_view(type);
  return StartsWith(inner, "CommaDelimitedList") || StartsWith(inner, "List<");
}

bool Parameter::is_number() const { return type == "Number" || type == "List<Number>"; }

bool Parameter::is_ssm() const { return StartsWith(type, kSsmValue); }

Template::Template(const Document& document, Findings& findings) : document_(&document) {
  Reader reader(document, findings);
  transforms_ = reader.Transforms();
  // What a macro is given may be of any shape; it is judged no further than it can be read.
  Findings ignored;
  Reader sections(document, opaque_transform() ? ignored : findings);
  parameters_ = sections.Parameters(sections.Section("Parameters"));
  for (uint32_t i = 0; i < parameters_.size(); ++i) parameter_index_.emplace(parameters_[i].name, i);
  mappings_ = sections.Section("Mappings");
  sections.CheckMappings(mappings_);
  conditions_ = sections.Section("Conditions");
  rules_ = sections.Section("Rules");
  resources_ = sections.Section("Resources");
  sections.CheckResources();
  metadata_ = sections.Section("Metadata");
  outputs_ = sections.Section("Outputs");
}

std::optional<uint32_t> Template::FindParameter(std::string_view name) const {
  const auto found = parameter_index_.find(name);
  if (found == parameter_index_.end()) return {};
  return found->second;
}

bool Template::has_language_extensions() const {
  return std::find(transforms_.begin(), transforms_.end(), kLanguageExtensions) != transforms_.end();
}

std::optional<std::string_view> Template::opaque_transform() const {
  for (const std::string& name : transforms_) {
    if (name != kLanguageExtensions) return name;
  }
  return {};
}

}  // namespace headroom::cfn
