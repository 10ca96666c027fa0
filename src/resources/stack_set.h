#pragma once

#include <string>
#include <vector>

#include "cfn/evaluator.h"
#include "cfn/value.h"

namespace headroom {

/// A part of a stack set's deployment: each of the accounts in each of the Regions.
struct StackSetGroup {
  std::vector<std::string> accounts;
  std::vector<std::string> regions;
  std::string uncountable;  // not empty: it goes to further accounts, and why nobody can tell how many
  Place where;              // what to change if that is not wanted
  cfn::Value overrides;     // ParameterOverrides, like Parameters
};

/// What could not be read of a stack set's groups.
struct UnreadGroup {
  Place where;
  std::string why;  // "its Regions cannot be determined: …"
};

/// Where a stack set goes by its StackInstancesGroup; without one it goes nowhere yet. Source: CloudFormation
/// reference, AWS::CloudFormation::StackSet StackInstances, DeploymentTargets.
std::vector<StackSetGroup> ReadStackSetGroups(cfn::Evaluator& evaluator, const cfn::Value& properties,
                                              std::vector<UnreadGroup>& unread);

/// A list of [{ParameterKey, ParameterValue}]: its entries in order, those without a key or value left out.
/// What is not known, the list, an entry or a key, is a member without a key: it may give any parameter.
std::vector<cfn::Evaluator::Member> ReadParameterList(cfn::Evaluator& evaluator, const cfn::Value& list);

}  // namespace headroom
