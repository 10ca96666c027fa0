// Parameters without a value: the bounds that grouping finds are those of trying every assignment by hand.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

constexpr const char* kArn =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "00000000000000000000000000000001";

std::string Store(int limit) {
  return fmt::format(
      "LicenseConfigurations:\n- {{LicenseConfigurationArn: \"{}\", Name: sql, LicenseCountingType: vCPU, "
      "LicenseCount: "
      "{}, LicenseCountHardLimit: true}}\n",
      kArn, limit);
}

struct Bounds {
  int64_t low = 0, high = 0, full_scale = 0;
  bool operator==(const Bounds&) const = default;
};

int64_t NumberAfter(const std::string& text, const std::string& key) {
  const size_t at = text.find(key);
  REQUIRE_MESSAGE(at != std::string::npos, key, " is missing in ", text);
  return std::stoll(text.substr(at + key.size()));
}

/// The planned demand on the one license, 0 if no launch exists; nothing if CloudFormation refuses the
/// values.
std::optional<Bounds> Judge(const std::string& tmpl, const std::vector<std::string>& parameters) {
  const MemoryFiles files{{"store.yaml", Store(1'000'000)}, {"template.yaml", tmpl}};
  std::vector<std::string> arguments = {"check",    "--store", "store.yaml",
                                        "--format", "json",    "template.yaml"};
  for (const std::string& parameter : parameters) arguments.insert(arguments.end(), {"-p", parameter});
  const testing::Outcome outcome = testing::RunProgram(files, arguments);
  REQUIRE(outcome.error == "");
  if (outcome.output.find("\"LM005\"") != std::string::npos) return {};
  REQUIRE(outcome.output.find("\"findings\": []") != std::string::npos);
  if (outcome.output.find("\"licenses\": []") != std::string::npos) return Bounds();
  return Bounds{NumberAfter(outcome.output, "\"low\": "), NumberAfter(outcome.output, "\"high\": "),
                NumberAfter(outcome.output, "\"full_scale\": ")};
}

std::string Node(const std::string& id, const std::string& condition, const std::string& type) {
  return fmt::format(
      "  {}:\n    Type: AWS::EC2::Instance\n{}    Properties:\n      ImageId: ami-0123456789abcdef0\n      "
      "InstanceType: "
      "{}\n      LicenseSpecifications: [{{LicenseConfigurationArn: \"{}\"}}]\n",
      id, condition.empty() ? "" : "    Condition: " + condition + "\n", type, kArn);
}

std::string Group(const std::string& id, const std::string& desired, const std::string& type) {
  return fmt::format(
      "  {0}Template:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n      "
      "  ImageId: "
      "ami-0123456789abcdef0\n        InstanceType: {1}\n        LicenseSpecifications: "
      "[{{LicenseConfigurationArn: "
      "\"{2}\"}}]\n  {0}:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: 0\n "
      "     MaxSize: "
      "9\n      DesiredCapacity: {3}\n      LaunchTemplate: {{LaunchTemplateId: !Ref {0}Template, Version: "
      "!GetAtt "
      "{0}Template.LatestVersionNumber}}\n",
      id, type, kArn, desired);
}

/// Five parameters without a value, a condition that nobody can decide and some Rules, read by a few launches
/// in different ways.
std::string RandomTemplate(std::mt19937& random) {
  const std::vector<std::string> types = {"!Ref SizeA",
                                          "!Ref SizeB",
                                          "m5.large",
                                          "!If [IsProd, m5.4xlarge, !Ref SizeA]",
                                          "!FindInMap [Sizes, !Ref Env, Type]",
                                          "!If [IsBig, !Ref SizeB, m5.large]",
                                          "!If [IsImported, m5.2xlarge, !Ref SizeB]"};
  const std::vector<std::string> counts = {"!Ref Nodes",
                                           "2",
                                           "!If [IsProd, 5, !Ref Nodes]",
                                           "!FindInMap [Sizes, !Ref Env, Nodes]",
                                           "!If [IsThree, 700, !Ref Wide]",
                                           "!Ref Wide"};
  const std::vector<std::string> conditions = {"",           "IsProd",      "IsBig",  "IsTestOrBig",
                                               "IsImported", "IsElsewhere", "IsThree"};
  const std::vector<std::string> rules = {
      "", "Rules: {A: {Assertions: [{Assert: !Not [!Equals [!Ref SizeB, m5.8xlarge]]}]}}\n",
      "Rules: {A: {RuleCondition: !Equals [!Ref Env, prod], Assertions: [{Assert: !Equals [!Ref SizeA, "
      "m5.large]}]}}\n",
      "Rules: {A: {RuleCondition: !Equals [!Ref Nodes, 2], Assertions: [{Assert: !Contains [[test, dev], "
      "!Ref "
      "Env]}]}}\n"};
  const auto any = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
  std::string out = any(rules) + R"(Parameters:
  Env: {Type: String, AllowedValues: [prod, test, dev]}
  SizeA: {Type: String, AllowedValues: [m5.large, m5.2xlarge]}
  SizeB: {Type: String, AllowedValues: [m5.xlarge, m5.8xlarge]}
  Nodes: {Type: Number, MinValue: 1, MaxValue: 2}
  Wide: {Type: Number, MinValue: 1, MaxValue: 5000}
Mappings:
  Sizes:
    prod: {Type: m5.12xlarge, Nodes: 4}
    test: {Type: m5.large, Nodes: 1}
    dev: {Type: m5.xlarge, Nodes: 2}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsBig: !Equals [!Ref SizeA, m5.2xlarge]
  IsTestOrBig: !Or [!Equals [!Ref Env, test], !Condition IsBig]
  IsThree: !Equals [!Ref Wide, 3]
  IsImported: !Equals [!ImportValue stage, prod]
  IsElsewhere: !And [!Not [!Condition IsImported], !Condition IsBig]
Resources:
)";
  for (int i = 0; i < 2; ++i) out += Node(fmt::format("Node{}", i), any(conditions), any(types));
  for (int i = 0; i < 2; ++i) out += Group(fmt::format("Group{}", i), any(counts), any(types));
  return out;
}

