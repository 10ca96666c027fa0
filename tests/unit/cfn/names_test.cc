#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

std::string InRegion(std::optional<std::string> region, std::string_view name) {
  Bench bench(WithProperty(fmt::format("!Ref AWS::{}", name)));
  bench.environment = {};
  bench.environment.region = std::move(region);
  return bench.Property("R", "V");
}

TEST_CASE("the partition follows from the Region") {
  struct Case {
    const char *region, *partition, *suffix;
  };
  for (const Case& c :
       {Case{"us-east-1", "aws", "amazonaws.com"}, Case{"eu-central-1", "aws", "amazonaws.com"},
        Case{"cn-north-1", "aws-cn", "amazonaws.com.cn"},
        Case{"us-gov-west-1", "aws-us-gov", "amazonaws.com"}, Case{"us-iso-east-1", "aws-iso", "c2s.ic.gov"},
        Case{"us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"},
        Case{"eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"},
        Case{"us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"},
        Case{"eusc-de-east-1", "aws-eusc", "amazonaws.eu"}}) {
    CAPTURE(c.region);
    CHECK(InRegion(c.region, "Partition") == c.partition);
    CHECK(InRegion(c.region, "URLSuffix") == c.suffix);
  }
}

TEST_CASE("pseudo parameters that nobody gave") {
  CHECK(InRegion({}, "Region") == "?`AWS::Region` is not known without a Region (`--region`)");
  CHECK(InRegion({}, "Partition") == "?`AWS::Partition` is not known without a Region (`--region`)");
  CHECK(InRegion({}, "URLSuffix") == "?`AWS::URLSuffix` is not known without a Region (`--region`)");
  CHECK(InRegion({}, "AccountId") == "?`AWS::AccountId` is not known without an account (`--account`)");
  CHECK(InRegion({}, "StackName") == "?`AWS::StackName` is not known without a stack (`--stack`)");
  CHECK(InRegion({}, "StackId") == "?`AWS::StackId` is known only to AWS");
  CHECK(InRegion({}, "NotificationARNs") == "?`AWS::NotificationARNs` is known only to AWS");
}

TEST_CASE("pseudo parameters that somebody gave") {
  CHECK(Good("!Ref AWS::AccountId") == "111122223333");
  CHECK(Good("!Ref AWS::StackName") == "web");
}

TEST_CASE("dynamic references are resolved in the finished text") {
  CHECK(Good("\"{{resolve:ssm:/fleet/nodes}}\"") == "3");
  CHECK(Good("\"{{resolve:ssm:/fleet/nodes:2}}\"") == "5");
  CHECK(Good("\"a{{resolve:ssm:/fleet/nodes}}b{{resolve:ssm:/fleet/nodes}}\"") == "a3b3");
  CHECK(Good("!Sub \"{{resolve:ssm:/fleet/${AWS::StackName}}}\"") ==
        "?the SSM parameter `/fleet/web` is not in the store");
  CHECK(Good("!Join [\"\", [\"{{resolve:ssm:\", /fleet/nodes, \"}}\"]]") == "3");
  CHECK(Good("[\"{{resolve:ssm:/fleet/nodes}}\"]") == "[3]");
  CHECK(Good("!Split [\"|\", \"a|{{resolve:ssm:/fleet/nodes}}\"]") == "[a, 3]");
  CHECK(Good("{\"Fn::Base64\": \"{{resolve:ssm:/x}}\"}") == "e3tyZXNvbHZlOnNzbToveH19");
  CHECK(Good("\"{{resolve:ssm:/nope}}\"") == "?the SSM parameter `/nope` is not in the store");
  CHECK(Good("\"{{resolve:ssm:/fleet/nodes:7}}\"") ==
        "?version 7 of the SSM parameter `/fleet/nodes` is not in the store");
  CHECK(Good("\"{{resolve:ssm-secure:/key:1}}\"") == "?the secret `/key:1` is known only to AWS");
  CHECK(Good("\"{{resolve:secretsmanager:db:SecretString:password}}\"") ==
        "?the secret `db:SecretString:password` is known only to AWS");
  CHECK(Good("\"{{resolve:other:x}} {{resolve:ssm:/fleet/nodes\"") ==
        "{{resolve:other:x}} {{resolve:ssm:/fleet/nodes");
  CHECK(Good("resolve:ssm:/fleet/nodes") == "resolve:ssm:/fleet/nodes");
}

