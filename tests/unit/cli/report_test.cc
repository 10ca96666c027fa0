// `headroom report`: the dashboard of a store that shows everything, alone and with a deployment.

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "support/golden.h"
#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

std::string Fixture(const char* name) {
  return testing::ReadFixture(std::string(HEADROOM_ROOT "/fixtures/dashboard/") + name);
}

MemoryFiles Project() {
  return MemoryFiles{{"store.yaml", Fixture("store.yaml")}, {"web.yaml", Fixture("web.yaml")}};
}

testing::Outcome Report(const Files& files, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "report");
  return testing::RunProgram(files, arguments);
}

TEST_CASE("report: the page and the summary, of the store alone and with what is planned") {
  const MemoryFiles files = Project();
  const std::vector<std::pair<const char*, std::vector<std::string>>> cases = {
      {"alone", {"--store", "store.yaml", "--max-age", "24h"}},
      {"planned", {"--store", "store.yaml", "--max-age", "7d", "--region", "us-east-1", "web.yaml"}}};
  for (const auto& [name, options] : cases) {
    for (const auto& [format, ending] : {std::pair("html", "html"), {"markdown", "md"}}) {
      std::vector<std::string> arguments = options;
      arguments.insert(arguments.end(), {"--quiet", "--format", format});
      const testing::Outcome outcome = Report(files, arguments);
      CHECK(outcome.error == "");
      CHECK(outcome.status == 0);
      CHECK(testing::GoldenDifference(outcome.output, std::string("dashboard/") + name + "." + ending) == "");
    }
  }
}

TEST_CASE("report: nothing from a store or a template is markup") {
  const MemoryFiles files = Project();
  const std::string page = Report(files, {"--store", "store.yaml", "web.yaml"}).output;
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("Windows BYOL <b>") == std::string::npos);
  CHECK(Split(page, "<script").size() == 2);
  CHECK(Split(page, "</script").size() == 2);
  CHECK(page.find("&lt;script&gt;document.title=&quot;taken&quot;") != std::string::npos);
  const std::string summary = Report(files, {"--store", "store.yaml", "--format", "markdown"}).output;
  CHECK(summary.find("<script") == std::string::npos);
  CHECK(summary.find("<img") == std::string::npos);
}

TEST_CASE("report: alerts are a line for each license at its threshold") {
  const MemoryFiles files = Project();
  const testing::Outcome alone = Report(files, {"--store", "store.yaml", "--alert"});
  CHECK(alone.status == 1);
  CHECK(alone.output ==
        "windows-server: past its limit: 2,016 of 2,000 vCPUs in use\n"
        "suse-linux (us-east-1, lic-00000000): near its limit: 111 of 120 instances in use\n");
  const testing::Outcome planned =
      Report(files, {"--store", "store.yaml", "--alert", "--format", "html=page.html", "web.yaml"});
  CHECK(planned.status == 1);
  CHECK(StartsWith(planned.output,
                   "sql-server-enterprise: past its limit: 984 of 960 vCPUs: 792 in use + 192 planned\n"));
  CHECK(StartsWith(files.files().at("page.html"), "<!DOCTYPE html>\n"));
}

TEST_CASE("report: the threshold is the config file's") {
  MemoryFiles files = Project();
  files.AddFile(".headroom.yaml", "store: store.yaml\nnear_limit: 1\nmax_age: 24h\n");
  const testing::Outcome outcome = Report(files, {"--alert"});
  CHECK(outcome.output ==
        "windows-server: past its limit: 2,016 of 2,000 vCPUs in use\n"
        "store.yaml: the snapshot of 2026-07-29T06:00:00Z is too old\n");
  CHECK(outcome.error ==
        "warning: store.yaml:2:11: the snapshot is 66 hours old, and 24 hours are allowed; `headroom store "
        "sync` "
        "takes a new one\n");
  files.AddFile("store.yaml", "LicenseConfigurations: []\n");
  const testing::Outcome undated = Report(files, {"--alert", "--quiet", "--format", "markdown=page.md"});
  CHECK(undated.status == 1);
  CHECK(undated.output ==
        "no document of the store says when it was taken (`SyncedAt`), so its age is not known\n");
  files.AddFile("store.yaml", "SyncedAt: 2026-08-02T00:00:00Z\nLicenseConfigurations: []\n");
  const testing::Outcome future = Report(files, {"--alert", "--quiet", "--format", "markdown=page.md"});
  CHECK(future.status == 1);
  CHECK(future.output ==
        "store.yaml: the snapshot says that it was taken in the future, so its age is not known\n");
  CHECK(files.files().at("page.md").find("- snapshot of 2026-08-02T00:00:00Z, **in the future**\n") !=
        std::string::npos);
  files.AddFile(".headroom.yaml", "store: store.yaml\n");
  CHECK(Report(files, {"--alert", "--quiet"}).status == 0);
  CHECK(Report(files, {"--alert", "--quiet"}).output == "");
}

