#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/config.h"
#include "cli/options.h"
#include "cli/world.h"
#include "report/report.h"
#include "store/store.h"

namespace headroom {

/// `headroom check`: reads the store and the inputs, plans, counts, checks, and writes every report. The exit
/// status (0 or 1), or why the tool could not do its work (2).
Result<int> RunCheck(const CheckOptions& options, const World& world);

/// What a run came to, and what it was made from.
struct Checked {
  const Report& report;
  const RuleStore& store;
  const Config& config;
  const std::vector<std::string>& warnings;  // no findings
};

/// Judges as `headroom check` does, but where neither the options nor the config file name an input, nothing
/// is judged. Hands what it came to to `use`, whose exit status it returns.
Result<int> Judged(const CheckOptions& options, const World& world,
                   const std::function<Result<int>(const Checked&)>& use);

}  // namespace headroom
