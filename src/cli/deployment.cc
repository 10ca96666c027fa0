#include "cli/deployment.h"

#include <fmt/format.h>

#include <initializer_list>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "cfn/parameters.h"
#include "cli/read_document.h"
#include "store/age.h"

namespace headroom {
namespace {

/// The first of several that says something.
std::optional<std::string> First(std::initializer_list<std::optional<std::string>> values) {
  for (const std::optional<std::string>& value : values) {
    if (value) return value;
  }
  return {};
}

Result<cfn::GivenParameters> ReadParameters(const std::vector<std::string>& files,
                                            const CheckOptions& options, const World& world,
                                            SourceSet& sources) {
  cfn::GivenParameters given;
  for (const std::string& path : files) {
    const Result<Document> document = ReadDocument(path, world.files, sources);
    if (!document) return tl::unexpected(document.error());
    if (Result<void> read = cfn::ReadParameterFile(*document, given); !read)
      return tl::unexpected(read.error());
  }
  for (const std::string& option : options.parameters) {
    if (Result<void> read = cfn::ReadParameterOption(option, given); !read)
      return tl::unexpected(read.error());
  }
  return given;
}

/// The paths of the command line, as the config file could have said it.
ConfiguredDeployment FromOptions(const CheckOptions& options) {
  ConfiguredDeployment deployment;
  deployment.stack = options.stack;
  return deployment;
}

Result<Deployment> ReadDeployment(const ConfiguredDeployment& from, const CheckOptions& options,
                                  const Config& config, const World& world, SourceSet& sources) {
  std::vector<std::string> files = from.parameter_files;
  files.insert(files.end(), options.parameter_files.begin(), options.parameter_files.end());
  Result<cfn::GivenParameters> given = ReadParameters(files, options, world, sources);
  if (!given) return tl::unexpected(given.error());
  Deployment deployment;
  deployment.paths = options.paths;
  if (!from.path.empty()) deployment.paths = {from.path};
  deployment.count = options.count;
  deployment.environment_variables = world.environment;
  deployment.parameters = *std::move(given);
  deployment.environment.region = First({options.region, from.region, world.Variable("AWS_REGION"),
                                         world.Variable("AWS_DEFAULT_REGION"), config.region});
  deployment.environment.account = First({options.account, from.account, config.account});
  deployment.environment.stack_name = from.stack;
  return deployment;
}

}  // namespace

std::vector<std::string> StorePaths(const CheckOptions& options, const Config& config, const World& world) {
  if (!options.stores.empty()) return options.stores;
  const std::optional<std::string> path = world.Variable("HEADROOM_STORE");
  return path ? std::vector{*path} : config.stores;
}

Result<RuleStore> ReadStore(const CheckOptions& options, const Config& config, const World& world,
                            SourceSet& sources, std::vector<std::string>& warnings) {
  const std::vector<std::string> paths = StorePaths(options, config, world);
  if (!paths.empty()) return LoadStore(world.files, paths, sources, warnings);
  return Fail(
      "no rule store is given; name it with `--store PATH`, `HEADROOM_STORE`, or `store` in .headroom.yaml");
}

Result<void> CheckAge(const CheckOptions& options, const Config& config, const RuleStore& store, int64_t now,
                      std::vector<std::string>& warnings) {
  const std::optional<int64_t> most = options.max_age ? options.max_age : config.max_age;
  if (!most) return {};
  const std::vector<std::string> found = MistakeLines(AgeMistakes(store, *most, now));
  if (options.strict && !found.empty()) return Fail(Join(found, "\n"));
  warnings.insert(warnings.end(), found.begin(), found.end());
  return {};
}

Result<std::deque<Deployment>> ReadDeployments(const CheckOptions& options, const Config& config,
                                               const RuleStore& store, const World& world,
                                               SourceSet& sources) {
  std::vector<ConfiguredDeployment> wanted = config.deployments;
  if (!options.paths.empty()) wanted = {FromOptions(options)};
  std::deque<Deployment> deployments;
  for (const ConfiguredDeployment& from : wanted) {
    Result<Deployment> deployment = ReadDeployment(from, options, config, world, sources);
    if (!deployment) return tl::unexpected(deployment.error());
    deployment->environment.ssm_parameters = &store.ssm_parameters();
    deployment->environment.exports = &store.exports();
    deployments.push_back(*std::move(deployment));
  }
  return deployments;
}

}  // namespace headroom
