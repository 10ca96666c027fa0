#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/instance_requirements.h"
#include "cfn/evaluator.h"
#include "cfn/value.h"

namespace headroom {

/// InstanceRequirements, read.
struct Requirements {
  cfn::Value given;  // absent without them; unknown where one of them cannot be determined
  InstanceRequirements wanted;
};

/// What a launch says of its instances, whoever says it: an instance, launch template data, a launch
/// configuration. Every member is as it stands there: absent, unknown or known. Member names follow EC2's
/// RunInstances.
struct LaunchData {
  cfn::Value image_id;
  cfn::Value image_made_from;  // the AMI that it comes from, where the input says so beside it
  cfn::Value instance_type;
  Requirements requirements;  // instead of a type
  cfn::Value tenancy;
  cfn::Value host_id;
  cfn::Value host_resource_group;  // HostResourceGroupArn
  cfn::Value cpu_options;          // the map; absent, or unknown
  cfn::Value core_count;
  cfn::Value threads_per_core;
  cfn::Value market;    // "spot", "capacity-block", …; absent: on demand
  cfn::Value subnet;    // the first subnet: its VPC may set the tenancy
  cfn::Value licenses;  // LicenseSpecifications: absent (then a launch template's count), unknown, or a list
  std::vector<cfn::Value> license_arns;  // the ARN of each specification, in order
};

/// Which launch template, and which of its versions; or which launch configuration (by name, no versions).
struct LaunchTemplateRef {
  cfn::Value id;  // Ref of a resource of the template (Unknown with `resource`), or "lt-…"
  cfn::Value name;
  cfn::Value version;  // number, $Latest, $Default, GetAtt; absent where the property may be left out
  Place where;
  std::string same_as = {};  // the input's launch template that holds the same, for where the store lacks it
};

/// A launch template for some of a launch's types: full names and families ("c5").
struct TemplateForTypes {
  std::vector<std::string> types;
  LaunchTemplateRef launch_template;
};

/// One of the alternatives that a launch may start: an override of a mixed instances policy, a fleet's entry.
struct LaunchOption {
  cfn::Value instance_type;
  Requirements requirements;                         // instead of a type
  cfn::Value weight;                                 // absent: 1
  cfn::Value image_id;                               // absent: the launch template's
  std::optional<LaunchTemplateRef> launch_template;  // absent: the launch's
  std::optional<LaunchData> data;                    // a whole specification of its own; absent: the launch's
  Place where;
};

/// What a capacity is counted in. With vCPUs and memory an instance's weight is what its type has of it.
enum class CapacityUnit : uint8_t { kInstances, kVcpus, kMemoryMib };

/// Instances, or capacity units with weights. Each a number, or unknown.
struct Capacity {
  cfn::Value min, desired, max;
};

/// A tag that the service behind a launch gives every instance.
struct ServiceTag {
  std::string_view key;  // "aws:autoscaling:groupName"
  cfn::Value value;      // the group's own name; absent: the service makes one up
};

/// One resource's plan to start instances, before anything is looked up: `plan` joins it with launch
/// templates, the store and the catalog.
struct Launch {
  std::string path;
  std::string within;         // what it stands in below the input: "Network/Runbook"; empty: the input itself
  std::string resource;       // logical id, or the name of a bare launch template
  std::string declared_by;    // the template's resource that it was read from: mostly itself
  std::string resource_type;  // "AWS::AutoScaling::AutoScalingGroup"; a launch-template file:
                              // "AWS::EC2::LaunchTemplate"
  Place where;                // the logical id
  Capacity capacity;
  CapacityUnit unit = CapacityUnit::kInstances;
  bool keeps_desired = false;    // an update that does not say `desired` leaves what the group has
  bool overshoots = true;        // false: no instance is started that would go past the capacity
  bool families = false;         // instance types may be families (`c5`) and groups of them (`optimal`)
  int64_t most_weight = 999;     // a larger weight is a mistake
  std::string default_type;      // what it starts where nothing gives a type
  std::string uncountable;       // not empty: why nobody can tell how many instances it starts (LM205)
  cfn::Value name;               // the group's own name, for resources that refer to it by that
  std::vector<ServiceTag> tags;  // together they tell its instances from others; empty: nothing does
  std::string product;  // not empty: a database of this RDS edition ("oracle-se2"); licenses find it by that
  cfn::Value region;    // where its licenses are used; absent: where the stack goes
  bool distributes = false;           // it starts nothing, and gives its licenses to images of that Region
  std::vector<cfn::Value> copied_to;  // Regions to which the image that it builds is copied
  cfn::Value existence;               // unknown where the resource's Condition cannot be decided
  LaunchData data;                    // what the resource itself says
  bool broken = false;                // an LM003 says already that it launches nothing sensible
  std::optional<LaunchTemplateRef> launch_template;
  std::vector<TemplateForTypes> by_type;  // wins over `launch_template` for its types
  std::vector<LaunchOption> options;      // empty: the one type of `data` or the launch template
  std::vector<uint32_t> touched;          // the template's parameters that any of this was read from, sorted
  std::string origin;                     // see OriginOf
};

/// A launch template or launch configuration of an input, for launches to refer to.
struct LaunchTemplateResource {
  std::string path;
  std::string within;    // as for a launch
  std::string resource;  // logical id
  std::string resource_type;
  Place where;
  cfn::Value name;        // LaunchTemplateName, LaunchConfigurationName
  cfn::Value unreadable;  // unknown where its data cannot be known (a transform makes it), else absent
  LaunchData data;
  cfn::Value region;              // as for a launch
  std::vector<uint32_t> touched;  // as for a launch
};

/// A subnet or VPC of a template: a launch without a tenancy takes its VPC's.
struct NetworkResource {
  std::string resource;           // logical id
  cfn::Value vpc;                 // subnet: VpcId
  cfn::Value tenancy;             // VPC: InstanceTenancy
  std::vector<uint32_t> touched;  // as for a launch
};

/// Instances that stand ready beside an Auto Scaling group. Source: Auto Scaling user guide, "Warm pools".
struct WarmPool {
  cfn::Value min;           // absent: 0
  cfn::Value max_prepared;  // group and pool together; absent (or -1): the group's maximum
  cfn::Value state;         // absent: Stopped
};

/// What another resource does to the size of a group: `plan` joins it with the group's launch.
struct GroupChange {
  std::string resource;   // logical id of what makes the change
  Place where;            // what to change if the change is not wanted
  cfn::Value group;       // the group: a Ref (unknown, with its resource), or its name
  cfn::Value max;         // the group may be given this maximum; absent: it keeps its own
  std::string unbounded;  // not empty: why its maximum bounds the group no longer (LM205)
  std::optional<WarmPool> warm_pool;
  bool copies = false;            // a second full group stands beside it while a deployment runs
  bool of_fleet = false;          // it is about a Spot fleet or EMR's instances, and no Auto Scaling group
  std::vector<uint32_t> touched;  // as for a launch
};

/// Something that may start instances that nobody can see from here: a nested stack whose template is
/// elsewhere.
struct Opaque {
  std::string path;
  std::string resource;
  Place where;
  std::string
      reason;  // "its template lies at `https://…`"; continues "it may start instances that nobody can see: "
  std::vector<uint32_t> touched = {};  // as for a launch: with them known, it may be seen
  std::string origin = {};             // see OriginOf
  std::string declared_by = {};        // as for a launch; empty: it is a stack, or no resource
};

/// A resource that asks for nothing as it is read.
struct IdleResource {
  std::string resource;
  std::string origin;             // see OriginOf
  std::vector<uint32_t> touched;  // as for a launch: with them known, it may ask for something
};

/// A stack that an Automation document creates: what its template asks for follows (resources/stack).
struct CreatedStack {
  std::string within;    // as for a launch
  std::string resource;  // the step
  Place where;
  cfn::Value body, url;  // its template: one of the two
  std::vector<cfn::Evaluator::Member> parameters;
  std::string uncountable;        // as for a launch
  cfn::Value existence;           // likewise
  std::vector<uint32_t> touched;  // likewise
  std::string origin;             // see OriginOf
};

/// A Dedicated Host of a template, for launches to name by Ref. Source: EC2 API reference, AllocateHosts.
struct HostResource {
  std::string resource;           // logical id
  cfn::Value instance_type;       // InstanceType, or
  cfn::Value instance_family;     // InstanceFamily: one of the two
  std::vector<uint32_t> touched;  // as for a launch
};

/// A host resource group of a template. Source: License Manager user guide, "Host resource groups"; Resource
/// Groups user guide, "Service configurations" (AWS::EC2::HostManagement).
struct HostGroupResource {
  std::string resource;              // logical id
  std::string name;                  // empty: not given, or not known
  std::vector<cfn::Value> families;  // allowed-host-families; empty: all
  std::vector<cfn::Value> licenses;  // allowed-host-based-license-configurations
  cfn::Value any_license;            // any-host-based-license-configuration
  bool unreadable = false;           // it may say more than can be read
  std::vector<uint32_t> touched;     // as for a launch
};

/// An image that an input makes and launches start by reference, or an instance on the way to one: what Image
/// Builder builds, and what the steps of an Automation document copy and create. It carries the licenses that
/// something associates with it, and none of what it is made from. Source: License Manager user guide,
/// "License rules"; Image Builder API reference, Distribution.
struct ImageProduct {
  std::string within;        // as for a launch
  std::string resource;      // logical id, or the step's name
  bool is_instance = false;  // an instance: launches do not start it, but images are made from it
  cfn::Value made_from;      // an image, an instance ("i-…"), a reference to either; absent: of AWS's own
  std::vector<cfn::Value> license_arns;  // associated with it in the Region of the deployment
  cfn::Value licenses;                   // unknown: why others may be associated with it; else absent
  std::vector<uint32_t> touched;         // as for a launch
};

/// Where a stack goes; what is not given is not known.
struct Target {
  std::optional<std::string> region, account;
};

/// What one stack asks for: an input, or one nested in it.
struct Extracted {
  std::string path;
  Target target;
  std::vector<std::string> more_accounts;  // a stack set brings the same to these as well
  std::string within;  // the stack below the input: "Network/Fleet"; empty: the input itself
  std::string input;   // the path of the input, where its stack may be updated
  std::vector<Launch> launches;
  std::vector<LaunchTemplateResource> launch_templates;
  std::vector<LaunchTemplateResource> checked;  // these only name licenses: nothing launches from them
  std::vector<NetworkResource> networks;
  std::vector<GroupChange> group_changes;
  std::vector<Opaque> opaque;
  std::vector<HostResource> hosts;
  std::vector<HostGroupResource> host_groups;
  std::vector<ImageProduct> products;
  std::vector<cfn::Rule> rules;  // without those that hold whatever its parameters are
  std::vector<CreatedStack> created;
  std::vector<IdleResource> idle;
};

/// What tells the resource that something comes from: "120", below those of the stacks around it "88/120".
/// All that a loop makes of one resource come from the same.
std::string OriginOf(const cfn::Resource& resource);
/// Whether `origin` is `from`, or below it.
bool ComesFrom(std::string_view origin, std::string_view from);

/// A resource of a stack that stands in others: "Network/Fleet".
std::string Below(const std::string& within, const std::string& name);

/// A launch of `resource` of which nothing is read yet.
Launch StartLaunch(const cfn::Resource& resource, const Extracted& out);
/// A change that `resource` makes to `group`, of which nothing is read yet.
GroupChange StartChange(const cfn::Resource& resource, cfn::Value group);
/// The group in an id like `autoScalingGroup/NAME` or `instancegroup/CLUSTER/GROUP`: what stands last.
cfn::Value GroupOfId(const cfn::Value& id);
/// What `value` refers to, if that is a resource of the template and nothing more, or null. Only for parts of
/// one and the same launch (a saved configuration, a recipe); launch templates are found by `plan`.
const cfn::Resource* Referred(cfn::Evaluator& evaluator, const cfn::Value& value);

/// Reads launch template data (RequestLaunchTemplateData, or what describe-launch-template-versions prints:
/// the same members). Empty strings, as in the AWS CLI's skeletons, count as absent.
LaunchData ReadLaunchTemplateData(cfn::Evaluator& evaluator, const cfn::Value& data);
/// InstanceRequirements, wherever they stand.
void ReadInstanceRequirements(cfn::Evaluator& evaluator, const cfn::Value& map, Requirements& out);
/// How a service spells the members of a LaunchTemplateSpecification.
struct LaunchTemplateKeys {
  std::string_view id = "LaunchTemplateId", name = "LaunchTemplateName", version = "Version";
};
/// Which launch template by id or name, and its version. Nothing if `spec` is absent.
std::optional<LaunchTemplateRef> ReadLaunchTemplateRef(cfn::Evaluator& evaluator, const cfn::Value& spec,
                                                       const LaunchTemplateKeys& keys = {});
/// An override: InstanceType or InstanceRequirements, WeightedCapacity. Weights may be fractions where AWS
/// takes them; those are unknown here.
LaunchOption ReadOverride(cfn::Evaluator& evaluator, const cfn::Value& entry);
/// One option for each item of a list of instance types.
void ReadTypes(cfn::Evaluator& evaluator, const cfn::Value& types, Launch& launch);
/// Placement of launch template data, of a fleet's override, of a build: tenancy and hosts.
void ReadPlacement(cfn::Evaluator& evaluator, const cfn::Value& placement, LaunchData& data);
/// DesiredCapacityType, TargetCapacityUnitType: `units`, `vcpu`, `memory-mib`. If that is not known, neither
/// is the launch's capacity.
void ReadUnit(cfn::Evaluator& evaluator, const cfn::Value& unit, Launch& launch);
/// A number that the service chooses if it is absent: unknown then, with this reason.
cfn::Value ReadSize(cfn::Evaluator& evaluator, const cfn::Value& map, std::string_view key, Place where);
/// The capacity of `launch` cannot be determined, for the reason of `unknown`.
void ForgetCapacity(const cfn::Value& unknown, Launch& launch);
/// The ARNs of a LicenseSpecifications list.
void ReadLicenses(cfn::Evaluator& evaluator, const cfn::Value& specifications, LaunchData& data);
/// CpuOptions: CoreCount and ThreadsPerCore.
void ReadCpuOptions(cfn::Evaluator& evaluator, const cfn::Value& options, LaunchData& data);
/// A member that is text. An empty string, as in the skeletons that the AWS CLI prints, counts as absent; a
/// list or map is LM003 and unknown.
cfn::Value ReadText(cfn::Evaluator& evaluator, const cfn::Value& map, std::string_view key);
/// The subnet of the primary network interface (DeviceIndex 0, else the first) of an instance or launch
/// template data.
cfn::Value InterfaceSubnet(cfn::Evaluator& evaluator, const cfn::Value& owner);
/// The first item of a list of subnets, or of comma-separated text; absent if there is none.
cfn::Value FirstSubnet(cfn::Evaluator& evaluator, const cfn::Value& subnets);
/// A number as a value, at `where`.
cfn::Value NumberAt(int64_t number, Place where);
/// `count` instances, always.
Capacity FixedCapacity(int64_t count, Place where);

}  // namespace headroom
