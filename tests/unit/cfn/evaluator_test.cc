#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("Get along a path") {
  Bench bench(R"(Resources:
  R: {Type: T, Properties: {A: {B: {C: deep}}, N: , L: [1], U: !GetAtt R.X}}
)");
  Evaluator& evaluator = bench.evaluator();
  const Value body = evaluator.FindResource("R")->body;
  CHECK(bench.Show(evaluator.Get(body, "Properties", "A", "B", "C")) == "deep");
  CHECK(bench.Show(evaluator.Get(body, "Properties", "N")) == "-");
  CHECK(bench.Show(evaluator.Get(body, "Properties", "X", "Y")) == "-");
  CHECK(bench.Show(evaluator.Get(body, "Properties", "U", "Y")) ==
        "?the attribute `R.X` is known only to AWS");
  evaluator.SetResource("R");
  CHECK(bench.Show(evaluator.Get(body, "Properties", "L", "Y")) == "!expected a map with `Y`, found a list");
  CHECK(bench.Show(evaluator.Get(body, "Properties", "L", "Y")) == "!expected a map with `Y`, found a list");
  CHECK(bench.Found() == Lines{"LM003 at `[1]` in R: expected a map with `Y`, found a list"});
}

TEST_CASE("Items of what is and what is no list") {
  Bench bench(WithProperty("{l: [a, b], s: text, u: !Ref UnsetList, m: {x: y}}"));
  Evaluator& evaluator = bench.evaluator();
  evaluator.SetResource("R");
  const Value v = evaluator.Get(evaluator.FindResource("R")->properties, "V");
  const auto shown = [&](std::string_view key) {
    Lines out;
    for (const Value& item : evaluator.Items(evaluator.Get(v, key))) out.push_back(bench.Show(item));
    return out;
  };
  CHECK(shown("l") == Lines{"a", "b"});
  CHECK(shown("none") == Lines{});
  CHECK(shown("u") == Lines{"?the parameter `UnsetList` has no value and no default"});
  CHECK(shown("s") == Lines{});
  CHECK(shown("m") == Lines{});
  CHECK(bench.Found() == Lines{"LM003 at `text` in R: expected a list, found text `text`",
                               "LM003 at `{x: y}` in R: expected a list, found a map"});
}

TEST_CASE("Integer and Text take what can be read and report the rest") {
  Bench bench(WithProperty("{n: \"4\", f: 4.0, t: four, l: [1], u: !Ref Unset}"));
  Evaluator& evaluator = bench.evaluator();
  const Value v = evaluator.Get(evaluator.FindResource("R")->properties, "V");
  const auto integer = [&](std::string_view key) {
    return bench.Show(evaluator.Integer(evaluator.Get(v, key)));
  };
  CHECK(integer("n") == "4");
  CHECK(integer("f") == "4.0");
  CHECK(integer("t") == "!`four` is not a whole number");
  CHECK(integer("l") == "!expected a whole number, found a list");
  CHECK(integer("u") == "?the parameter `Unset` has no value and no default");
  CHECK(integer("x") == "-");
  const auto text = [&](std::string_view key) { return bench.Show(evaluator.Text(evaluator.Get(v, key))); };
  CHECK(text("t") == "four");
  CHECK(text("x") == "-");
  CHECK(text("l") == "!expected text, found a list");
  CHECK(bench.Found() == Lines{"LM003 at `four`: `four` is not a whole number",
                               "LM003 at `[1]`: expected a whole number, found a list"});
}

TEST_CASE("values point to what a person can change in the resource") {
  Bench bench(WithProperty("{a: !Ref Size, b: plain, c: !FindInMap [Sizes, prod, Type], d: !Ref Sizes}"));
  Evaluator& evaluator = bench.evaluator();
  const Value v = evaluator.Get(evaluator.FindResource("R")->properties, "V");
  const auto at = [&](std::string_view key) { return bench.TextAt(evaluator.Get(v, key).where()); };
  CHECK(at("a") == "!Ref Size");
  CHECK(at("b") == "plain");
  CHECK(at("c") == "!FindInMap [Sizes, prod, Type]");
  CHECK(bench.TextAt(evaluator.Items(evaluator.Get(v, "d"))[1].where()) == "!Ref Sizes");
  CHECK(at("missing") == "{a: !Ref Size, b: plain, c: !FindInMap [Sizes, prod, Type], d: !Ref Sizes}");
}

TEST_CASE("a finding has its line and column") {
  Bench bench("Resources:\n  R:\n    Type: T\n    Properties:\n      V: !Ref Nope\n");
  bench.Property("R", "V");
  REQUIRE(bench.findings.size() == 1);
  CHECK(bench.file.PositionOf(bench.findings[0].where.span.begin) == Position{5, 10});
  CHECK(bench.findings[0].severity == Severity::kError);
}

