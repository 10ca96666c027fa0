// The dashboard as one page. Everything is in it: the style and the script are allowed by their hashes and
// nothing else is, so that even markup which slipped through could neither run nor load anything. The tables
// are whole without the script.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/embedded.h"
#include "base/text.h"
#include "base/time.h"
#include "report/dashboard.h"
#include "report/verdict.h"
#include "report/xml.h"

namespace headroom {
namespace {

#include "dashboard_page.inc"

constexpr size_t kMostRows = 200;     // of what a reader only needs the worst of
constexpr size_t kLongestText = 300;  // columns

/// Text for an element or an attribute.
std::string Text(std::string_view text) { return XmlText(ElideMiddle(Printable(text), kLongestText)); }

/// Text with what stands in backticks as code.
std::string Marked(std::string_view text) {
  const std::string shown = ElideMiddle(Printable(text), kLongestText);
  const std::vector<std::string_view> parts = Split(shown, "`");
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool code = i % 2 == 1 && i + 1 < parts.size();
    out += code ? fmt::format("<code>{}</code>", XmlText(parts[i]))
                : (i % 2 == 1 ? "`" : "") + XmlText(parts[i]);
  }
  return out;
}

std::string_view ClassOf(Concern concern) {
  return concern == Concern::kGrave ? "grave" : concern == Concern::kSome ? "some" : "none";
}

std::string Badge(Concern concern, std::string_view text) {
  return fmt::format("<span class=\"badge {}\">{}</span>", ClassOf(concern), Text(text));
}

struct Column {
  std::string_view title;
  bool number = false;
  std::string_view cell_class = "";
  bool sorts = true;
};

/// `html` is markup already. `sort` is the number that it sorts by; empty: nobody knows; nothing: its text.
struct Cell {
  std::string html;
  std::optional<std::string> sort;
};

/// Numbers of a billion and more may go on in a second line, after a comma, where a cell is too narrow.
std::string Breakable(std::string shown) {
  constexpr size_t kLong = 3;  // commas
  const std::vector<std::string_view> groups = Split(shown, ",");
  if (groups.size() <= kLong) return shown;
  return fmt::format("<span class=\"long\">{}</span>", fmt::join(groups, ",<wbr>"));
}

Cell NumberCell(Count count, std::string shown) {
  return {Breakable(std::move(shown)), count ? fmt::format("{}", *count) : std::string()};
}
Cell NumberCell(Count count) {
  return NumberCell(count, count == 0 ? "<span class=\"zero\">0</span>" : CountText(count));
}

Cell RangeCell(int64_t low, Count high) {
  return high == low ? NumberCell(high) : NumberCell(high, RangeText(low, high));
}

struct Row {
  std::string states;  // what the filter knows it by, a word each
  std::vector<Cell> cells;
};

std::string HeaderRow(const std::vector<Column>& columns) {
  std::string out = "<thead role=\"rowgroup\"><tr role=\"row\">";
  for (const Column& column : columns)
    out += fmt::format("<th scope=\"col\" role=\"columnheader\"{}{}>{}</th>",
                       column.number ? " class=\"n\"" : "", column.sorts ? "" : " data-plain", column.title);
  return out + "</tr></thead>\n";
}

/// The first cell names the row. The titles stand in each cell, too: on a narrow page there is no header
/// above it.
std::string BodyRow(const Row& row, const std::vector<Column>& columns) {
  std::string out = fmt::format("<tr role=\"row\" data-state=\"{}\">", row.states);
  for (size_t i = 0; i < columns.size(); ++i) {
    const Cell& cell = row.cells[i];
    const std::string_view name = columns[i].number ? "n" : columns[i].cell_class;
    std::string attributes = name.empty() ? "" : fmt::format(" class=\"{}\"", name);
    if (cell.sort) attributes += fmt::format(" data-sort=\"{}\"", *cell.sort);
    out += i == 0 ? fmt::format("<th scope=\"row\" role=\"rowheader\"{}>{}</th>", attributes, cell.html)
                  : fmt::format("<td role=\"cell\" data-label=\"{}\"{}>{}</td>", columns[i].title, attributes,
                                cell.html);
  }
  return out + "</tr>\n";
}

std::string Table(std::string_view id, std::string_view caption, const std::vector<Column>& columns,
                  const std::vector<Row>& rows) {
  std::string out =
      fmt::format("<table id=\"{}\" role=\"table\"><caption>{}</caption>\n{}<tbody role=\"rowgroup\">\n", id,
                  caption, HeaderRow(columns));
  for (const Row& row : rows) out += BodyRow(row, columns);
  return out + "</tbody></table>\n";
}

std::string Section(std::string_view id, std::string_view title, std::string_view about,
                    const std::string& content) {
  return fmt::format(
      "<section aria-labelledby=\"{0}-title\">\n<div class=\"head\"><h2 "
      "id=\"{0}-title\">{1}</h2>{2}</div>\n{3}</section>\n",
      id, title, about.empty() ? "" : fmt::format("<p>{}</p>", about), content);
}

std::string More(size_t all, std::string_view what) {
  if (all <= kMostRows) return "";
  return fmt::format("<p class=\"more\">… and {} more {}</p>\n",
                     WithCommas(static_cast<int64_t>(all - kMostRows)), what);
}

/// "2026-08-01 00:00 UTC".
std::string TimeText(int64_t seconds) {
  const std::string time = FormatTime(seconds);
  return fmt::format("{} {} UTC", time.substr(0, 10), time.substr(11, 5));
}

// The bar

constexpr double kBarWidth = 100;
constexpr double kLeastBeyond =
    4;  // what is beyond the limit is seen beside the limit's line, however little

/// Draws amounts on one scale, on which the largest of them and the limit just fit; what little goes beyond
/// the limit is drawn larger than it is.
class Bar {
 public:
  explicit Bar(const ReportedLicense& license)
      : in_use_(static_cast<double>(InUse(license).value_or(license.consumed))),
        low_(in_use_ + static_cast<double>(license.planned_low)),
        high_(std::max(low_, in_use_ + static_cast<double>(license.planned_high.value_or(0)))),
        full_(in_use_ + static_cast<double>(license.full_scale.value_or(0))),
        limit_(license.limit ? static_cast<double>(*license.limit) : -1),
        largest_(std::max({high_, full_, limit_, 1.0})),
        limit_at_(std::min(limit_ / largest_ * kBarWidth,
                           largest_ > limit_ ? kBarWidth - kLeastBeyond : kBarWidth)) {}

