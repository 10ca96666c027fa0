// `headroom store associate`, `disassociate` and `prune`, over stores in memory and an AWS CLI that is made
// up.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/fake_processes.h"
#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

std::string ArnIn(const std::string& region, int number = 1) {
  return fmt::format("arn:aws:license-manager:{}:111122223333:license-configuration:lic-{:032x}", region,
                     number);
}

const std::string kArn = ArnIn("us-east-1");

/// What a person wrote.
const std::string kStore = fmt::format(R"(# Our agreements.
LicenseConfigurations:
  # SQL Server, contract 17
  - LicenseConfigurationArn: {}
    Name: sql   # for each vCPU
    LicenseCountingType: vCPU

  - {{LicenseConfigurationArn: "{}", Name: windows, LicenseCountingType: vCPU}}  # on one line
Images:
  - {{ImageId: ami-0a, State: available, OwnerId: "111122223333"}}
  - {{ImageId: ami-0b, State: available, OwnerId: "444455556666"}}
  - {{ImageId: ami-0d, State: deregistered}}
)",
                                       kArn, ArnIn("us-east-1", 2));

testing::Outcome Run(const Files& files, std::vector<std::string> arguments,
                     const FakeProcesses& aws = FakeProcesses()) {
  testing::TestWorld world;
  world.run_process = aws.runner();
  arguments.insert(arguments.begin(), "store");
  arguments.insert(arguments.end(), {"--store", "s"});
  return testing::RunProgram(files, arguments, world);
}

TEST_CASE("associate writes beside what a person wrote, disassociate takes it out again") {
  const MemoryFiles files({{"s/a.yaml", kStore}});
  const testing::Outcome added = Run(files, {"associate", "sql", "ami-0b", "ami-0a", "ami-0b"});
  CHECK(added.error == "");
  CHECK(added.status == 0);
  CHECK(added.output ==
        "ami-0b: associated with `sql` of us-east-1\n"
        "ami-0a: associated with `sql` of us-east-1\n");
  std::string expected = kStore;
  expected.insert(expected.find("vCPU\n\n") + 5,
                  "    LicenseConfigurationAssociations:\n"
                  "      - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0b\n"
                  "        ResourceType: EC2_AMI\n"
                  "        ResourceOwnerId: \"444455556666\"\n"
                  "      - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0a\n"
                  "        ResourceType: EC2_AMI\n"
                  "        ResourceOwnerId: \"111122223333\"\n");
  CHECK(files.files().at("s/a.yaml") == expected);

  CHECK(Run(files, {"associate", "windows", "ami-0a", "--scope", "cross-account"}).output ==
        "ami-0a: associated with `windows` of us-east-1 for all accounts\n");
  CHECK(Run(files, {"associate", kArn, "ami-0a"}).output ==
        "ami-0a: already associated with `sql` of us-east-1\n");
  CHECK(Run(files, {"disassociate", "windows", "ami-0a"}).output ==
        "ami-0a: no longer associated with `windows` of us-east-1\n");
  CHECK(files.files().at("s/a.yaml") == expected);
  CHECK(Run(files, {"disassociate", "sql", "ami-0a", "ami-0b"}).status == 0);
  CHECK(files.files().at("s/a.yaml") == kStore);
}

TEST_CASE("an association that is there gets the wider scope") {
  const MemoryFiles files({{"s/a.yaml", kStore}});
  CHECK(Run(files, {"associate", "sql", "ami-0a"}).status == 0);
  CHECK(Run(files, {"associate", "sql", "ami-0a", "--scope", "cross-account"}).output ==
        "ami-0a: associated with `sql` of us-east-1 for all accounts\n");
  CHECK(files.files().at("s/a.yaml").find("AmiAssociationScope: cross-account\n") != std::string::npos);
  CHECK(Run(files, {"disassociate", "sql", "ami-0a"}).status == 0);
  CHECK(files.files().at("s/a.yaml") == kStore);
}

