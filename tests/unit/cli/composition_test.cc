// Each folder below fixtures/composition, judged as a folder with the store of fixtures/resources; the whole
// JSON report stands beside it. And what a hostile hand can write.

#include "composition.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace headroom {
namespace {

namespace fs = std::filesystem;
using namespace composition;  // NOLINT

TEST_CASE("each folder of stacks comes to what its report says") {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(Fixtures() / "composition")) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  REQUIRE_FALSE(folders.empty());
  for (const fs::path& folder : folders) {
    CAPTURE(folder.string());
    const testing::Outcome outcome = Check(FilesOf(folder), {folder.filename()});
    CHECK(outcome.error == "");
    CHECK(testing::GoldenDifference(outcome.output,
                                    "composition/" + folder.filename().string() + ".report.json") == "");
  }
}

TEST_CASE("templates that nest each other are malformed where the circle closes") {
  MemoryFiles files = WithStore();
  files.AddFile("a.yaml", Nests("b.yaml"));
  files.AddFile("b.yaml", Nests("./x/../a.yaml"));
  files.AddFile("self.yaml", Nests("self.yaml"));
  CHECK(FindingsOf(Check(files, {"a.yaml", "b.yaml", "self.yaml"})) ==
        Texts{"LM003 b.yaml:2 S0: `a.yaml` is nested in itself",
              "LM003 self.yaml:2 S0: `self.yaml` is nested in itself"});
}

TEST_CASE("nothing outside of the repository is read") {
  MemoryFiles files = WithStore();
  files.AddFolder("/home/repo/.git");
  files.AddFile("/home/secret.yaml", kNode);
  files.AddLink("/home/repo/link.yaml", "/home/secret.yaml");
  files.AddFile("/home/repo/stacks/up.yaml", Nests("../../secret.yaml"));
  files.AddFile("/home/repo/stacks/link.yaml", Nests("../link.yaml"));
  files.AddFile("/home/repo/stacks/absolute.yaml", Nests("/home/secret.yaml"));
  files.AddFile("/home/repo/stacks/inside.yaml", Nests("../other/node.yaml"));
  files.AddFile("/home/repo/other/node.yaml", kNode);
  const std::string outside = "lies outside of the repository, and is not read";
  const auto opaque = [](const char* file, const std::string& why) {
    return Texts{fmt::format(
        "LM205 /home/repo/stacks/{}.yaml:2 S0: `S0` may start instances that nobody can see here: {}", file,
        why)};
  };
  CHECK(FindingsOf(Check(files, {"/home/repo/stacks/up.yaml"})) ==
        opaque("up", "`/home/secret.yaml` " + outside));
  CHECK(FindingsOf(Check(files, {"/home/repo/stacks/link.yaml"})) ==
        opaque("link", "`/home/repo/link.yaml` " + outside));
  CHECK(FindingsOf(Check(files, {"/home/repo/stacks/absolute.yaml"})) ==
        opaque("absolute", "`/home/secret.yaml` " + outside));
  const testing::Outcome inside = Check(files, {"/home/repo/stacks/inside.yaml"});
  CHECK(FindingsOf(inside) == Texts{});
  CHECK(inside.output.find("\"planned\": {\"low\": 1, \"high\": 1}") != std::string::npos);
}

