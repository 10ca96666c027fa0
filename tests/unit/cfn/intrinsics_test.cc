#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

TEST_CASE("Ref gives parameters, pseudo parameters and what names a resource") {
  CHECK(Good("!Ref Size") == "m5.large");
  CHECK(Good("{Ref: Size}") == "m5.large");
  CHECK(Good("!Ref Count") == "3");
  CHECK(Good("!Ref Sizes") == "[large, xlarge, 2xlarge]");
  CHECK(Good("!Ref Unset") == "?the parameter `Unset` has no value and no default");
  CHECK(Good("!Ref UnsetList") == "?the parameter `UnsetList` has no value and no default");
  CHECK(Good("!Ref Image") == "ami-1");
  CHECK(Good("!Ref Secret") == "?the SSM parameter `/not/there` is not in the store");
  CHECK(Good("!Ref AWS::Region") == "us-east-1");
  CHECK(Good("!Ref AWS::NoValue") == "-");
  CHECK(Good("!Ref Host") == "?the id of `Host` is known only to AWS (Host)");
  CHECK(Good("{Ref: {\"Fn::Join\": [\"\", [Si, ze]]}}") == "m5.large");
}

TEST_CASE("Ref of a name that nothing declares") {
  CHECK(Bad("!Ref Sise") ==
        "LM003 at `!Ref Sise` in R: `Sise` is neither a parameter nor a resource of this template; did you "
        "mean `Size`?");
  CHECK(Bad("{Ref: Zzzzzz}") ==
        "LM003 at `{Ref: Zzzzzz}` in R: `Zzzzzz` is neither a parameter nor a resource of this template");
  CHECK(Bad("!Ref AWS::Regon") ==
        "LM003 at `!Ref AWS::Regon` in R: `AWS::Regon` is no pseudo parameter; did you mean `AWS::Region`?");
  CHECK(Bad("!Ref [a]") == "LM003 at `!Ref [a]` in R: the name in `Ref` must be text, found a list");
  CHECK(Bad("{Ref: {a: b}}") == "LM003 at `{a: b}` in R: the name in `Ref` must be text, found a map");
  CHECK(Bad("{Ref: }") == "LM003 at `Ref:` in R: the name in `Ref` must be text, found nothing");
}

TEST_CASE("GetAtt names a resource and an attribute") {
  const std::string host_id = "?the attribute `Host.HostId` is known only to AWS (Host.HostId)";
  CHECK(Good("!GetAtt Host.HostId") == host_id);
  CHECK(Good("!GetAtt [Host, HostId]") == host_id);
  CHECK(Good("{\"Fn::GetAtt\": Host.HostId}") == host_id);
  CHECK(Good("{\"Fn::GetAtt\": [Host, HostId]}") == host_id);
  CHECK(Good("!GetAtt Host.Outputs.Id") ==
        "?the attribute `Host.Outputs.Id` is known only to AWS (Host.Outputs.Id)");
  CHECK(Bad("!GetAtt Hots.HostId") ==
        "LM003 at `!GetAtt Hots.HostId` in R: `Hots` is no resource of this template; did you mean `Host`?");
  CHECK(Bad("!GetAtt Size.Id") ==
        "LM003 at `!GetAtt Size.Id` in R: `Size` is a parameter, not a resource of this template");
  CHECK(Bad("!GetAtt Host") ==
        "LM003 at `!GetAtt Host` in R: `Fn::GetAtt` takes a resource and an attribute, found `Host`");
  CHECK(Bad("!GetAtt [Host]") ==
        "LM003 at `!GetAtt [Host]` in R: `Fn::GetAtt` takes a list of 2, found one of 1");
  CHECK(Bad("{\"Fn::GetAtt\": {a: b}}") ==
        "LM003 at `{a: b}` in R: the argument of `Fn::GetAtt` must be text, found a map");
}

