#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
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

/// An input with everything open in it left unset: what it asks for says which of its resources depend on
/// open parameters, on conditions that nobody can decide, and on parameters of documents.
struct OpenInput {
  const cfn::Template* tmpl;  // null: it declares no parameters
  cfn::Assignment assignment;
  cfn::Choices choices;              // what `extracted` has met; none is taken
  std::vector<Extracted> extracted;  // the input's own, and the stacks nested in it
  /// The same under another assignment and other choices; with `wanted` only so much of it. Empty: nothing in
  /// the input is open.
  std::function<std::vector<Extracted>(const cfn::Assignment&, cfn::Choices&, const Wanted* wanted,
                                       Findings&)>
      extract;
};

struct ExploreOptions {
  const RuleStore& store;
  const PlanOptions& plan;
  size_t max_cases;  // assignments tried for each group of resources that depend on one another
  /// Judges what a resource comes to under some values, and each launch template that it then does not launch
  /// by itself; takes what was wrong with the template under them.
  std::function<Findings(const Plan& plan, Findings findings)> judge;
  /// Takes what was found of a resource in some case, once for all cases in which it comes to the same.
  std::function<void(const Findings& findings)> say;
};

/// Something of an input that could not be seen: Opaque::path and origin.
using Unseen = std::pair<std::string, std::string>;

/// What the launches that depend on open parameters take, over everything that those permit.
struct Exploration {
  std::set<LaunchKey> launches;       // which they are: they replace their namesakes of a plan without values
  std::set<LaunchKey> templates;      // launch templates that they use in some case
  std::vector<Demand> demand;         // bounds over all cases, by ARN (Demand::is_bound: never too low)
  std::vector<Demand> peak;           // each license in the tried case in which it is at its highest, by ARN
  std::set<LaunchKey> unbounded;      // launches that have too many cases by themselves, or none
  std::set<Unseen> seen;              // what was seen in every case: said where it is opaque all the same
  std::set<Unseen> unseen;            // what has too many cases by itself, or none
  std::set<LaunchKey> at_peak;        // the launches behind `peak`: those of `launches`, and who has no bound
  std::deque<PlannedLaunch> planned;  // what the claims of both point to
  std::vector<std::string> remarks;   // sentences: what has more cases than may be tried, or none
};

}  // namespace headroom
