// Corners of what deploys several templates: stack sets, cloud assemblies, snippets, change sets, runbooks.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "composition.h"

namespace headroom {
namespace {

using composition::Check;
using composition::FindingsOf;
using composition::kNode;
using composition::Texts;
using composition::WithStore;

bool Holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string Artifact(const std::string& id, const std::string& file) {
  return fmt::format(
      R"("{}": {{"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
         "properties": {{"templateFile": "{}"}}}})",
      id, file);
}

std::string Stage(const std::string& id, const std::string& folder) {
  return fmt::format(R"("{}": {{"type": "cdk:cloud-assembly", "properties": {{"directoryName": "{}"}}}})", id,
                     folder);
}

std::string Manifest(const std::vector<std::string>& artifacts) {
  return fmt::format(R"({{"version": "48.0.0", "artifacts": {{{}}}}})", fmt::join(artifacts, ", "));
}

const std::string kOneInstance = "\"planned\": {\"low\": 1, \"high\": 1}";

TEST_CASE("a cloud assembly is read by its manifest, however it is named") {
  MemoryFiles files = WithStore();
  files.AddFile("app/.gitignore", "cdk.out\n*.template.json\n");
  files.AddFolder("app/.git");
  files.AddFile("app/cdk.out/manifest.json", Manifest({Artifact("Web", "Web.template.json")}));
  files.AddFile("app/cdk.out/Web.template.json", kNode);
  files.AddFile("app/cdk.out/asset.1/template.json", kNode);
  for (const char* path : {"app/cdk.out", "app/cdk.out/", "app/cdk.out/manifest.json"}) {
    CAPTURE(path);
    const testing::Outcome outcome = Check(files, {path});
    CHECK(FindingsOf(outcome) == Texts{});
    CHECK(Holds(outcome.output, kOneInstance));
  }
}

TEST_CASE("a walk that comes across a cloud assembly counts its stacks once, and nothing beside them") {
  MemoryFiles files = WithStore();
  files.AddFile("app/cdk.out/manifest.json",
                Manifest({Artifact("Web", "Web.template.json"), Stage("P", "p")}));
  files.AddFile("app/cdk.out/Web.template.json", kNode);
  files.AddFile("app/cdk.out/asset.1/template.json", kNode);
  files.AddFile("app/cdk.out/p/manifest.json", Manifest({Artifact("ProdWeb", "Web.template.json")}));
  files.AddFile("app/cdk.out/p/Web.template.json", kNode);
  files.AddFile("app/other.yaml", kNode);
  const testing::Outcome outcome = Check(files, {"app", "app/cdk.out/p/manifest.json"});
  CHECK(FindingsOf(outcome) == Texts{});
  CHECK(Holds(outcome.output, "\"planned\": {\"low\": 3, \"high\": 3}"));
}

TEST_CASE("each stack of an app gives back what is deployed where it goes") {
  MemoryFiles files;
  files.AddFile(
      "store.yaml",
      "LicenseConfigurations:\n- LicenseConfigurationArn: "
      "arn:aws:license-manager:us-east-1:111122223333:license-"
      "configuration:lic-00000000000000000000000000000001\n  Name: sql\n  LicenseCountingType: vCPU\n"
      "  ConsumedLicenses: 50\n");
  const auto stack = [](const std::string& id, const std::string& account) {
    return fmt::format(
        R"("{}": {{"type": "aws:cloudformation:stack", "environment": "aws://{}/us-east-1",
           "properties": {{"templateFile": "{}.json"}}}})",
        id, account, id);
  };
  const std::string node =
      kNode +
      "      LicenseSpecifications: [{LicenseConfigurationArn: \"arn:aws:license-manager:us-east-1:"
      "111122223333:license-configuration:lic-00000000000000000000000000000001\"}]\n";
  for (const char* folder : {"old", "new"}) {
    const std::string in = folder;
    files.AddFile(
        in + "/manifest.json",
        Manifest({stack("A", "111122223333"), stack("B", in == "old" ? "222233334444" : "333344445555")}));
    files.AddFile(in + "/A.json", node);
    files.AddFile(in + "/B.json", node);
  }
  const testing::Outcome outcome = Check(files, {"new", "--deployed", "old"});
  CHECK(Holds(outcome.output, "\"planned\": {\"low\": 4, \"high\": 4}"));
  CHECK(Holds(outcome.output, "\"released\": 2"));
}

TEST_CASE("two stacks of one template are two stacks") {
  MemoryFiles files = WithStore();
  files.AddFile("cdk.out/manifest.json",
                Manifest({Artifact("A", "Web.template.json"), Artifact("B", "Web.template.json")}));
  files.AddFile("cdk.out/Web.template.json", kNode);
  CHECK(Holds(Check(files, {"cdk.out"}).output, "\"planned\": {\"low\": 2, \"high\": 2}"));
}

TEST_CASE("a manifest that takes itself for a template is none") {
  MemoryFiles files = WithStore();
  files.AddFile("cdk.out/manifest.json", Manifest({Artifact("A", "manifest.json"),
                                                   Artifact("B", "p/manifest.json"), Stage("P", "p")}));
  files.AddFile("cdk.out/p/manifest.json", Manifest({Artifact("C", "Web.template.json")}));
  files.AddFile("cdk.out/p/Web.template.json", kNode);
  const testing::Outcome outcome = Check(files, {"cdk.out"});
  const std::string at = "LM205 cdk.out/manifest.json:";
  CHECK(FindingsOf(outcome) ==
        Texts{at + "2 A: `A` may start instances that nobody can see here: `cdk.out/manifest.json` is a "
                   "manifest, and no template",
              at + "3 B: `B` may start instances that nobody can see here: `cdk.out/p/manifest.json` is a "
                   "manifest, and no template"});
  CHECK(Holds(outcome.output, kOneInstance));
}

