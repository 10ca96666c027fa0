// The documents that ship: rules/example, and fixtures/stores in the shapes that the AWS CLI prints.

#include "load.h"

namespace headroom {
namespace {

const std::string kRoot = HEADROOM_ROOT;

Loaded LoadFolder(const std::string& folder) { return Loaded(RealFiles(), {kRoot + "/" + folder}); }

TEST_CASE("the example store says what its README says") {
  const Loaded loaded = LoadFolder("rules/example");
  struct {
    const char *name, *region;
    CountingType type;
    Count limit;
    bool hard;
    int64_t consumed;
    bool disabled;
  } const expected[] = {
      {"sql-server-ireland", "eu-west-1", CountingType::kVcpu, 48, true, 0, false},
      {"sql-server-enterprise", "us-east-1", CountingType::kVcpu, 96, true, 24, false},
      {"windows-server", "us-east-1", CountingType::kVcpu, 200, false, 150, false},
      {"oracle-database", "us-east-1", CountingType::kVcpu, 64, false, 0, false},
      {"suse-linux", "us-east-1", CountingType::kInstance, 20, true, 17, false},
      {"windows-datacenter", "us-east-1", CountingType::kCore, 192, true, 0, false},
      {"retired-agent", "us-east-1", CountingType::kInstance, {}, false, 0, true},
      {"legacy-middleware", "us-east-1", CountingType::kInstance, 50, false, 0, false},
  };
  REQUIRE(loaded->licenses().size() == std::size(expected));
  for (size_t i = 0; i < std::size(expected); ++i) {
    const License& license = *loaded->licenses()[i];
    CAPTURE(license.name);
    CHECK(license.name == expected[i].name);
    CHECK(license.arn.region == expected[i].region);
    CHECK(license.arn.account == "111122223333");
    CHECK(license.counting_type == expected[i].type);
    CHECK(license.limit == expected[i].limit);
    CHECK(license.hard_limit == expected[i].hard);
    CHECK(license.consumed == expected[i].consumed);
    CHECK(license.disabled == expected[i].disabled);
  }
  CHECK(loaded->licenses()[1]->rules == LicenseRules{{true, true, true}, 4, {}, {}, {}, {}, {}, {}, true});
  CHECK(loaded->licenses()[3]->rules == LicenseRules{{false, true, true}, {}, 32, {}, {}, {}, {}, {}, false});
  CHECK(loaded->licenses()[5]->rules ==
        LicenseRules{{false, false, true}, {}, {}, {}, {}, {}, {}, {}, false});
  CHECK(loaded->licenses()[7]->expiry == 1577836800);
}

TEST_CASE("the example store's images, launch template and values") {
  const Loaded loaded = LoadFolder("rules/example");
  REQUIRE(loaded->AssociationsOf("ami-0aa1aa1aa1aa1aa1a").size() == 1);
  CHECK(loaded->AssociationsOf("ami-0aa1aa1aa1aa1aa1a")[0].license->name == "windows-server");
  CHECK(loaded->AssociationsOf("ami-0aa1aa1aa1aa1aa1a")[0].cross_account);
  REQUIRE(loaded->AssociationsOf("ami-0bb2bb2bb2bb2bb2b").size() == 1);
  CHECK(loaded->AssociationsOf("ami-0bb2bb2bb2bb2bb2b")[0].license->name == "sql-server-enterprise");
  CHECK_FALSE(loaded->AssociationsOf("ami-0bb2bb2bb2bb2bb2b")[0].cross_account);
  for (const char* id : {"ami-0a70a70a70a70a70a", "ami-0aa1aa1aa1aa1aa1a", "ami-0bb2bb2bb2bb2bb2b",
                         "ami-0cc3cc3cc3cc3cc3c", "ami-0dd4dd4dd4dd4dd4d", "ami-0ff6ff6ff6ff6ff6f"}) {
    CAPTURE(id);
    REQUIRE(loaded->FindImage(id) != nullptr);
    CHECK(loaded->FindImage(id)->state == "available");
  }
  CHECK(loaded->FindImage("ami-0cc3cc3cc3cc3cc3c")->source_image_id == "ami-0bb2bb2bb2bb2bb2b");
  CHECK(loaded->FindImage("ami-0dd4dd4dd4dd4dd4d")->usage_operation == "RunInstances:0800");
  CHECK(loaded->FindImage("ami-0ee5ee5ee5ee5ee5e")->state == "deregistered");
  CHECK(loaded->FindImage("ami-0ff6ff6ff6ff6ff6f")->deprecation_time == 1622505600);
  CHECK(loaded->FindLaunchTemplate("golden-sql", "$Default")->version == 1);
  CHECK(loaded->FindLaunchTemplate("lt-0123456789abcdef0", "$Latest")->version == 2);
  CHECK(*loaded->ssm_parameters().Find("/golden/windows", {}, {}) == "ami-0aa1aa1aa1aa1aa1a");
  CHECK(*loaded->ssm_parameters().Find("/licenses/sql-server", {}, {}) == kSql);
  CHECK(*loaded->exports().Find("sql-server-license", {}, {}) == kSql);
}

TEST_CASE("what the AWS CLI prints loads without a warning") {
  const Loaded loaded = LoadFolder("fixtures/stores/aws-cli");
  REQUIRE(loaded->licenses().size() == 2);
  CHECK(loaded->licenses()[0]->name == "sql");
  CHECK(loaded->licenses()[0]->consumed == 24);
  CHECK(loaded->licenses()[0]->usage.size() == 2);
  CHECK(loaded->licenses()[1]->name == "windows");
  CHECK(loaded->licenses()[1]->expiry == 1806537600);
  CHECK(loaded->AssociationsOf("ami-0aaaaaaaaaaaaaaa1").size() == 1);
  CHECK(loaded->FindImage("ami-0aaaaaaaaaaaaaaa1")->platform_details == "Windows");
  CHECK(loaded->FindInstance("i-0aaaaaaaaaaaaaaa1")->tags.at("aws:cloudformation:stack-name") == "web-prod");
  CHECK(loaded->FindHost("h-0123456789abcdef0")->instance_family == "m5");
  CHECK(loaded->catalog().FindType("m5.large")->valid_cores == "1");
  CHECK(loaded->FindLaunchTemplate("golden", "$Default")->version == 3);
  CHECK(*loaded->ssm_parameters().Find("/golden/sql:7", {}, {}) == "ami-0aaaaaaaaaaaaaaa1");
  CHECK(*loaded->exports().Find("prod-sql-license", {}, {}) == kSql);
}

TEST_CASE("a store of mistakes tells all of them") {
  const Result<std::string> expected =
      RealFiles().Read(kRoot + "/fixtures/stores/mistakes/expected.txt", 1 << 20);
  REQUIRE(expected.has_value());
  const Loaded loaded = LoadFolder("fixtures/stores/mistakes");
  std::string told = "errors:\n" + loaded.error() + "\n\nwarnings:\n";
  for (const std::string& warning : loaded.warnings) told += warning + "\n";
  for (size_t at; (at = told.find(kRoot + "/")) != std::string::npos;) told.erase(at, kRoot.size() + 1);
  CHECK(told == *expected);
}

}  // namespace
}  // namespace headroom
