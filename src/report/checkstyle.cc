// Checkstyle's XML, which Jenkins, reviewdog and others read.

#include <fmt/format.h>

#include <string>
#include <vector>

#include "report/annotation.h"
#include "report/reporter.h"
#include "report/xml.h"

namespace headroom {
namespace {

const char* CheckstyleSeverity(Severity severity) {
  return severity == Severity::kNote ? "info" : SeverityName(severity);
}

/// An attribute's line breaks are only line breaks where they are written as references: XML 1.0, "3.3.3
/// Attribute-Value Normalization".
std::string Name(std::string_view path) {
  return PathBy(path, XmlText, [](char c) { return fmt::format("&#{};", static_cast<int>(c)); });
}

std::string Message(const ReportedFinding& finding) {
  std::string out;
  for (const std::string& line : LinesOf(finding)) out += (out.empty() ? "" : "&#10;") + XmlText(line);
  return out;
}

std::string Render(const Report& report, const ReportStyle&) {
  std::string out = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"{}\">\n",
                                HEADROOM_VERSION);
  std::string open;
  for (const ReportedFinding& finding : report.findings) {
    const Location where = Anchor(finding, report);
    const std::string path = RelativePath(where.path);
    if (path != open) {
      out += fmt::format("{}  <file name=\"{}\">\n", open.empty() ? "" : "  </file>\n", Name(path));
      open = path;
    }
    out += fmt::format(
        "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"headroom.{}\"/>\n",
        where.line, where.column, CheckstyleSeverity(finding.severity), Message(finding), finding.rule);
  }
  if (!open.empty()) out += "  </file>\n";
  return out + "</checkstyle>\n";
}

}  // namespace

constinit const Reporter reporters::checkstyle = {"checkstyle", "Checkstyle's XML, for Jenkins and reviewdog",
                                                  Render, true};

}  // namespace headroom
