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

  bool replaces_group = false;  // AutoScalingReplacingUpdate with WillReplace
  bool rolls = false;           // AutoScalingRollingUpdate
  int64_t batch = 1;            // … MaxBatchSize
  int64_t in_service = 0;       // … MinInstancesInService
  Count healthy_percent;        // what may run together, of what is wanted, where that is above 100
                                // (InstanceMaintenancePolicy, Elastic Beanstalk's deployment policies)
  int64_t extra_instances = 0;  // what a rollout starts beside the running ones (EKS, Elastic Beanstalk)

  bool kept_when_removed = false;   // DeletionPolicy: Retain
  bool kept_when_replaced = false;  // UpdateReplacePolicy: Retain
};

/// By logical id, below those of the stacks that the resource stands in: "Network/Fleet".
using UpdateBehaviors = std::map<std::string, UpdateBehavior>;

/// Of one resource; its `versions` are logical ids.
UpdateBehavior ReadUpdateBehavior(cfn::Evaluator& evaluator, const cfn::Resource& resource);

/// Of each resource that has instances, and of each launch template (only `type` and `replaced_by`, of its
/// data), of the stack `within`. A setting that cannot be determined counts as the one with the higher peak.
/// Evaluates whole resources: give it an evaluator whose findings and trace nobody needs.
UpdateBehaviors ReadUpdateBehavior(cfn::Evaluator& evaluator, const std::string& within);

}  // namespace headroom
