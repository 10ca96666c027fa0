#include "cli/cli.h"

#include <fmt/format.h>

#include <string_view>

#include "base/text.h"
#include "catalog/catalog.h"
#include "cli/check.h"
#include "cli/config.h"
#include "cli/expand.h"
#include "cli/flags.h"
#include "cli/init.h"
#include "cli/packer.h"
#include "cli/report.h"
#include "cli/rules.h"
#include "cli/store.h"
#include "report/reporter.h"

namespace headroom {
namespace {

Result<int> Print(const World& world, std::string_view text) {
  if (!world.write_output(text)) return Fail("cannot write to standard output");
  return 0;
}

/// Each command, as the arguments name it.
struct Runner {
  const World& world;

  Result<int> operator()(const CheckOptions& options) const { return RunCheck(options, world); }
  Result<int> operator()(const ExpandOptions& options) const { return RunExpand(options, world); }
  Result<int> operator()(const PackerOptions& options) const { return RunPacker(options, world); }
  Result<int> operator()(const StoreOptions& options) const { return RunStore(options, world); }
  Result<int> operator()(const ReportOptions& options) const { return RunReport(options, world); }
  Result<int> operator()(const InitOptions& options) const { return RunInit(options, world); }
  Result<int> operator()(const RulesCommand& command) const {
    SourceSet sources;
    const Result<Config> config = ReadConfig(command.config, world, sources);
    if (!config) return tl::unexpected(config.error());
    return Print(world, ListRules(*config));
  }
  Result<int> operator()(const ExplainCommand& command) const {
    const Result<std::string> text = ExplainRule(command.rule);
    if (!text) return tl::unexpected(text.error());
    return Print(world, *text);
  }
  Result<int> operator()(const VersionCommand&) const {
    return Print(world, fmt::format("headroom {} (EC2 data of {})\n", HEADROOM_VERSION, CatalogDate()));
  }
  Result<int> operator()(const HelpCommand& command) const { return Print(world, command.text); }
};

std::vector<std::string_view> FormatNames() {
  std::vector<std::string_view> names;
  for (const Reporter* reporter : AllReporters()) names.push_back(reporter->name);
  return names;
}

}  // namespace

int Main(const std::vector<std::string>& arguments, const World& world) {
  const Result<Command> command = ParseFlags(arguments, FormatNames());
  const Result<int> status =
      command ? std::visit(Runner{world}, *command) : Result<int>(tl::unexpected(command.error()));
  if (status) return *status;
  // The store's mistakes are a line each; nothing else in a message is a line break, wherever it comes from.
  std::string text = "headroom: ";
  for (std::string_view line : Split(status.error().message, "\n")) text += Printable(line) + "\n";
  world.write_error(text);
  return 2;
}

}  // namespace headroom