  std::string Render(const std::string& label) const {
    const double end = limit_ < 0 ? largest_ : limit_;
    std::string out = fmt::format(
        "<svg class=\"bar\" viewBox=\"0 0 100 18\" preserveAspectRatio=\"none\" role=\"img\" "
        "aria-label=\"{}\">",
        label);
    out += Part("track", 0, end) + Part("used", 0, std::min(in_use_, end)) +
           Part("planned", in_use_, std::min(low_, end)) + Part("possible", low_, std::min(high_, end)) +
           Part("beyond", end, high_);
    if (full_ > high_) out += Rect("full", 0, full_, 14, 2);
    if (limit_ >= 0)
      out += fmt::format("<line class=\"limit\" x1=\"{0:.2f}\" x2=\"{0:.2f}\" y1=\"-1\" y2=\"17\"/>",
                         At(limit_));
    return out + "</svg>";
  }

 private:
  double At(double amount) const {
    if (limit_ < 0 || limit_ == largest_) return std::clamp(amount / largest_, 0.0, 1.0) * kBarWidth;
    if (amount <= limit_) return limit_ > 0 ? std::max(0.0, amount / limit_) * limit_at_ : limit_at_;
    const double beyond = (amount - limit_) / (largest_ - limit_) * (kBarWidth - limit_at_);
    return limit_at_ + std::max(beyond, kLeastBeyond);
  }
  std::string Rect(std::string_view name, double from, double to, int y, int height) const {
    return fmt::format("<rect class=\"{}\" x=\"{:.2f}\" y=\"{}\" width=\"{:.2f}\" height=\"{}\"/>", name,
                       At(from), y, At(to) - At(from), height);
  }
  std::string Part(std::string_view name, double from, double to) const {
    return to > from ? Rect(name, from, to, 1, 11) : "";
  }

