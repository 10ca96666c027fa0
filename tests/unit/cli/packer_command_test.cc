// `headroom packer`: what it writes into the store, what it tells AWS, and what it refuses.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

constexpr const char* kHead = R"(# Ours.
LicenseConfigurations:
  - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-00000000000000000000000000000001
    Name: windows
    LicenseCountingType: vCPU
    LicenseConfigurationAssociations: # golden images
      - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0901de0
        ResourceType: EC2_AMI
)";
constexpr const char* kTail = R"(
  # The other Region.
  - LicenseConfigurationArn: arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-00000000000000000000000000000002
    Name: windows
    LicenseCountingType: vCPU
)";
constexpr const char* kImages = "Images:\n  - {ImageId: ami-dead, State: deregistered}\n";

std::string Entry(const std::string& run, const std::string& artifact,
                  const std::string& custom_data = R"({"source_ami": "ami-0c1ea4"})") {
  return fmt::format(
      R"({{"name": "web", "builder_type": "amazon-ebs", "artifact_id": "{}", "packer_run_uuid": "{}",
                         "custom_data": {}}})",
      artifact, run, custom_data);
}

std::string ManifestOf(const std::vector<std::string>& entries, const std::string& last = "r2") {
  return fmt::format(R"({{"builds": [{}], "last_run_uuid": "{}"}})", fmt::join(entries, ", "), last);
}

const std::string kBothRegions =
    Entry("r2", "eu-west-1:ami-0e,us-east-1:ami-0a", R"({"source_ami": "ami-0901de0"})");

MemoryFiles FilesWith(const std::string& manifest) {
  return {{"store.yaml", std::string(kHead) + kTail + kImages}, {"packer-manifest.json", manifest}};
}

testing::Outcome Run(const Files& files, std::vector<std::string> more = {},
                     const testing::TestWorld& world = {}) {
  std::vector<std::string> arguments = {"packer", "--store", "store.yaml"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return testing::RunProgram(files, arguments, world);
}

TEST_CASE("packer: each Region's AMI gets the licenses of what it is made from, in place") {
  const MemoryFiles files = FilesWith(ManifestOf({Entry("r1", "us-east-1:ami-01d"), kBothRegions}));
  const testing::Outcome outcome = Run(files);
  CHECK(outcome.error == "");
  CHECK(outcome.output ==
        "ami-0e (eu-west-1, web): associated with `windows`\nami-0a (us-east-1, web): associated with "
        "`windows`\n");
  CHECK(outcome.status == 0);
  const std::string added = R"(      - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0a
        ResourceType: EC2_AMI
)";
  const std::string list = R"(    LicenseConfigurationAssociations:
      - ResourceArn: arn:aws:ec2:eu-west-1::image/ami-0e
        ResourceType: EC2_AMI
)";
  const std::string written = files.files().at("store.yaml");
  CHECK(written == kHead + added + kTail + list + kImages);
  CHECK(Run(files).status == 0);  // once more changes nothing
  CHECK(files.files().at("store.yaml") == written);
}

TEST_CASE("packer: only this run counts") {
  const std::string manifest = ManifestOf({Entry("r1", "us-east-1:ami-01"), Entry("r2", "us-east-1:ami-02")});
  const auto made = [&](const std::string& run) {
    return Run(FilesWith(manifest), {}, {.variables = {{"PACKER_RUN_UUID", run}}});
  };
  CHECK(made("r1").output == "ami-01 (us-east-1, web): no license that the store knows of\n");
  CHECK(made("").output == "ami-02 (us-east-1, web): no license that the store knows of\n");
  CHECK(made("<no value>").output == made("").output);
  CHECK(made("r3").status == 2);
  CHECK(made("r3").error ==
        "headroom: `packer-manifest.json` holds no entry of this run; `manifest` has to stand before "
        "`shell-local`, in one sequence of post-processors\n");
  CHECK(Run(FilesWith(ManifestOf({Entry("r2", "<unknown>")}))).output == "the run made no AMI\n");
  CHECK(Run(FilesWith(ManifestOf({Entry("r2", "File")}))).error ==
        "headroom: packer-manifest.json:1:74: `File` is no `REGION:AMI`\n");
}

