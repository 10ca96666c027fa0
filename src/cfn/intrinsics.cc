// The functions of the language: one of each, and the table of them all. Source: CloudFormation template
// reference, "Intrinsic functions".

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "base/text.h"
#include "cfn/evaluation.h"

namespace headroom::cfn {
namespace {

Value Ref(Evaluation& evaluation, const Call& call) {
  const Value name = evaluation.NeedText(evaluation.Argument(call), "the name in `Ref`");
  return name.is_scalar() ? evaluation.Ref(name.text(), call.argument.scope, call.where) : name;
}

/// `!GetAtt a.b.c` is the attribute `b.c` of `a`.
Value GetAttOfText(Evaluation& evaluation, const Call& call, const Value& text) {
  if (!text.is_scalar()) return text;
  const size_t dot = text.text().find('.');
  if (dot != std::string::npos) {
    const std::string_view all = text.text();
    return evaluation.Attribute(all.substr(0, dot), all.substr(dot + 1), call.where);
  }
  return evaluation.Fail(call.where, fmt::format("`Fn::GetAtt` takes a resource and an attribute, found `{}`",
                                                 Excerpt(text.text())));
}

Value GetAtt(Evaluation& evaluation, const Call& call) {
  if (!evaluation.IsLiteral(call, NodeKind::kSequence)) {
    const Value text = evaluation.NeedText(evaluation.Argument(call), "the argument of `Fn::GetAtt`");
    return GetAttOfText(evaluation, call, text);
  }
  const auto arguments = evaluation.Arguments(call, 2, 2);
  if (!arguments) return Evaluation::Reported(call.where);
  const Value resource =
      evaluation.NeedText(evaluation.Evaluate(arguments->at(0)), "the resource of `Fn::GetAtt`");
  const Value attribute =
      evaluation.NeedText(evaluation.Evaluate(arguments->at(1)), "the attribute of `Fn::GetAtt`");
  if (!resource.is_scalar()) return resource;
  if (!attribute.is_scalar()) return attribute;
  return evaluation.Attribute(resource.text(), attribute.text(), call.where);
}

/// Text and a list of text, as Join takes them.
Value Join(Evaluation& evaluation, const Call& call) {
  const auto arguments = evaluation.Arguments(call, 2, 2);
  if (!arguments) return Evaluation::Reported(call.where);
  const Value delimiter =
      evaluation.NeedText(evaluation.Evaluate(arguments->at(0)), "the delimiter of `Fn::Join`");
  const Value list = evaluation.NeedList(evaluation.Evaluate(arguments->at(1)), "what `Fn::Join` joins");
  const std::vector<Value> items = evaluation.Items(list);
  if (items.size() == 1 && delimiter.is_scalar()) {  // as it stands: it may name a resource
    Value only = evaluation.NeedText(items.front(), "an item of `Fn::Join`");
    only.set_where(call.where);
    return only;
  }
  Doubt doubt;
  doubt.Add(delimiter);
  std::string out;
  for (size_t i = 0; i < items.size(); ++i) {
    const Value item = evaluation.NeedText(items[i], "an item of `Fn::Join`");
    doubt.Add(item);
    if (i > 0) out += delimiter.text();
    out += item.text();
    if (out.size() > kMaxText) return evaluation.TooLong(call.where);
  }
  if (!evaluation.Spend(out.size())) return evaluation.TooMuch(call.where);
  return doubt.any() ? doubt.At(call.where) : Value::Scalar(std::move(out), call.where);
}

Value SplitText(Evaluation& evaluation, const Call& call) {
  const auto arguments = evaluation.Arguments(call, 2, 2);
  if (!arguments) return Evaluation::Reported(call.where);
  const Value delimiter =
      evaluation.NeedText(evaluation.Evaluate(arguments->at(0)), "the delimiter of `Fn::Split`");
  const Value text = evaluation.NeedText(evaluation.Evaluate(arguments->at(1)), "what `Fn::Split` splits");
  Doubt doubt;
  doubt.Add(delimiter);
  doubt.Add(text);
  if (doubt.any()) return doubt.At(call.where);
  if (delimiter.text().empty()) return evaluation.Fail(call.where, "the delimiter of `Fn::Split` is empty");
  std::vector<Value> items;
  for (const std::string_view piece : Split(text.text(), delimiter.text())) {
    if (items.size() == kMaxItems) return evaluation.TooMany(call.where);
    items.push_back(Value::Scalar(std::string(piece), call.where));
  }
  if (!evaluation.Spend(32 * items.size())) return evaluation.TooMuch(call.where);
  return Value::List(std::move(items), call.where);
}

/// The item of a literal list, evaluating no more than the choice depends on.
Value SelectLiteral(Evaluation& evaluation, const Value& list, int64_t index, const Call& call) {
  const Node& node = evaluation.At(list.node());
  if (index >= node.count) return Value::Absent(call.where);
  for (uint32_t i = 0;; ++i) {
    const NodeRef item = {evaluation.document().Item(node, i), list.node().scope};
    Value value = evaluation.Evaluate(item);
    if (value.absent() || evaluation.MayBeAbsent(item, value)) {
      return value.is_unknown()
                 ? value
                 : Value::NotKnown("`Fn::Select` counts over an item that is not there", call.where);
    }
    if (i == index) return value;
  }
}

Value Select(Evaluation& evaluation, const Call& call) {
  const auto arguments = evaluation.Arguments(call, 2, 2);
  if (!arguments) return Evaluation::Reported(call.where);
  const Value index =
      evaluation.NeedNumber(evaluation.Evaluate(arguments->at(0)), "the index of `Fn::Select`");
  const Value list =
      evaluation.NeedList(evaluation.Evaluate(arguments->at(1)), "what `Fn::Select` selects from");
  if (index.is_unknown()) return Wrapped(index, call.where);
  if (list.is_unknown()) return evaluation.Items(list).front();
  const int64_t i = *AsInteger(index);
  const bool literal = list.node().node != kNoNode;
  const size_t size = literal ? evaluation.At(list.node()).count : list.items().size();
  if (i < 0 || static_cast<uint64_t>(i) >= size) {
    return evaluation.Fail(
        index.where(),
        fmt::format("`Fn::Select` asks for item {} of a list of {} (the first is 0)", i, size));
  }
  if (literal) return SelectLiteral(evaluation, list, i, call);
  Value value = list.items()[static_cast<size_t>(i)];
  value.set_where(call.where);
  return value;
}

/// What stands in a mapping, placed where it is asked for.
Value MappedValue(Evaluation& evaluation, NodeId id, Place where) {
  const Node& node = evaluation.At(id);
  if (node.kind != NodeKind::kSequence) {
    Value value = evaluation.Evaluate({id, 0});
    value.set_where(where);
    return value;
  }
  std::vector<Value> items;
  for (uint32_t i = 0; i < node.count; ++i) {
    Value item = evaluation.Evaluate({evaluation.document().Item(node, i), 0});
    item.set_where(where);
    items.push_back(std::move(item));
  }
  return Value::List(std::move(items), where);
}

struct MapKeys {
  Value map, top, second;
};

/// The node under both keys. Otherwise kNoNode, and `missing` says why.
NodeId FindMapped(Evaluation& evaluation, const MapKeys& keys, Value& missing) {
  const Section& mappings = evaluation.MappingSection();
  const std::optional<uint32_t> map = mappings.Find(keys.map.text());
  if (!map) {
    missing = Value::Absent(keys.map.where());
    return kNoNode;
  }
  const NodeId node = mappings.entries()[*map].value.node;
  const NodeId top = evaluation.FindIndexed(node, keys.top.text());
  const NodeId second = top == kNoNode ? kNoNode : evaluation.FindIndexed(top, keys.second.text());
  if (second != kNoNode) return second;
  const NodeId holder = top == kNoNode ? node : top;
  const NodeId macro = evaluation.document().Find(holder, kTransformKey);
  if (macro != kNoNode) {
    missing = evaluation.Run({kTransformKey, {macro, 0}, false, keys.map.where()});
    return kNoNode;
  }
  missing = Value::Absent(top == kNoNode ? keys.top.where() : keys.second.where());
  return kNoNode;
}

Value MissingKey(Evaluation& evaluation, const MapKeys& keys) {
  const Section& mappings = evaluation.MappingSection();
  const std::optional<uint32_t> map = mappings.Find(keys.map.text());
  if (!map) return evaluation.UndeclaredMapping(keys.map.text(), keys.map.where());
  if (Value opaque = evaluation.OpaqueTransform(keys.map.where()); opaque.is_unknown()) return opaque;
  const NodeId node = mappings.entries()[*map].value.node;
  const NodeId top = evaluation.FindIndexed(node, keys.top.text());
  const NodeId holder = top == kNoNode ? node : top;
  const Value& key = top == kNoNode ? keys.top : keys.second;
  const std::string within = top == kNoNode
                                 ? keys.map.text()
                                 : fmt::format("{}.{}", Excerpt(keys.map.text()), Excerpt(keys.top.text()));
  return evaluation.Fail(
      key.where(), fmt::format("the mapping `{}` has no key `{}`", Excerpt(within), Excerpt(key.text())),
      evaluation.Hint(key.text(), [&] { return evaluation.KeysOf(holder); }));
}

/// The default of the LanguageExtensions form; kNoNode without one.
NodeRef DefaultOf(Evaluation& evaluation, const std::vector<NodeRef>& arguments) {
  if (arguments.size() < 4) return {};
  const NodeId found = evaluation.document().Find(arguments[3].node, "DefaultValue");
  if (found == kNoNode) {
    evaluation.Malformed(
        evaluation.PlaceOf(arguments[3]),
        fmt::format("the fourth argument of `Fn::FindInMap` must be a map with `DefaultValue`, "
                    "found {}",
                    Describe(evaluation.At(arguments[3]))));
  }
  return {found, arguments[3].scope};
}

Value FindInMap(Evaluation& evaluation, const Call& call) {
  const auto arguments = evaluation.Arguments(call, 3, 4);
  if (!arguments) return Evaluation::Reported(call.where);
  const MapKeys keys = {
      evaluation.NeedText(evaluation.Evaluate(arguments->at(0)), "the mapping of `Fn::FindInMap`"),
      evaluation.NeedText(evaluation.Evaluate(arguments->at(1)), "the first key of `Fn::FindInMap`"),
      evaluation.NeedText(evaluation.Evaluate(arguments->at(2)), "the second key of `Fn::FindInMap`")};
  const NodeRef otherwise = DefaultOf(evaluation, *arguments);
  Doubt doubt;
  for (const Value* key : {&keys.map, &keys.top, &keys.second}) doubt.Add(*key);
  if (keys.map.is_scalar() && otherwise.node == kNoNode) {
    // An undeclared mapping is wrong whatever its keys come to.
    if (!evaluation.MappingSection().Find(keys.map.text())) {
      return evaluation.UndeclaredMapping(keys.map.text(), keys.map.where());
    }
  }
  if (doubt.any()) return doubt.At(call.where);
  Value missing;
  const NodeId found = FindMapped(evaluation, keys, missing);
  if (found != kNoNode) return MappedValue(evaluation, found, call.where);
  if (missing.is_unknown()) return missing;
  if (otherwise.node != kNoNode) return evaluation.Evaluate(otherwise);
  return MissingKey(evaluation, keys);
}

Value GetAZs(Evaluation& evaluation, const Call& call) {
  Value region = evaluation.Argument(call);
  const bool own = region.absent() || (region.is_scalar() && region.text().empty());
  if (own) region = evaluation.PseudoParameter("AWS::Region", call.where);
  region = evaluation.NeedText(std::move(region), "the Region of `Fn::GetAZs`");
  if (region.is_unknown() && region.unknown().reported) return region;
  const std::string of = region.is_scalar() ? fmt::format(" of `{}`", Excerpt(region.text())) : "";
  return Value::NotKnown(fmt::format("the Availability Zones{} are known only to AWS", of), call.where);
}

struct Ipv4Block {
  uint32_t address = 0;
  uint32_t prefix = 0;
};

std::optional<Ipv4Block> ParseIpv4Block(std::string_view text) {
  std::array<uint32_t, 5> parts{};
  constexpr std::string_view kSeparators = ".../";
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts[i]);
    if (error != std::errc()) return {};
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (i < kSeparators.size()) {
      if (text.empty() || text.front() != kSeparators[i]) return {};
      text.remove_prefix(1);
    }
  }
  const bool in_range =
      parts[0] < 256 && parts[1] < 256 && parts[2] < 256 && parts[3] < 256 && parts[4] <= 32;
  if (!text.empty() || !in_range) return {};
  return Ipv4Block{parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3], parts[4]};
}