TEST_CASE("SSM parameters are values of the store, lists split") {
  Bench bench(R"(Parameters:
  Ids: {Type: "AWS::SSM::Parameter::Value<List<String>>", Default: " /ids "}
  Pinned: {Type: "AWS::SSM::Parameter::Value<String>", Default: "/a:4"}
Resources:
  R: {Type: T, Properties: {V: !Ref Ids, W: !Ref Pinned}}
)");
  bench.ssm = Named({{"/ids", "a, b"}});
  CHECK(bench.Property("R", "V") == "[a, b]");
  CHECK(bench.Property("R", "W") == "?version 4 of the SSM parameter `/a` is not in the store");
}

TEST_CASE("without a store there are no SSM parameters and no exports") {
  Bench bench(WithProperty("[!Ref Image, !ImportValue prod-arn]"));
  bench.environment.ssm_parameters = nullptr;
  bench.environment.exports = nullptr;
  CHECK(
      bench.Property("R", "V") ==
      "[?the SSM parameter `/images/linux` is not in the store, ?the export `prod-arn` is not in the store]");
}

TEST_CASE("what a macro may make right is not judged") {
  Bench bench(R"(Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Conditions:
  C: !Condition Other
Resources:
  F: {Type: AWS::Serverless::Function}
  R:
    Type: T
    Properties:
      A: !GetAtt FunctionRole.Arn
      B: !Ref ServerlessRestApi
      C: !FindInMap [Made, a, b]
      D: !If [Other, a, b]
      E: !Foo x
      F: !Sub "${a-b}"
      G: plain
)");
  const std::string macro = "?the transform `AWS::Serverless-2016-10-31` runs only at AWS";
  for (const char* property : {"A", "B", "C", "D", "E", "F"}) CHECK(bench.Property("R", property) == macro);
  CHECK(bench.Property("R", "G") == "plain");
  bench.evaluator().CheckDeclarations();
  CHECK(bench.Found() == std::vector<std::string>{});
}

TEST_CASE("an included snippet may declare what is missing") {
  Bench bench(R"(Mappings:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3}}
  Half:
    Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3}}
    prod: {Type: a}
Conditions:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3}}
Resources:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3}}
  R:
    Type: T
    Properties:
      A: !FindInMap [Made, a, b]
      B: !FindInMap [Half, staging, Type]
      C: !FindInMap [Half, prod, Type]
      D: !If [Made, a, b]
      E: !Ref Made
      F: {x: 1, "Fn::Transform": {Name: Mine}}
)");
  const std::string include = "?the transform `AWS::Include` runs only at AWS";
  CHECK(bench.Property("R", "A") == include);
  CHECK(bench.Property("R", "B") == include);
  CHECK(bench.Property("R", "C") == "a");
  CHECK(bench.Property("R", "D") == include);
  CHECK(bench.Property("R", "E") == include);
  const Value map = bench.evaluator().Get(bench.evaluator().FindResource("R")->properties, "F");
  CHECK(bench.Show(bench.evaluator().Get(map, "x")) == "1");
  CHECK(bench.Show(bench.evaluator().Get(map, "y")) == "?the transform `Mine` runs only at AWS");
  bench.evaluator().CheckDeclarations();
  CHECK(bench.Found() == std::vector<std::string>{});
}

TEST_CASE("modules declare names that do not stand in the template") {
  for (const char* type : {"Org::Net::Vpc::MODULE", "!Rain::Module vpc.yml", "{\"Rain::Module\": vpc.yml}"}) {
    CAPTURE(type);
    Bench bench(fmt::format(
        "Resources:\n  Net: {{Type: {}}}\n  R: {{Type: T, Properties: {{V: !Ref NetVpc}}}}\n", type));
    CHECK(bench.Property("R", "V") == "?what the module `Net` declares is not known here");
    CHECK(bench.Found() == std::vector<std::string>{});
  }
}

TEST_CASE("large mappings are looked up as small ones are") {
  std::string text = "Mappings:\n  M:\n";
  for (int i = 0; i < 40; ++i) text += fmt::format("    k{}: {{v: {}}}\n", i, i);
  text += "Resources:\n  R: {Type: T, Properties: {V: !FindInMap [M, k39, v], W: !FindInMap [M, k3_, v]}}\n";
  Bench bench(text);
  CHECK(bench.Property("R", "V") == "39");
  CHECK(bench.Property("R", "W") == "!the mapping `M` has no key `k3_`");
}

}  // namespace
}  // namespace headroom::cfn
