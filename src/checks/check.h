#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "plan/plan.h"
#include "store/store.h"

namespace headroom {

/// What a rule is: one table for `rules`, `explain`, every report format, and the tests that run `bad` and
/// `good`.
struct RuleInfo {
  std::string_view id;     // "LM301"
  std::string_view name;   // "hard-limit-exceeded"
  Severity severity;       // where the rule has several, the one it usually has
  std::string_view title;  // one sentence: what it says
  std::string_view why;    // why it matters, with what License Manager does
  std::string_view fix;    // what to do
  std::string_view bad;    // a template that must fire, judged with the example store (rules/example)
  std::string_view good;   // its near miss, which must not
};

/// Everything a check may read. Checks never see YAML and look nothing up outside of this.
struct CheckInput {
  const Plan& plan;
  const std::vector<Demand>& demand;
  const RuleStore& store;
  std::optional<std::string> region;
  std::optional<std::string> account;
  int64_t now = 0;  // seconds since 1970
  int64_t near_limit_millionths = 900'000;
};

struct Check {
  RuleInfo info;
  /// Null: the rule is raised while an input is read (LM001 to LM005); the entry only describes it.
  void (*run)(const CheckInput& input, Findings& out);
};

/// All rules in the order of their ids.
const std::vector<const Check*>& AllChecks();
/// By id ("LM301", any case) or name; null if there is none.
const Check* FindCheck(std::string_view id_or_name);

/// Runs every check over one deployment and adds what it finds.
void RunChecks(const CheckInput& input, Findings& out);

}  // namespace headroom