TEST_CASE("packer: what was made decides what is an AMI, not the builder") {
  const auto made = [](const std::string& builder, const std::string& artifact) {
    std::string entry = Entry("r2", artifact);
    entry.replace(entry.find("amazon-ebs"), std::string_view("amazon-ebs").size(), builder);
    const testing::Outcome outcome = Run(FilesWith(ManifestOf({entry})));
    return outcome.output + outcome.error;
  };
  const std::string both =
      "ami-02 (us-east-1, web): no license that the store knows of\n"
      "ami-03 (eu-west-1, web): no license that the store knows of\n";
  CHECK(made("qemu", "us-east-1:ami-02,eu-west-1:ami-03") == both);  // by amazon-import
  CHECK(made("qemu", "us-east-1:ami-02,VM") ==
        "headroom: packer-manifest.json:1:68: `VM` is no `REGION:AMI`\n");
  for (const char* artifact : {"VM", "ami-02", "registry/ami:latest", "sha256:ami"})
    CHECK(made("docker", artifact) == "the run made no AMI\n");
  const std::string volumes = "us-east-1:snap-0a,us-east-1:vol-0b";
  CHECK(made("amazon-ebsvolume", volumes) == "the run made no AMI\n");
  CHECK(made("amazon-ebsvolume", volumes + ",us-east-1:ami-02,eu-west-1:ami-03") == both);
  for (const char* garbage : {"snap-0a", "us-east-1:ami-", "us-east-1:i-0a"}) {
    CHECK(made("amazon-ebsvolume", garbage) ==
          fmt::format("headroom: packer-manifest.json:1:80: `{}` is no `REGION:AMI`\n", garbage));
  }
}

TEST_CASE("packer: what nobody says the source of has no answer, unless its licenses are named") {
  const std::string no_answer =
      "headroom: nothing says what `ami-02` is made from: let `manifest` have `custom_data = { source_ami = "
      "build.SourceAMI }`, or give `--source-ami` or its licenses with `--license`\n";
  for (const char* says_nothing : {"null", R"({"source_ami": ""})", R"({"source_ami": "<no value>"})"}) {
    const std::string manifest = ManifestOf({Entry("r2", "us-east-1:ami-02", says_nothing)});
    const testing::Outcome outcome = Run(FilesWith(manifest));
    CHECK(outcome.error == no_answer);
    CHECK(outcome.status == 2);
    CHECK(Run(FilesWith(manifest), {"--source-ami", "ami-0c1ea4"}).status == 0);
    CHECK(Run(FilesWith(manifest), {"--license", "windows"}).status == 0);
  }
  const testing::Outcome bogus = Run(FilesWith(ManifestOf({})), {"--source-ami", "golden"});
  CHECK(bogus.error == "headroom: `--source-ami` takes the id of an AMI, but got `golden`\n");
  CHECK(bogus.status == 2);
}

TEST_CASE("packer: a license that the AMI would lose fails the run, and nothing is written") {
  const std::string missing =
      Entry("r2", "us-east-1:ami-0a,ap-south-1:ami-0b", R"({"source_ami": "ami-0901de0"})");
  const MemoryFiles files = FilesWith(ManifestOf({missing}));
  const testing::Outcome outcome = Run(files);
  CHECK(outcome.status == 1);
  CHECK(outcome.output == "");
  CHECK(
      outcome.error ==
      "headroom: error[LM403]: `ami-0b` of `ap-south-1` is made from `ami-0901de0`, which is associated with "
      "`windows`, and the store holds no such license of that Region\n");
  CHECK(files.files().at("store.yaml") == std::string(kHead) + kTail + kImages);
}