std::string Ipv4Text(uint32_t address, int64_t prefix) {
  return fmt::format("{}.{}.{}.{}/{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255,
                     prefix);
}

Value CidrBlocks(Evaluation& evaluation, const Call& call, const Ipv4Block& block, int64_t count,
                 int64_t bits) {
  if (count < 1 || count > 256) {
    return evaluation.Fail(call.where, fmt::format("`Fn::Cidr` makes 1 to 256 blocks, not {}", count));
  }
  const int64_t size = bits >= 0 && bits <= 32 ? int64_t{1} << bits : int64_t{1} << 40;
  const int64_t room = int64_t{1} << (32 - block.prefix);
  if (count * size > room) {
    return evaluation.Fail(call.where, fmt::format("`{}` has no room for {} blocks of {} bits",
                                                   Ipv4Text(block.address, block.prefix), count, bits));
  }
  std::vector<Value> blocks;
  const auto network = static_cast<uint32_t>(block.address & ~(room - 1));
  for (int64_t i = 0; i < count; ++i) {
    const auto address = static_cast<uint32_t>(network + i * size);
    blocks.push_back(Value::Scalar(Ipv4Text(address, 32 - bits), call.where));
  }
  return Value::List(std::move(blocks), call.where);
}

Value Cidr(Evaluation& evaluation, const Call& call) {
  const auto arguments = evaluation.Arguments(call, 2, 3);
  if (!arguments) return Evaluation::Reported(call.where);
  const Value block = evaluation.NeedText(evaluation.Evaluate(arguments->at(0)), "the block of `Fn::Cidr`");
  const Value count = evaluation.NeedNumber(evaluation.Evaluate(arguments->at(1)), "the count of `Fn::Cidr`");
  const Value bits =
      arguments->size() == 3
          ? evaluation.NeedNumber(evaluation.Evaluate(arguments->at(2)), "the bits of `Fn::Cidr`")
          : Value::NotKnown("`Fn::Cidr` without bits is known only to AWS", call.where);
  Doubt doubt;
  for (const Value* value : {&block, &count, &bits}) doubt.Add(*value);
  if (doubt.any()) return doubt.At(call.where);
  if (const std::optional<Ipv4Block> ipv4 = ParseIpv4Block(Trim(block.text()))) {
    return CidrBlocks(evaluation, call, *ipv4, *AsInteger(count), *AsInteger(bits));
  }
  return Value::NotKnown(fmt::format("the blocks of `{}` are known only to AWS", Excerpt(block.text())),
                         call.where);
}

