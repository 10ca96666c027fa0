#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("a parameter with everything") {
  Bench bench(R"(Parameters:
  Size:
    Type: String
    Default: 010
    AllowedValues: [010, yes, True, "x"]
    AllowedPattern: "[a-z0-9]+"
    MinLength: "1"
    MaxLength: 20
    NoEcho: "true"
  Nodes: {Type: Number, MinValue: 0.5, MaxValue: 1e3, Default: 2}
Resources: {}
)");
  REQUIRE(bench.tmpl.parameters().size() == 2);
  const Parameter& size = bench.tmpl.parameters()[0];
  CHECK(size.name == "Size");
  CHECK(bench.TextAt(size.where) == "Size");
  CHECK(size.type == "String");
  CHECK(size.default_value == "010");
  CHECK(bench.TextAt(size.default_where) == "010");
  CHECK(size.allowed_values == Lines{"010", "yes", "true", "x"});
  CHECK(size.allowed_pattern == "[a-z0-9]+");
  CHECK(size.min_length == 1);
  CHECK(size.max_length == 20);
  CHECK(size.no_echo);
  const Parameter& nodes = bench.tmpl.parameters()[1];
  CHECK(nodes.min_value == 0.5);
  CHECK(nodes.max_value == 1000);
  CHECK_FALSE(nodes.no_echo);
  CHECK(bench.tmpl.FindParameter("Nodes") == 1);
  CHECK_FALSE(bench.tmpl.FindParameter("nodes"));
  CHECK(bench.Found() == Lines{});
}

TEST_CASE("kinds of parameter types") {
  const auto type = [](const char* name) {
    Parameter parameter;
    parameter.type = name;
    return fmt::format("{}{}{}", parameter.is_list() ? "list " : "", parameter.is_number() ? "number " : "",
                       parameter.is_ssm() ? "ssm" : "");
  };
  CHECK(type("String") == "");
  CHECK(type("Number") == "number ");
  CHECK(type("CommaDelimitedList") == "list ");
  CHECK(type("List<Number>") == "list number ");
  CHECK(type("List<AWS::EC2::Subnet::Id>") == "list ");
  CHECK(type("AWS::EC2::Image::Id") == "");
  CHECK(type("AWS::SSM::Parameter::Name") == "");
  CHECK(type("AWS::SSM::Parameter::Value<String>") == "ssm");
  CHECK(type("AWS::SSM::Parameter::Value<List<String>>") == "list ssm");
  CHECK(type("AWS::SSM::Parameter::Value<CommaDelimitedList>") == "list ssm");
}

TEST_CASE("transforms in all their forms") {
  const auto transforms = [](const std::string& value) {
    Bench bench("Transform: " + value + "\nResources: {}\n");
    CHECK(bench.Found() == Lines{});
    return bench.tmpl.transforms();
  };
  CHECK(transforms("AWS::Serverless-2016-10-31") == Lines{"AWS::Serverless-2016-10-31"});
  CHECK(transforms("[AWS::LanguageExtensions, Mine]") == Lines{"AWS::LanguageExtensions", "Mine"});
  CHECK(transforms("{Name: AWS::Include, Parameters: {Location: s3}}") == Lines{"AWS::Include"});
  CHECK(transforms("[{Name: A}, B]") == Lines{"A", "B"});
  CHECK(transforms("") == Lines{});
  Bench extensions("Transform: AWS::LanguageExtensions\nResources: {}\n");
  CHECK(extensions.tmpl.has_language_extensions());
  CHECK_FALSE(extensions.tmpl.opaque_transform());
  Bench both("Transform: [AWS::LanguageExtensions, Mine]\nResources: {}\n");
  CHECK(both.tmpl.has_language_extensions());
  CHECK(both.tmpl.opaque_transform() == "Mine");
}

Lines FindingsOf(const std::string& text) { return Bench(text).Found(); }

TEST_CASE("sections and parameters of a wrong shape") {
  CHECK(FindingsOf("Resources: [a]\nConditions: b\nMappings:\n") ==
        Lines{"LM003 at `b`: `Conditions` must be a map, found text `b`",
              "LM003 at `[a]`: `Resources` must be a map, found a list"});
  CHECK(FindingsOf("Transform: [[a]]\nResources: {}\n") ==
        Lines{"LM003 at `[a]`: a transform must be named by text, found a list"});
  const auto parameter = [](const std::string& body) {
    return FindingsOf("Parameters: {P: " + body + "}\n");
  };
  CHECK(parameter("text") == Lines{"LM003 at `text`: the parameter `P` must be a map, found text `text`"});
  CHECK(parameter("{}") == Lines{"LM003 at `P`: the parameter `P` has no `Type`"});
  CHECK(parameter("{Type: string}") ==
        Lines{"LM003 at `string`: `string` is no parameter type; did you mean `String`?"});
  CHECK(parameter("{Type: Boolean}") == Lines{"LM003 at `Boolean`: `Boolean` is no parameter type"});
  CHECK(parameter("{Type: [String]}") == Lines{"LM003 at `[String]`: `Type` must be text, found a list"});
  CHECK(parameter("{Type: String, Default: !Ref X}") ==
        Lines{"LM003 at `!Ref X`: `Default` must be text, found `!Ref`"});
  CHECK(parameter("{Type: String, Default: {a: b}}") ==
        Lines{"LM003 at `{a: b}`: `Default` must be text, found a map"});
  CHECK(parameter("{Type: CommaDelimitedList, Default: [a, b]}") ==
        Lines{"LM003 at `[a, b]`: `Default` must be text, found a list; write its items as one text, "
              "separated by commas"});
  CHECK(parameter("{Type: String, AllowedValues: a}") ==
        Lines{"LM003 at `a`: `AllowedValues` must be a list, found text `a`"});
  CHECK(parameter("{Type: String, AllowedValues: [[a]]}") ==
        Lines{"LM003 at `[a]`: an allowed value must be text, found a list"});
  CHECK(parameter("{Type: String, MinLength: x}") ==
        Lines{"LM003 at `x`: `MinLength` must be a whole number, found `x`"});
  CHECK(parameter("{Type: Number, MaxValue: x}") ==
        Lines{"LM003 at `x`: `MaxValue` must be a number, found `x`"});
}

TEST_CASE("a macro may take any shape") {
  CHECK(FindingsOf("Transform: Mine\nParameters: {P: {Default: [a]}}\nResources: [a]\n") == Lines{});
}

}  // namespace
}  // namespace headroom::cfn
