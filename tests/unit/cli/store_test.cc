// `headroom store …`: snapshots over an AWS CLI that is made up, and what reads the store.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "support/fake_processes.h"
#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

constexpr const char* kArn =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "0123456789abcdef0123456789abcdef";

/// An AWS with one license, whose image a template's is a copy of.
FakeProcesses Aws() {
  const std::string arn = kArn;
  FakeProcesses aws;
  aws.Prints("sts get-caller-identity",
             R"({"UserId": "x", "Account": "111122223333", "Arn": "arn:aws:iam::1:root"})");
  aws.Prints(
      "list-license-configurations",
      R"({"LicenseConfigurations": [{"LicenseConfigurationArn": ")" + arn +
          R"(", "Name": "sql", "LicenseCountingType": "vCPU", "LicenseCount": 8, "LicenseCountHardLimit": true,
 "ConsumedLicenses": 4, "Status": "AVAILABLE"}]})");
  aws.Prints("list-associations",
             R"({"LicenseConfigurationArn": ")" + arn + R"(", "LicenseConfigurationAssociations": [
 {"ResourceArn": "arn:aws:ec2:us-east-1::image/ami-1", "ResourceType": "EC2_AMI"}], "NextToken": null})");
  aws.Prints("list-usage", R"({"LicenseConfigurationArn": ")" + arn + R"(", "LicenseConfigurationUsageList": [
 {"ResourceArn": "arn:aws:ec2:us-east-1:111122223333:instance/i-1", "ConsumedLicenses": 4}], "NextToken": null})");
  aws.Prints("describe-hosts", "");  // version 1 prints nothing for nothing
  aws.Prints("describe-instances", R"({"Reservations": []})");
  aws.Prints("Values=ami-1", R"({"Images": [{"ImageId": "ami-1", "State": "available"}]})");
  aws.Prints("Values=ami-1,ami-2",
             R"({"Images": [{"ImageId": "ami-2", "State": "available", "SourceImageId": "ami-1"},
 {"ImageId": "ami-1", "State": "available"}]})");
  aws.Prints("Values=ami-2",
             R"({"Images": [{"ImageId": "ami-2", "State": "available", "SourceImageId": "ami-1"}]})");
  aws.Prints("ssm get-parameters",
             R"({"Parameters": [{"Name": "/ami", "Value": "ami-2", "Type": "String"}]})");
  return aws;
}

constexpr const char* kTemplate =
    "Resources:\n  Server:\n    Type: AWS::EC2::Instance\n    Properties:\n"
    "      ImageId: '{{resolve:ssm:/ami}}'\n      InstanceType: m5.xlarge\n";

testing::Outcome Run(const Files& files, const FakeProcesses& aws,
                     const std::vector<std::string>& arguments) {
  testing::TestWorld world;
  world.run_process = aws.runner();
  return testing::RunProgram(files, arguments, world);
}

testing::Outcome Sync(const Files& files, const FakeProcesses& aws, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {"store", "sync", "--store", "s", "--region", "us-east-1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Run(files, aws, arguments);
}

std::vector<std::string> NamesOf(const MemoryFiles& files) {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : files.files()) names.push_back(name);
  return names;
}

TEST_CASE("a Region without a license is told of") {
  for (const char* none : {"", R"({"LicenseConfigurations": []})"}) {
    FakeProcesses aws;
    aws.Prints("sts get-caller-identity", R"({"Account": "111122223333"})");
    aws.Prints("list-license-configurations", none);
    aws.Prints("describe-hosts", "");
    aws.Prints("describe-instances", "");
    const testing::Outcome synced = Sync(MemoryFiles(), aws);
    CHECK(synced.status == 0);
    CHECK(synced.error ==
          "warning: AWS lists no license in us-east-1; name the Regions of the licenses with `--region`\n");
  }
}

