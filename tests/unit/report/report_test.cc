// Every format on the same three reports, compared whole.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/text.h"
#include "report/annotation.h"
#include "report/reporter.h"
#include "support/golden.h"
#include "support/odd_report.h"

namespace headroom {
namespace {

using testing::GoldenDifference;

constexpr ReportStyle kTerminal = {.color = true, .bars = true, .width = 120};
constexpr ReportStyle kWideTerminal = {.color = true, .bars = true, .width = 250};

std::string Render(std::string_view format, const Report& report, const ReportStyle& style = {}) {
  const Reporter* reporter = FindReporter(format);
  REQUIRE(reporter != nullptr);
  return reporter->render(report, style);
}

TEST_CASE("formats are found by name") {
  std::string names;
  for (const Reporter* reporter : AllReporters()) names += std::string(reporter->name) + " ";
  CHECK(names == "text json sarif junit github gitlab checkstyle markdown ");
  CHECK(FindReporter("json")->name == "json");
  CHECK(FindReporter("JSON") == nullptr);
  CHECK(FindReporter("") == nullptr);
}

TEST_CASE("text") {
  CHECK(GoldenDifference(Render("text", testing::QuickstartReport()), "reports/quickstart.txt") == "");
  CHECK(GoldenDifference(Render("text", testing::OddReport()), "reports/odd.txt") == "");
  CHECK(GoldenDifference(Render("text", Report()), "reports/empty.txt") == "");
}

TEST_CASE("text on a terminal") {
  CHECK(GoldenDifference(Render("text", testing::QuickstartReport(), kTerminal),
                         "reports/quickstart-terminal.txt") == "");
  CHECK(GoldenDifference(Render("text", testing::OddReport(), kWideTerminal), "reports/odd-terminal.txt") ==
        "");
  CHECK(GoldenDifference(Render("text", Report(), kTerminal), "reports/empty-terminal.txt") == "");
}

TEST_CASE("quiet leaves the table out") {
  CHECK(GoldenDifference(Render("text", testing::QuickstartReport(), {.quiet = true}),
                         "reports/quickstart-quiet.txt") == "");
}

TEST_CASE("nothing from an input reaches the terminal as a command") {
  const std::string plain = Render("text", testing::OddReport());
  std::string colored = Render("text", testing::OddReport(), kWideTerminal);
  CHECK(plain.find_first_of("\x1b\r\t\x07\x7f\x9b") == std::string::npos);
  CHECK(FindInvalidUtf8(plain) == std::nullopt);
  CHECK(FindInvalidUtf8(colored) == std::nullopt);
  // All that is escaped are the colors that the reporter itself sets.
  for (const char* color : {"0", "1", "2", "1;31", "1;32", "1;33", "1;34", "1;36"}) {
    const std::string code = std::string("\x1b[") + color + "m";
    for (size_t at = 0; (at = colored.find(code, at)) != std::string::npos;) colored.erase(at, code.size());
  }
  CHECK(colored.find('\x1b') == std::string::npos);
}

TEST_CASE("a file is found by its name whatever is in that") {
  Report report = testing::QuickstartReport();
  report.findings[0].where.path = "./a\nb\r\tc, d:100%/\x1b[1m&\xc3\xa9.yaml";
  const auto holds = [&](std::string_view format, std::string_view part) {
    return Render(format, report).find(part) != std::string::npos;
  };
  CHECK(holds("github", "::error file=a%0Ab%0D\tc%2C d%3A100%25/\\x1b[1m&\xc3\xa9.yaml,line="));
  CHECK(holds("checkstyle", "<file name=\"a&#10;b&#13;&#9;c, d:100%/\\x1b[1m&amp;\xc3\xa9.yaml\">"));
  CHECK(holds("gitlab", "\"path\": \"a\\nb\\u000d\\tc, d:100%/\\u001b[1m&\xc3\xa9.yaml\""));
  CHECK(holds("sarif", "\"uri\": \"a%0Ab%0D%09c%2C%20d%3A100%25/%1B%5B1m%26%C3%A9.yaml\""));
  CHECK(
      holds("markdown", "<code>./a&#92;nb&#92;r&#92;tc, d&#58;100%/&#92;x1b&#91;1m&#38;\xc3\xa9.yaml&#58;"));
  CHECK(holds("junit", "./a\\nb\\r\\tc, d:100%/\\x1b[1m&amp;\xc3\xa9.yaml:"));
}

TEST_CASE("a resource is named unless the message or the line does") {
  Report report = testing::QuickstartReport();
  const auto named = [&](const char* resource) {
    report.findings[0].resource = resource;
    const std::string line = std::string("   = resource: ") + resource + "\n";
    return Render("text", report).find(line) != std::string::npos;
  };
  CHECK_FALSE(named("WebFleet"));
  CHECK(named("Web"));
  CHECK(named("Fleet"));
  CHECK(named("Other"));
  CHECK_FALSE(named("enterprise"));
  CHECK_FALSE(named(""));
}

/// A report without findings, and what its last line says.
std::string Verdict(const Report& report) {
  const std::string text = Render("text", report, {.quiet = true});
  REQUIRE(text.find('\n') == text.size() - 1);
  return text.substr(0, text.size() - 1);
}

TEST_CASE("verdict") {
  Report report;
  report.summary.skipped = 1200;
  CHECK(Verdict(report) == "nothing to check: no template among the inputs (1,200 files skipped)");
  report.summary = {.inputs = 2};
  CHECK(Verdict(report) == "no findings in 2 inputs: no launch takes a license");
  report.licenses = testing::QuickstartReport().licenses;
  CHECK(Verdict(report) == "no findings in 2 inputs");  // LM301 may be turned off
  report.licenses[0].limit = 1000;
  CHECK(Verdict(report) == "no findings in 2 inputs: everything fits");
  report.summary = {.inputs = 1, .skipped = 1, .suppressed = 2};
  CHECK(Verdict(report) == "no findings in 1 input (1 file skipped, 2 findings suppressed): everything fits");
  report.summary = {.inputs = 1, .errors = 2, .warnings = 1, .notes = 3};
  report.findings.resize(1);
  const std::string text = Render("text", report, {.quiet = true});
  CHECK(text.substr(text.rfind('\n', text.size() - 2) + 1) == "2 errors, 1 warning, 3 notes in 1 input\n");
}

TEST_CASE("formats for programs and platforms") {
  constexpr std::pair<const char*, const char*> kEndings[] = {
      {"json", "json"},           {"sarif", "sarif"},        {"junit", "junit.xml"},
      {"github", "github.txt"},   {"gitlab", "gitlab.json"}, {"checkstyle", "checkstyle.xml"},
      {"markdown", "markdown.md"}};
  for (const auto& [format, ending] : kEndings) {
    const auto difference = [&, name = format, end = ending](const Report& report, const char* stem) {
      return GoldenDifference(Render(name, report), fmt::format("reports/{}.{}", stem, end));
    };
    CHECK(difference(testing::QuickstartReport(), "quickstart") == "");
    CHECK(difference(testing::OddReport(), "odd") == "");
    CHECK(difference(Report(), "empty") == "");
  }
}

TEST_CASE("no format passes on what a terminal obeys, or what is no UTF-8") {
  for (const Reporter* reporter : AllReporters()) {
    CAPTURE(reporter->name);
    const std::string text = reporter->render(testing::OddReport(), {});
    CHECK(text.find_first_of("\x1b\r\t\x07\x7f\x9b") == std::string::npos);
    CHECK(FindInvalidUtf8(text) == std::nullopt);
  }
}

TEST_CASE("fingerprints are of rule, path, resource and license, and never the same twice") {
  const auto fingerprints = [](const std::vector<ReportedFinding>& findings) {
    Fingerprints all;
    std::vector<std::string> out;
    for (const ReportedFinding& finding : findings) out.push_back(all.Next(finding));
    return out;
  };
  ReportedFinding finding = testing::QuickstartReport().findings[0];
  ReportedFinding moved = finding;
  moved.where.path = "./" + moved.where.path;
  moved.where.line = 99;
  moved.message = "other words";
  ReportedFinding other = finding;
  other.resource = "Other";
  const std::vector<std::string> some = fingerprints({finding, moved, other});
  CHECK(some == std::vector<std::string>{"d900f70f98ea0511:1", "d900f70f98ea0511:2", "69330831a11f90f7:1"});
  CHECK(fingerprints({moved})[0] == some[0]);
}

TEST_CASE("a comment stays within what GitHub takes") {
  Report report = testing::OddReport();
  const std::vector<ReportedFinding> findings = report.findings;
  const std::vector<ReportedLicense> licenses = report.licenses;
  for (int i = 0; i < 1000; ++i) {
    report.findings.insert(report.findings.end(), findings.begin(), findings.end());
    report.licenses.insert(report.licenses.end(), licenses.begin(), licenses.end());
  }
  const std::string text = Render("markdown", report);
  CHECK(text.size() < 65'536);
  CHECK(text.find(" more licenses\n") != std::string::npos);
  CHECK(text.find(" more findings\n\n</details>\n") != std::string::npos);
}

TEST_CASE("what fails the run fails its tests in JUnit's XML") {
  Report report = testing::OddReport();
  const auto failures = [&](std::optional<Severity> from) {
    report.fails_from = from;
    const std::string text = Render("junit", report);
    const size_t at = text.find("failures=\"");
    return text.substr(at + 10, 1);
  };
  CHECK(failures(Severity::kError) == failures({}));
  CHECK(failures(Severity::kWarning) > failures(Severity::kError));
}

}  // namespace
}  // namespace headroom
