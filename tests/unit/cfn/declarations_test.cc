#include "unit/cfn/bench.h"

namespace headroom::cfn {
namespace {

using Lines = std::vector<std::string>;

Lines Check(const std::string& text) {
  Bench bench(text);
  bench.evaluator().CheckDeclarations();
  return bench.Found();
}

TEST_CASE("every kind of reference is checked, wherever it stands") {
  CHECK(Check(R"(Conditions:
  C: !Or [!Equals [a, a], !Condition Xcond]
Resources:
  R:
    Type: T
    Condition: Ycond
    DependsOn: [R, Xdep]
    Properties:
      A: [{B: !Ref Xref}]
      C: !GetAtt Xatt.Id
      D: {"Fn::GetAtt": [Yatt, Id]}
      E: !Sub "${Xsub} ${AWS::Region} ${Zsub.Id} ${!Not}"
      F: !Sub ["${A} ${Ysub}", {A: !Ref Zref}]
      G: !If [Zcond, !Ref Wref, {"Fn::If": [C, a, !Ref Vref]}]
      H: !FindInMap [Xmap, a, b]
      I: !Base64
        Fn::Join: ["", [!Ref Uref]]
      J: !Ref AWS::Nothing
    UpdatePolicy: {V: !Ref Tref}
    Metadata: {V: !Ref NotLooked}
  S: {Type: T, DependsOn: Ydep}
Outputs:
  O: {Condition: Wcond, Value: !Ref Sref}
Metadata: {V: !Ref NotLookedEither}
)") == Lines{
           "LM003 at `Ycond` in R: the condition `Ycond` is not declared",
           "LM003 at `!Condition Xcond`: the condition `Xcond` is not declared",
           "LM003 at `Xdep` in R: `Xdep` is no resource of this template",
           "LM003 at `!Ref Xref` in R: `Xref` is neither a parameter nor a resource of this template",
           "LM003 at `!GetAtt Xatt.Id` in R: `Xatt` is no resource of this template",
           "LM003 at `{\"Fn::GetAtt\": [Yatt, Id]}` in R: `Yatt` is no resource of this template",
           "LM003 at `${Xsub}` in R: `Xsub` is neither a parameter nor a resource of this template",
           "LM003 at `${Zsub.Id}` in R: `Zsub` is no resource of this template",
           "LM003 at `${Ysub}` in R: `Ysub` is neither a parameter nor a resource of this template",
           "LM003 at `!Ref Zref` in R: `Zref` is neither a parameter nor a resource of this template",
           "LM003 at `Zcond` in R: the condition `Zcond` is not declared",
           "LM003 at `!Ref Wref` in R: `Wref` is neither a parameter nor a resource of this template",
           "LM003 at `!Ref Vref` in R: `Vref` is neither a parameter nor a resource of this template",
           "LM003 at `Xmap` in R: the mapping `Xmap` is not declared",
           "LM003 at `!Ref Uref` in R: `Uref` is neither a parameter nor a resource of this template",
           "LM003 at `!Ref AWS::Nothing` in R: `AWS::Nothing` is no pseudo parameter",
           "LM003 at `!Ref Tref` in R: `Tref` is neither a parameter nor a resource of this template",
           "LM003 at `Ydep` in S: `Ydep` is no resource of this template",
           "LM003 at `Wcond`: the condition `Wcond` is not declared",
           "LM003 at `!Ref Sref`: `Sref` is neither a parameter nor a resource of this template",
       });
}

TEST_CASE("what a walk finds, evaluation does not find again") {
  Bench bench(
      WithProperty("[!Ref Xref, !GetAtt Xatt.Id, !Sub \"a ${Xsub}\", !If [Xcond, a, b], !FindInMap [Xmap, a, "
                   "b], !Foo x]"));
  bench.evaluator().CheckDeclarations();
  const Lines walked = bench.Found();
  CHECK(walked.size() == 6);
  bench.Property("R", "V");
  CHECK(bench.Found() == walked);

  Bench lazily(
      WithProperty("[!Ref Xref, !GetAtt Xatt.Id, !Sub \"a ${Xsub}\", !If [Xcond, a, b], !FindInMap [Xmap, a, "
                   "b], !Foo x]"));
  lazily.Property("R", "V");
  CHECK(lazily.Found() == walked);
  lazily.evaluator().CheckDeclarations();
  CHECK(lazily.Found() == walked);
}

TEST_CASE("identifiers of loops are names inside them, and only there") {
  CHECK(Check(R"(Conditions:
  Fn::ForEach::C: [I, [a], {"Is${I}": !Equals [!Ref I, a]}]
Resources:
  Fn::ForEach::Outer:
    - A
    - [x]
    - Fn::ForEach::Inner:
        - B
        - [!Ref A]
        - N${A}${B}:
            Type: T
            DependsOn: M${A}
            Condition: Is${A}
            Properties:
              P: [!Ref A, !Ref B, !Sub "${A}${B} ${N${A}.Id}", !GetAtt "M${A}.Id", !If ["Is${A}", 1, 2]]
              Q: !Ref Nope
              Fn::ForEach::P: [Z, [!Ref A], {"K${Z}": !Ref Z}]
  Mx: {Type: T, Properties: {P: !Ref A}}
  Isx: {Type: T}
)") == Lines{"LM003 at `Is${A}` in Nxx: the condition `Isx` is not declared; did you mean `Isa`?",
             "LM003 at `!Ref A` in Mx: `A` is neither a parameter nor a resource of this template",
             "LM003 at `!Ref Nope` in N${A}${B}: `Nope` is neither a parameter nor a resource of this "
             "template"});
}

TEST_CASE("nothing is said of what a transform is given or makes") {
  CHECK(Check(R"(Resources:
  R:
    Type: T
    Properties:
      A: {"Fn::Transform": {Name: Mine, Parameters: {P: !Ref Unknown}}}
      B: !FindInMap [NotThere, a, b, {DefaultValue: c}]
      "Fn::Transform": {Name: Mine, Parameters: {P: !Ref Unknown}}
)") == Lines{});
}

TEST_CASE("odd shapes do not trouble the walk") {
  CHECK(Check(R"(Resources:
  A:
  B: [a]
  Fn::ForEach::L: [I]
Outputs:
  X: text
  Y: !Ref B
)") == Lines{
           "LM003 at `[I]`: `Fn::ForEach::L` takes a list of 3 (identifier, collection, map), found one of 1",
           "LM003 at `A:` in A: the resource `A` must be a map, found nothing",
           "LM003 at `[a]` in B: the resource `B` must be a map, found a list"});
}

}  // namespace
}  // namespace headroom::cfn
