// The report for programs: contract of keys and their order, which other tools rely on. Keys of our own come
// after those of the contract (`path` of a license, with --separate, first).

#include "base/json_writer.h"
#include "report/reporter.h"

namespace headroom {
namespace {

using Layout = JsonWriter::Layout;

void WriteInput(JsonWriter& json, const ReportedInput& input) {
  json.BeginObject(Layout::kOneLine);
  json.Key("path").String(input.path);
  json.Key("kind").StringOrNull(input.kind);
  json.EndObject();
}

void WriteCapacity(JsonWriter& json, const ReportedClaim& claim) {
  json.Key("capacity").BeginObject(Layout::kOneLine);
  json.Key("min").Number(claim.min);
  json.Key("desired").Number(claim.desired);
  json.Key("max").Number(claim.max);
  json.EndObject();
}

void WriteUnits(JsonWriter& json, const ReportedClaim& claim) {
  json.Key("units");
  if (!claim.has_units) return json.Null();
  json.BeginObject(Layout::kOneLine);
  json.Key("low").Number(claim.units.low);
  json.Key("high").Number(claim.units.high);
  json.Key("full_scale").Number(claim.units.full_scale);
  json.EndObject();
}

void WriteClaim(JsonWriter& json, const ReportedClaim& claim) {
  json.BeginObject();
  json.Key("path").String(claim.path);
  if (!claim.within.empty()) json.Key("within").String(claim.within);
  json.Key("resource").String(claim.resource);
  json.Key("resource_type").String(claim.resource_type);
  json.Key("via").Strings(claim.via);
  json.Key("instance_types").Strings(claim.instance_types);
  json.Key("units_per_instance").Numbers(claim.units_per_instance);
  WriteCapacity(json, claim);
  WriteUnits(json, claim);
  json.EndObject();
}

void WriteHost(JsonWriter& json, const ReportedHost& host) {
  json.BeginObject();
  json.Key("family").String(host.family);
  json.Key("count").Number(host.count);
  json.Key("units_per_host").Number(host.units_per_host);
  json.Key("resources").Strings(host.resources);
  json.Key("lower_bound").Bool(host.lower_bound);
  json.EndObject();
}

void WritePlanned(JsonWriter& json, const ReportedLicense& license) {
  json.Key("planned").BeginObject(Layout::kOneLine);
  json.Key("low").Number(license.planned_low);
  json.Key("high").Number(license.planned_high);
  json.EndObject();
}

void WriteLicense(JsonWriter& json, const ReportedLicense& license) {
  json.BeginObject();
  if (!license.path.empty()) json.Key("path").String(license.path);
  json.Key("arn").String(license.arn);
  json.Key("name").String(license.name);
  json.Key("counting_type").String(license.counting_type);
  json.Key("limit").Number(license.limit);
  json.Key("hard_limit").Bool(license.hard_limit);
  json.Key("consumed").Number(license.consumed);
  json.Key("released").Number(license.released);
  WritePlanned(json, license);
  json.Key("full_scale").Number(license.full_scale);
  json.Key("surge").Number(license.surge);
  json.Key("remaining").Number(license.remaining);
  json.Key("claims").BeginList();
  for (const ReportedClaim& claim : license.claims) WriteClaim(json, claim);
  json.EndList();
  json.Key("hosts").BeginList();
  for (const ReportedHost& host : license.hosts) WriteHost(json, host);
  json.EndList();
  if (license.is_bound) json.Key("bound").Bool(true);
  if (!license.reached_with.empty()) json.Key("reached_with").String(license.reached_with);
  json.EndObject();
}

/// A line or column that counts from 1.
Count OrNull(uint32_t position) { return position == 0 ? Count() : Count(position); }

void WriteStart(JsonWriter& json, const Location& where) {
  json.Key("path").StringOrNull(where.path);
  json.Key("line").Number(OrNull(where.line));
  json.Key("column").Number(where.line == 0 ? Count() : OrNull(where.column));
}

void WriteEnd(JsonWriter& json, const Location& where) {
  json.Key("end_line").Number(where.line == 0 ? Count() : OrNull(where.end_line));
  json.Key("end_column").Number(where.line == 0 ? Count() : OrNull(where.end_column));
}

void WriteRelated(JsonWriter& json, const ReportedRelated& related) {
  json.BeginObject();
  WriteStart(json, related.where);
  WriteEnd(json, related.where);
  json.Key("message").String(related.message);
  json.EndObject();
}

/// Its keys, into the object that is open.
void WriteFinding(JsonWriter& json, const ReportedFinding& finding) {
  json.Key("rule").String(finding.rule);
  json.Key("name").String(finding.name);
  json.Key("severity").String(SeverityName(finding.severity));
  json.Key("message").String(finding.message);
  WriteStart(json, finding.where);
  json.Key("resource").StringOrNull(finding.resource);
  json.Key("license").StringOrNull(finding.license);
  json.Key("license_name").StringOrNull(finding.license_name);
  WriteEnd(json, finding.where);
  json.Key("notes").BeginList();
  for (const std::string& note : finding.notes) json.String(note);
  json.EndList();
  json.Key("hint").StringOrNull(finding.hint);
  json.Key("related").BeginList();
  for (const ReportedRelated& related : finding.related) WriteRelated(json, related);
  json.EndList();
}

void WriteFindings(JsonWriter& json, const Report& report) {
  json.Key("findings").BeginList();
  for (const ReportedFinding& finding : report.findings) {
    json.BeginObject();
    WriteFinding(json, finding);
    json.EndObject();
  }
  json.EndList();
  json.Key("suppressed").BeginList();
  for (const ReportedSuppressed& suppressed : report.suppressed) {
    json.BeginObject();
    WriteFinding(json, suppressed.finding);
    json.Key("reason").StringOrNull(suppressed.reason);
    json.Key("by").String(suppressed.in_source ? "input" : "baseline");
    json.EndObject();
  }
  json.EndList();
}

void WriteSummary(JsonWriter& json, const ReportedSummary& summary) {
  json.Key("summary").BeginObject();
  json.Key("inputs").Number(summary.inputs);
  json.Key("skipped").Number(summary.skipped);
  json.Key("errors").Number(summary.errors);
  json.Key("warnings").Number(summary.warnings);
  json.Key("notes").Number(summary.notes);
  json.Key("suppressed").Number(summary.suppressed);
  json.EndObject();
}

std::string Render(const Report& report, const ReportStyle&) {
  JsonWriter json;
  json.BeginObject();
  json.Key("version").Number(1);
  json.Key("inputs").BeginList();
  for (const ReportedInput& input : report.inputs) WriteInput(json, input);
  json.EndList();
  json.Key("licenses").BeginList();
  for (const ReportedLicense& license : report.licenses) WriteLicense(json, license);
  json.EndList();
  WriteFindings(json, report);
  WriteSummary(json, report.summary);
  json.EndObject();
  return std::move(json).Finish();
}

}  // namespace

constinit const Reporter reporters::json = {"json", "one JSON object, for programs", Render};

}  // namespace headroom