  double in_use_, low_, high_, full_, limit_, largest_, limit_at_;
};

/// What the bar shows, for who cannot see it.
std::string BarLabel(const ReportedLicense& license, bool with_plan) {
  std::string out = fmt::format("{} in use", CountText(InUse(license)));
  if (with_plan)
    out += fmt::format(", {} planned, {} at full scale", RangeText(license.planned_low, license.planned_high),
                       CountText(license.full_scale));
  return out + (license.limit ? fmt::format(", of {}", UnitsText(*license.limit, license.counting_type))
                              : ", no limit");
}

std::string LegendItem(std::string_view name, std::string_view text) {
  return fmt::format(
      "<li><svg viewBox=\"0 0 14 10\" aria-hidden=\"true\"><rect class=\"{}\" y=\"{}\" width=\"14\" "
      "height=\"{}\"/></svg>{}</li>",
      name, name == "full" ? 4 : 0, name == "full" ? 2 : 10, text);
}

std::string Legend(bool with_plan) {
  std::string out = "<ul class=\"legend\" aria-label=\"Legend of the bars\">" + LegendItem("used", "in use");
  if (with_plan) out += LegendItem("planned", "planned") + LegendItem("possible", "possible");
  out += LegendItem("beyond", "beyond the limit");
  if (with_plan) out += LegendItem("full", "at full scale");
  return out +
         "<li><svg viewBox=\"0 0 14 10\" aria-hidden=\"true\"><line class=\"limit\" x1=\"7\" x2=\"7\" "
         "y1=\"-1\" y2=\"11\"/></svg>limit</li></ul>\n";
}

// Sections

std::vector<Column> LicenseColumns(bool with_plan) {
  std::vector<Column> out = {{"License"}, {"Use", false, "use", false}, {"In use", true}};
  if (with_plan) out.insert(out.end(), {{"Planned", true}, {"Full scale", true}});
  out.insert(out.end(), {{"Limit", true}, {"Remaining", true}, {"Standing"}});
  return out;
}

std::string NameOf(const DashboardLicense& license) {
  std::string about = fmt::format("{} · {}", Text(license.numbers.counting_type), Text(license.region));
  if (license.disabled) about += " · disabled";
  for (const std::string& rule : license.rules) about += fmt::format("<br>{}", Text(rule));
  return fmt::format("{}<span class=\"sub\">{}</span>", Text(license.label), about);
}

std::string LimitHtml(const ReportedLicense& license) {
  if (!license.limit) return "none";
  return fmt::format("{}<span class=\"sub\">{}</span>", WithCommas(*license.limit),
                     license.hard_limit ? "hard" : "soft");
}

Cell RemainingCell(const ReportedLicense& license) {
  const bool missing = license.remaining.value_or(0) < 0;
  const std::string shown = RemainingText(license);
  return NumberCell(license.limit ? license.remaining : Count(),
                    missing ? fmt::format("<span class=\"bad\">−{}</span>", shown.substr(1)) : shown);
}

Cell StandingCell(const DashboardLicense& license) {
  const bool counts = license.numbers.limit.has_value();
  const std::string badge =
      counts ? Badge(license.concern(), license.state()) : "<span class=\"badge plain\">no limit</span>";
  return {badge, fmt::format("{}", static_cast<int>(license.concern()) * 100 +
                                       static_cast<int>(license.standing) * 10 + (license.near ? 1 : 0))};
}

Row LicenseRow(const DashboardLicense& license, bool with_plan) {
  const ReportedLicense& numbers = license.numbers;
  Row row{license.standing == Standing::kOver   ? "past attention"
          : license.concern() != Concern::kNone ? "attention"
                                                : "room",
          {}};
  row.cells = {{NameOf(license), {}},
               {Bar(numbers).Render(Text(BarLabel(numbers, with_plan))), {}},
               NumberCell(InUse(numbers))};
  if (with_plan) {
    row.cells.push_back(RangeCell(numbers.planned_low, numbers.planned_high));
    row.cells.push_back(NumberCell(numbers.full_scale));
  }
  row.cells.push_back(NumberCell(numbers.limit, LimitHtml(numbers)));
  row.cells.push_back(RemainingCell(numbers));
  row.cells.push_back(StandingCell(license));
  return row;
}

std::string LicenseControls() {
  return "<form class=\"controls\" data-table=\"licenses\" hidden>"
         "<label>Filter by name, Region or rule<input type=\"search\" name=\"text\" "
         "autocomplete=\"off\"></label>"
         "<label>Standing<select name=\"state\"><option value=\"\">all</option><option value=\"past\">past "
         "the limit</option>"
         "<option value=\"attention\">needs attention</option><option value=\"room\">has "
         "room</option></select></label>"
         "<output aria-live=\"polite\"></output></form>\n";
}

std::string LicenseSection(const Dashboard& dashboard) {
  const bool with_plan = dashboard.has_plan();
  if (dashboard.licenses.empty()) return Section("licenses", "Licenses", "", "<p class=\"empty\">none</p>\n");
  std::vector<Row> rows;
  for (const DashboardLicense& license : dashboard.licenses) rows.push_back(LicenseRow(license, with_plan));
  return Section("licenses", "Licenses", "The gravest first.",
                 LicenseControls() +
                     Table("licenses", "Licenses, what is in use of them, and their limits",
                           LicenseColumns(with_plan), rows) +
                     Legend(with_plan));
}

std::string TakerSection(const Dashboard& dashboard) {
  if (dashboard.takers.empty()) return "";
  std::vector<Row> rows;
  for (const DashboardTaker& taker : dashboard.takers) {
    if (rows.size() == kMostRows) break;
    rows.push_back(
        {taker.planned ? "planned" : "running",
         {{fmt::format("{}<span class=\"sub\">{}</span>", Text(taker.name), Text(taker.detail)), {}},
          {Text(taker.license), {}},
          {taker.planned ? "planned" : "running", {}},
          RangeCell(taker.low, taker.high),
          {Text(UnitsText(2, taker.counting_type).substr(2)), {}}}});
  }
  const std::string controls =
      "<form class=\"controls\" data-table=\"takers\" hidden><label>Filter by name or license<input "
      "type=\"search\" name=\"text\" "
      "autocomplete=\"off\"></label><label>When<select name=\"state\"><option value=\"\">all</option><option "
      "value=\"planned\">planned</option>"
      "<option value=\"running\">running</option></select></label><output "
      "aria-live=\"polite\"></output></form>\n";
  return Section("takers", "What takes the most", "Stacks and hosts that run, and launches that are planned.",
                 controls +
                     Table("takers", "What takes licenses, the most first",
                           {{"Deployment"},
                            {"License", false, "wide"},
                            {"When"},
                            {"Takes", true},
                            {"Unit", false, "", false}},
                           rows) +
                     More(dashboard.takers.size(), "that take less"));
}

Concern ConcernOf(Severity severity) {
  return severity == Severity::kError     ? Concern::kGrave
         : severity == Severity::kWarning ? Concern::kSome
                                          : Concern::kNone;
}

std::string PlaceText(const Location& where) {
  if (where.path.empty()) return "command line";
  return where.line == 0 ? Text(where.path) : fmt::format("{}:{}", Text(where.path), where.line);
}

Row FindingRow(const ReportedFinding& finding) {
  const Concern concern = ConcernOf(finding.severity);
  const std::string severity = concern == Concern::kNone ? "<span class=\"badge plain\">note</span>"
                                                         : Badge(concern, SeverityName(finding.severity));
  const std::string hint =
      finding.hint.empty() ? "" : fmt::format("<span class=\"sub\">{}</span>", Marked(finding.hint));
  return {"",
          {{fmt::format("{}<span class=\"sub\">{}</span>", Text(finding.rule), Text(finding.name)), {}},
           {severity, fmt::format("{}", static_cast<int>(finding.severity))},
           {Marked(finding.message) + hint, {}},
           {PlaceText(finding.where), {}}}};
}

std::string FindingSection(const Dashboard& dashboard) {
  if (!dashboard.has_plan()) return "";
  std::vector<const ReportedFinding*> findings;
  for (const ReportedFinding& finding : dashboard.report.findings) findings.push_back(&finding);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto* a, const auto* b) { return a->severity > b->severity; });
  const Verdict verdict = VerdictOf(dashboard.report);
  const std::string about = Text(verdict.found + verdict.rest);
  if (findings.empty()) return Section("findings", "Findings in what is planned", about, "");
  std::vector<Row> rows;
  for (size_t i = 0; i < std::min(findings.size(), kMostRows); ++i) rows.push_back(FindingRow(*findings[i]));
  return Section("findings", "Findings in what is planned", about,
                 Table("findings", "Findings, the gravest first",
                       {{"Rule"}, {"Severity"}, {"Finding", false, "wide"}, {"Where", false, "wide"}}, rows) +
                     More(findings.size(), "findings"));
}

