#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/finding.h"
#include "plan/plan.h"
#include "resources/launch.h"
#include "store/store.h"

namespace headroom {

/// What a launch template reference comes to: its data and who holds it, or why that cannot be told.
struct ResolvedTemplate {
  LaunchData data;
  std::string holder;     // logical id; the launch's own for a template of the store
  std::string unknown;    // not empty: why the data cannot be determined
  bool reported = false;  // an LM003 says it already
  const LaunchTemplateResource* resource = nullptr;  // the input's, if it is one
  Place stale_version;  // an update that takes the default version, which only AWS knows: where it says so
};

/// Whether it is another stack's, which is planned with that one.
bool IsOfAnotherStack(const LaunchTemplateResource& found);
/// Its logical id in the stack that makes it.
std::string LogicalIdOf(const LaunchTemplateResource& found);

/// Resolves references of one input's launches: to its own launch templates by Ref, GetAtt or name, to others
/// through the store by id or name. A template of the input stands for its latest and default version, and
/// for version 1: CloudFormation creates it so. Source: CloudFormation reference, AWS::EC2::LaunchTemplate.
class TemplateResolver {
 public:
  /// All must outlive the resolver; `findings` takes what is wrong with the store's launch template data.
  TemplateResolver(const Extracted& input, const RuleStore& store, const PlanOptions& options,
                   Findings& findings)
      : input_(input), store_(store), options_(options), findings_(findings) {}

  ResolvedTemplate Resolve(const LaunchTemplateRef& ref, const std::string& launch) const;

 private:
  const LaunchTemplateResource* FindByResource(const std::string& id) const;
  const LaunchTemplateResource* FindByName(const std::string& name) const;
  ResolvedTemplate FromInput(const LaunchTemplateResource& found, const LaunchTemplateRef& ref,
                             const std::string& launch) const;
  ResolvedTemplate FromDefault(const LaunchTemplateResource& found, const LaunchTemplateRef& ref,
                               const std::string& launch) const;
  static ResolvedTemplate FromData(const LaunchTemplateResource& found);
  ResolvedTemplate FromStore(const std::string& id_or_name, const LaunchTemplateRef& ref,
                             const std::string& launch) const;

  const Extracted& input_;
  const RuleStore& store_;
  const PlanOptions& options_;
  Findings& findings_;
};

}  // namespace headroom
