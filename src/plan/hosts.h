#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace headroom {

/// What launches take of a license that counts the cores or sockets of Dedicated Hosts.
struct HostDemand {
  Units planned;
  HostLists hosts;
};

/// Counts the hosts that carry at least one instance with the license: instances that name the same host
/// share it, those of one host resource group are packed together by family, and so are all others; always
/// the fewest hosts. Those of different accounts and Regions share none. A host that the license's usage
/// lists already (EC2_HOST) adds nothing. Of a launch with several candidates, the least and the most over
/// the mixes that reach its capacity, together with those of the launches that share its hosts; exact but for
/// thousands of mixes. A launch that cannot be counted adds nothing to `low` and leaves `high` and
/// `full_scale` unknown. Launches without the license take nothing. Source: License Manager user guide,
/// "Dedicated Hosts", and its sizing examples.
HostDemand CountHosts(const std::vector<const PlannedLaunch*>& launches, const License& license);

/// Adds the hosts of launches that share none with those of `hosts`: one list after the other, by family.
void AppendHosts(const HostLists& more, HostLists& hosts);

/// Names the licenses and pools of hosts that a launch may take from: launches that have one in common
/// cannot be counted apart.
std::set<std::string> SharedHosts(const PlannedLaunch& launch);

/// True if the license's usage lists the named host already: it takes nothing more.
bool AlreadyConsumes(const License& license, const CandidateHost& host);

/// What the data lacks to count the hosts of a candidate with the license.
enum class HostLack : uint8_t {
  kNothing,   // or what nobody can tell, which a Gap says: an unknown type, an unknown group
  kType,      // the instance type
  kFamily,    // hosts of its family
  kCapacity,  // how many vCPUs such a host has
  kUnits      // how many cores or sockets it has
};
HostLack LackOfHostData(const Candidate& candidate, const License& license);

}  // namespace headroom