/// The assignments of the four that are few, one by one.
std::vector<std::vector<std::string>> AllOfFour() {
  std::vector<std::vector<std::string>> out;
  for (const char* env : {"prod", "test", "dev"}) {
    for (const char* a : {"m5.large", "m5.2xlarge"}) {
      for (const char* b : {"m5.xlarge", "m5.8xlarge"}) {
        for (const char* nodes : {"1", "2"}) {
          out.push_back({fmt::format("Env={}", env), fmt::format("SizeA={}", a), fmt::format("SizeB={}", b),
                         fmt::format("Nodes={}", nodes)});
        }
      }
    }
  }
  return out;
}

/// Every assignment, one run each: of the wide range what lies on both sides of each bend, and the condition
/// that nobody can decide written down both ways. What Rules refuse is none.
Bounds TryEverything(const std::string& tmpl) {
  const std::string import = "!ImportValue stage";
  const size_t at = tmpl.find(import);
  std::vector<Bounds> all;
  for (const char* stage : {"prod", "other"}) {
    const std::string decided = std::string(tmpl).replace(at, import.size(), stage);
    for (const std::vector<std::string>& four : AllOfFour()) {
      for (const char* wide : {"1", "2", "3", "4", "2500", "5000"}) {
        std::vector<std::string> values = four;
        values.push_back(fmt::format("Wide={}", wide));
        if (const std::optional<Bounds> bounds = Judge(decided, values)) all.push_back(*bounds);
      }
    }
  }
  Bounds out = all.at(0);
  for (const Bounds& bounds : all) {
    out.low = std::min(out.low, bounds.low);
    out.high = std::max(out.high, bounds.high);
    out.full_scale = std::max(out.full_scale, bounds.full_scale);
  }
  return out;
}

TEST_CASE("bounds over open parameters are those of trying every assignment") {
  std::mt19937 random(20260803);
  for (int round = 0; round < 12; ++round) {
    const std::string tmpl = RandomTemplate(random);
    CAPTURE(tmpl);
    const Bounds grouped = Judge(tmpl, {}).value();
    const Bounds tried = TryEverything(tmpl);
    REQUIRE(grouped.low == tried.low);
    REQUIRE(grouped.high == tried.high);
    REQUIRE(grouped.full_scale == tried.full_scale);
  }
}

TEST_CASE("a parameter that two templates declare is one parameter") {
  const std::string head = "Parameters:\n  Size: {Type: String, AllowedValues: [m5.large, m5.2xlarge]}\n";
  const std::string is_large = "Conditions:\n  Large: !Equals [!Ref Size, m5.large]\n";
  const MemoryFiles files{{"store.yaml", Store(10)},
                          {"a.yaml", head + "Resources:\n" + Node("Primary", "", "!Ref Size")},
                          {"b.yaml", head + is_large + "Resources:\n" +
                                         Node("Standby", "", "!If [Large, m5.2xlarge, m5.large]")}};
  const testing::Outcome outcome =
      testing::RunProgram(files, {"check", "--store", "store.yaml", "--format", "json", "a.yaml", "b.yaml"});
  CHECK(outcome.status == 0);
  CHECK(NumberAfter(outcome.output, "\"low\": ") == 10);
  CHECK(NumberAfter(outcome.output, "\"high\": ") == 10);
}

/// What `check` says of a template: the planned demand and standard error.
struct Said {
  Bounds bounds;
  std::string error;
  std::string output;
};