TEST_CASE("a snapshot, and a check against it") {
  const MemoryFiles files({{"web.yaml", kTemplate}});
  const testing::Outcome synced = Sync(files, Aws(), {"web.yaml"});
  CHECK(synced.error == "");
  CHECK(synced.status == 0);
  CHECK(
      synced.output ==
      "s/snapshot: 1 license, 1 association, 1 usage row, 2 images, 0 instances, 1 parameter of the account "
      "111122223333\n");
  CHECK(NamesOf(files) == std::vector<std::string>{"s/snapshot/associations.json", "s/snapshot/images.json",
                                                   "s/snapshot/instances.json", "s/snapshot/licenses.json",
                                                   "s/snapshot/parameters.json", "s/snapshot/snapshot.json",
                                                   "s/snapshot/usage.json", "web.yaml"});
  const testing::Outcome checked = Run(files, Aws(), {"check", "--store", "s", "--quiet", "web.yaml"});
  CHECK(checked.status == 1);
  CHECK(checked.output.find("web.yaml:5:16: error[LM403]: ") == 0);

  const std::map<std::string, std::string> first = files.files();
  CHECK(Sync(files, Aws(), {"web.yaml"}).status == 0);
  CHECK(files.files() == first);
}

TEST_CASE("a sync asks for each thing once") {
  const FakeProcesses aws = Aws();
  CHECK(Sync(MemoryFiles({{"web.yaml", kTemplate}}), aws, {"web.yaml"}).status == 0);
  std::string asked;
  for (const std::string& command : aws.Commands())
    asked += command.substr(4, command.find(" --") - 4) + "\n";
  CHECK(asked ==
        "ec2 describe-hosts\n"
        "ec2 describe-images\n"
        "ec2 describe-instances\n"
        "license-manager list-associations-for-license-configuration\n"
        "license-manager list-license-configurations\n"
        "license-manager list-usage-for-license-configuration\n"
        "ssm get-parameters\n"
        "sts get-caller-identity\n");
}

TEST_CASE("a call that fails leaves the old snapshot whole") {
  const MemoryFiles files({{"web.yaml", kTemplate}});
  REQUIRE(Sync(files, Aws(), {"web.yaml"}).status == 0);
  const std::map<std::string, std::string> old = files.files();
  for (const char* piece :
       {"sts get-caller-identity", "list-license-configurations", "list-associations", "list-usage",
        "describe-hosts", "describe-instances", "Values=ami-1,ami-2", "ssm get-parameters"}) {
    CAPTURE(piece);
    FakeProcesses aws = Aws();
    aws.Fails(piece, 254,
              "\nAn error occurred (ThrottlingException) when calling the X operation: Rate exceeded\n");
    const testing::Outcome outcome = Sync(files, aws, {"web.yaml"});
    CHECK(outcome.status == 2);
    CHECK(outcome.output == "");
    CHECK(outcome.error.find("headroom: `aws ") == 0);
    CHECK(files.files() == old);
  }
}

TEST_CASE("the snapshot of another account is not replaced") {
  const MemoryFiles files(
      {{"s/snapshot/snapshot.json", R"({"SyncedAt": 1, "SyncedAccount": "999999999999"})"}});
  const testing::Outcome outcome = Sync(files, Aws());
  CHECK(outcome.status == 2);
  CHECK(outcome.error ==
        "headroom: these are credentials of the account 111122223333, but the snapshot is of 999999999999; "
        "choose "
        "another profile, or another store\n");
}

TEST_CASE("a sync of fewer Regions does not take away the others") {
  const MemoryFiles files({{"s/snapshot/snapshot.json",
                            R"({"SyncedAt": 1, "SyncedRegions": ["eu-west-1", "us-east-1", "us-west-2"]})"}});
  const std::map<std::string, std::string> old = files.files();
  const testing::Outcome fewer = Sync(files, Aws());
  CHECK(fewer.status == 2);
  CHECK(fewer.error ==
        "headroom: what the snapshot holds of eu-west-1, us-west-2 would be lost; name the Regions with "
        "`--region` too, or remove the snapshot `s/snapshot`\n");
  CHECK(files.files() == old);
  CHECK(Sync(files, Aws(), {"--region", "eu-west-1", "--region", "us-west-2"}).error == "");
}

