#include "cli/store_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "cli/option_table.h"
#include "cli/words.h"
#include "store/arn.h"
#include "store/reader.h"

namespace headroom {
namespace {

using Action = StoreOptions::Action;

Result<void> AddRegion(OptionTarget target, const std::string& value) {
  target.store->regions.push_back(value);
  return {};
}

Result<void> SetDryRun(OptionTarget target, const std::string&) {
  target.store->dry_run = true;
  return {};
}

Result<void> SetMissing(OptionTarget target, const std::string&) {
  target.store->missing = true;
  return {};
}

Result<void> SetSyncedAt(OptionTarget target, const std::string& value) {
  target.store->synced_at = ParseTime(value);
  if (target.store->synced_at) return {};
  return Fail(
      fmt::format("`--synced-at` takes a time such as `2026-08-31T10:00:00Z`, but got {}", Quoted(value)));
}

template <auto kMember>
Result<void> SetStoreText(OptionTarget target, const std::string& value) {
  target.store->*kMember = value;
  return {};
}

Names CountingTypes(const Names&) { return {"vCPU", "Instance", "Core", "Socket"}; }

Result<void> SetCounting(OptionTarget target, const std::string& value) {
  const Names types = CountingTypes({});
  if (std::find(types.begin(), types.end(), value) == types.end())
    return Fail(fmt::format("`--counting` takes {}, but got {}{}", Listed(types), Quoted(value),
                            Suggestion(value, types)));
  target.store->counting = value;
  return {};
}

Result<void> SetLicenseCount(OptionTarget target, const std::string& value) {
  target.store->count = ParseInteger(value);
  if (target.store->count && *target.store->count >= 0 && *target.store->count <= Reader::kMostNumber)
    return {};
  return Fail(fmt::format("`--count` takes a whole number from 0 to {}, but got {}", Reader::kMostNumber,
                          Quoted(value)));
}

Names StoreFormats(const Names&) { return {"text", "json"}; }

Result<void> SetStoreFormat(OptionTarget target, const std::string& value) {
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
    kProfileOption,
    kEndpointOption,
    kAwsCliOption,
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
// What the commands share that change associations.
constexpr Option kEditedStoreOption = {
    "Options",
    "",
    "store",
    "PATH",
    "a folder or file; repeatable (else HEADROOM_STORE, else as the config file says)",
    AddText<&CheckOptions::stores>};
constexpr Option kLicenseRegionOption = {nullptr,
                                         "",
                                         "region",
                                         "REGION",
                                         "the license's, where licenses of several Regions have that name",
                                         SetText<&CheckOptions::region>};
constexpr Option kEditDryRunOption = {
    "Other",
    "",
    "dry-run",
    nullptr,
    "say what would be done and do nothing; with --apply print the AWS CLI's commands",
    SetDryRun};
constexpr Option kAssociateOptions[] = {
    kEditedStoreOption, kLicenseRegionOption, kScopeOption,      kApplyOption,  kAwsCliOption,
    kProfileOption,     kEndpointOption,      kEditDryRunOption, kConfigOption, kHelpOption};
constexpr Option kDisassociateOptions[] = {kEditedStoreOption, kLicenseRegionOption, kApplyOption,
                                           kAwsCliOption,      kProfileOption,       kEndpointOption,
                                           kEditDryRunOption,  kConfigOption,        kHelpOption};
constexpr Option kPruneOptions[] = {kEditedStoreOption,
                                    {nullptr, "", "missing", nullptr,
                                     "those AMIs too that the store's images lack: AWS does not show a "
                                     "deregistered AMI for long, but nor one "
                                     "that is disabled, or no longer shared with the account",
                                     SetMissing},
                                    kApplyOption,
                                    kAwsCliOption,
                                    kProfileOption,
                                    kEndpointOption,
                                    kEditDryRunOption,
                                    kConfigOption,
                                    kHelpOption};
constexpr Option kNewOptions[] = {
    {"The license", "", "counting", "TYPE", "what it counts, where no preset fits", SetCounting,
     CountingTypes},
    {nullptr, "", "name", "NAME", "its name (default: the preset's)", SetStoreText<&StoreOptions::name>},
    {nullptr, "", "count", "N", "how many there are", SetLicenseCount},
    {nullptr, "", "arn", "ARN", "its ARN (else one that is made up)", SetStoreText<&StoreOptions::arn>},
    {"Other", "", "store", "PATH", "the store's folder (else HEADROOM_STORE, else as the config file says)",
     AddText<&CheckOptions::stores>},
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
  return {
      "store import",
      "make the snapshot of what the commands of `store sync --dry-run` printed",
      "store import [OPTIONS] FILE...",
      "What the files hold takes the place of what the snapshot held of that kind: all associations, all "
      "images. Kinds that they do not hold stay. Nothing is taken from an empty file, with a warning: what "
      "its command asked for is not there.",
      {{"FILE", "what the AWS CLI printed, JSON or YAML"}},
      ManualOf(kImportOptions, formats),
      ExitStatus("the snapshot is there", "it is not, and the old one is as it was"),
      {"headroom store import --store licenses/ us-east-1.*.json identity.json"}};
}

CommandManual ValidateManual(const Names& formats) {
  return {"store validate",
          "say everything that is wrong with the store",
          "store validate [OPTIONS] [PATH...]",
          "With `max_age` in the config file a snapshot that is older is a warning.",
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

const ManualRow kLicenseOperand = {"LICENSE", "the license's name or its ARN"};

CommandManual AssociateManual(const Names& formats) {
  return {
      "store associate",
      "associate AMIs with a license",
      "store associate [OPTIONS] LICENSE AMI...",
      "Writes it into the store's document that holds the license's associations, whose formatting and "
      "comments stay as they are. What License Manager would refuse is refused.",
      {kLicenseOperand, {"AMI", "an image's id, of the license's Region"}},
      ManualOf(kAssociateOptions, formats),
      ExitStatus("the AMIs are associated", "nothing was changed, or not in AWS; standard error says why"),
      {"headroom store associate --store licenses/ sql-server ami-0123456789abcdef0",
       "headroom store associate --scope cross-account --apply --profile admin sql-server "
       "ami-0123456789abcdef0"}};
}

CommandManual DisassociateManual(const Names& formats) {
  return {"store disassociate",
          "take the association of AMIs with a license out",
          "store disassociate [OPTIONS] LICENSE AMI...",
          "Takes out what `store associate` puts in, and leaves the documents otherwise as they are.",
          {kLicenseOperand, {"AMI", "an image's id"}},
          ManualOf(kDisassociateOptions, formats),
          ExitStatus("the AMIs are no longer associated",
                     "nothing was changed, or not in AWS; standard error says why"),
          {"headroom store disassociate --store licenses/ sql-server ami-0123456789abcdef0"}};
}

CommandManual PruneManual(const Names& formats) {
  return {"store prune",
          "take the associations of deregistered AMIs out",
          "store prune [OPTIONS]",
          "",
          {},
          ManualOf(kPruneOptions, formats),
          ExitStatus("no deregistered AMI is associated",
                     "nothing was changed, or not in AWS; standard error says why"),
          {"headroom store prune --store licenses/ --missing --dry-run"}};
}

CommandManual NewManual(const Names& formats) {
  return {
      "store new",
      "write a document for a license from its vendor's usual terms",
      "store new [OPTIONS] [PRESET]",
      "Into a file of the store that is named after the license; what is there is never overwritten. It says "
      "in comments what it assumes: the agreement decides.",
      {{"PRESET",
        "windows-datacenter, windows-standard, sql-server-core, sql-server-vcpu, oracle-database, "
        "suse-linux, red-hat-linux, generic-vcpu, generic-instance, generic-core or generic-socket"}},
      ManualOf(kNewOptions, formats),
      ExitStatus("the document is there", "it is not"),
      {"headroom store new sql-server-vcpu --store licenses/ --count 96",
       "headroom store new --counting Instance --name reporting --store licenses/"}};
}

struct StoreCommand {
  std::string_view name;
  Action action;
  OptionTable options;
  CommandManual (*manual)(const Names& formats);
};

constexpr StoreCommand kStoreCommands[] = {
    {"sync", Action::kSync, kSyncOptions, SyncManual},
    {"import", Action::kImport, kImportOptions, ImportManual},
    {"validate", Action::kValidate, kReadOptions, ValidateManual},
    {"list", Action::kList, kReadOptions, ListManual},
    {"associate", Action::kAssociate, kAssociateOptions, AssociateManual},
    {"disassociate", Action::kDisassociate, kDisassociateOptions, DisassociateManual},
    {"prune", Action::kPrune, kPruneOptions, PruneManual},
    {"new", Action::kNew, kNewOptions, NewManual}};

/// LICENSE AMI… What a document has may be taken out, whatever it is.
Result<Command> WithImages(StoreOptions options, const StoreCommand& command, const Texts& operands) {
  if (operands.size() < 2)
    return Fail(fmt::format("`headroom store {}` needs a license and one or more AMIs", command.name));
  options.license = operands[0];
  const auto is_image = command.action == Action::kAssociate ? IsEc2ImageId : IsImageId;
  for (size_t i = 1; i < operands.size(); ++i) {
    if (!is_image(operands[i]))
      return Fail(fmt::format("`headroom store {}` takes AMIs such as `ami-0123456789abcdef0`, but got {}",
                              command.name, Quoted(operands[i])));
    options.images.push_back(operands[i]);
  }
  return options;
}

/// The one operand of `new` is a preset, or there is a counting type.
Result<Command> WithPreset(StoreOptions options, const Texts& operands) {
  if (operands.size() + (options.counting.empty() ? 0 : 1) != 1)
    return Fail(
        "`headroom store new` needs one preset or `--counting`; `headroom store new --help` lists them");
  if (!operands.empty()) options.preset = operands[0];
  return options;
}

Result<Command> WithOperands(StoreOptions options, const StoreCommand& command, const Texts& operands) {
  switch (command.action) {
    case Action::kValidate:
    case Action::kList:
      options.input.stores.insert(options.input.stores.end(), operands.begin(), operands.end());
      return options;
    case Action::kAssociate:
    case Action::kDisassociate:
      return WithImages(std::move(options), command, operands);
    case Action::kPrune:
      if (operands.empty()) return options;
      return Fail(fmt::format("`headroom store prune` takes no arguments, but got {}", Quoted(operands[0])));
    case Action::kNew:
      return WithPreset(std::move(options), operands);
    case Action::kSync:
    case Action::kImport:
      break;
  }
  options.input.paths = operands;
  if (command.action == Action::kImport && operands.empty())
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
    const Result<void> done =
        Apply(*option, value, {options.input, formats, nullptr, nullptr, &options, &options.aws});
    if (!done) return tl::unexpected(done.error());
  }
  return WithOperands(std::move(options), command, parsed->operands);
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
