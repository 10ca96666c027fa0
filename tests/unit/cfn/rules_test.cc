#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

using Lines = std::vector<std::string>;

Lines Check(const std::string& rule) {
  Bench bench(fmt::format(R"(Parameters:
  Stage: {{Type: String, Default: test}}
  Zones: {{Type: CommaDelimitedList, Default: "a,b"}}
  Unset: {{Type: String}}
  Vpc: {{Type: "AWS::EC2::VPC::Id", Default: vpc-1}}
Rules:
  Sane: {}
Resources: {{}}
)",
                          rule));
  bench.evaluator().CheckDeclarations();
  return bench.Found();
}

/// Whether an assertion holds: "true", "false", or "unknown" where nothing is said of it either way.
std::string Holds(const std::string& assertion) {
  const bool fails = !Check("{Assertions: [{Assert: " + assertion + "}]}").empty();
  const bool fails_negated = !Check("{Assertions: [{Assert: !Not [" + assertion + "]}]}").empty();
  CHECK(!(fails && fails_negated));
  return fails ? "false" : fails_negated ? "true" : "unknown";
}

TEST_CASE("the functions of Rules") {
  CHECK(Holds("!Contains [[test, prod], !Ref Stage]") == "true");
  CHECK(Holds("{\"Fn::Contains\": [[dev, prod], {Ref: Stage}]}") == "false");
  CHECK(Holds("!Contains [[test, !Ref Unset], !Ref Stage]") == "true");
  CHECK(Holds("!Contains [[dev, !Ref Unset], !Ref Stage]") == "unknown");
  CHECK(Holds("!EachMemberEquals [!Ref Zones, a]") == "false");
  CHECK(Holds("{\"Fn::EachMemberEquals\": [[a, a], a]}") == "true");
  CHECK(Holds("!EachMemberEquals [[a, !Ref Unset], a]") == "unknown");
  CHECK(Holds("!EachMemberIn [!Ref Zones, [a, b, c]]") == "true");
  CHECK(Holds("{\"Fn::EachMemberIn\": [{Ref: Zones}, [a, c]]}") == "false");
  CHECK(Holds("!EachMemberIn [[a, !Ref Unset], [a]]") == "unknown");
  CHECK(Holds("!EachMemberIn [[z, !Ref Unset], [a]]") == "false");
  CHECK(Holds("!EachMemberIn [!ValueOfAll [AWS::EC2::VPC::Id, Tags.x], [a]]") == "unknown");
  CHECK(Holds("!Contains [!RefAll AWS::EC2::VPC::Id, vpc-1]") == "true");
  CHECK(Holds("!Equals [!ValueOf [Vpc, Tags.Owner], me]") == "unknown");
}

TEST_CASE("a failed assertion is LM005 with its description") {
  CHECK(
      Check("{Assertions: [{Assert: !Equals [!Ref Stage, prod], AssertDescription: \"Only in\\n  "
            "production.\"}]}") ==
      Lines{
          "LM005 at `{Assert: !Equals [!Ref Stage, prod], AssertDescription: \"Only in\\n  production.\"}`: "
          "the rule `Sane` does not hold: Only in production"});
  CHECK(Check("{Assertions: [{Assert: !Equals [a, b]}, {Assert: !Equals [a, a]}]}") ==
        Lines{"LM005 at `{Assert: !Equals [a, b]}`: the rule `Sane` does not hold"});
  CHECK(Check("{RuleCondition: !Equals [!Ref Stage, prod], Assertions: [{Assert: !Equals [a, b]}]}") ==
        Lines{});
  CHECK(Check("{RuleCondition: !Equals [!Ref Unset, prod], Assertions: [{Assert: !Equals [a, b]}]}") ==
        Lines{});
  CHECK(Check("{Assertions: [{Assert: !Equals [!Ref Unset, b]}]}") == Lines{});
}

TEST_CASE("rules of a wrong shape") {
  CHECK(Check("{a: b}") == Lines{"LM003 at `{a: b}`: the rule `Sane` needs a list of `Assertions`"});
  CHECK(Check("{Assertions: [{A: b}]}") ==
        Lines{"LM003 at `{A: b}`: an assertion of the rule `Sane` has no `Assert`"});
  CHECK(Check("{Assertions: [{Assert: text}]}") ==
        Lines{"LM003 at `text`: expected a condition, found text `text`"});
  CHECK(Check("{Assertions: [{Assert: !Contains [a, b]}]}") ==
        Lines{"LM003 at `a`: the first argument of `Fn::Contains` must be a list, found text `a`"});
  CHECK(Check("{Assertions: [{Assert: !EachMemberIn [[a], b]}]}") ==
        Lines{"LM003 at `b`: the second argument of `Fn::EachMemberIn` must be a list, found text `b`"});
  CHECK(Check("{Assertions: [{Assert: !EachMemberEquals [a]}]}") ==
        Lines{"LM003 at `!EachMemberEquals [a]`: `Fn::EachMemberEquals` takes a list of 2, found one of 1"});
}

}  // namespace
}  // namespace headroom::cfn
