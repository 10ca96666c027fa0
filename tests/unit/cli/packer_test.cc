// Each template, folder of templates and manifest below fixtures/packer, judged with the store there; the
// whole JSON report stands beside it.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "support/golden.h"
#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

namespace fs = std::filesystem;

const fs::path& Folder() {
  static const fs::path folder = fs::path(HEADROOM_ROOT) / "fixtures/packer";
  return folder;
}

MemoryFiles AllFiles() {
  MemoryFiles files;
  for (const auto& entry : fs::recursive_directory_iterator(Folder())) {
    if (entry.is_regular_file())
      files.AddFile(fs::relative(entry.path(), Folder()), testing::ReadFixture(entry.path()));
  }
  return files;
}

testing::Outcome Check(const Files& files, std::vector<std::string> more) {
  std::vector<std::string> arguments = {"check",     "--store",      "store.yaml", "--region", "us-east-1",
                                        "--account", "111122223333", "--format",   "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return testing::RunProgram(files, arguments);
}

TEST_CASE("each Packer fixture asks for what its report says") {
  const MemoryFiles files = AllFiles();
  for (const std::string name : {"folder", "builders.pkr.hcl", "template.pkr.json", "legacy.json",
                                 "unknown.pkr.hcl", "broken.pkr.hcl", "packer-manifest.json"}) {
    CAPTURE(name);
    const testing::Outcome outcome = Check(files, {name});
    CHECK(outcome.error == "");
    CHECK(testing::GoldenDifference(outcome.output, "packer/" + name + ".report.json") == "");
  }
}

TEST_CASE("files of one folder that are named one by one are one template") {
  const testing::Outcome whole = Check(AllFiles(), {"folder"});
  const testing::Outcome single = Check(AllFiles(), {"folder/build.pkr.hcl", "folder/prod.auto.pkrvars.hcl",
                                                     "folder/sources.pkr.hcl", "folder/variables.pkr.hcl"});
  CHECK(single.output == whole.output);
}

TEST_CASE("variables of the environment count as they do for Packer") {
  const auto planned = [](const char* file, const std::vector<std::string>& more) {
    MemoryFiles files = AllFiles();
    const std::string arn =
        "\"arn:aws:license-manager:us-east-1:111122223333:license-configuration:"
        "lic-00000000000000000000000000000001\"";
    files.AddFile(
        "one/a.pkr.hcl",
        "variable \"size\" {\n  default = \"m5.large\"\n}\nsource \"amazon-ebs\" \"a\" {\n  region = "
        "\"us-east-1\"\n  source_ami = \"ami-00000000000000003\"\n  instance_type = var.size\n  "
        "license_specifications {\n    license_configuration_request {\n      "
        "license_configuration_arn = " +
            arn + "\n    }\n  }\n}\nbuild {\n  sources = [\"source.amazon-ebs.a\"]\n}\n");
    files.AddFile("one/old.json",
                  R"({"variables": {"size": "m5.large"}, "builders": [{"type": "amazon-ebs", "name": "a",
                      "region": "us-east-1", "source_ami": "ami-00000000000000003",
                      "instance_type": "{{user `size`}}", "license_specifications": [
                      {"license_configuration_request": {"license_configuration_arn": )" +
                      arn + "}}]}]}");
    std::vector<std::string> arguments = {"check", "--store", "store.yaml", "--format", "json", file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const std::string out =
        testing::RunProgram(files, arguments, {.variables = {{"PKR_VAR_size", "m5.xlarge"}}}).output;
    const size_t at = out.find("\"planned\": ");
    return at == std::string::npos ? out : out.substr(at, out.find('}', at) + 1 - at);
  };
  CHECK(planned("one/a.pkr.hcl", {}) == R"("planned": {"low": 4, "high": 4})");
  CHECK(planned("one/a.pkr.hcl", {"-p", "size=m5.2xlarge"}) == R"("planned": {"low": 8, "high": 8})");
  CHECK(planned("one/old.json", {}) == R"("planned": {"low": 2, "high": 2})");
}

TEST_CASE("an AMI of a manifest needs the licenses of what the manifest says that it is made from") {
  MemoryFiles files = AllFiles();
  const std::string manifest =
      R"({"builds": [{"name": "sql", "builder_type": "amazon-ebs", "artifact_id": "us-east-1:ami-00000000000000abc",
          "packer_run_uuid": "1", "custom_data": {"source_ami": "ami-00000000000000001"}}], "last_run_uuid": "1"})";
  files.AddFile("m/packer-manifest.json", manifest);
  const std::string out = Check(files, {"m/packer-manifest.json"}).output;
  CHECK(out.find("\"LM403\"") != std::string::npos);
  CHECK(
      out.find("the image `ami-00000000000000abc` is made from `ami-00000000000000001`, which is associated "
               "with `windows`") != std::string::npos);
  // `headroom packer` judges by the same, and gives it the license: then it has that.
  CHECK(
      testing::RunProgram(files, {"packer", "--store", "store.yaml", "--manifest", "m/packer-manifest.json"})
          .output == "ami-00000000000000abc (us-east-1, sql): associated with `windows`\n");
  CHECK(Check(files, {"m/packer-manifest.json"}).output.find("\"LM403\"") == std::string::npos);
  // So does one that `amazon-import` makes of another builder's image.
  std::string imported = manifest;
  imported.replace(imported.find("amazon-ebs"), std::string_view("amazon-ebs").size(), "qemu");
  imported.replace(imported.find("abc"), 3, "abd");
  files.AddFile("i/packer-manifest.json", imported);
  CHECK(Check(files, {"i/packer-manifest.json"}).output.find("\"LM403\"") != std::string::npos);
}