TEST_CASE("what cannot be is refused, and nothing is written") {
  const MemoryFiles files({{"s/a.yaml", kStore}});
  const auto error = [&](const std::vector<std::string>& arguments) {
    const testing::Outcome outcome = Run(files, arguments);
    CHECK(outcome.status == 2);
    CHECK(outcome.output == "");
    CHECK(files.files().at("s/a.yaml") == kStore);
    return outcome.error;
  };
  CHECK(error({"associate", "sql", "ami-0a", "ami-0d", "ami-0b", "--scope", "cross-account"}) ==
        "headroom: `ami-0d` is deregistered, and License Manager takes no such image\n"
        "`ami-0b` belongs to the account `444455556666`: an image that is shared with an account is "
        "associated for that account alone, not `cross-account`\n");
  CHECK(error({"associate", "sqll", "ami-0a"}) ==
        "headroom: the store holds no license `sqll`; did you mean `sql`?\n");
  CHECK(error({"associate", "sql", "ami-0a", "--region", "eu-west-1"}) ==
        "headroom: the store holds no license `sql` of `eu-west-1`\n");
  CHECK(error({"disassociate", "sql", "ami-0a"}) ==
        "headroom: the store does not associate `ami-0a` with `sql` of us-east-1\n");
  CHECK(error({"associate", "sql", "ami_0a"}) ==
        "headroom: `headroom store associate` takes AMIs such as `ami-0123456789abcdef0`, but got "
        "`ami_0a`\n");
  CHECK(error({"associate", "sql", "ami-0123456789abcdezz"}) ==
        "headroom: `headroom store associate` takes AMIs such as `ami-0123456789abcdef0`, but got "
        "`ami-0123456789abcdezz`\n");
  CHECK(error({"disassociate", "sql", "ami-zz"}) ==
        "headroom: the store does not associate `ami-zz` with `sql` of us-east-1\n");
  CHECK(error({"disassociate", "sql"}) ==
        "headroom: `headroom store disassociate` needs a license and one or more AMIs\n");
  CHECK(error({"associate", "sql", "ami-0a", "--scope", "all"}) ==
        "headroom: `--scope` takes account or cross-account, but got `all`\n");
  CHECK(error({"prune", "ami-0a"}) ==
        "headroom: `headroom store prune` takes no arguments, but got `ami-0a`\n");
}

TEST_CASE("ten licenses are as many as an image takes") {
  std::string text = "LicenseConfigurations:\n";
  for (int i = 1; i <= 11; ++i) {
    text += fmt::format("  - LicenseConfigurationArn: {}\n    Name: l{}\n    LicenseCountingType: vCPU\n",
                        ArnIn("us-east-1", i), i);
    if (i <= 10)
      text +=
          "    LicenseConfigurationAssociations: [{ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-0a'}]\n";
  }
  CHECK(Run(MemoryFiles({{"s/a.yaml", text}}), {"associate", "l11", "ami-0a"}).error ==
        "headroom: `ami-0a` is associated with 10 licenses, and License Manager takes 10 for one resource\n");
}

TEST_CASE("a list that has nothing behind its key on one line, as wherever it has none") {
  for (const char* nothing : {"", " ", " null", "  ~"}) {
    const std::string begin = "LicenseConfigurations:\n  - {LicenseConfigurationAssociations:";
    const std::string end =
        fmt::format(", LicenseConfigurationArn: \"{}\", Name: sql, LicenseCountingType: vCPU}}\n", kArn);
    const MemoryFiles files({{"s/a.yaml", begin + nothing + end}});
    const testing::Outcome added = Run(files, {"associate", "sql", "ami-0a"});
    CHECK(added.error == "");
    CHECK(added.output == "ami-0a: associated with `sql` of us-east-1\n");
    CHECK(Run(files, {"disassociate", "sql", "ami-0a"}).error == "");
    CHECK(files.files().at("s/a.yaml") == begin + nothing + end);
  }
}

