#include "report/build.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "checks/check.h"
#include "report/location.h"

namespace headroom {
namespace {

/// A finding is raised once for each rule, resource and license; where there is no resource, and for ARNs
/// that are none, once for each place.
bool SaidOncePerPlace(const Finding& finding) { return finding.resource.empty() || finding.rule == "LM101"; }

/// A launch template of two groups, or a type in two overrides, must not be reported twice. Of the same
/// finding in two severities the graver stays, of equals the first.
void DropRepeated(Findings& findings) {
  using Key = std::tuple<std::string, std::string, std::string, std::string, uint32_t, std::string>;
  const auto key_of = [](const Finding& finding) {
    const bool by_place = SaidOncePerPlace(finding);
    // What stands nowhere (a value from the command line) is told apart by its words.
    std::string words = by_place && finding.where.file == nullptr ? finding.message : std::string();
    return Key(finding.rule, PathOf(finding), finding.resource, finding.license,
               by_place ? finding.where.span.begin : 0, std::move(words));
  };
  std::map<Key, const Finding*> kept;
  for (const Finding& finding : findings) {
    const Finding*& best = kept.try_emplace(key_of(finding), &finding).first->second;
    if (finding.severity > best->severity) best = &finding;
  }
  Findings out;
  for (Finding& finding : findings) {
    if (kept[key_of(finding)] == &finding) out.push_back(std::move(finding));
  }
  findings = std::move(out);
}

/// Path, place (none comes first), rule; the rest only makes the order total. Offsets order as lines and
/// columns do.
bool Before(const Finding& a, const Finding& b) {
  const auto place = [](const Finding& f) {
    return std::make_pair(f.where.file != nullptr, f.where.span.begin);
  };
  const auto at_a = place(a), at_b = place(b);
  return std::tie(PathOf(a), at_a, a.rule, a.resource, a.license, a.message) <
         std::tie(PathOf(b), at_b, b.rule, b.resource, b.license, b.message);
}

/// A value of megabytes in a message helps nobody; a character is never cut in two.
std::string Shortened(const std::string& text) {
  constexpr size_t kMost = 1000;
  if (text.size() <= kMost) return text;
  size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

ReportedFinding MakeFinding(const Finding& finding, const RuleStore& store) {
  ReportedFinding out;
  out.rule = finding.rule;
  if (const Check* check = FindCheck(finding.rule)) out.name = check->info.name;
  out.severity = finding.severity;
  out.message = Shortened(finding.message);
  out.where = Locate(finding.where);
  if (out.where.path.empty()) out.where.path = finding.path;
  out.resource = finding.resource;
  out.license = finding.license;
  if (const License* license = store.FindLicense(finding.license)) out.license_name = license->name;
  for (const std::string& note : finding.notes) out.notes.push_back(Shortened(note));
  out.hint = Shortened(finding.hint);
  for (const Related& related : finding.related)
    out.related.push_back({Locate(related.where), related.message});
  return out;
}

ReportedClaim MakeClaim(const Claim& claim) {
  ReportedClaim out;
  const PlannedLaunch& launch = *claim.launch;
  out.path = launch.path;
  out.within = launch.within;
  out.resource = launch.resource;
  out.resource_type = launch.resource_type;
  for (Via via : claim.via) out.via.push_back(ViaName(via));
  out.instance_types = claim.instance_types;
  out.units_per_instance = claim.units_per_instance;
  out.min = claim.min;
  out.desired = claim.desired;
  out.max = claim.max;
  out.has_units = claim.units.has_value();
  if (claim.units) out.units = {claim.units->low, claim.units->high, claim.units->full_scale};
  return out;
}

ReportedLicense MakeLicense(const Demand& demand) {
  const License& license = *demand.license;
  ReportedLicense out;
  out.path = demand.path;
  out.arn = license.arn_text;
  out.name = license.name;
  out.counting_type = CountingTypeName(license.counting_type);
  out.limit = license.limit;
  out.hard_limit = license.hard_limit;
  out.consumed = license.consumed;
  out.released = demand.released;
  out.planned_low = demand.planned.low;
  out.planned_high = demand.planned.high;
  out.full_scale = demand.planned.full_scale;
  out.surge = demand.surge;
  out.remaining = demand.remaining();
  for (const Claim& claim : demand.claims) out.claims.push_back(MakeClaim(claim));
  for (const HostCount& hosts : demand.hosts.high) {
    out.hosts.push_back(
        {hosts.family, hosts.count, hosts.units_per_host, hosts.lower_bound, hosts.resources});
  }
  out.is_bound = demand.is_bound;
  out.reached_with = demand.reached_with;
  return out;
}

void CountFindings(Report& report) {
  for (const ReportedFinding& finding : report.findings) {
    switch (finding.severity) {
      case Severity::kError:
        ++report.summary.errors;
        break;
      case Severity::kWarning:
        ++report.summary.warnings;
        break;
      case Severity::kNote:
        ++report.summary.notes;
        break;
    }
  }
}

}  // namespace

void OrderFindings(Findings& findings) {
  std::sort(findings.begin(), findings.end(), Before);
  DropRepeated(findings);
}

Report BuildReport(const RunResult& result, const RuleStore& store) {
  Report report;
  report.inputs = result.inputs;
  for (const Demand& demand : result.demand) report.licenses.push_back(MakeLicense(demand));
  for (const Finding& finding : result.findings) report.findings.push_back(MakeFinding(finding, store));
  for (const Suppressed& suppressed : result.suppressed) {
    report.suppressed.push_back(
        {MakeFinding(suppressed.finding, store), Shortened(suppressed.reason), suppressed.in_source});
  }
  report.summary.suppressed = static_cast<int64_t>(result.suppressed.size());
  report.summary.inputs = static_cast<int64_t>(result.inputs.size());
  report.summary.skipped = result.skipped;
  CountFindings(report);
  return report;
}

}  // namespace headroom
