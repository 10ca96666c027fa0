#include <fmt/format.h>

#include <set>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

const char* WhatOf(GapKind kind) {
  switch (kind) {
    case GapKind::kExistence:
      break;
    case GapKind::kSize:
      return "the number of instances";
    case GapKind::kLaunchTemplate:
      return "the launch template";
    case GapKind::kInstanceType:
      return "the instance type";
    case GapKind::kWeight:
      return "the weight";
    case GapKind::kImage:
      return "the image";
    case GapKind::kTenancy:
      return "the tenancy";
    case GapKind::kHost:
      return "the Dedicated Host";
    case GapKind::kCpuOptions:
      return "the CPU options";
    case GapKind::kLicense:
      return "the license";
    case GapKind::kRegion:
      return "a Region";
  }
  return "";
}

std::string Describe(const PlannedLaunch& launch, const Gap& gap) {
  if (gap.kind == GapKind::kExistence) {
    return fmt::format("whether `{}` exists cannot be determined: {}", launch.resource, gap.reason);
  }
  return fmt::format("{} of `{}` cannot be determined: {}", WhatOf(gap.kind), launch.resource, gap.reason);
}

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    std::vector<const Gap*> gaps;
    for (const Gap& gap : launch.gaps) {
      if (!gap.reported) gaps.push_back(&gap);
    }
    if (gaps.empty()) continue;
    Finding& finding = AddFinding(out, checks::unresolved_value, gaps[0]->where, launch.path, launch.resource,
                                  Describe(launch, *gaps[0]));
    std::set<std::string> said = {finding.message};
    for (const Gap* gap : gaps) {
      if (said.insert(Describe(launch, *gap)).second) finding.notes.push_back(Describe(launch, *gap));
    }
  }
}

}  // namespace

constinit const Check checks::unresolved_value = {
    .info = {.id = "LM004",
             .name = "unresolved-value",
             .severity = Severity::kWarning,
             .title = "a value that the demand depends on cannot be determined",
             .why =
                 "Only AWS, or somebody who has not been asked, knows it: a parameter without a value, an "
                 "SSM parameter or export that the store does not hold, an attribute of a resource that "
                 "does not exist yet. The count is then not known; it is never guessed. With --strict this "
                 "is an error.",
             .fix = "Give the parameter (-p, --parameters), or take the missing document into the store; the "
                    "message names what is missing.",
             .bad = R"yaml(Parameters:
  Size: {Type: String}
Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: !Ref Size
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml",
             .good = R"yaml(Parameters:
  Size: {Type: String, Default: m5.xlarge}
Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: !Ref Size
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml"},
    .run = Run,
};

}  // namespace headroom