TEST_CASE("licenses of one name in several Regions") {
  const std::string text = fmt::format(
      "LicenseConfigurations:\n  - {{LicenseConfigurationArn: '{}', Name: sql, LicenseCountingType: vCPU}}\n"
      "  - {{LicenseConfigurationArn: '{}', Name: sql, LicenseCountingType: vCPU}}\n",
      kArn, ArnIn("eu-west-1"));
  const MemoryFiles files({{"s/a.yaml", text}});
  CHECK(Run(files, {"associate", "sql", "ami-0a"}).error ==
        "headroom: the store holds licenses `sql` of several Regions, such as `eu-west-1` and `us-east-1`; "
        "choose with `--region`\n");
  CHECK(Run(files, {"associate", "sql", "ami-0a", "--region", "eu-west-1"}).output ==
        "ami-0a: associated with `sql` of eu-west-1\n");
  CHECK(files.files().at("s/a.yaml").find("arn:aws:ec2:eu-west-1::image/ami-0a") != std::string::npos);
}

TEST_CASE("an association that stands in several documents is taken out of all") {
  const std::string list =
      "LicenseConfigurationAssociations: [{ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-0a'}]\n";
  const std::string other = fmt::format("LicenseConfigurationArn: {}\n", kArn);
  const MemoryFiles files({{"s/a.yaml", kStore}, {"s/b.yaml", other + list}, {"s/c.yaml", other + list}});
  CHECK(Run(files, {"disassociate", "sql", "ami-0a"}).status == 0);
  for (const char* path : {"s/b.yaml", "s/c.yaml"})
    CHECK(files.files().at(path) == other + "LicenseConfigurationAssociations: []\n");
}

TEST_CASE("an image that the store's images lack is associated with a warning") {
  CHECK(Run(MemoryFiles({{"s/a.yaml", kStore}}), {"associate", "sql", "ami-0c"}).error ==
        "warning: the store's images do not hold `ami-0c`, so nobody can tell whether it is there\n");
}

TEST_CASE("prune takes out what is deregistered, and with --missing what no image is known of") {
  std::string text = kStore;
  text.insert(text.find("vCPU\n\n") + 5,
              "    LicenseConfigurationAssociations:\n"
              "      - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0d  # gone\n"
              "      - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0a  # stays\n"
              "      - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0c  # nobody knows\n");
  const MemoryFiles files({{"s/a.yaml", text}});
  const testing::Outcome tried = Run(files, {"prune", "--dry-run"});
  CHECK(tried.output == "ami-0d: deregistered, no longer associated with `sql` of us-east-1\n");
  CHECK(tried.error ==
        "warning: 1 of the associated AMIs is not among the store's images; `--missing` takes out their "
        "associations too\n");
  CHECK(files.files().at("s/a.yaml") == text);
  CHECK(Run(files, {"prune"}).output == tried.output);
  const std::string gone = "      - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0d  # gone\n";
  text.erase(text.find(gone), gone.size());
  CHECK(files.files().at("s/a.yaml") == text);
  CHECK(Run(files, {"prune", "--missing"}).output ==
        "ami-0c: missing, no longer associated with `sql` of us-east-1\n");
  CHECK(Run(files, {"prune", "--missing"}).output == "no association of a deregistered AMI\n");
  CHECK(files.files().at("s/a.yaml").find("ami-0a  # stays\n\n") != std::string::npos);
  // Of a Region without a known image nobody can tell what is missing.
  const std::string far = fmt::format(
      "LicenseConfigurations:\n  - {{LicenseConfigurationArn: \"{}\", Name: far, LicenseCountingType: vCPU, "
      "LicenseConfigurationAssociations: [{{ResourceArn: \"arn:aws:ec2:eu-west-1::image/ami-0e\"}}]}}\n",
      ArnIn("eu-west-1"));
  const MemoryFiles both({{"s/a.yaml", text}, {"s/far.yaml", far}});
  const testing::Outcome here = Run(both, {"prune", "--missing"});
  CHECK(here.output == "ami-0c: missing, no longer associated with `sql` of us-east-1\n");
  CHECK(here.error ==
        "warning: the store knows no associated image of eu-west-1, so nothing is taken as missing there\n");
  CHECK(both.files().at("s/far.yaml") == far);
  const MemoryFiles imageless({{"s/a.yaml", kStore.substr(0, kStore.find("Images:"))}});
  CHECK(Run(imageless, {"prune", "--missing"}).error ==
        "headroom: the store lists no images, so nobody can tell which are missing; `store sync` asks for "
        "them\n");
}

