#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/count.h"
#include "base/finding.h"
#include "base/lookups.h"
#include "catalog/catalog.h"
#include "resources/launch.h"
#include "resources/update.h"
#include "store/store.h"

namespace headroom {

/// How a license reaches a launch.
enum class Via : uint8_t { kSpecification, kLaunchTemplate, kImage, kProduct };
const char* ViaName(Via via);  // "specification", "launch-template", "image", "product"

/// A license ARN as an input names it, read.
struct NamedLicense {
  std::string arn_text;           // empty: cannot be determined (a Gap says why)
  std::optional<LicenseArn> arn;  // nothing: malformed, `malformed_why` says how; or cannot be determined
  std::string malformed_why;
  const License* license = nullptr;  // null: the store does not hold it
  Place where;
  std::string holder;  // logical id of the resource it stands in
  Via via = Via::kSpecification;
};

/// A license that a candidate consumes, once, however often it is named.
struct ClaimedLicense {
  const License* license;
  std::vector<Via> via;  // in the order of Via, each once
};

/// The Dedicated Host under an instance: which others may share it, and what one such host has.
struct CandidateHost {
  enum class Pool : uint8_t {
    kAny,     // any host that no group holds
    kGroup,   // a host of the host resource group `id`
    kNamed,   // the host `id`
    kUnknown  // cannot be determined (a Gap says why)
  };
  Pool pool = Pool::kAny;
  std::string id;            // an ARN, a host's id, or where the template's resource stands …
  std::string path;          // … in this input; empty: it is AWS's
  std::string family;        // "m5"; empty: cannot be determined
  Count cores, sockets;      // physical, of the whole host; nothing: the data lacks them
  Count vcpus;               // likewise: what its instances share
  bool multi_size = false;   // mixes sizes of the family; otherwise one type per host
  bool lower_bound = false;  // cores are derived figures: at least this
  // What its group takes, families and licenses by their ARNs; nothing: everything, or nobody can tell.
  std::optional<std::vector<std::string>> allowed_families, allowed_licenses;

  /// Cores or sockets, whichever the license counts.
  Count UnitsFor(CountingType type) const { return type == CountingType::kSocket ? sockets : cores; }
};

enum class GapKind : uint8_t {
  kExistence,
  kSize,
  kLaunchTemplate,
  kInstanceType,
  kWeight,
  kImage,
  kTenancy,
  kHost,
  kCpuOptions,
  kLicense,
  kRegion
};

/// Something that nobody can tell. What the demand depends on becomes LM004 at its place.
struct Gap {
  GapKind kind;
  Place where;
  std::string reason;     // Unknown::reason
  bool reported = false;  // an LM003 says it already
};

/// A license of an image that an input makes, of which another is made in turn.
struct ProductLicense {
  std::string product;  // logical id, or the step's name
  const License* license;
};

/// The image of a candidate.
struct ImageUse {
  std::string id;  // empty: none given, it cannot be determined, or an input makes it
  Place where;
  std::string holder;     // logical id of the resource it stands in
  std::string product;    // not empty: what makes it: a logical id, or the step's name
  std::string made_from;  // the image that it comes from, as the input says; empty: it does not
  std::vector<ProductLicense> left_behind;  // of a product: what those between the two carry
};

/// How many cores and threads each instance is asked to have.
struct CpuOptions {
  std::optional<int64_t> cores, threads;  // nothing: not given, or cannot be determined
  Place where;  // the option to blame if they are not valid, or the options as a whole
};

/// One kind of instance that a launch may start.
struct Candidate {
  std::string type_name;               // empty: none given, or it cannot be determined
  Place type_where;                    // the value, or the launch where none is given
  const InstanceType* type = nullptr;  // null: not known, or not in the catalog
  std::optional<int64_t> weight = 1;   // capacity units per instance; nothing: cannot be determined
  ImageUse image;
  Tenancy tenancy = Tenancy::kDefault;
  bool tenancy_unknown = false;
  bool cpu_options_unknown = false;
  Place tenancy_where;                // nowhere: nothing says it
  std::optional<CandidateHost> host;  // with the tenancy `host`
  Place spot_where;                   // what asks for a Spot instance; nowhere: nothing does
  std::optional<CpuOptions> cpu_options;
  Count database_vcpus;                // of a database: what it says of its processor; nothing: the type's
  std::vector<NamedLicense> named;     // as written, duplicates and all
  std::vector<ClaimedLicense> claims;  // named and associated, sorted by ARN

  /// CPU options that the type takes; others count as none (LM207). False without options, true if the type
  /// is unknown.
  bool has_valid_cpu_options() const;
};

/// A Region to which the image that a launch builds is copied.
struct ImageCopy {
  std::string region;
  Place where;
};

/// Why nobody can count a launch, or how large it may grow: LM205 at its place.
struct Uncountable {
  Place where;
  bool at_full_scale = false;  // what is wanted at first is known
  std::string why;
};

/// A warm pool whose instances run, and the group that it is filled from. In instances of the group's unit.
struct RunningPool {
  int64_t desired;   // of the group without it
  int64_t least;     // in the pool
  int64_t prepared;  // in both together

