// Each template below fixtures/resources, judged with the store there; the whole JSON report stands beside
// it.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
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

}  // namespace
}  // namespace headroom