TEST_CASE("--apply tells AWS first, and the store holds what AWS has taken") {
  const std::string call = "aws license-manager update-license-specifications-for-resource --resource-arn ";
  const std::string image = "arn:aws:ec2:us-east-1::image/";
  const std::string license = "LicenseConfigurationArn=" + kArn;
  const MemoryFiles files({{"s/a.yaml", kStore}});
  FakeProcesses aws;
  aws.Prints("aws", "");
  CHECK(
      Run(files, {"associate", "sql", "ami-0a", "--apply", "--scope", "cross-account", "--profile", "p"}, aws)
          .error == "");
  CHECK(Run(files, {"disassociate", "sql", "ami-0a", "--apply"}, aws).error == "");
  CHECK(aws.Commands() ==
        std::vector<std::string>{
            call + image + "ami-0a --add-license-specifications " + license +
                ",AmiAssociationScope=cross-account --region us-east-1 --profile p --output json",
            call + image + "ami-0a --remove-license-specifications " + license +
                ",AmiAssociationScope=cross-account --region us-east-1 --output json"});
  CHECK(files.files().at("s/a.yaml") == kStore);

  const testing::Outcome dry = Run(files, {"associate", "sql", "ami-0a", "--apply", "--dry-run"}, aws);
  CHECK(dry.output == call + image + "ami-0a --add-license-specifications " + license +
                          " --region us-east-1 --output json\n");
  CHECK(aws.Commands().size() == 2);

  aws.Fails("ami-0b", 254, "An error occurred (AccessDeniedException) when calling the X operation: no\n");
  const testing::Outcome refused = Run(files, {"associate", "sql", "ami-0a", "ami-0b", "--apply"}, aws);
  CHECK(refused.status == 2);
  CHECK(
      refused.error ==
      "headroom: `ami-0b` is not associated with `sql` in AWS: `aws license-manager "
      "update-license-specifications-for-resource` failed: An error occurred (AccessDeniedException) when "
      "calling the X operation: no; allow `license-manager:UpdateLicenseSpecificationsForResource` to these "
      "credentials\n");
  CHECK(files.files().at("s/a.yaml").find("image/ami-0a") != std::string::npos);
  CHECK(files.files().at("s/a.yaml").find("image/ami-0b") == std::string::npos);
}

TEST_CASE("--apply tells AWS whatever the store holds already") {
  const std::string image = "--resource-arn arn:aws:ec2:us-east-1::image/ami-0a ";
  const MemoryFiles files({{"s/a.yaml", kStore}});
  FakeProcesses aws;
  aws.Prints("aws", "");
  CHECK(Run(files, {"associate", "sql", "ami-0a"}).status == 0);
  const std::string associated = files.files().at("s/a.yaml");
  const testing::Outcome dry = Run(files, {"associate", "sql", "ami-0a", "--apply", "--dry-run"}, aws);
  CHECK(dry.output.find(image + "--add-license-specifications ") != std::string::npos);
  CHECK(aws.Commands().empty());
  const testing::Outcome added = Run(files, {"associate", "sql", "ami-0a", "--apply"}, aws);
  CHECK(added.output == "ami-0a: associated with `sql` of us-east-1; the store has it already\n");
  CHECK(aws.Commands().size() == 1);
  CHECK(files.files().at("s/a.yaml") == associated);

  CHECK(Run(files, {"disassociate", "sql", "ami-0a"}).status == 0);
  const testing::Outcome removed = Run(files, {"disassociate", "sql", "ami-0a", "--apply"}, aws);
  CHECK(removed.status == 0);
  CHECK(removed.output ==
        "ami-0a: no longer associated with `sql` of us-east-1; the store did not have it\n");
  CHECK(aws.Commands().size() == 2);
  CHECK(files.files().at("s/a.yaml") == kStore);
}

