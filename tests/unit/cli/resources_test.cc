// Each template below fixtures/resources, judged with the store there; the whole JSON report stands beside
// it.

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "support/golden.h"
#include "support/program.h"

namespace headroom {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> Templates(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path& path = entry.path();
    const bool is_template = path.extension() == ".yaml" || path.extension() == ".json";
    const bool is_store = path.parent_path() == folder;
    if (is_template && !is_store && path.stem().extension() != ".report") found.push_back(path);
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST_CASE("each resource type asks for what its fixtures say") {
  const fs::path folder = fs::path(HEADROOM_ROOT) / "fixtures/resources";
  const std::vector<fs::path> templates = Templates(folder);
  REQUIRE_FALSE(templates.empty());
  for (const fs::path& path : templates) {
    CAPTURE(path.string());
    // The report names the template without the path of this checkout.
    const std::map<std::string, std::string> over = {{path.filename().string(), testing::ReadFixture(path)}};
    const testing::OverlaidFiles files(over);
    const testing::Outcome outcome =
        testing::RunProgram(files, {"check", "--store", folder / "store.yaml", "--region", "us-east-1",
                                    "--account", "111122223333", "--format", "json", path.filename()});
    CHECK(outcome.error == "");
    fs::path report = fs::relative(path, fs::path(HEADROOM_ROOT) / "fixtures");
    report.replace_extension(".report.json");
    CHECK(testing::GoldenDifference(testing::FromRoot(outcome.output), report) == "");
  }
}

/// Whether a text has `name` where no longer name goes on from it.
bool Names(const std::string& text, const std::string& name) {
  for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const size_t end = at + name.size();
    if (end == text.size() || (std::isalnum(static_cast<unsigned char>(text[end])) == 0 && text[end] != ':'))
      return true;
  }
  return false;
}

TEST_CASE("each resource type has a fixture and a line in the table") {
  const fs::path root = HEADROOM_ROOT;
  std::string fixtures;
  for (const fs::path& path : Templates(root / "fixtures/resources")) fixtures += testing::ReadFixture(path);
  const std::string table = testing::ReadFixture(root / "src/resources/README.md");
  const std::string types[] = {
#define RESOURCE_TYPE(name, function) name,
#include "resources/list.def"
#undef RESOURCE_TYPE
      "AWS::CloudFormation::Stack",  // the one that resources/stack follows
  };
  CHECK(std::is_sorted(std::begin(types), std::end(types) - 1));  // they are searched
  for (const std::string& type : types) {
    CHECK_MESSAGE(Names(fixtures, "Type: " + type), "no fixture has a resource of the type ", type);
    CHECK_MESSAGE(Names(table, type), "src/resources/README.md says nothing of ", type);
  }
}

}  // namespace
}  // namespace headroom
