// `headroom expand`: whole outputs, and that what it prints launches the same as what it was given.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "support/golden.h"
#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

using testing::Outcome;
using testing::RunProgram;

std::string Fixture(const std::string& name) {
  return testing::ReadFixture(std::string(HEADROOM_ROOT "/fixtures/expand/") + name);
}

TEST_CASE("a template with some of everything, expanded") {
  const MemoryFiles files{{"fleet.yaml", Fixture("fleet.yaml")}};
  const std::vector<std::string> arguments = {"expand", "--region", "us-east-1", "fleet.yaml"};
  const Outcome yaml = RunProgram(files, arguments);
  CHECK(yaml.error == "");
  CHECK(yaml.status == 0);
  CHECK(testing::GoldenDifference(yaml.output, "expand/fleet.expanded.yaml") == "");
  std::vector<std::string> to_json = arguments;
  to_json.insert(to_json.end(), {"--format", "json"});
  CHECK(testing::GoldenDifference(RunProgram(files, to_json).output, "expand/fleet.expanded.json") == "");
  std::vector<std::string> for_prod = arguments;
  for_prod.insert(for_prod.end(), {"-p", "Environment=prod", "-p", "Size=m5.xlarge", "-p", "Shards=x,y"});
  CHECK(testing::GoldenDifference(RunProgram(files, for_prod).output, "expand/fleet.prod.yaml") == "");
}

TEST_CASE("--attach names what images carry, and says what it cannot name") {
  const MemoryFiles files{{"attach.yaml", Fixture("attach.yaml")},
                          {"store.yaml", Fixture("attach.store.yaml")}};
  const Outcome outcome = RunProgram(files, {"expand", "--attach", "--store", "store.yaml", "attach.yaml"});
  CHECK(outcome.status == 0);
  CHECK(testing::GoldenDifference(outcome.output, "expand/attach.expanded.yaml") == "");
  CHECK(testing::GoldenDifference(outcome.error, "expand/attach.warnings.txt") == "");
  const Outcome no_store = RunProgram(files, {"expand", "--attach", "attach.yaml"});
  CHECK(no_store.status == 2);
  CHECK(no_store.output == "");
}

TEST_CASE("an assertion that does not hold stays as long as nobody knows whether its rule applies") {
  const std::string text =
      "Parameters:\n  E: {Type: String, AllowedValues: [dev, prod]}\n  N: {Type: Number, Default: 4}\n"
      "Rules:\n  R:\n    RuleCondition: !Equals [!Ref E, dev]\n    Assertions:\n"
      "      - Assert: !Contains [[\"5\"], !Ref N]\n      - Assert: !Contains [[\"4\"], !Ref N]\n"
      "Resources:\n  A: {Type: T, Properties: {P: !Ref E}}\n";
  const Outcome outcome = RunProgram(MemoryFiles{{"t.yaml", text}}, {"expand", "t.yaml"});
  CHECK(outcome.error == "");
  CHECK(outcome.output ==
        "Parameters:\n  E:\n    Type: String\n    AllowedValues:\n      - dev\n      - prod\n"
        "Rules:\n  R:\n    RuleCondition: !Equals\n      - !Ref E\n      - dev\n    Assertions:\n"
        "      - Assert:\n          Fn::Contains:\n            - - \"5\"\n            - 4\n"
        "Resources:\n  A:\n    Type: T\n    Properties:\n      P: !Ref E\n");
}

TEST_CASE("--attach says of which image it does not know the licenses") {
  const MemoryFiles files{
      {"store.yaml", Fixture("attach.store.yaml")},
      {"t.yaml",
       "Parameters:\n  Which: {Type: String, AllowedValues: [a, b]}\nConditions:\n"
       "  A: !Equals [!Ref Which, a]\nResources:\n  Node:\n    Type: AWS::EC2::Instance\n    Properties:\n"
       "      InstanceType: m5.large\n"
       "      ImageId: !If [A, ami-0123456789abcdef0, !Ref AWS::NoValue]\n"}};
  const Outcome outcome = RunProgram(files, {"expand", "--attach", "--store", "store.yaml", "t.yaml"});
  CHECK(outcome.status == 0);
  CHECK(outcome.error ==
        "warning: t.yaml: nothing is attached for the image of `Node`, which cannot be determined: the "
        "parameter "
        "`Which` has no value and no default\n");
}