std::string AgreementSection(const Dashboard& dashboard) {
  constexpr int64_t kDay = 24 * 60 * 60;
  const std::string_view title = "Agreements that end";
  const bool any = std::any_of(dashboard.licenses.begin(), dashboard.licenses.end(),
                               [](const DashboardLicense& license) { return license.expiry.has_value(); });
  if (!any) return Section("agreements", title, "No license says when its agreement ends.", "");
  if (dashboard.agreements.empty()) return Section("agreements", title, "None within 90 days.", "");
  std::vector<Row> rows;
  for (const DashboardAgreement& agreement : dashboard.agreements) {
    const int64_t days = (agreement.expiry - dashboard.report.made) / kDay;
    const std::string when = agreement.concern == Concern::kGrave ? "has ended"
                             : days == 0                          ? "ends today"
                                         : fmt::format("ends in {} day{}", days, days == 1 ? "" : "s");
    rows.push_back({"",
                    {{Text(agreement.license), {}},
                     {FormatDate(agreement.expiry), {}},
                     {Badge(agreement.concern, when), fmt::format("{}", agreement.expiry)}}});
  }
  return Section("agreements", title, "Ended, or within 90 days.",
                 Table("agreements", "Agreements by their end", {{"License"}, {"Ends"}, {"Standing"}}, rows));
}