TEST_CASE("a manifest of something else hides nothing") {
  for (const char* manifest : {R"({"artifacts": "x"})", R"({"version": "1", "artifacts": [1]})",
                               R"({"artifacts": {"A": {"type": "aws:cloudformation:stack"}}})"}) {
    CAPTURE(manifest);
    MemoryFiles files = WithStore();
    files.AddFile("app/manifest.json", manifest);
    files.AddFile("app/node.yaml", kNode);
    const testing::Outcome outcome = Check(files, {"app"});
    CHECK(FindingsOf(outcome) == Texts{});
    CHECK(Holds(outcome.output, kOneInstance));
  }
  MemoryFiles files = WithStore();
  files.AddFile("app/manifest.json", "{\"artifacts\": {" + Artifact("A", "node.yaml"));
  CHECK(Holds(FindingsOf(Check(files, {"app"})).at(0), "LM001 app/manifest.json:"));
}

TEST_CASE("a manifest leads nowhere outside of its folder") {
  MemoryFiles files = WithStore();
  files.AddFile("secret.json", kNode);
  files.AddFolder("stage");
  files.AddFile("stage/manifest.json", Manifest({Artifact("Web", "../secret.json")}));
  files.AddLink("/cdk.out/link.json", "/secret.json");
  files.AddFile("/secret.json", kNode);
  files.AddFile(
      "/cdk.out/manifest.json",
      Manifest({Artifact("Up", "../secret.json"), Artifact("Root", "/secret.json"),
                Artifact("Link", "link.json"), Artifact("Gone", "gone.json"), Artifact("Empty", ""),
                Artifact("\\u001b[31m", "\\u001b]0;x\\u0007"), Stage("Out", "../stage"), Stage("Self", "."),
                R"("Odd": {"type": "aws:cloudformation:stack"})", R"("Text": 1)"}));
  const std::string unseen = "may start instances that nobody can see here:";
  const std::string outside = "lies outside of the assembly, and is not read";
  const Texts found = FindingsOf(Check(files, {"/cdk.out"}));
  REQUIRE(found.size() == 9);
  const std::string at = "LM205 /cdk.out/manifest.json:";
  CHECK(found[0] == at + "2 Up: `Up` " + unseen + " `/secret.json` " + outside);
  CHECK(Holds(found[1], "Root: `Root` " + unseen + " `/secret.json` " + outside));
  CHECK(Holds(found[2], "Link: `Link` " + unseen + " `/cdk.out/link.json` " + outside));
  CHECK(Holds(found[3], "Gone: `Gone` " + unseen + " there is no file `/cdk.out/gone.json`"));
  CHECK(Holds(found[4], "Empty: `Empty` " + unseen + " the assembly does not say which template it has"));
  CHECK(Holds(found[6], "Out: `Out` " + unseen));
  CHECK(Holds(found[7], "Odd: `Odd` " + unseen + " the assembly does not say which template it has"));
  CHECK(Holds(found[8], "Text: `Text` " + unseen + " the assembly does not say what it is (`type`)"));
  std::vector<std::string> text = {"check", "--store", "store.yaml", "/cdk.out"};
  CHECK_FALSE(Holds(testing::RunProgram(files, text).output, "\x1b"));
}

std::string SetOf(int accounts, const std::string& regions, const std::string& body) {
  std::string out =
      "Resources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      "
      "StackInstancesGroup:\n"
      "        - Regions: [" +
      regions + "]\n          DeploymentTargets:\n            Accounts:\n";
  for (int i = 0; i < accounts; ++i) out += fmt::format("              - \"{:012}\"\n", i + 1);
  return out + "      TemplateBody: |\n" + body;
}

std::string RegionNames(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(fmt::format("us-east-{}", i + 1));
  return fmt::format("{}", fmt::join(names, ", "));
}

const std::string kBody =
    "        Resources:\n          Node:\n            Type: AWS::EC2::Instance\n            Properties:\n"
    "              ImageId: ami-00000000000000001\n              InstanceType: m5.large\n";

TEST_CASE("ten thousand stacks that are alike are read once for each Region") {
  MemoryFiles files = WithStore();
  files.AddFile("set.yaml", SetOf(500, RegionNames(20), kBody));
  const testing::Outcome outcome = Check(files, {"set.yaml"});
  CHECK(Holds(outcome.output, "\"planned\": {\"low\": 0, \"high\": 0}") == false);
  // The image is associated for its owner's account alone, which is none of them.
  CHECK_FALSE(Holds(outcome.output, "\"low\": 10000"));
  files.AddFile("named.yaml", SetOf(500, RegionNames(20),
                                    kBody + "              LicenseSpecifications:\n"
                                            "                - LicenseConfigurationArn: "
                                            "arn:aws:license-manager:us-east-1:111122223333:license-"
                                            "configuration:lic-00000000000000000000000000000002\n"));
  CHECK(Holds(Check(files, {"named.yaml"}).output, "\"planned\": {\"low\": 10000, \"high\": 10000}"));
}