TEST_CASE("nothing is changed, in AWS or in a document, before all can be") {
  const std::string list = "LicenseConfigurationAssociations: ";
  const std::string row = "[{ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-0a'}]\n";
  const std::string head = fmt::format("LicenseConfigurationArn: {}\n", kArn);
  const MemoryFiles files({{"s/a.yaml", kStore},
                           {"s/b.yaml", head + list + row},
                           {"s/c.yaml", head + "Other: &a 1\n" + list + "&list " + row + "More: *list\n"}});
  FakeProcesses aws;
  aws.Prints("aws", "");
  const auto before = files.files();
  for (const bool applies : {false, true}) {
    std::vector<std::string> arguments = {"disassociate", "sql", "ami-0a"};
    if (applies) arguments.emplace_back("--apply");
    const testing::Outcome outcome = Run(files, arguments, aws);
    CHECK(outcome.status == 2);
    CHECK(outcome.error.find("cannot be edited") != std::string::npos);
  }
  CHECK(aws.Commands().empty());
  CHECK(files.files() == before);
}

TEST_CASE("what AWS refuses does not stop the others, and what it does not know any more is gone") {
  std::string text = kStore;
  std::string rows = "    LicenseConfigurationAssociations:\n";
  for (const char* image : {"ami-01", "ami-02", "ami-03"})
    rows += fmt::format("      - ResourceArn: arn:aws:ec2:us-east-1::image/{}\n", image);
  text.insert(text.find("vCPU\n\n") + 5, rows);
  for (const char* image : {"ami-01", "ami-02", "ami-03"})
    text += fmt::format("  - {{ImageId: {}, State: deregistered}}\n", image);
  const MemoryFiles files({{"s/a.yaml", text}});
  FakeProcesses aws;
  aws.Prints("aws", "");
  aws.Fails("ami-01", 254, "An error occurred (AccessDeniedException) when calling the X operation: no\n");
  aws.Fails("ami-02", 254,
            "An error occurred (InvalidParameterValueException) when calling the X operation: Resource does "
            "not exist\n");
  const testing::Outcome outcome = Run(files, {"prune", "--apply"}, aws);
  CHECK(outcome.status == 2);
  CHECK(outcome.output ==
        "ami-02: deregistered, no longer associated with `sql` of us-east-1\n"
        "ami-03: deregistered, no longer associated with `sql` of us-east-1\n");
  CHECK(outcome.error.find("`ami-01` is still associated with `sql` in AWS: ") != std::string::npos);
  CHECK(aws.Commands().size() == 3);
  const std::string& left = files.files().at("s/a.yaml");
  CHECK(left.find("image/ami-01") != std::string::npos);
  CHECK(left.find("image/ami-02") == std::string::npos);
  CHECK(left.find("image/ami-03") == std::string::npos);
}

TEST_CASE("a scope that is narrower than what is there is refused") {
  const MemoryFiles files({{"s/a.yaml", kStore}});
  CHECK(Run(files, {"associate", "sql", "ami-0a", "--scope", "cross-account"}).status == 0);
  const testing::Outcome outcome = Run(files, {"associate", "sql", "ami-0a", "--scope", "account"});
  CHECK(outcome.status == 2);
  CHECK(outcome.error ==
        "headroom: `ami-0a` is associated with `sql` of us-east-1 for all accounts; to associate it for one "
        "account alone, take that out first with `headroom store disassociate`\n");
}

TEST_CASE("who changes a snapshot alone is told that the next sync undoes it") {
  const MemoryFiles files(
      {{"s/snapshot/snapshot.json", R"({"SyncedAt": 1})"}, {"s/snapshot/a.yaml", kStore}});
  CHECK(Run(files, {"associate", "sql", "ami-0a"}).error ==
        "warning: `s/snapshot/a.yaml` is of a snapshot, and the next `store sync` takes the change back; "
        "`--apply` makes it in AWS too\n");
}

}  // namespace
}  // namespace headroom
