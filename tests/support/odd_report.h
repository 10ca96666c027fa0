#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "report/report.h"

namespace headroom::testing {

/// A file as a whole.
inline Location WholeFile(std::string path) {
  Location location;
  location.path = std::move(path);
  return location;
}

/// What a first run shows: one fleet past a hard limit.
inline Report QuickstartReport() {
  const std::string arn =
      "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
      "0123456789abcdef0123456789abcdef";
  ReportedClaim claim;
  claim.path = "fixtures/quickstart/web-fleet.yaml";
  claim.resource = "WebFleet";
  claim.resource_type = "AWS::AutoScaling::AutoScalingGroup";
  claim.via = {"launch-template"};
  claim.instance_types = {"r5.4xlarge"};
  claim.units_per_instance = {16};
  claim.min = 2;
  claim.desired = 8;
  claim.max = 10;
  claim.units = {128, 128, 160};

  ReportedLicense license;
  license.arn = arn;
  license.name = "sql-server-enterprise";
  license.counting_type = "vCPU";
  license.limit = 96;
  license.hard_limit = true;
  license.consumed = 24;
  license.planned_low = 128;
  license.planned_high = 128;
  license.full_scale = 160;
  license.surge = 0;
  license.remaining = -56;
  license.claims = {claim};

  ReportedFinding finding;
  finding.rule = "LM301";
  finding.name = "hard-limit-exceeded";
  finding.severity = Severity::kError;
  finding.message = "planned demand exceeds the hard limit of `sql-server-enterprise`";
  finding.where = {claim.path, 41, 3, 41, 11, "  WebFleet:"};
  finding.resource = "WebFleet";
  finding.license = arn;
  finding.license_name = license.name;
  finding.notes = {"8 × r5.4xlarge × 16 vCPUs = 128", "limit 96, in use 24, left 72; 56 too many"};
  finding.hint = "at most 4 instances fit, or get 56 more licenses";
  finding.related = {
      {{"rules/example/licenses.yaml", 9, 19, 9, 21, "    LicenseCount: 96"}, "the limit is set here"}};

  Report report;
  report.inputs = {{claim.path, "cloudformation"}};
  report.licenses = {license};
  report.findings = {finding};
  report.summary = {.inputs = 1, .errors = 1};
  return report;
}

/// Everything that a format could trip over, for every format's golden test: findings without a place or a
/// path, quotes and markup, control characters and terminal commands, wide and combining characters, tabs,
/// bytes that are not UTF-8, two files, a line of thousands of characters, counts that are not known, the
/// largest numbers, two licenses of one name, hosts, suppressions.
inline Report OddReport() {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  const std::string kArn = "arn:aws:license-manager:";
  const std::string kType = ":111122223333:license-configuration:lic-";
  Report report;
  report.inputs = {{"a \"quoted\" & <b>bold</b>.yaml", "cloudformation"},
                   {"b/\x1b[31mred\x1b[0m.json", "launch-template"},
                   {"broken.yaml", ""}};

  ReportedClaim fleet;
  fleet.path = report.inputs[0].path;
  fleet.resource = "Fleet";
  fleet.resource_type = "AWS::AutoScaling::AutoScalingGroup";
  fleet.via = {"specification", "launch-template", "image"};
  fleet.instance_types = {"r5.large", "x\"1\\e.large"};
  fleet.units_per_instance = {2, {}};
  fleet.min = 0;
  fleet.desired = 4;
  fleet.units = {8, {}, {}};

  ReportedLicense unknown;
  unknown.arn = kArn + "eu-west-1" + kType + "aaaa";
  unknown.name = "sql | `standard` \\ 標準ライセンス";
  unknown.counting_type = "vCPU";
  unknown.limit = 1920;
  unknown.consumed = 1000;
  unknown.released = 40;
  unknown.planned_low = 8;
  unknown.claims = {fleet};
  report.licenses.push_back(unknown);

  ReportedLicense range = unknown;
  range.arn = kArn + "eu-west-1" + kType + "bbbb";
  range.name = "range";
  range.consumed = 1500;
  range.released = 0;
  range.planned_low = 200;
  range.planned_high = 500;
  range.full_scale = 500;
  range.surge = 0;
  range.remaining = -80;
  range.claims.clear();
  report.licenses.push_back(range);

  ReportedLicense unlimited = range;
  unlimited.arn = kArn + "eu-west-1" + kType + "cccc";
  unlimited.name = "twice";
  unlimited.counting_type = "Instance";
  unlimited.limit = {};
  unlimited.consumed = kMax;
  unlimited.planned_low = 0;
  unlimited.planned_high = kMax;
  unlimited.remaining = {};
  report.licenses.push_back(unlimited);

  ReportedLicense cores;
  cores.arn = kArn + "us-east-1" + kType + "dddd";
  cores.name = "twice";
  cores.counting_type = "Core";
  cores.limit = 480;
  cores.hard_limit = true;
  cores.planned_low = 192;
  cores.planned_high = 192;
  cores.full_scale = 576;
  cores.surge = 0;
  cores.remaining = 288;
  ReportedClaim host_claim = fleet;
  host_claim.resource = "OnHost";
  host_claim.has_units = false;
  cores.claims = {host_claim};
  cores.hosts = {{"m5", 3, 48, false, {"OnHost", "Second", "C", "D", "E", "F", "G"}},
                 {"mac\x1b[1m", 1, 48, true, {"Über\u202egnp"}},
                 {"zz9", {}, {}, false, {"Lost"}}};
  report.licenses.push_back(cores);

  ReportedLicense update = cores;
  update.arn = kArn + "us-east-1" + kType + "eeee";
  update.name = "surge <script>alert(1)</script> " + std::string(100, 'n');
  update.full_scale = 192;
  update.surge = 300;
  update.claims.clear();
  update.hosts = {{"r5", 2, 96, true, {"One"}}};
  report.licenses.push_back(update);

  ReportedLicense extreme = cores;
  extreme.arn = kArn + "us-east-1" + kType + "ffff";
  extreme.name = "extreme";
  extreme.counting_type = "Socket";
  extreme.limit = 0;
  extreme.planned_low = kMax;
  extreme.planned_high = kMax;
  extreme.full_scale = kMax;
  extreme.remaining = -kMax;
  extreme.claims.clear();
  extreme.hosts.clear();
  report.licenses.push_back(extreme);

  ReportedFinding finding;
  finding.rule = "LM005";
  finding.name = "invalid-parameter";
  finding.severity = Severity::kError;
  finding.message = "no template declares the parameter `Siz\xC3\xA9`";
  finding.hint = "did you mean `Size`?";
  report.findings.push_back(finding);

  finding = {};
  finding.rule = "LM004";
  finding.name = "unresolved-value";
  finding.severity = Severity::kWarning;
  finding.message = "the desired capacity of `Fleet` is not known: ]]> --> %0A::error::x | *bold* `tick`";
  finding.where = {report.inputs[0].path, 7, 12, 7, 16, "\tCapacity:\t'容量' # \x1b]0;title\x07 e\u0301t"};
  finding.resource = "Fleet";
  finding.notes = {"first line\nsecond line", "bytes \xFF\x80 and \x9B"};
  finding.related = {{{"b/\x1b[31mred\x1b[0m.json", 1, 5001, 1, 5011,
                       "{" + std::string(4999, ' ') + "\"desired\": 12, " + std::string(5000, 'x')},
                      "the group's size\r is taken from here"},
                     {WholeFile("store/licenses.yaml"), "the file is known, not the line"},
                     {{}, "no place at all"}};
  report.findings.push_back(finding);

  finding = {};
  finding.rule = "LM205";
  finding.name = "uncountable-launch";
  finding.severity = Severity::kNote;
  finding.message = "wide 全角 characters & \"quotes\" 'single' <i>markup</i>";
  finding.where = {report.inputs[0].path, 120, 8, 122, 3, "  全角🙂: &x |"};
  finding.resource = "Elsewhere";
  finding.license = cores.arn;
  finding.license_name = cores.name;
  report.findings.push_back(finding);

  finding = {};
  finding.rule = "LM001";
  finding.name = "unreadable-input";
  finding.severity = Severity::kError;
  finding.message = "larger than 16 MiB";
  finding.where = WholeFile("broken\n.yaml");
  report.findings.push_back(finding);

  finding.message = "not UTF-8";
  finding.where = {"broken.yaml", 3, 40, 3, 41, ""};
  report.findings.push_back(finding);

  finding = {};
  finding.rule = "LM305";
  finding.name = "hard-limit-at-full-scale";
  finding.severity = Severity::kWarning;
  finding.message = "known";
  finding.where = {report.inputs[0].path, 9, 3, 9, 8, "  Fleet:"};
  finding.resource = "Fleet";
  report.suppressed = {{finding, "\"agreed\" with <b>procurement</b> \x1b[1m", true}, {finding, "", false}};

  report.summary = {.inputs = 3, .skipped = 2, .errors = 3, .warnings = 1, .notes = 1, .suppressed = 2};
  return report;
}

}  // namespace headroom::testing
