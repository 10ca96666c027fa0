// The same thing in several documents.

#include "load.h"

namespace headroom {
namespace {

std::string License(const std::string& fields) {
  return "LicenseConfigurationArn: " + std::string(kSql) + "\n" + fields;
}

TEST_CASE("documents that each say a part make one license") {
  const Loaded loaded(MemoryFiles(
      {{"store/a.yaml", License("ConsumedLicenses: 24\n")},
       {"store/b.json",
        "{\"LicenseConfigurations\": [{\"LicenseConfigurationArn\": \"" + std::string(kSql) +
            "\", \"Name\": \"sql\", \"LicenseCountingType\": \"vCPU\", \"LicenseCount\": 96}]}"},
       {"store/c.yaml", License("LicenseRules: ['#minimumVcpus=4']\nLicenseCountHardLimit: true\n")},
       {"store/d.yaml",
        License("LicenseConfigurationAssociations:\n- ResourceArn: arn:aws:ec2:us-east-1::image/ami-1\n")}}));
  REQUIRE(loaded->licenses().size() == 1);
  const auto& license = *loaded->licenses()[0];
  CHECK(license.name == "sql");
  CHECK(license.limit == Count(96));
  CHECK(license.hard_limit);
  CHECK(license.consumed == 24);
  CHECK(license.rules.minimum_vcpus == 4);
  CHECK(loaded->AssociationsOf("ami-1").size() == 1);
  CHECK(license.where.file->path() == "store/b.json");  // the document that says what it counts
  CHECK(license.rules_where.file->path() == "store/c.yaml");
}

TEST_CASE("documents that say the same, however spelt, agree") {
  const Loaded loaded(MemoryFiles(
      {{"store/a.yaml",
        License("LicenseCountingType: vCPU\nLicenseCount: 96\nLicenseCountHardLimit: true\nName: sql\n"
                "LicenseRules: ['#allowedTenancy=EC2-Default,EC2-DedicatedHost', '#minimumVcpus=4']\n"
                "LicenseExpiry: 2020-01-01\nStatus: AVAILABLE\n")},
       {"store/b.yaml",
        License("LicenseCountingType: vCPU\nLicenseCount: 96.0\nLicenseCountHardLimit: True\nName: 'sql'\n"
                "LicenseRules: ['#minimumVcpus=4', '#allowedTenancy=EC2-DedicatedHost', "
                "'#allowedTenancy=EC2-Default']\nLicenseExpiry: 1577836800\nStatus: available\n")}}));
  CHECK(loaded->licenses().size() == 1);
}

TEST_CASE("documents that disagree about a field: an error that names both places") {
  struct {
    const char *a, *b, *message;
  } const cases[] = {
      {"Name: sql", "Name: mssql", "`Name` of `sql` is `mssql`, but `sql` at store/a.yaml:3:7"},
      {"Description: x", "Description: y", "`Description` of `L` is `y`, but `x` at store/a.yaml:3:14"},
      {"LicenseConfigurationId: lic-1", "LicenseConfigurationId: lic-2",
       "`LicenseConfigurationId` of `L` is `lic-2`, but `lic-1` at store/a.yaml:3:25"},
      {"OwnerAccountId: '1'", "OwnerAccountId: '2'",
       "`OwnerAccountId` of `L` is `2`, but `1` at store/a.yaml:3:17"},
      {"LicenseCount: 96", "LicenseCount: 128",
       "`LicenseCount` of `L` is `128`, but `96` at store/a.yaml:3:15"},
      {"LicenseCountHardLimit: true", "LicenseCountHardLimit: false",
       "`LicenseCountHardLimit` of `L` is `false`, but `true` at store/a.yaml:3:24"},
      {"DisassociateWhenNotFound: true", "DisassociateWhenNotFound: false",
       "`DisassociateWhenNotFound` of `L` is `false`, but `true` at store/a.yaml:3:27"},
      {"ConsumedLicenses: 0", "ConsumedLicenses: 1",
       "`ConsumedLicenses` of `L` is `1`, but `0` at store/a.yaml:3:19"},
      {"Status: AVAILABLE", "Status: DISABLED",
       "`Status` of `L` is `DISABLED`, but `AVAILABLE` at store/a.yaml:3:9"},
      {"LicenseExpiry: 2020-01-01", "LicenseExpiry: 2021-01-01",
       "`LicenseExpiry` of `L` is `2021-01-01`, but `2020-01-01` at store/a.yaml:3:16"},
      {"LicenseRules: ['#minimumVcpus=4']", "LicenseRules: ['#minimumVcpus=8']",
       "`LicenseRules` of `L` are other rules than at store/a.yaml:3:15"},
      {"LicenseRules: ['#minimumVcpus=4']", "LicenseRules: []",
       "`LicenseRules` of `L` are other rules than at store/a.yaml:3:15"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.a);
    const bool names = std::string(c.a).find("Name:") == 0;
    const std::string name = names ? "" : "Name: L\n";
    const Loaded loaded(MemoryFiles(
        {{"store/a.yaml", License("LicenseCountingType: vCPU\n" + std::string(c.a) + "\n" + name)},
         {"store/b.yaml", License(std::string(c.b) + "\n")}}));
    const std::string column = std::to_string(std::string(c.b).find(": ") + 3);
    CHECK(loaded.error() == "store/b.yaml:2:" + column + ": " + c.message);
  }
}

TEST_CASE("counting types that disagree, within one file too") {
  const Loaded loaded =
      LoadYaml("LicenseConfigurations:\n- LicenseConfigurationArn: " + std::string(kSql) +
               "\n  LicenseCountingType: vCPU\n- LicenseConfigurationArn: " + std::string(kSql) +
               "\n  LicenseCountingType: Core\n");
  CHECK(loaded.error() ==
        "store/a.yaml:5:24: `LicenseCountingType` of `lic-0123456789abcdef0123456789abcdef` is "
        "`Core`, but `vCPU` at store/a.yaml:3:24");
}

TEST_CASE("the lists of several documents are united, without rows that stand in both") {
  const std::string row1 =
      "- {ResourceArn: 'arn:aws:ec2:us-east-1:111122223333:instance/i-1', ConsumedLicenses: 4}\n";
  const std::string row2 =
      "- {ResourceArn: 'arn:aws:ec2:us-east-1:111122223333:instance/i-2', ConsumedLicenses: 8}\n";
  const std::string image =
      "- {ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-1', ResourceOwnerId: '111122223333'";
  const Loaded loaded(
      MemoryFiles({{"store/a.yaml", License("LicenseCountingType: vCPU\nLicenseConfigurationUsageList:\n" +
                                            row1 + "LicenseConfigurationAssociations:\n" + image + "}\n")},
                   {"store/b.yaml", License("LicenseConfigurationUsageList:\n" + row1 + row2 +
                                            "LicenseConfigurationAssociations:\n" + image +
                                            ", AmiAssociationScope: cross-account}\n")}}));
  const auto& license = *loaded->licenses()[0];
  CHECK(license.usage.size() == 2);
  CHECK(license.consumed == 12);
  REQUIRE(loaded->AssociationsOf("ami-1").size() == 1);
  CHECK(loaded->AssociationsOf("ami-1")[0].cross_account);
}

TEST_CASE("rows that disagree") {
  const Loaded usage(MemoryFiles(
      {{"store/a.yaml", License("LicenseCountingType: vCPU\nLicenseConfigurationUsageList:\n- {ResourceArn: "
                                "'arn:aws:ec2:us-east-1:1:instance/i-1', ConsumedLicenses: 4}\n")},
       {"store/b.yaml", License("LicenseConfigurationUsageList:\n- {ResourceArn: "
                                "'arn:aws:ec2:us-east-1:1:instance/i-1', ConsumedLicenses: 8}\n")}}));
  CHECK(usage.error() ==
        "store/b.yaml:3:3: `ConsumedLicenses` of `arn:aws:ec2:us-east-1:1:instance/i-1` is `8`, but "
        "`4` at store/a.yaml:4:3");
  const Loaded owner(MemoryFiles(
      {{"store/a.yaml",
        License("LicenseCountingType: vCPU\nLicenseConfigurationAssociations:\n- {ResourceArn: "
                "'arn:aws:ec2:us-east-1::image/ami-1', ResourceOwnerId: '1'}\n")},
       {"store/b.yaml", License("LicenseConfigurationAssociations:\n- {ResourceArn: "
                                "'arn:aws:ec2:us-east-1::image/ami-1', ResourceOwnerId: '2'}\n")}}));
  CHECK(owner.error() ==
        "store/b.yaml:3:3: `ResourceOwnerId` of `ami-1` is not what it is at store/a.yaml:4:3");
}

TEST_CASE("a rule is judged by the counting type of another document") {
  const Loaded loaded(
      MemoryFiles({{"store/a.yaml", License("LicenseRules: ['#honorVcpuOptimization=True']\n")},
                   {"store/b.yaml", License("LicenseCountingType: Core\n")}}));
  CHECK(loaded.error() ==
        "store/a.yaml:2:16: the rule `honorVcpuOptimization` is not allowed with Core counting, only with "
        "vCPU");
}

}  // namespace
}  // namespace headroom