TEST_CASE("templates and documents that stand as text in a template are left as they are") {
  const std::string text =
      "Resources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n"
      "      TemplateBody: \"{\\\"Resources\\\": {}}\"\n      StackSetName: set\n"
      "      PermissionModel: SELF_MANAGED\n";
  const Outcome outcome = RunProgram(MemoryFiles{{"t.yaml", text}}, {"expand", "t.yaml"});
  CHECK(outcome.error == "");
  CHECK(outcome.output == text);
}

TEST_CASE("what cannot be expanded: findings on standard error, nothing on standard output") {
  const MemoryFiles files{{"broken.yaml", "Resources: [\n"},
                          {"wrong.yaml", "Resources:\n  A: {Type: T, Properties: {B: !Ref Nobody}}\n"},
                          {"plain.yaml", "a: 1\n"},
                          {"folder/a.yaml", "Resources: {}\n"}};
  const auto first_line = [&](const std::string& path) {
    const Outcome outcome = RunProgram(files, {"expand", path});
    CHECK(outcome.output == "");
    return fmt::format("{} {}", outcome.status, outcome.error.substr(0, outcome.error.find('\n')));
  };
  CHECK(first_line("broken.yaml").substr(0, 32) == "1 broken.yaml:2:1: error[LM001]:");
  CHECK(first_line("wrong.yaml") ==
        "1 wrong.yaml:2:32: error[LM003]: `Nobody` is neither a parameter nor a resource of this template");
  CHECK(first_line("plain.yaml") ==
        "1 plain.yaml:1:1: error[LM002]: this is neither a CloudFormation template nor a "
        "launch template");
  CHECK(first_line("folder") == "2 headroom: `headroom expand` takes one template, and `folder` is a folder");
  CHECK(first_line("missing.yaml") == "2 headroom: cannot read `missing.yaml`: No such file or directory");
}

/// The licenses of a launch-template file's plan.
std::string LicensesOf(const std::string& text) {
  const MemoryFiles files{{"store.yaml", Fixture("attach.store.yaml")}, {"lt.json", text}};
  const Outcome outcome = RunProgram(
      files, {"check", "--store", "store.yaml", "--format", "json", "--fail-on", "never", "lt.json"});
  REQUIRE_MESSAGE(outcome.status == 0, outcome.error);
  return outcome.output.substr(0, outcome.output.find("\"findings\":"));
}

TEST_CASE("launch-template files of all forms launch the same when they are expanded") {
  const std::string data =
      "{\"ImageId\": \"ami-00000000000000001\", \"InstanceType\": \"m5.large\", \"KeyName\": \"\"}";
  const std::vector<std::string> forms = {
      data, "{\"LaunchTemplateName\": \"node\", \"LaunchTemplateData\": " + data + "}",
      "{\"LaunchTemplateVersion\": {\"LaunchTemplateName\": \"node\", \"LaunchTemplateData\": " + data + "}}",
      "{\"LaunchTemplateVersions\": [{\"LaunchTemplateId\": \"lt-1\", \"VersionNumber\": 1, "
      "\"LaunchTemplateData\": {}}, {\"LaunchTemplateId\": \"lt-1\", \"VersionNumber\": 2, "
      "\"LaunchTemplateData\": " +
          data + "}]}"};
  for (const std::string& form : forms) {
    const MemoryFiles files{{"store.yaml", Fixture("attach.store.yaml")}, {"lt.json", form}};
    for (const char* format : {"json", "yaml"}) {
      const Outcome outcome = RunProgram(files, {"expand", "--format", format, "lt.json"});
      CHECK(outcome.status == 0);
      CHECK(outcome.error == "");
      CHECK(LicensesOf(outcome.output) == LicensesOf(form));
    }
    const Outcome attached = RunProgram(files, {"expand", "--attach", "--store", "store.yaml", "lt.json"});
    CHECK(attached.error == "");
    const std::string named = LicensesOf(attached.output);
    CHECK(named.find("\"via\": [\"specification\", \"image\"]") != std::string::npos);
  }
  const MemoryFiles files{{"store.yaml", Fixture("attach.store.yaml")}, {"lt.json", forms[0]}};
  const Outcome whole =
      RunProgram(files, {"expand", "--attach", "--store", "store.yaml", "--format", "yaml", "lt.json"});
  CHECK(whole.output ==
        "ImageId: ami-00000000000000001\nInstanceType: m5.large\nKeyName: \"\"\nLicenseSpecifications:\n"
        "  - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:"
        "lic-00000000000000000000000000000001\n");
}

