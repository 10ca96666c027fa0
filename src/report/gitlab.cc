// GitLab's Code Quality report. Source: GitLab, "Code Quality", "Report format". An entry that GitLab does
// not like ends its reading, and two entries with one fingerprint are shown as one.

#include <fmt/format.h>

#include "base/json_writer.h"
#include "base/text.h"
#include "report/annotation.h"
#include "report/reporter.h"

namespace headroom {
namespace {

const char* GitlabSeverity(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "info";
    case Severity::kWarning:
      return "minor";
    case Severity::kError:
      return "critical";
  }
  return "info";
}

void WriteEntry(JsonWriter& json, const ReportedFinding& finding, const Location& where,
                const std::string& fingerprint) {
  json.BeginObject();
  // The name of the check is not shown, so the description has it, too.
  json.Key("description").String(fmt::format("{}: {}", finding.rule, Join(LinesOf(finding), "; ")));
  json.Key("check_name").String(finding.name);
  json.Key("fingerprint").String(fingerprint);
  json.Key("severity").String(GitlabSeverity(finding.severity));
  json.Key("location").BeginObject();
  json.Key("path").String(RelativePath(where.path));
  json.Key("lines").BeginObject(JsonWriter::Layout::kOneLine);
  json.Key("begin").Number(where.line);
  json.EndObject();
  json.EndObject();
  json.EndObject();
}

std::string Render(const Report& report, const ReportStyle&) {
  JsonWriter json;
  Fingerprints fingerprints;
  json.BeginList();
  for (const ReportedFinding& finding : report.findings)
    WriteEntry(json, finding, Anchor(finding, report), fingerprints.Next(finding));
  json.EndList();
  return std::move(json).Finish();
}

}  // namespace

constinit const Reporter reporters::gitlab = {"gitlab", "GitLab's Code Quality report", Render, true};

}  // namespace headroom