TEST_CASE("an AMI of a manifest of which nothing says what it is made from is not passed over") {
  const auto found = [](const std::string& image) {
    MemoryFiles files = AllFiles();
    files.AddFile(
        "m/packer-manifest.json",
        R"({"builds": [{"name": "sql", "builder_type": "amazon-ebs", "artifact_id": ")" + image +
            R"(", "packer_run_uuid": "1", "custom_data": {"source_ami": "<unknown>"}}], "last_run_uuid": "1"})");
    const testing::Outcome outcome =
        testing::RunProgram(files, {"check", "--store", "store.yaml", "--account", "111122223333", "--format",
                                    "github", "m/packer-manifest.json"});
    return outcome.error + outcome.output;
  };
  CHECK(found("us-east-1:ami-00000000000000003") ==
        "::warning file=m/packer-manifest.json,line=1,endLine=1,col=74,endColumn=107,title=LM004 "
        "unresolved-value::the image of `sql` cannot be determined: nothing says what "
        "`ami-00000000000000003` is made from: `custom_data` of the manifest has no `source_ami`, and the "
        "store no `SourceImageId` of it\n");
  CHECK(found("us-east-1:ami-00000000000000002").find("LM004") == std::string::npos);  // the store says it
  CHECK(found("us-east-1:ami-00000000000000001") == "");                               // it has a license
}

TEST_CASE("variables are given as parameters") {
  const testing::Outcome outcome =
      Check(AllFiles(),
            {"-p", "environment=test", "-p", "regions=[\"eu-west-1\"]", "-p", "size=m5.large", "folder"});
  CHECK(outcome.output.find("\"planned\": {\"low\": 4, \"high\": 4}") != std::string::npos);
  CHECK(outcome.output.find("LM403") == std::string::npos);
  const testing::Outcome misspelt = Check(AllFiles(), {"-p", "enviroment=test", "folder"});
  CHECK(misspelt.output.find("LM005") != std::string::npos);
}

TEST_CASE("standard input may be a template of Packer") {
  MemoryFiles files = AllFiles();
  files.SetStandardInput("source \"amazon-ebs\" \"a\" {\n  source_ami = \"ami-00000000000000002\"\n}\n");
  const testing::Outcome outcome = Check(files, {"-"});
  CHECK(outcome.status == 1);
  CHECK(outcome.output.find("{\"path\": \"-\", \"kind\": \"packer-template\"}") != std::string::npos);
  CHECK(outcome.output.find("\"LM403\"") != std::string::npos);
}

TEST_CASE("comments of HCL suppress findings, texts that look like them do not") {
  MemoryFiles files = AllFiles();
  const std::string source =
      "source \"amazon-ebs\" \"a\" {\n  instance_type = \"m5.large\"\n  ami_name = \" # headroom: ignore "
      "LM403\"\n"
      "  source_ami = \"ami-00000000000000002\"";
  files.AddFile("text.pkr.hcl", source + "\n}\n");
  files.AddFile("comment.pkr.hcl", source + " # headroom: ignore LM403 a test\n}\n");
  CHECK(Check(files, {"text.pkr.hcl"}).status == 1);
  const testing::Outcome outcome = Check(files, {"comment.pkr.hcl"});
  CHECK(outcome.status == 0);
  CHECK(outcome.output.find("\"suppressed\": 1") != std::string::npos);
}

TEST_CASE("sources that only Packer can tell are LM205") {
  MemoryFiles files = AllFiles();
  const std::string source = "source \"amazon-ebs\" \"a\" {\n  instance_type = \"m5.large\"\n}\nbuild {\n";
  const std::string block =
      "  dynamic \"source\" {\n    for_each = [\"a\"]\n    labels = [\"amazon-ebs.a\"]\n    content {}\n  "
      "}\n}\n";
  files.AddFile("build.pkr.hcl", source + block);
  const testing::Outcome outcome = Check(files, {"build.pkr.hcl"});
  CHECK(outcome.output.find("\"rule\": \"LM205\"") != std::string::npos);
  CHECK(outcome.output.find("which sources it builds is known only when Packer runs") != std::string::npos);
}

TEST_CASE("HCL that is not Packer's is no input") {
  MemoryFiles files = AllFiles();
  files.AddFile("other/terragrunt.hcl", "locals {\n  a = 1\n}\n");
  const testing::Outcome named = Check(files, {"other/terragrunt.hcl"});
  CHECK(named.output.find("\"LM002\"") != std::string::npos);
  const testing::Outcome walked = Check(files, {"other"});
  CHECK(walked.output.find("\"skipped\": 1") != std::string::npos);
}

}  // namespace
}  // namespace headroom