Said Check(const std::string& tmpl, const std::vector<std::string>& options = {}, int limit = 1'000'000) {
  const MemoryFiles files{{"store.yaml", Store(limit)}, {"template.yaml", tmpl}};
  std::vector<std::string> arguments = {"check",    "--store", "store.yaml",
                                        "--format", "json",    "template.yaml"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const testing::Outcome outcome = testing::RunProgram(files, arguments);
  Said said{{}, outcome.error, outcome.output};
  if (outcome.output.find("\"licenses\": []") != std::string::npos) return said;
  said.bounds.low = NumberAfter(outcome.output, "\"low\": ");
  const bool unknown = outcome.output.find("\"high\": null") != std::string::npos;
  said.bounds.high = unknown ? -1 : NumberAfter(outcome.output, "\"high\": ");
  said.bounds.full_scale = unknown ? -1 : NumberAfter(outcome.output, "\"full_scale\": ");
  return said;
}

TEST_CASE("more cases than may be tried: each launch by itself, or its demand is unknown") {
  std::string tmpl = "Parameters:\n";
  for (int i = 0; i < 4; ++i)
    tmpl += fmt::format("  P{}: {{Type: String, AllowedValues: [m5.large, m5.xlarge]}}\n", i);
  tmpl += "Resources:\n" + Node("First", "", "!Select [2, [!Ref P0, !Ref P1, !Ref P2]]") +
          Node("Second", "", "!Select [2, [!Ref P1, !Ref P2, !Ref P3]]");
  const std::string both =
      "warning: `First` of template.yaml and what depends on the same parameters have more than 8 "
      "combinations "
      "of them; each is bounded by itself, and no combination may reach the sum\n";
  const Said said = Check(tmpl, {"--max-cases", "8"});
  CHECK(said.bounds == Bounds{4, 8, 8});
  CHECK(said.output.find("\"bound\": true") != std::string::npos);
  CHECK(Check(tmpl, {"--max-cases", "100"}).output.find("\"bound\"") == std::string::npos);
  CHECK(said.error == both);
  const Said odd = Check(tmpl + Node("Odd", "", "!Sub \"${P0}${P1}${P2}${P3}\""), {"--max-cases", "8"});
  CHECK(odd.bounds == Bounds{4, -1, -1});
  CHECK(odd.error ==
        "warning: `Odd` of template.yaml depends on more than 8 combinations of parameters; its "
        "demand is unknown\n" +
            both);
}

TEST_CASE("what is tried is bounded for all together: what comes after too many cases is bounded by itself") {
  std::string tmpl = "Parameters:\n  Size: {Type: String, AllowedValues: [m5.large, m5.xlarge]}\n";
  std::string all;
  for (int i = 0; i < 10; ++i) {
    tmpl += fmt::format("  P{}: {{Type: String, AllowedValues: [m5.large, m5.xlarge]}}\n", i);
    all += fmt::format("${{P{}}}", i);
  }
  tmpl += "Resources:\n" + Node("Odd", "", "!Sub \"" + all + "\"") + Node("Small", "", "!Ref Size");
  const Said said = Check(tmpl, {"--max-cases", "500"});
  CHECK(said.bounds == Bounds{2, -1, -1});
  CHECK(said.error ==
        "warning: `Odd` of template.yaml depends on more than 500 combinations of parameters; its demand is "
        "unknown\n"
        "warning: `Small` of template.yaml and what depends on the same parameters have more combinations of "
        "them than others leave to try; each is bounded by itself, and no combination may reach the sum\n");
}

TEST_CASE("what Rules refuse is no case") {
  const std::string tmpl = R"(Parameters:
  Env: {Type: String, AllowedValues: [prod, test]}
  Size: {Type: String, AllowedValues: [m5.large, m5.4xlarge, m5.24xlarge]}
Rules:
  NoGiants:
    Assertions: [{Assert: !Not [!Equals [!Ref Size, m5.24xlarge]]}]
  SmallTests:
    RuleCondition: !Equals [!Ref Env, test]
    Assertions: [{Assert: !Equals [!Ref Size, m5.large]}]
Resources:
)" + Node("Node", "", "!Ref Size");
  CHECK(Check(tmpl).bounds == Bounds{2, 16, 16});
  CHECK(Check(tmpl, {"-p", "Env=test"}).bounds == Bounds{2, 2, 2});
  CHECK(Check(tmpl, {"-p", "Env=prod"}).bounds == Bounds{2, 16, 16});
  const Said none = Check(tmpl, {"-p", "Env=test", "-p", "Size=m5.4xlarge"});
  CHECK(none.output.find("LM005") != std::string::npos);
}

TEST_CASE("no assignment is left: the demand is unknown and it is said why") {
  const std::string tmpl = R"(Parameters:
  Size: {Type: String, AllowedValues: [m5.large, m5.4xlarge]}
Rules:
  OnlyLarge: {Assertions: [{Assert: !Equals [!Ref Size, m5.24xlarge]}]}
Resources:
)" + Node("Node", "", "!Ref Size");
  const Said said = Check(tmpl);
  CHECK(said.bounds == Bounds{0, -1, -1});
  CHECK(said.error ==
        "warning: CloudFormation refuses every permitted combination of the parameters that "
        "`Node` of template.yaml depends on; its demand is unknown\n");
  CHECK(said.output.find("LM004") != std::string::npos);
}

TEST_CASE("Rules are about the worst case too") {
  const std::string tmpl = R"(Parameters:
  Env: {Type: String, Default: test, AllowedValues: [prod, test]}
  Size: {Type: String, Default: m5.large, AllowedValues: [m5.large, m5.4xlarge]}
Rules:
  SmallTests: {Assertions: [{Assert: !Or [!Equals [!Ref Env, prod], !Equals [!Ref Size, m5.large]]}]}
Resources:
)" + Node("Node", "", "!Ref Size");
  CHECK(Check(tmpl, {"--worst-case"}, 15).output.find("with Env=prod, Size=m5.4xlarge the hard limit") !=
        std::string::npos);
  CHECK(Check(tmpl, {"--worst-case", "-p", "Env=test"}, 15).output.find("LM309") == std::string::npos);
}

