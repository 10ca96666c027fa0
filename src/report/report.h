#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/count.h"
#include "base/finding.h"

namespace headroom {

/// A code frame's piece of an input: the line and what is underlined. Columns count characters, from 1.
struct Location {
  std::string path;
  uint32_t line = 0;  // 0: no place in the file
  uint32_t column = 0;
  uint32_t end_line = 0;
  uint32_t end_column = 0;  // one past the last character
  std::string source_line;  // the text of `line`, as it is in the file (hostile: print through Printable), or
  uint32_t source_column = 1;  // of a very long line the piece from this column on,
  bool source_cut = false;     // after which the line goes on
};

struct ReportedRelated {
  Location where;
  std::string message;
};

/// A finding with its places resolved. Strings may hold anything an input holds.
struct ReportedFinding {
  std::string rule;
  std::string name;
  Severity severity = Severity::kError;
  std::string message;
  Location where;        // path empty: none (null in JSON); line 0: none
  std::string resource;  // empty: null
  std::string license;   // ARN; empty: null
  std::string license_name;
  std::vector<std::string> notes;
  std::string hint;
  std::vector<ReportedRelated> related;
};

/// A finding that is left out of the counts, and why.
struct ReportedSuppressed {
  ReportedFinding finding;
  std::string reason;      // empty: null, none was given
  bool in_source = false;  // an input says so; else the baseline
};

struct ReportedInput {
  std::string path;
  std::string kind;  // "cloudformation", "launch-template"; empty: null, it could not be read
};

struct ReportedUnits {
  int64_t low = 0;
  Count high;
  Count full_scale;
};

struct ReportedClaim {
  std::string path;
  std::string within;  // the nested stack or document in it; empty: the input itself
  std::string resource;
  std::string resource_type;
  std::vector<std::string> via;
  std::vector<std::string> instance_types;
  std::vector<Count> units_per_instance;
  Count min, desired, max;
  bool has_units = true;  // false: units is null (Core, Socket)
  ReportedUnits units;
};

struct ReportedHost {
  std::string family;
  Count count;
  Count units_per_host;
  bool lower_bound = false;  // the catalog's figure is derived: the host may have more
  std::vector<std::string> resources;
};

struct ReportedLicense {
  std::string path;  // with --separate, else empty and left out
  std::string arn;
  std::string name;
  std::string counting_type;
  Count limit;
  bool hard_limit = false;
  int64_t consumed = 0;
  int64_t released = 0;
  int64_t planned_low = 0;
  Count planned_high;
  Count full_scale;
  Count surge;
  Count remaining;
  std::vector<ReportedClaim> claims;
  std::vector<ReportedHost> hosts;
  bool is_bound = false;     // not all values of open parameters were tried: none takes more than this
  std::string reached_with;  // values of open parameters that reach `planned_high`; empty: it depends on none
};

struct ReportedSummary {
  int64_t inputs = 0, skipped = 0, errors = 0, warnings = 0, notes = 0, suppressed = 0;
};

/// Everything a run says: made once, by report/build; a reporter only turns it into text. Lists are already
/// in the order of the contract.
struct Report {
  std::vector<ReportedInput> inputs;
  std::vector<ReportedLicense> licenses;
  std::vector<ReportedFinding> findings;
  std::vector<ReportedSuppressed> suppressed;  // in the order of findings
  ReportedSummary summary;
  std::optional<Severity> fails_from = Severity::kError;  // the least that fails the run; nothing: none does
  int64_t made = 0;                                       // seconds since 1970
};

}  // namespace headroom