TEST_CASE("Join") {
  CHECK(Good("!Join [\".\", [m5, xlarge]]") == "m5.xlarge");
  CHECK(Good("{\"Fn::Join\": [\"\", [a, !Ref Size, 4]]}") == "am5.large4");
  CHECK(Good("!Join [\",\", !Ref Sizes]") == "large,xlarge,2xlarge");
  CHECK(Good("!Join [\",\", []]") == "");
  CHECK(Good("!Join [\",\", [a, !Ref AWS::NoValue, b]]") == "a,b");
  CHECK(Good("!Join [\",\", [a, !Ref Unset]]") == "?the parameter `Unset` has no value and no default");
  CHECK(Good("!Join [\",\", !Ref UnsetList]") == "?the parameter `UnsetList` has no value and no default");
  CHECK(Good("!Join [\",\", [!Ref Host]]") == "?the id of `Host` is known only to AWS (Host)");
  CHECK(Good("!Join [\",\", [!Ref Host, b]]") == "?the id of `Host` is known only to AWS");
  CHECK(Bad("!Join [\",\", !Ref Size]") ==
        "LM003 at `!Ref Size` in R: what `Fn::Join` joins must be a list, found text `m5.large`");
  CHECK(Bad("!Join [\",\", [a, [b]]]") ==
        "LM003 at `[b]` in R: an item of `Fn::Join` must be text, found a list");
  CHECK(Bad("!Join [[a], [b, c]]") ==
        "LM003 at `[a]` in R: the delimiter of `Fn::Join` must be text, found a list");
  CHECK(Bad("!Join a") == "LM003 at `!Join a` in R: `Fn::Join` takes a list of 2, found text `a`");
  CHECK(Bad("{\"Fn::Join\": !Ref Sizes}") ==
        "LM003 at `{\"Fn::Join\": !Ref Sizes}` in R: `Fn::Join` takes a list of 2, found `!Ref`");
}

TEST_CASE("Split keeps empty pieces") {
  CHECK(Good("!Split [\";\", \"a;;c;\"]") == "[a, , c, ]");
  CHECK(Good("{\"Fn::Split\": [\",\", !Join [\",\", !Ref Sizes]]}") == "[large, xlarge, 2xlarge]");
  CHECK(Good("!Split [\",\", !Ref Unset]") == "?the parameter `Unset` has no value and no default");
  CHECK(Bad("!Split [\"\", abc]") ==
        "LM003 at `!Split [\"\", abc]` in R: the delimiter of `Fn::Split` is empty");
  CHECK(Bad("!Split [\",\", [a]]") ==
        "LM003 at `[a]` in R: what `Fn::Split` splits must be text, found a list");
  CHECK(Bad("!Split [\",\"]") ==
        "LM003 at `!Split [\",\"]` in R: `Fn::Split` takes a list of 2, found one of 1");
}

TEST_CASE("Select depends on no more than its choice") {
  CHECK(Good("!Select [1, [a, b]]") == "b");
  CHECK(Good("{\"Fn::Select\": [\"2\", !Ref Sizes]}") == "2xlarge");
  CHECK(Good("!Select [0, [a, !Ref Unset]]") == "a");
  CHECK(Good("!Select [1, [!Ref Unset, b]]") == "b");
  CHECK(Good("!Select [1, [!If [Yes, !Ref Unset, !Ref AWS::NoValue], b]]") == "b");
  CHECK(Good("!Select [0, [!Ref Host]]") == "?the id of `Host` is known only to AWS (Host)");
  CHECK(Good("!Select [0, !GetAZs \"\"]") == "?the Availability Zones of `us-east-1` are known only to AWS");
  CHECK(Good("!Select [!Ref Unset, [a, a]]") == "?the parameter `Unset` has no value and no default");
  CHECK(Good("!Select [1, [!If [Maybe, x, !Ref AWS::NoValue], b]]") ==
        "?the parameter `Unset` has no value and no default");
  CHECK(Good("!Select [0, [!Ref AWS::NoValue, b]]") == "?`Fn::Select` counts over an item that is not there");
  CHECK(Good("!Select [0, !GetAtt Host.List]") == "?the attribute `Host.List` is known only to AWS");
  CHECK(Bad("!Select [2, [a, b]]") ==
        "LM003 at `2` in R: `Fn::Select` asks for item 2 of a list of 2 (the first is 0)");
  CHECK(Bad("!Select [-1, !Ref Sizes]") ==
        "LM003 at `-1` in R: `Fn::Select` asks for item -1 of a list of 3 (the first is 0)");
  CHECK(Bad("!Select [one, [a]]") ==
        "LM003 at `one` in R: the index of `Fn::Select` must be a whole number, found text `one`");
  CHECK(Bad("!Select [0, a]") ==
        "LM003 at `a` in R: what `Fn::Select` selects from must be a list, found text `a`");
}

