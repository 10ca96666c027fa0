#include <fmt/format.h>

#include "base/text.h"
#include "checks/check.h"
#include "checks/claims.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  ForEachClaim(in, [&](const PlannedLaunch& launch, const Candidate& candidate, const License& license) {
    if (!CountsHosts(license.counting_type) || candidate.tenancy_unknown ||
        candidate.tenancy == Tenancy::kHost)
      return;
    Finding& finding = AddFinding(
        out, checks::dedicated_host_required,
        candidate.tenancy_where ? candidate.tenancy_where : launch.where, launch.path, launch.resource,
        fmt::format("`{}` counts {}s, which needs a Dedicated Host, and `{}` has the tenancy `{}`",
                    license.name, ToLower(CountingTypeName(license.counting_type)), launch.resource,
                    TenancyName(candidate.tenancy)),
        &license);
    finding.hint = "launch with the tenancy `host`";
  });
}

}  // namespace

constinit const Check checks::dedicated_host_required = {
    .info = {.id = "LM204",
             .name = "dedicated-host-required",
             .severity = Severity::kError,
             .title = "the license counts cores or sockets, and the launch is not on a Dedicated Host",
             .why = "Physical cores and sockets are known for Dedicated Hosts only; License Manager refuses "
                    "such a license anywhere else.",
             .fix = "Launch with the tenancy host (HostId or HostResourceGroupArn), or use a license that "
                    "counts vCPUs or instances.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-44444444444444444444444444444444
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      Tenancy: host
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-44444444444444444444444444444444
)yaml"},
    .run = Run,
};

}  // namespace headroom
