#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/finding.h"
#include "cfn/evaluator.h"
#include "cfn/shape.h"
#include "cfn/sub_text.h"
#include "cfn/template.h"
#include "cfn/value.h"
#include "syntax/document.h"
#include "syntax/parse.h"

/// The inside of Evaluator, for the files of this folder alone.
namespace headroom::cfn {

/// How far a template may grow before it is called malformed: no honest one comes near.
inline constexpr uint32_t kMaxExpanded =
    10'000;  // entries that all loops make together; a stack has 500 resources at most
inline constexpr size_t kMaxText = 1 << 20;       // bytes of one computed text
inline constexpr size_t kMaxItems = 100'000;      // items of one computed list
inline constexpr uint64_t kMaxWork = 1ULL << 26;  // bytes and values computed, all together
inline constexpr size_t kMaxMalformed = 1'000;    // LM003 of one evaluator

/// Indices of parameters, and beyond them of condition choices.
class ParameterSet {
 public:
  void Add(uint32_t index);
  bool Has(uint32_t index) const;
  void Add(const ParameterSet& other);
  std::vector<uint32_t> Sorted() const;

 private:
  std::vector<uint64_t> words_;
};

/// What is unknown about the pieces of one result. The first unknown gives the reason; if an LM003 has been
/// raised for any of them, it has been for the result.
class Doubt {
 public:
  void Add(const Value& value);
  bool any() const { return unknown_.has_value(); }
  Value At(Place where) const { return Value::NotKnown(*unknown_, where); }

 private:
  std::optional<Unknown> unknown_;
};

/// An entry of a map whose loops have been expanded.
struct MapEntry {
  std::string key;
  Place key_where;
  NodeRef value;
  NodeId loop = kNoNode;  // the key of the loop that made it
  uint32_t written = 0;   // which of the map's own entries it is, or comes from
  Value doubt;            // unknown: it stands for nobody knows how many entries, `key` has placeholders left
};

struct Expansion {
  std::vector<MapEntry> entries;
  Value open;                       // unknown: there may be more entries, which only AWS can tell
  std::vector<uint32_t> undecided;  // the map's own entries that are loops and cannot be unrolled, sorted
  ParameterSet touched;
};

/// A section of named things, with an index.
class Section {
 public:
  explicit Section(Expansion expansion);
  const std::vector<MapEntry>& entries() const { return expansion_.entries; }
  const Expansion& expansion() const { return expansion_; }
  /// Index into entries(), or nothing. Entries in doubt are not found by name.
  std::optional<uint32_t> Find(std::string_view name) const;
  /// Unknown if a name that is not found may be there all the same, else absent.
  const Value& open() const { return open_; }
  void set_open(Value open) { open_ = std::move(open); }
  std::vector<std::string_view> Names() const;

 private:
  Expansion expansion_;
  std::unordered_map<std::string_view, uint32_t> index_;
  Value open_;
};

class Evaluation {
 public:
  Evaluation(const Template& tmpl, const Environment& environment, const Assignment& assignment,
             Findings& findings);
  Evaluation(const Document& document, const Environment& environment, Findings& findings);

  const Template& tmpl() const { return *tmpl_; }
  const Document& document() const { return document_; }
  const Environment& environment() const { return environment_; }
  const Node& At(NodeId id) const { return document_[id]; }
  const Node& At(NodeRef ref) const { return document_[ref.node]; }
  Place PlaceOf(NodeRef ref) const { return document_.PlaceOf(ref.node); }

  // evaluation.cc: values.

  /// What a node comes to; dynamic references stay as they are written, since CloudFormation resolves them
  /// after all functions.
  Value Evaluate(NodeRef ref);
  /// The same with dynamic references resolved: for who reads a property.
  Value EvaluateFinal(NodeRef ref);
  Value Final(Value value);
  Value FillPlaceholders(const Value& text);
  void SetPlaceholders(Placeholders placeholders) { placeholders_ = std::move(placeholders); }
  /// The text of a scalar, with the identifiers of the loops around it filled in; its tag does not count.
  Value TextOf(NodeRef ref);
  Value Get(const Value& map, std::string_view key);
  /// Items of a list; AWS::NoValue left out. LM003 and none if it is known and no list.
  std::vector<Value> Items(const Value& list);
  std::vector<Value> FinalItems(const Value& list);
  std::vector<Evaluator::Member> Members(const Value& map);
  /// The value itself if it is text or unknown; else LM003 that names what needed it.
  Value NeedText(Value value, std::string_view who);
  Value NeedList(Value value, std::string_view who);
  Value NeedNumber(Value value, std::string_view who);
  Value Integer(const Value& value);

