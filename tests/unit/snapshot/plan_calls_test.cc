#include "snapshot/plan_calls.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "support/memory_files.h"

namespace headroom {
namespace {

using Kind = Lookups::Kind;

std::string Lines(const std::vector<AwsCall>& calls) {
  std::string out;
  for (const AwsCall& call : calls) out += ShellText(CommandOf({}, call)) + " > " + call.output + "\n";
  return out;
}

TEST_CASE("what depends on nothing, in each Region") {
  const RuleStore by_hand;
  CHECK(Lines(CallPlanner({"us-east-1", "eu-west-1"}, by_hand, Snapshot()).First()) ==
        "aws sts get-caller-identity --region us-east-1 --output json > identity.json\n"
        "aws license-manager list-license-configurations --region us-east-1 --output json > "
        "us-east-1.licenses.json\n"
        "aws ec2 describe-hosts --region us-east-1 --output json > us-east-1.hosts.json\n"
        "aws ec2 describe-instances --filters Name=tag-key,Values=aws:cloudformation:stack-name --region "
        "us-east-1 "
        "--output json > us-east-1.instances.json\n"
        "aws license-manager list-license-configurations --region eu-west-1 --output json > "
        "eu-west-1.licenses.json\n"
        "aws ec2 describe-hosts --region eu-west-1 --output json > eu-west-1.hosts.json\n"
        "aws ec2 describe-instances --filters Name=tag-key,Values=aws:cloudformation:stack-name --region "
        "eu-west-1 "
        "--output json > eu-west-1.instances.json\n");
}

TEST_CASE("nothing at all is no answer of the account, a license's lists, and what the old snapshot has") {
  const RuleStore by_hand;
  Snapshot old;
  const std::string arn =
      "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
      "0123456789abcdef0123456789abcdef";
  REQUIRE(old.Add("licenses.json", R"({"LicenseConfigurations": [{"LicenseConfigurationArn": ")" + arn +
                                       R"(", "LicenseCountingType": "vCPU"}]})")
              .has_value());
  Lookups lookups;
  lookups.Note(Kind::kImage, "ami-1");
  lookups.Note(Kind::kInstance, "i-1");
  lookups.Note(Kind::kSsmParameter, "/a");
  lookups.Note(Kind::kExport, "e");
  lookups.Note(Kind::kLaunchTemplate, "lt", "1");
  const auto needed = [&](const std::vector<std::string>& regions, const Snapshot& snapshot) {
    CallPlanner planner(regions, by_hand, snapshot);
    std::vector<AwsCall> calls = planner.First();
    for (AwsCall& call : planner.Next(snapshot, lookups)) calls.push_back(std::move(call));
    std::string out;
    for (const AwsCall& call : calls) {
      if (call.needs_answer) out += call.operation + " " + call.region + "\n";
    }
    return out;
  };
  const std::string lists =
      "list-associations-for-license-configuration us-east-1\n"
      "list-usage-for-license-configuration us-east-1\n";
  CHECK(needed({"eu-west-1", "us-east-1"}, Snapshot()) == "get-caller-identity eu-west-1\n");
  CHECK(needed({"eu-west-1", "us-east-1"}, old) ==
        "get-caller-identity eu-west-1\nlist-license-configurations us-east-1\n" + lists);
  CHECK(needed({""}, old) == "get-caller-identity \nlist-license-configurations \n" + lists);
  REQUIRE(old.Add("rest.json", R"({"Images": [{"ImageId": "ami-2"}], "Hosts": [{"HostId": "h-1"}],
    "Reservations": [{"Instances": [{"InstanceId": "i-2"}]}], "Parameters": [{"Name": "/b", "Value": "c"}],
    "Exports": [{"Name": "f", "Value": "g"}],
    "LaunchTemplateVersions": [{"LaunchTemplateName": "a", "VersionNumber": 1, "LaunchTemplateData": {}}]})")
              .has_value());
  CHECK(needed({""}, old) ==
        "get-caller-identity \nlist-license-configurations \ndescribe-hosts \ndescribe-instances \n" + lists +
            "describe-images \ndescribe-instances \nget-parameters \nlist-exports \n"
            "describe-launch-template-versions \n");
}

