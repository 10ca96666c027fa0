// `headroom init` and `headroom store new`: what they write loads, and stays.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/presets.h"
#include "support/golden.h"
#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

testing::Outcome Run(const Files& files, std::vector<std::string> arguments) {
  return testing::RunProgram(files, arguments);
}

testing::Outcome New(const Files& files, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"store", "new", "--store", "licenses"});
  return Run(files, std::move(arguments));
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

/// A template that takes one license by its ARN.
std::string Server(const std::string& arn) {
  return fmt::format(
      "Resources:\n  Server:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: "
      "ami-0123456789abcdef0\n"
      "      InstanceType: m5.xlarge\n      LicenseSpecifications:\n        - LicenseConfigurationArn: {}\n",
      arn);
}

/// The ARN in a document.
std::string ArnIn(const std::string& document) {
  const size_t at = document.find("arn:aws:");
  return document.substr(at, document.find_first_of(" \n", at) - at);
}

TEST_CASE("init: a project that can be checked at once") {
  MemoryFiles files;
  const testing::Outcome outcome = Run(files, {"init"});
  CHECK(outcome.error == "");
  CHECK(outcome.status == 0);
  CHECK(outcome.output ==
        "wrote licenses/example.yaml\nwrote .headroom.yaml\nwrote .pre-commit-config.yaml\n"
        "next: `headroom store sync` fills the store from AWS, `headroom store new` by hand; then `headroom "
        "check "
        ".`\n");
  CHECK(FirstLine(files.files().at(".headroom.yaml")) ==
        "# yaml-language-server: $schema=licenses/.schema/config.schema.json");
  CHECK(FirstLine(files.files().at("licenses/example.yaml")) ==
        "# yaml-language-server: $schema=.schema/store.schema.json");
  CHECK(StartsWith(files.files().at(".pre-commit-config.yaml"), "# yaml-language-server: $schema="));
  CHECK(files.files().at("licenses/.schema/store.schema.json") ==
        testing::ReadFixture(HEADROOM_ROOT "/schemas/store.schema.json"));
  CHECK(files.files().count("licenses/.schema/config.schema.json") == 1);

  CHECK(Run(files, {"store", "validate"}).output == "0 errors, 0 warnings in 1 document: 1 license\n");
  files.AddFile("web.yaml", Server(ArnIn(files.files().at("licenses/example.yaml"))));
  const testing::Outcome checked = Run(files, {"check", "web.yaml"});
  CHECK(checked.error == "");
  CHECK(checked.status == 0);
  CHECK(checked.output.find("example") != std::string::npos);
}

TEST_CASE("init: what is there stays") {
  MemoryFiles files{{".headroom.yaml", "store: mine\n"},
                    {".pre-commit-config.yaml", "repos: []\n"},
                    {"rules/example.yaml", "mine\n"}};
  const testing::Outcome outcome = Run(files, {"init", "--store", "rules"});
  CHECK(outcome.status == 0);
  CHECK(StartsWith(
      outcome.output,
      "rules/example.yaml is there already, and stays\n.headroom.yaml is there already, and stays; to use "
      "the new store, write `store: [rules/]` in it\n"
      ".pre-commit-config.yaml is there already; below `repos` add:\n  - repo: local\n"));
  CHECK(files.files().at(".headroom.yaml") == "store: mine\n");
  CHECK(files.files().at(".pre-commit-config.yaml") == "repos: []\n");
  CHECK(files.files().at("rules/example.yaml") == "mine\n");
  const MemoryFiles other{{".headroom.yml", "store: mine\n"}};
  CHECK(Run(other, {"init"}).output.find("\n.headroom.yml is there already, and stays; to use the new ") !=
        std::string::npos);
  CHECK(other.files().count(".headroom.yaml") == 0);
  CHECK(
      Run(files, {"init", "--store", "../x"}).error ==
      "headroom: `--store` takes the name of a folder here: letters, digits, `-` and `_`, but got `../x`\n");
}

TEST_CASE("store new: every preset makes a document that loads, beside the others") {
  MemoryFiles files;
  for (const Preset& preset : Presets()) {
    CAPTURE(preset.name);
    const testing::Outcome outcome = New(files, {std::string(preset.name), "--count", "96"});
    CHECK(outcome.error == "");
    CHECK(outcome.output ==
          fmt::format("wrote licenses/{}.yaml\nits ARN is made up: put License Manager's in its place\n",
                      preset.name));
    const std::string& document = files.files().at(fmt::format("licenses/{}.yaml", preset.name));
    CHECK(StartsWith(document, "# yaml-language-server: $schema=.schema/store.schema.json\n# "));
    CHECK(document.find("\n# Assumes: ") != std::string::npos);
    CHECK(document.find("\n# The agreement decides") != std::string::npos);
    CHECK(document.find("LicenseCount: 96 #") != std::string::npos);
    files.AddFile("web.yaml", Server(ArnIn(document)));
    const testing::Outcome checked =
        Run(files, {"check", "--store", "licenses", "--format", "json", "web.yaml"});
    CHECK(checked.error == "");
    CHECK(checked.output.find(fmt::format("\"name\": \"{}\"", preset.name)) != std::string::npos);
  }
  CHECK(Run(files, {"store", "validate", "licenses"}).output ==
        fmt::format("0 errors, 0 warnings in {0} documents: {0} licenses\n", Presets().size()));
}

