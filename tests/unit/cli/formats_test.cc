// Reports whose readers look for files: what they call a file, however the command line does.

#include <doctest/doctest.h>

#include <string>

#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

/// A license that nobody knows, LM102, in a template below /work/app, where the run starts.
std::string Report(const std::string& format, const std::string& path) {
  const std::string text =
      "Resources:\n  Node:\n    Type: AWS::EC2::Instance\n    Properties:\n      InstanceType: m5.large\n"
      "      LicenseSpecifications:\n        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:"
      "111122223333:license-configuration:lic-00000000000000000000000000000002\n";
  MemoryFiles files{{"store.yaml", "LicenseConfigurations: []\n"}};
  files.AddLink(".", "/work/app");
  files.AddLink("/link/a.yaml", "/work/app/b/a.yaml");
  for (const char* same : {"b/a.yaml", "../app/b/a.yaml", "/work/app/b/a.yaml", "/work/a.yaml"})
    files.AddFile(same, text);
  const testing::Outcome outcome =
      testing::RunProgram(files, {"check", "--store", "store.yaml", "--format", format, path});
  CHECK(outcome.status == 1);
  return outcome.output;
}

TEST_CASE("formats whose readers look for files name those below the current folder as seen from there") {
  for (const char* format : {"sarif", "gitlab", "github", "junit", "checkstyle"}) {
    CAPTURE(format);
    const std::string wanted = Report(format, "b/a.yaml");
    for (const char* same : {"../app/b/a.yaml", "/work/app/b/a.yaml", "/link/a.yaml"})
      CHECK(Report(format, same) == wanted);
    CHECK(Report(format, "/work/a.yaml").find("/work/a.yaml") != std::string::npos);
  }
}

TEST_CASE("other formats name files as the command line does") {
  for (const char* format : {"json", "text", "markdown"}) {
    CAPTURE(format);
    CHECK(Report(format, "/work/app/b/a.yaml").find("/work/app/b/a.yaml") != std::string::npos);
  }
}

}  // namespace
}  // namespace headroom
