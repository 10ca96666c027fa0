#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

struct Listing {
  std::vector<std::string> resources;  // "NodeA AWS::T {property: value}"
  std::vector<std::string> findings;
};

Listing List(Bench& bench) {
  Listing out;
  for (const Resource& resource : bench.evaluator().Resources()) {
    const std::string exists = resource.existence.is_unknown() ? bench.Show(resource.existence) + " " : "";
    out.resources.push_back(
        fmt::format("{} {} {}{}", resource.id, resource.type, exists, bench.Show(resource.properties)));
  }
  bench.evaluator().CheckDeclarations();
  out.findings = bench.Found();
  return out;
}

Listing ListOf(const std::string& text) {
  Bench bench(text);
  return List(bench);
}

using Lines = std::vector<std::string>;

TEST_CASE("a loop makes one resource of each item") {
  const Listing listing = ListOf(R"(Transform: AWS::LanguageExtensions
Parameters:
  Sizes: {Type: CommaDelimitedList, Default: "large, x-large"}
Resources:
  First: {Type: A}
  Fn::ForEach::Nodes:
    - Size
    - !Ref Sizes
    - Node&{Size}:
        Type: T
        Properties:
          A: !Sub "m5.${Size}"
          B: plain ${Size} ${Other} &{Size}
          C: !Ref Size
          D: !GetAtt "Node&{Size}.Id"
          Key${Size}: 1
)");
  CHECK(listing.resources ==
        Lines{"First A -",
              "Nodelarge T {A: m5.large, B: plain large ${Other} large, C: large, D: ?the attribute "
              "`Nodelarge.Id` is known only to AWS (Nodelarge.Id), Keylarge: 1}",
              "Nodexlarge T {A: m5.x-large, B: plain x-large ${Other} xlarge, C: x-large, D: ?the attribute "
              "`Nodexlarge.Id` is known only to AWS (Nodexlarge.Id), Keyx-large: 1}"});
  CHECK(listing.findings == Lines{});
}

TEST_CASE("loops nest, and need no transform to be understood") {
  const Listing listing = ListOf(R"(Resources:
  Fn::ForEach::Outer:
    - A
    - [x, y]
    - Fn::ForEach::Inner:
        - B
        - ["1", !Ref A]
        - N${A}${B}: {Type: T, Properties: {V: !Sub "${A}/${B}"}}
)");
  CHECK(listing.resources == Lines{"Nx1 T {V: x/1}", "Nxx T {V: x/x}", "Ny1 T {V: y/1}", "Nyy T {V: y/y}"});
  CHECK(listing.findings == Lines{});
}

TEST_CASE("collections come from functions too") {
  const Listing listing = ListOf(R"(Mappings:
  M: {a: {Zones: [p, q]}}
Resources:
  Fn::ForEach::L:
    - Z
    - !FindInMap [M, a, Zones]
    - N${Z}: {Type: T}
  Fn::ForEach::K:
    - Z
    - !Split ["-", r-s]
    - N${Z}: {Type: T}
)");
  CHECK(listing.resources == Lines{"Np T -", "Nq T -", "Nr T -", "Ns T -"});
  CHECK(listing.findings == Lines{});
}

TEST_CASE("a loop in properties, and Get of what it makes") {
  Bench bench(R"(Resources:
  R:
    Type: T
    Properties:
      Plain: 0
      Fn::ForEach::P:
        - N
        - [A, B]
        - Prop${N}: !Sub "v${N}"
)");
  CHECK(bench.Property("R", "PropB") == "vB");
  CHECK(bench.Property("R", "Plain") == "0");
  CHECK(bench.Property("R", "PropC") == "-");
  CHECK(bench.Show(bench.evaluator().FindResource("R")->properties) == "{Plain: 0, PropA: vA, PropB: vB}");
  CHECK(bench.Found() == Lines{});
}

TEST_CASE("loops make conditions") {
  const Listing listing = ListOf(R"(Parameters:
  Want: {Type: String, Default: b}
Conditions:
  Fn::ForEach::C:
    - N
    - [a, b]
    - Is${N}: !Equals [!Ref Want, !Ref N]
Resources:
  Fn::ForEach::R:
    - N
    - [a, b]
    - Node${N}: {Type: T, Condition: !Sub "Is${N}", Properties: {V: !If ["Is${N}", 1, 2]}}
  Other: {Type: T, Condition: Isb}
)");
  CHECK(listing.resources == Lines{"Nodeb T {V: 1}", "Other T -"});
  CHECK(listing.findings == Lines{});
}

