// A comment for a pull request, or the summary of a CI job: the verdict, the licenses, and the findings
// folded. GitHub takes 65,536 characters in a comment, so what is too much is counted and left out.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/annotation.h"
#include "report/markdown_text.h"
#include "report/reporter.h"
#include "report/table.h"
#include "report/verdict.h"

namespace headroom {
namespace {

constexpr size_t kMostTable = 20'000;  // bytes
constexpr size_t kMostFindings = 35'000;
constexpr size_t kLongestText = 500;  // columns

std::string Row(const ReportedLicense& license, std::string_view label) {
  const Standing standing = StandingOf(license);
  std::string name = MarkdownText(ElideMiddle(Printable(label), kLongestText));
  if (!license.path.empty()) name = fmt::format("{}: {}", MarkdownCode(Printable(license.path)), name);
  const std::string shown = StandingName(standing);
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", name,
                     MarkdownText(Printable(license.counting_type)), LimitText(license),
                     CountText(InUse(license)), RangeText(license.planned_low, license.planned_high),
                     CountText(license.full_scale), RemainingText(license),
                     standing == Standing::kFits ? shown : "**" + shown + "**");
}

std::string More(size_t count, std::string_view what) {
  return count == 0 ? "" : fmt::format("\n… and {} more {}\n", WithCommas(static_cast<int64_t>(count)), what);
}

std::string Table(const Report& report) {
  if (report.licenses.empty()) return "";
  std::string out =
      "\n| license | type | limit | in use | planned | full scale | remaining | |\n"
      "|---|---|---:|---:|---:|---:|---:|---|\n";
  const std::vector<std::string> labels = LicenseLabels(report.licenses);
  size_t shown = 0;
  for (; shown < labels.size() && out.size() < kMostTable; ++shown)
    out += Row(report.licenses[shown], labels[shown]);
  return out + More(labels.size() - shown, "licenses");
}

std::string PlaceText(const Location& where) {
  if (where.path.empty()) return "command line";
  const std::string path = ElideMiddle(Printable(where.path), kLongestText);
  return MarkdownCode(where.line == 0 ? path : fmt::format("{}:{}", path, where.line));
}

std::string Item(const ReportedFinding& finding) {
  const std::vector<std::string> lines = LinesOf(finding);
  std::string out = fmt::format("- **{} {}** {}: {}\n", SeverityName(finding.severity), finding.rule,
                                PlaceText(finding.where), MarkdownLine(lines[0], kLongestText));
  for (size_t i = 1; i < lines.size(); ++i)
    out += fmt::format("  - {}\n", MarkdownLine(lines[i], kLongestText));
  return out;
}

std::string Findings(const Report& report) {
  const std::vector<const ReportedFinding*> findings = WorstFirst(report);
  if (findings.empty()) return "";
  std::string out = fmt::format("\n<details><summary>{}</summary>\n\n",
                                Counted(static_cast<int64_t>(findings.size()), "finding"));
  const size_t most = out.size() + kMostFindings;
  size_t shown = 0;
  for (; shown < findings.size() && out.size() < most; ++shown) out += Item(*findings[shown]);
  return out + More(findings.size() - shown, "findings") + "\n</details>\n";
}

std::string Render(const Report& report, const ReportStyle&) {
  const Verdict verdict = VerdictOf(report);
  const std::string_view sign = Fails(report) ? "❌" : report.findings.empty() ? "✅" : "⚠️";
  return fmt::format("### {} headroom: {}{}\n{}{}", sign, verdict.found, verdict.rest, Table(report),
                     Findings(report));
}

}  // namespace

constinit const Reporter reporters::markdown = {"markdown", "a comment for a pull request", Render};

}  // namespace headroom
