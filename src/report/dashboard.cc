#include "report/dashboard.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "report/verdict.h"
#include "store/age.h"
#include "store/license_rules.h"

namespace headroom {
namespace {

constexpr int64_t kDay = 24 * 60 * 60;

ReportedLicense NumbersOf(const License& license) {
  ReportedLicense out;
  out.arn = license.arn_text;
  out.name = license.name;
  out.counting_type = CountingTypeName(license.counting_type);
  out.limit = license.limit;
  out.hard_limit = license.hard_limit;
  out.consumed = license.consumed;
  out.planned_high = out.full_scale = out.surge = 0;
  out.remaining = Subtract(license.limit, license.consumed);
  return out;
}

bool IsNear(const ReportedLicense& license, int64_t total, int64_t near_limit_millionths) {
  constexpr int64_t kWhole = 1'000'000;
  if (!license.limit || *license.limit == 0 || total > *license.limit) return false;
  // Exact: 0.9 × 70 is not 63 in floating point.
  __extension__ using Wide = __int128;
  return Wide{total} * kWhole >= Wide{*license.limit} * near_limit_millionths;
}

std::map<const License*, int64_t> ImagesByLicense(const RuleStore& store) {
  std::map<const License*, int64_t> counts;
  for (const auto& [image, associations] : store.image_associations()) {
    for (const ImageAssociation& association : associations) ++counts[association.license];
  }
  return counts;
}

std::vector<ReportedLicense> AllNumbers(const Report& report, const RuleStore& store) {
  std::map<std::string_view, const ReportedLicense*> planned;
  for (const ReportedLicense& license : report.licenses) planned.emplace(license.arn, &license);
  std::vector<ReportedLicense> out;
  for (const License* license : store.licenses()) {
    const auto found = planned.find(license->arn_text);
    out.push_back(found == planned.end() ? NumbersOf(*license) : *found->second);
  }
  return out;
}

/// The part of the limit that is taken: what orders licenses of one standing.
double Share(const DashboardLicense& license) {
  const Count limit = license.numbers.limit;
  if (!limit) return -1;
  return static_cast<double>(license.total()) / static_cast<double>(std::max<int64_t>(1, *limit));
}

bool GraverThan(const DashboardLicense& a, const DashboardLicense& b) {
  const auto key = [](const DashboardLicense& license) {
    return std::make_tuple(license.concern(), license.standing, license.near, Share(license));
  };
  const auto of_a = key(a), of_b = key(b);
  return of_a != of_b ? of_a > of_b : std::tie(a.label, a.numbers.arn) < std::tie(b.label, b.numbers.arn);
}

std::vector<DashboardLicense> Licenses(const Report& report, const RuleStore& store,
                                       const DashboardOptions& options) {
  const std::vector<ReportedLicense> numbers = AllNumbers(report, store);
  const std::vector<std::string> labels = LicenseLabels(numbers);
  std::map<const License*, int64_t> images = ImagesByLicense(store);
  std::vector<DashboardLicense> out;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const License& license = *store.licenses()[i];
    DashboardLicense made{numbers[i],       labels[i],      license.arn.region,     RuleTexts(license.rules),
                          license.disabled, license.expiry, StandingOf(numbers[i]), false,
                          images[&license]};
    made.near = IsNear(made.numbers, made.total(), options.near_limit_millionths);
    out.push_back(std::move(made));
  }
  return out;
}

/// Under what name a row of the usage list stands: instances under their stack, where the store knows it.
std::pair<std::string, std::string> NameOf(const Usage& usage, const RuleStore& store) {
  const std::string id(usage.resource_arn.substr(usage.resource_arn.find_last_of("/:") + 1));
  const std::string account = usage.owner.empty() ? "" : fmt::format(" of the account {}", usage.owner);
  const bool is_instance = usage.resource_arn.find(":instance/") != std::string::npos;
  if (usage.resource_type == "EC2_HOST") return {id, "Dedicated Host" + account};
  if (!is_instance && usage.resource_type != "EC2_INSTANCE")
    return {id, std::string(usage.resource_type.empty() ? "resource" : usage.resource_type) + account};
  const StoreInstance* instance = store.FindInstance(id);
  if (instance == nullptr || instance->stack().empty())
    return {"instances of no known stack", account.empty() ? "" : account.substr(1)};
  return {std::string(instance->stack()), "stack" + account};
}

void AddRunning(const License& license, const std::string& label, const RuleStore& store,
                std::vector<DashboardTaker>& out) {
  std::map<std::pair<std::string, std::string>, int64_t> units;
  for (const Usage& usage : license.usage) {
    int64_t& sum = units[NameOf(usage, store)];
    sum = SaturatingAdd(sum, usage.consumed);
  }
  for (const auto& [name, sum] : units) {
    if (sum > 0)
      out.push_back(
          {name.first, name.second, label, CountingTypeName(license.counting_type), false, sum, sum});
  }
}

void AddPlanned(const DashboardLicense& license, std::vector<DashboardTaker>& out) {
  const std::string& type = license.numbers.counting_type;
  for (const ReportedClaim& claim : license.numbers.claims) {
    if (!claim.has_units) continue;
    const std::string& where = claim.within.empty() ? claim.path : claim.within;
    out.push_back({claim.resource, where, license.label, type, true, claim.units.low, claim.units.high});
  }
  for (const ReportedHost& host : license.numbers.hosts) {
    const Count units = Multiply(host.count, host.units_per_host);
    const std::string hosts =
        fmt::format("{} {} {}", CountText(host.count), host.family, host.count == 1 ? "host" : "hosts");
    out.push_back({Join(host.resources, ", "), hosts, license.label, type, true, units.value_or(0), units});
  }
}

std::vector<DashboardTaker> Takers(const std::vector<DashboardLicense>& licenses, const RuleStore& store) {
  std::vector<DashboardTaker> out;
  for (const DashboardLicense& license : licenses) {
    AddPlanned(license, out);
    AddRunning(*store.FindLicense(license.numbers.arn), license.label, store, out);
  }
  // What nobody can count may be the most.
  const auto most = [](const DashboardTaker& taker) { return taker.high.value_or(INT64_MAX); };
  std::stable_sort(out.begin(), out.end(),
                   [&](const DashboardTaker& a, const DashboardTaker& b) { return most(a) > most(b); });
  return out;
}

std::vector<DashboardAgreement> Agreements(const std::vector<DashboardLicense>& licenses, int64_t now) {
  constexpr int64_t kListed = 90 * kDay;
  constexpr int64_t kSoon = 30 * kDay;  // as LM105
  std::vector<DashboardAgreement> out;
  for (const DashboardLicense& license : licenses) {
    if (!license.expiry || *license.expiry > SaturatingAdd(now, kListed)) continue;
    const int64_t left = *license.expiry - now;
    out.push_back({license.label, *license.expiry,
                   left <= 0       ? Concern::kGrave
                   : left <= kSoon ? Concern::kSome
                                   : Concern::kNone});
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.expiry < b.expiry; });
  return out;
}