Value Base64(Evaluation& evaluation, const Call& call) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const Value text = evaluation.NeedText(evaluation.Argument(call), "what `Fn::Base64` encodes");
  if (text.is_unknown()) return Wrapped(text, call.where);
  std::string out;
  const std::string& bytes = text.text();
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j)
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0);
    for (size_t j = 0; j < 4; ++j) out += i + j <= bytes.size() ? kDigits[group >> (18 - 6 * j) & 63] : '=';
  }
  if (out.size() > kMaxText) return evaluation.TooLong(call.where);
  if (!evaluation.Spend(out.size())) return evaluation.TooMuch(call.where);
  return Value::Scalar(std::move(out), call.where);
}

Value ImportValue(Evaluation& evaluation, const Call& call) {
  const Value name = evaluation.NeedText(evaluation.Argument(call), "the name in `Fn::ImportValue`");
  if (name.is_unknown()) return Wrapped(name, call.where);
  if (Lookups* lookups = evaluation.environment().lookups) lookups->Note(Lookups::Kind::kExport, name.text());
  const Environment& environment = evaluation.environment();
  return environment.Find(environment.exports, name.text(),
                          fmt::format("the export `{}`", Excerpt(name.text())), call.where);
}

Value GetStackOutput(Evaluation& evaluation, const Call& call) {
  const Value map = evaluation.Argument(call);
  const Value stack = evaluation.Get(map, "StackName");
  const Value output = evaluation.Get(map, "OutputName");
  if (!stack.is_scalar() || !output.is_scalar()) {
    if (!map.is_map()) return Evaluation::Reported(call.where);
    return Value::NotKnown("the output of another stack is known only to AWS", call.where);
  }
  return Value::NotKnown(fmt::format("the output `{}` of the stack `{}` is known only to AWS",
                                     Excerpt(output.text()), Excerpt(stack.text())),
                         call.where);
}

