#include "report/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "report/table.h"

namespace headroom {
namespace {

bool EverythingFits(const Report& report) {
  return std::all_of(report.licenses.begin(), report.licenses.end(),
                     [](const ReportedLicense& license) { return StandingOf(license) == Standing::kFits; });
}

std::string FoundText(const ReportedSummary& summary) {
  std::vector<std::string> parts;
  if (summary.errors > 0) parts.push_back(Counted(summary.errors, "error"));
  if (summary.warnings > 0) parts.push_back(Counted(summary.warnings, "warning"));
  if (summary.notes > 0) parts.push_back(Counted(summary.notes, "note"));
  return parts.empty() ? "no findings" : Join(parts, ", ");
}

/// " (2 files skipped, 1 finding suppressed)".
std::string AsideText(const ReportedSummary& summary) {
  std::vector<std::string> parts;
  if (summary.skipped > 0) parts.push_back(Counted(summary.skipped, "file") + " skipped");
  if (summary.suppressed > 0) parts.push_back(Counted(summary.suppressed, "finding") + " suppressed");
  return parts.empty() ? "" : fmt::format(" ({})", Join(parts, ", "));
}

std::string_view ConclusionText(const Report& report) {
  if (!report.findings.empty()) return "";
  if (report.licenses.empty()) return ": no launch takes a license";
  return EverythingFits(report) ? ": everything fits" : "";
}

}  // namespace

std::string Counted(int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", WithCommas(count), noun, count == 1 ? "" : "s");
}

Verdict VerdictOf(const Report& report) {
  const ReportedSummary& summary = report.summary;
  if (summary.inputs == 0 && report.findings.empty())
    return {"nothing to check", ": no template among the inputs" + AsideText(summary)};
  return {FoundText(summary), fmt::format(" in {}{}{}", Counted(summary.inputs, "input"), AsideText(summary),
                                          ConclusionText(report))};
}

bool Fails(const Report& report, Severity severity) {
  return report.fails_from && severity >= *report.fails_from;
}

bool Fails(const Report& report) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const ReportedFinding& finding) { return Fails(report, finding.severity); });
}

}  // namespace headroom