TEST_CASE("a sync of two Regions keeps what a parameter is in each") {
  const auto parameter = [](const std::string& region, const std::string& image) {
    return R"({"Parameters": [{"Name": "/ami", "Type": "String", "Version": 9, "Value": ")" + image +
           R"(", "ARN": "arn:aws:ssm:)" + region + R"(:111122223333:parameter/ami"}]})";
  };
  FakeProcesses aws = Aws();
  aws.Prints("get-parameters --names /ami --region us-east-1", parameter("us-east-1", "ami-2"));
  aws.Prints("get-parameters --names /ami --region eu-west-1", parameter("eu-west-1", "ami-3"));
  aws.Prints("list-license-configurations --region eu-west-1", R"({"LicenseConfigurations": []})");
  aws.Prints("Values=ami-1,ami-2,ami-3", R"({"Images": []})");
  aws.Prints("Values=ami-2,ami-3", R"({"Images": []})");
  aws.Prints("Values=ami-3", R"({"Images": []})");
  const MemoryFiles files({{"web.yaml", kTemplate}});
  const testing::Outcome synced = Sync(files, aws, {"--region", "eu-west-1", "web.yaml"});
  CHECK(synced.error == "");
  const auto image_in = [&](const char* region) {
    const testing::Outcome checked =
        Run(files, aws, {"check", "--store", "s", "--format", "json", "--region", region, "web.yaml"});
    CHECK(checked.error == "");
    std::string image;
    for (const char* id : {"ami-1", "ami-2", "ami-3"}) {
      if (checked.output.find(fmt::format("`{}`", id)) != std::string::npos) image += id;
    }
    return checked.output.find("LM004") != std::string::npos ? "unknown" : image;
  };
  CHECK(image_in("us-east-1") == "ami-2");
  CHECK(image_in("eu-west-1") == "ami-3");
  CHECK(image_in("ap-south-1") == "unknown");
}

TEST_CASE("an AWS CLI that says nothing takes nothing away that the snapshot has") {
  const std::string refused = " printed nothing, which is no answer; run it by hand to see why\n";
  MemoryFiles files({{"web.yaml", kTemplate}});
  FakeProcesses mute = Aws();
  mute.Prints("sts get-caller-identity", "");
  const testing::Outcome nobody = Sync(files, mute, {"web.yaml"});
  CHECK(nobody.status == 2);
  CHECK(nobody.error == "headroom: `aws sts get-caller-identity`" + refused);
  CHECK(NamesOf(files) == std::vector<std::string>{"web.yaml"});

  REQUIRE(Sync(files, Aws(), {"web.yaml"}).status == 0);
  const std::map<std::string, std::string> old = files.files();
  FakeProcesses lost = Aws();
  lost.Prints("list-license-configurations", "");
  const testing::Outcome nothing = Sync(files, lost, {"web.yaml"});
  CHECK(nothing.status == 2);
  CHECK(nothing.error == "headroom: `aws license-manager list-license-configurations`" + refused);
  CHECK(files.files() == old);
  for (const auto& [piece, call] :
       {std::pair("list-associations", "license-manager list-associations-for-license-configuration"),
        {"list-usage", "license-manager list-usage-for-license-configuration"},
        {"Values=ami-1,ami-2", "ec2 describe-images"},
        {"ssm get-parameters", "ssm get-parameters"}}) {
    FakeProcesses half = Aws();
    half.Prints(piece, "");
    CHECK(Sync(files, half, {"web.yaml"}).error == fmt::format("headroom: `aws {}`{}", call, refused));
    CHECK(files.files() == old);
  }

  lost.Prints("list-license-configurations", R"({"LicenseConfigurations": []})");
  const testing::Outcome none = Sync(files, lost);
  CHECK(none.error ==
        "warning: AWS lists no license in us-east-1; name the Regions of the licenses with `--region`\n");
  CHECK(none.output == "s/snapshot: 0 licenses, 0 instances of the account 111122223333\n");
}

TEST_CASE("a file that no sync wrote is not lost") {
  const MemoryFiles files({{"s/snapshot/mine.yaml", "Images: []\n"}});
  const testing::Outcome outcome = Sync(files, Aws());
  CHECK(outcome.status == 2);
  CHECK(outcome.error ==
        "headroom: `s/snapshot/mine.yaml` is no file of a snapshot and would be lost; move it out of the "
        "folder\n");
  CHECK(NamesOf(files) == std::vector<std::string>{"s/snapshot/mine.yaml"});
}

