// Every format on the same three reports, compared whole.

#include <doctest/doctest.h>

#include "base/text.h"
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
  CHECK(names == "text json ");
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

TEST_CASE("json") {
  CHECK(GoldenDifference(Render("json", testing::QuickstartReport()), "reports/quickstart.json") == "");
  CHECK(GoldenDifference(Render("json", testing::OddReport()), "reports/odd.json") == "");
  CHECK(GoldenDifference(Render("json", Report()), "reports/empty.json") == "");
}

}  // namespace
}  // namespace headroom