TEST_CASE("stacks that ask for their account are read one by one, up to a limit") {
  MemoryFiles files = WithStore();
  const std::string body = kBody +
                           "              KeyName: !Ref AWS::AccountId\n"
                           "              HostId: !Sub \"h-${AWS::AccountId}\"\n";
  files.AddFile("few.yaml", SetOf(3, "us-east-1", body));
  CHECK(FindingsOf(Check(files, {"few.yaml"})).size() <= 3);
  files.AddFile("many.yaml", SetOf(500, RegionNames(20), body));
  const Texts found = FindingsOf(Check(files, {"many.yaml"}));
  CHECK(Holds(fmt::format("{}", fmt::join(found, "\n")), "more than 5,000 stacks"));
}

TEST_CASE("what a stack set does not say, or says wrongly, is said at its place") {
  MemoryFiles files = WithStore();
  files.AddFile("set.yaml",
                "Resources:\n"
                "  None: {Type: AWS::CloudFormation::StackSet}\n"
                "  Broken: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: \"a: [\"}}\n"
                "  List: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: \"[a]\"}}\n"
                "  Text: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: \"Resources: {}\", "
                "StackInstancesGroup: x}}\n"
                "  Self: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateURL: set.yaml, "
                "StackInstancesGroup: [{Regions: [us-east-1], DeploymentTargets: {Accounts: [\"1\"]}}]}}\n");
  const Texts found = FindingsOf(Check(files, {"set.yaml"}));
  REQUIRE(found.size() == 5);
  CHECK(
      found[0] ==
      "LM205 set.yaml:2 None: `None` may start instances that nobody can see here: it has no `TemplateURL`");
  CHECK(Holds(found[1], "LM003 set.yaml:3 Broken: the template's text cannot be read: "));
  CHECK(found[4] == "LM003 set.yaml:6 Self: `set.yaml` is nested in itself");
}

TEST_CASE("a stack set that leaves out where it goes is not passed over") {
  MemoryFiles files = WithStore();
  files.AddFile("set.yaml",
                "Resources:\n"
                "  A: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: \"Resources: {}\", "
                "StackInstancesGroup: [{DeploymentTargets: {Accounts: [\"1\"]}}]}}\n"
                "  B: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: \"Resources: {}\", "
                "StackInstancesGroup: [{Regions: [us-east-1]}]}}\n");
  const std::string unseen = "may start instances that nobody can see here: it does not say to which ";
  CHECK(FindingsOf(Check(files, {"set.yaml"})) ==
        Texts{"LM205 set.yaml:2 A: `A` " + unseen + "Regions it goes",
              "LM205 set.yaml:3 B: `B` " + unseen + "accounts it goes"});
  files.AddFile("empty.yaml",
                "Resources:\n"
                "  A: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: \"Resources: {}\", "
                "StackInstancesGroup: [{Regions: [], DeploymentTargets: {Accounts: [\"1\"]}}]}}\n"
                "  B: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: \"Resources: {}\", "
                "StackInstancesGroup: [{Regions: [us-east-1], DeploymentTargets: {Accounts: []}}]}}\n");
  const std::string lists = "may start instances that nobody can see here: it lists no ";
  CHECK(FindingsOf(Check(files, {"empty.yaml"})) == Texts{"LM205 empty.yaml:2 A: `A` " + lists + "Regions",
                                                          "LM205 empty.yaml:3 B: `B` " + lists + "accounts"});
}

/// A document that creates a stack of `size.yaml` with these parameters.
std::string Creates(const std::string& parameters, const std::string& declared = "") {
  return "schemaVersion: \"0.3\"\n" + declared +
         "mainSteps:\n- {name: step, action: aws:createStack, inputs: {StackName: x, TemplateURL: size.yaml, "
         "Parameters: " +
         parameters + "}}\n";
}

TEST_CASE("what is not known of the parameters of a created stack is not its template's default") {
  MemoryFiles files = WithStore();
  files.AddFile(
      "size.yaml",
      "Parameters: {Size: {Type: String, Default: \"1\"}, Other: {Type: String, Default: x}}\nResources:\n"
      "  Node:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: !Ref Size\n"
      "      MaxSize: !Ref Size\n      LaunchTemplate: {LaunchTemplateName: golden, Version: \"1\"}\n");
  const auto found = [&](const std::string& parameters) {
    files.AddFile("document.yaml", Creates(parameters, "parameters: {P: {type: String}}\n"));
    return FindingsOf(Check(files, {"document.yaml"}));
  };
  const std::string unknown = "the parameter `P` has no value and no default";
  const Texts gap = {"LM004 size.yaml:6 Node: MinSize of `Node` cannot be determined: " + unknown};
  CHECK(found("[{ParameterKey: Size, ParameterValue: \"2\"}]") == Texts{});
  for (const char* parameters : {"[{ParameterKey: Size, ParameterValue: \"{{ P }}\"}]",
                                 "[{ParameterKey: \"{{ P }}\", "
                                 "ParameterValue: \"2\"}]",
                                 "[\"{{ P }}\"]", "\"{{ P }}\""}) {
    const Texts said = found(parameters);
    CAPTURE(parameters);
    REQUIRE(!said.empty());
    CHECK(Holds(said[0], "LM004 size.yaml:"));
    CHECK(Holds(said[0], unknown));
  }
  // Who gives a parameter by its name wins over who may give any.
  CHECK(found("[{ParameterKey: \"{{ P }}\", ParameterValue: \"2\"}, {ParameterKey: Size, ParameterValue: "
              "\"3\"}]") == Texts{});
}

