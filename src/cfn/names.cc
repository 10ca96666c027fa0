// What names stand for: parameters, pseudo parameters, resources, mappings, SSM parameters.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "cfn/evaluation.h"

namespace headroom::cfn {
namespace {

constexpr std::string_view kPseudoParameters[] = {"AWS::AccountId", "AWS::NoValue",  "AWS::NotificationARNs",
                                                  "AWS::Partition", "AWS::Region",   "AWS::StackId",
                                                  "AWS::StackName", "AWS::URLSuffix"};

struct Partition {
  std::string_view region_prefix;
  std::string_view name;
  std::string_view url_suffix;
};
/// Source: AWS general reference, "Partitions". The first prefix that fits counts.
constexpr Partition kPartitions[] = {
    {"cn-", "aws-cn", "amazonaws.com.cn"},      {"us-gov-", "aws-us-gov", "amazonaws.com"},
    {"us-isob-", "aws-iso-b", "sc2s.sgov.gov"}, {"us-isof-", "aws-iso-f", "csp.hci.ic.gov"},
    {"us-iso-", "aws-iso", "c2s.ic.gov"},       {"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"},
    {"eusc-", "aws-eusc", "amazonaws.eu"},      {"", "aws", "amazonaws.com"},
};

const Partition& PartitionOf(std::string_view region) {
  for (const Partition& partition : kPartitions) {
    if (StartsWith(region, partition.region_prefix)) return partition;
  }
  return *std::prev(std::end(kPartitions));
}

Value FromEnvironment(const std::optional<std::string>& value, std::string_view name, std::string_view lacks,
                      Place where) {
  if (value) return Value::Scalar(*value, where);
  return Value::NotKnown(fmt::format("`{}` is not known without {}", name, lacks), where);
}

/// The value of a parameter, or an item of it.
Value Given(std::string_view text, bool number, Place where) {
  Value value = Value::Scalar(std::string(text), where);
  value.set_bare(number);
  return value;
}

Value SplitList(std::string_view text, bool numbers, Place where) {
  std::vector<Value> items;
  for (const std::string_view item : Split(text, ",")) items.push_back(Given(Trim(item), numbers, where));
  return Value::List(std::move(items), where);
}

/// "name:3" read as a name and a version; the version is empty if there is none.
std::pair<std::string_view, std::string_view> SplitVersion(std::string_view name) {
  const size_t colon = name.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == name.size()) return {name, {}};
  const std::string_view version = name.substr(colon + 1);
  if (version.find_first_not_of("0123456789") != std::string_view::npos) return {name, {}};
  return {name.substr(0, colon), version};
}

}  // namespace

Value Evaluation::OpaqueTransform(Place where) const {
  const std::optional<std::string_view> name = tmpl_->opaque_transform();
  if (!name) return Value();
  return Value::NotKnown(fmt::format("the transform `{}` runs only at AWS", Excerpt(*name)), where);
}

Value Evaluation::Ref(std::string_view name, ScopeId scope, Place where) {
  if (const Value* bound = FindBinding(name, scope)) {
    Value value = *bound;
    value.set_where(where);
    return value;
  }
  if (const std::optional<uint32_t> parameter = tmpl_->FindParameter(name)) {
    return ParameterValue(*parameter, where);
  }
  if (StartsWith(name, "AWS::")) return PseudoParameter(name, where);
  if (!IsResource(name)) return UndeclaredReference(name, where);
  if (std::optional<Value> left_out = LeftOut(name, where)) return *std::move(left_out);
  return Value::NotKnown(
      Unknown{fmt::format("the id of `{}` is known only to AWS", name), std::string(name), "", false}, where);
}

Value Evaluation::Attribute(std::string_view resource, std::string_view attribute, Place where) {
  if (!IsResource(resource)) return UndeclaredResource(resource, where);
  if (std::optional<Value> left_out = LeftOut(resource, where)) return *std::move(left_out);
  if (std::optional<Value> output = NestedOutput(resource, attribute, where)) return *std::move(output);
  return Value::NotKnown(
      Unknown{fmt::format("the attribute `{}.{}` is known only to AWS", resource, Excerpt(attribute)),
              std::string(resource), std::string(attribute), false},
      where);
}

