#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/lookups.h"
#include "base/named_values.h"
#include "cfn/template.h"
#include "cfn/value.h"
#include "syntax/inline_documents.h"

namespace headroom::cfn {

/// The stacks nested in a template, for who asks for `Outputs.NAME` of one.
class NestedStacks {
 public:
  struct Output {
    Value value;                    // text, or unknown; of no place
    std::vector<uint32_t> touched;  // the asking template's parameters that it depends on
  };
  virtual ~NestedStacks() = default;
  /// Nothing where `resource` is no stack that can be read here.
  virtual std::optional<Output> FindOutput(std::string_view resource, std::string_view name) = 0;
};

/// What is open beside a template's parameters, for who tries it: conditions that cannot be decided here (an
/// export that the store lacks, a macro), whether a value that nothing bounds is some text that it is
/// compared with, and parameters of documents, which who runs them gives. The same name is the same choice
/// wherever it is used. One for an input and all stacks nested in it.
class Choices {
 public:
  struct Choice {
    std::string name;                       // "IsProd", of a nested stack "Network/IsProd"; "Env=prod"
    bool is_condition = true;               // else a document's parameter
    std::string reason;                     // of a condition: Unknown::reason
    std::vector<std::string> values;        // what it may be; of a condition "true" and "false"
    std::string source = {};                // of a comparison: Value::source, …
    std::string text = {};                  // … and what it is compared with
    std::optional<std::string> taken = {};  // what it is taken to be; nothing: it stays unknown
  };
  /// Nothing if the choice is not known yet.
  std::optional<uint32_t> Find(std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }
  /// The index of a choice, for as long as this lives.
  uint32_t IndexOf(Choice choice) {
    const auto [found, is_new] = index_.emplace(choice.name, static_cast<uint32_t>(choices_.size()));
    if (is_new) choices_.push_back(std::move(choice));
    return found->second;
  }
  void Take(uint32_t index, const std::string& value) {
    Choice& choice = choices_[index];
    choice.taken = value;
    if (!choice.source.empty() && value == "true") equal_[choice.source] = index;
  }
  /// Nothing is taken any more.
  void Forget() {
    equal_.clear();
    for (Choice& choice : choices_) choice.taken.reset();
  }
  /// The comparison that tells what a source is taken to be.
  std::optional<uint32_t> FindEqual(std::string_view source) const {
    const auto found = equal_.find(source);
    return found == equal_.end() ? std::nullopt : std::optional(found->second);
  }
  const std::vector<Choice>& all() const { return choices_; }

  bool defaulted = false;  // documents' parameters are open though they have a default
  /// Parameters of the input that have a default, which is used wherever they are not compared.
  std::set<std::string, std::less<>> open_defaults;

 private:
  std::vector<Choice> choices_;
  std::map<std::string, uint32_t, std::less<>> index_;
  std::map<std::string, uint32_t, std::less<>> equal_;  // by source
};

/// What the world outside the template says: where it is deployed, and what the store knows. Absent members
/// make the pseudo parameters that depend on them unknown. All lookups are by exact name; the values
/// are the store's.
struct Environment {
  std::optional<std::string> region;
  std::optional<std::string> account;
  std::optional<std::string> stack_name;
  const NamedValues* ssm_parameters = nullptr;  // by name or ARN, and with a version or label
  const NamedValues* exports = nullptr;
  Lookups* lookups = nullptr;                   // takes note of each name that is looked up in the two
  InlineDocuments* inline_documents = nullptr;  // reads documents that stand as text in others
  NestedStacks* nested_stacks = nullptr;
  bool* account_read = nullptr;  // set once `account` has been asked for
  uint32_t* depth = nullptr;     // shared by evaluators that ask each other: how deep they are together
  /// Parameters whose values are given and not known: they have none, and this is why.
  std::map<std::string, Unknown, std::less<>> unknown_parameters;
  Choices* choices = nullptr;  // null: nothing is open, and a condition that cannot be decided is unknown
  std::string within;          // the stack below the input, which tells its conditions from others