  int64_t With(int64_t group) const { return std::max(group + least, prepared); }
};

/// A launch with everything joined that the inputs and the store can tell.
struct PlannedLaunch {
  std::string path;
  std::string within;         // as Launch::within
  std::string input;          // as Extracted::input
  Target target;              // where its licenses are used: where its stack goes, or …
  bool names_region = false;  // … in a Region that it names itself, as builds and images do
  int64_t accounts = 1;       // in so many accounts that are alike; the sizes are those of one
  std::string resource;
  std::string resource_type;
  Place where;
  bool counts = true;  // false: starts nothing (a launch template that nothing launches); checked, no demand
  Count min, desired, max;     // capacity units; nothing: cannot be determined
  bool may_not_exist = false;  // its Condition cannot be decided, so neither can its demand
  CapacityUnit unit = CapacityUnit::kInstances;
  bool overshoots = true;                   // false: nothing is started that would go past the capacity
  std::vector<ImageCopy> copies;            // of the image that it builds
  bool copied_while_deploying = false;      // a deployment starts all of it a second time, and ends the first
  std::optional<RunningPool> running_pool;  // in `desired`
  Count own_max;                      // of `max`: without what others raise it to; a rollout stays within
  std::vector<Candidate> candidates;  // never empty
  std::vector<Gap> gaps;
  std::vector<Place> stale_versions;  // where an update uses a default version that nobody can see
  std::vector<Uncountable> uncountable;
};

/// A launch or launch template, told from all others: path, stack in it, logical id.
using LaunchKey = std::tuple<std::string, std::string, std::string>;
LaunchKey KeyOf(const Launch& launch);
LaunchKey KeyOf(const PlannedLaunch& launch);

struct Plan {
  std::vector<PlannedLaunch> launches;  // by path, then place
  std::vector<Opaque> opaque;
  std::set<LaunchKey> used_templates;  // launch templates of the inputs that some launch uses
};

/// A launch's least and most; `high` and `full_scale` are nothing where they cannot be determined (`low` then
/// is 0).
struct Units {
  int64_t low = 0;
  Count high;
  Count full_scale;
};

/// One resource's demand on one license.
struct Claim {
  const PlannedLaunch* launch = nullptr;  // the first, if the resource has several (an EMR cluster's groups)
  Count min, desired, max;                // of all of them together
  std::vector<Via> via;
  std::vector<std::string> instance_types;  // in the order of the candidates that consume it, each once
  std::vector<Count> units_per_instance;    // beside instance_types
  std::optional<Units> units;               // nothing: Core and Socket, which count hosts
  Units hosts;  // Core, Socket: the cores or sockets of its hosts if it shared them with no other launch

  /// Notes a type; it may stand twice with other units (CPU options of another launch template).
  void AddType(const std::string& type, Count each);
};

/// Hosts of one family that instances share: those of one pool (CandidateHost), or the named one.
struct HostCount {
  std::string family;    // empty: cannot be determined
  Count count;           // nothing: cannot be determined
  Count units_per_host;  // cores or sockets; nothing: the data lacks them
  bool lower_bound = false;
  std::vector<std::string> resources;  // logical ids of what runs on them, sorted, each once
};

/// The hosts behind each number of a demand, in the order of their families and pools.
struct HostLists {
  std::vector<HostCount> low, high, full_scale;
};

/// What a deployment takes of one license.
struct Demand {
  const License* license = nullptr;
  std::string path;  // with --separate: the input it is about
  int64_t released = 0;
  Units planned;
  int64_t surge = 0;
  std::vector<Claim> claims;
  HostLists hosts;           // Core, Socket
  bool is_bound = false;     // not all cases were tried: no case takes more, and perhaps none as much
  std::string reached_with;  // the open parameters' values that reach `planned.high`: "Env=prod, Size=large"
  std::vector<std::string>
      undecided;  // sentences: the conditions among those, and why nobody can decide them

  int64_t in_use() const { return license->consumed - released; }
  Count remaining() const { return Subtract(Subtract(license->limit, in_use()), planned.high); }
};

class StackMembers;

struct PlanOptions {
  const StackMembers* members = nullptr;      // of the stack that is updated; null: none is named
  Lookups* lookups = nullptr;                 // takes note of what is looked up in the store
  bool is_update = false;                     // launch templates may have versions already, …
  const UpdateBehaviors* deployed = nullptr;  // … but those that are not deployed yet
  StackNames stacks = {};                     // by which `deployed` names them
};

/// Whether an image's association counts for a deployment: it is for all accounts, or for the one that
/// deploys, or nobody said which that is. Source: License Manager user guide, "License rules" (AMI
/// association and sharing).
bool AssociationCounts(const ImageAssociation& association, const std::optional<std::string>& account);

/// What `image` has to have because of what it comes from: the associations that count for `account` of
/// `made_from`, which an input says that it is made from (empty: none does), of all that this is made from,
/// and of what the store shows it to be made from. One association may be there twice.
std::vector<InheritedAssociation> LineageOf(const RuleStore& store, std::string_view image,
                                            std::string_view made_from,
                                            const std::optional<std::string>& account);

/// Joins launches with launch templates, images, licenses and the catalog. Inputs in the order of their
/// paths; what is wrong with an input's shape is LM003 in `findings`.
Plan MakePlan(const std::vector<Extracted>& inputs, const RuleStore& store, const PlanOptions& options,
              Findings& findings);

/// What the plan takes of each license, sorted by ARN: those with a claim.
std::vector<Demand> CountDemand(const Plan& plan);

/// Two independent demands together, such as that of a plan and what was explored; both by ARN.
std::vector<Demand> AddDemand(std::vector<Demand> demand, const std::vector<Demand>& others);

/// The most that a launch takes of a license at some capacity; nothing if it cannot be determined.
Count MostUnits(const PlannedLaunch& launch, const License* license, int64_t capacity);

}  // namespace headroom