TEST_CASE("steps that start instances elsewhere are said to be not counted") {
  MemoryFiles files = WithStore();
  files.AddFile("document.yaml",
                "schemaVersion: \"0.3\"\nparameters: {P: {type: String}}\nmainSteps:\n"
                "- {name: run, action: aws:executeAutomation, inputs: {DocumentName: x}}\n"
                "- {name: start, action: aws:changeInstanceState, inputs: {InstanceIds: [i-1], DesiredState: "
                "running}}\n"
                "- {name: stop, action: aws:changeInstanceState, inputs: {InstanceIds: [i-1], DesiredState: "
                "stopped}}\n"
                "- {name: any, action: aws:changeInstanceState, inputs: {InstanceIds: [i-1], DesiredState: "
                "\"{{ P }}\"}}\n");
  const std::string unseen = "may start instances that nobody can see here: ";
  CHECK(FindingsOf(Check(files, {"document.yaml"})) ==
        Texts{"LM205 document.yaml:4 run: `run` " + unseen +
                  "what the document that it runs starts is not counted",
              "LM205 document.yaml:5 start: `start` " + unseen +
                  "the stopped instances that it starts are not counted",
              "LM205 document.yaml:7 any: `any` " + unseen +
                  "the state that it asks for cannot be determined: the parameter `P` has no value and no "
                  "default"});
}

TEST_CASE("open parameters reach into stack sets and the stacks that documents create") {
  const std::string node =
      "        Parameters: {Size: {Type: String}}\n        Resources:\n          Node:\n"
      "            Type: AWS::AutoScaling::AutoScalingGroup\n            Properties:\n"
      "              MinSize: !Ref Size\n              MaxSize: !Ref Size\n"
      "              LaunchTemplate: {LaunchTemplateName: golden, Version: \"1\"}\n";
  const std::string parameters = "Parameters:\n  Count: {Type: String, AllowedValues: [\"1\", \"3\"]}\n";
  MemoryFiles files = WithStore();
  const std::string set = SetOf(2, "us-east-1, us-east-2", node);
  const std::string given = "      Parameters: [{ParameterKey: Size, ParameterValue: !Ref Count}]\n";
  const size_t at = set.find("      TemplateBody");
  // Four stacks of 1 to 3 instances with 2 vCPUs each.
  files.AddFile("set.yaml", parameters + set.substr(0, at) + given + set.substr(at));
  CHECK(Holds(Check(files, {"set.yaml"}).output, "\"planned\": {\"low\": 8, \"high\": 24}"));
  files.AddFile("own.yaml", parameters + set.substr(0, at) + given + set.substr(at) +
                                "              AutoScalingGroupName: !Ref AWS::AccountId\n");
  CHECK(Holds(Check(files, {"own.yaml"}).output, "\"planned\": {\"low\": 8, \"high\": 24}"));
  files.AddFile("document.yaml",
                parameters +
                    "Resources:\n  Runbook:\n    Type: AWS::SSM::Document\n    Properties:\n"
                    "      DocumentType: Automation\n      Content:\n        schemaVersion: \"0.3\"\n"
                    "        mainSteps:\n          - name: fleet\n            action: aws:createStack\n"
                    "            inputs:\n              StackName: x\n              TemplateURL: fleet.yaml\n"
                    "              Parameters: [{ParameterKey: Size, ParameterValue: !Ref Count}]\n");
  files.AddFile(
      "fleet.yaml",
      "Parameters: {Size: {Type: String}}\nResources:\n  Node:\n"
      "    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: !Ref Size\n"
      "      MaxSize: !Ref Size\n      LaunchTemplate: {LaunchTemplateName: golden, Version: \"1\"}\n");
  CHECK(Holds(Check(files, {"document.yaml"}).output, "\"planned\": {\"low\": 2, \"high\": 6}"));
}

std::string Includes(const std::string& location, const std::string& more = "") {
  return fmt::format("Resources:\n  Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: {}}}}}\n{}",
                     location, more);
}

