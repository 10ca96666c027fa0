#include <fmt/format.h>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      if (!candidate.claims.empty() || !candidate.named.empty()) continue;
      const Image* image = in.store.FindImage(candidate.image.id);
      if (image == nullptr || !image->BringsOwnLicense()) continue;
      AddFinding(
          out, checks::untracked_byol, candidate.image.where, launch.path, launch.resource,
          fmt::format("the image `{}` runs under your own license ({}), and the launch consumes none",
                      image->id,
                      image->platform_details.empty() ? image->usage_operation : image->platform_details))
          .hint = "name the license in `LicenseSpecifications`, or associate the image with it";
    }
  }
}

}  // namespace

constinit const Check checks::untracked_byol = {
    .info = {.id = "LM405",
             .name = "untracked-byol",
             .severity = Severity::kWarning,
             .title = "the image brings your own license, and the launch consumes none",
             .why = "The image's platform or usage operation says that AWS does not bill the software: you "
                    "bring the license (BYOL). Without a license on the launch or the image nobody counts "
                    "it.",
             .fix = "Associate the image with its license, or name the license in LicenseSpecifications.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0dd4dd4dd4dd4dd4d
      InstanceType: m5.xlarge
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0dd4dd4dd4dd4dd4d
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-11111111111111111111111111111111
)yaml"},
    .run = Run,
};

}  // namespace headroom
