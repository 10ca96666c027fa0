// The config file, and the deployments that it names.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

using Texts = std::vector<std::string>;

constexpr const char* kArn =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "00000000000000000000000000000001";

/// A license of `limit` vCPUs, hard.
std::string Store(int limit) {
  return fmt::format(
      "LicenseConfigurations:\n- LicenseConfigurationArn: {}\n  Name: sql\n  LicenseCountingType: vCPU\n"
      "  LicenseCount: {}\n  LicenseCountHardLimit: true\n",
      kArn, limit);
}

/// One instance of the parameter's type, m5.xlarge (4 vCPUs) by default.
std::string Node() {
  return fmt::format(
      "Parameters:\n  Size: {{Type: String, Default: m5.xlarge}}\n"
      "Resources:\n  Node:\n    Type: AWS::EC2::Instance\n    Properties:\n      InstanceType: !Ref Size\n"
      "      ImageId: ami-0123456789abcdef0\n      LicenseSpecifications: [{{LicenseConfigurationArn: "
      "\"{}\"}}]\n",
      kArn);
}

MemoryFiles Project(const std::string& config) {
  return MemoryFiles{{".headroom.yaml", config},
                     {"licenses/sql.yaml", Store(8)},
                     {"web.yaml", Node()},
                     {"large.json", R"({"Size": "m5.2xlarge"})"}};
}

/// The first line of a finding each, without frames and table.
Texts Headlines(const testing::Outcome& outcome) {
  Texts out;
  for (size_t at = 0; at < outcome.output.size();) {
    const size_t end = std::min(outcome.output.find('\n', at), outcome.output.size());
    const std::string line = outcome.output.substr(at, end - at);
    if (line.find("[LM") != std::string::npos) out.push_back(line);
    at = end + 1;
  }
  return out;
}

testing::Outcome Check(const MemoryFiles& files, Texts arguments, const testing::TestWorld& world = {}) {
  arguments.insert(arguments.begin(), "check");
  return testing::RunProgram(files, arguments, world);
}

std::string ErrorOf(const std::string& config) {
  const testing::Outcome outcome = Check(Project(config), {"web.yaml"});
  CHECK(outcome.output == "");
  CHECK(outcome.status == 2);
  return outcome.error;
}

TEST_CASE("what is wrong in a config file is said at its place, all of it at once") {
  CHECK(ErrorOf("near-limit: 0.5\nregio: us-east-1\nzzz: 1\n") ==
        "headroom: .headroom.yaml:1:1: unknown key `near-limit`; did you mean `near_limit`?\n"
        ".headroom.yaml:2:1: unknown key `regio`; did you mean `region`?\n"
        ".headroom.yaml:3:1: unknown key `zzz`; it can be store, region, account, fail_on, "
        "near_limit, max_age, rules or deployments\n");
  CHECK(ErrorOf("rules: {LM3011: error, LM302: of, LM401: false, near-limit: off, LM308: [x]}\n") ==
        "headroom: .headroom.yaml:1:9: there is no rule `LM3011`; did you mean `LM301`?\n"
        ".headroom.yaml:1:31: `LM302` takes off, note, warning or error, but got `of`; did you "
        "mean `off`?\n"
        ".headroom.yaml:1:42: `LM401` takes off, note, warning or error, but got `false`\n"
        ".headroom.yaml:1:66: the rule `LM308` has a level already\n"
        ".headroom.yaml:1:73: `LM308` takes off, note, warning or error\n");
  CHECK(ErrorOf("account: 1234\nfail_on: warn\nnear_limit: 90\nstore: {a: b}\n") ==
        "headroom: .headroom.yaml:1:10: `account` takes an account id of 12 digits, but got `1234`\n"
        ".headroom.yaml:2:10: `fail_on` takes error, warning or never, but got `warn`\n"
        ".headroom.yaml:3:13: `near_limit` takes a number from 0 to 1, such as `0.9`, but got "
        "`90`\n"
        ".headroom.yaml:4:8: `store` takes a list, not a map\n");
  CHECK(ErrorOf("deployments:\n  - stack: a\n  - {template: web.yaml, stak: x, account: 12}\n") ==
        "headroom: .headroom.yaml:2:5: the deployment names no `template`\n"
        ".headroom.yaml:3:26: unknown key `stak`; did you mean `stack`?\n"
        ".headroom.yaml:3:44: `account` takes an account id of 12 digits, but got `12`\n");
  CHECK(ErrorOf("- a\n") == "headroom: .headroom.yaml:1:1: a config file is a map of settings\n");
  CHECK(ErrorOf("a: [\n").find("headroom: .headroom.yaml:") == 0);
}

