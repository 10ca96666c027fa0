// What changes a group that nobody can name, and what brings groups of its own.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "composition.h"

namespace headroom {
namespace {

using composition::Check;
using composition::FindingsOf;
using composition::kNode;
using composition::Texts;
using composition::WithStore;

std::string Group(const std::string& name) {
  return "Parameters:\n  Name: {Type: String}\nResources:\n"
         "  Group: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {AutoScalingGroupName: " +
         name + ", MinSize: 1, MaxSize: 2, LaunchTemplate: {LaunchTemplateName: golden, Version: \"1\"}}}\n";
}

std::string Action(const std::string& group) {
  return "  Action: {Type: AWS::AutoScaling::ScheduledAction, Properties: {AutoScalingGroupName: " + group +
         ", MaxSize: 3}}\n";
}

std::string FullScale(const testing::Outcome& outcome) {
  const size_t at = outcome.output.find("\"full_scale\": ");
  return at == std::string::npos ? "" : outcome.output.substr(at, outcome.output.find('\n', at) - at);
}

testing::Outcome Checked(const std::string& tmpl) {
  MemoryFiles files = WithStore();
  files.AddFile("t.yaml", tmpl);
  return Check(files, {"t.yaml"});
}

TEST_CASE("a group and what changes it are joined by the same expression, known or not") {
  const std::string known = FullScale(Checked(Group("web") + Action("web")));
  for (const char* name : {"!Ref Name", "!Sub \"${AWS::StackName}-asg\"", "!Sub \"a-${Name}\""}) {
    CAPTURE(name);
    const testing::Outcome outcome = Checked(Group(name) + Action(name));
    CHECK(FindingsOf(outcome) == Texts{});
    CHECK(FullScale(outcome) == known);
  }
}

TEST_CASE("what may change a group is said; what changes one of another name is not") {
  CHECK(FindingsOf(Checked(Group("web") + Action("!Sub \"${AWS::StackName}-asg\""))) ==
        Texts{"LM004 t.yaml:5 Group: the number of instances of `Group` cannot be determined: the group that "
              "`Action` changes may be this one: `AWS::StackName` is not known without a stack (`--stack`)"});
  CHECK(FindingsOf(Checked(Group("web") + Action("db"))) == Texts{});
}

TEST_CASE("what changes a group may stand in a stack that gets its name") {
  const auto nested = [](const std::string& name, const std::string& given) {
    MemoryFiles files = WithStore();
    files.AddFile("action.yaml", "Parameters: {Of: {Type: String}}\nResources:\n" + Action("!Ref Of"));
    files.AddFile("t.yaml", Group(name) +
                                "  Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "
                                "action.yaml, Parameters: {Of: " +
                                given + "}}}\n");
    return Check(files, {"t.yaml"});
  };
  const std::string changed = FullScale(Checked(Group("web") + Action("web")));
  CHECK(FullScale(nested("web", "web")) == changed);
  CHECK(FullScale(nested("web", "!Ref Group")) == changed);
  CHECK(FindingsOf(nested("web", "!Ref Group")) == Texts{});
  const std::string unchanged = FullScale(Checked(Group("web")));
  CHECK(unchanged != changed);
  CHECK(FullScale(nested("web", "db")) == unchanged);
}

TEST_CASE("what scales a Spot fleet is about no group") {
  const std::string target =
      "  Target: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {ScalableDimension: "
      "ec2:spot-fleet-request:TargetCapacity, ResourceId: !Ref Name, MaxCapacity: 50}}\n";
  CHECK(FindingsOf(Checked(Group("web") + target)) == Texts{});
}

TEST_CASE("a serverless application with a local template is a nested stack, and any other cannot be seen") {
  const auto application = [](const std::string& location) {
    MemoryFiles files = WithStore();
    files.AddFile("node.yaml", kNode);
    files.AddFile("t.yaml",
                  "Resources:\n  App: {Type: AWS::Serverless::Application, Properties: {Location: " +
                      location + "}}\n");
    return Check(files, {"t.yaml"});
  };
  const testing::Outcome local = application("node.yaml");
  CHECK(FindingsOf(local) == Texts{});
  CHECK(local.output.find("\"planned\": {\"low\": 1, \"high\": 1}") != std::string::npos);
  CHECK(FindingsOf(application("{ApplicationId: a, SemanticVersion: 1.0.0}")) ==
        Texts{"LM205 t.yaml:2 App: `App` may start instances that nobody can see here: its template lies "
              "in the Serverless Application Repository"});
  CHECK(FindingsOf(application("https://example.com/t.yaml")) ==
        Texts{"LM205 t.yaml:2 App: `App` may start instances that nobody can see here: its template lies "
              "at `https://example.com/t.yaml`, and nothing is fetched"});
}

TEST_CASE("a scheduled action of Beanstalk gives the group another maximum") {
  const testing::Outcome outcome = Checked(
      "Resources:\n  Env:\n    Type: AWS::ElasticBeanstalk::Environment\n    Properties:\n      "
      "OptionSettings:\n"
      "      - {Namespace: \"aws:autoscaling:launchconfiguration\", OptionName: ImageId, Value: "
      "ami-00000000000000001}\n"
      "      - {Namespace: \"aws:autoscaling:launchconfiguration\", OptionName: InstanceType, Value: "
      "m5.large}\n"
      "      - {Namespace: \"aws:autoscaling:scheduledaction\", OptionName: MaxSize, Value: 20}\n");
  CHECK(FindingsOf(outcome) == Texts{});
  CHECK(FullScale(outcome) == "\"full_scale\": 20,");
}

}  // namespace
}  // namespace headroom
