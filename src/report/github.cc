// GitHub's workflow commands, which become annotations of a run. Source: GitHub, "Workflow commands"; the
// escapes are those of actions/toolkit. GitHub shows ten of each level for a step, so the gravest come first.

#include <fmt/format.h>

#include "base/text.h"
#include "report/annotation.h"
#include "report/reporter.h"

namespace headroom {
namespace {

/// Of a message, or with `property` of a property's value.
std::string Escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    const bool escape = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    out += escape ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

const char* Command(Severity severity) {
  return severity == Severity::kNote ? "notice" : SeverityName(severity);
}

/// The value of `file`. What reads it knows no escape of a tab.
std::string File(std::string_view path) {
  return PathBy(
      path, [](std::string_view text) { return Escaped(Printable(text), true); },
      [](char c) { return Escaped(std::string_view(&c, 1), true); });
}

/// GitHub takes columns only where the finding ends on the line where it begins.
std::string Place(const Location& where) {
  std::string out =
      fmt::format("file={},line={},endLine={}", File(RelativePath(where.path)), where.line, where.end_line);
  if (where.line == where.end_line)
    out += fmt::format(",col={},endColumn={}", where.column, where.end_column);
  return out;
}

std::string Render(const Report& report, const ReportStyle&) {
  std::string out;
  for (const ReportedFinding* finding : WorstFirst(report)) {
    const std::string title = fmt::format("{} {}", finding->rule, finding->name);
    out += fmt::format("::{} {},title={}::{}\n", Command(finding->severity), Place(Anchor(*finding, report)),
                       Escaped(title, true), Escaped(Join(LinesOf(*finding), "\n"), false));
  }
  return out;
}

}  // namespace

constinit const Reporter reporters::github = {
    "github", "annotations of a GitHub workflow; with GITHUB_STEP_SUMMARY its summary, too", Render, true};

}  // namespace headroom