TEST_CASE("a snapshot that contradicts what a person wrote is not kept") {
  const MemoryFiles files({{"s/licenses.yaml", "LicenseConfigurationArn: " + std::string(kArn) +
                                                   "\nLicenseCountingType: vCPU\nLicenseCount: 9\n"}});
  const testing::Outcome outcome = Sync(files, Aws());
  CHECK(outcome.status == 2);
  CHECK(outcome.error ==
        "headroom: the snapshot could not be used, and was not kept:\n"
        "s/snapshot/licenses.json:8:23: `LicenseCount` of `sql` is `8`, but "
        "`9` at "
        "s/licenses.yaml:3:15\n");
  CHECK(NamesOf(files) == std::vector<std::string>{"s/licenses.yaml"});
}

TEST_CASE("a dry run prints the commands that the store leads to, and runs none") {
  const MemoryFiles files({{"web.yaml", kTemplate}});
  const FakeProcesses aws = Aws();
  const testing::Outcome empty = Sync(files, aws, {"--dry-run", "--profile", "audit", "web.yaml"});
  CHECK(empty.status == 0);
  CHECK(empty.error == "");
  CHECK(empty.output ==
        "aws sts get-caller-identity --region us-east-1 --profile audit --output json > identity.json\n"
        "aws license-manager list-license-configurations --region us-east-1 --profile audit --output json > "
        "us-east-1.licenses.json\n"
        "aws ec2 describe-hosts --region us-east-1 --profile audit --output json > us-east-1.hosts.json\n"
        "aws ec2 describe-instances --filters Name=tag-key,Values=aws:cloudformation:stack-name --region "
        "us-east-1 "
        "--profile audit --output json > us-east-1.instances.json\n"
        "aws ssm get-parameters --names /ami --region us-east-1 --profile audit --output json > "
        "us-east-1.parameters.json\n"
        "# then, and once more from the start until the same commands are printed again:\n"
        "# headroom store import --store s identity.json us-east-1.licenses.json us-east-1.hosts.json "
        "us-east-1.instances.json us-east-1.parameters.json\n");
  CHECK(aws.Commands().empty());
  CHECK(NamesOf(files) == std::vector<std::string>{"web.yaml"});
}

TEST_CASE(
    "what a dry run prints, run and imported until nothing changes, is the snapshot that a sync takes") {
  const FakeProcesses aws = Aws();
  MemoryFiles files({{"web.yaml", kTemplate}});
  std::string commands, before = "none";
  for (int round = 0; round < 10 && commands != before; ++round) {
    before = commands;
    commands = Sync(files, aws, {"--dry-run", "web.yaml"}).output;
    std::vector<std::string> import = {"store", "import", "--store", "s"};
    for (const std::string_view line : Split(commands, "\n")) {
      const size_t to = line.find(" > ");
      if (line.empty() || line[0] == '#') continue;
      std::vector<std::string> words;
      for (const std::string_view word : Split(line.substr(0, to), " ")) words.emplace_back(word);
      const std::string printed = aws.Run(words)->output;
      if (printed.empty()) continue;
      const std::string file(line.substr(to + 3));
      files.AddFile(file, printed);
      import.push_back(file);
    }
    const testing::Outcome imported = Run(files, aws, import);
    REQUIRE_MESSAGE(imported.status == 0, imported.error);
  }
  const MemoryFiles synced({{"web.yaml", kTemplate}});
  REQUIRE(Sync(synced, aws, {"web.yaml"}).status == 0);
  for (const auto& file : synced.files())
    CHECK_MESSAGE(files.files().at(file.first) == file.second, file.first);
}