TEST_CASE("snippets follow the rules of nested templates") {
  MemoryFiles files = WithStore();
  const std::string snippet =
      "Node: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-00000000000000001, InstanceType: "
      "m5.large}}\n";
  files.AddFolder("/home/repo/.git");
  files.AddFile("/home/secret.yaml", snippet);
  files.AddFile("/home/repo/node.yaml", snippet);
  files.AddFile("/home/repo/list.yaml", "[a]");
  files.AddFile("/home/repo/broken.yaml", "a: [");
  files.AddLink("/home/repo/link.yaml", "/home/secret.yaml");
  const auto check = [&](const std::string& location, const std::string& more = "") {
    files.AddFile("/home/repo/stacks/main.yaml", Includes(location, more));
    return Check(files, {"/home/repo/stacks/main.yaml"});
  };
  const auto opaque = [](const std::string& why) {
    return Texts{
        "LM205 /home/repo/stacks/main.yaml:2 AWS::Include: `AWS::Include` may start instances that nobody "
        "can "
        "see here: " +
        why};
  };
  const std::string outside = "lies outside of the repository, and is not read";
  CHECK(Holds(check("../node.yaml").output, kOneInstance));
  CHECK(FindingsOf(check("../../secret.yaml")) == opaque("`/home/secret.yaml` " + outside));
  CHECK(FindingsOf(check("../link.yaml")) == opaque("`/home/repo/link.yaml` " + outside));
  CHECK(FindingsOf(check("/home/secret.yaml")) == opaque("`/home/secret.yaml` " + outside));
  CHECK(FindingsOf(check("gone.yaml")) == opaque("there is no file `/home/repo/stacks/gone.yaml`"));
  CHECK(FindingsOf(check("../broken.yaml")).size() == 1);
  CHECK(FindingsOf(check("../list.yaml")) == opaque("`/home/repo/list.yaml` is no map"));
  // Wherever a transform may stand, and in each of its forms.
  const auto judge = [&](const std::string& tmpl) {
    files.AddFile("/home/repo/stacks/main.yaml", tmpl);
    return Check(files, {"/home/repo/stacks/main.yaml"});
  };
  const std::string include = "{Name: AWS::Include, Parameters: {Location: ../node.yaml}}";
  files.AddFile("/home/repo/whole.yaml", "Resources: {" + snippet.substr(0, snippet.size() - 1) + "}\n");
  CHECK(Holds(judge("Resources: !Transform " + include + "\n").output, kOneInstance));
  CHECK(Holds(judge("Resources:\n  Fn::Transform: [" + include + "]\n").output, kOneInstance));
  CHECK(Holds(judge("AWSTemplateFormatVersion: 2010-09-09\nTransform: [AWS::LanguageExtensions, {Name: "
                    "AWS::Include, Parameters: {Location: "
                    "../whole.yaml}}]\n")
                  .output,
              kOneInstance));
  CHECK(FindingsOf(judge(
            "Transform: {Name: AWS::Include, Parameters: {Location: ../whole.yaml}}\nResources: {}\n")) ==
        Texts{"LM205 /home/repo/stacks/main.yaml:1 AWS::Include: `AWS::Include` may start instances that "
              "nobody can see here: its snippet has `Resources` as the template has, and how AWS joins them "
              "is not known"});
  // A function may say where, as far as it can be decided before the conditions are.
  const std::string maps =
      "Parameters: {P: {Type: String, Default: node}, Q: {Type: String}}\nMappings: {M: {us-east-1: {At: "
      "../node.yaml}}}\nConditions: {C: !Equals [!Ref P, node]}\n";
  for (const char* location :
       {"!Sub ../node.yaml", "!Sub \"../${P}.yaml\"", "{\"Fn::Join\": [\"\", [../, !Ref P, .yaml]]}",
        "!FindInMap [M, !Ref AWS::Region, At]"}) {
    CAPTURE(location);
    CHECK(Holds(check(location, maps).output, kOneInstance));
  }
  CHECK(FindingsOf(check("!Ref Q", maps)) ==
        opaque("its `Location` cannot be determined: the parameter `Q` has no value and no default"));
  files.AddFile("/home/repo/stacks/outer.yaml", composition::Nests("main.yaml"));
  check("!Sub \"../${P}.yaml\"", maps);
  CHECK(FindingsOf(Check(files, {"/home/repo/stacks/outer.yaml"})) ==
        opaque("its `Location` cannot be determined: snippets of a nested template are read before its "
               "parameters are known"));
  CHECK(FindingsOf(check("!If [C, ../node.yaml, other.yaml]", maps)) ==
        opaque("its `Location` is no plain text"));
  files.AddFile("/home/repo/stacks/main.yaml",
                Includes("!Sub \"../${P}.yaml\"",
                         "Parameters: {P: {Type: String, Default: node, AllowedValues: [node, list]}}\n"));
  CHECK(FindingsOf(Check(files, {"--worst-case", "/home/repo/stacks/main.yaml"})) ==
        Texts{"LM205 /home/repo/stacks/main.yaml:2 AWS::Include: with some values of the parameters, "
              "`AWS::Include` may start instances that nobody can see here: its `Location` is another then, "
              "and is not tried"});
  // What is not to be had here may be resources where resources stand, and is only unknown elsewhere.
  CHECK(FindingsOf(check("s3://bucket/node.yaml")) ==
        opaque("its snippet lies at `s3://bucket/node.yaml`, and nothing is fetched"));
  CHECK(FindingsOf(check("!Sub \"../${Name}.yaml\"")) ==
        opaque("its `Location` cannot be determined: the transform `AWS::Include` runs only at AWS"));
  CHECK(FindingsOf(
            judge("Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      Fn::Transform: "
                  "{Name: AWS::Include, Parameters: {Location: \"s3://bucket/topic.yaml\"}}\n"))
            .empty());
  CHECK(FindingsOf(judge("Resources:\n  Fn::Transform: {Name: Company}\n")) ==
        Texts{"LM205 /home/repo/stacks/main.yaml:2 Fn::Transform: `Fn::Transform` may start instances that "
              "nobody can see here: what a macro makes is known only at AWS"});
  // A snippet in a snippet is none, so there are no cycles.
  files.AddFile("/home/repo/again.yaml",
                "Fn::Transform: {Name: AWS::Include, Parameters: {Location: again.yaml}}");
  CHECK(check("../again.yaml").status == 0);
  const Texts twice = FindingsOf(check("../node.yaml", "  Node: {Type: AWS::EC2::VPC}\n"));
  REQUIRE(twice.size() == 1);
  CHECK(Holds(twice[0], "LM001 /home/repo/stacks/main.yaml:3 null: duplicate key `Node`"));
}

std::string ChangeSet(const std::string& changes) {
  return R"({"ChangeSetName": "x", "StackId": "arn:aws:cloudformation:eu-west-1:222233334444:stack/web/1", "Changes": [)" +
         changes + "]}";
}

