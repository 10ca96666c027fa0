#include "cli/flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "cli/option_table.h"
#include "cli/store_flags.h"
#include "cli/words.h"
#include "store/arn.h"

namespace headroom {
namespace {

Result<void> SetPositive(const char* option, const std::string& value, int64_t& target) {
  constexpr int64_t kMost = 1'000'000'000;
  const std::optional<int64_t> number = ParseInteger(value);
  if (!number || *number < 1 || *number > kMost) {
    return Fail(
        fmt::format("`{}` takes a whole number from 1 to {}, but got {}", option, kMost, Quoted(value)));
  }
  target = *number;
  return {};
}

Result<void> SetCount(OptionTarget target, const std::string& value) {
  return SetPositive("--count", value, target.options.count);
}

Result<void> SetMaxAge(OptionTarget target, const std::string& value) {
  target.options.max_age = ParseDuration(value);
  if (target.options.max_age) return {};
  return Fail(
      fmt::format("`--max-age` takes a time such as `90m`, `24h` or `7d`, but got {}", Quoted(value)));
}

Result<void> SetMaxCases(OptionTarget target, const std::string& value) {
  return SetPositive("--max-cases", value, target.options.max_cases);
}

Result<void> AddFormat(OptionTarget target, const std::string& value) {
  const size_t equals = value.find('=');
  const std::string name = value.substr(0, equals);
  if (std::find(target.formats.begin(), target.formats.end(), name) == target.formats.end()) {
    const std::string suggestion = Suggestion(name, target.formats);
    return Fail(fmt::format("unknown format {}{}", Quoted(name),
                            suggestion.empty() ? "; it can be " + Listed(target.formats) : suggestion));
  }
  std::string file = equals == std::string::npos ? "" : value.substr(equals + 1);
  if (equals != std::string::npos && file.empty()) {
    return Fail(fmt::format("`--format {}` names no file after the `=`", value));
  }
  target.options.outputs.push_back({name, std::move(file)});
  return {};
}

Names LevelNames(const Names&) { return WordsOf(kFailOnLevels); }

Result<void> SetFailOn(OptionTarget target, const std::string& value) {
  for (const auto& [name, level] : kFailOnLevels) {
    if (name == value) {
      target.options.fail_on = level;
      return {};
    }
  }
  const Names names = LevelNames({});
  const std::string suggestion = Suggestion(value, names);
  return Fail(fmt::format("`--fail-on` takes {}, but got {}{}", Listed(names), Quoted(value), suggestion));
}

Names ReportFormats(const Names& formats) { return formats; }
Names DashboardFormats(const Names&) { return {"html", "markdown"}; }
Names ExpandFormats(const Names&) { return {"yaml", "json"}; }

Result<void> SetExpandFormat(OptionTarget target, const std::string& value) {
  const Names formats = ExpandFormats({});
  if (std::find(formats.begin(), formats.end(), value) == formats.end()) {
    return Fail(fmt::format("`--format` takes {}, but got {}{}", Listed(formats), Quoted(value),
                            Suggestion(value, formats)));
  }
  target.expand->format = value;
  return {};
}

Result<void> SetInitStore(OptionTarget target, const std::string& value) {
  target.init->store = value;
  return {};
}

Result<void> SetAlert(OptionTarget target, const std::string&) {
  target.report->alert = true;
  return {};
}

Result<void> SetAttach(OptionTarget target, const std::string&) {
  target.expand->attach = true;
  return {};
}

template <auto kMember>
Result<void> SetPackerText(OptionTarget target, const std::string& value) {
  target.packer->*kMember = value;
  return {};
}

Result<void> SetSourceAmi(OptionTarget target, const std::string& value) {
  if (!IsImageId(value))
    return Fail(fmt::format("`--source-ami` takes the id of an AMI, but got {}", Quoted(value)));
  target.packer->source_ami = value;
  return {};
}

Result<void> AddLicense(OptionTarget target, const std::string& value) {
  target.packer->licenses.push_back(value);
  return {};
}

constexpr Option kDeploymentOptions[] = {
    {"What is deployed where", "", "store", "PATH",
     "the rule store: a folder or a file of what `aws license-manager` prints; repeatable (else "
     "HEADROOM_STORE, else the config file's)",
     AddText<&CheckOptions::stores>},
    kConfigOption,
    {nullptr, "p", "parameter", "KEY=VALUE", "a template parameter; repeatable, wins over files",
     AddText<&CheckOptions::parameters>},
    {nullptr, "", "parameters", "FILE",
     "template parameters from JSON or YAML: CloudFormation's list, CodePipeline's map, or a plain map; "
     "repeatable",
     AddText<&CheckOptions::parameter_files>},
    {nullptr, "", "region", "REGION",
     "the Region of the deployment (else AWS_REGION, else AWS_DEFAULT_REGION)",
     SetText<&CheckOptions::region>},
    {nullptr, "", "account", "ID", "the account of the deployment, 12 digits", SetAccount},
    {nullptr, "", "stack", "NAME",
     "the deployment updates this stack: what its instances consume now, by the store, is released",
     SetText<&CheckOptions::stack>},
    {nullptr, "", "deployed", "PATH",
     "the template as it is deployed now, with the same parameters: what it takes is released; repeatable",
     AddText<&CheckOptions::deployed>},
    {nullptr, "", "count", "N", "instances that a bare launch template is expected to start (default 1)",
     SetCount},
    {nullptr, "", "worst-case", nullptr,
     "also explore every permitted value of the parameters that are not given, defaults or not",
     Switch<&CheckOptions::worst_case>},
    {nullptr, "", "max-cases", "N",
     "the most combinations of parameter values tried for launches that depend on them (default 100000)",
     SetMaxCases},
};
constexpr Option kBaselineOption = {nullptr,
                                    "",
                                    "baseline",
                                    "FILE",
                                    "leave out the findings that FILE records",
                                    SetText<&CheckOptions::baseline>};
constexpr Option kGateOptions[] = {
    {nullptr, "", "separate", nullptr,
     "judge each PATH alone; without it all are one deployment, and their demands add up",
     Switch<&CheckOptions::separate>},
    {"What fails the run", "", "fail-on", "LEVEL", "the lowest severity that fails (default error)",
     SetFailOn, LevelNames},
    {nullptr, "", "max-age", "TIME", "warn of a snapshot that is older: `90m`, `24h`, `7d`", SetMaxAge},
    {nullptr, "", "strict", nullptr,
     "what could not be determined (LM004, LM205, LM401), and a snapshot that is too old, is an error",
     Switch<&CheckOptions::strict>},
    kBaselineOption,
    {nullptr, "", "write-baseline", "FILE", "record this run's findings in FILE",
     SetText<&CheckOptions::write_baseline>},
    {"What is printed", "", "format", "NAME[=FILE]",
     "the report's format (default text), into FILE instead of standard output; repeatable", AddFormat,
     ReportFormats},
    {nullptr, "", "quiet", nullptr, "findings and verdict only, no license table",
     Switch<&CheckOptions::quiet>},
    {nullptr, "", "list-inputs", nullptr, "only list the files that would be judged, with their kinds",
     Switch<&CheckOptions::list_inputs>},
    {nullptr, "", "no-color", nullptr, "no color, not on a terminal either (also NO_COLOR)",
     Switch<&CheckOptions::no_color>},
    {"Other", "", "max-size", "SIZE", "the largest file that is read: bytes, or with K, M, G (default 16M)",
     SetMaxSize},
    kHelpOption,
};
constexpr auto kCheckOptions = Joined(kDeploymentOptions, kGateOptions);
constexpr Option kDashboardOptions[] = {
    {"What is shown", "", "format", "NAME[=FILE]",
     "a page or the summary of a job (default html), into FILE instead of standard output; repeatable",
     AddFormat, DashboardFormats},
    {nullptr, "", "alert", nullptr,
     "print a line for each license that is past its limit, or at `near_limit` of the config file (90 %), "
     "and exit with 1 if there is one; a page then needs a FILE",
     SetAlert},
    {nullptr, "", "max-age", "TIME", "call a snapshot too old that is older: `90m`, `24h`, `7d`", SetMaxAge},
    kBaselineOption,
    {nullptr, "", "quiet", nullptr, "no warnings on standard error", Switch<&CheckOptions::quiet>},
    {"Other", "", "max-size", "SIZE", "the largest file that is read: bytes, or with K, M, G (default 16M)",
     SetMaxSize},
    kHelpOption,
};
constexpr auto kReportOptions = Joined(kDeploymentOptions, kDashboardOptions);
constexpr Option kExpandOptions[] = {
    {"What is deployed where", "p", "parameter", "KEY=VALUE",
     "a template parameter; repeatable, wins over files", AddText<&CheckOptions::parameters>},
    {nullptr, "", "parameters", "FILE",
     "template parameters from JSON or YAML, as for `headroom check`; repeatable",
     AddText<&CheckOptions::parameter_files>},
    {nullptr, "", "region", "REGION",
     "the Region of the deployment (else AWS_REGION, else AWS_DEFAULT_REGION)",
     SetText<&CheckOptions::region>},
    {nullptr, "", "account", "ID", "the account of the deployment, 12 digits", SetAccount},
    {nullptr, "", "store", "PATH",
     "the rule store, for SSM parameters, exports and --attach; repeatable (else HEADROOM_STORE)",
     AddText<&CheckOptions::stores>},
    {nullptr, "", "attach", nullptr,
     "name on each launch the licenses that its AMI carries in the store and that it does not name",
     SetAttach},
    {"What is printed", "", "format", "NAME", "the template's format (default: as the input)",
     SetExpandFormat, ExpandFormats},
    {"Other", "", "max-size", "SIZE", "the largest file that is read: bytes, or with K, M, G (default 16M)",
     SetMaxSize},
    kHelpOption,
};
constexpr Option kPackerOptions[] = {
    {"What was built", "", "manifest", "FILE",
     "what the `manifest` post-processor wrote (default packer-manifest.json)",
     SetPackerText<&PackerOptions::manifest>},
    {nullptr, "", "source-ami", "AMI",
     "what the AMIs are made from (else `source_ami` of the manifest's custom_data, else the store's Images)",
     SetSourceAmi},
    {"What it is given", "", "store", "PATH",
     "the rule store; repeatable (else HEADROOM_STORE, else the config file)",
     AddText<&CheckOptions::stores>},
    {nullptr, "", "license", "NAME",
     "a license for each AMI, of the AMI's own Region: its name, or its ARN in any Region; repeatable (else "
     "those of what the AMI is made from)",
     AddLicense},
    kScopeOption,
    {nullptr, "", "account", "ID", "the account that owns the AMIs, 12 digits", SetAccount},
    kApplyOption,
    kAwsCliOption,
    kProfileOption,
    kEndpointOption,
    {"Other", "h", kHelp, nullptr, "print this text", nullptr},
};
constexpr Option kInitOptions[] = {
    {"Options", "", "store", "FOLDER", "the store's folder here (default licenses)", SetInitStore},
    kHelpOption};
constexpr Option kRulesOptions[] = {
    {"Options", "", "config", "FILE",
     "the config file whose levels are shown (else .headroom.yaml, as for `headroom check`)",
     SetText<&CheckOptions::config>},
    kHelpOption};
constexpr Option kOnlyHelp[] = {{"Options", "h", kHelp, nullptr, "print this text", nullptr}};
constexpr Option kTopOptions[] = {{"Options", "h", kHelp, nullptr, "print this text", nullptr},
                                  {nullptr, "", "version", nullptr, "print the version", nullptr}};

CommandManual CheckManual(const Names& formats) {
  return {"check",
          "the gate: count, compare with the limits, report",
          "check [OPTIONS] [PATH...]",
          "",
          {{"PATH",
            "a CloudFormation template or a launch template, in YAML or JSON; a folder, searched recursively "
            "without hidden folders and what git ignores; or - for standard input. Without PATH the config "
            "file's deployments"}},
          ManualOf(kCheckOptions, formats),
          {{"Environment",
            {{"HEADROOM_STORE", "the rule store, where --store is not given"},
             {"AWS_REGION", "the Region, where --region is not given; else AWS_DEFAULT_REGION"},
             {"NO_COLOR", "set and not empty: no color"},
             {"SOURCE_DATE_EPOCH", "seconds since 1970 that count as now, for a license's expiry"}}},
           {"Exit status",
            {{"0", "nothing at or above --fail-on"},
             {"1", "findings at or above it"},
             {"2",
              "no answer: bad usage, a store that is missing or broken, an output that cannot be written"}}}},
          {"headroom check --store licenses/ web.yaml",
           "headroom check --store licenses/ --region eu-west-1 -p Size=8 stacks/",
           "headroom check --store licenses/ --format text --format json=report.json stacks/"}};
}

CommandManual ExpandManual(const Names& formats) {
  return {
      "expand",
      "the pre-processor: print a template with everything resolved",
      "expand [OPTIONS] PATH",
      "Parameters, mappings, conditions and loops give way to what they come to. What nobody can tell yet "
      "stays as it is, with the declarations that it needs, so the output is a template that launches the "
      "same. Comments are not kept. Values of NoEcho parameters are printed like all others.",
      {{"PATH", "a CloudFormation template in YAML or JSON, or - for standard input"}},
      ManualOf(kExpandOptions, formats),
      {{"Exit status",
        {{"0", "the template is on standard output"},
         {"1", "it cannot be read or is malformed; standard error says where"},
         {"2", "no answer: bad usage, a store that is broken, an output that cannot be written"}}}},
      {"headroom expand -p Environment=prod --region eu-west-1 web.yaml",
       "headroom expand --store licenses/ --attach --format json web.yaml"}};
}

CommandManual PackerManual(const Names& formats) {
  return {
      "packer",
      "give the AMIs of a Packer run their licenses",
      "packer [OPTIONS]",
      "Runs in a `shell-local` post-processor behind `manifest`, in one sequence. An AMI does not carry the "
      "licenses of what it is made from, and neither does its copy in another Region. Each AMI of this run "
      "is associated with them in the store's document, whose formatting and comments stay as they are.",
      {},
      ManualOf(kPackerOptions, formats),
      {{"Environment",
        {{"HEADROOM_STORE", "the rule store, where --store is not given"},
         {"PACKER_RUN_UUID", "the run whose AMIs are meant; Packer sets it (else the manifest's last)"}}},
       {"Exit status",
        {{"0", "every AMI has its licenses"},
         {"1", "an AMI lacks a license of what it is made from; nothing was written"},
         {"2",
          "no answer: bad usage, a manifest or store that cannot be read, what License Manager refuses"}}}},
      {"headroom packer --store licenses/",
       "headroom packer --store licenses/ --license sql-server --scope cross-account --apply"}};
}

CommandManual ReportManual(const Names& formats) {
  return {
      "report",
      "the dashboard: where every license stands, as a page or for a job's summary",
      "report [OPTIONS] [PATH...]",
      "One HTML page that needs nothing but itself: each license with what is in use, planned and left, what "
      "takes the most, agreements that end, AMIs that nobody counts, and how old the data are.",
      {{"PATH",
        "what is planned: templates, as for `headroom check`. Without PATH the config file's deployments; "
        "without those the store alone"}},
      ManualOf(kReportOptions, formats),
      {{"Environment",
        {{"HEADROOM_STORE", "the rule store, where --store is not given"},
         {"AWS_REGION", "the Region, where --region is not given; else AWS_DEFAULT_REGION"},
         {"SOURCE_DATE_EPOCH", "seconds since 1970 that count as now"}}},
       {"Exit status",
        {{"0", "it is made, whatever it shows"},
         {"1", "with --alert: a license is at its threshold, or the data are too old or cannot be read"},
         {"2", "no answer: bad usage, a store that is missing or broken, a page that cannot be written"}}}},
      {"headroom report --store licenses/ > licenses.html",
       "headroom report --store licenses/ --format html=licenses.html --format markdown stacks/",
       "headroom report --store licenses/ --alert --quiet"}};
}

CommandManual InitManual(const Names& formats) {
  return {"init",
          "begin: a config file, a store with an example, and pre-commit's entry",
          "init [OPTIONS]",
          "Writes .headroom.yaml, FOLDER/example.yaml and .pre-commit-config.yaml into the current folder, "
          "and the "
          "schemas that editors complete and check them by into FOLDER/.schema. What is there already stays.",
          {},
          ManualOf(kInitOptions, formats),
          {{"Exit status", {{"0", "everything is there"}, {"2", "something cannot be written"}}}},
          {"headroom init"}};
}

CommandManual RulesManual(const Names& formats) {
  return {"rules",
          "list the rules, one a line",
          "rules [OPTIONS]",
          "Each with the severity that it has under the config file.",
          {},
          ManualOf(kRulesOptions, formats)};
}

CommandManual ExplainManual(const Names& formats) {
  return {"explain",
          "say what a rule means, why it matters, and how to fix what it finds",
          "explain RULE",
          "",
          {{"RULE", "its id or name: LM301, hard-limit-exceeded"}},
          ManualOf(kOnlyHelp, formats)};
}

CommandManual HelpManual(const Names& formats) {
  return {"help",
          "say what a command does: what its `--help` prints",
          "help [COMMAND]",
          "",
          {{"COMMAND", "as it is given: `check`, `store sync`; without one the program itself"}},
          ManualOf(kOnlyHelp, formats),
          {},
          {"headroom help check", "headroom help store sync"}};
}

/// Two reports in one place would be none.
Result<void> CheckOutputs(const std::vector<Output>& outputs) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (outputs[i].file != outputs[j].file) continue;
      const std::string place = outputs[i].file.empty() ? "standard output" : Quoted(outputs[i].file);
      return Fail(
          fmt::format("the formats `{}` and `{}` both go to {}; send one to a file with `--format {}=FILE`",
                      outputs[j].format, outputs[i].format, place, outputs[i].format));
    }
  }
  return {};
}

