#include "cfn/parameters.h"

#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

using Lines = std::vector<std::string>;

/// What is wrong with `-p P=value` for a parameter with that body.
Lines Given(const std::string& body, const std::string& value) {
  return Bench("Parameters: {P: {" + body + "}}\nResources: {}\n", "t.yaml", {{"P", {value, {}}}}).Found();
}

TEST_CASE("values within their constraints") {
  CHECK(Given("Type: String", "") == Lines{});
  CHECK(Given("Type: String, AllowedValues: [a, b]", "b") == Lines{});
  CHECK(Given("Type: String, AllowedValues: [True, False]", "True") == Lines{});
  CHECK(Given("Type: CommaDelimitedList, AllowedValues: [a, b]", "b, a") == Lines{});
  CHECK(Given("Type: String, AllowedPattern: '[a-z]+'", "abc") == Lines{});
  CHECK(Given("Type: CommaDelimitedList, AllowedPattern: '[a-z]+'", "abc, d") == Lines{});
  CHECK(Given("Type: String, MinLength: 2, MaxLength: 3", "äöü") == Lines{});
  CHECK(Given("Type: Number, MinValue: -1, MaxValue: 2.5", "2.5") == Lines{});
  CHECK(Given("Type: Number", "1e3") == Lines{});
  CHECK(Given("Type: List<Number>", "1, 2.5,+3") == Lines{});
  CHECK(Given("Type: \"AWS::SSM::Parameter::Value<String>\", AllowedValues: [a]", "/name") == Lines{});
}

TEST_CASE("values that their constraints forbid") {
  CHECK(Given("Type: String, AllowedValues: [m5.large, m5.xlarge]", "m5.lrage") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `m5.lrage`: allowed are `m5.large`, "
              "`m5.xlarge`; did you mean `m5.large`?"});
  CHECK(Given("Type: String, AllowedValues: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]", "abcdef") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `abcdef`: allowed are `1`, `2`, `3`, `4`, `5`, "
              "`6`, `7`, `8`, `9`, `10` and 2 more"});
  CHECK(Given("Type: String, AllowedValues: [only]", "") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be ``: allowed is `only`"});
  CHECK(Given("Type: CommaDelimitedList, AllowedValues: [a, b]", "a,zzzz,yyyy") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `zzzz`: allowed are `a`, `b`"});
  CHECK(Given("Type: String, AllowedPattern: '[a-z]+'", "ab1") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `ab1`: it does not match `[a-z]+`"});
  CHECK(Given("Type: String, AllowedPattern: 'a|ab'", "ab") == Lines{});
  CHECK(Given("Type: CommaDelimitedList, AllowedPattern: '[a-z]+'", "abc,") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be ``: it does not match `[a-z]+`"});
  CHECK(Given("Type: String, MinLength: 2", "ä") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `ä`: it has 1 characters, `MinLength` is 2"});
  CHECK(Given("Type: String, MaxLength: 2", "abc") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `abc`: it has 3 characters, `MaxLength` is 2"});
  CHECK(Given("Type: Number, MinValue: 2", "1") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `1`: `MinValue` is 2"});
  CHECK(Given("Type: Number, MaxValue: 2.5", "3") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `3`: `MaxValue` is 2.5"});
  CHECK(Given("Type: Number", "three") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `three`: it is not a number"});
  CHECK(Given("Type: Number", "0x10") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `0x10`: it is not a number"});
  CHECK(Given("Type: Number", "") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be ``: it is not a number"});
  CHECK(Given("Type: List<Number>", "1,x") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `x`: it is not a number"});
  CHECK(Given("Type: String, NoEcho: true, AllowedValues: [a]", "b") ==
        Lines{"LM005 at nowhere: the parameter `P` cannot be `****`: allowed is `a`"});
  CHECK(Given("Type: String", std::string(4097, 'x'))[0].find("it has 4,097 bytes, the most is 4,096") !=
        std::string::npos);
}

TEST_CASE("a default is judged at its place, unless a value is given") {
  const std::string text = "Parameters: {P: {Type: Number, Default: none}}\nResources: {}\n";
  Bench bench(text);
  CHECK(bench.Found() == Lines{"LM005 at `none`: the parameter `P` cannot be `none`: it is not a number"});
  CHECK(bench.assignment == Assignment{"none"});
  CHECK(bench.findings[0].resource.empty());
  Bench given(text, "t.yaml", {{"P", {"4", {}}}});
  CHECK(given.Found() == Lines{});
  CHECK(given.assignment == Assignment{"4"});
}

TEST_CASE("parameters without a value have none") {
  Bench bench("Parameters: {A: {Type: String}, B: {Type: String, Default: b}}\nResources: {}\n");
  CHECK(bench.assignment == Assignment{std::nullopt, "b"});
}

TEST_CASE("one value given to several templates is one finding") {
  const GivenParameters given = {{"P", {"x", {}}}};
  Bench first("Parameters: {P: {Type: Number}}\nResources: {}\n", "1.yaml", given);
  Bench second("Parameters: {P: {Type: String, AllowedValues: [a]}, PP: {Type: String}}\nResources: {}\n");
  Findings findings = first.findings;
  Assign(second.tmpl.parameters(), given, findings);
  CHECK(Render(findings) == Lines{"LM005 at nowhere: the parameter `P` cannot be `x`: it is not a number"});
}

TEST_CASE("given parameters that no template declares") {
  Bench one("Parameters: {Size: {Type: String}}\nResources: {}\n");
  Bench two("Parameters: {Count: {Type: String}}\nResources: {}\n");
  Findings findings;
  CheckAllDeclared({&one.tmpl, &two.tmpl},
                   {{"Count", {"1", {}}}, {"Sise", {"x", {}}}, {"Size", {"y", {}}}, {"Zzzzzzzz", {"", {}}}},
                   findings);
  CHECK(Render(findings) ==
        Lines{"LM005 at nowhere: no template declares the parameter `Sise`; did you mean `Size`?",
              "LM005 at nowhere: no template declares the parameter `Zzzzzzzz`"});
}

}  // namespace
}  // namespace headroom::cfn
