#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "base/count.h"
#include "cfn/evaluator.h"

namespace headroom {

/// What a change of one resource does to the instances it has, as far as its template says it. Texts are
/// digests: only good for telling one version of a resource from another. Sources: CloudFormation user guide,
/// "Update behaviors of stack resources"; template reference, UpdatePolicy, DeletionPolicy,
/// UpdateReplacePolicy;
/// Elastic Beanstalk developer guide, "Deployment policies and settings", "Rolling environment configuration
/// updates", "Immutable environment updates".
struct UpdateBehavior {
  std::string type;
  std::string replaced_by;         // properties whose change makes a new resource before the old one goes
  std::string rolled_by;           // properties whose change the update policy, or the service, rolls out
  std::set<std::string> versions;  // launch templates, by their keys here, whose latest version it launches

  bool replaces_group = false;  // AutoScalingReplacingUpdate with WillReplace; Elastic Beanstalk: immutable
  bool keeps_excess = false;    // a fleet that ends no instances when its target is lowered
  bool rolls = false;           // AutoScalingRollingUpdate
  int64_t batch = 1;            // … MaxBatchSize
  int64_t in_service = 0;       // … MinInstancesInService
  Count healthy_percent;        // what may run together, of what is wanted, where that is above 100
                                // (InstanceMaintenancePolicy, Elastic Beanstalk's deployment policies)
  int64_t extra_instances = 0;  // what a rollout starts beside the running ones (EKS, Elastic Beanstalk)
  int64_t extra_percent = 0;    // … or so many of those that are wanted, if that is more

  bool kept_when_removed = false;   // DeletionPolicy: Retain
  bool kept_when_replaced = false;  // UpdateReplacePolicy: Retain
};

/// By logical id, below those of the stacks that the resource stands in: "Network/Fleet". Where several
/// stacks are updated together, ResourceKey.
using UpdateBehaviors = std::map<std::string, UpdateBehavior>;

/// What the stack of an input is called, by the input's path; those that are not there have no name.
using StackNames = std::map<std::string, std::string>;
/// A resource `within` an input, told from its namesakes of other stacks.
std::string ResourceKey(const StackNames& stacks, const std::string& input, const std::string& within,
                        const std::string& resource);
/// The same behaviors by their keys.
UpdateBehaviors BelowStack(const StackNames& stacks, const std::string& input, const UpdateBehaviors& of);

/// Of one resource; its `versions` are logical ids.
UpdateBehavior ReadUpdateBehavior(cfn::Evaluator& evaluator, const cfn::Resource& resource);

/// Of each resource that has instances, and of each launch template (only `type` and `replaced_by`, of its
/// data), of the stack `within`. A setting that cannot be determined counts as the one with the higher peak.
/// Evaluates whole resources: give it an evaluator whose findings and trace nobody needs.
UpdateBehaviors ReadUpdateBehavior(cfn::Evaluator& evaluator, const std::string& within);

}  // namespace headroom
