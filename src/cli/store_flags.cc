#include "cli/store_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "cli/option_table.h"
#include "cli/words.h"

namespace headroom {
namespace {

using Action = StoreOptions::Action;

template <auto kMember>
Result<void> SetStoreText(Target target, const std::string& value) {
  target.store->*kMember = value;
  return {};
}

Result<void> AddRegion(Target target, const std::string& value) {
  target.store->regions.push_back(value);
  return {};
}

Result<void> SetDryRun(Target target, const std::string&) {
  target.store->dry_run = true;
  return {};
}

Result<void> SetSyncedAt(Target target, const std::string& value) {
  target.store->synced_at = ParseTime(value);
  if (target.store->synced_at) return {};
  return Fail(
      fmt::format("`--synced-at` takes a time such as `2026-08-31T10:00:00Z`, but got {}", Quoted(value)));
}

Names StoreFormats(const Names&) { return {"text", "json"}; }

Result<void> SetStoreFormat(Target target, const std::string& value) {
  const Names formats = StoreFormats({});
  if (std::find(formats.begin(), formats.end(), value) == formats.end())
    return Fail(fmt::format("`--format` takes {}, but got {}", Listed(formats), Quoted(value)));
  target.store->format = value;
  return {};
}

constexpr Option kSyncOptions[] = {
    {"Where the snapshot goes", "", "store", "PATH",
     "the store's folder; the snapshot is its folder `snapshot` (else HEADROOM_STORE, else as the config "
     "file says)",
     AddText<&CheckOptions::stores>},
    {"What is asked", "", "region", "REGION",
     "a Region to look at; repeatable (else AWS_REGION, AWS_DEFAULT_REGION, those of the config file, or the "
     "AWS CLI's own)",
     AddRegion},
    {nullptr, "", "profile", "NAME", "the AWS CLI's profile, whose credentials are used",
     SetStoreText<&StoreOptions::profile>},
    {nullptr, "", "endpoint-url", "URL", "passed on to the AWS CLI",
     SetStoreText<&StoreOptions::endpoint_url>},
    {nullptr, "", "aws-cli", "PATH", "the AWS CLI, version 1 or 2 (default: `aws` on PATH)",
     SetStoreText<&StoreOptions::aws_cli>},
    {nullptr, "", "dry-run", nullptr,
     "print the commands instead, for somebody who runs them elsewhere; they follow from what the store "
     "holds",
     SetDryRun},
    {"How the templates are read", "p", "parameter", "KEY=VALUE",
     "a template parameter; repeatable, wins over files", AddText<&CheckOptions::parameters>},
    {nullptr, "", "parameters", "FILE",
     "template parameters from JSON or YAML, as for `headroom check`; repeatable",
     AddText<&CheckOptions::parameter_files>},
    {nullptr, "", "account", "ID", "the account of the deployment, 12 digits", SetAccount},
    {"Other", "", "max-size", "SIZE",
     "the largest template that is read: bytes, or with K, M, G (default 16M)", SetMaxSize},
    kConfigOption,
    kHelpOption,
};
constexpr Option kImportOptions[] = {
    {"Options", "", "store", "PATH",
     "the store's folder; the snapshot is its folder `snapshot` (else HEADROOM_STORE, else as the config "
     "file says)",
     AddText<&CheckOptions::stores>},
    {nullptr, "", "synced-at", "TIME", "when the commands were run (default: now)", SetSyncedAt},
    kConfigOption,
    kHelpOption,
};
constexpr Option kStoreOptions[] = {{"Options", "h", kHelp, nullptr, "print this text", nullptr}};
constexpr Option kReadOptions[] = {
    {"Options", "", "store", "PATH",
     "a folder or file; repeatable (else HEADROOM_STORE, else as the config file says)",
     AddText<&CheckOptions::stores>},
    {nullptr, "", "format", "NAME", "what is printed (default text)", SetStoreFormat, StoreFormats},
    kConfigOption,
    kHelpOption,
};

std::vector<ManualSection> ExitStatus(std::string_view zero, std::string_view two) {
  return {{"Exit status", {{"0", zero}, {"2", two}}}};
}

CommandManual SyncManual(const Names& formats) {
  return {
      "store sync",
      "take a snapshot of AWS into the store, through the AWS CLI",
      "store sync [OPTIONS] [PATH...]",
      "Asks for the licenses, their associations and usage, the images that are associated and those they "
      "were made from, hosts, and the instances of stacks; with PATHs also for the images, launch templates, "
      "SSM parameters and exports that those templates use. The old snapshot stays as it is until the new "
      "one is whole.",
      {{"PATH",
        "a template or a folder of templates, as for `headroom check`; without any those that the config "
        "file "
        "deploys"}},
      ManualOf(kSyncOptions, formats),
      ExitStatus("the snapshot is there", "it is not, and the old one is as it was"),
      {"headroom store sync --store licenses/ --region us-east-1",
       "headroom store sync --store licenses/ --profile audit -p Environment=prod stacks/",
       "headroom store sync --store licenses/ --dry-run"}};
}

CommandManual ImportManual(const Names& formats) {
  return {"store import",
          "make the snapshot of what the commands of `store sync --dry-run` printed",
          "store import [OPTIONS] FILE...",
          "What the files hold takes the place of what the snapshot held of that kind: all associations, all "
          "images. Kinds that they do not hold stay.",
          {{"FILE", "what the AWS CLI printed, JSON or YAML"}},
          ManualOf(kImportOptions, formats),
          ExitStatus("the snapshot is there", "it is not, and the old one is as it was"),
          {"headroom store import --store licenses/ us-east-1.*.json identity.json"}};
}

CommandManual ValidateManual(const Names& formats) {
  return {"store validate",
          "say everything that is wrong with the store",
          "store validate [OPTIONS] [PATH...]",
          "",
          {{"PATH", "a store, as with --store"}},
          ManualOf(kReadOptions, formats),
          ExitStatus("the store can be used; there may be warnings", "it cannot"),
          {"headroom store validate licenses/"}};
}

CommandManual ListManual(const Names& formats) {
  return {"store list",
          "list the licenses: limit, use, headroom, rules, AMIs, expiry",
          "store list [OPTIONS] [PATH...]",
          "",
          {{"PATH", "a store, as with --store"}},
          ManualOf(kReadOptions, formats),
          ExitStatus("the list is on standard output", "the store cannot be read"),
          {"headroom store list licenses/", "headroom store list --format json licenses/"}};
}

struct StoreCommand {
  std::string_view name;
  Action action;
  OptionTable options;
  CommandManual (*manual)(const Names& formats);
};

constexpr StoreCommand kStoreCommands[] = {{"sync", Action::kSync, kSyncOptions, SyncManual},
                                           {"import", Action::kImport, kImportOptions, ImportManual},
                                           {"validate", Action::kValidate, kReadOptions, ValidateManual},
                                           {"list", Action::kList, kReadOptions, ListManual}};

/// Of commands that only read it, the operands are stores.
Result<Command> WithOperands(StoreOptions options, Texts operands) {
  const bool reads = options.action == Action::kValidate || options.action == Action::kList;
  Texts& target = reads ? options.input.stores : options.input.paths;
  target.insert(target.end(), operands.begin(), operands.end());
  if (options.action == Action::kImport && operands.empty())
    return Fail("`headroom store import` needs the files that the AWS CLI's output is in");
  return options;
}

Result<Command> ParseCommand(const StoreCommand& command, const Texts& arguments, const Names& formats) {
  Result<Parsed> parsed = ParseArguments(arguments, command.options);
  if (!parsed) return tl::unexpected(parsed.error());
  if (parsed->Has(kHelp)) return HelpCommand{HelpText(command.manual(formats))};
  StoreOptions options;
  options.action = command.action;
  for (const auto& [option, value] : parsed->options) {
    const Result<void> done = Apply(*option, value, {options.input, formats, nullptr, nullptr, &options});
    if (!done) return tl::unexpected(done.error());
  }
  return WithOperands(std::move(options), std::move(parsed->operands));
}

}  // namespace

Result<Command> ParseStore(const Texts& arguments, const Names& formats) {
  const bool asks = arguments.size() == 1 && (arguments[0] == "--help" || arguments[0] == "-h");
  if (asks) return HelpCommand{HelpText(StoreManual(formats))};
  Names names;
  for (const StoreCommand& command : kStoreCommands) {
    if (!arguments.empty() && arguments[0] == command.name)
      return ParseCommand(command, {arguments.begin() + 1, arguments.end()}, formats);
    names.push_back(command.name);
  }
  if (arguments.empty()) return Fail(fmt::format("`headroom store` needs a command: {}", Listed(names)));
  const std::string suggestion = Suggestion(arguments[0], names);
  return Fail(fmt::format("unknown command `store {}`{}", Printable(arguments[0]),
                          suggestion.empty() ? "; it can be " + Listed(names) : suggestion));
}

std::vector<CommandManual> StoreManuals(const Names& formats) {
  std::vector<CommandManual> out;
  for (const StoreCommand& command : kStoreCommands) out.push_back(command.manual(formats));
  return out;
}

CommandManual StoreManual(const Names& formats) {
  std::vector<ManualRow> commands;
  for (const CommandManual& command : StoreManuals(formats))
    commands.push_back({command.name.substr(std::string_view("store ").size()), command.summary});
  return {"store",
          "look after the rule store",
          "store COMMAND [OPTIONS] [ARGUMENTS]",
          "`headroom store COMMAND --help` says more.",
          std::move(commands),
          ManualOf(kStoreOptions, formats)};
}

}  // namespace headroom