TEST_CASE("a condition that nobody can decide is tried both ways, the same everywhere") {
  const std::string tmpl = R"(Conditions:
  IsProd: !Equals [!ImportValue stage, prod]
  IsTest: !Not [!Condition IsProd]
Resources:
)" + Node("Primary", "", "!If [IsProd, m5.2xlarge, m5.large]") +
                           Node("Standby", "", "!If [IsTest, m5.2xlarge, m5.large]");
  const Said said = Check(tmpl);
  CHECK(said.bounds == Bounds{10, 10, 10});
  CHECK(said.output.find("\"findings\": []") != std::string::npos);
  CHECK(Check(tmpl + Node("Extra", "IsTest", "m5.4xlarge")).bounds == Bounds{10, 26, 26});
  const Said over = Check(tmpl + Node("Extra", "IsTest", "m5.4xlarge"), {}, 25);
  CHECK(over.output.find("\"reached_with\": \"condition IsProd=false\"") != std::string::npos);
  const MemoryFiles files{{"store.yaml", Store(25)},
                          {"template.yaml", tmpl + Node("Extra", "IsTest", "m5.4xlarge")}};
  const testing::Outcome text =
      testing::RunProgram(files, {"check", "--store", "store.yaml", "--quiet", "template.yaml"});
  CHECK(text.output.find("reached with condition IsProd=false") != std::string::npos);
  CHECK(text.output.find("whether `IsProd` holds cannot be determined: the export `stage` is not in the "
                         "store") != std::string::npos);
}

