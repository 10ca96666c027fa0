#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/finding.h"
#include "plan/launch_templates.h"
#include "plan/plan.h"
#include "resources/launch.h"
#include "store/store.h"

namespace headroom {

/// The images that an input makes, by name. The input must outlive it.
class Products {
 public:
  explicit Products(const Extracted& input);
  /// What `value` refers to in the document `within` (ImageProduct::within), or null.
  const ImageProduct* Find(const std::string& within, const cfn::Value& value) const;

 private:
  std::map<std::pair<std::string_view, std::string_view>, const ImageProduct*> by_name_;
};

/// What one alternative of a launch is made of. `option` wins over `launch`, and that over `from`, one whole
/// property at a time. With `only` (one of the launch's by_type, whose data is `from`) it is made of its
/// types alone, without it of those that are in none of them.
struct CandidateSources {
  const Extracted& input;
  const Products& products;
  const Launch& launch;
  const LaunchOption& option;
  const ResolvedTemplate& from;
  const TemplateForTypes* only;
};

/// The kinds of instance that one alternative stands for; none if all of its types are another's. What cannot
/// be told is added to `gaps`, what is wrong (a tenancy that is none) to `findings`, as LM003 of the launch.
std::vector<Candidate> MakeCandidates(const CandidateSources& sources, const RuleStore& store,
                                      const PlanOptions& options, std::vector<Gap>& gaps, Findings& findings);

/// LM003 at `where`, for a launch.
Finding MalformedLaunch(const std::string& resource, Place where, std::string message, std::string hint = "");

}  // namespace headroom
