#pragma once

#include <string>

#include "report/report.h"

namespace headroom {

/// What a run comes to, in one line of two parts.
struct Verdict {
  std::string found;  // "2 errors, 1 note"
  std::string rest;   // " in 3 inputs (1 file skipped)"
};
Verdict VerdictOf(const Report& report);

/// Whether a finding fails the run.
bool Fails(const Report& report, Severity severity);
/// Whether any does.
bool Fails(const Report& report);

/// "2 errors", "1 error".
std::string Counted(int64_t count, std::string_view noun);

}  // namespace headroom
