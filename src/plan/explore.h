#pragma once

#include <vector>

#include "plan/exploration.h"

namespace headroom {

/// Tries the permitted values of the open parameters, and both values of the conditions that nobody can
/// decide. A resource is evaluated concretely, only over what it really reads, once for everything that this
/// may be: a tree of decisions. Resources that read the same are tried together with those that share their
/// Dedicated Hosts and with the Rules about the same parameters, so that a bound is always reached by a real
/// assignment, and independent groups add up. Stacks that exist, or have their template, by something open
/// are resources like others: they come to all that is in them. An assignment that CloudFormation refuses is
/// no case. Where a group has more cases than may be tried, each of its resources is bounded by itself: the
/// sum of that is never too low.
Exploration Explore(std::vector<OpenInput> inputs, const OpenParameters& open, const ExploreOptions& options);

}  // namespace headroom
