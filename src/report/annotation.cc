#include "report/annotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace headroom {
namespace {

/// FNV-1a, 64 bits: the same everywhere and for ever. Source: draft-eastlake-fnv.
uint64_t Hash(std::string_view text, uint64_t hash = 0xcbf29ce484222325) {
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

using Rename = std::function<std::string(const std::string&)>;

void RenameFiles(ReportedFinding& finding, const Rename& name) {
  finding.where.path = name(finding.where.path);
  for (ReportedRelated& related : finding.related) related.where.path = name(related.where.path);
}

}  // namespace

Report WithPaths(Report report, const Rename& name) {
  for (ReportedInput& input : report.inputs) input.path = name(input.path);
  for (ReportedLicense& license : report.licenses) {
    license.path = name(license.path);
    for (ReportedClaim& claim : license.claims) claim.path = name(claim.path);
  }
  for (ReportedFinding& finding : report.findings) RenameFiles(finding, name);
  for (ReportedSuppressed& suppressed : report.suppressed) RenameFiles(suppressed.finding, name);
  return report;
}

Location Anchor(const ReportedFinding& finding, const Report& report) {
  Location where = finding.where;
  if (where.path.empty()) where.path = report.inputs.empty() ? "." : report.inputs.front().path;
  if (where.line == 0) where.line = where.column = where.end_line = where.end_column = 1;
  return where;
}

std::string RelativePath(std::string_view path) {
  while (StartsWith(path, "./")) path.remove_prefix(2);
  return std::string(path);
}

std::string PathBy(std::string_view path, const std::function<std::string(std::string_view)>& text,
                   const std::function<std::string(char)>& character) {
  std::string out;
  while (true) {
    const size_t at = path.find_first_of("\n\r\t");
    out += text(path.substr(0, at));
    if (at == std::string_view::npos) return out;
    out += character(path[at]);
    path.remove_prefix(at + 1);
  }
}

std::vector<std::string> LinesOf(const ReportedFinding& finding) {
  std::vector<std::string> lines = {Printable(finding.message)};
  for (const std::string& note : finding.notes) lines.push_back(Printable(note));
  if (!finding.hint.empty()) lines.push_back("help: " + Printable(finding.hint));
  return lines;
}

std::vector<const ReportedFinding*> WorstFirst(const Report& report) {
  std::vector<const ReportedFinding*> out;
  for (const ReportedFinding& finding : report.findings) out.push_back(&finding);
  std::stable_sort(out.begin(), out.end(), [](const ReportedFinding* a, const ReportedFinding* b) {
    return a->severity > b->severity;
  });
  return out;
}

std::string Fingerprints::Next(const ReportedFinding& finding) {
  const std::string key = fmt::format("{}\n{}\n{}\n{}", finding.rule, RelativePath(finding.where.path),
                                      finding.resource, finding.license);
  const std::string hash = fmt::format("{:016x}", Hash(key));
  return fmt::format("{}:{}", hash, ++seen_[hash]);
}

}  // namespace headroom
