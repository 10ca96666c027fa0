// Parameters without a value: the bounds that grouping finds are those of trying every assignment by hand.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
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

/// The planned demand on the one license; nothing at all if no launch exists.
Bounds Judge(const std::string& tmpl, const std::vector<std::string>& parameters) {
  const MemoryFiles files{{"store.yaml", Store(1'000'000)}, {"template.yaml", tmpl}};
  std::vector<std::string> arguments = {"check",    "--store", "store.yaml",
                                        "--format", "json",    "template.yaml"};
  for (const std::string& parameter : parameters) arguments.insert(arguments.end(), {"-p", parameter});
  const testing::Outcome outcome = testing::RunProgram(files, arguments);
  REQUIRE(outcome.error == "");
  REQUIRE(outcome.output.find("\"findings\": []") != std::string::npos);
  if (outcome.output.find("\"licenses\": []") != std::string::npos) return {};
  return {NumberAfter(outcome.output, "\"low\": "), NumberAfter(outcome.output, "\"high\": "),
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

/// Four parameters, all without a value, read by a few launches in different ways.
std::string RandomTemplate(std::mt19937& random) {
  const std::vector<std::string> types = {"!Ref SizeA",
                                          "!Ref SizeB",
                                          "m5.large",
                                          "!If [IsProd, m5.4xlarge, !Ref SizeA]",
                                          "!FindInMap [Sizes, !Ref Env, Type]",
                                          "!If [IsBig, !Ref SizeB, m5.large]"};
  const std::vector<std::string> counts = {"!Ref Nodes", "2", "!If [IsProd, 5, !Ref Nodes]",
                                           "!FindInMap [Sizes, !Ref Env, Nodes]"};
  const std::vector<std::string> conditions = {"", "IsProd", "IsBig", "IsTestOrBig"};
  const auto any = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
  std::string out = R"(Parameters:
  Env: {Type: String, AllowedValues: [prod, test, dev]}
  SizeA: {Type: String, AllowedValues: [m5.large, m5.2xlarge]}
  SizeB: {Type: String, AllowedValues: [m5.xlarge, m5.8xlarge]}
  Nodes: {Type: Number, MinValue: 1, MaxValue: 3}
Mappings:
  Sizes:
    prod: {Type: m5.12xlarge, Nodes: 4}
    test: {Type: m5.large, Nodes: 1}
    dev: {Type: m5.xlarge, Nodes: 2}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsBig: !Equals [!Ref SizeA, m5.2xlarge]
  IsTestOrBig: !Or [!Equals [!Ref Env, test], !Condition IsBig]
Resources:
)";
  for (int i = 0; i < 2; ++i) out += Node(fmt::format("Node{}", i), any(conditions), any(types));
  for (int i = 0; i < 2; ++i) out += Group(fmt::format("Group{}", i), any(counts), any(types));
  return out;
}

/// Every assignment of the four, one run each.
Bounds TryEverything(const std::string& tmpl) {
  std::vector<Bounds> all;
  for (const char* env : {"prod", "test", "dev"}) {
    for (const char* a : {"m5.large", "m5.2xlarge"}) {
      for (const char* b : {"m5.xlarge", "m5.8xlarge"}) {
        for (const char* nodes : {"1", "2", "3"}) {
          all.push_back(Judge(tmpl, {fmt::format("Env={}", env), fmt::format("SizeA={}", a),
                                     fmt::format("SizeB={}", b), fmt::format("Nodes={}", nodes)}));
        }
      }
    }
  }
  Bounds out = all[0];
  for (const Bounds& bounds : all) {
    out.low = std::min(out.low, bounds.low);
    out.high = std::max(out.high, bounds.high);
    out.full_scale = std::max(out.full_scale, bounds.full_scale);
  }
  return out;
}

TEST_CASE("bounds over open parameters are those of trying every assignment") {
  std::mt19937 random(20260803);
  for (int round = 0; round < 15; ++round) {
    const std::string tmpl = RandomTemplate(random);
    CAPTURE(tmpl);
    const Bounds grouped = Judge(tmpl, {});
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

TEST_CASE("more cases than may be tried leave the demand unknown and say so") {
  std::string tmpl = "Parameters:\n";
  for (int i = 0; i < 4; ++i)
    tmpl += fmt::format("  P{}: {{Type: String, AllowedValues: [m5.large, m5.xlarge]}}\n", i);
  tmpl += "Resources:\n" + Node("Node", "", "!Select [0, [!Ref P0, !Ref P1, !Ref P2, !Ref P3]]") +
          Node("Odd", "", "!Sub \"${P0}${P1}${P2}${P3}\"");
  const MemoryFiles files{{"store.yaml", Store(100)}, {"template.yaml", tmpl}};
  const testing::Outcome outcome = testing::RunProgram(
      files, {"check", "--store", "store.yaml", "--max-cases", "8", "--quiet", "template.yaml"});
  CHECK(outcome.status == 0);
  const testing::Outcome loud =
      testing::RunProgram(files, {"check", "--store", "store.yaml", "--max-cases", "8", "template.yaml"});
  CHECK(loud.error ==
        "warning: `Odd` of template.yaml depends on more than 8 combinations of parameters; its demand is "
        "unknown\n");
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

}  // namespace
}  // namespace headroom
