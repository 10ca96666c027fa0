#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"

namespace headroom {

enum class Severity : uint8_t { kNote, kWarning, kError };

/// "note", "warning" or "error".
const char* SeverityName(Severity severity);

/// A second place that explains a finding: where the limit is set, which association carries the license.
struct Related {
  Place where;
  std::string message;
};

/// One thing that is wrong. Owns its strings; places point into the SourceSet.
/// Messages: one line, lower case, no full stop, code in `backticks`.
struct Finding {
  std::string rule;  // "LM301"
  Severity severity = Severity::kError;
  std::string message;
  Place where;       // nowhere: the finding is about the command line (`path` is then what is shown, or null)
  std::string path;  // only where `where.file` cannot say it: an input that could not be opened
  std::string resource;            // empty: none
  std::string license;             // an ARN; empty: none
  std::vector<std::string> notes;  // the sum that led to the number, what was compared
  std::string hint;                // what to do; empty: none
  std::vector<Related> related;
};

using Findings = std::vector<Finding>;

/// Where a finding is: the path of its file, else `path`; empty where it has neither.
const std::string& PathOf(const Finding& finding);

/// A finding that somebody does not want to be told.
struct Suppressed {
  Finding finding;
  std::string reason;      // empty: none is given
  bool in_source = false;  // an input says so; else the baseline
};

}  // namespace headroom
