#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.h"
#include "cli/inputs.h"
#include "plan/explore.h"
#include "plan/plan.h"
#include "report/build.h"
#include "store/store.h"

namespace headroom {

/// What deployments are judged against.
struct Judge {
  const RuleStore& store;
  int64_t now;
  int64_t near_limit_millionths;
  bool worst_case;
  bool separate;             // each input alone
  const InputSet* deployed;  // the templates as they are deployed now; null: not given
  StackNames stacks;         // of both (PairStacks)
  size_t max_cases;
};

/// What goes to one place, judged. Demands point into the plan and the explorations, so all stay together.
struct Judgement {
  Plan plan;
  Exploration explored;        // over the parameters without a value
  Plan peak_plan, bound_plan;  // with --worst-case: what is the same in all cases …
  Exploration widest;          // … and over all that is permitted
  std::vector<Demand> demand;
  WorstCase worst;  // likewise
};

/// Judges all inputs together, or each alone: fills the result's demand and findings. Inputs
/// that go to one account and Region and update one stack are planned together; all others by themselves, and
/// add up. The judgements must outlive the result. `warnings` takes what could not be explored.
std::deque<Judgement> JudgeAll(const Judge& judge, const InputSet& set, RunResult& result,
                               std::vector<std::string>& warnings);

}  // namespace headroom
