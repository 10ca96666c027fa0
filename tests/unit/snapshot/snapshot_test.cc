#include "snapshot/snapshot.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

namespace headroom {
namespace {

constexpr const char* kSql =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "0123456789abcdef0123456789abcdef";

using Contents = std::map<std::string, std::string>;

Contents Of(const std::map<std::string, std::string>& documents) {
  Snapshot snapshot;
  for (const auto& [path, text] : documents) {
    const Result<void> added = snapshot.Add(path, text);
    REQUIRE_MESSAGE(added, (added ? "" : added.error().message));
  }
  return snapshot.Render(1'785'542'400, {});
}

std::string ErrorOf(const std::string& text) {
  const Result<void> added = Snapshot().Add("x.json", text);
  return added ? "none" : added.error().message;
}

TEST_CASE("versions 1 and 2 of the CLI, in any order, give the same bytes") {
  const std::string arn = kSql;
  const Contents one =
      Of({{"a", R"({"LicenseConfigurationArn": ")" + arn + R"(", "LicenseConfigurationUsageList": [
 {"ResourceArn": "arn:b", "AssociationTime": 1570892850.519, "ConsumedLicenses": 8},
 {"ConsumedLicenses": 4, "AssociationTime": 1570892850, "ResourceArn": "arn:a", "New": 1}]})"}});
  const Contents two = Of({{"a", R"({"LicenseConfigurationUsageList": [
 {"ResourceArn": "arn:a", "AssociationTime": "2019-10-12T17:07:30+02:00", "ConsumedLicenses": 4},
 {"ResourceArn": "arn:b", "AssociationTime": "2019-10-12T15:07:30.519000+00:00", "ConsumedLicenses": 8}],
 "NextToken": null, "LicenseConfigurationArn": ")" +
                                     arn + R"("})"}});
  CHECK(one == two);
  CHECK(one == Contents{{"snapshot.json", R"({
  "SyncedAt": "2026-08-01T00:00:00Z",
  "SyncedRegions": []
}
)"},
                        {"usage.json", R"({
  "LicenseConfigurations": [
    {
      "LicenseConfigurationArn": ")" + arn +
                                           R"(",
      "LicenseConfigurationUsageList": [
        {"ResourceArn": "arn:a", "AssociationTime": "2019-10-12T15:07:30Z", "ConsumedLicenses": 4},
        {"ResourceArn": "arn:b", "AssociationTime": "2019-10-12T15:07:30Z", "ConsumedLicenses": 8}
      ]
    }
  ]
}
)"}});
}

TEST_CASE("what a snapshot holds, read again, is the same snapshot") {
  const std::string arn = kSql;
  const Contents first =
      Of({{"a", R"({"LicenseConfigurations": [{"LicenseConfigurationArn": ")" + arn +
                    R"(", "LicenseCountingType": "vCPU", "LicenseCount": 4, "Name": "sql"}]})"},
          {"b", R"({"LicenseConfigurationArn": ")" + arn + R"(", "LicenseConfigurationAssociations": []})"},
          {"c", R"({"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:root", "UserId": "x"})"},
          {"d", R"({"Reservations": [{"Instances": [{"InstanceId": "i-1", "ImageId": "ami-1"}]}]})"},
          {"e", R"({"Parameters": [{"Name": "/a", "Value": "b", "Version": 3}], "InvalidParameters": []})"}});
  CHECK(first.size() == 5);
  CHECK(Of(first) == first);
  CHECK(first.at("snapshot.json") == R"({
  "SyncedAt": "2026-08-01T00:00:00Z",
  "SyncedAccount": "111122223333",
  "SyncedRegions": ["us-east-1"]
}
)");
}