TEST_CASE("a share as YAML and JSON write numbers") {
  for (const char* share : {"0.25", "2.5e-1", "1e-7", "\"0.25\""}) {
    CAPTURE(share);
    const testing::Outcome outcome =
        Check(Project("store: licenses\nnear_limit: " + std::string(share) + "\n"), {"web.yaml"});
    CHECK(outcome.error == "");
  }
  for (const char* share : {"-1e-7", "1e1", "nan", "\"1e-7\"", "0x1", "1e-7e"}) {
    const std::string plain(share[0] == '"' ? "1e-7" : share);
    CHECK(ErrorOf("near_limit: " + std::string(share) + "\n") ==
          "headroom: .headroom.yaml:1:13: `near_limit` takes a number from 0 to 1, such as `0.9`, but got `" +
              plain + "`\n");
  }
}

TEST_CASE("an option wins over the environment, and that over the config file") {
  const std::string config = "store: licenses\nregion: eu-west-1\n";
  const std::string mismatch = "LM103";
  const auto has = [&](const testing::Outcome& outcome) {
    return outcome.output.find(mismatch) != std::string::npos;
  };
  CHECK(has(Check(Project(config), {"web.yaml"})));
  CHECK_FALSE(has(Check(Project(config), {"web.yaml"}, {.variables = {{"AWS_REGION", "us-east-1"}}})));
  CHECK_FALSE(has(Check(Project(config), {"web.yaml", "--region", "us-east-1"},
                        {.variables = {{"AWS_REGION", "eu-west-1"}}})));
  MemoryFiles files = Project("store: nowhere\n");
  CHECK(Check(files, {"web.yaml"}).error == "headroom: the store `nowhere` does not exist\n");
  CHECK(Check(files, {"web.yaml"}, {.variables = {{"HEADROOM_STORE", "licenses"}}}).error == "");
  CHECK(Check(files, {"web.yaml", "--store", "licenses"}).error == "");
}

TEST_CASE("fail_on and rules decide the exit status") {
  const auto status = [](const std::string& more, Texts arguments = {}) {
    arguments.insert(arguments.begin(), {"web.yaml", "-p", "Size=m5.4xlarge"});
    return Check(Project("store: licenses\n" + more), arguments).status;
  };
  CHECK(status("") == 1);
  CHECK(status("fail_on: never\n") == 0);
  CHECK(status("fail_on: never\n", {"--fail-on", "error"}) == 1);
  CHECK(status("rules: {LM301: warning}\n") == 0);
  CHECK(status("rules: {hard-limit-exceeded: warning}\nfail_on: warning\n") == 1);
  CHECK(status("rules: {lm301: off}\n") == 0);
}

TEST_CASE("strict is stricter than the config file, but for a rule that is off") {
  MemoryFiles files = Project("store: licenses\nrules: {LM205: note}\n");
  const Texts arguments = {"web.yaml", "-p", "Size=m99.large", "--quiet", "--strict"};
  CHECK(Headlines(Check(files, arguments)) ==
        Texts{"web.yaml:7:21: error[LM205]: the data has no instance type `m99.large`, so `Node` cannot be "
              "counted"});
  files.AddFile(".headroom.yaml", "store: licenses\nrules: {LM205: off}\n");
  CHECK(Headlines(Check(files, arguments)) == Texts{});
}

TEST_CASE("deployments of one template are judged together, each with what it says") {
  MemoryFiles files = Project(
      "store: [licenses/]\nregion: us-east-1\n"
      "deployments:\n"
      "  - {template: web.yaml, stack: prod, parameters: large.json}\n"
      "  - {template: web.yaml, stack: test, region: eu-west-1}\n");
  const testing::Outcome outcome = Check(files, {"--format", "json"});
  CHECK(outcome.error == "");
  CHECK(outcome.output.find("\"planned\": {\"low\": 12, \"high\": 12}") != std::string::npos);
  CHECK(outcome.output.find("\"rule\": \"LM103\"") != std::string::npos);
  CHECK(outcome.output.find("\"summary\": {\n    \"inputs\": 1,") != std::string::npos);
}

TEST_CASE("a parameter that is open in one deployment stays as given in another") {
  MemoryFiles files = Project(
      "store: licenses\ndeployments:\n"
      "  - {template: open.yaml, stack: prod, parameters: large.json}\n"
      "  - {template: open.yaml, stack: test}\n");
  std::string open = Node();
  const std::string from = "Default: m5.xlarge";
  open.replace(open.find(from), from.size(), "AllowedValues: [m5.large, m5.xlarge, m5.2xlarge]");
  files.AddFile("open.yaml", open);
  const testing::Outcome outcome = Check(files, {"--format", "json"});
  CHECK(outcome.error == "");
  CHECK(outcome.output.find("\"planned\": {\"low\": 10, \"high\": 16}") != std::string::npos);
}

