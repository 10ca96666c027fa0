// --worst-case where parameters decide which stacks and resources there are.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "composition.h"

namespace headroom {
namespace {

using composition::FindingsOf;
using composition::Texts;

constexpr const char* kArn =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "00000000000000000000000000000001";

std::string Node(const std::string& type) {
  return fmt::format(
      "{{Type: AWS::EC2::Instance, Properties: {{ImageId: ami-00000000000000002, InstanceType: {}, "
      "LicenseSpecifications: [{{LicenseConfigurationArn: \"{}\"}}]}}}}\n",
      type, kArn);
}

/// Files beside a store of a hard license for 10 vCPUs: `a.yaml` starts nothing, `b.yaml` 2 vCPUs,
/// `c.yaml` 16.
MemoryFiles WithStacks() {
  return MemoryFiles{
      {"store.yaml",
       fmt::format("LicenseConfigurations:\n- {{LicenseConfigurationArn: \"{}\", Name: sql, "
                   "LicenseCountingType: vCPU, LicenseCount: 10, LicenseCountHardLimit: true}}\n",
                   kArn)},
      {"a.yaml", "Parameters: {Size: {Type: String, Default: x}}\nResources: {T: {Type: AWS::SNS::Topic}}\n"},
      {"b.yaml",
       "Parameters: {Size: {Type: String, Default: m5.large}}\nResources:\n  N: " + Node("!Ref Size")},
      {"c.yaml", "Resources:\n  N: " + Node("m5.4xlarge")}};
}

/// What is found, and what is said on standard error, a line each.
std::string Judged(const std::string& tmpl, const std::vector<std::string>& options = {"--worst-case"}) {
  MemoryFiles files = WithStacks();
  files.AddFile("main.yaml", tmpl);
  std::vector<std::string> arguments = options;
  arguments.push_back("main.yaml");
  const testing::Outcome outcome = composition::Check(files, arguments);
  Texts out = FindingsOf(outcome);
  if (!outcome.error.empty()) out.push_back(outcome.error.substr(0, outcome.error.find('\n')));
  return fmt::format("{}", fmt::join(out, "\n"));
}

std::string Exceeded(const std::string& where, const std::string& with, int vcpus) {
  return fmt::format("LM309 {}: with {} the hard limit of `sql` is exceeded: {} of 10 vCPUs", where, with,
                     vcpus);
}

std::string Parameter(const std::string& values, const std::string& type = "String") {
  return fmt::format("Parameters: {{E: {{Type: {}, Default: a, AllowedValues: [{}]}}}}\n", type, values);
}

TEST_CASE("a parameter that decides which template a stack has is tried") {
  const std::string stack =
      "Resources:\n  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Sub \"${E}.yaml\"}}\n";
  CHECK(Judged(Parameter("a, b, c") + stack) == Exceeded("c.yaml:2 N", "E=c", 16));
  CHECK(Judged(Parameter("a, b") + stack) == "");
  CHECK(
      Judged(Parameter("a, elsewhere") + stack) ==
      "LM205 main.yaml:3 S: with some values of the parameters, `S` may start instances that nobody can see "
      "here: there is no file `elsewhere.yaml`");
  CHECK(Judged(Parameter("a, b, c") + stack, {"--worst-case", "--max-cases", "2"}) ==
        "LM004 main.yaml:3 S: the most that `S` may take cannot be determined: not all that its "
        "parameters permit could be tried\n"
        "warning: `S` of main.yaml depends on more than 2 combinations of parameters; its demand is "
        "unknown");
  const std::string open = "Parameters: {E: {Type: String, AllowedValues: [a, b, c]}}\n";
  CHECK(Judged(open + stack, {}) ==
        "LM303 c.yaml:2 N: planned demand may exceed the hard limit of `sql`: up to 16 of 10 vCPUs");
}

TEST_CASE("a parameter that decides where a stack set goes is tried, with those of its template") {
  const std::string set =
      "Conditions: {B: !Equals [!Ref E, b]}\nResources:\n  S:\n    Type: AWS::CloudFormation::StackSet\n"
      "    Properties:\n      TemplateURL: b.yaml\n      StackInstancesGroup:\n"
      "      - {Regions: [us-east-1], DeploymentTargets: {Accounts: [\"111122223333\"]}}\n"
      "      - {Regions: [us-east-1, !If [B, us-west-2, us-east-1]],\n"
      "         DeploymentTargets: {Accounts: !If [B, [\"1\", \"2\", \"3\"], [\"1\"]]}}\n";
  CHECK(Judged(Parameter("a, b") + set) == Exceeded("b.yaml:3 N", "E=b", 14));
}

TEST_CASE("a stack that is seen under one parameter only may depend on another") {
  const std::string tmpl =
      "Parameters:\n  A: {Type: String, Default: a, AllowedValues: [a, middle]}\n"
      "  E: {Type: String, Default: a, AllowedValues: [a, c]}\nResources:\n"
      "  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Sub \"${A}.yaml\", Parameters: !If "
      "[M, {E: !Ref E}, !Ref AWS::NoValue]}}\nConditions: {M: !Equals [!Ref A, middle]}\n";
  MemoryFiles files = WithStacks();
  files.AddFile("main.yaml", tmpl);
  files.AddFile("middle.yaml",
                "Parameters: {E: {Type: String}}\nResources:\n"
                "  T: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Sub \"${E}.yaml\"}}\n");
  CHECK(FindingsOf(composition::Check(files, {"--worst-case", "main.yaml"})) ==
        Texts{Exceeded("c.yaml:2 N", "A=middle, E=c", 16)});
}

TEST_CASE("a list may hold several of its allowed values: loops make something of each") {
  const std::string head =
      "Transform: AWS::LanguageExtensions\n" + Parameter("a, b, c", "CommaDelimitedList");
  const auto loop = [&](const std::string& body) {
    return head + "Resources:\n  Fn::ForEach::L: [I, !Ref E, {\"X${I}\": " + body + "}]\n";
  };
  CHECK(Judged(loop(Node("m5.xlarge"))) == Exceeded("main.yaml:4 Xa", "E=a,b,c", 12));
  CHECK(Judged(loop("{\"Fn::ForEach::M\": [J, [p, q], {\"X${I}${J}\": " + Node("m5.xlarge") + "}]}")) != "");
  CHECK(Judged(loop("{Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml, Parameters: {Size: "
                    "m5.xlarge}}}")) == Exceeded("b.yaml:3 N", "E=a,b,c", 12));
  CHECK(Judged(loop("{Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Sub \"${I}.yaml\"}}")) ==
        Exceeded("c.yaml:2 N", "E=a,b,c", 18));
  CHECK(Judged(head + "Resources:\n  N: " + Node("!If [B, m5.4xlarge, m5.large]") +
               "Conditions: {B: !Equals [!Select [0, !Ref E], c]}\n") ==
        Exceeded("main.yaml:4 N", "condition B=true", 16) +
            "\nwarning: the parameter `E` may list any of 3 values, and does more than name what a loop "
            "makes: not all lists are tried");
}

/// A document that starts instances of a type, makes a stack, and does what a parameter says.
std::string Document(const std::string& indent) {
  const auto line = [&](const std::string& text) { return indent + text + "\n"; };
  return line("schemaVersion: \"0.3\"") + line("parameters:") +
         line("  Size: {type: String, default: m5.large, allowedValues: [m5.large, m5.2xlarge]}") +
         line(
             "  Api: {type: String, default: DescribeInstances, allowedValues: [DescribeInstances, "
             "RunInstances]}") +
         line("  Template: {type: String, default: a, allowedValues: [a, b]}") + line("mainSteps:") +
         line(
             "- {name: stack, action: aws:createStack, inputs: {StackName: x, TemplateURL: \"{{ Template "
             "}}.yaml\", Parameters: [{ParameterKey: Size, ParameterValue: \"{{ Size }}\"}]}}") +
         line(
             fmt::format("- {{name: call, action: aws:executeAwsApi, inputs: {{Service: ec2, Api: \"{{{{ Api "
                         "}}}}\", MinCount: 1, MaxCount: 1, ImageId: ami-00000000000000002, InstanceType: "
                         "\"{{{{ Size }}}}\", LicenseSpecifications: [{{LicenseConfigurationArn: "
                         "\"{}\"}}]}}}}",
                         kArn));
}

TEST_CASE("the parameters of a document are open: into its steps, its stacks, and what its steps do") {
  const auto worst = [](const std::string& found) { return found.substr(0, found.find('\n')); };
  CHECK(worst(Judged(Document(""))) ==
        "LM309 b.yaml:3 N: with Api=RunInstances, Size=m5.2xlarge, Template=b the hard limit of `sql` is "
        "exceeded: 16 of 10 vCPUs");
  CHECK(worst(Judged("Resources:\n  Runbook:\n    Type: AWS::SSM::Document\n    Properties:\n      "
                     "DocumentType: Automation\n      Content:\n" +
                     Document("        "))) ==
        "LM309 b.yaml:3 N: with Runbook/Api=RunInstances, Runbook/Size=m5.2xlarge, Runbook/Template=b the "
        "hard limit of `sql` is exceeded: 16 of 10 vCPUs");
  CHECK(worst(Judged("Resources:\n  Runbook:\n    Type: AWS::SSM::Document\n    Properties:\n      "
                     "DocumentType: Automation\n      Content: |\n" +
                     Document("        "))) ==
        "LM309 b.yaml:3 N: with Runbook/Api=RunInstances, Runbook/Size=m5.2xlarge, Runbook/Template=b the "
        "hard limit of `sql` is exceeded: 16 of 10 vCPUs");
}

TEST_CASE("a parameter that decides what a resource is at all is tried") {
  const std::string type =
      "Parameters: {E: {Type: String, Default: Command, AllowedValues: [Command, Automation]}}\n";
  const auto document = [&](const std::string& steps) {
    return type +
           "Resources:\n  Runbook:\n    Type: AWS::SSM::Document\n    Properties:\n      DocumentType: !Ref "
           "E\n"
           "      Content:\n        schemaVersion: \"0.3\"\n        parameters: {Do: {type: String, default: "
           "aws:sleep, allowedValues: [aws:sleep, aws:createStack]}}\n        mainSteps:\n" +
           steps;
  };
  CHECK(Judged(document("        - {name: s, action: aws:createStack, inputs: {StackName: x, TemplateURL: "
                        "c.yaml}}\n")) == Exceeded("c.yaml:2 N", "E=Automation", 16));
  CHECK(Judged(document("        - {name: s, action: \"{{ Do }}\", inputs: {StackName: x, TemplateURL: "
                        "c.yaml}}\n")) ==
        Exceeded("c.yaml:2 N", "E=Automation, Runbook/Do=aws:createStack", 16));
}

TEST_CASE("what cannot be determined in some case only, or is bounded by nothing, is said") {
  const std::string types =
      "Parameters: {E: {Type: String, Default: m5.large, AllowedValues: [m5.large, m99.large]}}\n";
  CHECK(Judged(types + "Resources:\n  N: " + Node("!Ref E")) ==
        "LM205 main.yaml:3 N: with some values of the parameters, the data has no instance type "
        "`m99.large`, so `N` cannot be counted");
  CHECK(Judged(Parameter("a, b") + "Conditions: {B: !Equals [!Ref E, b]}\nResources:\n  N: " +
               Node("!If [B, !ImportValue other, m5.large]")) ==
        "LM004 main.yaml:4 N: with some values of the parameters, the instance type of `N` cannot be "
        "determined: the export `other` is not in the store");
  CHECK(Judged("Parameters: {A: {Type: String, Default: m5.large}, B: {Type: String, Default: x}}\n"
               "Resources:\n  N: " +
               Node("!Ref A")) ==
        "warning: nothing bounds the parameter `A`, on which licensed launches depend: `--worst-case` "
        "uses their defaults, and what conditions compare them with");
}

/// Three parameters without a value, which decide what stacks and resources there are and how large they are.
std::string RandomTemplate(std::mt19937& random) {
  const std::string set =
      "    Type: AWS::CloudFormation::StackSet\n    Properties:\n      TemplateURL: b.yaml\n"
      "      Parameters: [{ParameterKey: Size, ParameterValue: !Ref S}]\n      StackInstancesGroup:\n";
  std::vector<std::string> parts = {
      "  ByUrl: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Sub \"${E}.yaml\"}}\n",
      "  ByCase: {Type: AWS::CloudFormation::Stack, Condition: Big, Properties: {TemplateURL: !If [IsA, "
      "c.yaml, "
      "b.yaml], Parameters: {Size: !If [IsA, !Ref AWS::NoValue, !Ref S]}}}\n",
      "  Own: " + Node("!If [IsA, !Ref S, m5.2xlarge]"),
      "  Set:\n" + set +
          "      - {Regions: [us-east-1, !If [Big, us-west-2, us-east-1]], DeploymentTargets: {Accounts: !If "
          "[IsA, [\"1\", \"2\", \"3\"], [\"1\"]]}}\n",
      "  Other:\n" + set +
          "      - {Regions: [us-east-1], DeploymentTargets: {Accounts: [\"1\"]}}\n"
          "      - {Regions: [us-east-1], DeploymentTargets: {Accounts: !If [Big, [\"1\", \"2\"], "
          "[\"1\"]]}}\n",
      "  Fn::ForEach::Own: [I, !Ref L, {\"X${I}\": " + Node("!Ref S") + "}]\n",
      "  Fn::ForEach::Stacks: [I, !Ref L, {\"Y${I}\": {Type: AWS::CloudFormation::Stack, Properties: "
      "{TemplateURL: !Sub \"${I}.yaml\"}}}]\n"};
  std::shuffle(parts.begin(), parts.end(), random);
  std::string out =
      "Transform: AWS::LanguageExtensions\nParameters:\n  E: {Type: String, AllowedValues: [a, b, c]}\n"
      "  S: {Type: String, AllowedValues: [m5.large, m5.xlarge]}\n"
      "  L: {Type: CommaDelimitedList, AllowedValues: [b, c]}\nConditions:\n  IsA: !Equals [!Ref E, a]\n"
      "  Big: !Equals [!Ref S, m5.xlarge]\nResources:\n";
  for (size_t i = 0; i < 4; ++i) out += parts[i];
  return out;
}

/// The least and the most that is planned of the one license.
std::pair<int64_t, int64_t> Planned(const std::string& tmpl, std::vector<std::string> options) {
  MemoryFiles files = WithStacks();
  files.AddFile("main.yaml", tmpl);
  options.push_back("main.yaml");
  const std::string output = composition::Check(files, options).output;
  REQUIRE(output.find("LM205") == std::string::npos);
  const size_t at = output.find("\"planned\": {\"low\": ");
  if (at == std::string::npos) return {0, 0};
  const size_t high = output.find("\"high\": ", at);
  return {std::stoll(output.substr(at + 19)), std::stoll(output.substr(high + 8))};
}

TEST_CASE("what depends on more numbers than can be tried is bounded by nothing, whatever their default") {
  const auto with = [](const std::string& size) {
    return "Parameters: {N: {Type: Number, Default: 0, MinValue: 0, MaxValue: 2000000}}\nResources:\n  L: "
           "{Type: "
           "AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {InstanceType: m5.large, ImageId: "
           "ami-0123456789abcdef0, LicenseSpecifications: [{LicenseConfigurationArn: "
           "\"arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
           "00000000000000000000000000000001\"}]}}}\n  G: {Type: AWS::AutoScaling::AutoScalingGroup, "
           "Properties: "
           "{MinSize: " +
           size +
           ", MaxSize: 3, LaunchTemplate: {LaunchTemplateId: !Ref L, Version: !GetAtt "
           "L.LatestVersionNumber}}}\n";
  };
  const std::string untried =
      "warning: the parameter `N` may be any number from 0 to 2,000,000, and does more than count instances: "
      "not "
      "all of them are tried";
  CHECK(Judged(with("!Sub \"0${N}\"")) ==
        "LM004 main.yaml:4 G: the most that `G` may take cannot be determined: not all that its parameters "
        "permit "
        "could be tried\n" +
            untried);
  CHECK(Judged(with("!Sub \"0${N}\""), {}) == "");
}

TEST_CASE("bounds over what decides which stacks there are, are those of trying every assignment") {
  std::mt19937 random(20261124);
  for (int round = 0; round < 12; ++round) {
    const std::string tmpl = RandomTemplate(random);
    CAPTURE(tmpl);
    std::vector<int64_t> all;
    for (const char* e : {"E=a", "E=b", "E=c"}) {
      for (const char* s : {"S=m5.large", "S=m5.xlarge"}) {
        for (const char* l : {"L=b", "L=c", "L=b,c"})
          all.push_back(Planned(tmpl, {"-p", e, "-p", s, "-p", l}).second);
      }
    }
    const auto [low, high] = Planned(tmpl, {});
    CHECK(high > 0);
    CHECK(low == *std::min_element(all.begin(), all.end()));
    CHECK(high == *std::max_element(all.begin(), all.end()));
  }
}

TEST_CASE("sixty parameters that are tied together are bounded, and tens of thousands of cases tried") {
  std::string parameters, nodes;
  for (int i = 0; i < 60; ++i) {
    parameters += fmt::format(
        "  P{}: {{Type: String, Default: m5.large, AllowedValues: [m5.large, m5.xlarge, m5.4xlarge]}}\n", i);
    nodes += fmt::format("  N{}: {}", i, Node(fmt::format("!If [All, m5.24xlarge, !Ref P{}]", i)));
  }
  const std::string tmpl = "Parameters:\n" + parameters +
                           "Conditions:\n  All: !And [!Equals [!Ref P0, m5.4xlarge], !Equals [!Ref P1, "
                           "m5.4xlarge]]\nResources:\n" +
                           nodes;
  const std::string found = Judged(tmpl);
  CHECK(found.find(
            "LM301 main.yaml:65 N0: planned demand exceeds the hard limit of `sql`: 120 of 10 vCPUs") == 0);
  CHECK(found.find("have more than 100,000 combinations of them") != std::string::npos);
}

}  // namespace
}  // namespace headroom
