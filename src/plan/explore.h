#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/finding.h"
#include "cfn/evaluator.h"
#include "cfn/template.h"
#include "plan/plan.h"
#include "resources/launch.h"
#include "resources/stack.h"
#include "store/store.h"

namespace headroom {

/// A parameter whose value nobody gave, and the values that are tried for it. One name is one parameter, in
/// however many templates.
using OpenParameters = std::map<std::string, std::vector<std::string>>;

/// A template with its open parameters left unset: what it asks for says which launches depend on them, and
/// on conditions that nobody can decide.
struct OpenInput {
  const cfn::Template* tmpl;  // null: no template, so nothing in it is open
  cfn::Assignment assignment;
  cfn::ConditionChoices choices;     // what `extracted` has met; none is taken
  std::vector<Extracted> extracted;  // the template's own, and the stacks nested in it
  /// The same under another assignment and other choices; with `wanted` only so much of it.
  std::function<std::vector<Extracted>(const cfn::Assignment&, cfn::ConditionChoices&, const Wanted* wanted,
                                       Findings&)>
      extract;
};

struct ExploreOptions {
  const RuleStore& store;
  const PlanOptions& plan;
  size_t max_cases;  // assignments tried for each group of launches that depend on one another
  /// Called with each case's plan and what was wrong with the template under it.
  std::function<void(const Plan& plan, const Findings& findings)> on_case;
};

/// What the launches that depend on open parameters take, over everything that those permit.
struct Exploration {
  std::set<LaunchKey> launches;       // which they are: they replace their namesakes of a plan without values
  std::set<LaunchKey> templates;      // launch templates that they use in some case
  std::vector<Demand> demand;         // bounds over all cases, by ARN (Demand::is_bound: never too low)
  std::vector<Demand> peak;           // each license in the tried case in which it is at its highest, by ARN
  std::set<LaunchKey> unbounded;      // launches that have too many cases by themselves, or none
  std::set<LaunchKey> at_peak;        // the launches behind `peak`: those of `launches`, and who has no bound
  std::deque<PlannedLaunch> planned;  // what the claims of both point to
  std::vector<std::string> remarks;   // sentences: what has more cases than may be tried, or none
};

/// Tries the permitted values of the open parameters, and both values of the conditions that nobody can
/// decide. A launch is evaluated concretely under one assignment after another, only over what it really
/// reads; launches that read the same are tried together with those that share their Dedicated Hosts and with
/// the Rules about the same parameters, so that a bound is always reached by a real assignment, and
/// independent groups add up. An assignment that CloudFormation refuses is no case. Where a group has more
/// cases than may be tried, each of its launches is bounded by itself: the sum of that is never too low.
Exploration Explore(std::vector<OpenInput> inputs, const OpenParameters& open, const ExploreOptions& options);

/// Two independent demands together, such as that of a plan and what was explored; both by ARN.
std::vector<Demand> AddDemand(std::vector<Demand> demand, const std::vector<Demand>& others);

}  // namespace headroom