Result<Command> ParseCheck(const Texts& arguments, const Names& formats) {
  Result<Parsed> parsed = ParseArguments(arguments, kCheckOptions);
  if (!parsed) return tl::unexpected(parsed.error());
  if (parsed->Has(kHelp)) return HelpCommand{HelpText(CheckManual(formats))};
  CheckOptions options;
  for (const auto& [option, value] : parsed->options) {
    if (const Result<void> done = Apply(*option, value, {options, formats}); !done) {
      return tl::unexpected(done.error());
    }
  }
  options.paths = std::move(parsed->operands);
  if (options.outputs.empty()) options.outputs.push_back({"text", ""});
  if (const Result<void> done = CheckOutputs(options.outputs); !done) return tl::unexpected(done.error());
  return options;
}

Result<Command> ParseExpand(const Texts& arguments, const Names& formats) {
  Result<Parsed> parsed = ParseArguments(arguments, kExpandOptions);
  if (!parsed) return tl::unexpected(parsed.error());
  if (parsed->Has(kHelp)) return HelpCommand{HelpText(ExpandManual(formats))};
  ExpandOptions options;
  for (const auto& [option, value] : parsed->options) {
    if (const Result<void> done = Apply(*option, value, {options.input, formats, &options}); !done) {
      return tl::unexpected(done.error());
    }
  }
  options.input.paths = std::move(parsed->operands);
  if (options.input.paths.size() == 1) return options;
  return Fail(fmt::format(
      "`headroom expand` needs one PATH, a file or `-` for standard input{}",
      options.input.paths.empty() ? "" : fmt::format(", but got {}", options.input.paths.size())));
}