std::string Change(const std::string& action, const std::string& id, const std::string& more) {
  return fmt::format(
      R"({{"Type": "Resource", "ResourceChange": {{"Action": "{}", "LogicalResourceId": "{}", "ResourceType": "AWS::EC2::Instance"{}}}}})",
      action, id, more);
}

TEST_CASE("a change set that does not say what it does is said to be unclear") {
  MemoryFiles files = WithStore();
  files.AddFile("set.json", ChangeSet(Change("Add", "Bare", "") + "," + Change("Remove", "Gone", "") + "," +
                                      Change("SyncWithActual", "Same", "") + "," +
                                      Change("Add", "Broken", R"(, "AfterContext": "{")") + "," +
                                      Change("Add", "List", R"(, "AfterContext": "[1]")") + "," +
                                      Change("Add", "Flat", R"(, "AfterContext": "{\"ImageId\": 1}")") + "," +
                                      R"(1, {"ResourceChange": 2})"));
  const Texts found = FindingsOf(Check(files, {"set.json"}));
  REQUIRE(found.size() == 6);
  CHECK(std::find(found.begin(), found.end(),
                  "LM205 set.json:1 Flat: `Flat` may start instances that nobody can see here: its "
                  "`AfterContext` holds no `Properties`") != found.end());
  CHECK(Holds(found[0],
              "Bare: `Bare` may start instances that nobody can see here: the change set holds no "
              "property values"));
  CHECK(Holds(found[1], "LM003 set.json:1 Broken: the context of `Broken` cannot be read: "));
  CHECK(found[2] == "LM003 set.json:1 List: the context of `List` must be a map");
  files.AddFile("null.json", ChangeSet("null, " + Change("Remove", "Gone", "") + ", null"));
  const std::string none =
      "LM003 null.json:1 null: a change must be a map with a `ResourceChange`, which is a map, too";
  CHECK(FindingsOf(Check(files, {"null.json"})) == Texts{none, none});
}

TEST_CASE("a change set's own stack says where it goes") {
  MemoryFiles files = WithStore();
  files.AddFile(
      "set.json",
      ChangeSet(Change("Add", "Node",
                       R"(, "AfterContext": "{\"Properties\": {\"InstanceType\": \"m5.large\", )"
                       R"(\"ImageId\": \"ami-00000000000000002\", \"LicenseSpecifications\": [)"
                       R"({\"LicenseConfigurationArn\": \"arn:aws:license-manager:us-east-1:)"
                       R"(111122223333:license-configuration:lic-00000000000000000000000000000002\"}]}}")")));
  CHECK(
      FindingsOf(Check(files, {"set.json"})) ==
      Texts{
          "LM103 set.json:1 Node: the license `instance` belongs to `us-east-1`, and the deployment goes to "
          "`eu-west-1`"});
}

std::string Instance(const std::string& type) {
  return fmt::format(
      R"("{{\"Properties\": {{\"ImageId\": \"ami-1\", \"InstanceType\": \"{}\", \"LicenseSpecifications\": [{{)"
      R"(\"LicenseConfigurationArn\": \"arn:aws:license-manager:us-east-1:111122223333:license-configuration:)"
      R"(lic-00000000000000000000000000000001\"}}]}}}}")",
      type);
}

TEST_CASE("a change set releases what it replaces and removes, and knows what stands twice meanwhile") {
  const std::string store =
      "LicenseConfigurations:\n- LicenseConfigurationArn: "
      "arn:aws:license-manager:us-east-1:111122223333:license-"
      "configuration:lic-00000000000000000000000000000001\n  Name: sql\n  LicenseCountingType: vCPU\n"
      "  ConsumedLicenses: 50\n";
  const auto check = [&](const std::string& changes) {
    MemoryFiles files{{"store.yaml", store}, {"set.json", ChangeSet(changes)}};
    const std::string& out = Check(files, {"set.json"}).output;
    const auto number = [&](const std::string& key) {
      const size_t at = out.find(key);
      return at == std::string::npos ? -1 : std::stoi(out.substr(at + key.size()));
    };
    return std::vector<int>{number("\"released\": "), number("\"low\": "), number("\"surge\": ")};
  };
  const std::string before = ", \"BeforeContext\": " + Instance("m5.large");
  const std::string after = ", \"AfterContext\": " + Instance("m5.xlarge");
  using Numbers = std::vector<int>;
  CHECK(check(Change("Modify", "A", before + after + R"(, "Replacement": "False")")) == Numbers{2, 4, 0});
  CHECK(check(Change("Modify", "A", before + after + R"(, "Replacement": "True")")) == Numbers{2, 4, 2});
  CHECK(check(Change("Modify", "A", before + after + R"(, "Replacement": "Conditional")")) ==
        Numbers{2, 4, 2});
  CHECK(check(Change("Modify", "A",
                     before + after + R"(, "Replacement": "True", "PolicyAction": "ReplaceAndRetain")")) ==
        Numbers{0, 4, 0});
  CHECK(check(Change("Add", "A", after)) == Numbers{0, 4, 0});
  CHECK(check(Change("Import", "A", after)) == Numbers{4, 4, 0});
  CHECK(check(Change("Remove", "Old", before) + "," + Change("Add", "A", after)) == Numbers{2, 4, 2});
}

// What follows is a change set beside its template: a group that starts from a launch template.

const std::string kGroupTemplate =
    "Parameters: {Old: {Type: String, Default: yes}}\n"
    "Conditions: {UseOld: !Equals [!Ref Old, yes]}\n"
    "Resources:\n"
    "  Template:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n"
    "        ImageId: ami-00000000000000002\n        InstanceType: m5.large\n        LicenseSpecifications:\n"
    "        - LicenseConfigurationArn: \"arn:aws:license-manager:us-east-1:111122223333:"
    "license-configuration:lic-00000000000000000000000000000001\"\n"
    "  Group:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: 3\n"
    "      LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}\n"
    "  Night:\n    Type: AWS::AutoScaling::ScheduledAction\n    Properties:\n"
    "      AutoScalingGroupName: !Ref Group\n      MaxSize: 9\n";

std::string Text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '\n' ? "\\n" : c == '"' ? "\\\"" : std::string(1, c);
  return out + "\"";
}

/// `context` is AfterContext or BeforeContext.
std::string GroupContext(const std::string& context, int size, const std::string& id,
                         const std::string& version) {
  return fmt::format(", \"{}\": {}", context,
                     Text(fmt::format("{{\"Properties\": {{\"MinSize\": \"{}\", \"MaxSize\": \"{}\", "
                                      "\"LaunchTemplate\": {{\"LaunchTemplateId\": \"{}\", "
                                      "\"Version\": \"{}\"}}}}}}",
                                      size, size, id, version)));
}

std::string OfType(std::string change, const std::string& type) {
  const std::string usual = "AWS::EC2::Instance";
  return change.replace(change.find(usual), usual.size(), type);
}

std::string TemplateChange(const std::string& action, const std::string& type) {
  const std::string context = fmt::format(
      R"({{"Properties": {{"LaunchTemplateData": {{"ImageId": "ami-00000000000000002", "InstanceType": "{}", )"
      R"("LicenseSpecifications": [{{"LicenseConfigurationArn": "arn:aws:license-manager:us-east-1:)"
      R"(111122223333:license-configuration:lic-00000000000000000000000000000001"}}]}}}}}})",
      type);
  return OfType(Change(action, "Template", ", \"AfterContext\": " + Text(context)),
                "AWS::EC2::LaunchTemplate");
}