TEST_CASE("a loop over what nobody knows stands for any number of resources") {
  Bench bench(R"(Parameters:
  Sizes: {Type: CommaDelimitedList}
Resources:
  Fn::ForEach::Nodes:
    - Size
    - !Ref Sizes
    - Node${Size}: {Type: T, Properties: {A: !Ref Size, B: 1}}
  R: {Type: T, Properties: {V: !Ref Nodelarge}}
)");
  const std::string unset = "?the parameter `Sizes` has no value and no default";
  const Listing listing = List(bench);
  CHECK(listing.resources ==
        Lines{"Node${Size} T " + unset + " {A: " + unset + ", B: 1}", "R T {V: " + unset + "}"});
  CHECK(listing.findings == Lines{});
  CHECK(bench.evaluator().FindResource("Nodelarge") == nullptr);
  CHECK(bench.evaluator().Resources()[0].touched == std::vector<uint32_t>{0});
}

TEST_CASE("a property that a loop may make is not absent") {
  Bench bench(R"(Parameters:
  Names: {Type: CommaDelimitedList}
Resources:
  R:
    Type: T
    Properties:
      Known: 1
      Fn::ForEach::P: [N, !Ref Names, {"${N}": 1}]
)");
  CHECK(bench.Property("R", "Known") == "1");
  CHECK(bench.Property("R", "Other") == "?the parameter `Names` has no value and no default");
}

TEST_CASE("an unknown item leaves only its own resource in doubt") {
  const Listing listing = ListOf(R"(Parameters: {Unset: {Type: String}}
Resources:
  Fn::ForEach::N: [I, [a, !Ref Unset], {"Node${I}": {Type: T}}]
)");
  CHECK(listing.resources ==
        Lines{"Nodea T -", "Node${I} T ?the parameter `Unset` has no value and no default -"});
  CHECK(listing.findings == Lines{});
}

TEST_CASE("keys that loops make must differ") {
  const Listing listing = ListOf(R"(Resources:
  Fn::ForEach::N: [I, [a, b, a], {"Node${I}": {Type: T}}]
  Fn::ForEach::Fixed: [I, [a, b], {Same: {Type: T}}]
  Nodeb: {Type: U}
)");
  CHECK(listing.resources == Lines{"Nodea T -", "Same T -", "Nodeb U -"});
  CHECK(listing.findings ==
        Lines{"LM003 at `Fn::ForEach::N`: `Fn::ForEach::N` makes `Nodeb`, which is already there",
              "LM003 at `Fn::ForEach::Fixed`: `Fn::ForEach::Fixed` makes `Same`, which is "
              "already there"});
}

Lines FindingsOfLoop(const std::string& loop) {
  return ListOf("Parameters: {P: {Type: String, Default: x}}\nResources:\n  Fn::ForEach::L: " + loop + "\n")
      .findings;
}

TEST_CASE("loops of a wrong shape") {
  CHECK(FindingsOfLoop("[I, [a]]") == Lines{"LM003 at `[I, [a]]`: `Fn::ForEach::L` takes a list of 3 "
                                            "(identifier, collection, map), found one of 2"});
  CHECK(
      FindingsOfLoop("I") ==
      Lines{
          "LM003 at `I`: `Fn::ForEach::L` takes a list of 3 (identifier, collection, map), found text `I`"});
  CHECK(FindingsOfLoop("[[I], [a], {\"N${I}\": {Type: T}}]") ==
        Lines{"LM003 at `[I]`: the identifier of `Fn::ForEach::L` must be text, found a list"});
  CHECK(FindingsOfLoop("[I, !Ref P, {\"N${I}\": {Type: T}}]") ==
        Lines{"LM003 at `!Ref P`: the collection of `Fn::ForEach::L` must be a list, found text `x`"});
  CHECK(FindingsOfLoop("[I, [[a]], {\"N${I}\": {Type: T}}]") ==
        Lines{"LM003 at `[a]`: an item of the collection of `Fn::ForEach::L` must be text, found a list"});
  CHECK(FindingsOfLoop("[I, [a], [b]]") ==
        Lines{"LM003 at `[b]`: the output of `Fn::ForEach::L` must be a map, found a list"});
}

TEST_CASE("a loop over a name that is declared nowhere") {
  CHECK(FindingsOfLoop("[I, !Ref Nope, {\"N${I}\": {Type: T}}]") ==
        Lines{"LM003 at `!Ref Nope`: `Nope` is neither a parameter nor a resource of this template"});
  CHECK(FindingsOfLoop("[I, [!Sub \"${Nope}\"], {\"N${I}\": {Type: T}}]") ==
        Lines{"LM003 at `${Nope}`: `Nope` is neither a parameter nor a resource of this template"});
}

TEST_CASE("a loop may not ask for what it makes") {
  const Listing listing = ListOf(R"(Conditions:
  Fn::ForEach::C: [I, !If [Isa, [a], [b]], {"Is${I}": !Equals [a, a]}]
Resources:
  R: {Type: T, Condition: Isa}
)");
  CHECK(listing.resources == Lines{"R T ?a loop depends on the names that it makes -"});
  CHECK(listing.findings == Lines{});
}

}  // namespace
}  // namespace headroom::cfn