TEST_CASE("an import says when it was taken, and refuses what is half a page") {
  const MemoryFiles files({{"a.json", R"({"Images": [{"ImageId": "ami-1"}]})"},
                           {"b.json", "{\"Images\": [],\n \"NextToken\": \"x\"}"}});
  const testing::Outcome good =
      Run(files, Aws(), {"store", "import", "--store", "s", "--synced-at", "2026-07-01", "a.json"});
  CHECK(good.output == "s/snapshot: 1 image\n");
  CHECK(files.files().at("s/snapshot/snapshot.json") ==
        "{\n  \"SyncedAt\": \"2026-07-01T00:00:00Z\",\n  \"SyncedRegions\": []\n}\n");
  const testing::Outcome half = Run(files, Aws(), {"store", "import", "--store", "s", "a.json", "b.json"});
  CHECK(half.status == 2);
  CHECK(half.error ==
        "headroom: b.json:2:2: it is one page of several, as its `NextToken` says; take it again with all "
        "pages\n");
}

TEST_CASE("a snapshot is as old as what an import leaves in place") {
  const MemoryFiles files({{"a.json", R"({"Images": []})"},
                           {"b.json", R"({"Hosts": []})"},
                           {"s/snapshot/images.json", R"({"Images": []})"},
                           {"s/snapshot/hosts.json", R"({"Hosts": []})"},
                           {"s/snapshot/snapshot.json", R"({"SyncedAt": "2026-07-01T00:00:00Z"})"}});
  const auto stamp = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"store", "import", "--store", "s"});
    CHECK(Run(files, Aws(), more).error == "");
    return files.files().at("s/snapshot/snapshot.json").substr(17, 20);
  };
  CHECK(stamp({"a.json"}) == "2026-07-01T00:00:00Z");
  CHECK(stamp({"a.json", "--synced-at", "2026-06-01"}) == "2026-06-01T00:00:00Z");
  CHECK(stamp({"a.json", "b.json"}) == "2026-08-01T00:00:00Z");
}

TEST_CASE("an import of fewer Regions is refused, and a list that is null is empty") {
  const auto license = [](const std::string& region, const std::string& more) {
    return R"({"LicenseConfigurations": [{"LicenseConfigurationArn": "arn:aws:license-manager:)" + region +
           R"(:111122223333:license-configuration:lic-00000000000000000000000000000001", "Name": "sql",
              "LicenseCountingType": "vCPU"})" +
           more + "]}";
  };
  const std::string second =
      R"(, {"LicenseConfigurationArn": "arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-00000000000000000000000000000002",
            "Name": "oracle", "LicenseCountingType": "vCPU"})";
  const MemoryFiles files({{"both.json", license("us-east-1", second)},
                           {"one.json", license("us-east-1", "")},
                           {"null.json", R"({"Images": null})"}});
  const auto import = [&](const std::string& store, const std::string& file) {
    return Run(files, Aws(), {"store", "import", "--store", store, file});
  };
  CHECK(import("s", "both.json").status == 0);
  const std::string kept = files.files().at("s/snapshot/licenses.json");
  const testing::Outcome fewer = import("s", "one.json");
  CHECK(fewer.status == 2);
  CHECK(fewer.error ==
        "headroom: what the snapshot holds of eu-west-1 would be lost; import the licenses of all Regions at "
        "once, or remove the snapshot `s/snapshot`\n");
  CHECK(files.files().at("s/snapshot/licenses.json") == kept);
  CHECK(import("n", "null.json").output == "n/snapshot: 0 images\n");
  const testing::Outcome inside = import("s/snapshot/", "both.json");
  CHECK(inside.status == 2);
  CHECK(inside.error ==
        "headroom: `s/snapshot/` is the snapshot itself; name the folder that it lies in, its store\n");
}

TEST_CASE("a launch template that is gone stops no import, as it stops no sync") {
  const MemoryFiles files({{"identity.json", R"({"Account": "111122223333"})"},
                           {"images.json", R"({"Images": [{"ImageId": "ami-1"}]})"},
                           {"us-east-1.launch-templates.json", ""},
                           {"blank.json", "\n"}});
  const testing::Outcome some = Run(
      files, Aws(),
      {"store", "import", "--store", "s", "identity.json", "us-east-1.launch-templates.json", "images.json"});
  CHECK(some.status == 0);
  CHECK(some.error ==
        "warning: us-east-1.launch-templates.json is empty, so nothing is taken from it: what its command "
        "asked for is not there, or it failed\n");
  CHECK(some.output == "s/snapshot: 1 image of the account 111122223333\n");
  const testing::Outcome none = Run(files, Aws(), {"store", "import", "--store", "t", "blank.json"});
  CHECK(none.status == 2);
  CHECK(none.error == "headroom: blank.json: it is empty, and there is nothing else to import\n");
  CHECK(files.files().count("t/snapshot/snapshot.json") == 0);
}

