// JUnit's XML, in the words that both of its schemas know (Jenkins' and Ant's): for each license and each
// input a test, which fails with the findings that fail the run and are about it. All other findings are its
// output.

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "report/annotation.h"
#include "report/reporter.h"
#include "report/table.h"
#include "report/verdict.h"
#include "report/xml.h"

namespace headroom {
namespace {

struct TestCase {
  std::string name;
  std::string group;
  std::vector<const ReportedFinding*> failures;
};

/// "2026-08-31T10:00:00", as the schemas want it.
std::string TimeText(int64_t seconds) {
  const int64_t of_day = seconds % 86'400;
  return fmt::format("{}T{:02}:{:02}:{:02}", FormatDate(seconds), of_day / 3600, of_day / 60 % 60,
                     of_day % 60);
}

/// With `--fail-on never` errors are failures all the same: the format has no other way to show them.
bool IsFailure(const Report& report, const ReportedFinding& finding) {
  return finding.severity == Severity::kError || Fails(report, finding.severity);
}

std::string LineOf(const ReportedFinding& finding) {
  const Location& where = finding.where;
  const std::string place = where.path.empty() ? ""
                            : where.line == 0
                                ? where.path + ": "
                                : fmt::format("{}:{}:{}: ", where.path, where.line, where.column);
  return XmlText(fmt::format("{}{}[{}]: ", place, SeverityName(finding.severity), finding.rule)) +
         XmlText(finding.message);
}

/// A finding whole, over several lines.
std::string TextOf(const ReportedFinding& finding) {
  std::string out = LineOf(finding) + "\n";
  const std::vector<std::string> lines = LinesOf(finding);
  for (size_t i = 1; i < lines.size(); ++i) out += "  " + XmlText(lines[i]) + "\n";
  return out;
}

class Suite {
 public:
  explicit Suite(const Report& report) : report_(report) {
    AddLicenses();
    for (const ReportedInput& input : report.inputs)
      Add(inputs_, input.path, {RelativePath(input.path), "inputs", {}});
    for (const ReportedFinding& finding : report.findings) {
      if (IsFailure(report, finding)) CaseOf(finding).failures.push_back(&finding);
    }
  }

  std::string Render() const {
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        "  <testsuite name=\"headroom\" package=\"headroom\" id=\"0\" hostname=\"localhost\" "
        "timestamp=\"{}\" "
        "tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"0\">\n"
        "    <properties>\n      <property name=\"version\" value=\"{}\"/>\n    </properties>\n"
        "{}    <system-out>{}</system-out>\n    <system-err></system-err>\n  </testsuite>\n</testsuites>\n",
        TimeText(report_.made), cases_.size(), FailureCount(), HEADROOM_VERSION, Cases(), Output());
  }

 private:
  using Index = std::map<std::string, size_t>;

  void Add(Index& index, const std::string& key, TestCase test) {
    if (index.emplace(key, cases_.size()).second) cases_.push_back(std::move(test));
  }

  /// With --separate a license has one for each input.
  void AddLicenses() {
    const std::vector<std::string> labels = LicenseLabels(report_.licenses);
    for (size_t i = 0; i < labels.size(); ++i) {
      const ReportedLicense& license = report_.licenses[i];
      const std::string suffix = license.path.empty() ? "" : " in " + RelativePath(license.path);
      Add(licenses_, license.path + "\n" + license.arn, {labels[i] + suffix, "licenses", {}});
    }
  }

  /// A limit is the license's matter; all else is that of the input where it stands, or of the run.
  TestCase& CaseOf(const ReportedFinding& finding) {
    if (StartsWith(finding.rule, "LM3")) {
      for (const std::string& path : {std::string(), finding.where.path}) {
        const auto found = licenses_.find(path + "\n" + finding.license);
        if (found != licenses_.end()) return cases_[found->second];
      }
    }
    const std::string& path = finding.where.path;
    Add(inputs_, path, {path.empty() ? "command line" : RelativePath(path), "inputs", {}});
    return cases_[inputs_[path]];
  }

  size_t FailureCount() const {
    size_t count = 0;
    for (const TestCase& test : cases_) count += test.failures.empty() ? 0 : 1;
    return count;
  }

  std::string Cases() const {
    std::string out;
    for (const TestCase& test : cases_) {
      out += fmt::format("    <testcase name=\"{}\" classname=\"headroom.{}\" time=\"0\"", XmlText(test.name),
                         test.group);
      out += test.failures.empty() ? "/>\n" : ">\n" + Failure(test) + "    </testcase>\n";
    }
    return out;
  }

  /// The schemas allow one for each test.
  static std::string Failure(const TestCase& test) {
    const ReportedFinding& first = *test.failures.front();
    const size_t more = test.failures.size() - 1;
    std::string text;
    for (const ReportedFinding* finding : test.failures) text += TextOf(*finding);
    return fmt::format("      <failure type=\"{} {}\" message=\"{}{}\">{}</failure>\n", first.rule,
                       first.name, XmlText(first.message),
                       more == 0 ? "" : fmt::format(" (and {} more)", more), text);
  }

  std::string Output() const {
    std::string out;
    for (const ReportedFinding& finding : report_.findings) {
      if (!IsFailure(report_, finding)) out += TextOf(finding);
    }
    return out;
  }

  const Report& report_;
  std::vector<TestCase> cases_;
  Index licenses_, inputs_;  // into cases_
};

std::string Render(const Report& report, const ReportStyle&) { return Suite(report).Render(); }

}  // namespace

constinit const Reporter reporters::junit = {"junit", "JUnit's XML: a test for each license and each input",
                                             Render, true};

}  // namespace headroom