TEST_CASE("secrets, tags and what nobody reads stay behind") {
  const Contents contents = Of(
      {{"a",
        R"({"Reservations": [{"OwnerId": "1", "Instances": [{"InstanceId": "i-1", "PublicIpAddress": "1.2.3.4",
 "Tags": [{"Key": "Owner", "Value": "somebody"}, {"Key": "aws:cloudformation:stack-name", "Value": "web"}]}]}]})"},
       {"b",
        R"({"LaunchTemplateVersions": [{"LaunchTemplateId": "lt-1", "VersionNumber": 10, "DefaultVersion": false,
 "LaunchTemplateData": {"UserData": "c2VjcmV0", "ImageId": "ami-1", "EbsOptimized": true, "KeyName": ""}},
 {"LaunchTemplateId": "lt-1", "VersionNumber": 9, "LaunchTemplateData": {}}]})"},
       {"c", R"({"Parameters": [{"Name": "/secret", "Type": "SecureString", "Value": "hidden"}]})"}});
  CHECK(contents.at("instances.json") == R"({
  "Reservations": [
    {
      "Instances": [
        {"InstanceId": "i-1", "Tags": [{"Key": "aws:cloudformation:stack-name", "Value": "web"}]}
      ]
    }
  ]
}
)");
  CHECK(contents.at("launch-templates.json") == R"({
  "LaunchTemplateVersions": [
    {
      "LaunchTemplateId": "lt-1",
      "VersionNumber": 9,
      "LaunchTemplateData": {}
    },
    {
      "LaunchTemplateId": "lt-1",
      "VersionNumber": 10,
      "DefaultVersion": false,
      "LaunchTemplateData": {
        "EbsOptimized": true,
        "ImageId": "ami-1"
      }
    }
  ]
}
)");
  CHECK(contents.at("parameters.json") == "{\n  \"Parameters\": []\n}\n");
}

TEST_CASE("YAML keeps its types: only what JSON has for numbers and truth values is written bare") {
  const Contents contents = Of({{"a.yaml",
                                 "Hosts:\n- HostId: h-1\n  State: yes\n  HostProperties:\n    Cores: 48\n"
                                 "    InstanceFamily: 010\n    Sockets: '2'\n    TotalVCpus: 4.5\n"}});
  CHECK(
      contents.at("hosts.json") ==
      "{\n  \"Hosts\": [\n    {\"HostId\": \"h-1\", \"State\": \"yes\", \"HostProperties\": {\"Cores\": 48, "
      "\"InstanceFamily\": \"010\", \"Sockets\": \"2\", \"TotalVCpus\": \"4.5\"}}\n  ]\n}\n");
}

TEST_CASE("a kind that is there takes the place of the old one, and no other") {
  Snapshot old, newer;
  REQUIRE(old.Add("a", R"({"Images": [{"ImageId": "ami-1"}], "Exports": [{"Name": "a", "Value": "1"}]})"));
  REQUIRE(newer.Add("b", R"({"Images": []})"));
  old.Replace(newer);
  const Contents contents = old.Render(0, {});
  CHECK(contents.at("images.json") == "{\n  \"Images\": []\n}\n");
  CHECK(contents.at("exports.json") ==
        "{\n  \"Exports\": [\n    {\"Name\": \"a\", \"Value\": \"1\"}\n  ]\n}\n");
  CHECK(old.Summary() == "0 images, 1 export");
  CHECK(Snapshot().Summary() == "nothing");
}

TEST_CASE("what is no document of a snapshot is said with its place") {
  CHECK(ErrorOf("") == "x.json: it is empty");
  CHECK(ErrorOf("{\"Images\": [}") == "x.json:1:13: invalid JSON: expected a value");
  CHECK(ErrorOf("{\"Other\": 1}") ==
        "x.json:1:1: it holds nothing that a snapshot is made of; is it what the AWS "
        "CLI printed?");
  CHECK(ErrorOf("{\"Images\": [], \"NextToken\": \"x\"}") ==
        "x.json:1:16: it is one page of several, as its `NextToken` says; take it again with all pages");
  CHECK(
      ErrorOf("{\"LicenseConfigurationUsageList\": []}") ==
      "x.json:1:2: it does not say which license it is about; take it again with the command that `headroom "
      "store sync --dry-run` prints, or add its `LicenseConfigurationArn`");
}

}  // namespace
}  // namespace headroom
