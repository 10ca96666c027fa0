// That nothing which starts instances is passed over in silence, over the templates in the folder that
// HEADROOM_CORPUS names: with a license for every AMI that stands in them, each such resource takes it, or
// has a finding that says why that cannot be told, or starts an image of AWS's own, which carries nobody's
// license.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "cli/judge.h"
#include "support/golden.h"
#include "support/memory_files.h"

namespace headroom {
namespace {

namespace fs = std::filesystem;

/// Types that start instances in the account that deploys, whatever this program makes of them. Source:
/// CloudFormation template reference.
const std::set<std::string_view> kStarters = {
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::Batch::ComputeEnvironment",
    "AWS::BedrockAgentCore::CapacityProvider",
    "AWS::Cloud9::EnvironmentEC2",
    "AWS::EC2::EC2Fleet",
    "AWS::EC2::Instance",
    "AWS::EC2::SpotFleet",
    "AWS::EKS::Nodegroup",
    "AWS::EMR::Cluster",
    "AWS::EMR::InstanceFleetConfig",
    "AWS::EMR::InstanceGroupConfig",
    "AWS::ElasticBeanstalk::Environment",
    "AWS::GameLift::GameServerGroup",
    "AWS::ImageBuilder::Image",
    "AWS::ImageBuilder::ImagePipeline",
    "AWS::OpsWorks::Instance",
    "AWS::PCS::ComputeNodeGroup",
    "AWS::WorkspacesInstances::WorkspaceInstance",
};

/// What became of the resources of one type.
struct Row {
  int resources = 0, licensed = 0, unknown = 0, own_image = 0;
};

void CollectImages(std::string_view text, std::set<std::string>& images) {
  constexpr std::string_view kPrefix = "ami-";
  for (size_t at = text.find(kPrefix); at != std::string_view::npos; at = text.find(kPrefix, at + 1)) {
    size_t end = at + kPrefix.size();
    while (end < text.size() && std::isxdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    if (end - at - kPrefix.size() >= 8) images.emplace(text.substr(at, end - at));
  }
}

std::string StoreOf(const std::set<std::string>& images) {
  std::string out =
      "LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:"
      "lic-0123456789abcdef0123456789abcdef\nLicenseCountingType: Instance\n"
      "LicenseConfigurationAssociations:\n";
  for (const std::string& image : images) {
    out += fmt::format("  - {{ResourceType: EC2_AMI, ResourceArn: \"arn:aws:ec2:us-east-1::image/{}\"}}\n",
                       image);
  }
  return out;
}

/// No candidate names an image, and nothing says that one of them may.
bool StartsOwnImage(const PlannedLaunch& launch) {
  return std::all_of(launch.candidates.begin(), launch.candidates.end(),
                     [](const Candidate& candidate) { return candidate.image.id.empty(); });
}

using ResourceName = std::pair<std::string, std::string>;  // of a file, wherever it is nested

/// What one template's judgement says of its resources.
class Coverage {
 public:
  Coverage(const Judgement& judgement, const RunResult& result) {
    for (const Demand& demand : judgement.demand) {
      for (const Claim& claim : demand.claims) licensed_.insert({claim.launch->path, claim.launch->resource});
    }
    for (const Finding& finding : result.findings) {
      if (finding.rule != "LM003" && finding.rule != "LM004" && finding.rule != "LM205") continue;
      const SourceFile* file = finding.where.file;
      found_.insert({file != nullptr ? file->path() : finding.path, finding.resource});
    }
    for (const PlannedLaunch& launch : judgement.plan.launches) {
      const ResourceName key{launch.path, launch.resource};
      if (launch.counts && StartsOwnImage(launch)) own_image_.insert(key);
    }
  }

  /// False if nothing is said of the resource.
  bool Count(const ResourceName& key, Row& row) const {
    ++row.resources;
    if (licensed_.count(key) > 0) {
      ++row.licensed;
    } else if (found_.count(key) > 0) {
      ++row.unknown;
    } else if (own_image_.count(key) > 0) {
      ++row.own_image;
    } else {
      return false;
    }
    return true;
  }

 private:
  std::set<ResourceName> licensed_, found_, own_image_;
};

std::string Table(const std::map<std::string, Row>& rows) {
  std::string out = fmt::format("{:<42}{:>10}{:>10}{:>10}{:>12}\n", "type", "resources", "licensed",
                                "finding", "AWS's image");
  for (const auto& [type, row] : rows) {
    out += fmt::format("{:<42}{:>10}{:>10}{:>10}{:>12}\n", type, row.resources, row.licensed, row.unknown,
                       row.own_image);
  }
  return out;
}

TEST_CASE("no resource of real templates that starts instances is passed over in silence") {
  const char* corpus = std::getenv("HEADROOM_CORPUS");
  if (corpus == nullptr) {
    MESSAGE("skipped: HEADROOM_CORPUS is not set");
    return;
  }
  std::set<std::string> images;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (entry.is_regular_file()) CollectImages(testing::ReadFixture(entry.path()), images);
  }
  SourceSet sources;
  std::vector<std::string> warnings;
  MemoryFiles store_files({{"store/licenses.yaml", StoreOf(images)}});
  const Result<RuleStore> store = LoadStore(store_files, {"store"}, sources, warnings);
  REQUIRE(store);
  const World world{RealFiles(), [](const char*) { return std::nullopt; },
                    [](std::string_view) { return true; }, [](std::string_view) {}};
  Deployment deployment;
  deployment.environment.region = "us-east-1";
  InputSet inputs;
  REQUIRE(ReadInputs({corpus}, deployment, kDefaultMaxSize, world, sources, inputs));
  UnderstandInputs(inputs);

  std::map<std::string, Row> rows;
  for (auto& input : inputs.inputs) {
    if (!input->tmpl) continue;
    RunResult result;
    result.findings = input->findings;
    Findings ignored;
    cfn::Evaluator evaluator(*input->tmpl, deployment.environment, input->assignment, ignored);
    const std::vector<cfn::Resource> resources = evaluator.Resources();
    InputSet one;
    const std::string path = input->path;
    one.inputs.push_back(std::move(input));
    const std::deque<Judgement> judgements =
        JudgeAll({*store, 0, 900'000, false, false, nullptr, {}, size_t{1000}}, one, result, warnings);
    const Coverage coverage(judgements[0], result);
    for (const cfn::Resource& resource : resources) {
      if (kStarters.count(resource.type) == 0) continue;
      CHECK_MESSAGE(coverage.Count({path, resource.id}, rows[resource.type]), path, ": ", resource.id);
    }
  }
  MESSAGE("\n", Table(rows));
}

}  // namespace
}  // namespace headroom
