#include "checks/check.h"
#include "checks/claims.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  CompareWithBounds(checks::below_minimum, in, out, BoundSide::kMinimum);
}

}  // namespace

constinit const Check checks::below_minimum = {
    .info = {.id = "LM202",
             .name = "below-minimum",
             .severity = Severity::kError,
             .title = "an instance is smaller than the license's minimum",
             .why = "The rules minimumVcpus and minimumSockets say how small a licensed machine may be; "
                    "License Manager blocks smaller ones. minimumCores is a warning: what AWS compares it "
                    "with is not documented.",
             .fix = "Choose a larger instance type.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.large
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
