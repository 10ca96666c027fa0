// What a template does with a number that nobody gave: where it only counts instances, between which numbers.

#include "resources/counts.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "unit/cfn/bench.h"

namespace headroom {
namespace {

/// The turning points of the parameter `N`: "{}", "{3, 700}", "{} Other"; or "more": it does more than count.
std::string PointsIn(const std::string& tmpl) {
  const cfn::Bench bench(tmpl);
  const auto points = FindTurningPoints(bench.tmpl, "N");
  if (!points) return "more";
  std::string out = fmt::format("{}", points->numbers);
  for (const std::string& name : points->parameters) out += " " + name;
  return out;
}

std::string Group(const std::string& properties, const std::string& more = "") {
  return fmt::format(
      "Resources:\n  Fleet: {{Type: AWS::AutoScaling::AutoScalingGroup, {}Properties: {{{}}}}}\n", more,
      properties);
}

std::string Resource(const std::string& type, const std::string& properties) {
  return fmt::format("Resources:\n  It: {{Type: \"{}\", Properties: {{{}}}}}\n", type, properties);
}

TEST_CASE("a parameter that counts instances has no turning points") {
  CHECK(PointsIn("Resources: {}\n") == "{}");
  CHECK(PointsIn(Group("MinSize: !Ref N, MaxSize: {Ref: N}, DesiredCapacity: !Ref N")) == "{}");
  CHECK(PointsIn(Resource("AWS::EC2::EC2Fleet",
                          "TargetCapacitySpecification: {TotalTargetCapacity: !Ref N}")) == "{}");
  CHECK(PointsIn(Resource("AWS::EC2::SpotFleet", "SpotFleetRequestConfigData: {TargetCapacity: !Ref N}")) ==
        "{}");
  CHECK(PointsIn(Resource("AWS::EKS::Nodegroup",
                          "ScalingConfig: {MinSize: !Ref N, DesiredSize: !Ref N, MaxSize: !Ref N}")) == "{}");
  CHECK(PointsIn(Resource("AWS::GameLift::GameServerGroup", "MinSize: !Ref N, MaxSize: !Ref N")) == "{}");
  CHECK(PointsIn(Group("MaxSize: !If [Big, !Ref N, !If [Small, 1, !Ref N]]")) == "{}");
}

TEST_CASE("anywhere else it may do more than count") {
  CHECK(PointsIn(Group("Cooldown: !Ref N")) == "more");
  CHECK(PointsIn(Group("Tags: [{Key: size, Value: {Ref: N}}]")) == "more");
  CHECK(PointsIn(Group("MaxSize: 1", "DeletionPolicy: !Ref N, ")) == "more");
  CHECK(PointsIn(Group("MaxSize: [!Ref N]")) == "more");
  CHECK(PointsIn(Group("MaxSize: !Select [!Ref N, [1, 2]]")) == "more");
  CHECK(PointsIn(Group("MaxSize: !FindInMap [Sizes, !Ref N, Count]")) == "more");
  CHECK(PointsIn(Group("MaxSize: !If [Big, !Select [0, [!Ref N]], 1]")) == "more");
  CHECK(PointsIn(Resource("AWS::Batch::ComputeEnvironment", "ComputeResources: {MaxvCpus: !Ref N}")) ==
        "more");
  CHECK(PointsIn(Resource("AWS::EC2::EC2Fleet",
                          "TargetCapacitySpecification: !If [Big, {TotalTargetCapacity: "
                          "!Ref N}, {TotalTargetCapacity: 1}]")) == "more");
}

TEST_CASE("what is followed into other templates is not known to count") {
  CHECK(PointsIn(Resource("AWS::CloudFormation::Stack", "Parameters: {Size: !Ref N}")) == "more");
  CHECK(PointsIn(Resource("AWS::CloudFormation::StackSet",
                          "Parameters: [{ParameterKey: Size, ParameterValue: !Ref N}]")) == "more");
  CHECK(PointsIn(Resource("AWS::SSM::Document", "Content: {parameters: {Size: {default: !Ref N}}}")) ==
        "more");
}

TEST_CASE("resources that start nothing are not looked at, nor is Metadata") {
  CHECK(PointsIn(Resource("AWS::S3::Bucket", "BucketName: !Ref N")) == "{}");
  CHECK(PointsIn(Group("MaxSize: !Ref N", "Metadata: {Size: !Ref N}, ")) == "{}");
  CHECK(PointsIn("Outputs: {Size: {Value: !Ref N}}\n" + Group("MaxSize: !Ref N")) == "{}");
}

TEST_CASE("text that names it may be anything") {
  CHECK(PointsIn(Group("MaxSize: !Sub \"${N}\"")) == "{}");
  CHECK(PointsIn(Group("MaxSize: {\"Fn::Sub\": \"${N}\"}")) == "{}");
  CHECK(PointsIn(Group("Cooldown: !Sub \"${N}\"")) == "more");
  CHECK(PointsIn(Group("MaxSize: !Sub \"${N}${N}\"")) == "more");
  CHECK(PointsIn(Group("MaxSize: !Sub [\"${N}${A}\", {A: 1}]")) == "more");
  CHECK(PointsIn(Group("MaxSize: {\"Fn::Sub\": \"1${N}\"}")) == "more");
  CHECK(PointsIn(Group("MaxSize: !Sub \"${Other}\"")) == "{}");
  CHECK(PointsIn(Group("MaxSize: !Ref Other, Cooldown: !Ref Other")) == "{}");
}

std::string Condition(const std::string& condition) {
  return fmt::format("Conditions:\n  C: {}\n", condition) + Group("MaxSize: !Ref N");
}

TEST_CASE("the numbers that it is compared with are turning points") {
  CHECK(PointsIn(Condition("!Equals [!Ref N, 3]")) == "{3}");
  CHECK(PointsIn(Condition("{\"Fn::Equals\": [\"700\", {Ref: N}]}")) == "{700}");
  CHECK(PointsIn(Condition("!Or [!Equals [!Ref N, 3], !Not [!Equals [!Ref N, -8]]]")) == "{-8, 3}");
  CHECK(PointsIn("Rules: {A: {Assertions: [{Assert: !Equals [!Ref N, 9]}]}}\n" +
                 Condition("!Equals [!Ref N, 3]")) == "{3, 9}");
  CHECK(PointsIn(Condition("!Equals [!Ref Other, 5]")) == "{}");
}

TEST_CASE("compared with anything but a plain number it does more than count") {
  for (const char* other : {"many", "\"03\"", "+3", "3.0", "!Ref Other", "!Ref N", "[3]"})
    CHECK(PointsIn(Condition(fmt::format("!Equals [!Ref N, {}]", other))) == "more");
  CHECK(PointsIn(Condition("!Equals [!Join [\"\", [!Ref N]], 3]")) == "more");
  CHECK(PointsIn("Rules: {A: {Assertions: [{Assert: !Contains [[1, 2], !Ref N]}]}}\n" +
                 Group("MaxSize: !Ref N")) == "more");
}

TEST_CASE("compared with other parameters it has their turning points") {
  const std::string declared = "Parameters: {N: {Type: Number}, M: {Type: Number}}\n";
  CHECK(PointsIn(declared + Condition("!Or [!Equals [!Ref N, !Ref M], !Equals [4, !Ref N]]")) == "{4} M");
  CHECK(PointsIn(declared + Condition("!Equals [!Ref N, {Ref: N}]")) == "{}");
  CHECK(PointsIn(declared + Condition("!Equals [!Ref N, !Sub \"${M}\"]")) == "more");
}

TEST_CASE("what transforms and loops make of it is not known") {
  CHECK(PointsIn("Transform: Custom\n" + Group("MaxSize: !Ref N")) == "more");
  CHECK(PointsIn(Group("MaxSize: 1, \"Fn::Transform\": {Name: Custom}")) == "more");
  CHECK(PointsIn(Group("MaxSize: !Transform {Name: Custom}")) == "more");
  CHECK(PointsIn("Resources:\n  Fn::ForEach::Loop:\n    - Each\n    - [N]\n    - Fleet${Each}: {Type: "
                 "AWS::AutoScaling::AutoScalingGroup, Properties: {MaxSize: !Ref \"${Each}\"}}\n") == "more");
}

}  // namespace
}  // namespace headroom