TEST_CASE("a text of Fn::Sub keeps what only looks like a variable") {
  const MemoryFiles files{{"t.yaml", R"(Parameters:
  Dollar: {Type: String, Default: "a$"}
  Braces: {Type: String, Default: "${Odd} {b}"}
Resources:
  A:
    Type: T
    Properties: {B: !Sub "${Dollar}{x} ${!Keep} ${Braces} ${A} ${", C: !Sub "${Dollar}${A.Arn}"}
)"}};
  const Outcome outcome = RunProgram(files, {"expand", "t.yaml"});
  CHECK(outcome.error == "");
  CHECK(outcome.output.find("B: !Sub a$!{x}") == std::string::npos);
  CHECK(outcome.output ==
        "Resources:\n  A:\n    Type: T\n    Properties:\n"
        "      B: !Sub a${!x} ${!Keep} ${!Odd} {b} ${A} ${\n      C: !Sub a$${A.Arn}\n");
}

TEST_CASE("what an alias or a loop multiplies is bounded") {
  std::string bomb = "Resources:\n  R0: &a0 {Type: T, Properties: {x: [";
  for (int i = 0; i < 1000; ++i) bomb += "{b: c},";
  bomb += "]}}\n";
  for (int i = 1; i < 600; ++i) bomb += fmt::format("  R{}: *a0\n", i);
  const Outcome aliases = RunProgram(MemoryFiles{{"t.yaml", bomb}}, {"expand", "t.yaml"});
  CHECK(aliases.output.size() < size_t{64} << 20);
  std::string loop = "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::L:\n    - I\n    - [";
  for (int i = 0; i < 9000; ++i) loop += fmt::format("i{},", i);
  loop += "]\n    - R${I}: {Type: T, Properties: {x: [";
  for (int i = 0; i < 1000; ++i) loop += "a,";
  const Outcome loops = RunProgram(MemoryFiles{{"t.yaml", loop + "]}}\n"}}, {"expand", "t.yaml"});
  CHECK(loops.status == 1);
  CHECK(loops.output == "");
  CHECK(loops.error.find("[LM003]: this template expands to more than can be") != std::string::npos);
}

// The property: over generated templates the plan of the output is that of the input.

constexpr const char* kArn =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "0000000000000000000000000000000";

std::string Store() {
  return fmt::format(R"(Exports: [{{Name: known, Value: m5.large}}]
LicenseConfigurations:
- {{LicenseConfigurationArn: "{0}1", Name: l1, LicenseCountingType: vCPU, LicenseCount: 5}}
- LicenseConfigurationArn: "{0}2"
  Name: l2
  LicenseCountingType: Instance
  LicenseCount: 5
  LicenseConfigurationAssociations:
  - ResourceArn: arn:aws:ec2:us-east-1::image/ami-00000000000000001
    ResourceType: EC2_AMI
    ResourceOwnerId: "111122223333"
)",
                     kArn);
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string Template() {
    std::string out = R"(Transform: AWS::LanguageExtensions
Parameters:
  Size: {Type: String, Default: ""}
  Given: {Type: String, Default: prod, AllowedValues: [prod, dev]}
  Open: {Type: String, AllowedValues: [prod, dev]}
  Free: {Type: String}
  Type: {Type: String, Default: m5.xlarge}
  OpenType: {Type: String, AllowedValues: [m5.large, m5.2xlarge]}
  Nodes: {Type: Number, Default: 3}
  OpenNodes: {Type: Number, MinValue: 1, MaxValue: 2}
  List: {Type: CommaDelimitedList, Default: "m5.large, m5.4xlarge"}
Mappings:
  Map:
    prod: {Type: m5.2xlarge, Nodes: 4}
    dev: {Type: m5.large, Nodes: 1}
Conditions:
  Known: !Equals [!Ref Given, prod]
  Unknown: !Equals [!Ref Open, prod]
  Lost: !Equals [!Ref Free, x]
)";
    for (int i = 0; i < 3; ++i) out += fmt::format("  C{}: {}\n", i, Expression(3));
    out += "Resources:\n";
    for (int i = 0; i < 2; ++i) out += Instance(fmt::format("I{}", i), "  ");
    for (int i = 0; i < 2; ++i) out += Group(fmt::format("G{}", i));
    if (Any(2) == 0) {
      out += fmt::format("  Fn::ForEach::Loop:\n    - Item\n    - [one, two]\n    -{}",
                         Instance("L${Item}", "      ").substr(5));
    }
    return out;
  }

 private:
  unsigned Any(unsigned count) { return static_cast<unsigned>(random_() % count); }
  std::string Of(const std::vector<std::string>& choices) { return choices[random_() % choices.size()]; }

  std::string ConditionName() { return Of({"Known", "Unknown", "Lost", "C0", "C1", "C2"}); }
  std::string Expression(int depth) {
    if (depth == 0 || Any(3) == 0) return Of({"!Condition Known", "!Condition Unknown", "!Condition Lost"});
    if (Any(4) == 0) return fmt::format("!Not [{}]", Expression(depth - 1));
    return fmt::format("!{} [{}, {}]", Of({"And", "Or"}), Expression(depth - 1), Expression(depth - 1));
  }
  std::string Text(int depth, const std::vector<std::string>& leaves) {
    if (depth == 0) return Of(leaves);
    const std::string a = Text(depth - 1, leaves), b = Text(depth - 1, leaves);
    switch (Any(6)) {
      case 0:
        return fmt::format("!If [{}, {}, {}]", ConditionName(), a, b);
      case 1:
        return fmt::format("!Select [{}, [{}, {}]]", Any(2), a, b);
      case 2:
        return fmt::format("!Join [\"\", [{}]]", a);
      case 3:
        return fmt::format("!Sub [\"${{V}}\", {{V: {}}}]", a);
      default:
        return Of(leaves);
    }
  }
  std::string Type() {
    return Text(2,
                {"m5.large", "!Ref Type", "!Ref OpenType", "!FindInMap [Map, !Ref Given, Type]",
                 "!FindInMap [Map, !Ref Open, Type]", "!Select [1, !Ref List]", "!ImportValue known",
                 "!ImportValue lost", "!Ref Free", "!Join [\".\", [m5, large]]", "!Sub \"m5.${Size}large\"",
                 "!Join [\".\", [m5, !Select [1, !Split [\".\", !Ref OpenType]]]]"});
  }
  std::string Count() {
    return Text(2, {"2", "\"1\"", "!Ref Nodes", "!Ref OpenNodes", "!FindInMap [Map, !Ref Given, Nodes]",
                    "!FindInMap [Map, !Ref Open, Nodes]"});
  }
  std::string Image() { return Of({"ami-00000000000000001", "ami-00000000000000002", "!Ref Free"}); }
  std::string Licenses() {
    const std::string one = fmt::format("{{LicenseConfigurationArn: \"{}{}\"}}", kArn, 1 + Any(2));
    return Of({"[" + one + "]", fmt::format("[!If [{}, {}, !Ref AWS::NoValue]]", ConditionName(), one),
               fmt::format("!If [{}, [{}], !Ref AWS::NoValue]", ConditionName(), one)});
  }
  std::string Exists(const std::string& indent) {
    return Any(2) == 0 ? "" : fmt::format("{}  Condition: {}\n", indent, ConditionName());
  }
  std::string Instance(const std::string& id, const std::string& indent) {
    return fmt::format(
        "{0}{1}:\n{0}  Type: AWS::EC2::Instance\n{2}{0}  Properties:\n{0}    ImageId: {3}\n{0}    "
        "InstanceType: {4}\n{0}  "
        "  LicenseSpecifications: {5}\n",
        indent, id, Exists(indent), Image(), Type(), Licenses());
  }
  std::string Group(const std::string& id) {
    return fmt::format(
        "  {0}T:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n        "
        "ImageId: {1}\n"
        "        InstanceType: {2}\n        LicenseSpecifications: {3}\n  {0}:\n    Type: "
        "AWS::AutoScaling::AutoScalingGroup\n{4}    Properties:\n      MinSize: 0\n      MaxSize: 9\n      "
        "DesiredCapacity: {5}\n      LaunchTemplate: {{LaunchTemplateId: {6}, Version: !GetAtt "
        "{0}T.LatestVersionNumber}}\n",
        id, Image(), Type(), Licenses(), Exists("  "), Count(),
        Of({fmt::format("!Ref {}T", id), fmt::format("!Sub \"${{{}T}}\"", id)}));
  }

  std::mt19937 random_;
};