TEST_CASE("licenses lead to associations, these to images, and images to what they were made from") {
  const RuleStore by_hand;
  const Snapshot old;
  CallPlanner planner({""}, by_hand, old);
  const Lookups none;
  Snapshot snapshot;
  REQUIRE(snapshot.Add(
      "a", R"({"LicenseConfigurations": [{"LicenseCountingType": "vCPU", "LicenseConfigurationArn":
 "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef"}]})"));
  const std::string arn =
      "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
      "0123456789abcdef0123456789abcdef";
  const std::string lists = Lines(planner.Next(snapshot, none));
  CHECK(lists ==
        "aws license-manager list-associations-for-license-configuration --license-configuration-arn " + arn +
            " --query \"{LicenseConfigurationArn:'" + arn +
            "',LicenseConfigurationAssociations:LicenseConfigurationAssociations,NextToken:NextToken}\" "
            "--region "
            "us-east-1 --output json > us-east-1.associations.lic-0123456789abcdef0123456789abcdef.json\n"
            "aws license-manager list-usage-for-license-configuration --license-configuration-arn " +
            arn + " --query \"{LicenseConfigurationArn:'" + arn +
            "',LicenseConfigurationUsageList:LicenseConfigurationUsageList,NextToken:NextToken}\" --region "
            "us-east-1 "
            "--output json > us-east-1.usage.lic-0123456789abcdef0123456789abcdef.json\n");
  CHECK(planner.Next(snapshot, none).empty());

  REQUIRE(
      snapshot.Add("b", R"({"LicenseConfigurationArn": ")" + arn + R"(", "LicenseConfigurationAssociations": [
 {"ResourceArn": "arn:aws:ec2:us-east-1::image/ami-2"}, {"ResourceArn": "arn:aws:ec2:us-east-1::image/ami-1"},
 {"ResourceArn": "arn:aws:ec2:us-east-1:1:instance/i-1"}]})"));
  CHECK(Lines(planner.Next(snapshot, none)) ==
        "aws ec2 describe-images --include-deprecated --filters Name=image-id,Values=ami-1,ami-2 --output "
        "json > "
        "images.json\n");

  REQUIRE(snapshot.Add("c", R"({"Images": [{"ImageId": "ami-1", "SourceImageId": "ami-3"},
 {"ImageId": "ami-2", "SourceInstanceId": "i-1"}]})"));
  CHECK(Lines(planner.Next(snapshot, none)) ==
        "aws ec2 describe-images --include-deprecated --filters Name=image-id,Values=ami-3 --output json > "
        "images-2.json\n"
        "aws ec2 describe-instances --filters Name=instance-id,Values=i-1 --output json > "
        "source-instances.json\n");

  REQUIRE(snapshot.Add("d", R"({"Reservations": [{"Instances": [{"InstanceId": "i-1", "ImageId": "ami-4"},
 {"InstanceId": "i-2", "ImageId": "ami-5"}]}]})"));
  CHECK(Lines(planner.Next(snapshot, none)) ==
        "aws ec2 describe-images --include-deprecated --filters Name=image-id,Values=ami-4 --output json > "
        "images-3.json\n");
  CHECK(planner.Next(snapshot, none).empty());
}