Result<Command> ParsePacker(const Texts& arguments, const Names& formats) {
  const Result<Parsed> parsed = ParseArguments(arguments, kPackerOptions);
  if (!parsed) return tl::unexpected(parsed.error());
  if (parsed->Has(kHelp)) return HelpCommand{HelpText(PackerManual(formats))};
  PackerOptions options;
  for (const auto& [option, value] : parsed->options) {
    if (const Result<void> done =
            Apply(*option, value, {options.input, formats, nullptr, &options, nullptr, &options.aws});
        !done)
      return tl::unexpected(done.error());
  }
  if (parsed->operands.empty()) return options;
  return Fail(
      fmt::format("`headroom packer` takes no arguments, but got {}; `--manifest FILE` names the manifest",
                  Quoted(parsed->operands[0])));
}

Result<Command> ParseReport(const Texts& arguments, const Names& formats) {
  Result<Parsed> parsed = ParseArguments(arguments, kReportOptions);
  if (!parsed) return tl::unexpected(parsed.error());
  if (parsed->Has(kHelp)) return HelpCommand{HelpText(ReportManual(formats))};
  ReportOptions options;
  const Names pages = DashboardFormats({});
  const OptionTarget target{.options = options.input, .formats = pages, .report = &options};
  for (const auto& [option, value] : parsed->options) {
    if (const Result<void> done = Apply(*option, value, target); !done) return tl::unexpected(done.error());
  }
  std::vector<Output>& outputs = options.input.outputs;
  if (outputs.empty() && !options.alert) outputs.push_back({"html", ""});
  if (const Result<void> done = CheckOutputs(outputs); !done) return tl::unexpected(done.error());
  for (const Output& output : outputs) {
    if (options.alert && output.file.empty())
      return Fail(
          fmt::format("`--alert` prints to standard output; send the page to a file with `--format {}=FILE`",
                      output.format));
  }
  options.input.paths = std::move(parsed->operands);
  return options;
}

