// SARIF 2.1.0, as GitHub code scanning wants it. Sources: OASIS SARIF 2.1.0; GitHub, "SARIF support for code
// scanning".

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/json_writer.h"
#include "base/text.h"
#include "checks/check.h"
#include "report/annotation.h"
#include "report/reporter.h"

namespace headroom {
namespace {

using Layout = JsonWriter::Layout;

constexpr std::string_view kRoot = "%SRCROOT%";
/// What the limits are about; headroom has no page of its own.
constexpr std::string_view kInformation =
    "https://docs.aws.amazon.com/license-manager/latest/userguide/license-manager.html";

/// A path as a URI, relative to kRoot unless it is absolute.
std::string Uri(std::string_view path) {
  std::string out = StartsWith(path, "/") ? "file://" : "";
  for (const char c : RelativePath(path)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// Text in which nothing is a link.
std::string WithoutLinks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '(' && EndsWith(out, "]")) out += ' ';
    out += c;
  }
  return out;
}

/// "hard-limit-exceeded" → "HardLimitExceeded", as rules are called in SARIF.
std::string PascalCase(std::string_view name) {
  std::string out;
  for (const std::string_view word : Split(name, "-")) {
    out += static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
    out += word.substr(1);
  }
  return out;
}

std::string Sentence(std::string_view text) {
  std::string out(text);
  out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return EndsWith(out, ".") ? out : out + ".";
}

void WriteText(JsonWriter& json, std::string_view key, std::string_view text) {
  json.Key(key).BeginObject(Layout::kOneLine);
  json.Key("text").String(text);
  json.EndObject();
}

void WriteRule(JsonWriter& json, const RuleInfo& info) {
  const std::string title = Sentence(info.title);
  json.BeginObject();
  json.Key("id").String(info.id);
  json.Key("name").String(PascalCase(info.name));
  WriteText(json, "shortDescription", title);
  WriteText(json, "fullDescription", fmt::format("{} {}", title, Sentence(info.why)));
  json.Key("help").BeginObject();
  json.Key("text").String(fmt::format("{}\n\nHow to fix it: {}", Sentence(info.why), info.fix));
  json.Key("markdown")
      .String(fmt::format("{}\n\n**How to fix it**\n\n{}\n\n`headroom explain {}` has examples.",
                          Sentence(info.why), Sentence(info.fix), info.id));
  json.EndObject();
  json.Key("defaultConfiguration").BeginObject(Layout::kOneLine);
  json.Key("level").String(SeverityName(info.severity));
  json.EndObject();
  json.Key("properties").BeginObject();
  json.Key("tags").Strings({"license-manager"});
  json.Key("precision").String("very-high");
  json.EndObject();
  json.EndObject();
}

void WriteDriver(JsonWriter& json) {
  json.Key("tool").BeginObject();
  json.Key("driver").BeginObject();
  json.Key("name").String("headroom");
  json.Key("version").String(HEADROOM_VERSION);
  json.Key("semanticVersion").String(HEADROOM_VERSION);
  json.Key("informationUri").String(kInformation);
  json.Key("rules").BeginList();
  for (const Check* check : AllChecks()) WriteRule(json, check->info);
  json.EndList();
  json.EndObject();
  json.EndObject();
}

/// What relative URIs are relative to: whoever reads the log knows where that is.
void WriteBase(JsonWriter& json) {
  json.Key("originalUriBaseIds").BeginObject();
  json.Key(kRoot).BeginObject();
  WriteText(json, "description", "The folder that headroom was run in.");
  json.EndObject();
  json.EndObject();
}

/// Line 0: the file as a whole.
void WritePhysicalLocation(JsonWriter& json, const Location& where) {
  json.Key("physicalLocation").BeginObject();
  json.Key("artifactLocation").BeginObject(Layout::kOneLine);
  json.Key("uri").String(Uri(where.path));
  if (!StartsWith(where.path, "/")) json.Key("uriBaseId").String(kRoot);
  json.EndObject();
  if (where.line > 0) {
    json.Key("region").BeginObject(Layout::kOneLine);
    json.Key("startLine").Number(where.line);
    json.Key("startColumn").Number(where.column);
    json.Key("endLine").Number(where.end_line);
    json.Key("endColumn").Number(where.end_column);
    json.EndObject();
  }
  json.EndObject();
}

/// The related places that are somewhere, numbered from 1.
std::vector<const ReportedRelated*> PlacesOf(const ReportedFinding& finding) {
  std::vector<const ReportedRelated*> out;
  for (const ReportedRelated& related : finding.related) {
    if (!related.where.path.empty()) out.push_back(&related);
  }
  return out;
}

/// Related places are shown where the message links to them: `[text](1)`.
std::string MessageOf(const ReportedFinding& finding) {
  std::vector<std::string> lines = LinesOf(finding);
  for (std::string& line : lines) line = WithoutLinks(line);
  lines[0] = Sentence(lines[0]);
  int id = 0;
  for (const ReportedRelated* related : PlacesOf(finding)) {
    std::string text;
    for (const char c : Printable(related->message)) {
      if (c == '[' || c == ']' || c == '\\') text += '\\';
      text += c;
    }
    lines.push_back(fmt::format("[{}]({})", text, ++id));
  }
  return Join(lines, "\n");
}

void WriteRelatedLocations(JsonWriter& json, const ReportedFinding& finding) {
  const std::vector<const ReportedRelated*> places = PlacesOf(finding);
  if (places.empty()) return;
  json.Key("relatedLocations").BeginList();
  int id = 0;
  for (const ReportedRelated* related : places) {
    json.BeginObject();
    json.Key("id").Number(++id);
    WritePhysicalLocation(json, related->where);
    WriteText(json, "message", WithoutLinks(Printable(related->message)));
    json.EndObject();
  }
  json.EndList();
}

int64_t IndexOf(std::string_view rule) {
  const auto& all = AllChecks();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Check* c) { return c->info.id == rule; });
  return found - all.begin();
}