TEST_CASE("YAML and JSON give the same values") {
  Bench json(R"({"Parameters": {"P": {"Type": "Number", "Default": 3}},
"Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, "3"]}},
"Resources": {"R": {"Type": "T", "Condition": "C", "Properties": {"V": {"Fn::If": ["C", {"Fn::Sub": "n${P}"}, 1]}, "W": null, "X": true}}}})",
             "t.json");
  CHECK(json.Property("R", "V") == "n3");
  CHECK(json.Property("R", "W") == "-");
  CHECK(json.Property("R", "X") == "true");
  CHECK(json.Found() == Lines{});
}

TEST_CASE("a trace names the parameters that were read, through conditions remembered too") {
  Bench bench(R"(Parameters:
  A: {Type: String, Default: x}
  B: {Type: String}
  C: {Type: String, Default: x}
Conditions:
  OnB: !Equals [!Ref B, x]
  OnA: !And [!Equals [!Ref A, y], !Condition OnB]
Resources:
  R: {Type: T, Properties: {P: !If [OnA, 1, 2], Q: !If [OnB, 1, 2], S: !Ref C, Z: 1}}
)");
  using Touched = std::vector<uint32_t>;
  Evaluator& evaluator = bench.evaluator();
  evaluator.CheckDeclarations();
  const Value properties = evaluator.FindResource("R")->properties;
  const auto trace = [&](std::string_view key) {
    const Trace recorded(evaluator);
    evaluator.Get(properties, key);
    return recorded.touched();
  };
  CHECK(trace("P") == Touched{0});  // A alone decides it
  CHECK(trace("Q") == Touched{1});
  CHECK(trace("Q") == Touched{1});
  CHECK(trace("S") == Touched{2});
  CHECK(trace("Z") == Touched{});
  const Trace outer(evaluator);
  {
    const Trace inner(evaluator);
    evaluator.Get(properties, "S");
    CHECK(inner.touched() == Touched{2});
  }
  evaluator.Get(properties, "Q");
  CHECK(outer.touched() == Touched{1, 2});
}

TEST_CASE("the trace of a loop in properties is its collection") {
  Bench bench(R"(Parameters:
  A: {Type: CommaDelimitedList, Default: "p,q"}
Resources:
  R: {Type: T, Properties: {"Fn::ForEach::L": [I, !Ref A, {"K${I}": 1}]}}
)");
  Evaluator& evaluator = bench.evaluator();
  const Value properties = evaluator.FindResource("R")->properties;
  for (int round = 0; round < 2; ++round) {
    const Trace trace(evaluator);
    CHECK(bench.Show(evaluator.Get(properties, "Kq")) == "1");
    CHECK(trace.touched() == std::vector<uint32_t>{0});
  }
}

TEST_CASE("a plain document has no language") {
  SourceSet sources;
  const SourceFile& file = sources.Add("lt.yaml", R"(ImageId: !Ref Image
Sub: {"Fn::Sub": "${x}"}
Count: 4
Empty:
Dynamic: "{{resolve:ssm:/x}}"
Nodes: [a, {Ref: b}]
Fn::ForEach::x: [a, b, c]
)");
  const ParseResult parsed = Parse(file);
  REQUIRE(parsed.document);
  Findings findings;
  Evaluator plain(*parsed.document, {}, findings);
  const Value root = plain.Evaluate({parsed.document->root(), 0});
  CHECK(plain.Get(root, "ImageId").text() == "Image");
  CHECK(plain.Get(root, "Sub", "Fn::Sub").text() == "${x}");
  CHECK(AsInteger(plain.Integer(plain.Get(root, "Count"))) == 4);
  CHECK(plain.Get(root, "Empty").absent());
  CHECK(plain.Get(root, "Missing").absent());
  CHECK(plain.Get(root, "Dynamic").text() == "{{resolve:ssm:/x}}");
  CHECK(plain.Items(plain.Get(root, "Nodes"))[1].is_map());
  CHECK(plain.Members(root).size() == 7);
  CHECK(plain.Resources().empty());
  CHECK(plain.FindResource("ImageId") == nullptr);
  CHECK(plain.tmpl().resources() == kNoNode);
  plain.CheckDeclarations();
  CHECK(findings.empty());
  CHECK(plain.Integer(plain.Get(root, "ImageId")).is_unknown());
  REQUIRE(findings.size() == 1);
  CHECK(Render(findings[0]) == "LM003 at `!Ref Image`: `Image` is not a whole number");
}

TEST_CASE("an LM003 that another evaluator of the same template has raised is not raised again") {
  Bench bench(WithProperty("!Ref Nope"));
  bench.Property("R", "V");
  Evaluator second(bench.tmpl, bench.environment, bench.assignment, bench.findings);
  CHECK(second.Get(second.FindResource("R")->properties, "V").unknown().reported);
  CHECK(bench.findings.size() == 1);
}

}  // namespace
}  // namespace headroom::cfn