TEST_CASE("report: who cannot trust the data is told, by the alert and by the headline") {
  const std::string roomy =
      "LicenseConfigurations:\n  - LicenseConfigurationArn: "
      "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
      "00000000000000000000000000000001\n    Name: sql\n    LicenseCountingType: vCPU\n    LicenseCount: 9\n"
      "    ConsumedLicenses: 0\n";
  MemoryFiles files{{"store.yaml", "SyncedAt: 1\n" + roomy}, {"broken.yaml", "Resources: [\n"}};
  const std::vector<std::string> stale = {"--store", "store.yaml", "--max-age", "24h", "--quiet"};
  files.AddFile("undated.yaml", roomy);
  const std::vector<std::string> undated = {"--store", "undated.yaml", "--max-age", "24h", "--quiet"};
  const std::vector<std::string> unread = {"--store", "store.yaml", "--quiet", "broken.yaml"};
  const auto run = [&](std::vector<std::string> arguments, const std::vector<std::string>& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Report(files, std::move(arguments));
  };
  CHECK(run(stale, {"--alert"}).status == 1);
  CHECK(run(stale, {"--alert"}).output == "store.yaml: the snapshot of 1970-01-01T00:00:01Z is too old\n");
  CHECK(run(unread, {"--alert"}).status == 1);
  CHECK(StartsWith(run(unread, {"--alert"}).output, "broken.yaml: cannot be read: "));
  for (const auto& [arguments, why] : {std::pair(stale, "; the data are too old\n"),
                                       std::pair(undated, "; nobody knows how old the data are\n"),
                                       std::pair(unread, "; 1 input cannot be read\n")}) {
    const std::string summary = run(arguments, {"--format", "markdown"}).output;
    CHECK(summary.find("Every license has room") == std::string::npos);
    CHECK(summary.find("Nobody can tell whether every license has room\n") != std::string::npos);
    CHECK(summary.find(why) != std::string::npos);
  }
}

TEST_CASE("report: a store without licenses still makes a page") {
  const MemoryFiles files{{"store.yaml", "LicenseConfigurations: []\n"}};
  const testing::Outcome outcome = Report(files, {"--store", "store.yaml"});
  CHECK(outcome.status == 0);
  CHECK(outcome.output.find("<h1 class=\"none\">The store holds no license</h1>") != std::string::npos);
}

TEST_CASE("report: what it cannot do") {
  const MemoryFiles files = Project();
  const auto error = [&](std::vector<std::string> arguments) {
    const testing::Outcome outcome = Report(files, std::move(arguments));
    CHECK(outcome.status == 2);
    return outcome.error;
  };
  CHECK(error({}) ==
        "headroom: no rule store is given; name it with `--store PATH`, `HEADROOM_STORE`, or `store` in "
        ".headroom.yaml\n");
  CHECK(error({"--format", "pdf"}) == "headroom: unknown format `pdf`; it can be html or markdown\n");
  CHECK(error({"--alert", "--format", "html"}) ==
        "headroom: `--alert` prints to standard output; send the page to a file with `--format html=FILE`\n");
  CHECK(error({"--store", "store.yaml", "--stack", "web"}) == "headroom: `--stack` needs a PATH\n");
  CHECK(error({"--separate"}) == "headroom: unknown option `--separate`\n");
}

}  // namespace
}  // namespace headroom
