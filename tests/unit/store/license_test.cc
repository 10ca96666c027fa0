// One license, in every shape that a document may have.

#include "load.h"

namespace headroom {
namespace {

const License& Only(const RuleStore& store) {
  REQUIRE(store.licenses().size() == 1);
  return *store.licenses()[0];
}

TEST_CASE("every field of a license, from list-license-configurations") {
  const Loaded loaded(MemoryFiles({{"store/licenses.json", R"({
    "LicenseConfigurations": [
        {
            "LicenseConfigurationId": "lic-0123456789abcdef0123456789abcdef",
            "LicenseConfigurationArn": "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef",
            "Name": "sql",
            "Description": "an agreement",
            "LicenseCountingType": "vCPU",
            "LicenseRules": ["#allowedTenancy=EC2-Default", "#allowedTenancy=EC2-DedicatedHost",
                             "#minimumVcpus=4", "#maximumVcpus=64", "#honorVcpuOptimization=true"],
            "LicenseCount": 96,
            "LicenseCountHardLimit": true,
            "DisassociateWhenNotFound": false,
            "ConsumedLicenses": 24,
            "Status": "AVAILABLE",
            "OwnerAccountId": "111122223333",
            "ConsumedLicenseSummaryList": [{"ResourceType": "EC2_INSTANCE", "ConsumedLicenses": 24}],
            "ManagedResourceSummaryList": [{"ResourceType": "EC2_AMI", "AssociationCount": 1}],
            "ProductInformationList": [],
            "AutomatedDiscoveryInformation": {"LastRunTime": "2026-03-02T09:12:44+00:00"},
            "LicenseExpiry": 1577836800
        }
    ],
    "NextToken": null,
    "ResponseMetadata": {"RequestId": "x"}
})"}}));
  const License& license = Only(*loaded);
  CHECK(license.arn_text == kSql);
  CHECK(license.arn.region == "us-east-1");
  CHECK(license.arn.account == "111122223333");
  CHECK(license.name == "sql");
  CHECK(license.counting_type == CountingType::kVcpu);
  CHECK(license.limit == Count(96));
  CHECK(license.hard_limit);
  CHECK(license.rules == LicenseRules{{true, false, true}, 4, 64, {}, {}, {}, {}, {}, true});
  CHECK(license.consumed == 24);
  CHECK(license.consumed_given);
  CHECK_FALSE(license.disabled);
  CHECK(license.expiry == 1577836800);
  CHECK(license.usage.empty());
  CHECK(At(license.where) == "3:9");
  CHECK(At(license.limit_where) == "11:29");
  CHECK(At(license.rules_where) == "9:29");
  CHECK(license.limit_where.file->path() == "store/licenses.json");
}

TEST_CASE("what a hand-written document may leave out") {
  const Loaded loaded =
      LoadYaml("LicenseConfigurationArn: " + std::string(kSql) + "\nLicenseCountingType: Instance\n");
  const License& license = Only(*loaded);
  CHECK(license.name == "lic-0123456789abcdef0123456789abcdef");
  CHECK(license.counting_type == CountingType::kInstance);
  CHECK(license.limit == Count());
  CHECK_FALSE(license.hard_limit);
  CHECK(license.rules == LicenseRules());
  CHECK(license.consumed == 0);
  CHECK_FALSE(license.consumed_given);
  CHECK_FALSE(license.disabled);
  CHECK(license.expiry == std::nullopt);
  CHECK(At(license.where) == "1:1");
  CHECK(At(license.limit_where) == "nowhere");
  CHECK(At(license.rules_where) == "nowhere");
}

TEST_CASE("flags in any case; empty strings and nulls are absent") {
  const Loaded loaded = LoadYaml("LicenseConfigurationArn: " + std::string(kSql) + R"(
Name: ""
Description: ~
LicenseCountingType: Socket
LicenseCount: +96.0
LicenseCountHardLimit: True
ConsumedLicenses:
Status: disabled
LicenseRules: ""
LicenseExpiry: ""
NextToken: ""
LicenseConfigurationUsageList:
)");
  const License& license = Only(*loaded);
  CHECK(license.name == license.arn.id);
  CHECK(license.limit == Count(96));
  CHECK(license.hard_limit);
  CHECK(license.disabled);
  CHECK(license.consumed == 0);
  CHECK(license.rules == LicenseRules());
  CHECK(license.expiry == std::nullopt);
}

TEST_CASE("expiry as AWS prints it and as people write it") {
  struct {
    const char* text;
    int64_t seconds;
  } const cases[] = {
      {"1577836800", 1577836800},           {"1577836800.519", 1577836800},
      {"'1577836800'", 1577836800},         {"2020-01-01", 1577836800},
      {"2020-01-01T00:00:00Z", 1577836800}, {"\"2020-01-01T01:00:00.120000+01:00\"", 1577836800}};
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const Loaded loaded = LoadYaml("LicenseConfigurationArn: " + std::string(kSql) +
                                   "\nLicenseCountingType: vCPU\nLicenseExpiry: " + c.text + "\n");
    CHECK(Only(*loaded).expiry == c.seconds);
  }
}

LicenseRules RulesOf(const std::string& counting_type, const std::string& rules) {
  const Loaded loaded =
      LoadYaml("LicenseConfigurationArn: " + std::string(kSql) + "\nLicenseCountingType: " + counting_type +
               "\nLicenseRules: [" + rules + "]\n");
  return Only(*loaded).rules;
}

TEST_CASE("every rule on a counting type that takes it") {
  LicenseRules core;
  core.allows[0] = core.allows[1] = false;
  core.affinity_days = 180;
  core.minimum_cores = 8;
  core.maximum_cores = 16;
  CHECK(RulesOf("Core",
                "'#allowedTenancy=EC2-DedicatedHost', '#licenseAffinityToHost=180', '#minimumCores=8', "
                "'#maximumCores=16'") == core);
  LicenseRules socket;
  socket.affinity_days = 1;
  socket.minimum_sockets = 2;
  socket.maximum_sockets = 2;
  CHECK(RulesOf("Socket", "'#licenseAffinityToHost=1', '#minimumSockets=2', '#maximumSockets=2'") == socket);
  LicenseRules instance;
  instance.minimum_vcpus = 0;
  instance.maximum_vcpus = 8;
  CHECK(RulesOf("Instance", "'#minimumVcpus=0', '#maximumVcpus=8'") == instance);
}

TEST_CASE("tenancies: all without the rule, repeated or in one rule with commas") {
  const auto allows = [](const std::string& rules) {
    const LicenseRules read = RulesOf("vCPU", rules);
    return std::vector<bool>(read.allows, read.allows + 3);
  };
  CHECK(allows("") == std::vector<bool>{true, true, true});
  CHECK(allows("'#minimumVcpus=1'") == std::vector<bool>{true, true, true});
  CHECK(allows("'#allowedTenancy=EC2-Default'") == std::vector<bool>{true, false, false});
  CHECK(allows("'#allowedTenancy=EC2-DedicatedInstance, EC2-DedicatedHost'") ==
        std::vector<bool>{false, true, true});
  CHECK(allows("'#allowedTenancy=EC2-Default', '#allowedTenancy=EC2-DedicatedHost'") ==
        std::vector<bool>{true, false, true});
}

TEST_CASE("honorVcpuOptimization in any case") {
  CHECK(RulesOf("vCPU", "'#honorVcpuOptimization=TRUE'").honor_vcpu_optimization);
  CHECK(RulesOf("vCPU", "'#honorVcpuOptimization=true'").honor_vcpu_optimization);
  CHECK_FALSE(RulesOf("vCPU", "'#honorVcpuOptimization=False'").honor_vcpu_optimization);
}

constexpr const char* kUsage = R"(
LicenseConfigurationUsageList:
  - ResourceArn: arn:aws:ec2:us-east-1:111122223333:instance/i-0aaaaaaaaaaaaaaa1
    ResourceType: EC2_INSTANCE
    ResourceStatus: running
    ResourceOwnerId: "111122223333"
    AssociationTime: 2026-05-04T08:00:00+00:00
    ConsumedLicenses: 4
  - ResourceArn: arn:aws:ec2:us-east-1:111122223333:dedicated-host/h-0123456789abcdef0
    ResourceType: EC2_HOST
    ConsumedLicenses: 8
  - ResourceArn: ""
    ResourceType: ""
  - ResourceArn: arn:aws:ec2:us-east-1:111122223333:instance/i-0aaaaaaaaaaaaaaa2
)";

TEST_CASE("a usage list without ConsumedLicenses is summed") {
  const Loaded loaded =
      LoadYaml("LicenseConfigurationArn: " + std::string(kSql) + "\nLicenseCountingType: vCPU" + kUsage);
  const License& license = Only(*loaded);
  CHECK(license.consumed == 12);
  CHECK_FALSE(license.consumed_given);
  REQUIRE(license.usage.size() == 3);
  CHECK(license.usage[1].resource_arn == "arn:aws:ec2:us-east-1:111122223333:instance/i-0aaaaaaaaaaaaaaa1");
  CHECK(license.usage[1].resource_type == "EC2_INSTANCE");
  CHECK(license.usage[1].owner == "111122223333");
  CHECK(license.usage[1].consumed == 4);
  CHECK(At(license.usage[1].where) == "4:5");
  CHECK(license.usage[0].resource_type == "EC2_HOST");
  CHECK(license.usage[0].consumed == 8);
  CHECK(license.usage[2].consumed == 0);
}

TEST_CASE("ConsumedLicenses wins over the usage list, even when it is 0, and a warning names both") {
  const Loaded loaded = LoadYaml("LicenseConfigurationArn: " + std::string(kSql) +
                                 "\nLicenseCountingType: vCPU\nName: sql\nConsumedLicenses: 0" + kUsage);
  REQUIRE(loaded.store);
  const License& license = *loaded.store->licenses()[0];
  CHECK(license.consumed == 0);
  CHECK(license.consumed_given);
  CHECK(license.usage.size() == 3);
  CHECK(loaded.Warnings() ==
        "store/a.yaml:4:19: `ConsumedLicenses` of `sql` is 0, which counts, but its usage list at "
        "store/a.yaml:5:1 adds up to 12");
}

TEST_CASE("an empty usage list is one that says 0; without one nothing contradicts ConsumedLicenses") {
  const std::string license =
      "LicenseConfigurationArn: " + std::string(kSql) + "\nLicenseCountingType: vCPU\nConsumedLicenses: 4\n";
  CHECK(LoadYaml(license + "LicenseConfigurationUsageList: []\n").Warnings() ==
        "store/a.yaml:3:19: `ConsumedLicenses` of `lic-0123456789abcdef0123456789abcdef` is 4, which counts, "
        "but its usage list at store/a.yaml:4:1 adds up to 0");
  CHECK(LoadYaml(license).Warnings() == "");
}

TEST_CASE("both lists inside an element of LicenseConfigurations") {
  const Loaded loaded =
      LoadYaml("LicenseConfigurations:\n- LicenseConfigurationArn: " + std::string(kSql) + R"(
  LicenseCountingType: vCPU
  LicenseConfigurationAssociations:
  - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0aaaaaaaaaaaaaaa1
    ResourceType: EC2_AMI
    ResourceOwnerId: "444455556666"
    AssociationTime: "2026-03-02T09:12:44.120000+00:00"
    AmiAssociationScope: cross-account
  - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0bbbbbbbbbbbbbbb2
  - ResourceArn: arn:aws:ec2:us-east-1:111122223333:dedicated-host/h-0123456789abcdef0
    ResourceType: EC2_HOST
  LicenseConfigurationUsageList:
  - {ResourceArn: "arn:aws:ec2:us-east-1:111122223333:instance/i-0aaaaaaaaaaaaaaa1", ConsumedLicenses: 4}
)");
  const License& license = Only(*loaded);
  CHECK(license.consumed == 4);
  const auto& first = loaded->AssociationsOf("ami-0aaaaaaaaaaaaaaa1");
  REQUIRE(first.size() == 1);
  CHECK(first[0].license == &license);
  CHECK(first[0].owner == "444455556666");
  CHECK(first[0].cross_account);
  CHECK(At(first[0].where) == "5:5");
  const auto& second = loaded->AssociationsOf("ami-0bbbbbbbbbbbbbbb2");
  REQUIRE(second.size() == 1);
  CHECK(second[0].owner == "");
  CHECK_FALSE(second[0].cross_account);
  CHECK(loaded->AssociationsOf("ami-0ccccccccccccccc3").empty());
  CHECK(loaded->has_image_associations());
}

TEST_CASE("an image's associations come in the order of the licenses' ARNs") {
  const Loaded loaded(MemoryFiles(
      {{"store/a.yaml",
        "LicenseConfigurationArn: " + std::string(kOracle) +
            "\nLicenseCountingType: vCPU\nName: oracle\nLicenseConfigurationAssociations: [{ResourceArn: "
            "'arn:aws:ec2:us-east-1::image/ami-1'}]"},
       {"store/b.yaml",
        "LicenseConfigurationArn: " + std::string(kSql) +
            "\nLicenseCountingType: vCPU\nName: sql\nLicenseConfigurationAssociations: [{ResourceArn: "
            "'arn:aws:ec2:us-east-1::image/ami-1'}]"}}));
  const auto& both = loaded->AssociationsOf("ami-1");
  REQUIRE(both.size() == 2);
  CHECK(both[0].license->name == "sql");
  CHECK(both[1].license->name == "oracle");
  REQUIRE(loaded->licenses().size() == 2);
  CHECK(loaded->licenses()[0]->name == "sql");
  CHECK(loaded->FindLicense(kOracle) == loaded->licenses()[1]);
  CHECK(loaded->FindLicense("arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-1") ==
        nullptr);
  CHECK(loaded->FindLicense("") == nullptr);
}

TEST_CASE("what lacks its name, or has a bad one, is told of its other mistakes as well") {
  CHECK(LoadYaml(R"(LicenseConfigurations:
- LicenseConfigurationArn: bad
  Name: []
  LicenseCountingType: VCPU
  LicenseConfigurationAssociations:
  - {ResourceArn: bad, ResourceOwnerId: {}}
- {Name: [], LicenseCount: x}
- LicenseConfigurationArn: []
  LicenseCountingType: vCPU
  LicenseRules: ['#minimumCores=1']
Images: [{State: [], OwnerId: {}}]
Reservations: [{Instances: [{ImageId: []}]}]
LaunchTemplateVersions: [{LaunchTemplateId: lt-1, DefaultVersion: 5}]
InstanceTypes: [{VCpuInfo: 3}, {InstanceType: [], BareMetal: 7}]
)")
            .error() ==
        "store/a.yaml:2:28: `bad` is not the ARN of a license configuration: it does not begin with `arn:`\n"
        "store/a.yaml:3:9: `Name` takes text, not a list\n"
        "store/a.yaml:4:24: `LicenseCountingType` takes `vCPU`, `Instance`, `Core` or `Socket`, not `VCPU`; "
        "did you mean `vCPU`?\n"
        "store/a.yaml:6:19: `ResourceArn` is not an ARN: `bad`\n"
        "store/a.yaml:6:41: `ResourceOwnerId` takes text, not a map\n"
        "store/a.yaml:7:3: it does not say which license it is about; add its `LicenseConfigurationArn`\n"
        "store/a.yaml:7:10: `Name` takes text, not a list\n"
        "store/a.yaml:7:28: `LicenseCount` takes a whole number, not `x`\n"
        "store/a.yaml:8:28: `LicenseConfigurationArn` takes text, not a list\n"
        "store/a.yaml:10:18: the rule `minimumCores` is not allowed with vCPU counting, only with Core\n"
        "store/a.yaml:11:10: an image without `ImageId`\n"
        "store/a.yaml:11:18: `State` takes text, not a list\n"
        "store/a.yaml:11:31: `OwnerId` takes text, not a map\n"
        "store/a.yaml:12:29: an instance without `InstanceId`\n"
        "store/a.yaml:12:39: `ImageId` takes text, not a list\n"
        "store/a.yaml:13:26: a launch template version without `VersionNumber`\n"
        "store/a.yaml:13:26: a launch template version without `LaunchTemplateData`\n"
        "store/a.yaml:13:67: `DefaultVersion` takes `true` or `false`, not `5`\n"
        "store/a.yaml:14:17: an instance type without `InstanceType`, its name\n"
        "store/a.yaml:14:28: `VCpuInfo` takes a map, not `3`\n"
        "store/a.yaml:14:47: `InstanceType` takes text, not a list\n"
        "store/a.yaml:14:62: `BareMetal` takes `true` or `false`, not `7`");
}

}  // namespace
}  // namespace headroom