TEST_CASE("FindInMap") {
  CHECK(Good("!FindInMap [Sizes, prod, Type]") == "m5.xlarge");
  CHECK(Good("{\"Fn::FindInMap\": [Sizes, !Ref AWS::Region, Type]}") == "c5.large");
  CHECK(Good("!FindInMap [Sizes, prod, Count]") == "4");
  CHECK(Good("!FindInMap [Sizes, prod, Zones]") == "[a, b]");
  CHECK(Good("!FindInMap [Sizes, !Ref Unset, Type]") == "?the parameter `Unset` has no value and no default");
  CHECK(Good("!FindInMap [Sizes, staging, Type, {DefaultValue: !Ref Size}]") == "m5.large");
  CHECK(Good("!FindInMap [Nothing, staging, Type, {DefaultValue: x}]") == "x");
  CHECK(Good("!FindInMap [Sizes, prod, Type, {DefaultValue: x}]") == "m5.xlarge");
  CHECK(Bad("!FindInMap [Sizes, pord, Type]") ==
        "LM003 at `pord` in R: the mapping `Sizes` has no key `pord`; did you mean `prod`?");
  CHECK(Bad("!FindInMap [Sizes, prod, Typ]") ==
        "LM003 at `Typ` in R: the mapping `Sizes.prod` has no key `Typ`; did you mean `Type`?");
  CHECK(Bad("!FindInMap [Sises, prod, Type]") ==
        "LM003 at `Sises` in R: the mapping `Sises` is not declared; did you mean `Sizes`?");
  CHECK(Bad("!FindInMap [Sises, !Ref Unset, Type]") ==
        "LM003 at `Sises` in R: the mapping `Sises` is not declared; did you mean `Sizes`?");
  CHECK(Bad("!FindInMap [Sizes, prod]") ==
        "LM003 at `!FindInMap [Sizes, prod]` in R: `Fn::FindInMap` takes a list of 3 to 4, found one of 2");
  CHECK(Bad("!FindInMap [Sizes, [prod], Type]") ==
        "LM003 at `[prod]` in R: the first key of `Fn::FindInMap` must be text, found a list");
}

TEST_CASE("a fourth argument of FindInMap that is no default") {
  const Outcome outcome = Evaluate("!FindInMap [Sizes, prod, Type, {Default: x}]");
  CHECK(outcome ==
        Outcome{"m5.xlarge",
                {"LM003 at `{Default: x}` in R: the fourth argument of `Fn::FindInMap` must be a map "
                 "with `DefaultValue`, found a map"}});
}

TEST_CASE("what only AWS knows says so") {
  CHECK(Good("!GetAZs us-west-2") == "?the Availability Zones of `us-west-2` are known only to AWS");
  CHECK(Good("{\"Fn::GetAZs\": !Ref AWS::Region}") ==
        "?the Availability Zones of `us-east-1` are known only to AWS");
  CHECK(Good("!GetAZs \"\"") == "?the Availability Zones of `us-east-1` are known only to AWS");
  CHECK(Good("!GetAZs {Ref: Unset}") == "?the Availability Zones are known only to AWS");
  CHECK(Bad("!GetAZs [a]") ==
        "LM003 at `!GetAZs [a]` in R: the Region of `Fn::GetAZs` must be text, found a list");
  CHECK(Good("!GetStackOutput {StackName: net, OutputName: Subnet}") ==
        "?the output `Subnet` of the stack `net` is known only to AWS");
  CHECK(Good("{\"Fn::GetStackOutput\": {StackName: net, OutputName: !Ref Unset}}") ==
        "?the output of another stack is known only to AWS");
  CHECK(Good("{\"Fn::Transform\": {Name: \"AWS::Include\", Parameters: {Location: s3}}}") ==
        "?the transform `AWS::Include` runs only at AWS");
  CHECK(Good("!Transform {Name: Macro}") == "?the transform `Macro` runs only at AWS");
  CHECK(Good("!Transform x") == "?a transform runs only at AWS");
}

