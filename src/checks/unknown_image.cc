#include <fmt/format.h>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  if (!in.store.has_images()) return;
  for (const PlannedLaunch& launch : in.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      const std::string& id = candidate.image.id;
      if (id.empty() || in.store.FindImage(id) != nullptr || !in.store.AssociationsOf(id).empty()) continue;
      Finding& finding =
          AddFinding(out, checks::unknown_image, candidate.image.where, launch.path, launch.resource,
                     fmt::format("the store does not know the image `{}`", id));
      finding.hint = "add `aws ec2 describe-images` for it to the store, or correct the id";
    }
  }
}

}  // namespace

constinit const Check checks::unknown_image = {
    .info = {.id = "LM401",
             .name = "unknown-image",
             .severity = Severity::kWarning,
             .title = "the store does not know the image",
             .why =
                 "The store lists images, and this one is neither among them nor associated with a "
                 "license. Whether it carries licenses cannot be told: it may be a copy that escapes them, "
                 "a typing error, or the store is old. With --strict this is an error.",
             .fix = "Refresh the store's images, or correct the image id.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0ffffffffffffffff
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
