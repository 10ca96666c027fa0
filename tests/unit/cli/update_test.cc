// Updates: what the deployed template or the stack gives back, and what runs twice while the update does.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

constexpr const char* kArn =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "00000000000000000000000000000001";

struct Numbers {
  int64_t released = 0, planned = 0, surge = 0;
  bool operator==(const Numbers&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Numbers& n) {
  return out << "{" << n.released << ", " << n.planned << ", " << n.surge << "}";
}

int64_t NumberAfter(const std::string& text, const std::string& key) {
  const size_t at = text.find(key);
  REQUIRE_MESSAGE(at != std::string::npos, key, " is missing in ", text);
  return std::stoll(text.substr(at + key.size()));
}

std::string StoreOf(int consumed, const std::string& more = "") {
  return fmt::format(
      "LicenseConfigurations:\n- LicenseConfigurationArn: {}\n  Name: sql\n  LicenseCountingType: vCPU\n"
      "  ConsumedLicenses: {}\n{}",
      kArn, consumed, more);
}

/// The licenses of these tests count more than their usage lists: so much that it never is too little.
std::string WithoutUsageWarning(const std::string& error) {
  const bool warns = error.find("warning: store.yaml:5:21: `ConsumedLicenses` of `sql` is ") == 0;
  return warns ? error.substr(error.find('\n') + 1) : error;
}

Numbers Run(const MemoryFiles& files, const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {"check", "--store", "store.yaml", "--format", "json", "new.yaml"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const testing::Outcome outcome = testing::RunProgram(files, arguments);
  REQUIRE(WithoutUsageWarning(outcome.error) == "");
  return {NumberAfter(outcome.output, "\"released\": "), NumberAfter(outcome.output, "\"high\": "),
          NumberAfter(outcome.output, "\"surge\": ")};
}

/// 100 are consumed, the old template is deployed.
Numbers Update(const std::string& before, const std::string& after) {
  return Run({{"store.yaml", StoreOf(100)}, {"old.yaml", before}, {"new.yaml", after}},
             {"--deployed", "old.yaml"});
}

std::string Template(const std::string& type, const std::string& more = "") {
  return fmt::format(
      "  Template:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n"
      "        ImageId: ami-0123456789abcdef0\n        InstanceType: {}\n{}"
      "        LicenseSpecifications: [{{LicenseConfigurationArn: \"{}\"}}]\n",
      type, more, kArn);
}

/// A group of m5.xlarge (4 vCPUs), as many as `sizes` says.
std::string Group(const std::string& sizes, const std::string& attributes = "",
                  const std::string& id = "Fleet") {
  return fmt::format(
      "  {}:\n    Type: AWS::AutoScaling::AutoScalingGroup\n{}    Properties:\n{}"
      "      LaunchTemplate: {{LaunchTemplateId: !Ref Template, Version: !GetAtt "
      "Template.LatestVersionNumber}}\n",
      id, attributes, sizes);
}

std::string Instance(const std::string& more, const std::string& attributes = "") {
  return fmt::format(
      "  Node:\n    Type: AWS::EC2::Instance\n{}    Properties:\n{}      InstanceType: m5.xlarge\n"
      "      LicenseSpecifications: [{{LicenseConfigurationArn: \"{}\"}}]\n",
      attributes, more, kArn);
}

const std::string kFour = "      MinSize: 4\n      MaxSize: 10\n";
const std::string kImage = "      ImageId: ami-0123456789abcdef0\n";
const std::string kOtherImage = "      ImageId: ami-0999999999abcdef0\n";

std::string All(const std::string& a, const std::string& b = "") { return "Resources:\n" + a + b; }

TEST_CASE("an instance is replaced by some changes, and both run for a time") {
  CHECK(Update(All(Instance(kImage)), All(Instance(kImage))) == Numbers{4, 4, 0});
  CHECK(Update(All(Instance(kImage)), All(Instance(kOtherImage))) == Numbers{4, 4, 4});
  CHECK(Update(All(Instance(kImage)), All(Instance(kImage + "      Monitoring: true\n"))) ==
        Numbers{4, 4, 0});
}

TEST_CASE("what is removed or renamed goes last") {
  CHECK(Update(All(Template("m5.xlarge"), Group(kFour)),
               All(Template("m5.xlarge"), Group(kFour, "", "Other"))) == Numbers{16, 16, 16});
}

TEST_CASE("what a policy retains is not given back") {
  const std::string retained = "    DeletionPolicy: Retain\n";
  CHECK(Update(All(Template("m5.xlarge"), Group(kFour, retained)),
               All(Template("m5.xlarge"), Group(kFour, "", "Other"))) == Numbers{0, 16, 0});
  const std::string replaced = "    UpdateReplacePolicy: Retain\n";
  CHECK(Update(All(Instance(kImage, replaced)), All(Instance(kOtherImage, replaced))) == Numbers{0, 4, 0});
  CHECK(Update(All(Instance(kImage, replaced)), All(Instance(kImage, replaced))) == Numbers{4, 4, 0});
}

TEST_CASE("a stack that is retained keeps all that is in it") {
  const auto nesting = [](const std::string& policy) {
    return "Resources:\n  Network:\n    Type: AWS::CloudFormation::Stack\n" + policy +
           "    Properties: {TemplateURL: inner.yaml}\n";
  };
  const auto removed = [&](const std::string& policy) {
    return Run({{"store.yaml", StoreOf(100)},
                {"inner.yaml", All(Instance(kImage))},
                {"old.yaml", nesting(policy)},
                {"new.yaml", All(Template("m5.xlarge"), Group(kFour))}},
               {"--deployed", "old.yaml"});
  };
  CHECK(removed("") == Numbers{4, 16, 4});
  CHECK(removed("    DeletionPolicy: Retain\n") == Numbers{0, 16, 0});
}

TEST_CASE("a fleet that ends no instances keeps those beyond its new target") {
  const auto fleet = [](int target, const std::string& more) {
    return All(Template("m5.xlarge"),
               fmt::format("  Fleet:\n    Type: AWS::EC2::EC2Fleet\n    Properties:\n{}"
                           "      TargetCapacitySpecification: {{TotalTargetCapacity: {}, "
                           "DefaultTargetCapacityType: on-demand}}\n"
                           "      LaunchTemplateConfigs:\n      - LaunchTemplateSpecification:\n"
                           "          LaunchTemplateId: !Ref Template\n"
                           "          Version: !GetAtt Template.LatestVersionNumber\n",
                           more, target));
  };
  const std::string keeping = "      ExcessCapacityTerminationPolicy: no-termination\n";
  CHECK(Update(fleet(5, ""), fleet(2, "")) == Numbers{20, 8, 0});
  CHECK(Update(fleet(5, ""), fleet(2, keeping)) == Numbers{8, 8, 0});
  CHECK(Update(fleet(2, keeping), fleet(5, keeping)) == Numbers{8, 20, 0});
}

TEST_CASE("a changed launch configuration is another one, and has no versions") {
  const auto group = [](const std::string& type, const std::string& policy) {
    return All(fmt::format("  Configuration:\n    Type: AWS::AutoScaling::LaunchConfiguration\n"
                           "    Properties: {{ImageId: ami-0123456789abcdef0, InstanceType: {}}}\n",
                           type),
               "  Fleet:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    UpdatePolicy: {" + policy +
                   "}\n    Properties:\n" + kFour + "      LaunchConfigurationName: !Ref Configuration\n");
  };
  const std::string store = StoreOf(100) +
                            "  LicenseConfigurationAssociations: [{ResourceType: EC2_AMI, ResourceArn: "
                            "\"arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0\"}]\n";
  const auto update = [&](const std::string& before, const std::string& after, const std::string& policy) {
    return Run(
        {{"store.yaml", store}, {"old.yaml", group(before, policy)}, {"new.yaml", group(after, policy)}},
        {"--deployed", "old.yaml"});
  };
  const std::string replacing = "AutoScalingReplacingUpdate: {WillReplace: true}";
  CHECK(update("m5.xlarge", "m5.xlarge", replacing) == Numbers{16, 16, 0});
  CHECK(update("m5.xlarge", "m5.2xlarge", replacing) == Numbers{16, 32, 16});
  CHECK(update("m5.2xlarge", "m5.xlarge",
               "AutoScalingRollingUpdate: {MaxBatchSize: 1, MinInstancesInService: 4}") ==
        Numbers{32, 16, 20});
  const testing::Outcome outcome =
      testing::RunProgram(MemoryFiles{{"store.yaml", store}, {"t.yaml", group("m5.xlarge", replacing)}},
                          {"check", "--store", "store.yaml", "--deployed", "t.yaml", "--quiet", "t.yaml"});
  CHECK(outcome.output == "no findings in 1 input: everything fits\n");  // no LM502
}

TEST_CASE("a launch template of another name is another one") {
  const auto named = [](const std::string& name) {
    const std::string under = "    Properties:\n";
    std::string made = Template("m5.xlarge");
    made.insert(made.find(under) + under.size(), "      LaunchTemplateName: " + name + "\n");
    return All(made, Group(kFour, "    UpdatePolicy: {AutoScalingReplacingUpdate: {WillReplace: true}}\n"));
  };
  CHECK(Update(named("a"), named("a")) == Numbers{16, 16, 0});
  CHECK(Update(named("a"), named("b")) == Numbers{16, 16, 16});
}

TEST_CASE("types whose instances are made anew run beside the old ones") {
  const auto workspace = [](const std::string& image) {
    return All(
        fmt::format("  Desk:\n    Type: AWS::WorkspacesInstances::WorkspaceInstance\n    Properties:\n"
                    "      ManagedInstance:\n        ImageId: {}\n        InstanceType: m5.xlarge\n"
                    "        LicenseSpecifications: [{{LicenseConfigurationArn: \"{}\"}}]\n",
                    image, kArn));
  };
  CHECK(Update(workspace("ami-0123456789abcdef0"), workspace("ami-0123456789abcdef0")) == Numbers{4, 4, 0});
  CHECK(Update(workspace("ami-0123456789abcdef0"), workspace("ami-0999999999abcdef0")) == Numbers{4, 4, 4});
  const auto nodes = [](const std::string& type) {
    return All(Template("m5.xlarge"),
               fmt::format("  Nodes:\n    Type: AWS::PCS::ComputeNodeGroup\n    Properties:\n"
                           "      ScalingConfiguration: {{MinInstanceCount: 2, MaxInstanceCount: 2}}\n"
                           "      InstanceConfigs: [{{InstanceType: {}}}]\n"
                           "      CustomLaunchTemplate: {{TemplateId: !Ref Template, Version: !GetAtt "
                           "Template.LatestVersionNumber}}\n",
                           type));
  };
  CHECK(Update(nodes("m5.xlarge"), nodes("m5.xlarge")) == Numbers{8, 8, 0});
  CHECK(Update(nodes("m5.xlarge"), nodes("m5.2xlarge")) == Numbers{8, 16, 8});
}

TEST_CASE("as many nodes are added as may be unavailable, a share of them or a number") {
  const auto nodes = [](const std::string& version, const std::string& config) {
    return All(Template("m5.xlarge"),
               fmt::format("  Nodes:\n    Type: AWS::EKS::Nodegroup\n    Properties:\n"
                           "      ScalingConfig: {{MinSize: 10, DesiredSize: 10, MaxSize: 20}}\n"
                           "      Subnets: [subnet-0a1b2c3d4e5f60718]\n      Version: \"{}\"\n"
                           "      UpdateConfig: {{{}}}\n"
                           "      LaunchTemplate: {{Id: !Ref Template, Version: !GetAtt "
                           "Template.LatestVersionNumber}}\n",
                           version, config));
  };
  const auto update = [&](const std::string& config) {
    return Update(nodes("1.30", config), nodes("1.31", config));
  };
  CHECK(update("MaxUnavailable: 5") == Numbers{40, 40, 20});
  CHECK(update("MaxUnavailablePercentage: 50") == Numbers{40, 40, 20});
  CHECK(update("MaxUnavailablePercentage: 10") == Numbers{40, 40, 8});  // two in each zone
}

TEST_CASE("a warm pool that runs stands beside what a rolling update starts") {
  const auto group = [](const std::string& type) {
    return All(
        Template(type),
        Group("      MinSize: 2\n      MaxSize: 6\n",
              "    UpdatePolicy: {AutoScalingRollingUpdate: {MaxBatchSize: 2, MinInstancesInService: "
              "4}}\n") +
            "  Pool:\n    Type: AWS::AutoScaling::WarmPool\n    Properties: {AutoScalingGroupName: !Ref "
            "Fleet, PoolState: Running, MinSize: 5, MaxGroupPreparedCapacity: 2}\n");
  };
  CHECK(Update(group("m5.xlarge"), group("m5.xlarge")) == Numbers{28, 28, 0});
  CHECK(Update(group("m5.2xlarge"), group("m5.xlarge")) == Numbers{56, 28, 44});  // at first, beside all old
}

/// Two templates of one folder, as they are deployed and as they will be.
testing::Outcome UpdateBoth(const std::string& old_a, const std::string& old_b, const std::string& new_a,
                            const std::string& new_b, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"check", "--store",  "store.yaml", "--format",   "json",
                                        "new",   "--region", "us-east-1",  "--deployed", "old"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return testing::RunProgram(MemoryFiles{{"store.yaml", StoreOf(100)},
                                         {"old/a.yaml", old_a},
                                         {"old/b.yaml", old_b},
                                         {"new/a.yaml", new_a},
                                         {"new/b.yaml", new_b}},
                             arguments);
}

std::vector<int64_t> NumbersAfter(const std::string& text, const std::string& key) {
  std::vector<int64_t> out;
  for (size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1))
    out.push_back(std::stoll(text.substr(at + key.size())));
  return out;
}

TEST_CASE("resources of several stacks are told apart, whatever they are called") {
  const std::string kept = All(Template("m5.xlarge"), Group(kFour, "    DeletionPolicy: Retain\n"));
  const std::string group = All(Template("m5.xlarge"), Group(kFour));
  const std::string other = All(Instance(kImage));
  const std::string none = All(Template("m5.xlarge"));
  const std::string released = "\"released\": ", surge = "\"surge\": ";
  // One keeps its group of the name, the other one's goes.
  CHECK(NumbersAfter(UpdateBoth(group, kept, group, other).output, released) == std::vector<int64_t>{16});
  CHECK(NumbersAfter(UpdateBoth(group, group, group, other).output, released) == std::vector<int64_t>{32});
  CHECK(NumbersAfter(UpdateBoth(group, group, group, other).output, surge) == std::vector<int64_t>{16});
  // Each alone gives back what is its own.
  CHECK(NumbersAfter(UpdateBoth(group, other, group, other, {"--separate"}).output, released) ==
        std::vector<int64_t>{16, 4});
  CHECK(NumbersAfter(UpdateBoth(group, none, group, group, {"--separate"}).output, released) ==
        std::vector<int64_t>{16, 0});
}

TEST_CASE("a template that is deployed elsewhere releases nothing, and that is said") {
  const std::string manifest =
      R"({"version": "36.0.0", "artifacts": {"A": {"type": "aws:cloudformation:stack", )"
      R"("environment": "aws://111122223333/us-east-1", "properties": {"templateFile": "a.yaml"}}}})";
  const std::string group = All(Template("m5.xlarge"), Group(kFour));
  const MemoryFiles files{{"store.yaml", StoreOf(100)},
                          {"old.yaml", group},
                          {"cdk.out/manifest.json", manifest},
                          {"cdk.out/a.yaml", group}};
  const testing::Outcome outcome = testing::RunProgram(
      files, {"check", "--store", "store.yaml", "--format", "json", "--deployed", "old.yaml", "cdk.out"});
  CHECK(NumberAfter(outcome.output, "\"released\": ") == 0);
  CHECK(outcome.error ==
        "warning: old.yaml: no input goes to the Region, account and stack of this deployed template, so "
        "nothing of it is released (`--region` and `--account` say where it is)\n");
}

TEST_CASE("what a deployed template alone declares may be given") {
  const std::string sized = "Parameters: {Size: {Type: Number}}\n" +
                            All(Template("m5.xlarge"), Group("      MinSize: !Ref Size\n      MaxSize: 9\n"));
  CHECK(Run({{"store.yaml", StoreOf(100)},
             {"old.yaml", sized},
             {"new.yaml", All(Template("m5.xlarge"), Group(kFour))}},
            {"--deployed", "old.yaml", "-p", "Size=3"}) == Numbers{12, 16, 0});
}

TEST_CASE("a group without an update policy leaves its instances alone") {
  CHECK(Update(All(Template("m5.xlarge"), Group(kFour)), All(Template("m5.2xlarge"), Group(kFour))) ==
        Numbers{16, 32, 0});
}

TEST_CASE("a replacing update builds the whole group again, if anything has changed") {
  const std::string policy = "    UpdatePolicy: {AutoScalingReplacingUpdate: {WillReplace: true}}\n";
  const std::string before = All(Template("m5.xlarge"), Group(kFour, policy));
  CHECK(Update(before, before) == Numbers{16, 16, 0});
  CHECK(Update(before, All(Template("m5.xlarge", "        UserData: aGVsbG8=\n"), Group(kFour, policy))) ==
        Numbers{16, 16, 16});
  CHECK(Update(before, All(Template("m5.2xlarge"), Group(kFour, policy))) == Numbers{16, 32, 16});
}

TEST_CASE("a rolling update starts a batch beside those that stay in service") {
  const auto rolled = [](const std::string& sizes, const std::string& settings) {
    const std::string policy =
        fmt::format("    UpdatePolicy: {{AutoScalingRollingUpdate: {{{}}}}}\n", settings);
    return Update(All(Template("m5.xlarge"), Group(sizes, policy)),
                  All(Template("m5.xlarge", "        UserData: aGVsbG8=\n"), Group(sizes, policy)));
  };
  CHECK(rolled(kFour, "MaxBatchSize: 2") == Numbers{16, 16, 0});
  CHECK(rolled(kFour, "MaxBatchSize: 2, MinInstancesInService: 4") == Numbers{16, 16, 8});
  CHECK(rolled(kFour, "MaxBatchSize: 50, MinInstancesInService: 4") == Numbers{16, 16, 16});
  CHECK(rolled("      MinSize: 4\n      MaxSize: 5\n", "MaxBatchSize: 4, MinInstancesInService: 4") ==
        Numbers{16, 16, 4});
}

TEST_CASE("a rolling update stays within the group's own maximum") {
  const auto group = [](const std::string& type) {
    return All(Template(type),
               Group("      MinSize: 4\n      MaxSize: 5\n",
                     "    UpdatePolicy: {AutoScalingRollingUpdate: {MaxBatchSize: 4, MinInstancesInService: "
                     "4}}\n") +
                   "  Night:\n    Type: AWS::AutoScaling::ScheduledAction\n"
                   "    Properties: {AutoScalingGroupName: !Ref Fleet, MaxSize: 9}\n");
  };
  CHECK(Update(group("m5.xlarge"), group("m5.2xlarge")) == Numbers{16, 32, 8});
}

TEST_CASE("a maintenance policy may start more before it stops any") {
  const std::string sizes =
      kFour + "      InstanceMaintenancePolicy: {MinHealthyPercentage: 100, MaxHealthyPercentage: 150}\n";
  CHECK(Update(All(Template("m5.xlarge"), Group(sizes)),
               All(Template("m5.xlarge", "        UserData: aGVsbG8=\n"), Group(sizes))) ==
        Numbers{16, 16, 8});
}

TEST_CASE("what was never consumed is not released, and does not run twice") {
  CHECK(Run({{"store.yaml", StoreOf(2)},
             {"old.yaml", All(Instance(kImage))},
             {"new.yaml", All(Instance(kOtherImage))}},
            {"--deployed", "old.yaml"}) == Numbers{2, 4, 2});
}

std::string Usage(const std::vector<std::string>& instances) {
  std::string out = "  LicenseConfigurationUsageList:\n";
  for (const std::string& id : instances)
    out += fmt::format(
        "  - {{ResourceArn: \"arn:aws:ec2:us-east-1:111122223333:instance/{}\", ResourceType: EC2_INSTANCE, "
        "ConsumedLicenses: 4}}\n",
        id);
  return out;
}

std::string Running(const std::string& id, const std::string& stack, const std::string& resource,
                    const std::string& state = "running") {
  return fmt::format(
      "  - {{InstanceId: {}, State: {{Name: {}}}, Tags: [{{Key: \"aws:cloudformation:stack-name\", Value: "
      "{}}}, "
      "{{Key: \"aws:cloudformation:logical-id\", Value: {}}}]}}\n",
      id, state, stack, resource);
}

TEST_CASE("a stack gives back what its instances consume, and its groups keep their size") {
  const std::string store = StoreOf(16, Usage({"i-01", "i-02", "i-03", "i-04"})) +
                            "Reservations:\n- Instances:\n" + Running("i-01", "web", "Fleet") +
                            Running("i-02", "web", "Fleet") + Running("i-03", "web", "Gone") +
                            Running("i-04", "other", "Fleet") + Running("i-05", "web", "Fleet", "terminated");
  const MemoryFiles files = {
      {"store.yaml", store},
      {"new.yaml", All(Template("m5.xlarge"), Group("      MinSize: 1\n      MaxSize: 5\n"))}};
  CHECK(Run(files, {"--stack", "web"}) == Numbers{12, 8, 4});  // `Gone` goes last
  CHECK(Run(files, {"--stack", "other"}) == Numbers{4, 4, 0});
  CHECK(Run(files, {"--stack", "none"}) == Numbers{0, 4, 0});
}

TEST_CASE("what a group of a stack keeps is counted in the unit of its capacity") {
  const auto planned = [](const std::string& unit, const std::string& overrides, const std::string& type) {
    std::string store = StoreOf(100) + "Reservations:\n- Instances:\n";
    for (const char* id : {"i-01", "i-02", "i-03"}) {
      std::string running = Running(id, "web", "Fleet");
      store += running.insert(running.find("InstanceId"), "InstanceType: " + type + ", ");
    }
    const std::string group =
        "  Fleet:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: 1\n"
        "      MaxSize: 20\n" +
        unit +
        "      MixedInstancesPolicy:\n        LaunchTemplate:\n          LaunchTemplateSpecification:\n"
        "            {LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}\n"
        "          Overrides: [" +
        overrides + "]\n";
    const MemoryFiles files = {{"store.yaml", store}, {"new.yaml", All(Template("m5.xlarge"), group)}};
    const testing::Outcome outcome = testing::RunProgram(
        files, {"check", "--store", "store.yaml", "--format", "json", "--stack", "web", "new.yaml"});
    const size_t at = outcome.output.find("\"desired\": ");
    return outcome.output.substr(at, outcome.output.find(',', at) - at);
  };
  const std::string vcpus = "      DesiredCapacityType: vcpu\n",
                    any = "{InstanceRequirements: {VCpuCount: {Min: 4, Max: 4}, MemoryMiB: {Min: 1}}}",
                    weights =
                        "{InstanceType: m5.xlarge, WeightedCapacity: 2}, "
                        "{InstanceType: m5.2xlarge, WeightedCapacity: 4}";
  CHECK(planned(vcpus, any, "m5.xlarge") == "\"desired\": 12");
  CHECK(planned("", weights, "m5.xlarge") == "\"desired\": 6");
  CHECK(planned("", weights, "m5.2xlarge") == "\"desired\": 12");
  CHECK(planned("", "{InstanceType: m5.xlarge}", "c5.large") == "\"desired\": 3");
  CHECK(planned("", weights, "c5.large") == "\"desired\": null");  // nobody knows what it weighs
}

TEST_CASE("the first batch of a rollout runs beside all that is old") {
  const std::string rolling =
      "    UpdatePolicy: {AutoScalingRollingUpdate: {MaxBatchSize: 2, MinInstancesInService: 4}}\n";
  const auto update = [&](const std::string& before, const std::string& after) {
    return Update(All(Template(before), Group(kFour, rolling)), All(Template(after), Group(kFour, rolling)));
  };
  CHECK(update("m5.2xlarge", "m5.xlarge") == Numbers{32, 16, 24});  // 4 × 8 + 2 × 4 at first
  CHECK(update("m5.xlarge", "m5.2xlarge") == Numbers{16, 32, 16});  // 6 × 8 at last
}

TEST_CASE("an instance of a stack that runs another image than the template's is replaced") {
  const auto surge = [](const std::string& running) {
    const std::string store =
        StoreOf(100, Usage({"i-01"})) + "Reservations:\n- Instances:\n" + Running("i-01", "web", "Node");
    const std::string image = running.empty() ? "" : "ImageId: " + running + ", ";
    std::string with_image = store;
    with_image.insert(with_image.find("InstanceId: i-01"), image);
    return Run({{"store.yaml", with_image}, {"new.yaml", All(Instance(kImage))}}, {"--stack", "web"}).surge;
  };
  CHECK(surge("ami-0123456789abcdef0") == 0);
  CHECK(surge("ami-0999999999abcdef0") == 4);
  CHECK(surge("") == 0);  // nobody knows
}

/// An instance of somebody's: "owner zone key=value key=value".
std::string Tagged(const std::string& id, const std::string& owner, const std::string& zone,
                   const std::vector<std::pair<std::string, std::string>>& tags) {
  std::string out = fmt::format(
      "- OwnerId: \"{}\"\n  Instances:\n  - {{InstanceId: {}, Placement: {{AvailabilityZone: {}}}, Tags: [",
      owner, id, zone);
  for (const auto& [key, value] : tags) out += fmt::format("{{Key: \"{}\", Value: {}}}, ", key, value);
  return out + "]}\n";
}

TEST_CASE("the tags of groups say whose the instances are that have no stack's") {
  const std::string stack = "aws:cloudformation:stack-name", resource = "aws:cloudformation:logical-id",
                    group = "aws:autoscaling:groupName", fleet = "aws:ec2:fleet-id", here = "111122223333";
  const std::string store =
      StoreOf(100, Usage({"i-01", "i-02", "i-03", "i-04", "i-05", "i-06", "i-07", "i-08"})) +
      "Reservations:\n" +
      Tagged("i-01", here, "us-east-1a", {{group, "web-group"}}) +            // the name in the template
      Tagged("i-02", here, "us-east-1-bos-1a", {{group, "web-group"}}) +      // … in a Local Zone
      Tagged("i-03", "444455556666", "us-east-1a", {{group, "web-group"}}) +  // … of another account
      Tagged("i-04", here, "eu-west-1a", {{group, "web-group"}}) +            // … of another Region
      Tagged("i-05", here, "us-east-1a", {{fleet, "fleet-1"}, {stack, "web"}, {resource, "Fleet"}}) +
      Tagged("i-06", here, "us-east-1b", {{fleet, "fleet-1"}}) +  // beside one of the stack's
      Tagged("i-07", here, "us-east-1b", {{fleet, "fleet-2"}}) +  // nobody knows whose
      Tagged("i-08", here, "us-east-1b", {{fleet, "fleet-1"}, {stack, "other"}, {resource, "Fleet"}});
  const std::string named = kFour + "      AutoScalingGroupName: web-group\n";
  const auto released = [&](const std::string& stored) {
    return Run({{"store.yaml", stored}, {"new.yaml", All(Template("m5.xlarge"), Group(named))}},
               {"--stack", "web", "--region", "us-east-1", "--account", here})
        .released;
  };
  CHECK(released(store) == 12);  // 1, 2, 5: instances of two stacks contradict each other
  CHECK(released(store.substr(0, store.rfind("- OwnerId"))) == 16);  // 1, 2, 5, 6
}

TEST_CASE("managed groups and environments are told by the names that the template gives them") {
  const auto released = [](const std::string& type, const std::string& properties, const std::string& tags) {
    const std::string store = StoreOf(100, Usage({"i-01"})) +
                              "Reservations:\n- Instances:\n  - {InstanceId: i-01, Tags: [" + tags + "]}\n";
    return Run({{"store.yaml", store},
                {"new.yaml",
                 All(Template("m5.xlarge"),
                     fmt::format("  Other:\n    Type: {}\n    Properties: {}\n", type, properties) +
                         Group(kFour))}},
               {"--stack", "web"})
        .released;
  };
  const std::string nodes = "{ClusterName: c, NodegroupName: n, NodeRole: r, Subnets: [s]}";
  const std::string cluster = "{Key: \"eks:cluster-name\", Value: c}, ",
                    other = "{Key: \"eks:cluster-name\", Value: d}, ",
                    name = "{Key: \"eks:nodegroup-name\", Value: n}";
  CHECK(released("AWS::EKS::Nodegroup", nodes, cluster + name) == 4);
  CHECK(released("AWS::EKS::Nodegroup", nodes, other + name) == 0);
  CHECK(released("AWS::EKS::Nodegroup", "{ClusterName: c, NodeRole: r, Subnets: [s]}", cluster + name) == 0);
  CHECK(released("AWS::ElasticBeanstalk::Environment", "{ApplicationName: a, EnvironmentName: e}",
                 "{Key: \"elasticbeanstalk:environment-name\", Value: e}, "
                 "{Key: \"aws:cloudformation:stack-name\", Value: awseb-e-1-stack}") == 4);
}

TEST_CASE("with both, the stack says what is released and the template what has changed") {
  const std::string store =
      StoreOf(16, Usage({"i-01"})) + "Reservations:\n- Instances:\n" + Running("i-01", "web", "Node");
  CHECK(Run({{"store.yaml", store},
             {"old.yaml", All(Instance(kImage))},
             {"new.yaml", All(Instance(kOtherImage))}},
            {"--stack", "web", "--deployed", "old.yaml"}) == Numbers{4, 4, 4});
}

/// Four m5.xlarge of Elastic Beanstalk, whose image carries the license.
Numbers UpdateBeanstalk(const std::string& before, const std::string& after,
                        const std::string& version = "2") {
  const auto environment = [](const std::string& label, const std::string& options) {
    const auto option = [](const std::string& space, const std::string& name, const std::string& value) {
      return fmt::format("        - {{Namespace: \"{}\", OptionName: {}, Value: {}}}\n", space, name, value);
    };
    return fmt::format(
        "Resources:\n  Web:\n    Type: AWS::ElasticBeanstalk::Environment\n    Properties:\n"
        "      ApplicationName: web\n      VersionLabel: {}\n      OptionSettings:\n{}{}",
        label,
        option("aws:autoscaling:launchconfiguration", "ImageId", "ami-0123456789abcdef0") +
            option("aws:autoscaling:launchconfiguration", "InstanceType", "m5.xlarge") +
            option("aws:autoscaling:asg", "MinSize", "4"),
        options);
  };
  const std::string store = StoreOf(100) +
                            "  LicenseConfigurationAssociations: [{ResourceType: EC2_AMI, ResourceArn: "
                            "\"arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0\"}]\n";
  return Run({{"store.yaml", store},
              {"old.yaml", environment("1", before)},
              {"new.yaml", environment(version, after)}},
             {"--deployed", "old.yaml"});
}

TEST_CASE("Elastic Beanstalk rolls out as its policies say") {
  const auto setting = [](const std::string& space, const std::string& name, const std::string& value) {
    return fmt::format("        - {{Namespace: \"{}\", OptionName: {}, Value: {}}}\n", space, name, value);
  };
  const auto command = [&](const std::string& name, const std::string& value) {
    return setting("aws:elasticbeanstalk:command", name, value);
  };
  const auto update = [&](const std::string& name, const std::string& value) {
    return setting("aws:autoscaling:updatepolicy:rollingupdate", name, value);
  };
  const auto same = [](const std::string& options) { return UpdateBeanstalk(options, options); };
  CHECK(same("") == Numbers{16, 16, 0});
  CHECK(same(command("DeploymentPolicy", "Rolling")) == Numbers{16, 16, 0});
  CHECK(same(command("DeploymentPolicy", "Immutable")) == Numbers{16, 16, 16});
  CHECK(same(command("DeploymentPolicy", "TrafficSplitting")) == Numbers{16, 16, 16});
  const std::string immutable = command("DeploymentPolicy", "Immutable");
  const auto typed = [&](const std::string& type) {
    return immutable + setting("aws:ec2:instances", "InstanceTypes", type);
  };
  CHECK(UpdateBeanstalk(typed("m5.xlarge"), typed("m5.4xlarge")) == Numbers{16, 64, 16});
  const std::string additional = command("DeploymentPolicy", "RollingWithAdditionalBatch");
  CHECK(same(additional + command("BatchSizeType", "Fixed") + command("BatchSize", "1")) ==
        Numbers{16, 16, 4});
  CHECK(same(additional + command("BatchSize", "30")) == Numbers{16, 16, 8});
  CHECK(same(update("RollingUpdateEnabled", "true") + update("RollingUpdateType", "Immutable")) ==
        Numbers{16, 16, 16});
  const std::string rolling =
      update("RollingUpdateEnabled", "true") + setting("aws:autoscaling:asg", "MaxSize", "8");
  CHECK(same(rolling) == Numbers{16, 16, 8});  // a third of four, and four stay
  CHECK(same(rolling + update("MaxBatchSize", "3") + update("MinInstancesInService", "2")) ==
        Numbers{16, 16, 4});
}

TEST_CASE("Elastic Beanstalk leaves its instances alone where nothing of theirs changes") {
  const std::string immutable =
      "        - {Namespace: \"aws:elasticbeanstalk:command\", OptionName: DeploymentPolicy, Value: "
      "Immutable}\n";
  const std::string size = "        - {Namespace: \"aws:autoscaling:asg\", OptionName: MaxSize, Value: 9}\n";
  CHECK(UpdateBeanstalk(immutable, immutable + size, "1") == Numbers{16, 16, 0});
  const std::string key =
      "        - {Namespace: \"aws:autoscaling:launchconfiguration\", OptionName: EC2KeyName, Value: ops}\n";
  CHECK(UpdateBeanstalk(immutable, immutable + key, "1") == Numbers{16, 16, 16});
}

std::string OnHost(const std::string& id, const std::string& type, const std::string& more = "",
                   const std::string& attributes = "") {
  return fmt::format(
      "  {}:\n    Type: AWS::EC2::Instance\n{}    Properties:\n      InstanceType: {}\n      Tenancy: "
      "host\n{}"
      "      LicenseSpecifications: [{{LicenseConfigurationArn: \"{}\"}}]\n",
      id, attributes, type, more, kArn);
}

std::string CoreStore(int consumed) {
  return fmt::format(
      "LicenseConfigurations:\n- LicenseConfigurationArn: {}\n  Name: sql\n  LicenseCountingType: Core\n"
      "  ConsumedLicenses: {}\n",
      kArn, consumed);
}

/// The same where the license counts cores: those of an m5 host are 48, and it holds two m5.12xlarge.
Numbers UpdateHosts(const std::string& before, const std::string& after, int consumed = 480) {
  return Run({{"store.yaml", CoreStore(consumed)}, {"old.yaml", before}, {"new.yaml", after}},
             {"--deployed", "old.yaml"});
}

TEST_CASE("what is replaced takes more hosts only where both do not fit the same") {
  const std::string half = All(OnHost("Node", "m5.12xlarge", kImage));
  CHECK(UpdateHosts(half, half) == Numbers{48, 48, 0});
  CHECK(UpdateHosts(half, All(OnHost("Node", "m5.12xlarge", kOtherImage))) == Numbers{48, 48, 0});
  CHECK(UpdateHosts(All(OnHost("Node", "m5.24xlarge", kImage)),
                    All(OnHost("Node", "m5.24xlarge", kOtherImage))) == Numbers{48, 48, 48});
  // Three halves and what they replace: three hosts, one more than two.
  const auto three = [](const std::string& image) {
    return All(OnHost("A", "m5.12xlarge", image) + OnHost("B", "m5.12xlarge", image),
               OnHost("C", "m5.12xlarge", image));
  };
  CHECK(UpdateHosts(three(kImage), three(kOtherImage)) == Numbers{96, 96, 48});
  CHECK(UpdateHosts(three(kImage), three(kOtherImage), 0) == Numbers{0, 96, 0});
}

TEST_CASE("what is removed keeps its hosts until the end, and for good if it is retained") {
  const std::string other = All(OnHost("Other", "m5.24xlarge", kImage));
  CHECK(UpdateHosts(All(OnHost("Node", "m5.24xlarge", kImage)), other) == Numbers{48, 48, 48});
  CHECK(UpdateHosts(All(OnHost("Node", "c5.18xlarge", kImage)), other) == Numbers{36, 48, 36});
  CHECK(UpdateHosts(All(OnHost("Node", "m5.24xlarge", kImage, "    DeletionPolicy: Retain\n")), other) ==
        Numbers{0, 48, 0});
}

TEST_CASE("a host that is named is the same before and after") {
  const std::string host =
      "  Host:\n    Type: AWS::EC2::Host\n    Properties: {AvailabilityZone: us-east-1a, InstanceFamily: "
      "m5}\n";
  const auto on_it = [&](const std::string& image) {
    return All(host, OnHost("Node", "m5.24xlarge", image + "      HostId: !Ref Host\n"));
  };
  CHECK(UpdateHosts(on_it(kImage), on_it(kOtherImage)) == Numbers{48, 48, 0});
}

TEST_CASE("a rollout on hosts takes those that its batch needs more") {
  const std::string policy =
      "    UpdatePolicy: {AutoScalingRollingUpdate: {MaxBatchSize: 2, MinInstancesInService: 2}}\n";
  const std::string sizes = "      MinSize: 2\n      MaxSize: 10\n";
  const auto group = [&](const std::string& type, const std::string& more) {
    return All(Template(type,
                        "        Placement: {HostResourceGroupArn: \"arn:aws:resource-groups:us-east-1:"
                        "111122223333:group/hosts\"}\n" +
                            more),
               Group(sizes, policy));
  };
  const std::string changed = "        UserData: aGVsbG8=\n";
  CHECK(UpdateHosts(group("m5.12xlarge", ""), group("m5.12xlarge", changed)) == Numbers{48, 48, 48});
  CHECK(UpdateHosts(group("m5.large", ""), group("m5.large", changed)) == Numbers{48, 48, 0});
}

TEST_CASE("while a rollout changes the family of its hosts, those of both are taken") {
  const auto group = [&](const std::string& type, const std::string& policy) {
    return All(Template(type,
                        "        Placement: {HostResourceGroupArn: \"arn:aws:resource-groups:us-east-1:"
                        "111122223333:group/hosts\"}\n"),
               Group(kFour, "    UpdatePolicy: {AutoScalingRollingUpdate: {" + policy + "}}\n"));
  };
  // Two hosts of each, of 48 and of 36 cores. All old ones and one new instance.
  CHECK(UpdateHosts(group("m5.12xlarge", ""), group("c5.9xlarge", "MinInstancesInService: 4")) ==
        Numbers{96, 72, 60});
  // Three old ones and one new instance.
  CHECK(UpdateHosts(group("m5.12xlarge", ""), group("c5.9xlarge", "")) == Numbers{96, 72, 60});
  CHECK(UpdateHosts(group("m5.12xlarge", ""), group("m5.24xlarge", "")) == Numbers{96, 192, 0});
}

TEST_CASE("a stack gives back no hosts, and what it replaces finds room on them") {
  const std::string store =
      CoreStore(48) +
      "  LicenseConfigurationUsageList:\n  - {ResourceArn: "
      "\"arn:aws:ec2:us-east-1:111122223333:dedicated-host/h-01\", ResourceType: EC2_HOST, "
      "ConsumedLicenses: 48}\nReservations:\n- Instances:\n" +
      Running("i-01", "web", "Node");
  CHECK(Run({{"store.yaml", store}, {"new.yaml", All(OnHost("Node", "m5.24xlarge", kImage))}},
            {"--stack", "web"}) == Numbers{0, 48, 0});
}

TEST_CASE("a default version is stale only where the launch template is deployed already") {
  const std::string group =
      "  Fleet:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: 1\n      "
      "MaxSize: 1\n"
      "      LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: !GetAtt "
      "Template.DefaultVersionNumber}\n";
  const auto stale = [&](const std::string& old) {
    const MemoryFiles files{
        {"store.yaml", StoreOf(0)}, {"old.yaml", old}, {"new.yaml", All(Template("m5.xlarge"), group)}};
    const testing::Outcome outcome = testing::RunProgram(
        files, {"check", "--store", "store.yaml", "--deployed", "old.yaml", "--quiet", "new.yaml"});
    return outcome.output.find("warning[LM502]") != std::string::npos;
  };
  CHECK(stale(All(Template("m5.xlarge"))));
  CHECK_FALSE(stale("Resources:\n  Topic: {Type: AWS::SNS::Topic}\n"));
}

TEST_CASE("a deployed template that cannot be read is a finding, one that is not there the wrong world") {
  const MemoryFiles files{
      {"store.yaml", StoreOf(0)}, {"old.yaml", "a: [\n"}, {"new.yaml", All(Instance(kImage))}};
  const testing::Outcome broken =
      testing::RunProgram(files, {"check", "--store", "store.yaml", "--deployed", "old.yaml", "new.yaml"});
  CHECK(broken.status == 1);
  CHECK(broken.output.find("old.yaml:2:1: error[LM001]") != std::string::npos);
  const testing::Outcome missing =
      testing::RunProgram(files, {"check", "--store", "store.yaml", "--deployed", "none.yaml", "new.yaml"});
  CHECK(missing.status == 2);
}

}  // namespace
}  // namespace headroom