TEST_CASE("GetStackOutput takes a map") {
  CHECK(Bad("!GetStackOutput net") ==
        "LM003 at `!GetStackOutput net` in R: expected a map with `StackName`, found text `net`");
}

TEST_CASE("Cidr computes IPv4 blocks") {
  CHECK(Good("!Cidr [192.168.0.0/24, 6, 5]") ==
        "[192.168.0.0/27, 192.168.0.32/27, 192.168.0.64/27, 192.168.0.96/27, 192.168.0.128/27, "
        "192.168.0.160/27]");
  CHECK(Good("{\"Fn::Cidr\": [10.0.1.7/16, \"2\", \"8\"]}") == "[10.0.0.0/24, 10.0.1.0/24]");
  CHECK(Good("!Cidr [0.0.0.0/0, 1, 32]") == "[0.0.0.0/0]");
  CHECK(Good("!Select [1, !Cidr [255.255.255.0/24, 2, 0]]") == "255.255.255.1/32");
  CHECK(Good("!Cidr [10.0.0.0/16, 2]") == "?`Fn::Cidr` without bits is known only to AWS");
  CHECK(Good("!Cidr [\"2001:db8::/56\", 2, 64]") == "?the blocks of `2001:db8::/56` are known only to AWS");
  CHECK(Good("!Cidr [10.0.0.0/160, 2, 8]") == "?the blocks of `10.0.0.0/160` are known only to AWS");
  CHECK(Good("!Cidr [!GetAtt Host.CidrBlock, 2, 8]") ==
        "?the attribute `Host.CidrBlock` is known only to AWS");
  CHECK(Bad("!Cidr [10.0.0.0/24, 2, 8]") ==
        "LM003 at `!Cidr [10.0.0.0/24, 2, 8]` in R: `10.0.0.0/24` has no room for 2 blocks of 8 bits");
  CHECK(Bad("!Cidr [10.0.0.0/24, 1, 99]") ==
        "LM003 at `!Cidr [10.0.0.0/24, 1, 99]` in R: `10.0.0.0/24` has no room for 1 blocks of 99 bits");
  CHECK(Bad("!Cidr [10.0.0.0/24, 257, 1]") ==
        "LM003 at `!Cidr [10.0.0.0/24, 257, 1]` in R: `Fn::Cidr` makes 1 to 256 blocks, not 257");
  CHECK(Bad("!Cidr [10.0.0.0/24, some, 1]") ==
        "LM003 at `some` in R: the count of `Fn::Cidr` must be a whole number, found text `some`");
}

TEST_CASE("Base64") {
  CHECK(Good("!Base64 \"\"") == "");
  CHECK(Good("!Base64 a") == "YQ==");
  CHECK(Good("!Base64 ab") == "YWI=");
  CHECK(Good("{\"Fn::Base64\": abc}") == "YWJj");
  CHECK(Good("{\"Fn::Base64\": !Sub \"${Size}\"}") == "bTUubGFyZ2U=");
  CHECK(Good("!Base64 {\"Fn::Sub\": \"${Size}\"}") == "bTUubGFyZ2U=");
  CHECK(Good("!Base64 {Ref: Host}") == "?the id of `Host` is known only to AWS");
  CHECK(Bad("!Base64 [a]") ==
        "LM003 at `!Base64 [a]` in R: what `Fn::Base64` encodes must be text, found a list");
}

