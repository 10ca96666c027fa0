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