/// CloudFormation refuses the template. Where a condition is only taken to be false, nobody can tell, and it
/// is no mistake. (In a condition a resource cannot be referred to at all.)
std::optional<Value> Evaluation::LeftOut(std::string_view resource, Place where) {
  if (!evaluating_.empty()) return {};
  const NodeRef body = ResourceSection().entries()[*ResourceSection().Find(resource)].value;
  const NodeRef condition = {document_.Find(body.node, "Condition"), body.scope};
  if (condition.node == kNoNode || At(condition).kind != NodeKind::kScalar || !At(condition).tag.empty())
    return {};
  const Value name = TextOf(condition);
  if (!name.is_scalar()) return {};
  const Recording recording(*this);
  const Value exists = Condition(name.text(), name.where());
  if (!exists.is_scalar() || *AsBoolean(exists)) return {};
  const std::string why = fmt::format("`{}` does not exist, since its condition `{}` is false",
                                      Excerpt(resource), Excerpt(name.text()));
  const std::vector<uint32_t> touched = touched_.Sorted();
  const bool is_certain = touched.empty() || touched.back() < tmpl_->parameters().size();
  if (!is_certain) return Value::NotKnown(why, where);
  return Fail(where, why, "give both the same condition, or choose with `Fn::If`");
}

/// `Outputs.NAME` of a nested stack. Not for who asks while the resources themselves are being found.
std::optional<Value> Evaluation::NestedOutput(std::string_view resource, std::string_view attribute,
                                              Place where) {
  constexpr std::string_view kOutputs = "Outputs.";
  if (environment_.nested_stacks == nullptr || !StartsWith(attribute, kOutputs)) return {};
  if (listing_resources_ || unrolling_resources_) return {};
  const DepthGuard depth(*this);
  if (depth.too_deep()) return TooDeep(where);
  std::optional<NestedStacks::Output> found =
      environment_.nested_stacks->FindOutput(resource, attribute.substr(kOutputs.size()));
  if (!found) return {};
  for (const uint32_t parameter : found->touched) Touch(parameter);
  found->value.set_where(where);
  return std::move(found->value);
}

Value Evaluation::PseudoParameter(std::string_view name, Place where) {
  const Environment& world = environment_;
  if (name == "AWS::NoValue") return Value::Absent(where);
  if (name == "AWS::Region") {
    Value region = FromEnvironment(world.region, name, "a Region (`--region`)", where);
    return world.region ? region : Open(std::string(name), std::move(region));
  }
  if (name == "AWS::AccountId") {
    if (world.account_read != nullptr) *world.account_read = true;
    return FromEnvironment(world.account, name, "an account (`--account`)", where);
  }
  if (name == "AWS::StackName") {
    return FromEnvironment(world.stack_name, name, "a stack (`--stack`)", where);
  }
  if (name == "AWS::Partition" || name == "AWS::URLSuffix") {
    if (!world.region) return FromEnvironment({}, name, "a Region (`--region`)", where);
    const Partition& partition = PartitionOf(*world.region);
    return Value::Scalar(std::string(name == "AWS::Partition" ? partition.name : partition.url_suffix),
                         where);
  }
  if (name == "AWS::StackId" || name == "AWS::NotificationARNs") {
    return Value::NotKnown(fmt::format("`{}` is known only to AWS", name), where);
  }
  return UndeclaredReference(name, where);
}

Value Evaluation::Open(const std::string& source, Value value) {
  if (!environment_.within.empty()) return value;
  if (value.is_unknown()) {
    Unknown unknown = value.unknown();
    unknown.source = source;
    return Value::NotKnown(std::move(unknown), value.where());
  }
  const Choices* choices = environment_.choices;
  const std::optional<uint32_t> equal = choices == nullptr ? std::nullopt : choices->FindEqual(source);
  if (equal) {
    Touch(static_cast<uint32_t>(tmpl_->parameters().size()) + *equal);
    return Value::Scalar(choices->all()[*equal].text, value.where());
  }
  value.set_source(source);
  return value;
}

Value Environment::Find(const NamedValues* values, std::string_view name, std::string_view what,
                        Place where) const {
  if (values == nullptr) return Value::NotKnown(fmt::format("{} is not in the store", what), where);
  if (account_read != nullptr && values->DependsOnAccount(name)) *account_read = true;
  if (const std::string* value = values->Find(name, region, account)) return Value::Scalar(*value, where);
  return Value::NotKnown(fmt::format("{} {}", what, values->WhyNot(name, region, account)), where);
}

