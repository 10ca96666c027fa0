#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

constexpr std::string_view kGroup = "AWS::AutoScaling::AutoScalingGroup";

/// Adds what is wrong with one candidate of a launch.
class CandidateCheck {
 public:
  CandidateCheck(const PlannedLaunch& launch, const Candidate& candidate, Findings& out)
      : launch_(launch), candidate_(candidate), host_(*candidate.host), out_(out) {}

  void Run() {
    CheckType();
    if (candidate_.spot_where) {
      Add(candidate_.spot_where,
          fmt::format("`{}` asks for Spot Instances, which cannot run on a Dedicated Host", launch_.resource),
          "start On-Demand Instances, or choose another tenancy than `host`");
    }
    const bool in_group =
        host_.pool == CandidateHost::Pool::kGroup || host_.pool == CandidateHost::Pool::kUnknown;
    if (launch_.resource_type == kGroup && !in_group) {
      Add(launch_.where,
          fmt::format("`{}` has the tenancy `host` without a host resource group", launch_.resource),
          "name the group with `HostResourceGroupArn` in the launch template");
    }
    CheckLicenses();
  }

 private:
  void Add(Place where, std::string message, std::string hint) {
    AddFinding(out_, checks::host_not_supported, where, launch_.path, launch_.resource, std::move(message))
        .hint = std::move(hint);
  }

  void CheckType() {
    if (candidate_.type != nullptr && !candidate_.type->dedicated_hosts) {
      Add(candidate_.type_where, fmt::format("no Dedicated Host offers `{}`", candidate_.type_name),
          "choose another type, or another tenancy than `host`");
    } else if (!host_.family.empty() && !Allows(host_.allowed_families, host_.family)) {
      Add(candidate_.type_where,
          fmt::format("the host resource group of `{}` has no hosts of the family `{}`", launch_.resource,
                      host_.family),
          fmt::format("its `allowed-host-families` are {}", fmt::join(*host_.allowed_families, ", ")));
    }
  }

  /// Only licenses that count cores or sockets can be attached to a group.
  void CheckLicenses() {
    for (const ClaimedLicense& claim : candidate_.claims) {
      const License& license = *claim.license;
      if (!CountsHosts(license.counting_type) || Allows(host_.allowed_licenses, license.arn_text)) continue;
      Add(PlaceOf(license),
          fmt::format("the host resource group of `{}` does not take the license `{}`", launch_.resource,
                      license.name),
          "add it to the group's `allowed-host-based-license-configurations`");
    }
  }

  Place PlaceOf(const License& license) const {
    const auto named = std::find_if(candidate_.named.begin(), candidate_.named.end(),
                                    [&](const NamedLicense& one) { return one.license == &license; });
    return named == candidate_.named.end() ? candidate_.image.where : named->where;
  }

  static bool Allows(const std::optional<std::vector<std::string>>& allowed, const std::string& one) {
    return !allowed || std::find(allowed->begin(), allowed->end(), one) != allowed->end();
  }

  const PlannedLaunch& launch_;
  const Candidate& candidate_;
  const CandidateHost& host_;
  Findings& out_;
};

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    if (!launch.counts) continue;
    for (const Candidate& candidate : launch.candidates) {
      if (candidate.host) CandidateCheck(launch, candidate, out).Run();
    }
  }
}

}  // namespace

constinit const Check checks::host_not_supported = {
    .info = {.id = "LM501",
             .name = "host-not-supported",
             .severity = Severity::kError,
             .title = "the launch cannot run on a Dedicated Host, though it asks for one",
             .why = "EC2 refuses the tenancy host for instance types that no Dedicated Host offers and for "
                    "Spot Instances, and an Auto Scaling group reaches hosts only through a host resource "
                    "group, which takes the families and licenses that it allows and no others. The launch "
                    "fails, whatever licenses are free.",
             .fix = "Choose a type that Dedicated Hosts offer, On-Demand Instances, and for an Auto Scaling "
                    "group a launch template with HostResourceGroupArn; let the host resource group allow "
                    "the family and the license.",
             .bad = R"yaml(Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0a70a70a70a70a70a
        InstanceType: m5.xlarge
        Placement:
          Tenancy: host
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 1
      MaxSize: 2
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml",
             .good = R"yaml(Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: ami-0a70a70a70a70a70a
        InstanceType: m5.xlarge
        Placement:
          HostResourceGroupArn: arn:aws:resource-groups:us-east-1:111122223333:group/hosts
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: 1
      MaxSize: 2
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
)yaml"},
    .run = Run,
};

}  // namespace headroom
