#include <fmt/format.h>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

/// "`m5.2xlarge` does not take 3 cores with 2 threads each".
std::string Describe(const Candidate& candidate) {
  const CpuOptions& options = *candidate.cpu_options;
  if (candidate.type->valid_cores.empty())
    return fmt::format("`{}` takes no CPU options", candidate.type_name);
  if (!options.cores) return "the CPU options have no `CoreCount`";
  if (!options.threads) return "the CPU options have no `ThreadsPerCore`";
  return fmt::format("`{}` does not take {} cores with {} threads each", candidate.type_name, *options.cores,
                     *options.threads);
}

std::string HintFor(const InstanceType& type) {
  if (type.valid_cores.empty()) return "drop the CPU options";
  return fmt::format("valid are {} cores and {} threads per core", DescribeValidCounts(type.valid_cores),
                     DescribeValidCounts(type.valid_threads));
}

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      if (!candidate.cpu_options || candidate.type == nullptr || candidate.has_valid_cpu_options()) continue;
      Finding& finding = AddFinding(out, checks::invalid_cpu_options, candidate.cpu_options->where,
                                    launch.path, launch.resource, Describe(candidate));
      finding.hint = HintFor(*candidate.type);
    }
  }
}

}  // namespace

constinit const Check checks::invalid_cpu_options = {
    .info = {.id = "LM207",
             .name = "invalid-cpu-options",
             .severity = Severity::kError,
             .title = "the instance type does not take these CPU options",
             .why = "EC2 refuses the launch: each type has its own valid numbers of cores and threads per "
                    "core, and some take no CPU options at all.",
             .fix = "Use valid numbers (`aws ec2 describe-instance-types`, VCpuInfo), or drop the CPU "
                    "options.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.2xlarge
      CpuOptions: {CoreCount: 3, ThreadsPerCore: 2}
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: m5.2xlarge
      CpuOptions: {CoreCount: 4, ThreadsPerCore: 2}
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml"},
    .run = Run,
};

}  // namespace headroom