Result<Command> ParseInit(const Texts& arguments, const Names& formats) {
  const Result<Parsed> parsed = ParseArguments(arguments, kInitOptions);
  if (!parsed) return tl::unexpected(parsed.error());
  if (parsed->Has(kHelp)) return HelpCommand{HelpText(InitManual(formats))};
  CheckOptions none;
  InitOptions options;
  const OptionTarget target{.options = none, .formats = formats, .init = &options};
  for (const auto& [option, value] : parsed->options) {
    if (const Result<void> done = Apply(*option, value, target); !done) return tl::unexpected(done.error());
  }
  if (parsed->operands.empty()) return options;
  return Fail(fmt::format("`headroom init` takes no arguments, but got {}", Quoted(parsed->operands[0])));
}

Result<Command> ParseRules(const Texts& arguments, const Names& formats) {
  const Result<Parsed> parsed = ParseArguments(arguments, kRulesOptions);
  if (!parsed) return tl::unexpected(parsed.error());
  if (parsed->Has(kHelp)) return HelpCommand{HelpText(RulesManual(formats))};
  CheckOptions options;
  for (const auto& [option, value] : parsed->options) {
    if (const Result<void> done = Apply(*option, value, {options, formats}); !done)
      return tl::unexpected(done.error());
  }
  if (parsed->operands.empty()) return RulesCommand{options.config};
  return Fail(fmt::format("`headroom rules` takes no arguments, but got {}", Quoted(parsed->operands[0])));
}