std::string NamesOf(const std::set<std::string>& names) {
  return Join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

/// The licenses of images that it was made from and that it does not carry itself.
std::set<std::string> LeftBehind(const Image& image, const RuleStore& store) {
  std::set<std::string> names;
  for (const InheritedAssociation& inherited : store.InheritedBy(image.id)) {
    const License* license = inherited.association->license;
    const auto& own = store.AssociationsOf(image.id);
    const bool carried = std::any_of(own.begin(), own.end(), [&](const ImageAssociation& association) {
      return association.license == license;
    });
    if (!carried) names.insert(license->name);
  }
  return names;
}

std::set<std::string> Carried(const Image& image, const RuleStore& store) {
  std::set<std::string> names;
  for (const ImageAssociation& association : store.AssociationsOf(image.id))
    names.insert(association.license->name);
  return names;
}

/// Why somebody has to look at an image; empty: there is no reason to.
std::pair<std::string, Concern> TroubleOf(const Image& image, const RuleStore& store) {
  const std::string carried = NamesOf(Carried(image, store));
  const std::string left_behind = NamesOf(LeftBehind(image, store));
  if (image.IsDead()) {
    if (carried.empty()) return {};
    return {fmt::format("is {}, and still associated with {}", image.state, carried), Concern::kSome};
  }
  if (!left_behind.empty())
    return {fmt::format("is made from an image that carries {}, and does not carry it", left_behind),
            Concern::kGrave};
  if (!carried.empty() || !image.BringsOwnLicense()) return {};
  const std::string_view what =
      image.platform_details.empty() ? image.usage_operation : image.platform_details;
  return {fmt::format("runs under your own license ({}), and carries none", what), Concern::kGrave};
}

std::vector<DashboardImage> Images(const RuleStore& store) {
  std::vector<DashboardImage> out;
  for (const auto& [id, image] : store.images()) {
    auto [trouble, concern] = TroubleOf(image, store);
    if (!trouble.empty())
      out.push_back({std::string(id), std::string(image.owner), std::move(trouble), concern});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.concern > b.concern; });
  return out;
}