  /// What a name of one of the two is in this Region and account: known text, or unknown. `what` is how the
  /// reason calls it: "the export `net`".
  Value Find(const NamedValues* values, std::string_view name, std::string_view what, Place where) const;
};

/// What `{{ name }}` in a text stands for, in documents that have such variables.
using Placeholders = std::function<Value(std::string_view name, Place where)>;

/// The value of each declared parameter under one assignment, by index: text (a list is comma-separated text,
/// an SSM-typed one holds the *name*), or nothing where none was given and there is no default.
using Assignment = std::vector<std::optional<std::string>>;

/// A resource of a template that exists, or may: `Fn::ForEach` is expanded, a false `Condition` has left it
/// out.
struct Resource {
  std::string id;    // logical id
  std::string type;  // "AWS::EC2::Instance"; empty if it is missing or no text (LM003)
  Place where;       // the logical id
  Value body;        // the resource's map: Type, Properties, …
  Value properties;  // absent, a map, or unknown (a transform makes it)
  /// Known scalar "true"; unknown where its Condition cannot be decided, or where nobody knows how many of it
  /// a loop makes (then there is one Resource for all of them, and `id` keeps its placeholder:
  /// `Node${Size}`).
  Value existence;
  std::vector<uint32_t> touched;  // what its existence depends on: Trace::touched
};

/// One of the template's Rules: CloudFormation refuses a deployment for which one does not hold.
struct Rule {
  std::string name;
  Value holds;                    // "true", "false" or unknown
  std::vector<uint32_t> touched;  // the parameters that it may depend on, sorted
};

inline constexpr std::string_view kLoopPrefix = "Fn::ForEach::";
inline constexpr std::string_view kTransformKey = "Fn::Transform";

/// A function of the language as it stands in a template: `!Sub x` or {"Fn::Sub": x}.
struct Call {
  std::string_view name;  // as written: "Sub", "Fn::Sub", "Ref"
  NodeRef argument;
  bool tagged = false;  // short form: the argument is the call's own node without its tag
  Place where;
};
/// "Fn::Sub" for "Sub": its long form, which is also how messages name it.
std::string FunctionName(const Call& call);

class Evaluation;

/// Reads a template under one assignment. Lazy: evaluates what is asked for and remembers conditions and
/// mappings. What is wrong with the template is raised as LM003 at its place, once, with the resource being
/// read (none for what stands in Conditions); the value then is unknown with `reported` set. Never recurses
/// on the input's depth beyond kMaxDepth, and stops where a template grows beyond all reason.
/// Not thread-safe; one per template and assignment. Source of the rules: CloudFormation template reference,
/// "Intrinsic functions", "Pseudo parameters".
class Evaluator {
 public:
  /// Everything must outlive the evaluator.
  Evaluator(const Template& tmpl, const Environment& environment, const Assignment& assignment,
            Findings& findings);
  /// A document that is no template: nodes are plain values, functions and tags mean nothing, and there are
  /// no resources.
  Evaluator(const Document& document, const Environment& environment, Findings& findings);
  /// Likewise for a document that stands as text inside of what `outer` reads: findings name its resource.
  Evaluator(const Document& document, const Evaluator& outer);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  const Template& tmpl() const;
  const Environment& environment() const;
  /// From here on texts are read with their placeholders filled in; without an argument no longer.
  void SetPlaceholders(Placeholders placeholders = {});

  /// The template's Rules in the order of the file; with `wanted` those alone. None where a macro may still
  /// change them.
  std::vector<Rule> Rules(const std::set<std::string, std::less<>>* wanted = nullptr);

  /// All resources in the order of the file. Adds nothing to a trace: Resource::touched says it.
  const std::vector<Resource>& Resources();
  /// By logical id, or null. Who reads another resource depends on what its existence depends on: a trace
  /// takes that in.
  const Resource* FindResource(std::string_view id);