class ResultWriter {
 public:
  ResultWriter(JsonWriter& json, const Report& report) : json_(json), report_(report) {}

  void Write() {
    json_.Key("results").BeginList();
    for (const ReportedFinding& finding : report_.findings) WriteResult(finding, nullptr);
    for (const ReportedSuppressed& suppressed : report_.suppressed)
      WriteResult(suppressed.finding, &suppressed);
    json_.EndList();
  }

 private:
  void WriteResult(const ReportedFinding& finding, const ReportedSuppressed* suppressed) {
    json_.BeginObject();
    json_.Key("ruleId").String(finding.rule);
    json_.Key("ruleIndex").Number(IndexOf(finding.rule));
    json_.Key("level").String(SeverityName(finding.severity));
    WriteText(json_, "message", MessageOf(finding));
    WriteLocation(finding);
    WriteRelatedLocations(json_, finding);
    json_.Key("partialFingerprints").BeginObject(Layout::kOneLine);
    json_.Key("primaryLocationLineHash").String(fingerprints_.Next(finding));
    json_.EndObject();
    WriteSuppression(suppressed);
    json_.EndObject();
  }

  void WriteLocation(const ReportedFinding& finding) {
    json_.Key("locations").BeginList();
    json_.BeginObject();
    WritePhysicalLocation(json_, Anchor(finding, report_));
    if (!finding.resource.empty()) {
      json_.Key("logicalLocations").BeginList(Layout::kOneLine);
      json_.BeginObject();
      json_.Key("name").String(finding.resource);
      json_.Key("kind").String("resource");
      json_.EndObject();
      json_.EndList();
    }
    json_.EndObject();
    json_.EndList();
  }

  /// Where any result has suppressions, all say whether they have.
  void WriteSuppression(const ReportedSuppressed* suppressed) {
    if (report_.suppressed.empty()) return;
    json_.Key("suppressions").BeginList();
    if (suppressed != nullptr) {
      json_.BeginObject(Layout::kOneLine);
      json_.Key("kind").String(suppressed->in_source ? "inSource" : "external");
      if (!suppressed->reason.empty()) json_.Key("justification").String(suppressed->reason);
      json_.EndObject();
    }
    json_.EndList();
  }

  JsonWriter& json_;
  const Report& report_;
  Fingerprints fingerprints_;
};

std::string Render(const Report& report, const ReportStyle&) {
  JsonWriter json;
  json.BeginObject();
  json.Key("$schema").String("https://json.schemastore.org/sarif-2.1.0.json");
  json.Key("version").String("2.1.0");
  json.Key("runs").BeginList();
  json.BeginObject();
  WriteDriver(json);
  WriteBase(json);
  json.Key("columnKind").String("unicodeCodePoints");
  ResultWriter(json, report).Write();
  json.EndObject();
  json.EndList();
  json.EndObject();
  return std::move(json).Finish();
}

}  // namespace

constinit const Reporter reporters::sarif = {"sarif", "SARIF 2.1.0, for GitHub code scanning and others",
                                             Render, true};

}  // namespace headroom