TEST_CASE("a range of many numbers: its ends where it only counts, else it stays unknown") {
  const std::string head =
      "Parameters:\n  Nodes: {Type: Number, MinValue: 2, MaxValue: 100000}\nResources:\n";
  CHECK(Check(head + Group("Fleet", "!Ref Nodes", "m5.large")).bounds == Bounds{4, 200'000, 18});
  CHECK(Check(head + Group("Fleet", "!Sub \"${Nodes}\"", "m5.large")).bounds == Bounds{4, 200'000, 18});
  const Said other = Check(head + Group("Fleet", "!Join [\"\", [!Ref Nodes]]", "m5.large"));
  CHECK(other.bounds == Bounds{0, -1, -1});
  CHECK(other.error ==
        "warning: the parameter `Nodes` may be any number from 2 to 100,000, and does more than "
        "count instances: not all of them are tried\n");
  const Said type = Check(head + Group("Fleet", "!Ref Nodes", "!Join [\"\", [m5., !Ref Nodes, xlarge]]"));
  CHECK(type.bounds == Bounds{0, -1, -1});
}

TEST_CASE("a range of some thousand numbers is tried whole where it does more than count") {
  const std::string head = "Parameters:\n  Nodes: {Type: Number, MinValue: 2, MaxValue: 3000}\nResources:\n";
  CHECK(Check(head + Group("Fleet", "!Join [\"\", [!Ref Nodes]]", "m5.large")).bounds ==
        Bounds{4, 6'000, 18});
}

TEST_CASE("ranges that are compared with one another reach their bounds at ends that differ, or do not") {
  const std::string tmpl = R"(Parameters:
  A: {Type: Number, MinValue: 0, MaxValue: 1000}
  B: {Type: Number, MinValue: 0, MaxValue: 1000}
  C: {Type: Number, MinValue: 10, MaxValue: 2000}
Conditions:
  Same: !Equals [!Ref A, !Ref B]
  Other: !Not [!Equals [!Ref B, !Ref C]]
Resources:
)";
  CHECK(Check(tmpl + Group("One", "!If [Same, 0, !Ref A]", "m5.large") +
              Group("Two", "!If [Same, 0, !Ref B]", "m5.large"))
            .bounds == Bounds{0, 2 * 1999, 2 * 18});
  CHECK(Check(tmpl + Group("One", "!If [Same, !Ref A, 1]", "m5.large") +
              Group("Two", "!If [Other, 1, !Ref C]", "m5.large"))
            .bounds == Bounds{2, 2 * 2000, 2 * 18});
}

std::string OnTwoConditions(const std::string& first, const std::string& second,
                            const std::string& declared = "{Type: String}") {
  return fmt::format("Parameters: {{E: {}}}\nConditions:\n  A: {}\n  B: {}\nResources:\n", declared, first,
                     second) +
         Node("Primary", "A", "m5.xlarge") + Node("Standby", "B", "m5.xlarge");
}

TEST_CASE("a value that nothing bounds is compared as one value") {
  const auto bounds = [](const std::string& tmpl) { return Check(tmpl).bounds; };
  const std::string prod = "!Equals [!Ref E, prod]", test = "!Equals [test, !Ref E]";
  CHECK(bounds(OnTwoConditions(prod, "!Not [!Equals [prod, !Ref E]]")) == Bounds{4, 4, 4});
  CHECK(bounds(OnTwoConditions(prod, test)) == Bounds{0, 4, 4});
  CHECK(bounds(OnTwoConditions(prod, "!Or [" + prod + ", " + test + "]")) == Bounds{0, 8, 8});
  CHECK(bounds(OnTwoConditions(prod, "!And [" + prod + ", " + test + "]")) == Bounds{0, 4, 4});
  CHECK(bounds(OnTwoConditions(prod, "!Equals [!Ref E, !Ref E]")) == Bounds{4, 8, 8});
  CHECK(bounds(OnTwoConditions(prod, "!Equals [!Ref E, qa]", "{Type: String, MaxLength: 3}")) ==
        Bounds{0, 4, 4});
  CHECK(bounds(OnTwoConditions(prod, "!Equals [!Ref E, 7]", "{Type: Number, MinValue: 8}")) ==
        Bounds{0, 0, 0});
  const std::string ssm = "{Type: \"AWS::SSM::Parameter::Value<String>\", Default: /env}";
  CHECK(bounds(OnTwoConditions(prod, "!Not [" + prod + "]", ssm)) == Bounds{4, 4, 4});
  CHECK(bounds(OnTwoConditions("!Equals [!Ref AWS::Region, us-east-1]",
                               "!Equals [!Ref AWS::Region, eu-west-1]")) == Bounds{0, 4, 4});
}

TEST_CASE("what a value that nothing bounds is not is said of the case, and what it is") {
  const std::string either = OnTwoConditions("!Equals [!Ref E, prod]", "!Equals [!Ref E, test]");
  CHECK(Check(either, {}, 3).output.find("\"reached_with\": \"E=prod\"") != std::string::npos);
  const std::string neither =
      OnTwoConditions("!Not [!Equals [!Ref E, prod]]", "!Not [!Equals [!Ref E, test]]");
  const Said said = Check(neither, {}, 7);
  CHECK(said.bounds == Bounds{4, 8, 8});
  CHECK(said.output.find("\"reached_with\": \"E≠prod, E≠test\"") != std::string::npos);
}

TEST_CASE("one value that nothing bounds in two templates, and in a nested one that it is passed to") {
  const std::string head = "Parameters: {E: {Type: String}}\nConditions: {Prod: !Equals [!Ref E, prod]}\n";
  const std::string dev =
      "Parameters: {E: {Type: String}}\nConditions: {Dev: !Not [!Equals [!Ref E, prod]]}\n";
  const MemoryFiles files{
      {"store.yaml", Store(10)},
      {"a.yaml", head + "Resources:\n" + Node("Primary", "Prod", "m5.xlarge")},
      {"b.yaml", dev + "Resources:\n" + Node("Standby", "Dev", "m5.xlarge")},
      {"c.yaml", head +
                     "Resources:\n  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml, "
                     "Parameters: {E: !Ref E}}}\n" +
                     Node("Primary", "Prod", "m5.xlarge")}};
  for (const std::vector<std::string>& inputs : {std::vector<std::string>{"a.yaml", "b.yaml"}, {"c.yaml"}}) {
    std::vector<std::string> arguments = {"check", "--store", "store.yaml", "--format", "json"};
    arguments.insert(arguments.end(), inputs.begin(), inputs.end());
    const testing::Outcome outcome = testing::RunProgram(files, arguments);
    CHECK(NumberAfter(outcome.output, "\"low\": ") == 4);
    CHECK(NumberAfter(outcome.output, "\"high\": ") == 4);
  }
}

TEST_CASE("--worst-case tries what a default that nothing bounds is compared with") {
  const auto worst = [](const std::string& declared) {
    const std::string tmpl =
        fmt::format("Parameters: {{E: {}}}\nConditions: {{Prod: !Equals [!Ref E, prod]}}\nResources:\n",
                    declared) +
        Node("Standby", "", "!If [Prod, m5.8xlarge, m5.large]");
    const std::string output = Check(tmpl, {"--worst-case"}, 20).output;
    const size_t at = output.find("\"message\": \"with ");
    return at == std::string::npos ? "" : output.substr(at + 17, output.find(" the hard", at) - at - 17);
  };
  CHECK(worst("{Type: String, Default: dev}") == "E=prod");
  CHECK(worst("{Type: String, Default: dev, AllowedPattern: \"dev|prod\"}") == "E=prod");
  CHECK(worst("{Type: String, Default: dev, AllowedPattern: \"dev|test\"}") == "");
  CHECK(worst("{Type: String, Default: dev, MaxLength: 3}") == "");
  CHECK(worst("{Type: String, Default: prod}") == "");
}

TEST_CASE("values that another constraint forbids are not tried") {
  const std::string tmpl =
      "Parameters:\n  Size: {Type: String, AllowedValues: [m5.large, m5.24xlarge], MaxLength: "
      "8}\nResources:\n" +
      Node("Node", "", "!Ref Size");
  CHECK(Check(tmpl).bounds == Bounds{2, 2, 2});
}

TEST_CASE("conditions that only a macro declares are choices too, parameters of other templates are not") {
  const std::string tmpl = "Transform: Mine\nResources:\n" + Node("A", "FromMacro", "m5.large") +
                           Node("B", "FromMacro", "m5.large");
  CHECK(Check(tmpl).bounds == Bounds{0, 4, 4});
  const std::string free =
      "Parameters:\n  Stage: {Type: String}\nConditions:\n  IsProd: !Equals [!Ref Stage, "
      "prod]\nResources:\n" +
      Node("A", "IsProd", "m5.large") + Node("B", "", "!If [IsProd, m5.large, m5.xlarge]");
  CHECK(Check(free).bounds == Bounds{4, 4, 4});
}

TEST_CASE("launch templates for some types are read with the launch") {
  const std::string tmpl = fmt::format(R"(Parameters:
  Size: {{Type: String, AllowedValues: [a, b]}}
Resources:
  Plain: {{Type: AWS::EC2::LaunchTemplate, Properties: {{LaunchTemplateData: {{ImageId: ami-0123456789abcdef0}}}}}}
  Own:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0123456789abcdef0
        LicenseSpecifications: !If [IsA, [{{LicenseConfigurationArn: "{}"}}], !Ref AWS::NoValue]
  Batch:
    Type: AWS::Batch::ComputeEnvironment
    Properties:
      Type: MANAGED
      ComputeResources:
        Type: EC2
        MinvCpus: 0
        DesiredvCpus: 8
        MaxvCpus: 8
        InstanceTypes: [m5.large]
        LaunchTemplate:
          LaunchTemplateId: !Ref Plain
          Overrides: [{{LaunchTemplateId: !Ref Own, TargetInstanceTypes: [m5.large]}}]
Conditions:
  IsA: !Equals [!Ref Size, a]
)",
                                       kArn);
  CHECK(Check(tmpl).bounds == Bounds{0, 8, 8});
}

TEST_CASE("what is wrong with a launch template in the cases in which nothing launches it is said") {
  const auto store = fmt::format(
      "LicenseConfigurations:\n- {{LicenseConfigurationArn: \"{}\", Name: sql, LicenseCountingType: vCPU, "
      "LicenseRules: [\"#maximumVcpus=8\"]}}\n",
      kArn);
  const auto found = [&](const std::string& more) {
    const std::string head =
        "Parameters: {N: {Type: Number, AllowedValues: [1, 2]}}\nConditions:\n  Small: "
        "!Equals [!Ref N, 1]\nResources:\n";
    std::string tmpl = head + Group("Fleet", "1", "!If [Small, m5.large, m5.4xlarge]") + more;
    const std::string type = "  Fleet:\n    Type: AWS::AutoScaling::AutoScalingGroup\n";
    tmpl.insert(tmpl.find(type) + type.size(), "    Condition: Small\n");
    const MemoryFiles files{{"store.yaml", store}, {"template.yaml", tmpl}};
    return testing::RunProgram(files, {"check", "--store", "store.yaml", "--quiet", "template.yaml"}).output;
  };
  CHECK(found("").find("error[LM203]: `m5.4xlarge` counts 16 vCPUs") != std::string::npos);
  const std::string other =
      "  Other: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {MinSize: 1, MaxSize: 1, "
      "LaunchTemplate: "
      "{LaunchTemplateId: !Ref FleetTemplate, Version: !GetAtt FleetTemplate.LatestVersionNumber}}}\n";
  CHECK(found(other).find("FleetTemplate") == std::string::npos);
}

TEST_CASE("--worst-case names the assignment that goes past the limit") {
  const std::string tmpl =
      "Parameters:\n  Size: {Type: String, Default: m5.large, AllowedValues: [m5.large, m5.4xlarge]}\n  "
      "Nodes: {Type: "
      "Number, Default: 1, MinValue: 1, MaxValue: 4}\nResources:\n" +
      Group("Fleet", "!Ref Nodes", "!Ref Size");
  const MemoryFiles files{{"store.yaml", Store(63)}, {"template.yaml", tmpl}};
  const testing::Outcome outcome = testing::RunProgram(
      files, {"check", "--store", "store.yaml", "--worst-case", "--quiet", "template.yaml"});
  CHECK(outcome.output.find(
            "[LM309]: with Nodes=4, Size=m5.4xlarge the hard limit of `sql` is exceeded: 64 of 63 vCPUs") !=
        std::string::npos);
  const testing::Outcome given = testing::RunProgram(
      files, {"check", "--store", "store.yaml", "--worst-case", "--quiet", "-p", "Nodes=3", "template.yaml"});
  CHECK(given.output.find("LM309") == std::string::npos);
}

/// The number that stands after `key`, commas and all; nothing if nothing is said.
std::optional<int64_t> SaidAfter(const std::string& text, const std::string& key) {
  const size_t at = text.find(key);
  if (at == std::string::npos) return {};
  std::string digits;
  for (size_t i = at + key.size(); i < text.size() && (std::isdigit(text[i]) != 0 || text[i] == ','); ++i) {
    if (text[i] != ',') digits += text[i];
  }
  return std::stoll(digits);
}

/// What is said from LM309 on; nothing if it is not raised.
std::string WorstOf(const std::string& output) {
  const size_t at = output.find("\"LM309\"");
  return at == std::string::npos ? "" : output.substr(at);
}

/// The same template, with the least of everything where nobody gives a value.
std::string WithDefaults(std::string tmpl) {
  for (const auto& [type, value] : {std::pair("Env: {Type: String", "dev"),
                                    {"SizeA: {Type: String", "m5.large"},
                                    {"SizeB: {Type: String", "m5.xlarge"},
                                    {"Nodes: {Type: Number", "1"},
                                    {"Wide: {Type: Number", "1"}}) {
    const std::string before = type;
    tmpl.insert(tmpl.find(before) + before.size(), fmt::format(", Default: {}", value));
  }
  return tmpl;
}

TEST_CASE(
    "what --worst-case finds in fewer cases than there are is never too low, and says that it is a bound") {
  std::mt19937 random(20261124);
  int bounds = 0, reached = 0;
  for (int round = 0; round < 60; ++round) {
    const std::string free = RandomTemplate(random);
    const std::string tmpl = WithDefaults(free);
    CAPTURE(tmpl);
    const int64_t most = Check(free).bounds.high;
    const auto limit = static_cast<int>(Check(tmpl).bounds.high);
    const std::string all = WorstOf(Check(tmpl, {"--worst-case"}, limit).output);
    REQUIRE(SaidAfter(all, "is exceeded: ").value_or(limit) == most);
    REQUIRE(SaidAfter(all, "may be exceeded: at most ") == std::nullopt);
    REQUIRE(SaidAfter(all, "no other takes more than ") == std::nullopt);
    for (const char* cases : {"1", "2", "4", "8"}) {
      const Said some = Check(tmpl, {"--worst-case", "--max-cases", cases}, limit);
      const std::string worst = WorstOf(some.output);
      const auto found = SaidAfter(worst, "is exceeded: ");
      auto bound = SaidAfter(worst, "no other takes more than ");
      if (!bound) bound = SaidAfter(worst, "may be exceeded: at most ");
      CAPTURE(worst);
      REQUIRE(found.value_or(0) <= most);
      const bool unknown = some.error.find("demand is unknown") != std::string::npos;
      if (most > limit && !unknown) REQUIRE(std::max(found.value_or(0), bound.value_or(0)) >= most);
      if (found && *found < most && !unknown) REQUIRE(bound.value_or(0) >= most);
      bounds += bound ? 1 : 0;
      reached += found ? 1 : 0;
    }
  }
  CHECK(bounds > 20);
  CHECK(reached > 20);
}

TEST_CASE("a bound is told from what some assignment reaches") {
  std::string tmpl = "Parameters:\n";
  for (int i = 0; i < 4; ++i)
    tmpl +=
        fmt::format("  P{}: {{Type: String, Default: m5.large, AllowedValues: [m5.large, m5.xlarge]}}\n", i);
  tmpl += "Conditions:\n  Same: !Equals [!Ref P0, !Ref P3]\nResources:\n" +
          Node("First", "", "!Select [2, [!Ref P0, !Ref P1, !Ref P2]]") +
          Node("Second", "", "!If [Same, m5.large, !Select [1, [!Ref P2, !Ref P3]]]") +
          Node("Third", "Same", "!Select [1, [!Ref P1, !Ref P3]]");
  const auto worst = [&](int limit, const std::vector<std::string>& more) {
    const MemoryFiles files{{"store.yaml", Store(limit)}, {"template.yaml", tmpl}};
    std::vector<std::string> arguments = {"check", "--store", "store.yaml", "--worst-case", "template.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return testing::RunProgram(files, arguments);
  };
  // All of them together take 10; 4 for each is what nobody can reach.
  CHECK(worst(10, {}).output.find("LM309") == std::string::npos);
  CHECK(worst(12, {"--max-cases", "8"}).output.find("LM309") == std::string::npos);
  const std::string said =
      "in the worst case the hard limit of `sql` may be exceeded: at most 12 of 11 vCPUs";
  const std::string note =
      "a bound: there are too many combinations of parameters to try them all, so the most that each launch "
      "takes is added up, and no combination may reach it";
  const testing::Outcome text = worst(11, {"--max-cases", "8"});
  CHECK(text.output.find("[LM309]: " + said) != std::string::npos);
  CHECK(text.output.find(note) != std::string::npos);
  CHECK(text.error.find("have more than 8 combinations of them; each is bounded by itself") !=
        std::string::npos);
  const testing::Outcome json = worst(11, {"--max-cases", "8", "--format", "json"});
  CHECK(json.output.find("\"message\": \"" + said + "\"") != std::string::npos);
  CHECK(json.output.find(note) != std::string::npos);
  // What is tried before there are too many may go past the limit itself, and is named.
  const std::string found = worst(7, {"--max-cases", "8"}).output;
  CHECK(found.find("the hard limit of `sql` is exceeded: ") != std::string::npos);
  CHECK(found.find("not all combinations were tried: no other takes more than 12 of 7 vCPUs") !=
        std::string::npos);
}

/// The least and the most that `template.yaml` plans of the one license; it has no findings.
std::pair<int64_t, int64_t> PlannedOf(MemoryFiles files, const std::vector<std::string>& more = {}) {
  files.AddFile("store.yaml", Store(1'000'000));
  std::vector<std::string> arguments = {"check",    "--store", "store.yaml",
                                        "--format", "json",    "template.yaml"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const testing::Outcome outcome = testing::RunProgram(files, arguments);
  CHECK(outcome.output.find("\"findings\": []") != std::string::npos);
  const size_t planned = outcome.output.find("\"planned\": ");
  REQUIRE_MESSAGE(planned != std::string::npos, outcome.output);
  const std::string rest = outcome.output.substr(planned);
  return {NumberAfter(rest, "\"low\": "), NumberAfter(rest, "\"high\": ")};
}

std::string Nested(const std::string& id, const std::string& file, const std::string& parameters = "") {
  return fmt::format(
      "  {}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {}, Parameters: {{{}}}}}}}\n", id,
      file, parameters);
}

using Range = std::pair<int64_t, int64_t>;

TEST_CASE("a parameter that a nested stack is not given is open, in each stack by itself") {
  const std::string child =
      "Parameters:\n  Size: {Type: String, AllowedValues: [m5.large, m5.2xlarge]}\n"
      "  Copies: {Type: Number, MinValue: 1, MaxValue: 3}\n  Other: {Type: String, Default: "
      "x}\nResources:\n" +
      Group("Nodes", "!Ref Copies", "!Ref Size");
  const auto judge = [&](const std::string& stacks) {
    return PlannedOf({{"template.yaml", "Resources:\n" + stacks}, {"child.yaml", child}});
  };
  CHECK(judge(Nested("A", "child.yaml")) == Range(2, 24));
  CHECK(judge(Nested("A", "child.yaml", "Size: m5.large")) == Range(2, 6));
  CHECK(judge(Nested("A", "child.yaml") + Nested("B", "child.yaml", "Copies: 2")) == Range(6, 40));
}

TEST_CASE("a launch template of one stack is used by others") {
  const std::string makes = fmt::format(
      "  LT:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n"
      "        ImageId: ami-0123456789abcdef0\n        InstanceType: !Ref Size\n"
      "        LicenseSpecifications: [{{LicenseConfigurationArn: \"{}\"}}]\n",
      kArn);
  const auto uses = [](const std::string& id, const std::string& version) {
    return fmt::format(
        "  G:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: 3\n"
        "      MaxSize: 3\n      LaunchTemplate: {{LaunchTemplateId: {}, Version: {}}}\n",
        id, version);
  };
  const std::string size = "Parameters:\n  Size: {Type: String, AllowedValues: [m5.large, m5.2xlarge]}\n";
  const std::string maker = size + "Resources:\n" + makes +
                            "Outputs:\n  L: {Value: !Ref LT}\n"
                            "  V: {Value: !GetAtt LT.LatestVersionNumber}\n";
  const std::string user = "Parameters:\n  L: {Type: String}\nResources:\n" + uses("!Ref L", "$Latest");
  // In the stack around it, and in one beside it; with what it holds open, and given.
  for (const auto& [given, range] : {std::pair("", Range(6, 24)), std::pair("Size: m5.large", Range(6, 6))}) {
    const std::string stack = Nested("A", "maker.yaml", given);
    CHECK(PlannedOf(
              {{"template.yaml", "Resources:\n" + stack + uses("!GetAtt A.Outputs.L", "!GetAtt A.Outputs.V")},
               {"maker.yaml", maker}}) == range);
    CHECK(PlannedOf(
              {{"template.yaml", "Resources:\n" + stack + Nested("B", "user.yaml", "L: !GetAtt A.Outputs.L")},
               {"maker.yaml", maker},
               {"user.yaml", user}}) == range);
  }
  // In a stack nested in the one that makes it.
  const MemoryFiles down{
      {"template.yaml", size + "Resources:\n" + makes + Nested("B", "user.yaml", "L: !Ref LT")},
      {"user.yaml", user}};
  CHECK(PlannedOf(down) == Range(6, 24));
  CHECK(PlannedOf(down, {"-p", "Size=m5.2xlarge"}) == Range(24, 24));
}

TEST_CASE("a launch that has no bound is said to be missing from the worst case") {
  const std::string tmpl =
      "Parameters:\n  N: {Type: Number, Default: 1, MinValue: 1, MaxValue: 1000}\nConditions:\n  Five: "
      "!Equals "
      "[!Ref N, 5]\nResources:\n" +
      Node("Odd", "", "!If [Five, m5.4xlarge, m5.large]");
  const Said few = Check(tmpl, {"--worst-case", "--max-cases", "2"});
  CHECK(few.output.find("\"rule\": \"LM004\"") != std::string::npos);
  CHECK(few.output.find("the most that `Odd` may take cannot be determined") != std::string::npos);
  CHECK(Check(tmpl, {"--worst-case"}).output.find("LM004") == std::string::npos);
}

}  // namespace
}  // namespace headroom
