#include <fmt/format.h>

#include "base/text.h"
#include "checks/check.h"
#include "checks/claims.h"
#include "checks/declarations.h"

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
    if (needs_type && candidate.type == nullptr && !candidate.type_name.empty()) {
      Finding& finding =
          AddFinding(out, checks::uncountable_launch, candidate.type_where, launch.path, launch.resource,
                     fmt::format("the data has no instance type `{}`, so `{}` cannot be counted",
                                 candidate.type_name, launch.resource));
      const auto near = DidYouMean(candidate.type_name, in.store.catalog().TypeNames());
      finding.hint = near ? fmt::format("did you mean `{}`?", *near)
                          : "add `aws ec2 describe-instance-types` for it to the store";
    } else if (CountsHosts(license.counting_type) &&
               (candidate.tenancy == Tenancy::kHost || candidate.tenancy_unknown)) {
      AddFinding(out, checks::uncountable_launch, launch.where, launch.path, launch.resource,
                 fmt::format("the hosts of `{}` are not counted: `{}` counts {}s", launch.resource,
                             license.name, ToLower(CountingTypeName(license.counting_type))));
    }
  });
}

}  // namespace

constinit const Check checks::uncountable_launch = {
    .info =
        {.id = "LM205",
         .name = "uncountable-launch",
         .severity = Severity::kWarning,
         .title = "a launch cannot be counted",
         .why = "The data does not have the instance type, so how many vCPUs it takes is not known, or "
                "nothing bounds how many instances are started; the count is null, never 0. Cores and "
                "sockets of Dedicated Hosts are not counted by this "
                "version.",
         .fix = "Correct the type, or add the output of `aws ec2 describe-instance-types` to the store; give "
                "the launch a maximum.",
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