Result<Command> ParseExplain(const Texts& arguments, const Names& formats) {
  Result<Parsed> parsed = ParseArguments(arguments, kOnlyHelp);
  if (!parsed) return tl::unexpected(parsed.error());
  if (parsed->Has(kHelp)) return HelpCommand{HelpText(ExplainManual(formats))};
  if (parsed->operands.size() == 1) return ExplainCommand{std::move(parsed->operands[0])};
  return Fail("`headroom explain` needs one rule, such as `headroom explain LM301`");
}

/// `help store sync` is `store sync --help`.
Result<Command> ParseHelp(const Texts& arguments, const Names& formats) {
  const bool is_option = !arguments.empty() && StartsWith(arguments[0], "-");
  if (is_option || (!arguments.empty() && arguments[0] == "help")) {
    const Result<Parsed> parsed = ParseArguments(arguments, kOnlyHelp);
    if (!parsed) return tl::unexpected(parsed.error());
    return HelpCommand{HelpText(HelpManual(formats))};
  }
  Texts asked = arguments;
  asked.emplace_back("--help");
  return ParseFlags(asked, formats);
}

struct NamedCommand {
  std::string_view name;
  Result<Command> (*parse)(const Texts& arguments, const Names& formats);
  CommandManual (*manual)(const Names& formats);
};