  // evaluation.cc: calls.

  /// The function that a node calls, if it does. In a call's own argument the tag is the call itself:
  /// `!Base64` with `Fn::Sub: x` below it calls Fn::Sub there.
  std::optional<Call> CallAt(NodeRef ref, bool tag_counts = true) const;
  Value Run(const Call& call);
  Value UnknownFunction(const Call& call);
  /// The argument of a call, evaluated.
  Value Argument(const Call& call);
  /// The arguments of a call that takes `least` to `most` of them as a list; LM003 and nothing otherwise.
  std::optional<std::vector<NodeRef>> Arguments(const Call& call, size_t least, size_t most);
  /// Whether the argument stands there as a list or map, not as a function that makes one.
  bool IsLiteral(const Call& call, NodeKind kind) const;

  // names.cc: what names stand for.

  Value Ref(std::string_view name, ScopeId scope, Place where);
  Value Attribute(std::string_view resource, std::string_view attribute, Place where);
  /// What a reference to a resource that its condition leaves out comes to; nothing where it is there, or may
  /// be.
  std::optional<Value> LeftOut(std::string_view resource, Place where);
  std::optional<Value> NestedOutput(std::string_view resource, std::string_view attribute, Place where);
  Value PseudoParameter(std::string_view name, Place where);
  /// A value of the input that nothing bounds, which says what its source is; or what its default is taken to
  /// be.
  Value Open(const std::string& source, Value value);
  Value ParameterValue(uint32_t index, Place where);
  /// A variable of Fn::Sub that its own map does not give: Ref, or GetAtt if it has a dot.
  Value SubVariable(std::string_view name, ScopeId scope, Place where);
  Value SsmParameter(std::string_view name, Place where);
  bool IsResource(std::string_view name);
  /// A parameter, a pseudo parameter or a resource.
  bool IsDeclared(std::string_view name);
  /// LM003 that the name is not declared; unknown where a loop or a macro may declare it.
  Value UndeclaredReference(std::string_view name, Place where);
  Value UndeclaredResource(std::string_view name, Place where);
  Value UndeclaredCondition(std::string_view name, Place where);
  Value UndeclaredMapping(std::string_view name, Place where);
  Value ResolveDynamicReferences(const std::string& text, Place where);
  /// The unknown of what a transform of the whole template may make right; absent without one.
  Value OpaqueTransform(Place where) const;
  /// Child of a map by key, in constant time for large maps.
  NodeId FindIndexed(NodeId map, std::string_view key);
  std::vector<std::string_view> KeysOf(NodeId map) const;

  // conditions.cc.

  Value Condition(std::string_view name, Place where);
  Value EvaluateCondition(uint32_t index, Place where);
  /// What a condition that cannot be decided is taken to be; else `value`. Those that it hangs on come first.
  Value Choose(std::string_view condition, Value value);
  bool MayBe(const std::string& source, const std::string& text) const;
  /// Whether a value with a source is `text`.
  Value IsText(const Value& open, const std::string& text, Place where);
  /// "true", "false" or unknown; LM003 if it is anything else.
  Value Truth(NodeRef ref);
  /// Whether an item of this value may turn out to be AWS::NoValue.
  bool MayBeAbsent(NodeRef item, const Value& value);

  // foreach.cc: loops.

  /// Whether a map's entries are more, or other, than they are written.
  bool NeedsExpansion(NodeRef map) const;
  const Expansion& Expanded(NodeRef map);  // remembered
  Expansion Expand(NodeRef map);
  std::vector<Evaluator::Entry> Entries(NodeRef map);
  /// The value that a loop around a node gives an identifier; null if none does.
  const Value* FindBinding(std::string_view identifier, ScopeId scope) const;
  Value Substitute(std::string_view text, ScopeId scope, Place where) const;

