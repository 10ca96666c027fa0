#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/count.h"
#include "base/finding.h"
#include "catalog/catalog.h"
#include "resources/launch.h"
#include "store/store.h"

namespace headroom {

/// How a license reaches a launch.
enum class Via : uint8_t { kSpecification, kLaunchTemplate, kImage };
const char* ViaName(Via via);  // "specification", "launch-template", "image"

/// A license ARN as it is named in an input, read. Exactly one of `license`, `unknown` and `malformed` tells
/// what it is; a well-formed ARN that the store lacks has none of them.
struct NamedLicense {
  std::string arn_text;              // empty if unknown
  std::optional<LicenseArn> arn;     // nothing: malformed (or unknown)
  const License* license = nullptr;  // null: the store does not hold it
  Place where;
  std::string holder;             // logical id of the resource it stands in
  Via via = Via::kSpecification;  // as seen by a launch
};

/// A license that a candidate consumes, once, however often it is named.
struct ClaimedLicense {
  const License* license;
  std::vector<Via> via;  // in the order of Via, each once
  bool operator==(const ClaimedLicense&) const = default;
};

/// Something the demand depends on and nobody can tell: LM004 at its place.
struct Gap {
  Place where;
  std::string what;       // "the instance type"
  std::string reason;     // Unknown::reason
  bool reported = false;  // an LM003 says it already
};

/// One kind of instance that a launch may start.
struct Candidate {
  std::string type_name;                 // empty: unknown, or not given
  Place type_where;                      // the value, or the launch's logical id where none is given
  const InstanceType* type = nullptr;    // null: unknown or not in the catalog
  int64_t weight = 1;                    // capacity units per instance
  std::vector<ClaimedLicense> licenses;  // sorted by ARN
  std::vector<NamedLicense> named;       // as written, duplicates and all
  std::string image_id;                  // empty: not given or unknown
  Place image_where;
  std::string image_holder;  // logical id of the resource the image id stands in
  Tenancy tenancy = Tenancy::kDefault;
  bool tenancy_known = true;
  Place tenancy_where;  // nowhere: not given
  std::optional<int64_t> core_count, threads_per_core;
  Place cores_where, threads_where;
  bool cpu_options_given = false;
  bool cpu_options_valid = true;  // among the type's valid values (LM207 otherwise, and they count as none)
};

/// A launch with everything joined that the inputs and the store can tell.
struct PlannedLaunch {
  std::string path;
  std::string resource;
  std::string resource_type;
  Place where;
  bool counts = true;                 // false: a launch template that nothing launches; checked, no demand
  Count min, desired, max;            // capacity units
  std::vector<Candidate> candidates;  // never empty
  std::vector<Gap> gaps;
  bool licenses_unknown = false;  // it may consume licenses that nobody can name (an unknown ARN)
};

struct Plan {
  std::vector<PlannedLaunch> launches;  // by path, then place
};

/// A launch's least and most; `high` and `full_scale` are nothing where they cannot be determined (`low` then
/// is 0).
struct Units {
  int64_t low = 0;
  Count high;
  Count full_scale;
};

/// One launch's demand on one license.
struct Claim {
  const PlannedLaunch* launch = nullptr;
  std::vector<Via> via;
  std::vector<std::string> instance_types;  // each once, in the order of the candidates that consume it
  std::vector<Count> units_per_instance;    // beside instance_types
  std::optional<Units> units;               // nothing: Core and Socket, which count hosts
};

/// What a deployment takes of one license.
struct Demand {
  const License* license = nullptr;
  std::string path;  // with --separate: the input it is about
  int64_t released = 0;
  Units planned;
  int64_t surge = 0;
  std::vector<Claim> claims;

  int64_t in_use() const { return license->consumed - released; }
  Count remaining() const { return Subtract(Subtract(license->limit, in_use()), planned.high); }
};

struct PlanOptions {
  std::optional<std::string> account;  // the deploying account
};

/// Joins launches with launch templates, images, licenses and the catalog. Inputs in the order of their
/// paths; what is wrong with an input's shape is LM003 in `findings`.
Plan MakePlan(const std::vector<Extracted>& inputs, const RuleStore& store, const PlanOptions& options,
              Findings& findings);

/// What the plan takes of each license, sorted by ARN: those with a claim.
std::vector<Demand> CountDemand(const Plan& plan);

}  // namespace headroom
