#include <fmt/format.h>

#include "base/time.h"
#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      const Image* image = candidate.image.id.empty() ? nullptr : in.store.FindImage(candidate.image.id);
      if (image == nullptr) continue;
      const bool dead = image->IsDead();
      const bool deprecated = image->deprecation_time && *image->deprecation_time <= in.now;
      if (!dead && !deprecated) continue;
      Finding& finding =
          AddFinding(out, checks::image_unavailable, candidate.image.where, launch.path, launch.resource,
                     dead ? fmt::format("the image `{}` is {}", image->id, image->state)
                          : fmt::format("the image `{}` is deprecated since {}", image->id,
                                        FormatDate(*image->deprecation_time)));
      if (!dead) finding.severity = Severity::kWarning;
      finding.hint = "use an available image";
    }
  }
}

}  // namespace

constinit const Check checks::image_unavailable = {
    .info = {.id = "LM402",
             .name = "image-unavailable",
             .severity = Severity::kError,
             .title = "the image cannot be launched",
             .why =
                 "It is deregistered or has failed: EC2 refuses the launch, and a group cannot replace its "
                 "instances. An image that is only deprecated still launches; that is a warning.",
             .fix = "Use an available image.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0ee5ee5ee5ee5ee5e
      InstanceType: m5.xlarge
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