std::vector<DashboardSnapshot> Snapshots(const RuleStore& store, std::optional<int64_t> max_age,
                                         int64_t now) {
  std::vector<DashboardSnapshot> out;
  for (const SyncStamp& sync : store.syncs())
    out.push_back({sync.where.file->path(), sync.account, sync.at, max_age && now - sync.at > *max_age,
                   max_age && IsInFuture(sync.at, now)});
  return out;
}

size_t CountOf(const Dashboard& dashboard, bool (*which)(const DashboardLicense&)) {
  return static_cast<size_t>(std::count_if(dashboard.licenses.begin(), dashboard.licenses.end(), which));
}

/// "sql-server is past its limit by 56 vCPUs".
std::string PastText(const Dashboard& dashboard, size_t past) {
  if (past > 1) return fmt::format("{} licenses are past their limits", past);
  constexpr size_t kLongestName = 60;
  const DashboardLicense& license =
      *std::find_if(dashboard.licenses.begin(), dashboard.licenses.end(),
                    [](const DashboardLicense& each) { return each.standing == Standing::kOver; });
  const std::string name = ElideMiddle(Printable(license.label), kLongestName);
  const ReportedLicense& numbers = license.numbers;
  const int64_t least = SaturatingAdd(InUse(numbers).value_or(0), numbers.planned_low) - *numbers.limit;
  return fmt::format("{} is past its limit by {}{}", name,
                     numbers.planned_high == numbers.planned_low ? "" : "at least ",
                     UnitsText(least, numbers.counting_type));
}

bool IsStale(const Dashboard& dashboard) {
  return std::any_of(dashboard.snapshots.begin(), dashboard.snapshots.end(),
                     [](const DashboardSnapshot& each) { return each.stale; });
}

/// What says that an input cannot be read: the first of each input.
std::vector<const ReportedFinding*> Unread(const Report& report) {
  std::vector<const ReportedFinding*> out;
  std::set<std::string_view> seen;
  for (const ReportedFinding& finding : report.findings) {
    if (finding.rule == "LM001" && seen.insert(finding.where.path).second) out.push_back(&finding);
  }
  return out;
}

/// Why the numbers may not be what they seem.
std::vector<std::string> Doubts(const Dashboard& dashboard) {
  std::vector<std::string> out;
  if (const size_t unread = Unread(dashboard.report).size(); unread > 0)
    out.push_back(Counted(static_cast<int64_t>(unread), "input") + " cannot be read");
  if (IsStale(dashboard)) out.emplace_back("the data are too old");
  if (dashboard.undated) out.emplace_back("nobody knows how old the data are");
  return out;
}

std::string Headline(const Dashboard& dashboard, size_t past, size_t attention) {
  if (dashboard.licenses.empty()) return "The store holds no license";
  const std::string_view verb = attention == 1 ? "needs" : "need";
  if (past > 0) {
    const std::string others = attention == 0 ? "" : fmt::format(", {} more {} attention", attention, verb);
    return PastText(dashboard, past) + others;
  }
  const bool certain = Doubts(dashboard).empty();
  if (attention == 0)
    return certain ? "Every license has room" : "Nobody can tell whether every license has room";
  return fmt::format("No license is {}past its limit, {} {} attention", certain ? "" : "known to be ",
                     attention, verb);
}

/// What the numbers are made of.
std::string BasisText(const Dashboard& dashboard) {
  const std::string licenses = Counted(static_cast<int64_t>(dashboard.licenses.size()), "license");
  if (!dashboard.has_plan())
    return fmt::format("{} as the store has them, without what is planned", licenses);
  const Verdict plan = VerdictOf(dashboard.report);
  return fmt::format("{}, with what is planned: {}{}", licenses, plan.found, plan.rest);
}

template <typename Rows>
int64_t CountGrave(const Rows& rows) {
  return std::count_if(rows.begin(), rows.end(),
                       [](const auto& each) { return each.concern == Concern::kGrave; });
}

/// What else is wrong, that no limit shows.
std::vector<std::string> Asides(const Dashboard& dashboard) {
  std::vector<std::string> out;
  const int64_t ended = CountGrave(dashboard.agreements);
  const int64_t untracked = CountGrave(dashboard.images);
  if (ended > 0)
    out.push_back(fmt::format("{} {} ended", Counted(ended, "agreement"), ended == 1 ? "has" : "have"));
  if (untracked > 0)
    out.push_back(fmt::format("{} {} untracked", Counted(untracked, "AMI"), untracked == 1 ? "is" : "are"));
  for (std::string& doubt : Doubts(dashboard)) out.push_back(std::move(doubt));
  return out;
}