/// The licenses with their claims: all that a plan says, but for the assignment that reaches a bound, which
/// names no more parameters than are left.
std::string PlanOf(const std::string& tmpl) {
  const MemoryFiles files{{"store.yaml", Store()}, {"t.yaml", tmpl}};
  const Outcome outcome = RunProgram(files, {"check", "--store", "store.yaml", "--region", "us-east-1",
                                             "--format", "json", "--fail-on", "never", "t.yaml"});
  REQUIRE_MESSAGE(outcome.status == 0, outcome.error);
  std::string plan;
  const size_t begin = outcome.output.find("\"licenses\":");
  const std::string licenses = outcome.output.substr(begin, outcome.output.find("\"findings\":") - begin);
  for (std::string_view line : Split(licenses, "\n")) {
    if (EndsWith(line, ",")) line.remove_suffix(1);
    if (line.find("\"reached_with\"") == std::string_view::npos) plan += fmt::format("{}\n", line);
  }
  return plan;
}

std::string ExpandOf(const std::string& tmpl, const std::string& format) {
  const MemoryFiles files{{"store.yaml", Store()}, {"t.yaml", tmpl}};
  const Outcome outcome = RunProgram(
      files, {"expand", "--store", "store.yaml", "--region", "us-east-1", "--format", format, "t.yaml"});
  REQUIRE_MESSAGE(outcome.status == 0, outcome.error);
  return outcome.output;
}

TEST_CASE("the output launches what the input does, and has nothing left to expand") {
  const auto same = [](const std::string& text) { return testing::FirstDifference(text, text); };
  for (unsigned seed = 1; seed <= 300; ++seed) {
    const std::string tmpl = Generator(seed).Template();
    CAPTURE(tmpl);
    const std::string plan = PlanOf(tmpl);
    for (const char* format : {"yaml", "json"}) {
      const std::string expanded = ExpandOf(tmpl, format);
      CAPTURE(expanded);
      REQUIRE(testing::FirstDifference(plan, PlanOf(expanded)) == same(plan));
      REQUIRE(testing::FirstDifference(expanded, ExpandOf(expanded, format)) == same(expanded));
    }
  }
}

}  // namespace
}  // namespace headroom
