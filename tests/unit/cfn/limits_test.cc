#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

using Lines = std::vector<std::string>;

std::string Repeat(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST_CASE("a long chain of conditions is evaluated, in whatever order it stands") {
  std::string text = "Conditions:\n  C0: !Not [!Condition C1]\n";
  for (int i = 1; i < 5000; ++i) text += fmt::format("  C{}: !Not [!Condition C{}]\n", i, i + 1);
  text += "  C5000: !Equals [a, a]\nResources: {R: {Type: T, Condition: C0}}\n";
  Bench bench(text);
  REQUIRE(bench.evaluator().Resources().size() == 1);
  CHECK(bench.Show(bench.evaluator().Resources()[0].existence) == "true");
  bench.evaluator().CheckDeclarations();
  CHECK(bench.Found() == Lines{});
}

TEST_CASE("functions nested to the parser's depth") {
  const std::string text = Repeat("{\"Fn::If\": [\"Yes\", ", 90) + "1" + Repeat(", 2]}", 90);
  Bench bench(
      "{\"Conditions\": {\"Yes\": {\"Fn::Equals\": [1, 1]}}, \"Resources\": {\"R\": {\"Type\": \"T\", "
      "\"Properties\": {\"V\": " +
          text + "}}}}",
      "t.json");
  CHECK(bench.Property("R", "V") == "1");
  bench.evaluator().CheckDeclarations();
  CHECK(bench.Found() == Lines{});
}

TEST_CASE("loops that multiply are cut off") {
  std::string text = "Resources:\n";
  std::string indent = "  ";
  for (int i = 0; i < 6; ++i) {
    text += fmt::format("{0}Fn::ForEach::L{1}:\n{0}  - I{1}\n{0}  - [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n{0}  -\n",
                        indent, i);
    indent += "    ";
  }
  text += indent + "N${I0}${I1}${I2}${I3}${I4}${I5}: {Type: T}\n";
  Bench bench(text);
  CHECK(bench.evaluator().Resources().size() <= 10'000);
  bench.evaluator().CheckDeclarations();
  CHECK(bench.Found() ==
        Lines{"LM003 at `Fn::ForEach::L5`: the loops of this template make more than 10,000 entries"});
}

TEST_CASE("text that doubles and doubles is cut off") {
  std::string expression = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
  for (int i = 0; i < 20; ++i) expression = "!Sub [\"${A}${A}\", {A: " + expression + "}]";
  Bench bench(WithProperty(expression));
  CHECK(bench.Property("R", "V") == "!this text grows beyond 1 MiB");
  CHECK(bench.findings.size() == 1);
}

TEST_CASE("evaluation as a whole is cut off, once") {
  std::string items = "[0";
  for (int i = 1; i < 90; ++i) items += fmt::format(", {}", i);
  items += "]";
  Bench bench(fmt::format(R"(Resources:
  R:
    Type: T
    Properties:
      Fn::ForEach::A:
        - A
        - {0}
        - Fn::ForEach::B: [B, {0}, {{"K${{A}}x${{B}}": !Sub "{1}"}}]
)",
                          items, std::string(10'000, 'x')));
  CHECK(bench.Show(bench.evaluator().FindResource("R")->properties).size() > 1'000'000);
  CHECK(bench.findings.size() == 1);
  CHECK(bench.findings[0].message == "this template expands to more than can be evaluated");
  CHECK(bench.Show(bench.evaluator().FindResource("R")->properties).size() < 1'000'000);
  CHECK(bench.findings.size() == 1);
}

TEST_CASE("functions within functions are evaluated once") {
  std::string text = "a";
  for (int i = 0; i < 60; ++i) text = "!ToJsonString [!Sub [\"${A}${A}\", {A: " + text + "}]]";
  Bench bench(WithProperty(text));
  CHECK(bench.Property("R", "V") == "!this text grows beyond 1 MiB");
  CHECK(bench.findings.size() == 1);
}

TEST_CASE("a list beyond all reason is cut off") {
  Bench bench(WithProperty("!Split [\",\", \"" + std::string(200'000, ',') + "\"]"));
  CHECK(bench.Property("R", "V") == "!this list grows beyond 100,000 items");
  CHECK(bench.findings.size() == 1);
}

TEST_CASE("a template with nothing right has a bounded number of findings") {
  std::string text = "Resources:\n  R:\n    Type: T\n    Properties:\n      V:\n";
  for (int i = 0; i < 3000; ++i) text += fmt::format("        - !Ref Nope{}\n", i);
  Bench bench(text);
  bench.evaluator().CheckDeclarations();
  REQUIRE(bench.findings.size() == 1001);
  CHECK(bench.findings.back().message ==
        "more than 1000 places of this file are malformed: no more are shown");
}

TEST_CASE("long names are shortened in messages") {
  const Outcome outcome = Evaluate("!Ref " + std::string(5000, 'x'));
  REQUIRE(outcome.findings.size() == 1);
  CHECK(outcome.value ==
        "!`" + std::string(120, 'x') + "…` is neither a parameter nor a resource of this template");
}

}  // namespace
}  // namespace headroom::cfn