  /// Evaluates a node: functions are called, scalars read; a literal map or list stays lazy.
  Value Evaluate(NodeRef ref);
  /// A member of a map, evaluated; absent if it is not there or `map` is absent; unknown if `map` is unknown;
  /// LM003 (once) and unknown if it is known and no map.
  Value Get(const Value& map, std::string_view key);
  /// The same along a path: Get(body, "Properties", "LaunchTemplate", "Version").
  template <typename... Keys>
  Value Get(const Value& map, std::string_view key, std::string_view next, Keys... rest) {
    return Get(Get(map, key), next, rest...);
  }
  /// The items of a list, evaluated, AWS::NoValue left out. An absent value has none. A scalar or map is
  /// LM003 and none; an unknown value gives itself as the only item.
  std::vector<Value> Items(const Value& list);
  /// The keys of a map with their nodes' places, loops expanded; empty for everything else.
  struct Member {
    std::string key;
    Place key_where;
    Value value;
  };
  std::vector<Member> Members(const Value& map);

  // For who rewrites a template rather than reads it.

  /// The function that a node calls, if it does. In a call's own argument the tag is the call itself:
  /// `!Base64` with `Fn::Sub: x` below it calls Fn::Sub there, and `tag_counts` is false.
  std::optional<Call> CallAt(NodeRef ref, bool tag_counts = true) const;
  /// What a function gives. Dynamic references stay as they are written: CloudFormation resolves them after
  /// all functions, so a function never sees what they come to.
  Value Compute(const Call& call);
  /// Text with its dynamic references resolved; unknown where the store lacks one. All else stays.
  Value ResolveReferences(const Value& value);
  /// What `${name}` in a Fn::Sub comes to, without the variables of its own.
  Value SubVariable(std::string_view name, ScopeId scope, Place where);
  /// A scalar with the identifiers of the loops around it filled in; its tag does not count.
  Value TextOf(NodeRef ref);
  /// A condition as it stands there: "true", "false" or unknown; LM003 if it is anything else.
  Value Truth(NodeRef ref);
  /// The entries of a map in their order, not evaluated, loops unrolled. A loop that cannot be unrolled, and
  /// Fn::Transform, are entries as they are written.
  struct Entry {
    std::string key;
    Place key_where;
    NodeRef value;
    bool as_written = false;
  };
  std::vector<Entry> Entries(NodeRef map);

  /// Reads text: the value itself, or LM003 "expected text, found a list" and unknown (reported).
  Value Text(const Value& value);
  /// Reads a number, LM003 "… is not a whole number" and unknown (reported) if it is known and none.
  Value Integer(const Value& value);

  /// A condition by name: "true", "false" or unknown; an undeclared one or a cycle is LM003.
  Value Condition(std::string_view name, Place where);

  /// A parameter `name` of a document in what is read, which may be one of `permitted`: what is taken for it
  /// where it is open (Environment::choices), unknown if nothing is; else `value`, its own.
  Value DocumentParameter(const std::string& name, const std::vector<std::string>& permitted,
                          const Value& value);
  /// Takes over what a trace of `inner`, a document inside of what this reads, has recorded.
  void TouchInner(const std::vector<uint32_t>& touched);

  /// Checks every condition, every Rules assertion and every reference of the template, so that a cycle or an
  /// undeclared name is found though no launch needs it. A failed assertion is LM005 with its description.
  /// Says nothing of what a macro may still make right.
  void CheckDeclarations();

  /// Raises LM003 at `where` for the resource being read.
  void Malformed(Place where, std::string message, std::string hint = "");

  /// Findings raised from here on name this resource; empty: none. Gives the one that they named until now.
  std::string SetResource(std::string_view id);

 private:
  friend class Trace;
  std::unique_ptr<Evaluation> evaluation_;
};

/// Records which parameters are read in its lifetime. Traces may stand inside of one another: what an inner
/// one records, the outer one does too.
class Trace {
 public:
  explicit Trace(Evaluator& evaluator);
  ~Trace();
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  /// Indices of parameters whose value has been read so far, sorted. Beyond them, by their index in
  /// Environment::choices: the conditions and comparisons that cannot be decided.
  std::vector<uint32_t> touched() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace headroom::cfn
