#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "report/bar.h"
#include "report/paint.h"

namespace headroom {
namespace {

Ink StandingInk(Standing standing, bool hard_limit) {
  if (standing == Standing::kFits) return Ink::kGreen;
  return standing == Standing::kOver && hard_limit ? Ink::kRed : Ink::kYellow;
}

/// "us-east-1, lic-01234567": enough of an ARN to tell two licenses apart.
std::string ShortArn(std::string_view arn) {
  const std::vector<std::string_view> parts = Split(arn, ":");
  if (parts.size() < 5) return std::string(arn);
  return fmt::format("{}, {}", parts[3], parts.back().substr(0, 12));
}

struct Cell {
  std::string text;  // painted
  size_t width = 0;
};

Cell MakeCell(Ink ink, const std::string& printable, bool color) {
  return {Paint(ink, printable, color), DisplayWidth(printable)};
}

enum Column : size_t { kName, kType, kLimit, kInUse, kPlanned, kFullScale, kRemaining, kStanding, kBar };
constexpr size_t kColumnCount = kBar + 1;
constexpr bool AlignsRight(size_t column) { return column >= kLimit && column <= kRemaining; }
constexpr size_t kGap = 2;

/// A row of cells with lines of its own before and after it.
struct Row {
  std::vector<std::string> before;
  std::vector<Cell> cells = std::vector<Cell>(kColumnCount);
  std::vector<std::string> after;
};

Row HeaderRow(bool color) {
  constexpr std::string_view kTitles[] = {"license", "type",       "limit",    "in use",
                                          "planned", "full scale", "remaining"};
  Row row;
  size_t column = 0;
  for (std::string_view title : kTitles)
    row.cells[column++] = MakeCell(Ink::kBold, std::string(title), color);
  return row;
}

Row LicenseRow(const ReportedLicense& license, bool color) {
  Row row;
  const Standing standing = StandingOf(license);
  const Ink ink = StandingInk(standing, license.hard_limit);
  const Ink remaining_ink = license.remaining.value_or(0) < 0 ? ink : Ink::kPlain;
  const auto set = [&](Column column, Ink cell_ink, const std::string& text) {
    row.cells[column] = MakeCell(cell_ink, text, color);
  };
  set(kType, Ink::kPlain, ElideMiddle(Printable(license.counting_type), 12));
  set(kLimit, Ink::kPlain, LimitText(license));
  set(kInUse, Ink::kPlain, CountText(InUse(license)));
  set(kPlanned, Ink::kPlain, RangeText(license.planned_low, license.planned_high));
  set(kFullScale, Ink::kPlain, CountText(license.full_scale));
  set(kRemaining, remaining_ink, RemainingText(license));
  set(kStanding, ink, StandingName(standing));
  return row;
}

std::string ResourcesText(const std::vector<std::string>& resources) {
  constexpr size_t kMost = 5;
  std::vector<std::string> shown;
  for (size_t i = 0; i < std::min(resources.size(), kMost); ++i) {
    shown.push_back(ElideMiddle(Printable(resources[i]), 40));
  }
  std::string text = Join(shown, ", ");
  if (resources.size() > kMost) text += fmt::format(" and {} more", resources.size() - kMost);
  return text;
}

/// "2 m5 hosts × 48 cores = 96: First, Second".
std::string HostText(const ReportedHost& host, const std::string& counting_type) {
  const bool one = host.count == 1;
  std::string text = fmt::format("{} {} {}", CountText(host.count), ElideMiddle(Printable(host.family), 20),
                                 one ? "host" : "hosts");
  if (host.units_per_host) text += fmt::format(" × {}", UnitsText(*host.units_per_host, counting_type));
  const Count units = Multiply(host.count, host.units_per_host);
  if (units && !one) text += fmt::format(" = {}", WithCommas(*units));
  if (host.lower_bound) text += " (a lower bound)";
  return text + ": " + ResourcesText(host.resources);
}

class Table {
 public:
  explicit Table(const ReportStyle& style) : style_(style) { Add(HeaderRow(style.color)); }