Value Evaluation::ParameterValue(uint32_t index, Place where) {
  Touch(index);
  const Parameter& parameter = tmpl_->parameters()[index];
  if (index >= assignment_.size() || !assignment_[index]) {
    const auto why = environment_.unknown_parameters.find(parameter.name);
    if (why != environment_.unknown_parameters.end()) return Value::NotKnown(why->second, where);
    Value value =
        Value::NotKnown(fmt::format("the parameter `{}` has no value and no default", parameter.name), where);
    const bool bounded = parameter.is_list() || !parameter.allowed_values.empty();
    return bounded ? value : Open(parameter.name, std::move(value));
  }
  const std::string& text = *assignment_[index];
  const bool number = parameter.is_number();
  if (!parameter.is_ssm()) {
    if (parameter.is_list()) return SplitList(text, number, where);
    Value value = Given(text, number, where);
    const Choices* choices = environment_.choices;
    const bool open = choices != nullptr && choices->open_defaults.count(parameter.name) > 0;
    return open ? Open(parameter.name, std::move(value)) : value;
  }
  Value value = SsmParameter(Trim(text), where);
  if (value.is_unknown() && !parameter.is_list())
    return Open(fmt::format("ssm:{}", Trim(text)), std::move(value));
  return parameter.is_list() && value.is_scalar() ? SplitList(value.text(), false, where) : value;
}

Value Evaluation::SsmParameter(std::string_view name, Place where) {
  if (environment_.lookups != nullptr) environment_.lookups->Note(Lookups::Kind::kSsmParameter, name);
  const auto [bare, version] = SplitVersion(name);
  std::string what = fmt::format("the SSM parameter `{}`", Excerpt(bare));
  if (!version.empty()) what = fmt::format("version {} of {}", Excerpt(version), what);
  return environment_.Find(environment_.ssm_parameters, name, what, where);
}

Value Evaluation::ResolveDynamicReferences(const std::string& text, Place where) {
  constexpr std::string_view kOpen = "{{resolve:";
  std::string out;
  Doubt doubt;
  std::string_view rest = text;
  for (size_t begin; (begin = rest.find(kOpen)) != std::string_view::npos;) {
    const size_t end = rest.find("}}", begin);
    if (end == std::string_view::npos) break;
    const std::string_view body = rest.substr(begin + kOpen.size(), end - begin - kOpen.size());
    const size_t colon = body.find(':');
    const std::string_view service = body.substr(0, colon);
    const std::string_view name = colon == std::string_view::npos ? "" : body.substr(colon + 1);
    out += rest.substr(0, begin);
    if (service == "ssm") {
      const Value value = SsmParameter(name, where);
      doubt.Add(value);
      out += value.text();
    } else if (service == "ssm-secure" || service == "secretsmanager") {
      doubt.Add(Value::NotKnown(fmt::format("the secret `{}` is known only to AWS", Excerpt(name)), where));
    } else {
      out += rest.substr(begin, end + 2 - begin);
    }
    if (out.size() > kMaxText) return TooLong(where);
    rest.remove_prefix(end + 2);
  }
  out += rest;
  return doubt.any() ? doubt.At(where) : Value::Scalar(std::move(out), where);
}

bool Evaluation::IsResource(std::string_view name) { return ResourceSection().Find(name).has_value(); }

bool Evaluation::IsDeclared(std::string_view name) {
  return tmpl_->FindParameter(name) || IsResource(name) ||
         std::find(std::begin(kPseudoParameters), std::end(kPseudoParameters), name) !=
             std::end(kPseudoParameters);
}

Value Evaluation::UndeclaredReference(std::string_view name, Place where) {
  const bool pseudo = StartsWith(name, "AWS::");
  const Value& open = ResourceSection().open();
  // What a loop of Resources goes over cannot be a resource: a name that is not written anywhere is none.
  const bool unwritten = unrolling_resources_ && !tmpl_->opaque_transform() &&
                         document_.Find(tmpl_->resources(), name) == kNoNode;
  if (!pseudo && !unwritten && open.is_unknown()) return Value::NotKnown(open.unknown().reason, where);
  const auto candidates = [&] {
    std::vector<std::string_view> names(std::begin(kPseudoParameters), std::end(kPseudoParameters));
    if (pseudo) return names;
    for (const Parameter& parameter : tmpl_->parameters()) names.push_back(parameter.name);
    for (const std::string_view resource : ResourceSection().Names()) names.push_back(resource);
    return names;
  };
  if (pseudo) {
    return Fail(where, fmt::format("`{}` is no pseudo parameter", Excerpt(name)), Hint(name, candidates));
  }
  return Fail(where,
              fmt::format("`{}` is neither a parameter nor a resource of this template", Excerpt(name)),
              Hint(name, candidates));
}

