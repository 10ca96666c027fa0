#include <fmt/format.h>

#include "checks/check.h"
#include "checks/claims.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

void Run(const CheckInput& in, Findings& out) {
  ForEachClaim(in, [&](const PlannedLaunch& launch, const Candidate& candidate, const License& license) {
    if (license.counting_type != CountingType::kVcpu || license.rules.honor_vcpu_optimization) return;
    if (candidate.type == nullptr || !candidate.has_valid_cpu_options()) return;
    const int64_t asked = *candidate.cpu_options->cores * *candidate.cpu_options->threads;
    if (asked >= candidate.type->vcpus) return;
    Finding& finding = AddFinding(
        out, checks::cpu_options_not_honored, candidate.cpu_options->where, launch.path, launch.resource,
        fmt::format("`{}` counts the {} default vCPUs of `{}`, not the {} that the CPU options leave",
                    license.name, candidate.type->vcpus, candidate.type_name, asked),
        &license);
    finding.hint = "set `honorVcpuOptimization=True` on the license, or choose a smaller type";
    if (license.rules_where) finding.related.push_back({license.rules_where, "the rules of the license"});
  });
}

}  // namespace

constinit const Check checks::cpu_options_not_honored = {
    .info = {.id = "LM206",
             .name = "cpu-options-not-honored",
             .severity = Severity::kWarning,
             .title = "CPU options do not lower the count of this license",
             .why = "Without the rule honorVcpuOptimization=True a license counts the type's default vCPUs, "
                    "whatever CpuOptions says. Whoever lowers them to save licenses saves none.",
             .fix = "Set honorVcpuOptimization on the license, choose a smaller type, or drop the CPU "
                    "options.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      CpuOptions: {CoreCount: 2, ThreadsPerCore: 1}
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-11111111111111111111111111111111
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.xlarge
      CpuOptions: {CoreCount: 2, ThreadsPerCore: 2}
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml"},
    .run = Run,
};

}  // namespace headroom
