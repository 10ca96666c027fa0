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

/// One resource's plan to start instances, before anything is looked up: `plan` joins it with launch
/// templates, the store and the catalog.
struct Launch {
  std::string path;
  std::string within;         // what it stands in below the input: "Network/Runbook"; empty: the input itself
  std::string resource;       // logical id, or the name of a bare launch template
  std::string resource_type;  // "AWS::AutoScaling::AutoScalingGroup"; a launch-template file:
                              // "AWS::EC2::LaunchTemplate"
  Place where;                // the logical id
  Capacity capacity;
  CapacityUnit unit = CapacityUnit::kInstances;
  bool overshoots = true;   // false: no instance is started that would go past the capacity
  bool families = false;    // instance types may be families (`c5`) and groups of them (`optimal`)
  std::string uncountable;  // not empty: why nobody can tell how many instances it starts (LM205)
  cfn::Value existence;     // unknown where the resource's Condition cannot be decided
  LaunchData data;          // what the resource itself says
  bool broken = false;      // an LM003 says already that it launches nothing sensible
  std::optional<LaunchTemplateRef> launch_template;
  std::vector<LaunchOption> options;  // empty: the one type of `data` or the launch template
  std::vector<uint32_t> touched;      // the template's parameters that any of this was read from, sorted
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
  std::vector<uint32_t> touched;  // as for a launch
};

/// A subnet or VPC of a template: a launch without a tenancy takes its VPC's.
struct NetworkResource {
  std::string resource;           // logical id
  cfn::Value vpc;                 // subnet: VpcId
  cfn::Value tenancy;             // VPC: InstanceTenancy
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
};

/// What one input asks for.
struct Extracted {
  std::string path;
  std::vector<Launch> launches;
  std::vector<LaunchTemplateResource> launch_templates;
  std::vector<LaunchTemplateResource> checked;  // these only name licenses: nothing launches from them
  std::vector<NetworkResource> networks;
  std::vector<Opaque> opaque;
};

/// Reads launch template data (RequestLaunchTemplateData, or what describe-launch-template-versions prints:
/// the same members). Empty strings, as in the AWS CLI's skeletons, count as absent.
LaunchData ReadLaunchTemplateData(cfn::Evaluator& evaluator, const cfn::Value& data);
/// InstanceRequirements, wherever they stand.
void ReadInstanceRequirements(cfn::Evaluator& evaluator, const cfn::Value& map, Requirements& out);
/// LaunchTemplateSpecification: LaunchTemplateId or LaunchTemplateName, Version. Nothing if `spec` is absent.
std::optional<LaunchTemplateRef> ReadLaunchTemplateRef(cfn::Evaluator& evaluator, const cfn::Value& spec);
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
/// `count` instances, always.
Capacity FixedCapacity(int64_t count, Place where);

}  // namespace headroom
