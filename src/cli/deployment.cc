#include "cli/deployment.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/text.h"
#include "cfn/parameters.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

std::optional<std::string> Region(const CheckOptions& options, const World& world) {
  if (options.region) return options.region;
  if (auto region = world.Variable("AWS_REGION")) return region;
  return world.Variable("AWS_DEFAULT_REGION");
}

Result<void> ReadParameterFile(const std::string& path, const World& world, SourceSet& sources,
                               cfn::GivenParameters& given) {
  Result<std::string> bytes = world.files.Read(path, kDefaultMaxSize);
  if (!bytes) return tl::unexpected(bytes.error());
  if (bytes->size() > kDefaultMaxSize)
    return Fail(fmt::format("{}: the file is too large for parameters", Printable(path)));
  const SourceFile& file = sources.Add(path, *std::move(bytes));
  const ParseResult parsed = headroom::Parse(file);
  if (parsed.document) return cfn::ReadParameterFile(*parsed.document, given);
  const SyntaxError& error = parsed.errors.front();
  const Position at = file.PositionOf(error.where.span.begin);
  return Fail(fmt::format("{}:{}:{}: {}", Printable(path), at.line, at.column, error.message));
}

Result<cfn::GivenParameters> ReadParameters(const CheckOptions& options, const World& world,
                                            SourceSet& sources) {
  cfn::GivenParameters given;
  for (const std::string& path : options.parameter_files) {
    if (Result<void> read = ReadParameterFile(path, world, sources, given); !read)
      return tl::unexpected(read.error());
  }
  for (const std::string& option : options.parameters) {
    if (Result<void> read = cfn::ReadParameterOption(option, given); !read)
      return tl::unexpected(read.error());
  }
  return given;
}

}  // namespace

std::vector<std::string> StorePaths(const CheckOptions& options, const World& world) {
  if (!options.stores.empty()) return options.stores;
  const std::optional<std::string> path = world.Variable("HEADROOM_STORE");
  return path ? std::vector{*path} : std::vector<std::string>();
}

Result<RuleStore> ReadStore(const CheckOptions& options, const World& world, SourceSet& sources,
                            std::vector<std::string>& warnings) {
  const std::vector<std::string> paths = StorePaths(options, world);
  if (paths.empty()) return Fail("no rule store is given; name it with `--store PATH` or `HEADROOM_STORE`");
  return LoadStore(world.files, paths, sources, warnings);
}

Result<Deployment> ReadDeployment(const CheckOptions& options, const RuleStore& store, const World& world,
                                  SourceSet& sources) {
  Result<cfn::GivenParameters> given = ReadParameters(options, world, sources);
  if (!given) return tl::unexpected(given.error());
  Deployment deployment;
  deployment.count = options.count;
  deployment.parameters = *std::move(given);
  deployment.environment.region = Region(options, world);
  deployment.environment.account = options.account;
  deployment.environment.stack_name = options.stack;
  deployment.environment.ssm_parameters = &store.ssm_parameters();
  deployment.environment.exports = &store.exports();
  return deployment;
}

}  // namespace headroom
