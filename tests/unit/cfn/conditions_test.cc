#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

/// The condition `C`, and what is wrong.
Outcome Decide(const std::string& condition) {
  Bench bench(fmt::format(R"(Parameters:
  Stage: {{Type: String, Default: prod}}
  Unset: {{Type: String}}
  List: {{Type: CommaDelimitedList, Default: "a,b"}}
Conditions:
  Yes: !Equals [!Ref Stage, prod]
  No: !Not [!Condition Yes]
  Maybe: !Equals [!Ref Unset, x]
  C: {}
Resources: {{}}
)",
                          condition));
  std::string value = bench.Show(bench.evaluator().Condition("C", {}));
  return {std::move(value), bench.Found()};
}

std::string Decided(const std::string& condition) {
  const Outcome outcome = Decide(condition);
  CHECK(outcome.findings == std::vector<std::string>{});
  return outcome.value;
}

std::string Misused(const std::string& condition) {
  const Outcome outcome = Decide(condition);
  CHECK(outcome.value.substr(0, 1) == "!");
  REQUIRE(outcome.findings.size() == 1);
  return outcome.findings.front();
}

const char* const kUnset = "?the parameter `Unset` has no value and no default";

TEST_CASE("Equals compares text exactly, whatever its spelling in the file") {
  CHECK(Decided("!Equals [!Ref Stage, prod]") == "true");
  CHECK(Decided("{\"Fn::Equals\": [{Ref: Stage}, Prod]}") == "false");
  CHECK(Decided("!Equals [1, \"1\"]") == "true");
  CHECK(Decided("!Equals [True, \"true\"]") == "true");
  CHECK(Decided("!Equals [\"True\", true]") == "false");
  CHECK(Decided("!Equals [1.0, 1]") == "false");
  CHECK(Decided("!Equals [!Ref Unset, x]") == kUnset);
  CHECK(Decided("!Equals [!Ref List, !Split [\",\", \"a,b\"]]") == "true");
  CHECK(Decided("!Equals [!Ref List, [a, b, c]]") == "false");
  CHECK(Decided("!Equals [[a, !Ref Unset], [b, c]]") == "false");
  CHECK(Decided("!Equals [[a, !Ref Unset], [a, c]]") == kUnset);
  CHECK(Decided("!Equals [[[a]], [[a]]]") == "?lists of lists or maps are compared");
  CHECK(Decided("!Equals [!Ref List, a]") == "?a list is compared with text `a`");
  CHECK(Decided("!Equals [!Ref AWS::NoValue, a]") == "?nothing is compared with text `a`");
  CHECK(Decided("!Equals [\"{{resolve:ssm:/x}}\", a]") ==
        "?a dynamic reference is resolved only after conditions are decided");
  CHECK(Misused("!Equals [a]") == "LM003 at `!Equals [a]`: `Fn::Equals` takes a list of 2, found one of 1");
}

TEST_CASE("And, Or and Not decide as soon as one operand does") {
  CHECK(Decided("!And [!Condition Yes, !Condition Yes]") == "true");
  CHECK(Decided("{\"Fn::And\": [{Condition: Yes}, {Condition: No}]}") == "false");
  CHECK(Decided("!And [!Condition Maybe, !Condition No]") == "false");
  CHECK(Decided("!And [!Condition Maybe, !Condition Yes]") == kUnset);
  CHECK(Decided("!Or [!Condition No, !Condition Yes]") == "true");
  CHECK(Decided("{\"Fn::Or\": [!Condition No, !Condition No]}") == "false");
  CHECK(Decided("!Or [!Condition Maybe, !Condition Yes]") == "true");
  CHECK(Decided("!Or [!Condition Maybe, !Condition No]") == kUnset);
  CHECK(Decided("!Not [!Condition Yes]") == "false");
  CHECK(Decided("{\"Fn::Not\": [{Condition: No}]}") == "true");
  CHECK(Decided("!Not [!Condition Maybe]") == kUnset);
  CHECK(Decided("!Condition Yes") == "true");
  CHECK(Decided("{Condition: No}") == "false");
  CHECK(Decided("true") == "true");
}