Value Transform(Evaluation& evaluation, const Call& call) {
  const Node& argument = evaluation.At(call.argument);
  const NodeId name =
      argument.kind == NodeKind::kMapping ? evaluation.document().Find(call.argument.node, "Name") : kNoNode;
  if (name == kNoNode || evaluation.At(name).kind != NodeKind::kScalar) {
    return Value::NotKnown("a transform runs only at AWS", call.where);
  }
  return Value::NotKnown(
      fmt::format("the transform `{}` runs only at AWS", Excerpt(evaluation.At(name).text)), call.where);
}

Value Length(Evaluation& evaluation, const Call& call) {
  const Value list = evaluation.NeedList(evaluation.Argument(call), "what `Fn::Length` counts");
  if (list.is_unknown()) return evaluation.Items(list).front();
  if (list.node().node == kNoNode) return Value::Scalar(std::to_string(list.items().size()), call.where);
  const Node& node = evaluation.At(list.node());
  size_t count = 0;
  for (uint32_t i = 0; i < node.count; ++i) {
    const NodeRef item = {evaluation.document().Item(node, i), list.node().scope};
    const Value value = evaluation.Evaluate(item);
    if (evaluation.MayBeAbsent(item, value)) return Wrapped(value, call.where);
    count += value.absent() ? 0 : 1;
  }
  return Value::Scalar(std::to_string(count), call.where);
}