TEST_CASE("what templates look up") {
  const RuleStore by_hand;
  const Snapshot old;
  CallPlanner planner({""}, by_hand, old);
  Lookups lookups;
  for (int i = 0; i < 12; ++i) lookups.Note(Kind::kSsmParameter, "/p/" + std::to_string(10 + i));
  lookups.Note(Kind::kExport, "network");
  lookups.Note(Kind::kImage, "ami-1");
  lookups.Note(Kind::kLaunchTemplate, "lt-1", "$Default");
  lookups.Note(Kind::kLaunchTemplate, "base (old)", "7");
  CHECK(Lines(planner.Next({}, lookups)) ==
        "aws ec2 describe-images --include-deprecated --filters Name=image-id,Values=ami-1 --output json > "
        "images.json\n"
        "aws ssm get-parameters --names /p/10 /p/11 /p/12 /p/13 /p/14 /p/15 /p/16 /p/17 /p/18 /p/19 --output "
        "json > "
        "parameters.json\n"
        "aws ssm get-parameters --names /p/20 /p/21 --output json > parameters-2.json\n"
        "aws cloudformation list-exports --output json > exports.json\n"
        "aws ec2 describe-launch-template-versions --launch-template-id lt-1 --versions '$Default' --output "
        "json > "
        "launch-templates.json\n");
  CHECK(planner.refused() == std::set<std::string>{"base (old)"});
}

TEST_CASE("names that could be more than a name are not passed on") {
  const RuleStore by_hand;
  const Snapshot old;
  CallPlanner planner({""}, by_hand, old);
  Lookups lookups;
  for (const char* name :
       {"--endpoint-url=http://x", "file:///etc/passwd", "http://x", "a b", "", "a\nb", "$(x)"}) {
    lookups.Note(Kind::kSsmParameter, name);
    lookups.Note(Kind::kImage, name);
    lookups.Note(Kind::kLaunchTemplate, name, "1");
    lookups.Note(Kind::kLaunchTemplate, "fine", name);
  }
  CHECK(Lines(planner.Next({}, lookups)) == "");
}

TEST_CASE("what a person wrote into the store is not asked for") {
  SourceSet sources;
  std::vector<std::string> warnings;
  const Result<RuleStore> by_hand = LoadStore(
      MemoryFiles({{"s/a.yaml",
                    "Images: [{ImageId: ami-1}]\nParameters: [{Name: /a, Value: b}]\n"
                    "Exports: [{Name: e, Value: f}]\nLaunchTemplateVersions:\n"
                    "- {LaunchTemplateName: lt, VersionNumber: 1, LaunchTemplateData: {ImageId: a}}\n"}}),
      {"s"}, sources, warnings);
  REQUIRE(by_hand);
  const Snapshot old;
  CallPlanner planner({""}, *by_hand, old);
  Lookups lookups;
  lookups.Note(Kind::kSsmParameter, "/a");
  lookups.Note(Kind::kExport, "e");
  lookups.Note(Kind::kImage, "ami-1");
  lookups.Note(Kind::kLaunchTemplate, "lt", "1");
  CHECK(Lines(planner.Next({}, lookups)) == "");
}

TEST_CASE("what a person wrote for one Region or account is asked for in the others") {
  SourceSet sources;
  std::vector<std::string> warnings;
  const Result<RuleStore> by_hand = LoadStore(
      MemoryFiles(
          {{"s/a.yaml",
            "Parameters: [{Name: /a, Value: b, ARN: 'arn:aws:ssm:us-east-1:111122223333:parameter/a'}]\n"
            "Exports: [{Name: e, Value: f, ExportingStackId: "
            "'arn:aws:cloudformation:us-east-1:111122223333:stack/a/b'}]\n"}}),
      {"s"}, sources, warnings);
  REQUIRE(by_hand);
  Lookups lookups;
  lookups.Note(Kind::kSsmParameter, "/a");
  lookups.Note(Kind::kExport, "e");
  const auto asked = [&](const char* account) {
    Snapshot snapshot;
    REQUIRE(snapshot.Add("identity.json", fmt::format(R"({{"Account": "{}"}})", account)).has_value());
    std::string out;
    for (const AwsCall& call :
         CallPlanner({"eu-west-1", "us-east-1"}, *by_hand, Snapshot()).Next(snapshot, lookups))
      out += call.operation + " " + call.region + "\n";
    return out;
  };
  CHECK(asked("111122223333") == "get-parameters eu-west-1\nlist-exports eu-west-1\n");
  CHECK(
      asked("444455556666") ==
      "get-parameters eu-west-1\nget-parameters us-east-1\nlist-exports eu-west-1\nlist-exports us-east-1\n");
}

}  // namespace
}  // namespace headroom