TEST_CASE("what is no condition") {
  CHECK(Misused("!And [!Condition Yes]") ==
        "LM003 at `!And [!Condition Yes]`: `Fn::And` takes a list of 2 to 10, found one of 1");
  CHECK(
      Misused("!Or [a, b, c, d, e, f, g, h, i, j, k]") ==
      "LM003 at `!Or [a, b, c, d, e, f, g, h, i, j, k]`: `Fn::Or` takes a list of 2 to 10, found one of 11");
  CHECK(Misused("!Not true") == "LM003 at `!Not true`: `Fn::Not` takes a list of 1, found text `true`");
  CHECK(Misused("!Ref Stage") == "LM003 at `!Ref Stage`: expected a condition, found text `prod`");
  CHECK(Misused("[a]") == "LM003 at `[a]`: expected a condition, found a list");
  CHECK(Misused("!Condition Yess") ==
        "LM003 at `!Condition Yess`: the condition `Yess` is not declared; did you mean `Yes`?");
  CHECK(Misused("{Condition: Zzzz}") == "LM003 at `{Condition: Zzzz}`: the condition `Zzzz` is not declared");
  CHECK(Misused("!Condition [a]") ==
        "LM003 at `!Condition [a]`: the name of a condition must be text, found a list");
}

TEST_CASE("If takes a branch, or is as unknown as its condition") {
  CHECK(Good("!If [Yes, !Ref Size, b]") == "m5.large");
  CHECK(Good("{\"Fn::If\": [No, a, b]}") == "b");
  CHECK(Good("!If [No, a, !Ref AWS::NoValue]") == "-");
  CHECK(Good("!If [Maybe, a, b]") == kUnset);
  CHECK(Good("!If [Yes, {a: b}, c]") == "{a: b}");
  CHECK(Good("[a, !If [No, b, !Ref AWS::NoValue], c]") == "[a, c]");
  CHECK(Good("!If [!Equals [a, a], a, b]") == "a");
  CHECK(Good("!If [Yes, !Ref Host, b]") == "?the id of `Host` is known only to AWS (Host)");
  CHECK(Bad("!If [Ja, a, b]") == "LM003 at `Ja` in R: the condition `Ja` is not declared");
  CHECK(Bad("!If [Yes, a]") == "LM003 at `!If [Yes, a]` in R: `Fn::If` takes a list of 3, found one of 2");
  CHECK(Bad("!If [[Yes], a, b]") == "LM003 at `[Yes]` in R: expected a condition, found a list");
}

TEST_CASE("a value points to the branch that was taken") {
  Bench bench(WithProperty("!If [Yes, !If [No, a, bb], c]"));
  const Resource* resource = bench.evaluator().FindResource("R");
  REQUIRE(resource != nullptr);
  CHECK(bench.TextAt(bench.evaluator().Get(resource->properties, "V").where()) == "bb");
}

TEST_CASE("conditions that need each other are one finding, wherever they are asked for") {
  const std::string text = R"(Conditions:
  Last: !Not [!Condition First]
  First: !And [!Condition Second, !Equals [a, a]]
  Second: !Not [!Condition Last]
  Outside: !Not [!Condition Second]
  Myself: !Not [!Condition Myself]
Resources:
  R: {Type: A, Condition: Second}
)";
  const std::vector<std::string> expected = {
      "LM003 at `Last`: conditions need each other: `Last` → `First` → `Second` → `Last`",
      "LM003 at `Myself`: conditions need each other: `Myself` → `Myself`"};
  Bench by_resource(text);
  REQUIRE(by_resource.evaluator().Resources().size() == 1);
  CHECK(by_resource.Show(by_resource.evaluator().Resources()[0].existence) ==
        "!conditions need each other: `Last` → `First` → `Second` → `Last`");
  by_resource.evaluator().CheckDeclarations();
  CHECK(by_resource.Found() == expected);
  Bench by_check(text);
  by_check.evaluator().CheckDeclarations();
  CHECK(by_check.Found() == expected);
}

TEST_CASE("what stands in a condition belongs to no resource") {
  Bench bench(R"(Conditions:
  C: !Equals [!Ref Qqqq, a]
Resources:
  R: {Type: A, Condition: C}
)");
  bench.evaluator().Resources();
  bench.evaluator().CheckDeclarations();
  CHECK(bench.Found() ==
        std::vector<std::string>{
            "LM003 at `!Ref Qqqq`: `Qqqq` is neither a parameter nor a resource of this template"});
}

}  // namespace
}  // namespace headroom::cfn
