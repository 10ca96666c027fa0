// What inputs and baselines keep from being reported.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

using Texts = std::vector<std::string>;

const std::string kUnknown =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "00000000000000000000000000000002";

constexpr const char* kStore =
    "LicenseConfigurations:\n- LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:"
    "license-configuration:lic-00000000000000000000000000000001\n  Name: sql\n  LicenseCountingType: vCPU\n";

/// A template whose one finding is LM102 at the ARN in line 8, `before` it, `behind` it, and with `metadata`
/// of the resource and of the template.
struct Example {
  std::string before, behind, metadata, of_template;

  std::string Text() const {
    return fmt::format(
        "AWSTemplateFormatVersion: 2010-09-09\n{}Resources:\n  Node:\n    Type: AWS::EC2::Instance\n{}"
        "    Properties:\n      InstanceType: m5.large\n      LicenseSpecifications:\n{}"
        "        - LicenseConfigurationArn: {}{}\n",
        of_template, metadata, before, kUnknown, behind);
  }
};

testing::Outcome Check(const MemoryFiles& files, Texts more) {
  Texts arguments = {"check", "--store", "store.yaml", "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return testing::RunProgram(files, arguments);
}

std::string Between(const std::string& text, const std::string& begin, const std::string& end) {
  const size_t at = text.find(begin);
  if (at == std::string::npos) return "";
  return text.substr(at + begin.size(), text.find(end, at + begin.size()) - at - begin.size());
}

/// "found", or the reason as JSON behind "because "; and what was warned of.
std::string Fate(const Example& example) {
  const testing::Outcome outcome = Check({{"store.yaml", kStore}, {"a.yaml", example.Text()}}, {"a.yaml"});
  const bool found = outcome.status == 1;
  CHECK((outcome.output.find("\"suppressed\": 1") != std::string::npos) == !found);
  return (found ? "found" : "because " + Between(outcome.output, "\"reason\": ", ",\n")) + outcome.error;
}

TEST_CASE("a comment is about its line and the one below") {
  const std::string ignore = "# headroom: ignore LM102";
  CHECK(Fate({}) == "found");
  CHECK(Fate({.behind = "  " + ignore}) == "because null");
  CHECK(Fate({.behind = "  #headroom:ignore lm102   made by hand  "}) == "because \"made by hand\"");
  CHECK(Fate({.before = "        " + ignore + " later\n"}) == "because \"later\"");
  CHECK(Fate({.before = "        " + ignore + "\n        # headroom: ignore LM301 other\n"}) == "found");
  CHECK(Fate({.before = "        # headroom: ignore LM301, LM102, unknown-license why\n"}) ==
        "because \"why\"");
  CHECK(Fate({.before = "        " + ignore + "\n\n"}) == "found");
  CHECK(Fate({.before = "        # headroom: ignore LM301\n"}) == "found");
  CHECK(Fate({.before = "        # see headroom: ignore LM102\n"}) == "found");
  CHECK(Fate({.of_template = "Description: x # headroom: ignore LM102\n"}) == "found");
}

TEST_CASE("what looks like a comment inside of a value is none") {
  CHECK(Fate({.behind = "\n      UserData: |\n        # headroom: ignore LM102\n"}) == "found");
  Example quoted;
  quoted.before = "        - LicenseConfigurationArn: \"\n          # headroom: ignore LM102\n          \"\n";
  CHECK(Fate(quoted).find("found") == 0);
}

TEST_CASE("metadata of a resource, and of the template") {
  const auto of = [](const std::string& ignore) {
    return "    Metadata: {headroom: {ignore: " + ignore + "}}\n";
  };
  CHECK(Fate({.metadata = of("[LM102]")}) == "because null");
  CHECK(Fate({.metadata = of("LM102")}) == "because null");
  CHECK(Fate({.metadata = of("[LM301, {rule: unknown-license, reason: soon}]")}) == "because \"soon\"");
  CHECK(Fate({.metadata = of("[LM301]")}) == "found");
  CHECK(Fate({.of_template = "Metadata: {headroom: {ignore: [LM102]}}\n"}) == "because null");
}

TEST_CASE("what is not understood ignores nothing, and is said") {
  const auto of = [](const std::string& entry) {
    return Fate({.metadata = "    Metadata: {headroom: {ignore: [" + entry + "]}}\n"});
  };
  CHECK(of("LM1022") == "foundwarning: a.yaml:5:36: there is no rule `LM1022`; did you mean `LM102`?\n");
  CHECK(of("{rule: LM102, untill: 2099-01-01}") ==
        "foundwarning: a.yaml:5:50: unknown key `untill`; did you mean `until`?; this ignores nothing\n");
  CHECK(of("{rule: LM102, until: soon}") ==
        "foundwarning: a.yaml:5:57: `until` takes a date, such as `2027-01-31`; this ignores nothing\n");
  CHECK(of("{reason: why}") ==
        "foundwarning: a.yaml:5:36: `ignore` takes rules, such as `LM305`; this ignores nothing\n");
  CHECK(Fate({.metadata = "    Metadata: {headroom: {ignores: [LM102]}}\n"}) ==
        "foundwarning: a.yaml:5:27: unknown key `ignores`; did you mean `ignore`?\n");
  CHECK(Fate({.behind = "  # headroom: ignore LM10"}) ==
        "foundwarning: a.yaml:8:143: there is no rule `LM10`; did you mean `LM101`?\n");
  CHECK(Fate({.behind = "  # headroom: ignroe LM102"}) ==
        "foundwarning: a.yaml:8:143: unknown `ignroe` in a comment; did you mean `ignore`?\n");
  CHECK(Fate({.behind = "  # headroom: two spare licenses"}) == "found");
}

TEST_CASE("a suppression holds through its last day") {
  const auto until = [](const std::string& text) {
    return Fate({.metadata = "    Metadata: {headroom: {ignore: [{rule: LM102, until: " + text + "}]}}\n"});
  };
  // The test's clock stands at 2026-08-01T00:00:00Z.
  CHECK(until("2026-08-01") == "because null");
  CHECK(until("2026-07-31") == "found");
  CHECK(until("2026-08-01T00:00:01Z") == "because null");
  CHECK(until("2026-08-01T00:00:00Z") == "found");
}

TEST_CASE("an ended suppression is named beside the finding") {
  const Example example{.metadata =
                            "    Metadata: {headroom: {ignore: [{rule: LM102, until: 2026-07-31}]}}\n"};
  const testing::Outcome outcome =
      testing::RunProgram(MemoryFiles{{"store.yaml", kStore}, {"a.yaml", example.Text()}},
                          {"check", "--store", "store.yaml", "a.yaml"});
  CHECK(outcome.output.find("--> a.yaml:5:36: it is ignored no longer since 2026-08-01\n") !=
        std::string::npos);
}

TEST_CASE("resources of a loop have their metadata") {
  const std::string text = fmt::format(
      "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Nodes:\n    - Name\n    - [A, B]\n"
      "    - Node${{Name}}:\n        Type: AWS::EC2::Instance\n"
      "        Metadata: {{headroom: {{ignore: [LM102]}}}}\n        Properties:\n"
      "          InstanceType: m5.large\n          LicenseSpecifications:\n"
      "            - LicenseConfigurationArn: {}\n",
      kUnknown);
  const testing::Outcome outcome = Check({{"store.yaml", kStore}, {"a.yaml", text}}, {"a.yaml"});
  CHECK(outcome.status == 0);
  CHECK(outcome.output.find("\"suppressed\": 1") != std::string::npos);
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '\n' ? "\\n" : c == '"' ? "\\\"" : std::string(1, c);
  return out + "\"";
}

/// What becomes of the LM102 of a change set that adds the resource of a template, with `more` in its
/// context.
std::string ChangeSetFate(const Example& example, const std::string& more = "",
                          const std::string& resource = "Node") {
  const std::string context = fmt::format(
      R"({{"Properties": {{"InstanceType": "m5.large", "LicenseSpecifications": [{{"LicenseConfigurationArn": "{}"}}]}}{}}})",
      kUnknown, more);
  const std::string change = fmt::format(
      R"({{"Action": "Add", "LogicalResourceId": "{}", "ResourceType": "AWS::EC2::Instance", "AfterContext": {}}})",
      resource, Quoted(context));
  const std::string text = fmt::format(
      R"({{"ChangeSetName": "x", "Changes": [{{"Type": "Resource", "ResourceChange": {}}}], "TemplateBody": {}}})",
      change, Quoted(example.Text()));
  const testing::Outcome outcome = Check({{"store.yaml", kStore}, {"c.json", text}}, {"c.json"});
  const bool found = outcome.status == 1;
  CHECK((outcome.output.find("\"suppressed\": 1") != std::string::npos) == !found);
  return (found ? "found" : "because " + Between(outcome.output, "\"reason\": ", ",\n")) + outcome.error;
}

TEST_CASE("a change set says what its template and its contexts do") {
  CHECK(ChangeSetFate({}) == "found");
  const std::string metadata = "Metadata: {headroom: {ignore: [{rule: LM102, reason: known}]}}\n";
  CHECK(ChangeSetFate({.of_template = metadata}) == R"(because "known")");
  CHECK(ChangeSetFate({.metadata = "    " + metadata}) == R"(because "known")");
  CHECK(ChangeSetFate({.metadata = "    " + metadata}, "", "Other") == "found");
  CHECK(ChangeSetFate({.of_template = "Metadata: {headroom: {ignore: LM101}}\n"}) == "found");
  const std::string of_context =
      R"(, "Metadata": {"headroom": {"ignore": [{"rule": "LM102", "reason": "context"}]}})";
  CHECK(ChangeSetFate({}, of_context) == R"(because "context")");
  CHECK(ChangeSetFate({.of_template = "Metadata: {headroom: {ignore: LM999}}\n"}).find("LM999") !=
        std::string::npos);
}

TEST_CASE("a comment in a change set's template is about what stands in the context, or at the name") {
  CHECK(ChangeSetFate({.before = "        # headroom: ignore LM102 known\n"}) == R"(because "known")");
  CHECK(ChangeSetFate({.behind = "  # headroom: ignore LM102 known"}) == R"(because "known")");
  CHECK(ChangeSetFate({.behind = "  # headroom: ignore LM101 known"}) == "found");
  CHECK(ChangeSetFate({.behind = "  # headroom: ignore LM102"}, "", "Other") == "found");
  CHECK(ChangeSetFate({.of_template = "# headroom: ignore LM102\n"}) == "found");
}

TEST_CASE("a baseline knows findings by rule, path, resource and license") {
  MemoryFiles files{{"store.yaml", kStore}, {"a.yaml", Example().Text()}};
  CHECK(Check(files, {"./a.yaml", "--write-baseline", "known.json"}).status == 1);
  CHECK(files.files().at("known.json") ==
        fmt::format(
            "{{\n  \"version\": 1,\n  \"findings\": [\n    {{\"rule\": \"LM102\", \"path\": \"a.yaml\", "
            "\"resource\": \"Node\", \"license\": \"{}\"}}\n  ]\n}}\n",
            kUnknown));
  files.AddFile("a.yaml", Example{.of_template = "Description: lines move\n"}.Text());
  const testing::Outcome known = Check(files, {"a.yaml", "--baseline", "known.json"});
  CHECK(known.status == 0);
  CHECK(Between(known.output, "\"reason\": ", ",\n") == "\"the baseline has it\"");
  files.AddFile("b.yaml", Example().Text());
  CHECK(Check(files, {"a.yaml", "b.yaml", "--baseline", "known.json"}).status == 1);
}

TEST_CASE("a baseline can be written anew from itself") {
  const MemoryFiles files{{"store.yaml", kStore},
                          {"a.yaml", Example().Text()},
                          {"b.yaml", Example{.behind = "  # headroom: ignore LM102"}.Text()}};
  Check(files, {"a.yaml", "b.yaml", "--write-baseline", "known.json"});
  const std::string first = files.files().at("known.json");
  CHECK(first.find("b.yaml") == std::string::npos);
  CHECK(Check(files, {"a.yaml", "--baseline", "known.json", "--write-baseline", "known.json"}).status == 0);
  CHECK(files.files().at("known.json") == first);
}

TEST_CASE("a baseline that is none ends the run") {
  MemoryFiles files{{"store.yaml", kStore}, {"a.yaml", Example().Text()}};
  const auto error = [&](const std::string& text) {
    files.AddFile("known.json", text);
    const testing::Outcome outcome = Check(files, {"a.yaml", "--baseline", "known.json"});
    CHECK(outcome.status == 2);
    return outcome.error;
  };
  CHECK(error("{}") == "headroom: known.json:1:1: this is no baseline of version 1\n");
  CHECK(error("[]") == "headroom: known.json:1:1: this is no baseline of version 1\n");
  CHECK(error(R"({"version": 1, "findings": 3})") ==
        "headroom: known.json:1:28: `findings` takes a list, not `3`\n");
  CHECK(error("{").find("headroom: known.json:1:") == 0);
  CHECK(Check(files, {"a.yaml", "--baseline", "none.json"}).error ==
        "headroom: cannot read `none.json`: No such file or directory\n");
}

}  // namespace
}  // namespace headroom