std::string ImageSection(const Dashboard& dashboard) {
  const std::string_view title = "AMIs that nobody counts";
  if (dashboard.images.empty())
    return Section("images", title, "None, as far as the store knows its images.", "");
  std::vector<Row> rows;
  for (const DashboardImage& image : dashboard.images) {
    if (rows.size() == kMostRows) break;
    rows.push_back({"",
                    {{fmt::format("<code>{}</code>", Text(image.id)), {}},
                     {image.concern == Concern::kGrave ? Badge(image.concern, "untracked")
                                                       : Badge(image.concern, "left over"),
                      {}},
                     {Text(image.trouble), {}},
                     {Text(image.owner), {}}}});
  }
  return Section(
      "images", title, "Launches from them take a license that nobody counts, or cannot be made at all.",
      Table("images", "AMIs to look at", {{"AMI"}, {"Standing"}, {"Why", false, "wide"}, {"Owner"}}, rows) +
          More(dashboard.images.size(), "AMIs"));
}

std::string SnapshotText(const DashboardSnapshot& snapshot, int64_t now) {
  const std::string account =
      snapshot.account.empty() ? "" : fmt::format(" of the account {}", Text(snapshot.account));
  const std::string age = now > snapshot.at ? fmt::format(", {} old", DurationText(now - snapshot.at)) : "";
  const std::string_view trouble = snapshot.stale ? "too old" : snapshot.of_future ? "in the future" : "";
  return fmt::format("<li>Snapshot {}{}, taken {}{}{}</li>\n", Text(snapshot.path), account,
                     TimeText(snapshot.at), age, trouble.empty() ? "" : " " + Badge(Concern::kSome, trouble));
}