TEST_CASE("an import is not of the future") {
  const MemoryFiles files({{"a.json", R"({"Images": []})"}});
  const testing::Outcome outcome =
      Run(files, Aws(), {"store", "import", "--store", "s", "--synced-at", "2026-08-02", "a.json"});
  CHECK(outcome.status == 2);
  CHECK(outcome.error ==
        "headroom: `--synced-at` takes a time in the past, but 2026-08-02T00:00:00Z is yet to come\n");
  CHECK(NamesOf(files) == std::vector<std::string>{"a.json"});
}

TEST_CASE("validate says every mistake, with its place") {
  const MemoryFiles files(
      {{"s/a.yaml", "LicenseConfigurations:\n- LicenseConfigurationArn: " + std::string(kArn) +
                        "\n  LicenseCountingType: vcpu\n  Licence: 1\n"},
       {"s/b.yaml", "Hosts: 1\n"},
       {"good.yaml", "Images: []\n"}});
  const testing::Outcome text = Run(files, Aws(), {"store", "validate", "s"});
  CHECK(text.status == 2);
  CHECK(text.output ==
        "s/a.yaml:3:24: error: `LicenseCountingType` takes `vCPU`, `Instance`, `Core` or `Socket`, not "
        "`vcpu`; did you "
        "mean `vCPU`?\n"
        "s/b.yaml:1:8: error: `Hosts` takes a list, not `1`\n"
        "s/a.yaml:4:3: warning: unknown key `Licence`\n"
        "2 errors, 1 warning in 2 documents\n");
  CHECK(text.error == "");
  const testing::Outcome json =
      Run(files, Aws(), {"store", "validate", "--format", "json", "s/b.yaml", "none"});
  CHECK(json.status == 2);
  CHECK(json.output == R"({
  "version": 1,
  "errors": [
    {"path": null, "line": null, "column": null, "message": "the store `none` does not exist"},
    {"path": "s/b.yaml", "line": 1, "column": 8, "message": "`Hosts` takes a list, not `1`"}
  ],
  "warnings": [],
  "documents": 1
}
)");
  const testing::Outcome good = Run(files, Aws(), {"store", "validate", "good.yaml"});
  CHECK(good.status == 0);
  CHECK(good.output == "0 errors, 0 warnings in 1 document: 0 licenses\n");
}

TEST_CASE("the list of licenses") {
  const MemoryFiles files(
      {{"s.yaml",
        "SyncedAt: 2026-07-31T10:00:00Z\nSyncedAccount: '111122223333'\nLicenseConfigurations:\n"
        "- LicenseConfigurationArn: " +
            std::string(kArn) +
            "\n  Name: sql\n  LicenseCountingType: vCPU\n  LicenseCount: 1000\n  LicenseCountHardLimit: "
            "true\n"
            "  ConsumedLicenses: 24\n  LicenseExpiry: 1700000000\n  Status: DISABLED\n"
            "  LicenseRules: ['#minimumVcpus=4', '#allowedTenancy=EC2-Default']\n"
            "  LicenseConfigurationAssociations: [{ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-1'}]\n"}});
  const testing::Outcome text = Run(files, Aws(), {"store", "list", "s.yaml"});
  CHECK(text.error == "");
  CHECK(text.output ==
        "license         Region     type       limit  in use  headroom  AMIs  expires            rules\n"
        "sql (disabled)  us-east-1  vCPU  1,000 hard      24       976     1  2023-11-14 (past)  "
        "allowedTenancy=EC2-Default minimumVcpus=4\n"
        "\nsnapshot of 2026-07-31T10:00:00Z of the account 111122223333\n");
  const testing::Outcome json = Run(files, Aws(), {"store", "list", "--format", "json", "s.yaml"});
  CHECK(json.output == R"({
  "version": 1,
  "licenses": [
    {
      "arn": "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef",
      "name": "sql",
      "counting_type": "vCPU",
      "limit": 1000,
      "hard_limit": true,
      "consumed": 24,
      "headroom": 976,
      "disabled": true,
      "expiry": "2023-11-14T22:13:20Z",
      "rules": ["#allowedTenancy=EC2-Default", "#minimumVcpus=4"],
      "images": [
        {"id": "ami-1", "state": null, "owner": null, "cross_account": false}
      ]
    }
  ],
  "snapshots": [
    {"synced_at": "2026-07-31T10:00:00Z", "account": "111122223333"}
  ]
}
)");
}