TEST_CASE("each deployment releases what its own stack holds") {
  const auto instance = [](const char* id, const char* stack) {
    return fmt::format(
        "  - Instances:\n    - InstanceId: {}\n      Tags: [{{Key: 'aws:cloudformation:stack-name', Value: "
        "{}}},"
        " {{Key: 'aws:cloudformation:logical-id', Value: Node}}]\n",
        id, stack);
  };
  const auto usage = [](const char* id, int units) {
    return fmt::format(
        "  - {{ResourceArn: 'arn:aws:ec2:us-east-1:111122223333:instance/{}', ResourceType: EC2_INSTANCE, "
        "ConsumedLicenses: {}}}\n",
        id, units);
  };
  MemoryFiles files = Project(
      "store: licenses\ndeployments:\n  - {template: web.yaml, stack: prod}\n"
      "  - {template: web.yaml, stack: test}\n");
  files.AddFile("licenses/sql.yaml", Store(100) + "  LicenseConfigurationUsageList:\n" + usage("i-1", 4) +
                                         usage("i-2", 2) + usage("i-3", 1) + "Reservations:\n" +
                                         instance("i-1", "prod") + instance("i-2", "test") +
                                         instance("i-3", "other"));
  const testing::Outcome outcome = Check(files, {"--format", "json"});
  CHECK(outcome.error == "");
  CHECK(outcome.output.find("\"consumed\": 7,\n      \"released\": 6,") != std::string::npos);
}

TEST_CASE("a parameter file is about the templates of its own deployment") {
  MemoryFiles files = Project(
      "store: licenses\ndeployments:\n"
      "  - {template: web.yaml}\n  - {template: plain.yaml, parameters: large.json}\n");
  files.AddFile("plain.yaml", "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n");
  CHECK(Headlines(Check(files, {"-p", "Size=m5.large"})) ==
        Texts{});  // the option wins over the file, and web.yaml declares it
  CHECK(Headlines(Check(files, {})) ==
        Texts{"large.json:1:10: error[LM005]: no template declares the parameter `Size`"});
}

TEST_CASE("without PATH there are the deployments, or there is an error") {
  CHECK(Check(Project("store: licenses\n"), {}).error ==
        "headroom: `headroom check` needs a PATH: a file, a folder, or `-` for standard input; or "
        "`deployments` in .headroom.yaml\n");
  const MemoryFiles files = Project("store: licenses\ndeployments: [{template: web.yaml}]\n");
  CHECK(Check(files, {"--stack", "prod"}).error ==
        "headroom: `--stack` needs a PATH: the deployments of `.headroom.yaml` name their stacks there\n");
  CHECK(Check(files, {"--deployed", "web.yaml"}).error ==
        "headroom: `--deployed` needs a PATH: the deployments of `.headroom.yaml` name their stacks there\n");
}

TEST_CASE("paths of a config file are relative to it") {
  MemoryFiles files{
      {"conf/h.yaml", "store: ../licenses\ndeployments: [{template: stacks, parameters: [p.json]}]\n"},
      {"conf/../licenses/sql.yaml", Store(8)},
      {"conf/stacks/web.yaml", Node()},
      {"conf/p.json", R"({"Size": "m5.4xlarge"})"}};
  const testing::Outcome outcome = Check(files, {"--config", "conf/h.yaml", "--quiet"});
  CHECK(outcome.error == "");
  CHECK(
      Headlines(outcome) ==
      Texts{"conf/stacks/web.yaml:4:3: error[LM301]: planned demand exceeds the hard limit of `sql`: 16 of 8 "
            "vCPUs"});
  CHECK(Check(files, {"--config", "none.yaml"}).error ==
        "headroom: cannot read `none.yaml`: No such file or directory\n");
}

TEST_CASE("the inputs are listed with their kinds, and no store is asked for") {
  MemoryFiles files = Project("");
  files.AddFile("bad.yaml", "AWSTemplateFormatVersion: [\n");
  files.AddFile("launch.json", R"({"LaunchTemplateData": {}})");
  const testing::Outcome outcome = Check(files, {"--list-inputs", "."});
  CHECK(outcome.status == 0);
  CHECK(outcome.output ==
        "./bad.yaml\tunreadable\n./launch.json\tlaunch-template\n./web.yaml\tcloudformation\n");
}

TEST_CASE("rules are listed with the level that the config file gives them") {
  const auto rules = [](const MemoryFiles& files, Texts arguments = {}) {
    arguments.insert(arguments.begin(), "rules");
    return testing::RunProgram(files, arguments).output;
  };
  const std::string usual = rules({});
  CHECK(usual.find("LM302  soft-limit-exceeded       warning   ") != std::string::npos);
  CHECK(usual.find('*') == std::string::npos);
  const std::string changed = rules(Project("rules: {LM302: error, LM401: off}\n"));
  CHECK(changed.find("LM302  soft-limit-exceeded       error*    ") != std::string::npos);
  CHECK(changed.find("LM401  unknown-image             off*      ") != std::string::npos);
  CHECK(changed.find("\n* as `.headroom.yaml` says\n") != std::string::npos);
  CHECK(rules({{"other.yaml", "rules: {LM302: note}\n"}}, {"--config", "other.yaml"})
            .find("LM302  soft-limit-exceeded       note*     ") != std::string::npos);
}

}  // namespace
}  // namespace headroom