  void Add(Row row) {
    for (size_t i = 0; i < kColumnCount; ++i) widths_[i] = std::max(widths_[i], row.cells[i].width);
    rows_.push_back(std::move(row));
  }
  /// Columns of a whole row as it is now.
  size_t Width() const {
    size_t width = 0;
    for (size_t column : widths_) width += column == 0 ? 0 : column + kGap;
    return width - kGap;
  }
  void Set(size_t row, Column column, Cell cell) {
    widths_[column] = std::max(widths_[column], cell.width);
    rows_[row].cells[column] = std::move(cell);
  }

  std::string Render() const {
    std::string out = RenderCells(rows_[0]);
    std::string rule;
    const size_t width = style_.width > 0 ? std::min(style_.width, Width()) : Width();
    for (size_t i = 0; i < width; ++i) rule += "─";
    out += Paint(Ink::kDim, rule, style_.color) + "\n";
    for (size_t i = 1; i < rows_.size(); ++i) {
      for (const std::string& line : rows_[i].before) out += line + "\n";
      out += RenderCells(rows_[i]);
      for (const std::string& line : rows_[i].after) out += line + "\n";
    }
    return out;
  }

 private:
  std::string RenderCells(const Row& row) const {
    std::string line;
    size_t owed = 0;  // spaces, written only when something follows
    for (size_t i = 0; i < kColumnCount; ++i) {
      if (widths_[i] == 0) continue;
      const size_t padding = widths_[i] - row.cells[i].width;
      if (AlignsRight(i)) owed += padding;
      if (row.cells[i].width > 0) line.append(std::exchange(owed, 0), ' ') += row.cells[i].text;
      owed += kGap + (AlignsRight(i) ? 0 : padding);
    }
    return line + "\n";
  }