TEST_CASE("a snapshot that is too old is a warning, and strictly an error") {
  MemoryFiles files(
      {{"web.yaml", kTemplate},
       {"s/a.yaml", "SyncedAt: 2026-07-30T12:00:00Z\nParameters: [{Name: /ami, Value: ami-1}]\n"}});
  const std::string old =
      "s/a.yaml:1:11: the snapshot is 36 hours old, and 24 hours are allowed; `headroom store sync` takes a "
      "new one\n";
  const auto check = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"check", "--store", "s", "web.yaml", "--format", "json"});
    return Run(files, Aws(), more);
  };
  CHECK(check({"--max-age", "2d"}).error == "");
  CHECK(check({}).error == "");
  const testing::Outcome warned = check({"--max-age", "24h"});
  CHECK(warned.status == 0);
  CHECK(warned.error == "warning: " + old);
  const testing::Outcome strict = check({"--max-age", "24h", "--strict"});
  CHECK(strict.status == 2);
  CHECK(strict.error == "headroom: " + old);
  const std::string image = "Parameters: [{Name: /ami, Value: ami-1}]\n";
  files.AddFile("s/a.yaml", "SyncedAt: 2026-08-01T00:05:00Z\n" + image);  // clocks differ
  CHECK(check({"--max-age", "24h"}).error == "");
  files.AddFile("s/a.yaml", "SyncedAt: 2026-08-01T00:05:01Z\n" + image);
  CHECK(check({"--max-age", "24h"}).error ==
        "warning: s/a.yaml:1:11: the snapshot says that it was taken in the future, so its age is not known; "
        "`headroom store sync` takes a new one\n");
  CHECK(check({}).error == "");
  files.AddFile("s/a.yaml", image);
  CHECK(check({"--max-age", "24h"}).error ==
        "warning: no document of the store says when it was taken (`SyncedAt`), so its age is not known\n");
}

TEST_CASE("validate and list tell of a snapshot that is too old, or whose age is not known") {
  MemoryFiles files({{".headroom.yaml", "store: s.yaml\nmax_age: 24h\n"}});
  const std::string more = "LicenseConfigurations: []\n";
  const auto run = [&](const std::string& stamp, const char* command) {
    files.AddFile("s.yaml", stamp + more);
    const testing::Outcome outcome = Run(files, Aws(), {"store", command});
    CHECK(outcome.status == 0);
    return std::string(command) == "list" ? outcome.error : outcome.output;
  };
  const std::string old =
      "the snapshot is 36 hours old, and 24 hours are allowed; `headroom store sync` takes a new one\n";
  const std::string future =
      "the snapshot says that it was taken in the future, so its age is not known; `headroom store sync` "
      "takes "
      "a new one\n";
  const std::string undated =
      "no document of the store says when it was taken (`SyncedAt`), so its age is not known\n";
  const std::string counts = "0 errors, 1 warning in 1 document: 0 licenses\n";
  CHECK(run("SyncedAt: 2026-07-30T12:00:00Z\n", "validate") == "s.yaml:1:11: warning: " + old + counts);
  CHECK(run("SyncedAt: 2026-07-30T12:00:00Z\n", "list") == "warning: s.yaml:1:11: " + old);
  CHECK(run("SyncedAt: 2026-08-02T12:00:00Z\n", "validate") == "s.yaml:1:11: warning: " + future + counts);
  CHECK(run("SyncedAt: 2026-08-02T12:00:00Z\n", "list") == "warning: s.yaml:1:11: " + future);
  CHECK(run("", "validate") == "warning: " + undated + counts);
  CHECK(run("", "list") == "warning: " + undated);
  CHECK(run("SyncedAt: 2026-07-31T12:00:00Z\n", "validate") ==
        "0 errors, 0 warnings in 1 document: 0 licenses\n");
  files.AddFile(".headroom.yaml", "store: s.yaml\n");
  CHECK(run("SyncedAt: 2026-07-30T12:00:00Z\n", "list") == "");
}