constexpr NamedCommand kCommands[] = {
    {"check", ParseCheck, CheckManual},       {"expand", ParseExpand, ExpandManual},
    {"packer", ParsePacker, PackerManual},    {"rules", ParseRules, RulesManual},
    {"explain", ParseExplain, ExplainManual}, {"store", ParseStore, StoreManual},
    {"report", ParseReport, ReportManual},    {"init", ParseInit, InitManual},
    {"help", ParseHelp, HelpManual}};

Result<Command> ParseNoCommand(const Texts& arguments, const Names& formats) {
  const Result<Parsed> parsed = ParseArguments(arguments, kTopOptions);
  if (!parsed) return tl::unexpected(parsed.error());
  if (parsed->Has(kHelp)) return HelpCommand{HelpText(ProgramManual(formats))};
  if (parsed->Has("version")) return VersionCommand{};
  return Fail("no command is given, such as `headroom check PATH`; `headroom --help` lists them");
}

}  // namespace

std::vector<CommandManual> CommandManuals(const Names& formats) {
  std::vector<CommandManual> out;
  for (const NamedCommand& command : kCommands) out.push_back(command.manual(formats));
  return out;
}

CommandManual ProgramManual(const Names& formats) {
  std::vector<ManualRow> commands;
  for (const CommandManual& command : CommandManuals(formats)) {
    commands.push_back({command.name, command.summary});
  }
  return {
      "",
      "will these templates take more software licenses than we own?",
      "COMMAND [OPTIONS] [ARGUMENTS]",
      "Counts, before a deployment, what CloudFormation templates and EC2 launch templates would take from "
      "the license configurations of AWS License Manager, and compares it with their limits. Works offline. "
      "`headroom COMMAND --help` says more.",
      std::move(commands),
      ManualOf(kTopOptions, formats)};
}

Result<Command> ParseFlags(const Texts& arguments, const Names& formats) {
  if (arguments.empty() || StartsWith(arguments[0], "-")) return ParseNoCommand(arguments, formats);
  Names names;
  for (const NamedCommand& command : kCommands) {
    if (command.name == arguments[0]) return command.parse({arguments.begin() + 1, arguments.end()}, formats);
    names.push_back(command.name);
  }
  const std::string suggestion = Suggestion(arguments[0], names);
  return Fail(fmt::format("unknown command {}{}", Quoted(arguments[0]),
                          suggestion.empty() ? "; it can be " + Listed(names) : suggestion));
}

}  // namespace headroom
