// Every kind of mistake in a store, with the whole sentence that it draws.

#include "load.h"

namespace headroom {
namespace {

/// `$` stands for an ARN. The license is complete; each case adds what is wrong with it from line 4 on.
std::string LicenseWith(std::string text) {
  text = "LicenseConfigurationArn: " + std::string(kSql) + "\nName: sql\nLicenseCountingType: vCPU\n" + text;
  return text;
}

TEST_CASE("mistakes in the fields of a license") {
  struct {
    const char *text, *error;
  } const cases[] = {
      {"LicenseCount: many", "4:15: `LicenseCount` takes a whole number, not `many`"},
      {"LicenseCount: 96.5", "4:15: `LicenseCount` takes a whole number, not `96.5`"},
      {"LicenseCount: 0x60", "4:15: `LicenseCount` takes a whole number, not `0x60`"},
      {"LicenseCount: 9223372036854775808",
       "4:15: `LicenseCount` takes a whole number, not `9223372036854775808`"},
      {"LicenseCount: [96]", "4:15: `LicenseCount` takes a whole number, not a list"},
      {"LicenseCount: {a: 96}", "4:15: `LicenseCount` takes a whole number, not a map"},
      {"LicenseCount: -4", "4:15: `LicenseCount` is negative: `-4`"},
      {"ConsumedLicenses: -1", "4:19: `ConsumedLicenses` is negative: `-1`"},
      {"ConsumedLicenses: '1'", "4:19: `ConsumedLicenses` takes a whole number, not the text `1`"},
      {"LicenseCountHardLimit: 'true'",
       "4:24: `LicenseCountHardLimit` takes `true` or `false`, not the text `true`"},
      {"LicenseCountHardLimit: yes", "4:24: `LicenseCountHardLimit` takes `true` or `false`, not `yes`"},
      {"LicenseCountHardLimit: 1", "4:24: `LicenseCountHardLimit` takes `true` or `false`, not `1`"},
      {"LicenseExpiry: soon",
       "4:16: `LicenseExpiry` takes a time (Unix seconds, or `2027-01-31T00:00:00Z`), not `soon`"},
      {"LicenseExpiry: 2027-02-30",
       "4:16: `LicenseExpiry` takes a time (Unix seconds, or `2027-01-31T00:00:00Z`), not `2027-02-30`"},
      {"Description: [x]", "4:14: `Description` takes text, not a list"},
      {"Status: {}", "4:9: `Status` takes text, not a map"},
      {"LicenseRules: '#minimumVcpus=4'", "4:15: `LicenseRules` takes a list, not `#minimumVcpus=4`"},
      {"LicenseRules: {minimumVcpus: 4}", "4:15: `LicenseRules` takes a list, not a map"},
      {"LicenseConfigurationUsageList: {}", "4:32: `LicenseConfigurationUsageList` takes a list, not a map"},
      {"LicenseConfigurationUsageList: [4]",
       "4:33: `LicenseConfigurationUsageList` takes a list of maps, not `4`"},
      {"LicenseConfigurationUsageList: [{ConsumedLicenses: 4}]", "4:33: a usage row without `ResourceArn`"},
      {"LicenseConfigurationUsageList: [{ResourceArn: i-1}]", "4:47: `ResourceArn` is not an ARN: `i-1`"},
      {"LicenseConfigurationUsageList: [{ResourceArn: 'arn:aws:ec2:us-east-1:1:instance/i-1', "
       "ConsumedLicenses: -1}]",
       "4:105: `ConsumedLicenses` is negative: `-1`"},
      {"LicenseConfigurationAssociations: [{ResourceType: EC2_AMI}]",
       "4:36: an association without `ResourceArn`"},
      {"LicenseConfigurationAssociations: [{ResourceType: EC2_AMI, ResourceArn: ami-1}]",
       "4:73: `ResourceArn` is not the ARN of an AMI: `ami-1`; it is written "
       "`arn:aws:ec2:REGION::image/ami-…`"},
      {"LicenseConfigurationAssociations: [{ResourceType: EC2_AMI, ResourceArn: "
       "'arn:aws:ec2:us-east-1:1:instance/i-1'}]",
       "4:73: `ResourceArn` is not the ARN of an AMI: `arn:aws:ec2:us-east-1:1:instance/i-1`; it is written "
       "`arn:aws:ec2:REGION::image/ami-…`"},
      {"LicenseConfigurationAssociations: [{ResourceArn: ami-1}]",
       "4:50: `ResourceArn` is not an ARN: `ami-1`"},
      {"NextToken: AQICAHh3",
       "4:1: the document is one page of an incomplete snapshot: it has a `NextToken`; take it "
       "again with all pages"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const Loaded loaded = LoadYaml(LicenseWith(std::string(c.text) + "\n"));
    CHECK(loaded.error() == std::string("store/a.yaml:") + c.error);
    CHECK(loaded.Warnings() == "");
  }
}

TEST_CASE("mistakes in license rules") {
  struct {
    const char *type, *rule, *error;
  } const cases[] = {
      {"vCPU", "'minimumVcpus=4'", "`minimumVcpus=4` is no license rule; a rule is written `#name=value`"},
      {"vCPU", "'#minimumVcpus'", "`#minimumVcpus` is no license rule; a rule is written `#name=value`"},
      {"vCPU", "~", "an empty license rule; in YAML, `#` begins a comment unless the rule stands in quotes"},
      {"vCPU", "{minimumVcpus: 4}", "a license rule is text: `#name=value`"},
      {"vCPU", "'#minimumVcpus=four'", "`minimumVcpus` takes a whole number, not `four`"},
      {"vCPU", "'#minimumVcpus='", "`minimumVcpus` takes a whole number, not ``"},
      {"vCPU", "'#maximumVcpus=-1'", "`maximumVcpus` takes a whole number, not `-1`"},
      {"vCPU", "'#honorVcpuOptimization=yes'", "`honorVcpuOptimization` takes `True` or `False`, not `yes`"},
      {"vCPU", "'#allowedTenancy=EC2-DedicatedHosts'",
       "`allowedTenancy` takes `EC2-Default`, `EC2-DedicatedInstance` and `EC2-DedicatedHost`, not "
       "`EC2-DedicatedHosts`; did you mean `EC2-DedicatedHost`?"},
      {"vCPU", "'#allowedTenancy=host'",
       "`allowedTenancy` takes `EC2-Default`, `EC2-DedicatedInstance` and `EC2-DedicatedHost`, not `host`"},
      {"vCPU", "'#allowedTenancy='",
       "`allowedTenancy` takes `EC2-Default`, `EC2-DedicatedInstance` and `EC2-DedicatedHost`, not ``"},
      {"Core", "'#licenseAffinityToHost=0'", "`licenseAffinityToHost` takes 1 to 180 days, not `0`"},
      {"Core", "'#licenseAffinityToHost=181'", "`licenseAffinityToHost` takes 1 to 180 days, not `181`"},
      {"Core", "'#licenseAffinityToHost=week'", "`licenseAffinityToHost` takes 1 to 180 days, not `week`"},
      {"vCPU", "'#licenseAffinityToHost=7'",
       "the rule `licenseAffinityToHost` is not allowed with vCPU counting, only with Core and Socket"},
      {"Instance", "'#licenseAffinityToHost=7'",
       "the rule `licenseAffinityToHost` is not allowed with Instance counting, only with Core and Socket"},
      {"vCPU", "'#minimumCores=8'",
       "the rule `minimumCores` is not allowed with vCPU counting, only with Core"},
      {"Socket", "'#maximumCores=8'",
       "the rule `maximumCores` is not allowed with Socket counting, only with Core"},
      {"Core", "'#minimumSockets=2'",
       "the rule `minimumSockets` is not allowed with Core counting, only with Socket"},
      {"vCPU", "'#maximumSockets=2'",
       "the rule `maximumSockets` is not allowed with vCPU counting, only with Socket"},
      {"Core", "'#minimumVcpus=4'",
       "the rule `minimumVcpus` is not allowed with Core counting, only with vCPU and Instance"},
      {"Socket", "'#maximumVcpus=4'",
       "the rule `maximumVcpus` is not allowed with Socket counting, only with vCPU and Instance"},
      {"Instance", "'#honorVcpuOptimization=False'",
       "the rule `honorVcpuOptimization` is not allowed with Instance counting, only with vCPU"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.rule);
    const Loaded loaded =
        LoadYaml("LicenseConfigurationArn: " + std::string(kSql) + "\nLicenseCountingType: " + c.type +
                 "\nLicenseRules:\n- " + c.rule + "\n");
    CHECK(loaded.error() == std::string("store/a.yaml:4:3: ") + c.error);
  }
}

TEST_CASE("a rule given twice") {
  const std::string twice = "LicenseRules: ['#minimumVcpus=4', '#minimumVcpus=";
  CHECK(LoadYaml(LicenseWith(twice + "4']\n")).store.has_value());
  CHECK(LoadYaml(LicenseWith(twice + "8']\n")).error() ==
        "store/a.yaml:4:35: `minimumVcpus` is given twice, as 4 and 8");
  const std::string flag = "LicenseRules: ['#honorVcpuOptimization=True', '#honorVcpuOptimization=";
  CHECK(LoadYaml(LicenseWith(flag + "true']\n")).store.has_value());
  CHECK(LoadYaml(LicenseWith(flag + "False']\n")).error() ==
        "store/a.yaml:4:47: `honorVcpuOptimization` is given twice, as True and as False");
}

TEST_CASE("what a license says of products other than databases has its types too") {
  CHECK(LoadYaml(LicenseWith("ProductInformationList:\n- ResourceType: SSM_MANAGED\n"
                             "  ProductInformationFilterList: [a, {ProductInformationFilterValue: b}]\n"))
            .error() ==
        "store/a.yaml:6:34: `ProductInformationFilterList` takes a list of maps, not `a`\n"
        "store/a.yaml:6:69: `ProductInformationFilterValue` takes a list, not `b`");
}

TEST_CASE("YAML takes an unquoted rule for a comment") {
  CHECK(LoadYaml(LicenseWith("LicenseRules:\n  - #minimumVcpus=4\n  - '#maximumVcpus=8'\n")).error() ==
        "store/a.yaml:5:3: an empty license rule; in YAML, `#` begins a comment unless the rule stands in "
        "quotes");
}

TEST_CASE("licenses that do not say which, or how they count") {
  struct {
    const char *text, *error;
  } const cases[] = {
      {"LicenseCountingType: vCPU\nLicenseCount: 4\n",
       "1:1: it does not say which license it is about; add its `LicenseConfigurationArn`"},
      {"LicenseConfigurationAssociations: []\n",
       "1:1: it does not say which license it is about; add its "
       "`LicenseConfigurationArn`"},
      {"LicenseConfigurationArn: ''\nLicenseConfigurationUsageList: [{}]\n",
       "1:1: it does not say which license it is about; add its `LicenseConfigurationArn`"},
      {"LicenseConfigurations: [{Name: sql}]\n",
       "1:25: it does not say which license it is about; add its `LicenseConfigurationArn`"},
      {"LicenseConfigurations: {}\n", "1:24: `LicenseConfigurations` takes a list, not a map"},
      {"LicenseConfigurations: [sql]\n", "1:25: `LicenseConfigurations` takes a list of maps, not `sql`"},
      {"LicenseConfigurations: [{LicenseConfigurationArn: [x]}]\n",
       "1:51: `LicenseConfigurationArn` takes text, not a list"},
      {"LicenseConfigurationArn: sql\n",
       "1:26: `sql` is not the ARN of a license configuration: it does not begin with `arn:`"},
      {"LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration/"
       "lic-0123456789abcdef0123456789abcdef\n",
       "1:26: `arn:aws:license-manager:us-east-1:111122223333:license-configuration/"
       "lic-0123456789abcdef0123456789abcdef` is not the ARN of a license configuration: it uses `/` before "
       "the id "
       "instead of `:`; did you mean "
       "`arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef`?"},
      {"LicenseConfigurationArn: "
       "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef\n",
       "1:1: no document says the `LicenseCountingType` of `lic-0123456789abcdef0123456789abcdef`"},
      {"LicenseConfigurationArn: "
       "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef\n"
       "LicenseCountingType: vcpu\n",
       "2:22: `LicenseCountingType` takes `vCPU`, `Instance`, `Core` or `Socket`, not `vcpu`; did you mean "
       "`vCPU`?"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(LoadYaml(c.text).error() == std::string("store/a.yaml:") + c.error);
  }
}

TEST_CASE("usage that nobody can count") {
  const Loaded loaded = LoadYaml(LicenseWith(
      "LicenseConfigurationUsageList:\n"
      "- {ConsumedLicenses: 9223372036854775807, ResourceArn: 'arn:aws:ec2:us-east-1:1:instance/i-1'}\n"));
  CHECK(loaded.error() ==
        "store/a.yaml:5:22: `ConsumedLicenses` is more than 1,000,000,000,000,000: `9223372036854775807`");
}

TEST_CASE("warnings: what the store does not know, but can do without") {
  struct {
    const char *text, *warning;
  } const cases[] = {
      {"LicenceCount: 96", "4:1: unknown key `LicenceCount`; did you mean `LicenseCount`?"},
      {"Owner of it all: me", "4:1: unknown key `Owner of it all`"},
      {"Status: DISABELD",
       "4:9: unknown `Status` `DISABELD`, taken as `AVAILABLE`; did you mean `DISABLED`?"},
      {"LicenseRules: ['#honourVcpuOptimization=True']",
       "4:16: unknown license rule `honourVcpuOptimization`; did you mean `honorVcpuOptimization`?"},
      {"LicenseRules: ['#includeStopped=True']", "4:16: unknown license rule `includeStopped`"},
      {"LicenseConfigurationUsageList: [{ResourceArn: 'arn:aws:ec2:us-east-1:1:instance/i-1', "
       "ConsumedLicence: 1}]",
       "4:87: unknown key `ConsumedLicence`; did you mean `ConsumedLicenses`?"},
      {"LicenseConfigurationAssociations: [{ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-1', "
       "AmiAssociationScope: all}]",
       "4:109: unknown `AmiAssociationScope` `all`"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const Loaded loaded = LoadYaml(LicenseWith(std::string(c.text) + "\n"));
    CHECK(loaded.error() == "no error");
    CHECK(loaded.Warnings() == std::string("store/a.yaml:") + c.warning);
  }
}

TEST_CASE("rules that License Manager's guide and API dispute are taken, with a warning") {
  const Loaded loaded =
      LoadYaml("LicenseConfigurationArn: " + std::string(kSql) +
               "\nLicenseCountingType: Instance\nLicenseRules: ['#minimumCores=4', '#maximumSockets=2']\n");
  REQUIRE(loaded.store.has_value());
  CHECK(loaded.store->licenses()[0]->rules.minimum_cores == 4);
  CHECK(loaded.store->licenses()[0]->rules.maximum_sockets == 2);
  CHECK(loaded.Warnings() ==
        "store/a.yaml:3:16: License Manager no longer documents "
        "the rule `minimumCores` for Instance counting, only "
        "for Core"
        "\n"
        "store/a.yaml:3:35: License Manager no longer documents "
        "the rule `maximumSockets` for Instance counting, "
        "only for Socket");
}

TEST_CASE("a key that AWS adds to every row draws one warning in a document") {
  std::string rows;
  for (int i = 0; i < 5; ++i) {
    rows += "- {ResourceArn: 'arn:aws:ec2:us-east-1:1:instance/i-" + std::to_string(i) + "', Shiny: 1}\n";
  }
  const Loaded loaded = LoadYaml(LicenseWith("LicenseConfigurationUsageList:\n" + rows));
  CHECK(loaded.Warnings() == "store/a.yaml:5:57: unknown key `Shiny`");
}

TEST_CASE("all mistakes of all documents, in the order of files and places") {
  const Loaded loaded(MemoryFiles(
      {{"store/b.yaml", "Exports: 1\nImages: 2\n"},
       {"store/a.yaml", LicenseWith("LicenseRules: ['#minimumCores=4']\nLicenseCount: x\nStatus: []\n")},
       {"store/c.json", "{\"Hosts\": {}}"}}));
  CHECK(loaded.error() ==
        "store/a.yaml:4:16: the rule `minimumCores` is not allowed with vCPU counting, only with Core\n"
        "store/a.yaml:5:15: `LicenseCount` takes a whole number, not `x`\n"
        "store/a.yaml:6:9: `Status` takes text, not a list\n"
        "store/b.yaml:1:10: `Exports` takes a list, not `1`\n"
        "store/b.yaml:2:9: `Images` takes a list, not `2`\n"
        "store/c.json:1:11: `Hosts` takes a list, not a map");
}

TEST_CASE("thousands of mistakes are told as a hundred and a number") {
  std::string text = "Images:\n";
  for (int i = 0; i < 1500; ++i) text += "- {State: x}\n";
  const std::string error = LoadYaml(text).error();
  CHECK(error.find("store/a.yaml:2:3: an image without `ImageId`\n") == 0);
  CHECK(error.find("\nstore/a.yaml:101:3: an image without `ImageId`\n… and 1,400 more") !=
        std::string::npos);
  CHECK(error.find("store/a.yaml:102:") == std::string::npos);
}

TEST_CASE("what a message shows is printable and short") {
  const std::string text = "LicenseCount: \"\\e[31m" + std::string(500, 'x') + "\"\n";
  CHECK(LoadYaml(LicenseWith(text)).error() ==
        "store/a.yaml:4:15: `LicenseCount` takes a whole number, not the text `\\x1b[31m" +
            std::string(115, 'x') + "…`");
}

TEST_CASE("columns count characters") {
  CHECK(LoadYaml("{Exports: [{Name: 'é', Value: [ä]}]}\n").error() ==
        "store/a.yaml:1:31: `Value` takes text, not a list");
}

}  // namespace
}  // namespace headroom
