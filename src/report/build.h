#pragma once

#include <string>
#include <vector>

#include "base/finding.h"
#include "plan/plan.h"
#include "report/report.h"

namespace headroom {

/// Everything a run came to, before places are resolved.
struct RunResult {
  std::vector<ReportedInput> inputs;  // by path
  int64_t skipped = 0;
  std::vector<Demand> demand;          // by ARN; with --separate by path, then ARN
  Findings findings;                   // as OrderFindings leaves them
  std::vector<Suppressed> suppressed;  // likewise
};

/// Orders findings (path, line, column, rule) and drops what is said twice: each finding once for its rule,
/// resource and license.
void OrderFindings(Findings& findings);

/// Resolves every place, and counts. `store` names licenses.
Report BuildReport(const RunResult& result, const RuleStore& store);

}  // namespace headroom