constexpr struct {
  std::string_view name;
  Function function;
} kFunctions[] = {
    // sorted by the short name
    {"Fn::And", And},
    {"Fn::Base64", Base64},
    {"Fn::Cidr", Cidr},
    {"Condition", ConditionCall},
    {"Fn::Contains", Contains},
    {"Fn::EachMemberEquals", EachMemberEquals},
    {"Fn::EachMemberIn", EachMemberIn},
    {"Fn::Equals", Equals},
    {"Fn::FindInMap", FindInMap},
    {"Fn::GetAZs", GetAZs},
    {"Fn::GetAtt", GetAtt},
    {"Fn::GetStackOutput", GetStackOutput},
    {"Fn::If", If},
    {"Fn::ImportValue", ImportValue},
    {"Fn::Join", Join},
    {"Fn::Length", Length},
    {"Fn::Not", Not},
    {"Fn::Or", Or},
    {"Ref", Ref},
    {"Fn::RefAll", RefAll},
    {"Fn::Select", Select},
    {"Fn::Split", SplitText},
    {"Fn::Sub", Sub},
    {"Fn::ToJsonString", ToJsonString},
    {"Fn::Transform", Transform},
    {"Fn::ValueOf", ValueOf},
    {"Fn::ValueOfAll", ValueOf},
};

std::string_view ShortName(std::string_view name) { return StartsWith(name, "Fn::") ? name.substr(4) : name; }

}  // namespace

Function FindFunction(std::string_view name) {
  const std::string_view key = ShortName(name);
  const auto* found =
      std::lower_bound(std::begin(kFunctions), std::end(kFunctions), key,
                       [](const auto& entry, std::string_view k) { return ShortName(entry.name) < k; });
  return found != std::end(kFunctions) && ShortName(found->name) == key ? found->function : nullptr;
}

std::string FunctionName(const Call& call) {
  const std::string_view name = ShortName(call.name);
  if (name == "Ref" || name == "Condition") return std::string(name);
  return fmt::format("Fn::{}", Excerpt(name));
}

std::vector<std::string_view> FunctionNames() {
  std::vector<std::string_view> names;
  for (const auto& entry : kFunctions) names.push_back(entry.name);
  return names;
}

}  // namespace headroom::cfn
