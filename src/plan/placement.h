#pragma once

#include <string_view>

#include "cfn/value.h"
#include "plan/plan.h"
#include "resources/launch.h"
#include "store/store.h"

namespace headroom {

/// What says where an instance with host tenancy runs.
struct HostSources {
  const Extracted& input;
  const cfn::Value& host_id;         // HostId
  const cfn::Value& resource_group;  // HostResourceGroupArn
  std::string_view type_name;        // empty: cannot be determined
};

/// The Dedicated Host that an instance takes: the one named (a Ref of the input's AWS::EC2::Host, or an id of
/// describe-hosts), one of a host resource group, or any; what a group of the
/// input takes is noted. Its figures are those of describe-hosts for the
/// named one, else its family's. The pool is kUnknown if only AWS can say which it is.
CandidateHost FindHost(const HostSources& sources, const RuleStore& store);

}  // namespace headroom