std::string GroupChange(const std::string& action, const std::string& contexts) {
  return OfType(Change(action, "Group", contexts), "AWS::AutoScaling::AutoScalingGroup");
}

const std::string kLater = "{{changeSet:KNOWN_AFTER_APPLY}}";

/// The findings and the low end of what is planned, for a change set beside its template.
std::pair<Texts, std::string> CheckBeside(const std::string& changes, const std::string& tmpl) {
  MemoryFiles files = WithStore();
  std::string set = ChangeSet(changes);
  for (size_t at; (at = set.find("eu-west-1:222233334444")) != std::string::npos;)
    set.replace(at, 22, "us-east-1:111122223333");
  set.replace(set.rfind('}'), 1, ", \"TemplateBody\": " + Text(tmpl) + "}");
  files.AddFile("set.json", set);
  const testing::Outcome outcome = Check(files, {"set.json"});
  const size_t at = outcome.output.find("\"planned\": ");
  return {FindingsOf(outcome),
          at == std::string::npos ? "" : outcome.output.substr(at, outcome.output.find('}', at) + 1 - at)};
}

using Beside = std::pair<Texts, std::string>;

TEST_CASE("a change set's template says what the ids that only the run makes refer to") {
  const std::string added = GroupChange("Add", GroupContext("AfterContext", 3, kLater, kLater));
  CHECK(CheckBeside(TemplateChange("Add", "m5.large") + "," + added, kGroupTemplate) ==
        Beside{{}, R"("planned": {"low": 6, "high": 6})"});
  // A new version of what is there.
  const std::string moved = GroupChange("Modify", GroupContext("AfterContext", 3, "lt-1", kLater));
  CHECK(CheckBeside(TemplateChange("Modify", "m5.xlarge") + "," + moved, kGroupTemplate) ==
        Beside{{}, R"("planned": {"low": 12, "high": 12})"});
  // A group of the change set that another resource changes.
  const std::string night = OfType(
      Change("Add", "Night",
             ", \"AfterContext\": " +
                 Text(R"({"Properties": {"AutoScalingGroupName": ")" + kLater + R"(", "MaxSize": "9"}})")),
      "AWS::AutoScaling::ScheduledAction");
  CHECK(CheckBeside(TemplateChange("Add", "m5.large") + "," + added + "," + night, kGroupTemplate) ==
        Beside{{}, R"("planned": {"low": 6, "high": 6})"});
}

TEST_CASE("a launch template that a change set leaves alone is as its template has it") {
  const std::string grown = GroupChange(
      "Modify", GroupContext("BeforeContext", 2, "lt-1", "4") + GroupContext("AfterContext", 3, "lt-1", "4"));
  CHECK(CheckBeside(grown, kGroupTemplate) == Beside{{}, R"("planned": {"low": 6, "high": 6})"});
}

TEST_CASE("a change set's template does not say what depends on its parameters, nor is it believed blindly") {
  const std::string added = GroupChange("Add", GroupContext("AfterContext", 3, kLater, kLater));
  const std::string changes = TemplateChange("Add", "m5.large") + "," + added;
  const Texts unknown = {
      "LM004 set.json:1 Group: the launch template of `Group` cannot be determined: "
      "`{{changeSet:KNOWN_AFTER_APPLY}}` is known only when the change set runs"};
  std::string either = kGroupTemplate;
  const std::string ref = "LaunchTemplateId: !Ref Template";
  either.replace(either.find(ref), ref.size(), "LaunchTemplateId: !If [UseOld, !Ref Template, lt-9]");
  CHECK(CheckBeside(changes, either).first == unknown);
  CHECK(CheckBeside(changes, "Resources: {}").first == unknown);
  const Texts broken = CheckBeside(changes, "{").first;
  REQUIRE(broken.size() == 2);
  CHECK(Holds(broken[0] + broken[1], "the template of the change set cannot be read: "));
}

