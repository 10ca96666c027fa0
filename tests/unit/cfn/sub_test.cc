#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

TEST_CASE("Sub fills in what Ref and GetAtt give") {
  CHECK(Good("!Sub plain") == "plain");
  CHECK(Good("!Sub \"a ${Size} b ${ Count }\"") == "a m5.large b 3");
  CHECK(Good("{\"Fn::Sub\": \"${AWS::Region}-${AWS::AccountId}\"}") == "us-east-1-111122223333");
  CHECK(Good("!Sub \"x${Host}\"") == "?the id of `Host` is known only to AWS");
  CHECK(Good("!Sub \"${Host.Id}.\"") == "?the attribute `Host.Id` is known only to AWS");
  CHECK(Good("!Sub \"${Unset}${Host}\"") == "?the parameter `Unset` has no value and no default");
}

TEST_CASE("Sub of one variable is that variable") {
  CHECK(Good("!Sub \"${Host}\"") == "?the id of `Host` is known only to AWS (Host)");
  CHECK(Good("!Sub \"${Host.A.b}\"") == "?the attribute `Host.A.b` is known only to AWS (Host.A.b)");
  CHECK(Good("!Sub \"${AWS::NoValue}\"") == "");
  CHECK(Good("!Sub \"a${AWS::NoValue}b\"") == "ab");
}

TEST_CASE("Sub leaves alone what is no variable") {
  CHECK(Good("!Sub \"${!Literal} $ { ${} $Size ${Size\"") == "${Literal} $ { ${} $Size ${Size");
  CHECK(Good("!Sub \"${!a}${Size}${!b}\"") == "${a}m5.large${b}");
  CHECK(Good("!Sub \"$${Size}\"") == "$m5.large");
}

TEST_CASE("the map of Sub comes first") {
  CHECK(Good("!Sub [\"${Size} ${Count} ${Own.Name}\", {Size: big, Own.Name: mine}]") == "big 3 mine");
  CHECK(Good("{\"Fn::Sub\": [\"${A}\", {A: !Select [0, !Ref Sizes]}]}") == "large");
  CHECK(Good("!Sub [\"${A}\", {A: !Ref Host}]") == "?the id of `Host` is known only to AWS (Host)");
  CHECK(Good("!Sub [\"${Size}\", {Unused: !Ref Unset}]") == "m5.large");
}

TEST_CASE("what is wrong with a Sub stands at its variable") {
  CHECK(Bad("!Sub \"a ${ Sise } b\"") ==
        "LM003 at `${ Sise }` in R: `Sise` is neither a parameter nor a resource of this template; did you "
        "mean `Size`?");
  CHECK(Bad("!Sub \"a ${Hots.Id}\"") ==
        "LM003 at `${Hots.Id}` in R: `Hots` is no resource of this template; did you mean `Host`?");
  CHECK(Bad("!Sub \"${x:-y}\"") ==
        "LM003 at `${x:-y}` in R: `${x:-y}` is no variable: a name has letters, digits, `_`, `.` and `:`; "
        "write `${!x:-y}` to keep it as text");
  CHECK(Bad("!Sub \"a ${Sizes}\"") ==
        "LM003 at `!Sub \"a ${Sizes}\"` in R: `${Sizes}` must be text, found a list; `Fn::Join` makes text "
        "of a list");
  CHECK(Bad("!Sub [\"${A}\", {A: {b: c}}]") ==
        "LM003 at `!Sub [\"${A}\", {A: {b: c}}]` in R: `${A}` must be text, found a map");
  CHECK(Bad("!Sub [a]") == "LM003 at `!Sub [a]` in R: `Fn::Sub` takes a list of 2, found one of 1");
  CHECK(Bad("!Sub [a, b]") == "LM003 at `b` in R: the variables of `Fn::Sub` must be a map, found text `b`");
  CHECK(Bad("!Sub {a: b}") == "LM003 at `!Sub {a: b}` in R: the text of `Fn::Sub` must be text, found a map");
}

TEST_CASE("two variables of one text are two findings") {
  const Outcome outcome = Evaluate("!Sub \"${Qqqq} ${Wwww}\"");
  CHECK(outcome.value == "!`Qqqq` is neither a parameter nor a resource of this template");
  CHECK(outcome.findings ==
        std::vector<std::string>{
            "LM003 at `${Qqqq}` in R: `Qqqq` is neither a parameter nor a resource of this template",
            "LM003 at `${Wwww}` in R: `Wwww` is neither a parameter nor a resource of this template"});
}

}  // namespace
}  // namespace headroom::cfn