TEST_CASE("packer: licenses that are named have to be all that the AMI needs") {
  MemoryFiles files = FilesWith(ManifestOf({Entry("r2", "us-east-1:ami-0a")}));
  const std::string other =
      "  - LicenseConfigurationArn: "
      "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
      "00000000000000000000000000000003\n"
      "    Name: sql\n    LicenseCountingType: Core\n";
  files.AddFile("store.yaml", std::string(kHead) + kTail + other + kImages);
  const testing::Outcome lacking = Run(files, {"--source-ami", "ami-0901de0", "--license", "sql"});
  CHECK(lacking.status == 1);
  CHECK(
      lacking.error ==
      "headroom: error[LM403]: `ami-0a` of `us-east-1` is made from `ami-0901de0`, which is associated with "
      "`windows`, and no `--license` names that\n");
  const testing::Outcome whole =
      Run(files, {"--source-ami", "ami-0901de0", "--license", "sql", "--license", "windows", "--scope",
                  "cross-account", "--account", "111122223333"});
  CHECK(whole.output == "ami-0a (us-east-1, web): associated with `sql`, `windows`\n");
  CHECK(files.files()
            .at("store.yaml")
            .find("    LicenseConfigurationAssociations:\n"
                  "      - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0a\n"
                  "        ResourceType: EC2_AMI\n"
                  "        ResourceOwnerId: \"111122223333\"\n"
                  "        AmiAssociationScope: cross-account\nImages:") != std::string::npos);
}

TEST_CASE("packer: refusals are one sentence") {
  const auto error = [](const std::string& artifact, std::vector<std::string> more) {
    const MemoryFiles files = FilesWith(ManifestOf({Entry("r2", artifact)}));
    const testing::Outcome outcome = Run(files, std::move(more));
    CHECK(outcome.status == 2);
    CHECK(files.files().at("store.yaml") == std::string(kHead) + kTail + kImages);
    return outcome.error;
  };
  CHECK(error("us-east-1:ami-0a", {"--license", "oracle"}) ==
        "headroom: the store holds no license `oracle` of `us-east-1`, for `ami-0a`\n");
  CHECK(error("us-east-1:ami-dead", {"--license", "windows"}) ==
        "headroom: `ami-dead` is deregistered, and License Manager takes no such image\n");
  CHECK(error("us-east-1:ami-0a", {"--manifest", "other.json"}) ==
        "headroom: cannot read `other.json`: No such file or directory\n");
  CHECK(error("us-east-1:ami-0a", {"--manifest", "store.yaml"}) ==
        "headroom: `store.yaml` is no manifest of Packer\n");
  CHECK(error("us-east-1:ami-0a", {"x.json"}) ==
        "headroom: `headroom packer` takes no arguments, but got `x.json`; `--manifest FILE` names the "
        "manifest\n");
  CHECK(error("us-east-1:ami-0a", {"--scope", "all"}) ==
        "headroom: `--scope` takes account or cross-account, but got `all`\n");
}

/// An AWS CLI that takes the first `most` calls.
testing::TestWorld WorldWithAws(std::vector<std::string>& calls, size_t most) {
  testing::TestWorld world;
  world.run_process = [&calls, most](const std::vector<std::string>& arguments) -> Result<ProcessOutcome> {
    if (arguments[0] == "/nowhere") return Fail("cannot run `/nowhere`: No such file or directory");
    calls.push_back(fmt::format("{}", fmt::join(arguments, " ")));
    if (calls.size() <= most) return ProcessOutcome{0, "", ""};
    return ProcessOutcome{254, "", "\nAn error occurred (AccessDenied) when calling the operation: no\n"};
  };
  return world;
}