TEST_CASE("ImportValue") {
  CHECK(Good("!ImportValue prod-arn") == "arn:of:export");
  CHECK(Good("{\"Fn::ImportValue\": !Sub \"prod-arn\"}") == "arn:of:export");
  CHECK(Good("!ImportValue {\"Fn::Sub\": \"${AWS::StackName}-arn\"}") ==
        "?the export `web-arn` is not in the store");
  CHECK(Good("!ImportValue {Ref: Unset}") == "?the parameter `Unset` has no value and no default");
  CHECK(Bad("!ImportValue [a]") ==
        "LM003 at `!ImportValue [a]` in R: the name in `Fn::ImportValue` must be text, found a list");
}

TEST_CASE("Length counts what is there") {
  CHECK(Good("{\"Fn::Length\": !Ref Sizes}") == "3");
  CHECK(Good("!Length [a, !Ref Unset, !Ref AWS::NoValue]") == "2");
  CHECK(Good("!Length [a, !If [Maybe, b, !Ref AWS::NoValue]]") ==
        "?the parameter `Unset` has no value and no default");
  CHECK(Good("{\"Fn::Length\": !Ref UnsetList}") == "?the parameter `UnsetList` has no value and no default");
  CHECK(Bad("!Length a") ==
        "LM003 at `!Length a` in R: what `Fn::Length` counts must be a list, found text `a`");
}

TEST_CASE("ToJsonString") {
  CHECK(Good("!ToJsonString {a: 1, b: \"1\", c: [true, !Ref Size, -0.5], d: {e: yes}}") ==
        R"({"a":1,"b":"1","c":[true,"m5.large",-0.5],"d":{"e":"yes"}})");
  CHECK(Good("{\"Fn::ToJsonString\": !Ref Sizes}") == R"(["large","xlarge","2xlarge"])");
  CHECK(Good("!ToJsonString [012, 1., +1, \"q\\\"\\n\\t\\r\\u0001\\\\\"]") ==
        R"(["012","1.","+1","q\"\n\t\r\u0001\\"])");
  CHECK(Good("!ToJsonString {a: !Ref AWS::NoValue, b: x}") == R"({"b":"x"})");
  CHECK(Good("!ToJsonString [!Ref AWS::NoValue]") == "[]");
  CHECK(Good("!ToJsonString {a: !Ref Unset}") == "?the parameter `Unset` has no value and no default");
  CHECK(Bad("!ToJsonString a") ==
        "LM003 at `!ToJsonString a` in R: `Fn::ToJsonString` takes a list or a map, found text `a`");
}

TEST_CASE("a function that CloudFormation does not have") {
  CHECK(Bad("!Jion [a]") ==
        "LM003 at `!Jion [a]` in R: CloudFormation has no function `Fn::Jion`; did you mean `Fn::Join`?");
  CHECK(Bad("{\"Fn::Zyxwvu\": a}") ==
        "LM003 at `{\"Fn::Zyxwvu\": a}` in R: CloudFormation has no function `Fn::Zyxwvu`");
  CHECK(Good("!Rain::Embed x.sh") ==
        "?`Rain::Embed` is no part of CloudFormation: another program expands it");
  CHECK(Good("{\"Rain::Embed\": x.sh}") ==
        "?`Rain::Embed` is no part of CloudFormation: another program expands it");
}

TEST_CASE("what has been reported stays so in what is made of it") {
  const std::string reason = "`Sise` is neither a parameter nor a resource of this template";
  const std::string finding = "LM003 at `!Ref Sise` in R: " + reason + "; did you mean `Size`?";
  CHECK(Evaluate("!Join [\",\", [!Ref Unset, !Ref Sise]]") ==
        Outcome{"!the parameter `Unset` has no value and no default", {finding}});
  CHECK(Evaluate("!Select [0, !Split [\",\", !Ref Sise]]") == Outcome{"!" + reason, {finding}});
  CHECK(Evaluate("{\"Fn::Base64\": !Ref Sise}") == Outcome{"!" + reason, {finding}});
}

}  // namespace
}  // namespace headroom::cfn
