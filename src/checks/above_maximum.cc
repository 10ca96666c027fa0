#include "checks/check.h"
#include "checks/claims.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  CompareWithBounds(checks::above_maximum, in, out, BoundSide::kMaximum);
}

}  // namespace

constinit const Check checks::above_maximum = {
    .info = {.id = "LM203",
             .name = "above-maximum",
             .severity = Severity::kError,
             .title = "an instance is larger than the license's maximum",
             .why =
                 "The rules maximumVcpus and maximumSockets say how large a licensed machine may be; "
                 "License Manager blocks larger ones. maximumCores is a warning: what AWS compares it with "
                 "is not documented.",
             .fix = "Choose a smaller instance type.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.12xlarge
      Tenancy: dedicated
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-22222222222222222222222222222222
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.8xlarge
      Tenancy: dedicated
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-22222222222222222222222222222222
)yaml"},
    .run = Run,
};

}  // namespace headroom