std::string DataSection(const Dashboard& dashboard) {
  std::string facts;
  if (dashboard.snapshots.empty())
    facts += "<li>No document says when it was taken, so its age is not known.</li>\n";
  for (const DashboardSnapshot& snapshot : dashboard.snapshots)
    facts += SnapshotText(snapshot, dashboard.report.made);
  for (size_t i = 0; i < std::min(dashboard.warnings.size(), kMostRows); ++i)
    facts += fmt::format("<li>{}</li>\n", Marked(dashboard.warnings[i]));
  return Section(
      "data", "Data", "What these numbers are made from.",
      fmt::format("<ul class=\"facts\">{}</ul>\n{}", facts, More(dashboard.warnings.size(), "warnings")));
}

// The page

std::string Tile(std::string_view name, int64_t count, Concern concern) {
  return fmt::format("<div class=\"{}\"><dt>{}</dt><dd>{}</dd></div>\n",
                     count == 0 ? "none" : ClassOf(concern), name, WithCommas(count));
}

/// The age of the oldest snapshot.
std::string AgeTile(const Dashboard& dashboard) {
  std::string age = "unknown";
  bool stale = dashboard.undated;
  int64_t oldest = 0;
  for (const DashboardSnapshot& snapshot : dashboard.snapshots) {
    oldest = std::max(oldest, dashboard.report.made - snapshot.at);
    stale = stale || snapshot.stale;
  }
  if (!dashboard.snapshots.empty() && !dashboard.undated) age = DurationText(oldest);
  return fmt::format("<div class=\"{}\"><dt>age of the data</dt><dd>{}</dd></div>\n", stale ? "some" : "none",
                     age);
}

std::string Tiles(const Dashboard& dashboard) {
  const auto count = [&](auto which) {
    return std::count_if(dashboard.licenses.begin(), dashboard.licenses.end(), which);
  };
  const auto past =
      count([](const DashboardLicense& license) { return license.standing == Standing::kOver; });
  const auto attention =
      count([](const DashboardLicense& license) { return license.concern() != Concern::kNone; }) - past;
  const bool hard = VerdictOf(dashboard).concern == Concern::kGrave;
  return "<dl class=\"tiles\">\n" + Tile("past the limit", past, hard ? Concern::kGrave : Concern::kSome) +
         Tile("need attention", attention, Concern::kSome) +
         Tile("agreements ended or ending", static_cast<int64_t>(dashboard.agreements.size()),
              Concern::kSome) +
         Tile("AMIs to look at", static_cast<int64_t>(dashboard.images.size()), Concern::kSome) +
         AgeTile(dashboard) + "</dl>\n";
}

std::string Head() {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; "
      "script-src 'sha256-{}'; "
      "base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
      "content=\"light dark\">\n"
      "<title>Licenses · headroom</title>\n<style>{}</style>\n</head>\n",
      kStyle.sha256, kScript.sha256, kStyle.text);
}

std::string Top(const Dashboard& dashboard) {
  const DashboardVerdict verdict = VerdictOf(dashboard);
  return fmt::format(
      "<body>\n<a class=\"skip\" href=\"#licenses-title\">To the licenses</a>\n<header class=\"top\">\n<div "
      "class=\"bar-line\"><span>headroom · {}</span>"
      "<button type=\"button\" class=\"theme\" id=\"theme\" aria-pressed=\"false\" hidden>Dark "
      "theme</button></div>\n"
      "<h1 class=\"{}\">{}</h1>\n<p class=\"rest\">{}</p>\n</header>\n",
      TimeText(dashboard.report.made), ClassOf(verdict.concern), Text(verdict.headline), Text(verdict.rest));
}

}  // namespace

std::string DashboardHtml(const Dashboard& dashboard) {
  return Head() + Top(dashboard) + "<main>\n" + Tiles(dashboard) + LicenseSection(dashboard) +
         TakerSection(dashboard) + FindingSection(dashboard) + AgreementSection(dashboard) +
         ImageSection(dashboard) + DataSection(dashboard) +
         fmt::format(
             "</main>\n<footer>Made by headroom {}.</footer>\n<script>{}</script>\n</body>\n</html>\n",
             HEADROOM_VERSION, kScript.text);
}

}  // namespace headroom