Concern WorstConcern(const Dashboard& dashboard) {
  if (Fails(dashboard.report)) return Concern::kGrave;
  Concern worst = Asides(dashboard).empty() ? Concern::kNone : Concern::kSome;
  for (const DashboardLicense& license : dashboard.licenses) worst = std::max(worst, license.concern());
  return worst;
}

/// A line for each input that cannot be read, and for each snapshot that is too old.
std::string DoubtAlerts(const Dashboard& dashboard) {
  std::string out;
  for (const ReportedFinding* finding : Unread(dashboard.report))
    out +=
        fmt::format("{}: cannot be read: {}\n", Printable(finding->where.path), Printable(finding->message));
  for (const DashboardSnapshot& snapshot : dashboard.snapshots) {
    if (snapshot.stale)
      out += fmt::format("{}: the snapshot of {} is too old\n", Printable(snapshot.path),
                         FormatTime(snapshot.at));
    if (snapshot.of_future)
      out += fmt::format("{}: the snapshot says that it was taken in the future, so its age is not known\n",
                         Printable(snapshot.path));
  }
  if (dashboard.snapshots.empty() && dashboard.undated)
    out += "no document of the store says when it was taken (`SyncedAt`), so its age is not known\n";
  return out;
}

/// "152 of 96 vCPUs: 24 in use + 128 planned".
std::string SumText(const DashboardLicense& license) {
  const ReportedLicense& numbers = license.numbers;
  const std::string total =
      fmt::format("{} of {}",
                  RangeText(SaturatingAdd(InUse(numbers).value_or(0), numbers.planned_low),
                            Add(InUse(numbers), numbers.planned_high)),
                  UnitsText(*numbers.limit, numbers.counting_type));
  if (numbers.claims.empty()) return total + " in use";
  return fmt::format("{}: {} in use + {} planned", total, CountText(InUse(numbers)),
                     RangeText(numbers.planned_low, numbers.planned_high));
}

}  // namespace

int64_t DashboardLicense::total() const {
  return SaturatingAdd(InUse(numbers).value_or(INT64_MAX),
                       numbers.planned_high.value_or(numbers.planned_low));
}

Concern DashboardLicense::concern() const {
  if (standing == Standing::kOver) return numbers.hard_limit ? Concern::kGrave : Concern::kSome;
  return standing != Standing::kFits || near ? Concern::kSome : Concern::kNone;
}

std::string_view DashboardLicense::state() const {
  switch (standing) {
    case Standing::kOver:
      return "past its limit";
    case Standing::kMayBeOver:
      return "may be past its limit";
    case Standing::kUnknown:
      return "unknown";
    case Standing::kOverAtFullScale:
      return near ? "near, past it at full scale" : "past it at full scale";
    case Standing::kOverDuringUpdate:
      return near ? "near, past it during the update" : "past it during the update";
    case Standing::kFits:
      break;
  }
  if (!numbers.limit) return "no limit";
  return near ? "near its limit" : "has room";
}

bool DashboardLicense::alerts() const { return standing >= Standing::kUnknown || near; }

Dashboard MakeDashboard(Report report, const RuleStore& store, const DashboardOptions& options) {
  Dashboard out;
  out.report = std::move(report);
  out.licenses = Licenses(out.report, store, options);
  std::stable_sort(out.licenses.begin(), out.licenses.end(), GraverThan);
  out.takers = Takers(out.licenses, store);
  out.agreements = Agreements(out.licenses, out.report.made);
  out.images = Images(store);
  out.snapshots = Snapshots(store, options.max_age, out.report.made);
  out.undated = options.max_age &&
                (out.snapshots.empty() || std::any_of(out.snapshots.begin(), out.snapshots.end(),
                                                      [](const auto& each) { return each.of_future; }));
  out.warnings = options.warnings;
  return out;
}

DashboardVerdict VerdictOf(const Dashboard& dashboard) {
  const auto past =
      CountOf(dashboard, [](const DashboardLicense& each) { return each.standing == Standing::kOver; });
  const auto concerning =
      CountOf(dashboard, [](const DashboardLicense& each) { return each.concern() != Concern::kNone; });
  DashboardVerdict out;
  out.headline = Headline(dashboard, past, concerning - past);
  out.rest = BasisText(dashboard);
  for (const std::string& aside : Asides(dashboard)) out.rest += "; " + aside;
  out.concern = WorstConcern(dashboard);
  return out;
}

std::string DashboardAlerts(const Dashboard& dashboard) {
  std::string out;
  for (const DashboardLicense& license : dashboard.licenses) {
    if (license.alerts())
      out += fmt::format("{}: {}: {}\n", Printable(license.label), license.state(), SumText(license));
  }
  return out + DoubtAlerts(dashboard);
}

}  // namespace headroom
