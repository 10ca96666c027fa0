#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

/// "A=1 B=2", or the error.
std::string Read(const std::string& text, const std::string& path = "p.json") {
  SourceSet sources;
  const SourceFile& file = sources.Add(path, text);
  const ParseResult parsed = Parse(file);
  REQUIRE(parsed.document);
  GivenParameters given = {{"A", {"before", {}}}};
  if (const Result<void> read = ReadParameterFile(*parsed.document, given); !read)
    return read.error().message;
  std::string out;
  for (const auto& [name, value] : given)
    out += fmt::format("{}{}={}", out.empty() ? "" : " ", name, value.text);
  return out;
}

TEST_CASE("CloudFormation's list") {
  CHECK(
      Read(R"([{"ParameterKey": "A", "ParameterValue": "1"}, {"ParameterKey": "B", "ParameterValue": 2}])") ==
      "A=1 B=2");
  CHECK(Read(R"([{"ParameterKey": "A", "UsePreviousValue": true}])") == "A=before");
  CHECK(Read(R"([{"ParameterKey": "A", "ParameterValue": "x", "UsePreviousValue": false}])") == "A=x");
  CHECK(Read("- ParameterKey: A\n  ParameterValue: 010\n", "p.yaml") == "A=010");
  CHECK(Read("[]") == "A=before");
}

TEST_CASE("CodePipeline's file and the plain map") {
  CHECK(Read(R"({"Parameters": {"A": "1"}, "Tags": {"x": "y"}})") == "A=1");
  CHECK(Read(R"({"StackName": "s", "Parameters": [{"ParameterKey": "A", "ParameterValue": "1"}]})") == "A=1");
  CHECK(Read("A: yes\nB: [x, y]\nC: 012\n", "p.yaml") == "A=yes B=x,y C=012");
  CHECK(Read("Parameters: text\n", "p.yaml") == "A=before Parameters=text");
}

TEST_CASE("values keep their place") {
  SourceSet sources;
  const SourceFile& file = sources.Add("p.yaml", "A: 1\nB:   two\n");
  const ParseResult parsed = Parse(file);
  REQUIRE(parsed.document);
  GivenParameters given;
  REQUIRE(ReadParameterFile(*parsed.document, given));
  CHECK(file.text(given.find("B")->second.where.span) == "two");
  CHECK(given.find("B")->second.where.file == &file);
}

TEST_CASE("files of a wrong shape") {
  CHECK(Read("", "p.yaml") == "p.yaml: there are no parameters in this file");
  CHECK(Read("text", "p.yaml") == "p.yaml:1:1: parameters must be a list or a map, found text `text`");
  CHECK(Read("A: {b: c}\n", "p.yaml") == "p.yaml:1:4: the parameter `A` must be text or a list, found a map");
  CHECK(Read("A:\nB: [[x]]\n", "p.yaml") ==
        "p.yaml:1:1: the parameter `A` must be text or a list, found nothing");
  CHECK(Read("B: [[x]]\n", "p.yaml") ==
        "p.yaml:1:5: an item of the parameter `B` must be text, found a list");
  CHECK(Read("[4]") == "p.json:1:2: a parameter must be a map with `ParameterKey`, found text `4`");
  CHECK(Read(R"([{"ParameterKey": ["x"], "ParameterValue": "1"}])") ==
        "p.json:1:19: `ParameterKey` must be text, found a list");
  CHECK(Read(R"([{"ParameterKey": "X"}])") ==
        "p.json:1:2: the parameter `X` needs a `ParameterValue`, found a map");
  CHECK(Read(R"({"Parameters": null})") == "p.json:1:16: `Parameters` must be a map, found nothing");
}

std::string Option(std::string_view option) {
  GivenParameters given = {{"A", {"before", {}}}};
  if (const Result<void> read = ReadParameterOption(option, given); !read) return read.error().message;
  return fmt::format("A={}", given["A"].text);
}

TEST_CASE("parameters of the command line") {
  CHECK(Option("A=1") == "A=1");
  CHECK(Option("A=a=b") == "A=a=b");
  CHECK(Option("A=") == "A=");
  CHECK(Option("A") == "`A` is no parameter: write KEY=VALUE");
  CHECK(Option("=x") == "`=x` is no parameter: write KEY=VALUE");
}

}  // namespace
}  // namespace headroom::cfn
