#include "cfn/evaluation.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace headroom::cfn {
namespace {

/// Directives of AWS's `rain` in templates that it has not packaged yet.
constexpr std::string_view kRainPrefix = "Rain::";
constexpr uint32_t kMaxHints =
    50;  // distances to all names cost too much for every name of a hostile template

uint64_t PlaceKey(const Finding& finding) {
  const uint64_t key = uint64_t{finding.where.span.begin} << 32 | finding.where.span.end;
  return finding.rule == "LM003" ? key : ~key;
}

}  // namespace

void ParameterSet::Add(uint32_t index) {
  if (words_.size() <= index / 64) words_.resize(index / 64 + 1);
  words_[index / 64] |= uint64_t{1} << index % 64;
}

bool ParameterSet::Has(uint32_t index) const {
  return index / 64 < words_.size() && (words_[index / 64] >> index % 64 & 1) != 0;
}

void ParameterSet::Add(const ParameterSet& other) {
  if (words_.size() < other.words_.size()) words_.resize(other.words_.size());
  for (size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
}

std::vector<uint32_t> ParameterSet::Sorted() const {
  std::vector<uint32_t> out;
  for (uint32_t i = 0; i < words_.size() * 64; ++i) {
    if (words_[i / 64] >> i % 64 & 1) out.push_back(i);
  }
  return out;
}

void Doubt::Add(const Value& value) {
  if (!value.is_unknown()) return;
  const Unknown& unknown = value.unknown();
  if (!unknown_) unknown_ = Unknown{unknown.reason, "", "", false};
  unknown_->reported = unknown_->reported || unknown.reported;
  const std::string& mentioned = unknown.resource.empty() ? unknown.mentions : unknown.resource;
  if (!mentioned.empty()) unknown_->mentions = mentioned;
}

Value Wrapped(const Value& unknown, Place where) {
  return Value::NotKnown(Unknown{unknown.unknown().reason, "", "", unknown.unknown().reported}, where);
}

Value Boolean(bool value, Place where) { return Value::Scalar(value ? "true" : "false", where); }

Evaluation::Evaluation(const Template& tmpl, const Environment& environment, const Assignment& assignment,
                       Findings& findings)
    : plain_template_(tmpl.document()),
      tmpl_(&tmpl),
      document_(tmpl.document()),
      plain_(false),
      environment_(environment),
      assignment_(assignment),
      findings_(findings) {
  if (environment_.depth != nullptr) depth_ = environment_.depth;
}

Evaluation::Evaluation(const Document& document, const Environment& environment, Findings& findings)
    : plain_template_(document),
      tmpl_(&plain_template_),
      document_(document),
      plain_(true),
      environment_(environment),
      findings_(findings) {}

Value Evaluation::Evaluate(NodeRef ref) {
  if (ref.node == kNoNode) return Value();
  const DepthGuard depth(*this);
  if (depth.too_deep()) return TooDeep(PlaceOf(ref));
  if (!Spend(32)) return TooMuch(PlaceOf(ref));
  if (!plain_) {
    if (const std::optional<Call> call = CallAt(ref)) return Run(*call);
  }
  return EvaluateNode(ref);
}

/// A node by its kind alone, its tag aside.
Value Evaluation::EvaluateNode(NodeRef ref) {
  switch (At(ref).kind) {
    case NodeKind::kNull:
      return Value::Absent(PlaceOf(ref));
    case NodeKind::kScalar:
      return TextOf(ref);
    case NodeKind::kSequence:
      return Value::Literal(Value::Kind::kList, ref, PlaceOf(ref));
    case NodeKind::kMapping:
      return Value::Literal(Value::Kind::kMap, ref, PlaceOf(ref));
  }
  return Value();
}

Value Evaluation::EvaluateFinal(NodeRef ref) { return Final(Evaluate(ref)); }

Value Evaluation::Final(Value value) {
  if (!value.is_scalar() || value.text().find("{{") == std::string::npos) return value;
  if (!plain_ && value.text().find("{{resolve:") != std::string::npos)
    value = ResolveDynamicReferences(value.text(), value.where());
  return placeholders_ && value.is_scalar() ? FillPlaceholders(value) : value;
}

/// A text that is one placeholder and nothing else is what that stands for, a list or map too.
Value Evaluation::FillPlaceholders(const Value& text) {
  std::string out;
  Doubt doubt;
  std::string_view rest = text.text();
  for (size_t begin; (begin = rest.find("{{")) != std::string_view::npos;) {
    const size_t end = rest.find("}}", begin);
    if (end == std::string_view::npos) break;
    Value value = placeholders_(Trim(rest.substr(begin + 2, end - begin - 2)), text.where());
    value.set_where(text.where());
    const bool alone = Trim(rest.substr(0, begin)).empty() && Trim(rest.substr(end + 2)).empty();
    if (alone && out.empty()) return value;
    if (value.is_list() || value.is_map())
      value = Value::NotKnown("a list or map is put into a text", text.where());
    doubt.Add(value);
    out.append(rest.substr(0, begin)).append(value.text());
    if (out.size() > kMaxText) return TooLong(text.where());
    rest.remove_prefix(end + 2);
  }
  out += rest;
  return doubt.any() ? doubt.At(text.where()) : Value::Scalar(std::move(out), text.where());
}

Value Evaluation::TextOf(NodeRef ref) {
  const std::string_view text = ScalarText(At(ref));
  if (ref.scope == 0 || text.find('{') == std::string_view::npos) {
    constexpr size_t kLong = 1024;  // an alias can stand for a long text thousands of times
    if (text.size() > kLong && !Spend(text.size())) return TooMuch(PlaceOf(ref));
    Value value = Value::Scalar(std::string(text), PlaceOf(ref));
    value.set_bare(!At(ref).quoted);
    return value;
  }
  Value value = Substitute(text, ref.scope, PlaceOf(ref));
  if (value.text().size() > kMaxText) return TooLong(PlaceOf(ref));
  if (!Spend(value.text().size())) return TooMuch(PlaceOf(ref));
  value.set_bare(!At(ref).quoted && value.text() == text);
  return value;
}

Value Evaluation::Get(const Value& map, std::string_view key) {
  if (map.absent()) return map;
  if (map.is_unknown()) return Wrapped(map, map.where());
  if (!map.is_map()) {
    return Fail(map.where(), fmt::format("expected a map with `{}`, found {}", key, Describe(map)));
  }
  const NodeRef node = map.node();
  const NodeId found = document_.Find(node.node, key);
  if (found != kNoNode) return EvaluateFinal({found, node.scope});
  if (plain_ || !NeedsExpansion(node)) return Value::Absent(map.where());
  const Expansion& expansion = Expanded(node);
  Touch(expansion.touched);
  Value open = expansion.open;
  for (const MapEntry& entry : expansion.entries) {
    if (!entry.doubt.absent()) {
      if (open.absent()) open = entry.doubt;
    } else if (entry.key == key) {
      return EvaluateFinal(entry.value);
    }
  }
  return open.absent() ? Value::Absent(map.where()) : Wrapped(open, map.where());
}

std::vector<Value> Evaluation::Items(const Value& list) {
  if (list.absent()) return {};
  if (list.is_unknown()) return {Wrapped(list, list.where())};
  if (!list.is_list()) {
    Malformed(list.where(), fmt::format("expected a list, found {}", Describe(list)));
    return {};
  }
  if (list.node().node == kNoNode) return list.items();
  std::vector<Value> out;
  const Node& node = At(list.node());
  for (uint32_t i = 0; i < node.count; ++i) {
    Value item = Evaluate({document_.Item(node, i), list.node().scope});
    if (!item.absent()) out.push_back(std::move(item));
  }
  return out;
}

std::vector<Value> Evaluation::FinalItems(const Value& list) {
  std::vector<Value> items = Items(list);
  for (Value& item : items) item = Final(std::move(item));
  return items;
}

std::vector<Evaluator::Member> Evaluation::Members(const Value& map) {
  std::vector<Evaluator::Member> out;
  if (!map.is_map()) return out;
  const NodeRef ref = map.node();
  if (plain_ || !NeedsExpansion(ref)) {
    for (uint32_t i = 0; i < Document::EntryCount(At(ref)); ++i) {
      const auto [key, value] = document_.EntryAt(At(ref), i);
      out.push_back({std::string(At(key).text), document_.PlaceOf(key), EvaluateFinal({value, ref.scope})});
    }
    return out;
  }
  const Expansion& expansion = Expanded(ref);
  Touch(expansion.touched);
  for (const MapEntry& entry : expansion.entries) {
    out.push_back(
        {entry.key, entry.key_where,
         entry.doubt.absent() ? EvaluateFinal(entry.value) : Wrapped(entry.doubt, entry.key_where)});
  }
  return out;
}

Value Evaluation::NeedText(Value value, std::string_view who) {
  if (value.is_scalar() || value.is_unknown()) return value;
  return Fail(value.where(), fmt::format("{} must be text, found {}", who, Describe(value)));
}

Value Evaluation::NeedList(Value value, std::string_view who) {
  if (value.is_list() || value.is_unknown()) return value;
  return Fail(value.where(), fmt::format("{} must be a list, found {}", who, Describe(value)));
}

Value Evaluation::NeedNumber(Value value, std::string_view who) {
  if (value.is_unknown() || AsInteger(value)) return value;
  return Fail(value.where(), fmt::format("{} must be a whole number, found {}", who, Describe(value)));
}

Value Evaluation::Integer(const Value& value) {
  if (value.absent() || value.is_unknown() || AsInteger(value)) return value;
  if (value.is_scalar()) {
    return Fail(value.where(), fmt::format("`{}` is not a whole number", Excerpt(value.text())));
  }
  return Fail(value.where(), fmt::format("expected a whole number, found {}", Describe(value)));
}

std::optional<Call> Evaluation::CallAt(NodeRef ref, bool tag_counts) const {
  const Node& node = At(ref);
  if (tag_counts && !node.tag.empty()) return Call{node.tag, ref, true, PlaceOf(ref)};
  if (node.kind != NodeKind::kMapping || node.count != 2) return {};
  const auto [key, value] = document_.EntryAt(node, 0);
  const std::string_view name = At(key).text;
  const bool function = name == "Ref" || (StartsWith(name, "Fn::") && !StartsWith(name, kLoopPrefix)) ||
                        StartsWith(name, kRainPrefix);
  if (!function) return {};
  return Call{name, {value, ref.scope}, false, PlaceOf(ref)};
}

Value Evaluation::Run(const Call& call) {
  const Function function = FindFunction(call.name);
  return function == nullptr ? UnknownFunction(call) : function(*this, call);
}

Value Evaluation::UnknownFunction(const Call& call) {
  if (call.name.find("::") != std::string_view::npos && !StartsWith(call.name, "Fn::")) {
    return Value::NotKnown(
        fmt::format("`{}` is no part of CloudFormation: another program expands it", call.name), call.where);
  }
  if (Value opaque = OpaqueTransform(call.where); opaque.is_unknown()) return opaque;
  return Fail(call.where, fmt::format("CloudFormation has no function `{}`", FunctionName(call)),
              Hint(FunctionName(call), FunctionNames));
}

Value Evaluation::Argument(const Call& call) {
  if (!call.tagged) return Evaluate(call.argument);
  if (const std::optional<Call> inner = CallAt(call.argument, false)) return Run(*inner);
  return EvaluateNode(call.argument);
}

bool Evaluation::IsLiteral(const Call& call, NodeKind kind) const {
  return At(call.argument).kind == kind && !CallAt(call.argument, !call.tagged);
}

std::string Evaluation::DescribeArgument(const Call& call) const {
  Node node = At(call.argument);
  if (call.tagged) node.tag = {};
  return Describe(node);
}

std::optional<std::vector<NodeRef>> Evaluation::Arguments(const Call& call, size_t least, size_t most) {
  const Node& node = At(call.argument);
  const bool list = IsLiteral(call, NodeKind::kSequence);
  if (list && node.count >= least && node.count <= most) {
    std::vector<NodeRef> out;
    for (uint32_t i = 0; i < node.count; ++i) out.push_back({document_.Item(node, i), call.argument.scope});
    return out;
  }
  const std::string wanted = least == most ? std::to_string(least) : fmt::format("{} to {}", least, most);
  Malformed(call.where, fmt::format("`{}` takes a list of {}, found {}", FunctionName(call), wanted,
                                    list ? fmt::format("one of {}", node.count) : DescribeArgument(call)));
  return {};
}

NodeId Evaluation::FindIndexed(NodeId map, std::string_view key) {
  constexpr uint32_t kWorthAnIndex = 16;
  const Node& node = At(map);
  if (node.kind != NodeKind::kMapping) return kNoNode;
  if (Document::EntryCount(node) < kWorthAnIndex) return document_.Find(map, key);
  auto [index, fresh] = indexes_.try_emplace(map);
  for (uint32_t i = 0; fresh && i < Document::EntryCount(node); ++i) {
    const auto [name, value] = document_.EntryAt(node, i);
    index->second.emplace(At(name).text, value);
  }
  const auto found = index->second.find(key);
  return found == index->second.end() ? kNoNode : found->second;
}

std::vector<std::string_view> Evaluation::KeysOf(NodeId map) const {
  std::vector<std::string_view> keys;
  const Node& node = At(map);
  for (uint32_t i = 0; i < Document::EntryCount(node); ++i)
    keys.push_back(At(document_.EntryAt(node, i).key).text);
  return keys;
}

void Evaluation::Raise(Finding finding) {
  if (findings_seen_ > findings_.size()) findings_seen_ = 0;
  for (; findings_seen_ < findings_.size(); ++findings_seen_) {
    const Finding& seen = findings_[findings_seen_];
    if (seen.rule != "LM003" && seen.rule != "LM005") continue;
    if (seen.where.file == document_.PlaceOf(kNoNode).file) raised_.insert(PlaceKey(seen));
  }
  if (raised_.count(PlaceKey(finding)) > 0 || malformed_ > kMaxMalformed) return;
  if (malformed_++ == kMaxMalformed) {
    finding.message =
        fmt::format("more than {} places of this file are malformed: no more are shown", kMaxMalformed);
    finding.hint.clear();
  }
  findings_.push_back(std::move(finding));
}

void Evaluation::Malformed(Place where, std::string message, std::string hint) {
  Raise(MalformedFinding(where, std::move(message), std::move(hint), resource_));
}

Value Evaluation::Fail(Place where, std::string message, std::string hint) {
  Malformed(where, message, std::move(hint));
  return Value::NotKnown(Unknown{std::move(message), "", "", true}, where);
}

std::string Evaluation::Hint(std::string_view word,
                             const std::function<std::vector<std::string_view>()>& candidates) {
  return ++hints_ > kMaxHints ? "" : DidYouMeanHint(word, candidates());
}

Value Evaluation::TooMuch(Place where) {
  if (std::exchange(too_much_, true)) return Reported(where);
  work_ = kMaxWork + 1;  // nothing more is evaluated
  return Fail(where, "this template expands to more than can be evaluated");
}

Value Evaluation::TooDeep(Place where) {
  if (std::exchange(too_deep_, true)) return Reported(where);
  return Fail(where, fmt::format("this takes more than {} steps to evaluate", kMaxDepth));
}

Value Evaluation::TooLong(Place where) {
  return Fail(where, fmt::format("this text grows beyond {} MiB", kMaxText >> 20));
}

Value Evaluation::TooMany(Place where) {
  return Fail(where, fmt::format("this list grows beyond {} items", WithCommas(kMaxItems)));
}

}  // namespace headroom::cfn