  // resources.cc.

  const std::vector<Resource>& Resources();
  const Resource* FindResource(std::string_view id);

  Section& ResourceSection();
  Section& ConditionSection();
  Section& MappingSection();

  // Findings.

  void Raise(Finding finding);
  void Malformed(Place where, std::string message, std::string hint = "");
  /// Raises LM003 and gives the unknown that says so.
  Value Fail(Place where, std::string message, std::string hint = "");
  /// The unknown of what an LM003 has been raised for.
  static Value Reported(Place where) {
    return Value::NotKnown(Unknown{"the template is malformed here", "", "", true}, where);
  }
  /// "did you mean `…`?", or empty; not for every name of a hostile template.
  std::string Hint(std::string_view word, const std::function<std::vector<std::string_view>()>& candidates);
  std::string& resource() { return resource_; }
  Findings& findings() { return findings_; }

  // Trace.

  void Touch(uint32_t parameter) { touched_.Add(parameter); }
  void Touch(const ParameterSet& parameters) { touched_.Add(parameters); }
  ParameterSet& touched() { return touched_; }

  // Limits. False: too much, and `Fail` has the words for it.

  bool Spend(uint64_t work) { return (work_ += work) <= kMaxWork; }
  Value TooMuch(Place where);  // raised once, and then no more
  Value TooDeep(Place where);  // likewise
  Value TooLong(Place where);
  Value TooMany(Place where);

 private:
  friend class DepthGuard;

  struct ConditionState {
    enum class Progress : uint8_t { kNew, kEvaluating, kDone } progress = Progress::kNew;
    Value value;
    ParameterSet touched;
  };
  struct Binding {
    ScopeId parent;
    std::string identifier;
    Value value;  // text, or unknown
  };

  Value EvaluateNode(NodeRef ref);
  std::string DescribeArgument(const Call& call) const;
  void OpenForModules(Section& section) const;
  Value CycleOf(uint32_t condition);
  void SettleNeeded(uint32_t condition);
  std::vector<uint32_t> NeededBy(uint32_t condition);
  void ExpandMap(NodeRef map, NodeId loop, const Value& doubt, Expansion& out);
  void ExpandOwnLoop(uint32_t written, NodeId key, NodeRef loop, Expansion& out);
  void ExpandLoop(NodeId key, NodeRef loop, const Value& doubt, Expansion& out);
  void ExpandItem(NodeId key, std::string_view identifier, const Value& item, NodeRef body,
                  const Value& doubt, Expansion& out);
  void DropDuplicates(Expansion& out);
  std::optional<Resource> MakeResource(const MapEntry& entry);
  std::optional<Resource> ReadResource(const MapEntry& entry);
  const Resource* FindAlone(std::string_view id);
  std::string TypeOf(const Resource& resource);
  Value ExistenceOf(const MapEntry& entry, const Resource& resource);
  Section& SectionOf(NodeId node, std::optional<Section>& section);

  Template plain_template_;  // of a document that is none
  const Template* tmpl_;
  const Document& document_;
  bool plain_;
  Environment environment_;
  Assignment assignment_;
  Placeholders placeholders_;  // none: `{{ … }}` is text
  Findings& findings_;

  std::string resource_;
  ParameterSet touched_;
  uint32_t own_depth_ = 0;
  uint32_t* depth_ = &own_depth_;
  uint64_t work_ = 0;
  uint32_t expanded_ = 0;
  uint32_t hints_ = 0;
  bool too_much_ = false;
  bool too_deep_ = false;

