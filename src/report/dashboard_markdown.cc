// The dashboard for the summary of a CI job. GitHub takes a mebibyte there; a list is cut long before.

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "report/bar.h"
#include "report/dashboard.h"
#include "report/markdown_text.h"

namespace headroom {
namespace {

constexpr size_t kMostRows = 50;  // of what a reader only needs the worst of
constexpr size_t kMostLicenses = 500;
constexpr size_t kLongestText = 300;  // columns

std::string Text(std::string_view text) { return MarkdownText(ElideMiddle(Printable(text), kLongestText)); }

std::string More(size_t all, size_t most) {
  return all <= most ? "" : fmt::format("\n… and {} more\n", WithCommas(static_cast<int64_t>(all - most)));
}

/// A table of the first rows, in which `render` makes each.
template <typename Rows, typename Render>
std::string Table(std::string_view title, std::string_view header, const Rows& rows, Render render,
                  size_t most = kMostRows) {
  if (rows.empty()) return "";
  std::string out = title.empty() ? "\n" : fmt::format("\n#### {}\n\n", title);
  out += header;
  for (size_t i = 0; i < std::min(rows.size(), most); ++i) out += render(rows[i]);
  return out + More(rows.size(), most);
}

std::string LicenseRow(const DashboardLicense& license) {
  constexpr size_t kCells = 20;
  const ReportedLicense& numbers = license.numbers;
  const std::string bar = UsageBar(numbers, kCells, false);
  const std::string state(license.state());
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", Text(license.label),
                     Text(numbers.counting_type), bar.empty() ? "" : MarkdownCode(bar),
                     CountText(InUse(numbers)), RangeText(numbers.planned_low, numbers.planned_high),
                     LimitText(numbers), RemainingText(numbers),
                     license.concern() == Concern::kNone ? state : "**" + state + "**");
}

std::string TakerRow(const DashboardTaker& taker) {
  return fmt::format("| {} | {} | {} | {} | {} |\n", Text(taker.name), Text(taker.detail),
                     Text(taker.license), taker.planned ? "planned" : "running",
                     RangeText(taker.low, taker.high));
}

std::string AgreementRow(const DashboardAgreement& agreement) {
  return fmt::format("| {} | {}{} |\n", Text(agreement.license), FormatDate(agreement.expiry),
                     agreement.concern == Concern::kGrave ? " **has ended**" : "");
}

std::string ImageRow(const DashboardImage& image) {
  return fmt::format("| {} | {} |\n", MarkdownCode(ElideMiddle(Printable(image.id), kLongestText)),
                     Text(image.trouble));
}

std::string Data(const Dashboard& dashboard) {
  std::vector<std::string> lines;
  for (const DashboardSnapshot& snapshot : dashboard.snapshots) {
    const std::string account =
        snapshot.account.empty() ? "" : fmt::format(" of the account {}", Text(snapshot.account));
    lines.push_back(fmt::format("snapshot{} of {}{}", account, FormatTime(snapshot.at),
                                snapshot.stale       ? ", **too old**"
                                : snapshot.of_future ? ", **in the future**"
                                                     : ""));
  }
  for (const std::string& warning : dashboard.warnings)
    lines.push_back(MarkdownLine(Printable(warning), kLongestText));
  return Table("Data", "", lines, [](const std::string& line) { return fmt::format("- {}\n", line); });
}

}  // namespace

std::string DashboardMarkdown(const Dashboard& dashboard) {
  const DashboardVerdict verdict = VerdictOf(dashboard);
  const std::string_view sign = verdict.concern == Concern::kGrave  ? "❌"
                                : verdict.concern == Concern::kSome ? "⚠️"
                                                                    : "✅";
  return fmt::format("### {} {}\n\n{}\n", sign, Text(verdict.headline), Text(verdict.rest)) +
         Table("",
               "| license | type | use | in use | planned | limit | remaining | "
               "|\n|---|---|---|---:|---:|---:|---:|---|\n",
               dashboard.licenses, LicenseRow, kMostLicenses) +
         Table("What takes the most", "| deployment | | license | | takes |\n|---|---|---|---|---:|\n",
               dashboard.takers, TakerRow) +
         Table("Agreements that end", "| license | ends |\n|---|---|\n", dashboard.agreements, AgreementRow) +
         Table("AMIs that nobody counts", "| AMI | why |\n|---|---|\n", dashboard.images, ImageRow) +
         Data(dashboard);
}

}  // namespace headroom
