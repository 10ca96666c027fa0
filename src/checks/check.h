#pragma once

#include <set>
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
  std::string_view id;       // "LM301"
  std::string_view name;     // "hard-limit-exceeded"
  Severity severity;         // where the rule has several, the one it usually has
  std::string_view title;    // one sentence: what it says
  std::string_view why;      // why it matters, with what License Manager does
  std::string_view fix;      // what to do
  std::string_view bad;      // an input that must fire, judged with the example store in us-east-1
  std::string_view good;     // its near miss, which must not
  std::string_view options;  // what else the examples' command line says: "--account 444455556666"
};

/// Where something that launches consume is named, for the rules that stand at the ARN (LM101 to LM107):
/// either `named` or `association`. Launches that share a launch template share its places, as do the
/// deployments of a template in several Regions and accounts: each is seen once.
struct LicenseUse {
  const PlannedLaunch* launch;
  const Candidate* candidate;
  const NamedLicense* named;            // null: it comes with the image
  const ImageAssociation* association;  // null: it is named
  Place where;                          // the ARN, or the image id
  const std::string& holder;            // the resource that holds it
  const License* license;               // null: not in the store, malformed or unknown
  std::set<std::string> regions;        // where it is used, as far as that is known
};

/// What all permitted values of the parameters that are not given come to, by ARN.
struct WorstCase {
  std::vector<Demand> peak;   // each license where it is at its highest, of all cases that were tried
  std::vector<Demand> bound;  // no case takes more
};

/// Everything a check may read. Checks never see YAML and look nothing up outside of this.
struct CheckInput {
  const Plan& plan;
  const std::vector<Demand>& demand;
  const RuleStore& store;
  int64_t now = 0;  // seconds since 1970
  int64_t near_limit_millionths = 900'000;
  const WorstCase* worst = nullptr;  // with --worst-case
};

/// Whether a candidate names the license itself, rather than getting it through its image alone.
bool IsNamed(const Candidate& candidate, const License* license);

/// Every place of the plan that names a license or, through its image, carries one that counts; in the order
/// of the plan.
std::vector<LicenseUse> LicenseUses(const CheckInput& input);

struct Check {
  RuleInfo info;
  /// Null: the rule is raised while an input is read (LM001 to LM005); the entry only describes it.
  void (*run)(const CheckInput& input, Findings& out);
};

/// Starts a finding of `check` at `where`; add notes, hint and related places to it.
Finding& AddFinding(Findings& out, const Check& check, Place where, const std::string& path,
                    const std::string& resource, std::string message, const License* license = nullptr);

/// All rules in the order of their ids.
const std::vector<const Check*>& AllChecks();
/// By id ("LM301", any case) or name; null if there is none.
const Check* FindCheck(std::string_view id_or_name);

/// Runs every check over one deployment and adds what it finds.
void RunChecks(const CheckInput& input, Findings& out);

}  // namespace headroom
