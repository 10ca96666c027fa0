#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("resources in the order of the file, without those whose condition is false") {
  Bench bench(R"(Parameters: {Unset: {Type: String}}
Conditions:
  No: !Equals [a, b]
  Maybe: !Equals [!Ref Unset, a]
Resources:
  Zulu: {Type: T, Properties: {a: b}}
  Gone: {Type: T, Condition: No}
  Doubt: {Type: T, Condition: Maybe}
  Alpha: {Type: U}
)");
  Lines shown;
  for (const Resource& resource : bench.evaluator().Resources()) {
    shown.push_back(fmt::format("{} {} {} {} {}", resource.id, bench.TextAt(resource.where), resource.type,
                                bench.Show(resource.properties), bench.Show(resource.existence)));
  }
  CHECK(shown == Lines{"Zulu Zulu T {a: b} true",
                       "Doubt Doubt T - ?the parameter `Unset` has no value and no default",
                       "Alpha Alpha U - true"});
  CHECK(bench.evaluator().FindResource("Gone") == nullptr);
  REQUIRE(bench.evaluator().FindResource("Alpha") != nullptr);
  CHECK(bench.evaluator().FindResource("Alpha")->type == "U");
  CHECK(bench.Show(bench.evaluator().FindResource("Zulu")->body) == "{Type: T, Properties: {a: b}}");
  CHECK(bench.Found() == Lines{});
}

TEST_CASE("a reference to a resource that is left out is malformed, unless nobody can tell") {
  Bench bench(R"(Parameters: {Unset: {Type: String}}
Conditions: {No: !Equals [a, b], Maybe: !Equals [!Ref Unset, a]}
Resources:
  Gone: {Type: T, Condition: No}
  Doubt: {Type: T, Condition: Maybe}
  R:
    Type: T
    Properties:
      V: !Ref Gone
      W: !GetAtt Gone.Arn
      X: !If [No, !Ref Gone, none]
      Y: !Ref Doubt
)");
  const std::string gone = "!`Gone` does not exist, since its condition `No` is false";
  CHECK(bench.Property("R", "V") == gone);
  CHECK(bench.Property("R", "W") == gone);
  CHECK(bench.Property("R", "X") == "none");
  CHECK(bench.Property("R", "Y") == "?the id of `Doubt` is known only to AWS (Doubt)");
}

TEST_CASE("a type is plain text") {
  Bench bench(R"(Parameters: {P: {Type: String, Default: T}}
Resources:
  Short: {Type: !Ref P}
  Long: {Type: {"Fn::Sub": "${P}"}}
  Other: {Type: !Rain::Module x}
)");
  for (const Resource& resource : bench.evaluator().Resources()) CHECK(resource.type == "");
  CHECK(bench.Found() ==
        Lines{"LM003 at `!Ref P` in Short: `Type` must be text, found `Ref`",
              "LM003 at `{\"Fn::Sub\": \"${P}\"}` in Long: `Type` must be text, found `Fn::Sub`"});
}

TEST_CASE("resources of a wrong shape") {
  Bench bench(R"(Resources:
  Text: hello
  NoType: {Properties: {a: b}}
  ListType: {Type: [a]}
  ListProperties: {Type: T, Properties: [a]}
  MapCondition: {Type: T, Condition: {a: b, c: d}}
  Undeclared: {Type: T, Condition: Nope}
  Included: {"Fn::Transform": {Name: AWS::Include}}
)");
  Lines shown;
  for (const Resource& resource : bench.evaluator().Resources()) {
    shown.push_back(fmt::format("{} `{}` {} {}", resource.id, resource.type, bench.Show(resource.properties),
                                bench.Show(resource.existence)));
  }
  CHECK(shown == Lines{"NoType `` {a: b} true", "ListType `` - true",
                       "ListProperties `T` !`Properties` must be a map, found a list true",
                       "MapCondition `T` - !`Condition` must name a condition, found a map",
                       "Undeclared `T` - !the condition `Nope` is not declared",
                       "Included `` ?the transform `AWS::Include` runs only at AWS true"});
  bench.evaluator().CheckDeclarations();
  CHECK(bench.Found() ==
        Lines{"LM003 at `hello` in Text: the resource `Text` must be a map, found text `hello`",
              "LM003 at `NoType` in NoType: the resource `NoType` has no `Type`",
              "LM003 at `[a]` in ListType: `Type` must be text, found a list",
              "LM003 at `[a]` in ListProperties: `Properties` must be a map, found a list",
              "LM003 at `{a: b, c: d}` in MapCondition: `Condition` must name a condition, "
              "found a map",
              "LM003 at `Nope` in Undeclared: the condition `Nope` is not declared"});
}

TEST_CASE("what the existence of a resource depends on") {
  Bench bench(R"(Parameters:
  A: {Type: String, Default: x}
  B: {Type: String, Default: x}
  C: {Type: CommaDelimitedList, Default: "p,q"}
Conditions:
  NeedsB: !Equals [!Ref B, x]
  NeedsBoth: !And [!Condition NeedsB, !Equals [!Ref A, x]]
Resources:
  Plain: {Type: T, Properties: {V: !Ref A}}
  One: {Type: T, Condition: NeedsB}
  Both: {Type: T, Condition: NeedsBoth}
  Fn::ForEach::L: [I, !Ref C, {"N${I}": {Type: T}}]
)");
  Lines shown;
  for (const Resource& resource : bench.evaluator().Resources()) {
    shown.push_back(fmt::format("{} [{}]", resource.id, fmt::join(resource.touched, " ")));
  }
  CHECK(shown == Lines{"Plain []", "One [1]", "Both [0 1]", "Np [2]", "Nq [2]"});
}

}  // namespace
}  // namespace headroom::cfn