TEST_CASE("what a group launched before is what its launch template held before, whatever its version") {
  const std::string store =
      "LicenseConfigurations:\n- LicenseConfigurationArn: "
      "arn:aws:license-manager:us-east-1:111122223333:license-"
      "configuration:lic-00000000000000000000000000000001\n  Name: sql\n  LicenseCountingType: vCPU\n"
      "  ConsumedLicenses: 50\n";
  const auto context = [](const std::string& type) {
    return Text(fmt::format(
        R"({{"Properties": {{"LaunchTemplateData": {{"ImageId": "ami-00000000000000002", "InstanceType": "{}", )"
        R"("LicenseSpecifications": [{{"LicenseConfigurationArn": "arn:aws:license-manager:us-east-1:)"
        R"(111122223333:license-configuration:lic-00000000000000000000000000000001"}}]}}}}}})",
        type));
  };
  const std::string changed =
      OfType(Change("Modify", "Template",
                    fmt::format(R"(, "PhysicalResourceId": "lt-1", "BeforeContext": {}, "AfterContext": {})",
                                context("m5.large"), context("m5.xlarge"))),
             "AWS::EC2::LaunchTemplate");
  const auto released = [&](const std::string& version) {
    const std::string group = GroupChange("Modify", GroupContext("BeforeContext", 3, "lt-1", version) +
                                                        GroupContext("AfterContext", 4, "lt-1", kLater));
    MemoryFiles files{{"store.yaml", store}, {"set.json", ChangeSet(changed + "," + group)}};
    const std::string out = Check(files, {"set.json"}).output;
    const std::string from = "\"released\": ", to = "}";
    const size_t at = out.find(from);
    return out.substr(at, out.find(to, at) - at);
  };
  const std::string expected = "\"released\": 6,\n      \"planned\": {\"low\": 16, \"high\": 16";
  CHECK(released("$Latest") == expected);
  CHECK(released("1") == expected);
  CHECK(released("7") == expected);
}

TEST_CASE("the instances of nested stacks take part in an update") {
  const std::string nests =
      "Resources:\n  Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml}}\n";

  const auto license = [](int consumed) {
    return fmt::format(
        "LicenseConfigurations:\n- LicenseConfigurationArn: "
        "arn:aws:license-manager:us-east-1:111122223333:license-"
        "configuration:lic-00000000000000000000000000000001\n  Name: sql\n  LicenseCountingType: vCPU\n"
        "  ConsumedLicenses: {}\n",
        consumed);
  };
  const auto inner = [](const std::string& type) {
    return "Resources:\n  Node:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-1\n"
           "      InstanceType: " +
           type +
           "\n      LicenseSpecifications: [{LicenseConfigurationArn: \"arn:aws:license-manager:us-east-1:"
           "111122223333:license-configuration:lic-00000000000000000000000000000001\"}]\n";
  };
  MemoryFiles files{{"store.yaml", license(20)},
                    {"old/main.yaml", nests},
                    {"old/inner.yaml", inner("m5.large")},
                    {"main.yaml", nests},
                    {"inner.yaml", inner("m5.xlarge")}};
  // InstanceType changes in place; another image replaces the instance, which then stands twice.
  CHECK(Holds(Check(files, {"main.yaml", "--deployed", "old/main.yaml"}).output, "\"surge\": 0"));
  std::string other = inner("m5.xlarge");
  other.replace(other.find("ami-1"), 5, "ami-2");
  files.AddFile("inner.yaml", other);
  const testing::Outcome replaced = Check(files, {"main.yaml", "--deployed", "old/main.yaml"});
  CHECK(Holds(replaced.output, "\"surge\": 2"));
  CHECK(Holds(replaced.output, "\"released\": 2"));
  // The stack's own name is its parent's with its logical id and what is random.
  files.AddFile("store.yaml",
                license(4) +
                    "  LicenseConfigurationUsageList:\n"
                    "  - {ResourceArn: \"arn:aws:ec2:us-east-1:111122223333:instance/i-1\", ResourceType: "
                    "EC2_INSTANCE, "
                    "ConsumedLicenses: 2}\n"
                    "  - {ResourceArn: \"arn:aws:ec2:us-east-1:111122223333:instance/i-2\", ResourceType: "
                    "EC2_INSTANCE, "
                    "ConsumedLicenses: 2}\n"
                    "Reservations:\n- Instances:\n"
                    "  - {InstanceId: i-1, Tags: [{Key: \"aws:cloudformation:stack-name\", Value: web-Inner-"
                    "1ABCDEFGHIJKL}, {Key: \"aws:cloudformation:logical-id\", Value: Node}]}\n"
                    "  - {InstanceId: i-2, Tags: [{Key: \"aws:cloudformation:stack-name\", Value: "
                    "web-inner-prod}, {Key: "
                    "\"aws:cloudformation:logical-id\", Value: Node}]}\n");
  CHECK(Holds(Check(files, {"main.yaml", "--stack", "web"}).output, "\"released\": 2"));
}

}  // namespace
}  // namespace headroom