TEST_CASE("the list says who owns an image, if only the image does") {
  const MemoryFiles files(
      {{"s.yaml", "LicenseConfigurationArn: " + std::string(kArn) +
                      "\nLicenseCountingType: vCPU\nLicenseConfigurationAssociations:\n"
                      "- {ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-1'}\n"
                      "- {ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-2', ResourceOwnerId: '1'}\n"
                      "- {ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-3'}\n"
                      "Images:\n- {ImageId: ami-1, OwnerId: '444455556666', State: available}\n"
                      "- {ImageId: ami-2, OwnerId: '444455556666'}\n"}});
  const std::string list = Run(files, Aws(), {"store", "list", "--format", "json", "s.yaml"}).output;
  const size_t at = list.find("\"images\": [");
  CHECK(list.substr(at, list.find("\n      ]", at) - at) == R"("images": [
        {"id": "ami-1", "state": "available", "owner": "444455556666", "cross_account": false},
        {"id": "ami-2", "state": null, "owner": "1", "cross_account": false},
        {"id": "ami-3", "state": null, "owner": null, "cross_account": false})");
}

TEST_CASE("the config file says the store, the templates, the Region and the age") {
  const MemoryFiles files(
      {{"web.yaml", kTemplate},
       {".headroom.yaml",
        "store: s\nmax_age: 24h\ndeployments:\n- {template: web.yaml, region: eu-west-1}\n"}});
  const FakeProcesses aws = Aws();
  const testing::Outcome synced = Run(files, aws, {"store", "sync"});
  CHECK(synced.error == "");
  CHECK(
      synced.output ==
      "s/snapshot: 1 license, 1 association, 1 usage row, 2 images, 0 instances, 1 parameter of the account "
      "111122223333\n");
  for (const std::string& command : aws.Commands()) {
    const bool of_license = command.find("arn:aws:license-manager:us-east-1") != std::string::npos;
    CHECK(command.find(of_license ? "--region us-east-1" : "--region eu-west-1") != std::string::npos);
  }
  CHECK(Run(files, aws, {"check", "--format", "json"}).error == "");
  testing::TestWorld later;
  later.variables["SOURCE_DATE_EPOCH"] = "1785715200";
  CHECK(testing::RunProgram(files, {"check", "--format", "json"}, later).error ==
        "warning: s/snapshot/snapshot.json:2:15: the snapshot is 48 hours old, and 24 hours are allowed; "
        "`headroom "
        "store sync` takes a new one\n");
}

TEST_CASE("what is no command of store") {
  const MemoryFiles files;
  const auto error = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "store");
    const testing::Outcome outcome = Run(files, Aws(), arguments);
    CHECK(outcome.status == 2);
    return outcome.error;
  };
  CHECK(error({}) ==
        "headroom: `headroom store` needs a command: sync, import, validate, list, "
        "associate, disassociate, prune or new\n");
  CHECK(error({"synk"}) == "headroom: unknown command `store synk`; did you mean `sync`?\n");
  CHECK(error({"import", "--store", "s"}) ==
        "headroom: `headroom store import` needs the files that the AWS CLI's output is in\n");
  CHECK(error({"sync"}) == "headroom: no rule store is given; name its folder with `--store PATH`\n");
  CHECK(error({"import", "--synced-at", "soon", "x"}) ==
        "headroom: `--synced-at` takes a time such as `2026-08-31T10:00:00Z`, but got `soon`\n");
}

}  // namespace
}  // namespace headroom
