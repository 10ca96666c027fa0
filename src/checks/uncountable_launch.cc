#include <fmt/format.h>

#include "base/text.h"
#include "checks/check.h"
#include "checks/claims.h"
#include "checks/declarations.h"
#include "plan/hosts.h"

namespace headroom {
namespace {

/// What the launch itself is the reason for; no license is to blame.
void RaiseUnbounded(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    if (launch.uncountable.empty()) continue;
    const Uncountable& first = launch.uncountable[0];
    const auto describe = [&](const Uncountable& one) {
      return fmt::format("`{}` cannot be counted{}: {}", launch.resource,
                         one.at_full_scale ? " at full scale" : "", one.why);
    };
    Finding& finding = AddFinding(out, checks::uncountable_launch, first.where, launch.path, launch.resource,
                                  describe(first));
    for (size_t i = 1; i < launch.uncountable.size(); ++i)
      finding.notes.push_back(describe(launch.uncountable[i]));
  }
}

/// What starts instances somewhere else.
void RunOpaque(const CheckInput& in, Findings& out) {
  for (const Opaque& opaque : in.plan.opaque) {
    AddFinding(
        out, checks::uncountable_launch, opaque.where, opaque.path, opaque.resource,
        fmt::format("`{}` may start instances that nobody can see here: {}", opaque.resource, opaque.reason));
  }
}

std::string MissingType(const Candidate& candidate, const PlannedLaunch& launch) {
  return fmt::format("the data has no instance type `{}`, so `{}` cannot be counted", candidate.type_name,
                     launch.resource);
}

/// Empty if its hosts can be counted, or if a gap says why not.
std::string MissingHost(const Candidate& candidate, const PlannedLaunch& launch, const License& license) {
  switch (LackOfHostData(candidate, license)) {
    case HostLack::kNothing:
      return {};
    case HostLack::kType:
      return MissingType(candidate, launch);
    case HostLack::kFamily:
      return fmt::format("the data has no Dedicated Host of the family `{}`, so `{}` cannot be counted",
                         candidate.host->family, launch.resource);
    case HostLack::kCapacity:
      return fmt::format(
          "how many instances of `{}` a `{}` host holds is not in the data, so `{}` cannot be "
          "counted",
          candidate.type_name, candidate.host->family, launch.resource);
    case HostLack::kUnits:
      break;
  }
  return fmt::format("how many {}s a `{}` host has is not in the data, so `{}` cannot be counted",
                     ToLower(CountingTypeName(license.counting_type)), candidate.host->family,
                     launch.resource);
}

std::string HintFor(const CheckInput& in, const Candidate& candidate) {
  if (candidate.type != nullptr) return "add `aws ec2 describe-hosts` for such a host to the store";
  const auto near = DidYouMean(candidate.type_name, in.store.catalog().TypeNames());
  return near ? fmt::format("did you mean `{}`?", *near)
              : "add `aws ec2 describe-instance-types` for it to the store";
}

void Run(const CheckInput& in, Findings& out) {
  RaiseUnbounded(in, out);
  RunOpaque(in, out);
  const PlannedLaunch* said =
      nullptr;  // one unknown type is enough for a launch, and looking for its like takes time
  ForEachClaim(in, [&](const PlannedLaunch& launch, const Candidate& candidate, const License& license) {
    if (said == &launch) return;
    // An Instance license needs the type as well where a capacity of vCPUs or memory is to be filled.
    const bool needs_type =
        license.counting_type == CountingType::kVcpu ||
        (license.counting_type == CountingType::kInstance && launch.unit != CapacityUnit::kInstances);
    std::string message;
    if (CountsHosts(license.counting_type)) {
      message = MissingHost(candidate, launch, license);
    } else if (needs_type && candidate.type == nullptr && !candidate.type_name.empty()) {
      message = MissingType(candidate, launch);
    }
    if (message.empty()) return;
    said = &launch;
    const Place where = candidate.type_name.empty() ? candidate.tenancy_where : candidate.type_where;
    AddFinding(out, checks::uncountable_launch, where, launch.path, launch.resource, std::move(message))
        .hint = HintFor(in, candidate);
  });
}

}  // namespace

constinit const Check checks::uncountable_launch = {
    .info = {.id = "LM205",
             .name = "uncountable-launch",
             .severity = Severity::kWarning,
             .title = "a launch cannot be counted",
             .why =
                 "The data does not have the instance type, so how many vCPUs it takes is not known; or it "
                 "does not have the Dedicated Host, its cores, its sockets or how many instances it "
                 "holds; or nothing bounds how many instances are started. The count is null, never 0. With "
                 "--strict this is an error.",
             .fix = "Correct the type, or add the output of `aws ec2 describe-instance-types` or `aws ec2 "
                    "describe-hosts` to the store; give the launch a maximum.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m99.large
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml"},
    .run = Run,
};

}  // namespace headroom