TEST_CASE("what nests too much is left out, and said to be") {
  MemoryFiles files = WithStore();
  files.AddFile("wide.yaml", Nests("node.yaml", 10'000));
  files.AddFile("node.yaml", kNode);
  const testing::Outcome wide = Check(files, {"wide.yaml"});
  CHECK(FindingsOf(wide).size() == 2);  // the limit of the license, and
  CHECK(FindingsOf(wide).back() ==
        "LM205 wide.yaml:5002 S5000: `S5000` may start instances that nobody can see here: more than 5,000 "
        "stacks, or "
        "40 levels of them, are nested; no more are read");
  CHECK(wide.output.find("\"planned\": {\"low\": 5000, \"high\": 5000}") != std::string::npos);
  for (int i = 0; i < 60; ++i)
    files.AddFile(fmt::format("deep{}.yaml", i), Nests(fmt::format("deep{}.yaml", i + 1), i < 3 ? 20 : 1));
  files.AddFile("deep60.yaml", kNode);
  const Texts deep = FindingsOf(Check(files, {"deep0.yaml"}));
  REQUIRE(deep.size() == 1);
  CHECK(deep[0].find("LM205 deep39.yaml:2 S0:") == 0);
}

TEST_CASE("what is no text where a stack needs one is said at its place") {
  MemoryFiles files = WithStore();
  files.AddFile(
      "main.yaml",
      "Resources:\n"
      "  List: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: [a]}}\n"
      "  None: {Type: AWS::CloudFormation::Stack}\n"
      "  Text: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: node.yaml, Parameters: x}}\n"
      "  Broken: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: broken.yaml}}\n"
      "  Plain: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: store.yaml}}\n"
      "  Missing: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: missing.yaml}}\n");
  files.AddFile("node.yaml", "Outputs: [a]\n" + kNode);
  files.AddFile("broken.yaml", "Resources: [");
  const std::string unseen = "may start instances that nobody can see here:";
  CHECK(FindingsOf(Check(files, {"main.yaml"})) ==
        Texts{"LM001 broken.yaml:1 null: invalid YAML: expected `,` or `]`",
              "LM003 main.yaml:2 List: expected text, found a list",
              "LM205 main.yaml:3 None: `None` " + unseen + " it has no `TemplateURL`",
              "LM003 main.yaml:4 Text: the parameters of a stack must be a map",
              "LM205 main.yaml:6 Plain: `Plain` " + unseen + " `store.yaml` is no CloudFormation template",
              "LM205 main.yaml:7 Missing: `Missing` " + unseen + " there is no file `missing.yaml`",
              "LM003 node.yaml:1 null: `Outputs` must be a map, found a list"});
}

std::string Licensed(const std::string& id, const std::string& type) {
  return fmt::format(
      "  {}:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-00000000000000002\n      "
      "InstanceType: {}\n      LicenseSpecifications: [{{LicenseConfigurationArn: "
      "\"arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
      "00000000000000000000000000000001\"}}]\n",
      id, type);
}

/// A template that nests another, which gets the open parameter `Size` as its `Kind`.
std::string Passes(const std::string& url, const std::string& from) {
  return fmt::format(
      "  Inner: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {}, Parameters: {{Kind: !Ref "
      "{}}}}}}}\n",
      url, from);
}

const std::string kTop =
    "Parameters:\n  Size: {Type: String, AllowedValues: [m5.large, m5.2xlarge, m5.8xlarge]}\n"
    "Conditions: {IsLarge: !Equals [!Ref Size, m5.large]}\nResources:\n" +
    Licensed("Own", "!If [IsLarge, m5.4xlarge, m5.large]");

/// "planned 10 to 34, with Size=m5.8xlarge".
std::string PlannedOf(const testing::Outcome& outcome) {
  const std::string& text = outcome.output;
  const auto after = [&](const std::string& key, const char* end) {
    const size_t at = text.find(key);
    if (at == std::string::npos) return std::string("nothing");
    const size_t begin = at + key.size();
    return text.substr(begin, text.find_first_of(end, begin) - begin);
  };
  return fmt::format("planned {} to {}, with {}", after("\"low\": ", ","), after("\"high\": ", "}"),
                     after("\"reached_with\": \"", "\""));
}

TEST_CASE("an open parameter is the same in a stack and in those nested in it") {
  MemoryFiles files = WithStore();
  const std::string kind = "Parameters: {Kind: {Type: String}}\n";
  files.AddFile("main.yaml", kTop + Passes("inner.yaml", "Size"));
  files.AddFile("inner.yaml", kind + "Resources:\n" + Licensed("Node", "!Ref Kind"));
  // 2 + 16, 8 + 2, 32 + 2: never 32 + 16.
  const std::string all = "planned 10 to 34, with Size=m5.8xlarge";
  CHECK(PlannedOf(Check(files, {"main.yaml"})) == all);
  CHECK(PlannedOf(Check(files, {"main.yaml", "-p", "Size=m5.large"})) == "planned 18 to 18, with nothing");
  // Through one more stack, and by a condition of the innermost.
  files.AddFile("inner.yaml", kind + "Resources:\n" + Passes("innermost.yaml", "Kind"));
  files.AddFile("innermost.yaml", kind +
                                      "Conditions: {IsGiant: !Equals [!Ref Kind, m5.8xlarge]}\nResources:\n" +
                                      Licensed("Node", "!If [IsGiant, m5.8xlarge, !Ref Kind]"));
  CHECK(PlannedOf(Check(files, {"main.yaml"})) == all);
  // A condition of a nested stack that nobody can decide is tried both ways.
  files.AddFile("inner.yaml", kind +
                                  "Conditions: {IsProd: !Equals [!ImportValue stage, prod]}\nResources:\n" +
                                  Licensed("Node", "!If [IsProd, m5.24xlarge, !Ref Kind]"));
  CHECK(PlannedOf(Check(files, {"main.yaml"})) ==
        "planned 10 to 112, with Size=m5.large, condition Inner/IsProd=true");
}

TEST_CASE("what the Rules or constraints of a nested stack refuse is no case") {
  MemoryFiles files = WithStore();
  files.AddFile("main.yaml", kTop + Passes("inner.yaml", "Size"));
  const std::string node = "Resources:\n" + Licensed("Node", "!Ref Kind");
  const std::string rules =
      "Rules: {NoGiants: {Assertions: [{Assert: !Not [!Equals [!Ref Kind, m5.8xlarge]]}]}}\n";
  const std::string kind = "Parameters: {Kind: {Type: String}}\n";
  const std::string pruned = "planned 10 to 18, with Size=m5.large";
  files.AddFile("inner.yaml", rules + kind + node);
  CHECK(PlannedOf(Check(files, {"main.yaml"})) == pruned);
  CHECK(FindingsOf(Check(files, {"main.yaml"})).empty());
  CHECK(FindingsOf(Check(files, {"main.yaml", "-p", "Size=m5.8xlarge"})) ==
        Texts{"LM005 inner.yaml:1 null: the rule `NoGiants` does not hold"});
  files.AddFile("inner.yaml", kind + "Resources:\n" + Passes("innermost.yaml", "Kind"));
  files.AddFile("innermost.yaml", rules + kind + node);
  CHECK(PlannedOf(Check(files, {"main.yaml"})) == pruned);
  files.AddFile("inner.yaml",
                "Parameters: {Kind: {Type: String, AllowedValues: [m5.large, m5.2xlarge]}}\n" + node);
  CHECK(PlannedOf(Check(files, {"main.yaml"})) == pruned);
  CHECK(FindingsOf(Check(files, {"main.yaml"})).empty());
}

}  // namespace
}  // namespace headroom