TEST_CASE("store new: an ARN is one license's, and a name is text") {
  MemoryFiles files;
  const std::string arn =
      "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
      "0000000000000000000000000000000a";
  CHECK(New(files, {"generic-core", "--arn", arn}).status == 0);
  const testing::Outcome again = New(files, {"generic-core", "--name", "other", "--arn", arn});
  CHECK(again.status == 2);
  CHECK(again.error.find(": the store has the license of this ARN already: `generic-core`\n") !=
        std::string::npos);
  CHECK(files.files().count("licenses/other.yaml") == 0);
  for (const char* name : {"null", "True", "1", "0x1f", "no"}) {
    CAPTURE(name);
    CHECK(New(files, {"generic-core", "--name", name}).status == 0);
    CHECK(files.files().at(fmt::format("licenses/{}.yaml", name)).find(fmt::format("Name: \"{}\"\n", name)) !=
          std::string::npos);
  }
  CHECK(Run(files, {"store", "validate", "licenses"}).output ==
        "0 errors, 0 warnings in 6 documents: 6 licenses\n");
}

TEST_CASE("store new: no more licenses than License Manager takes in an account and Region") {
  MemoryFiles files;
  for (int i = 1; i <= 25; ++i) {
    const testing::Outcome outcome = New(files, {"generic-vcpu", "--name", fmt::format("license-{}", i)});
    CHECK(outcome.error == "");
  }
  const testing::Outcome outcome = New(files, {"generic-vcpu", "--name", "one-more"});
  CHECK(outcome.status == 2);
  CHECK(
      outcome.error ==
      "headroom: the store has 25 licenses of the account `111122223333` in `us-east-1`, and License Manager "
      "takes no more there\n");
  CHECK(files.files().count("licenses/one-more.yaml") == 0);
  CHECK(New(files, {"generic-vcpu", "--name", "elsewhere", "--arn",
                    "arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-"
                    "0000000000000000000000000000000a"})
            .error == "");
}

TEST_CASE("init: a file where the store would be stays") {
  const MemoryFiles files{{"licenses", "mine\n"}};
  CHECK(Run(files, {"init"}).error ==
        "headroom: `licenses` is a file here, and stays; name another folder with `--store`\n");
}

TEST_CASE("store new: a counting type, a name, an ARN") {
  MemoryFiles files;
  const std::string arn =
      "arn:aws:license-manager:eu-west-1:444455556666:license-configuration:lic-"
      "0123456789abcdef0123456789abcdef";
  const testing::Outcome outcome =
      New(files, {"--counting", "Instance", "--name", "reporting", "--arn", arn});
  CHECK(outcome.output == "wrote licenses/reporting.yaml\n");
  CHECK(files.files().at("licenses/reporting.yaml") ==
        "# yaml-language-server: $schema=.schema/store.schema.json\n"
        "# Any software, per instance, whatever its size.\n"
        "# Assumes: nothing. A soft limit reports; a hard one lets License Manager block launches that go "
        "past it.\n"
        "# The agreement decides, not this file: read it, and change what it says otherwise.\n"
        "LicenseConfigurations:\n"
        "  - LicenseConfigurationArn: " +
            arn +
            "\n    Name: reporting\n    LicenseCountingType: Instance\n    LicenseCount: 0 # instances\n"
            "    LicenseCountHardLimit: false\n");
}

TEST_CASE("store new: what it refuses") {
  const MemoryFiles files{{"licenses/suse-linux.yaml", "mine\n"}, {"file.yaml", "a: b\n"}};
  const auto error = [&](std::vector<std::string> arguments) {
    const testing::Outcome outcome = New(files, std::move(arguments));
    CHECK(outcome.status == 2);
    return outcome.error;
  };
  CHECK(error({"suse-linux"}) ==
        "headroom: `licenses/suse-linux.yaml` is there already; `--name` gives the license another name\n");
  CHECK(files.files().at("licenses/suse-linux.yaml") == "mine\n");
  CHECK(error({"suse-linus"}) == "headroom: there is no preset `suse-linus`; did you mean `suse-linux`?\n");
  CHECK(error({}) ==
        "headroom: `headroom store new` needs one preset or `--counting`; `headroom store new --help` lists "
        "them\n");
  CHECK(error({"suse-linux", "--counting", "vCPU"}) == error({}));
  CHECK(
      error({"--counting", "vcpu"}) ==
      "headroom: `--counting` takes vCPU, Instance, Core or Socket, but got `vcpu`; did you mean `vCPU`?\n");
  CHECK(error({"suse-linux", "--name", "../x"}) ==
        "headroom: `--name` takes letters, digits, `-` and `_`, but got `../x`\n");
  CHECK(error({"suse-linux", "--count", "-1"}) ==
        "headroom: `--count` takes a whole number from 0 to 1000000000000000, but got `-1`\n");
  CHECK(error({"suse-linux", "--name", "a", "--arn", "lic-1"}) ==
        "headroom: `--arn` takes the ARN of a license configuration, but got `lic-1`: it does not begin with "
        "`arn:`\n");
  CHECK(Run(files, {"store", "new", "suse-linux", "--store", "file.yaml"}).error ==
        "headroom: the store `file.yaml` is a file; a new document needs a folder\n");
}

}  // namespace
}  // namespace headroom