Value Evaluation::UndeclaredResource(std::string_view name, Place where) {
  const Value& open = ResourceSection().open();
  if (open.is_unknown()) return Value::NotKnown(open.unknown().reason, where);
  const std::string what = tmpl_->FindParameter(name) ? "a parameter, not a resource" : "no resource";
  return Fail(where, fmt::format("`{}` is {} of this template", Excerpt(name), what),
              Hint(name, [&] { return ResourceSection().Names(); }));
}

Value Evaluation::UndeclaredCondition(std::string_view name, Place where) {
  const Value& open = ConditionSection().open();
  if (open.is_unknown()) return Value::NotKnown(open.unknown().reason, where);
  return Fail(where, fmt::format("the condition `{}` is not declared", Excerpt(name)),
              Hint(name, [&] { return ConditionSection().Names(); }));
}

Value Evaluation::UndeclaredMapping(std::string_view name, Place where) {
  const Value& open = MappingSection().open();
  if (open.is_unknown()) return Value::NotKnown(open.unknown().reason, where);
  return Fail(where, fmt::format("the mapping `{}` is not declared", Excerpt(name)),
              Hint(name, [&] { return MappingSection().Names(); }));
}

Section::Section(Expansion expansion) : expansion_(std::move(expansion)), open_(expansion_.open) {
  index_.reserve(expansion_.entries.size());
  for (uint32_t i = 0; i < expansion_.entries.size(); ++i) {
    const MapEntry& entry = expansion_.entries[i];
    if (entry.doubt.absent()) index_.emplace(entry.key, i);
    if (entry.doubt.is_unknown() && open_.absent()) open_ = entry.doubt;
  }
}

std::optional<uint32_t> Section::Find(std::string_view name) const {
  const auto found = index_.find(name);
  if (found == index_.end()) return {};
  return found->second;
}

std::vector<std::string_view> Section::Names() const {
  std::vector<std::string_view> names;
  for (const MapEntry& entry : expansion_.entries) {
    if (entry.doubt.absent()) names.push_back(entry.key);
  }
  return names;
}

Section& Evaluation::SectionOf(NodeId node, std::optional<Section>& section) {
  if (section) return *section;
  // A loop of a section may ask for names of that same section: it is answered that nobody can tell.
  Expansion unfinished;
  unfinished.open = Value::NotKnown("a loop depends on the names that it makes", {});
  section.emplace(std::move(unfinished));
  Expansion expansion;
  if (node != kNoNode) expansion = Expand({node, 0});
  if (Value opaque = OpaqueTransform({}); opaque.is_unknown()) expansion.open = std::move(opaque);
  return section.emplace(std::move(expansion));
}

Section& Evaluation::ResourceSection() {
  if (resource_section_) return *resource_section_;
  unrolling_resources_ = true;
  Section& section = SectionOf(tmpl_->resources(), resource_section_);
  unrolling_resources_ = false;
  OpenForModules(section);
  return section;
}

/// A module, or a resource that another program makes, declares names that do not stand in the template.
void Evaluation::OpenForModules(Section& section) const {
  if (section.open().is_unknown()) return;
  for (const MapEntry& entry : section.entries()) {
    const NodeId type = document_.Find(entry.value.node, "Type");
    if (type == kNoNode) continue;
    const bool module = CallAt({type, 0}) || EndsWith(At(type).text, "::MODULE");
    if (!module) continue;
    return section.set_open(Value::NotKnown(
        fmt::format("what the module `{}` declares is not known here", Excerpt(entry.key)), {}));
  }
}

Section& Evaluation::ConditionSection() { return SectionOf(tmpl_->conditions(), condition_section_); }

Section& Evaluation::MappingSection() { return SectionOf(tmpl_->mappings(), mapping_section_); }

}  // namespace headroom::cfn