  const ReportStyle& style_;
  std::vector<Row> rows_;
  std::vector<size_t> widths_ = std::vector<size_t>(kColumnCount, 0);
};

constexpr size_t kLongestLabel = 60;
constexpr size_t kShortestLabel = 12;

/// Names get what the numbers leave of the terminal.
void SetNames(Table& table, const Report& report, const ReportStyle& style) {
  const std::vector<std::string> labels = LicenseLabels(report.licenses);
  const bool indented = !report.licenses.front().path.empty();
  size_t room = kLongestLabel;
  if (style.width > 0) {
    const size_t others = table.Width() - DisplayWidth("license");
    room = std::clamp(style.width - std::min(style.width, others), kShortestLabel, kLongestLabel);
  }
  for (size_t i = 0; i < labels.size(); ++i) {
    const std::string name = (indented ? "  " : "") + Printable(labels[i]);
    table.Set(i + 1, kName, MakeCell(Ink::kPlain, ElideMiddle(name, room), style.color));
  }
}

/// Bars get what is left then; without room for a telling one there are none. Returns whether there are.
bool SetBars(Table& table, const Report& report, const ReportStyle& style) {
  constexpr size_t kLongestBar = 24;
  constexpr size_t kShortestBar = 8;
  constexpr size_t kBrackets = 2;
  const size_t taken = table.Width() + kGap + kBrackets;
  size_t cells = kLongestBar;
  if (style.width > 0) cells = std::min(cells, style.width - std::min(style.width, taken));
  bool any = false;
  for (size_t i = 0; style.bars && cells >= kShortestBar && i < report.licenses.size(); ++i) {
    const std::string plain = UsageBar(report.licenses[i], cells, false);
    table.Set(i + 1, kBar, {UsageBar(report.licenses[i], cells, style.color), DisplayWidth(plain)});
    any = any || !plain.empty();
  }
  return any;
}

void AddLicenses(Table& table, const Report& report, const ReportStyle& style) {
  const std::string* path = nullptr;
  for (const ReportedLicense& license : report.licenses) {
    Row row = LicenseRow(license, style.color);
    const bool new_path = !license.path.empty() && (path == nullptr || *path != license.path);
    if (new_path) row.before.push_back(Paint(Ink::kBold, Printable(license.path), style.color));
    path = &license.path;
    const std::string_view indent = license.path.empty() ? "  " : "    ";
    for (const ReportedHost& host : license.hosts) {
      row.after.push_back(fmt::format("{}{}", indent, HostText(host, license.counting_type)));
    }
    table.Add(std::move(row));
  }
}

}  // namespace

Standing StandingOf(const ReportedLicense& license) {
  if (!license.limit) return Standing::kFits;
  const int64_t limit = *license.limit;
  const Count low = Add(InUse(license), license.planned_low);
  const Count high = Add(InUse(license), license.planned_high);
  const Count peak = Add(high, license.surge);
  const Count full = Add(InUse(license), license.full_scale);
  if (low && *low > limit) return Standing::kOver;
  if (high && *high > limit) return Standing::kMayBeOver;
  if (!low || !high || !peak || !full) return Standing::kUnknown;
  if (*peak > limit) return Standing::kOverDuringUpdate;
  return *full > limit ? Standing::kOverAtFullScale : Standing::kFits;
}

const char* StandingName(Standing standing) {
  switch (standing) {
    case Standing::kFits:
      return "fits";
    case Standing::kOverDuringUpdate:
      return "over during update";
    case Standing::kOverAtFullScale:
      return "over at full scale";
    case Standing::kUnknown:
      return "unknown";
    case Standing::kMayBeOver:
      return "may be over";
    case Standing::kOver:
      return "OVER";
  }
  return "";
}

std::string CountText(Count count) { return count ? WithCommas(*count) : "unknown"; }

std::string RangeText(int64_t low, Count high) {
  if (high) return *high == low ? WithCommas(low) : WithCommas(low) + "–" + WithCommas(*high);
  return low == 0 ? "unknown" : WithCommas(low) + " or more";
}

Count InUse(const ReportedLicense& license) { return Subtract(license.consumed, license.released); }

std::string LimitText(const ReportedLicense& license) {
  if (!license.limit) return "unlimited";
  return WithCommas(*license.limit) + (license.hard_limit ? " hard" : " soft");
}

std::string RemainingText(const ReportedLicense& license) {
  return license.limit ? CountText(license.remaining) : "–";
}

std::string UnitsText(int64_t count, const std::string& counting_type) {
  std::string unit = ToLower(counting_type);
  if (unit == "vcpu") unit = "vCPU";
  return fmt::format("{} {}{}", WithCommas(count), unit, count == 1 ? "" : "s");
}

std::vector<std::string> LicenseLabels(const std::vector<ReportedLicense>& licenses) {
  std::map<std::string_view, std::string_view> arn_of;
  std::set<std::string_view> ambiguous;
  for (const ReportedLicense& license : licenses) {
    const auto [first, added] = arn_of.emplace(license.name, license.arn);
    if (!added && first->second != license.arn) ambiguous.insert(license.name);
  }
  std::vector<std::string> labels;
  for (const ReportedLicense& license : licenses) {
    const bool same_name = ambiguous.count(license.name) > 0;
    labels.push_back(same_name ? fmt::format("{} ({})", license.name, ShortArn(license.arn)) : license.name);
  }
  return labels;
}

std::string LicenseTable(const Report& report, const ReportStyle& style) {
  if (report.licenses.empty()) return {};
  Table table(style);
  AddLicenses(table, report, style);
  SetNames(table, report, style);
  const bool bars = SetBars(table, report, style);
  std::string out = table.Render();
  if (bars) out += UsageBarLegend(style.color) + "\n";
  return out;
}

}  // namespace headroom
