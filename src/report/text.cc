// The report for people: findings with their code frames, the license table, one line of verdict.

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "report/frame.h"
#include "report/paint.h"
#include "report/reporter.h"
#include "report/table.h"
#include "report/verdict.h"

namespace headroom {
namespace {

constexpr size_t kDefaultWidth = 100;
constexpr size_t kLongestText = 2000;  // columns of a message or note: a hostile name may have megabytes

Ink SeverityInk(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return Ink::kCyan;
    case Severity::kWarning:
      return Ink::kYellow;
    case Severity::kError:
      return Ink::kRed;
  }
  return Ink::kPlain;
}

/// Text that an input may have had a hand in, made fit for one line.
std::string Shown(std::string_view text) { return ElideMiddle(Printable(text), kLongestText); }

bool IsWordCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Whether `word` stands in `text`, and not as a part of a longer word.
bool HasWord(std::string_view text, std::string_view word) {
  for (size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; ++at) {
    const size_t end = at + word.size();
    const bool begins = at == 0 || !IsWordCharacter(text[at - 1]);
    const bool ends = end == text.size() || !IsWordCharacter(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

std::string PlaceText(const Location& where) {
  if (where.path.empty()) return "<command line>";
  if (where.line == 0) return Shown(where.path);
  return fmt::format("{}:{}:{}", Shown(where.path), where.line, where.column);
}

/// Columns of the widest line number that the frames of a finding show; 1 without any.
size_t GutterWidth(const ReportedFinding& finding) {
  uint32_t highest = finding.where.line;
  for (const ReportedRelated& related : finding.related) highest = std::max(highest, related.where.line);
  return std::to_string(highest).size();
}

/// Writes one finding: its lines stand behind a gutter that is as wide as its line numbers.
class FindingWriter {
 public:
  FindingWriter(const ReportedFinding& finding, const ReportStyle& style, std::string& out)
      : finding_(finding), style_(style), out_(out), gutter_(GutterWidth(finding)) {}

  void Write() {
    WriteHeadline();
    WriteFrame(finding_.where, '^', SeverityInk(finding_.severity));
    for (const ReportedRelated& related : finding_.related) WriteRelated(related);
    if (ResourceIsNews()) WriteRemark("resource", Ink::kCyan, finding_.resource);
    for (const std::string& note : finding_.notes) WriteRemark("note", Ink::kCyan, note);
    if (!finding_.hint.empty()) WriteRemark("help", Ink::kGreen, finding_.hint);
  }

 private:
  std::string Dim(std::string_view text) const { return Paint(Ink::kDim, text, style_.color); }

  void WriteHeadline() {
    const std::string label = fmt::format("{}[{}]", SeverityName(finding_.severity), finding_.rule);
    out_ += fmt::format("{}: {}: {}\n", Paint(Ink::kBold, PlaceText(finding_.where), style_.color),
                        Paint(SeverityInk(finding_.severity), label, style_.color), Shown(finding_.message));
  }

  void WriteFrame(const Location& where, char mark, Ink ink) {
    if (where.line == 0) return;
    const size_t width = style_.width > 0 ? style_.width : kDefaultWidth;
    const size_t taken = gutter_ + 3;
    const Frame frame = MakeFrame(where, width > taken ? width - taken : 0);
    const std::string space = frame.source.empty() ? "" : " ";
    out_ += fmt::format("{}\n", Dim(fmt::format("{:{}} |", "", gutter_)));
    out_ += fmt::format("{}{}{}\n", Dim(fmt::format("{:>{}} |", where.line, gutter_)), space, frame.source);
    out_ += fmt::format("{} {:{}}{}\n", Dim(fmt::format("{:{}} |", "", gutter_)), "", frame.indent,
                        Paint(ink, std::string(frame.length, mark), style_.color));
  }

  void WriteRelated(const ReportedRelated& related) {
    if (related.where.path.empty()) return WriteRemark("note", Ink::kCyan, related.message);
    const std::string arrow = fmt::format("{:{}}-->", "", gutter_);
    out_ += fmt::format("{} {}: {}\n", Dim(arrow), PlaceText(related.where), Shown(related.message));
    WriteFrame(related.where, '-', Ink::kBlue);
  }

  void WriteRemark(std::string_view label, Ink ink, const std::string& text) {
    out_ += fmt::format("{:{}} {} {} {}\n", "", gutter_, Dim("="),
                        Paint(ink, fmt::format("{}:", label), style_.color), Shown(text));
  }

  /// Whether the reader has not seen the resource's name yet.
  bool ResourceIsNews() const {
    const std::string& name = finding_.resource;
    return !name.empty() && !HasWord(finding_.message, name) && !HasWord(finding_.where.source_line, name);
  }

  const ReportedFinding& finding_;
  const ReportStyle& style_;
  std::string& out_;
  const size_t gutter_;
};

Ink VerdictInk(const ReportedSummary& summary) {
  if (summary.errors > 0) return Ink::kRed;
  return summary.warnings > 0 || summary.inputs == 0 ? Ink::kYellow : Ink::kGreen;
}

std::string Render(const Report& report, const ReportStyle& style) {
  std::string out;
  for (const ReportedFinding& finding : report.findings) {
    FindingWriter(finding, style, out).Write();
    out += '\n';
  }
  const std::string table = style.quiet ? "" : LicenseTable(report, style);
  if (!table.empty()) out += table + "\n";
  const Verdict verdict = VerdictOf(report);
  return out + Paint(VerdictInk(report.summary), verdict.found, style.color) + verdict.rest + "\n";
}

}  // namespace

constinit const Reporter reporters::text = {"text", "findings, code frames and the license table, for people",
                                            Render};

}  // namespace headroom