  std::deque<Binding> bindings_;                        // of scope 1, 2, …
  std::unordered_map<uint64_t, Expansion> expansions_;  // of maps within resources, by node and scope
  std::unordered_map<NodeId, std::unordered_map<std::string_view, NodeId>> indexes_;
  std::optional<Section> resource_section_, condition_section_, mapping_section_;
  std::vector<ConditionState> conditions_;
  std::vector<uint32_t> evaluating_;  // conditions, outermost first
  bool settling_ = false;             // conditions are evaluated in the order of their need
  bool unrolling_resources_ = false;  // the loops of Resources are not done
  bool listing_resources_ = false;    // Resources() is not done
  std::optional<std::vector<Resource>> resources_;
  std::unordered_map<std::string_view, uint32_t> resource_index_;
  std::unordered_map<uint32_t, std::optional<Resource>> found_;  // asked for before all are listed, by entry

  size_t findings_seen_ = 0;
  size_t malformed_ = 0;
  std::unordered_set<uint64_t> raised_;  // places of the LM003 and LM005 raised so far
};

/// Counts how deep evaluation is.
class DepthGuard {
 public:
  explicit DepthGuard(Evaluation& evaluation) : depth_(*evaluation.depth_) { ++depth_; }
  ~DepthGuard() { --depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;
  bool too_deep() const { return depth_ > kMaxDepth; }

 private:
  uint32_t& depth_;
};

/// Records what is touched in its lifetime, and then adds it to what was touched before.
class Recording {
 public:
  explicit Recording(Evaluation& evaluation) : current_(evaluation.touched()) { std::swap(outer_, current_); }
  ~Recording() {
    outer_.Add(current_);
    std::swap(outer_, current_);
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

 private:
  ParameterSet outer_;
  ParameterSet& current_;
};

/// Lets findings name another resource for as long as it lives.
class ResourceGuard {
 public:
  ResourceGuard(Evaluation& evaluation, std::string resource)
      : current_(evaluation.resource()), outer_(std::exchange(current_, std::move(resource))) {}
  ~ResourceGuard() { current_ = std::move(outer_); }
  ResourceGuard(const ResourceGuard&) = delete;
  ResourceGuard& operator=(const ResourceGuard&) = delete;

 private:
  std::string& current_;
  std::string outer_;
};

/// Letters, digits, `_`, `.` and `:`: what CloudFormation takes for a variable.
bool IsVariableName(std::string_view name);
/// Where `${name}` stands in a scalar, as near as can be told.
Place PlaceOfVariable(const Document& document, NodeId scalar, std::string_view name);

/// The function of that name, or null. `name` as in a Call.
using Function = Value (*)(Evaluation& evaluation, const Call& call);
Function FindFunction(std::string_view name);
std::vector<std::string_view> FunctionNames();

/// Functions with a file of their own (sub.cc, json_text.cc).
Value Sub(Evaluation& evaluation, const Call& call);
Value ToJsonString(Evaluation& evaluation, const Call& call);
/// Functions that only Rules may use (rules.cc).
Value Contains(Evaluation& evaluation, const Call& call);
Value EachMemberEquals(Evaluation& evaluation, const Call& call);
Value EachMemberIn(Evaluation& evaluation, const Call& call);
Value RefAll(Evaluation& evaluation, const Call& call);
Value ValueOf(Evaluation& evaluation, const Call& call);
/// Logical functions (conditions.cc).
Value And(Evaluation& evaluation, const Call& call);
Value Or(Evaluation& evaluation, const Call& call);
Value Not(Evaluation& evaluation, const Call& call);
Value Equals(Evaluation& evaluation, const Call& call);
Value ConditionCall(Evaluation& evaluation, const Call& call);
Value If(Evaluation& evaluation, const Call& call);
/// Whether two values are equal: "true", "false" or unknown.
Value Compare(Evaluation& evaluation, const Value& a, const Value& b, Place where);

/// What Evaluator::CheckDeclarations is made of (conditions.cc, rules.cc, declarations.cc).
void CheckConditions(Evaluation& evaluation);
void CheckRules(Evaluation& evaluation);
std::vector<Rule> ReadRules(Evaluation& evaluation, const std::set<std::string, std::less<>>* wanted);
void CheckReferences(Evaluation& evaluation);

Value Boolean(bool value, Place where);
/// An unknown as what is computed from it sees it: no longer the plain id or attribute of a resource.
Value Wrapped(const Value& unknown, Place where);

}  // namespace headroom::cfn