TEST_CASE("packer: --apply tells AWS too, and without it nobody does") {
  const MemoryFiles files = FilesWith(ManifestOf({kBothRegions}));
  std::vector<std::string> calls;
  CHECK(Run(files, {}, WorldWithAws(calls, 9)).status == 0);
  CHECK(calls.empty());
  CHECK(
      Run(files, {"--apply", "--profile", "ci", "--scope", "cross-account"}, WorldWithAws(calls, 9)).status ==
      0);
  CHECK(calls ==
        std::vector<std::string>{
            "aws license-manager update-license-specifications-for-resource --resource-arn "
            "arn:aws:ec2:eu-west-1::image/ami-0e --add-license-specifications "
            "LicenseConfigurationArn=arn:aws:license-manager:eu-west-1:111122223333:license-configuration:"
            "lic-00000000000000000000000000000002,AmiAssociationScope=cross-account --region eu-west-1 "
            "--profile ci --output json",
            "aws license-manager update-license-specifications-for-resource --resource-arn "
            "arn:aws:ec2:us-east-1::image/ami-0a --add-license-specifications "
            "LicenseConfigurationArn=arn:aws:license-manager:us-east-1:111122223333:license-configuration:"
            "lic-00000000000000000000000000000001,AmiAssociationScope=cross-account --region us-east-1 "
            "--profile ci --output json"});
}

TEST_CASE("packer: the store holds what AWS has taken, and no more") {
  const MemoryFiles files = FilesWith(ManifestOf({kBothRegions}));
  std::vector<std::string> calls;
  const testing::Outcome outcome = Run(files, {"--apply"}, WorldWithAws(calls, 1));
  CHECK(outcome.status == 2);
  CHECK(outcome.error ==
        "headroom: `ami-0a` is not associated with `windows` in AWS: `aws license-manager "
        "update-license-specifications-for-resource` failed: An error occurred (AccessDenied) when calling "
        "the operation: no; allow `license-manager:UpdateLicenseSpecificationsForResource` to these "
        "credentials\n");
  CHECK(outcome.output ==
        "ami-0e (eu-west-1, web): associated with `windows`\n"
        "ami-0a (us-east-1, web): not associated with `windows`\n");
  CHECK(files.files().at("store.yaml").find("image/ami-0e") != std::string::npos);
  CHECK(files.files().at("store.yaml").find("image/ami-0a") == std::string::npos);
  const testing::Outcome missing = Run(files, {"--apply", "--aws-cli", "/nowhere"}, WorldWithAws(calls, 0));
  CHECK(missing.error ==
        "headroom: `ami-0e` is not associated with `windows` in AWS: cannot run `/nowhere`: No such file "
        "or directory; install the AWS CLI, or name it with `--aws-cli PATH`\n");
  CHECK(missing.output ==
        "ami-0e (eu-west-1, web): not associated with `windows`\n"
        "ami-0a (us-east-1, web): not associated with `windows`\n");
}

/// A store on a read-only file system.
class ReadOnlyFiles : public MemoryFiles {
 public:
  explicit ReadOnlyFiles(MemoryFiles files) : MemoryFiles(std::move(files)) {}
  Result<void> Write(const std::string& path, std::string_view) const override {
    return Fail(fmt::format("cannot write `{}`: Read-only file system", path));
  }
};

TEST_CASE("packer: what AWS has taken is said where the store cannot be written") {
  const ReadOnlyFiles files(FilesWith(ManifestOf({kBothRegions})));
  const std::string why = "headroom: cannot write `store.yaml`: Read-only file system\n";
  std::vector<std::string> calls;
  const testing::Outcome outcome = Run(files, {"--apply"}, WorldWithAws(calls, 9));
  CHECK(outcome.status == 2);
  CHECK(outcome.output == "");
  CHECK(outcome.error ==
        why +
            "`ami-0e` is now associated with `windows` in AWS, and the store does not say so\n"
            "`ami-0a` is now associated with `windows` in AWS, and the store does not say so\n");
  CHECK(Run(files).error == why);
}

TEST_CASE("packer: an AMI that two entries name is told of once") {
  const MemoryFiles files = FilesWith(ManifestOf({kBothRegions, kBothRegions}));
  std::vector<std::string> calls;
  CHECK(Run(files, {"--apply"}, WorldWithAws(calls, 9)).output ==
        "ami-0e (eu-west-1, web): associated with `windows`\n"
        "ami-0a (us-east-1, web): associated with `windows`\n");
  CHECK(calls.size() == 2);
}

}  // namespace
}  // namespace headroom
