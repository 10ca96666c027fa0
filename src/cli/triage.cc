#include "cli/triage.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/time.h"

namespace headroom {

void SetSeverities(Findings& findings, const Config& config, bool strict) {
  const auto is_off = [&](const Finding& finding) {
    return !LevelOf(config, finding.rule, finding.severity).has_value();
  };
  findings.erase(std::remove_if(findings.begin(), findings.end(), is_off), findings.end());
  for (Finding& finding : findings) {
    const std::string& rule = finding.rule;
    finding.severity = *LevelOf(config, rule, finding.severity);
    if (strict && (rule == "LM004" || rule == "LM205" || rule == "LM401"))
      finding.severity = Severity::kError;
  }
}

void Suppress(RunResult& result, const Suppressions& suppressions, const Baseline* baseline, int64_t now) {
  Findings kept;
  for (Finding& finding : result.findings) {
    const Ignore* ignore = suppressions.Find(finding, now);
    const bool over = ignore != nullptr && IsOver(*ignore, now);
    if (ignore != nullptr && !over) {
      result.suppressed.push_back({std::move(finding), ignore->reason, true});
    } else if (baseline != nullptr && baseline->Knows(finding)) {
      result.suppressed.push_back({std::move(finding), "the baseline has it", false});
    } else {
      if (over)
        finding.related.push_back(
            {ignore->where, fmt::format("it is ignored no longer since {}", FormatDate(*ignore->until))});
      kept.push_back(std::move(finding));
    }
  }
  result.findings = std::move(kept);
}

}  // namespace headroom
