#include "cli/flags.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text.h"

namespace headroom {
namespace {

using Texts = std::vector<std::string>;

Result<Command> ParseWords(const Texts& arguments) {
  return ParseFlags(arguments, {"text", "json", "sarif"});
}

/// The options of a `check` that parses.
CheckOptions Check(Texts arguments) {
  arguments.insert(arguments.begin(), "check");
  const Result<Command> command = ParseWords(arguments);
  if (!command) FAIL(command.error().message);
  return std::get<CheckOptions>(*command);
}

/// The sentence of arguments that do not parse.
std::string ErrorOf(const Texts& arguments) {
  const Result<Command> command = ParseWords(arguments);
  return command ? "(none)" : command.error().message;
}

std::string CheckError(Texts arguments) {
  arguments.insert(arguments.begin(), "check");
  return ErrorOf(arguments);
}

std::string HelpOf(const Texts& arguments) {
  return std::get<HelpCommand>(ParseWords(arguments).value()).text;
}

/// "text" or "json=report.json", for each output.
Texts OutputsOf(const CheckOptions& options) {
  Texts out;
  for (const Output& output : options.outputs) {
    out.push_back(output.file.empty() ? output.format : output.format + "=" + output.file);
  }
  return out;
}

TEST_CASE("flags: a PATH alone has the defaults") {
  const CheckOptions options = Check({"web.yaml"});
  CHECK(options.paths == Texts{"web.yaml"});
  CHECK(options.stores == Texts{});
  CHECK(options.parameters == Texts{});
  CHECK(options.parameter_files == Texts{});
  CHECK(options.region == std::nullopt);
  CHECK(options.account == std::nullopt);
  CHECK(options.count == 1);
  CHECK(!options.separate);
  CHECK(OutputsOf(options) == Texts{"text"});
  CHECK(options.fail_on == std::nullopt);
  CHECK(options.config == "");
  CHECK(options.baseline == "");
  CHECK(options.write_baseline == "");
  CHECK(!options.list_inputs);
  CHECK(!options.strict);
  CHECK(!options.quiet);
  CHECK(!options.no_color);
  CHECK(options.max_size == kDefaultMaxSize);
}

TEST_CASE("flags: every option, mixed with PATHs") {
  const CheckOptions options = Check({"a.yaml",
                                      "--store",
                                      "one",
                                      "--store=two",
                                      "-p",
                                      "A=1",
                                      "-pB=2,3",
                                      "b.yaml",
                                      "--parameter",
                                      "C=",
                                      "--parameters",
                                      "p.json",
                                      "--parameters=q.yaml",
                                      "--region",
                                      "eu-west-1",
                                      "--account",
                                      "012345678901",
                                      "--count=8",
                                      "--separate",
                                      "-",
                                      "--format",
                                      "text",
                                      "--format",
                                      "json=r.json",
                                      "--fail-on",
                                      "warning",
                                      "--strict",
                                      "--config",
                                      "c.yaml",
                                      "--baseline=known.json",
                                      "--write-baseline",
                                      "new.json",
                                      "--list-inputs",
                                      "--quiet",
                                      "--max-size=64M",
                                      "--no-color"});
  CHECK(options.paths == Texts{"a.yaml", "b.yaml", "-"});
  CHECK(options.stores == Texts{"one", "two"});
  CHECK(options.parameters == Texts{"A=1", "B=2,3", "C="});
  CHECK(options.parameter_files == Texts{"p.json", "q.yaml"});
  CHECK(options.region == "eu-west-1");
  CHECK(options.account == "012345678901");
  CHECK(options.count == 8);
  CHECK(options.separate);
  CHECK(OutputsOf(options) == Texts{"text", "json=r.json"});
  CHECK(options.fail_on == FailOn::kWarning);
  CHECK(options.strict);
  CHECK(options.config == "c.yaml");
  CHECK(options.baseline == "known.json");
  CHECK(options.write_baseline == "new.json");
  CHECK(options.list_inputs);
  CHECK(options.quiet);
  CHECK(options.no_color);
  CHECK(options.max_size == uint64_t{64} << 20);
}

TEST_CASE("flags: -- ends the options") {
  const CheckOptions options = Check({"--quiet", "--", "--strict", "-pA=1", "--"});
  CHECK(options.quiet);
  CHECK(!options.strict);
  CHECK(options.paths == Texts{"--strict", "-pA=1", "--"});
}

TEST_CASE("flags: the last of two values holds") {
  CHECK(Check({"--region", "a", "--region", "b", "x"}).region == "b");
}

TEST_CASE("flags: unknown options are named as typed, with the nearest known one") {
  CHECK(CheckError({"x", "--regoin", "us-east-1"}) == "unknown option `--regoin`; did you mean `--region`?");
  CHECK(CheckError({"x", "--regoin=us-east-1"}) == "unknown option `--regoin`; did you mean `--region`?");
  CHECK(CheckError({"--no-such-option", "x"}) == "unknown option `--no-such-option`");
  CHECK(CheckError({"x", "-q"}) == "unknown option `-q`");
  CHECK(CheckError({"x", "--p"}) == "unknown option `--p`");
  CHECK(CheckError({"x", "--fail.on=never"}) == "unknown option `--fail.on`; did you mean `--fail-on`?");
  CHECK(CheckError({"x", "--\x1b[2J"}) == "unknown option `--\\x1b[2J`");
  CHECK(CheckError({"x", "--operands=y"}) == "unknown option `--operands`");
}

TEST_CASE("flags: values that are missing, empty, or not wanted") {
  CHECK(CheckError({"x", "--store"}) == "`--store` needs a value");
  CHECK(CheckError({"x", "-p"}) == "`-p` needs a value");
  CHECK(CheckError({"--store", "--region", "us-east-1", "x"}) ==
        "`--store` needs a value, but got `--region`");
  CHECK(CheckError({"--region", "-p", "A=1", "x"}) == "`--region` needs a value, but got `-p`");
  CHECK(CheckError({"--region=", "x"}) == "`--region` needs a value, but got an empty one");
  CHECK(CheckError({"--region", "", "x"}) == "`--region` needs a value, but got an empty one");
  CHECK(CheckError({"--quiet=yes", "x"}) == "`--quiet` takes no value, but got `yes`");
}

TEST_CASE("flags: numbers and ids") {
  CHECK(CheckError({"--count", "0", "x"}) ==
        "`--count` takes a whole number from 1 to 1000000000, but got `0`");
  CHECK(CheckError({"--count", "-1", "x"}) ==
        "`--count` takes a whole number from 1 to 1000000000, but got `-1`");
  CHECK(CheckError({"--count", "two", "x"}) ==
        "`--count` takes a whole number from 1 to 1000000000, but got `two`");
  CHECK(CheckError({"--count", "99999999999999999999", "x"}) ==
        "`--count` takes a whole number from 1 to 1000000000, but got `99999999999999999999`");
  CHECK(CheckError({"--account", "1234", "x"}) ==
        "`--account` takes an account id of 12 digits, but got `1234`");
  CHECK(CheckError({"--account", "11112222333x", "x"}) ==
        "`--account` takes an account id of 12 digits, but got `11112222333x`");
}

TEST_CASE("flags: sizes") {
  CHECK(Check({"--max-size", "1", "x"}).max_size == 1);
  CHECK(Check({"--max-size", "3k", "x"}).max_size == 3072);
  CHECK(Check({"--max-size", "3KiB", "x"}).max_size == 3072);
  CHECK(Check({"--max-size", "2G", "x"}).max_size == uint64_t{2} << 30);
  for (const char* size : {"0", "M", "-1", "1.5M", "3MB", "3T", "2147483649", "99999999999G", "0x10"}) {
    CHECK(CheckError({"--max-size", size, "x"}) ==
          std::string("`--max-size` takes a size from 1 byte to 2G, such as `64M`, but got `") + size + "`");
  }
}

TEST_CASE("flags: levels") {
  CHECK(Check({"--fail-on", "error", "x"}).fail_on == FailOn::kError);
  CHECK(Check({"--fail-on", "never", "x"}).fail_on == FailOn::kNever);
  CHECK(CheckError({"--fail-on", "warn", "x"}) ==
        "`--fail-on` takes error, warning or never, but got `warn`");
  CHECK(CheckError({"--fail-on", "errors", "x"}) ==
        "`--fail-on` takes error, warning or never, but got `errors`; did you mean `error`?");
}

TEST_CASE("flags: formats") {
  CHECK(OutputsOf(Check({"--format", "json", "x"})) == Texts{"json"});
  CHECK(OutputsOf(Check({"--format=json=a=b.json", "x"})) == Texts{"json=a=b.json"});
  CHECK(CheckError({"--format", "jsn", "x"}) == "unknown format `jsn`; did you mean `json`?");
  CHECK(CheckError({"--format", "yaml", "x"}) == "unknown format `yaml`; it can be text, json or sarif");
  CHECK(CheckError({"--format", "json=", "x"}) == "`--format json=` names no file after the `=`");
}

TEST_CASE("flags: two reports in one place are an error") {
  CHECK(CheckError({"--format", "json", "--format", "text", "x"}) ==
        "the formats `json` and `text` both go to standard output; send one to a file with `--format "
        "text=FILE`");
  CHECK(CheckError({"--format", "json=r", "--format", "sarif=r", "x"}) ==
        "the formats `json` and `sarif` both go to `r`; send one to a file with `--format sarif=FILE`");
}

TEST_CASE("flags: no PATH, no command") {
  CHECK(ErrorOf({}) == "no command is given, such as `headroom check PATH`; `headroom --help` lists them");
  CHECK(Check({}).paths == Texts{});  // what the config file deploys
  CHECK(ErrorOf({"chekc", "x"}) == "unknown command `chekc`; did you mean `check`?");
  CHECK(ErrorOf({"web.yaml"}) ==
        "unknown command `web.yaml`; it can be check, expand, packer, rules, explain, store, report, init or "
        "help");
  CHECK(ErrorOf({"--verison"}) == "unknown option `--verison`; did you mean `--version`?");
}

TEST_CASE("flags: the other commands") {
  CHECK(std::holds_alternative<VersionCommand>(ParseWords({"--version"}).value()));
  CHECK(std::get<RulesCommand>(ParseWords({"rules"}).value()).config == "");
  CHECK(std::get<RulesCommand>(ParseWords({"rules", "--config", "c.yaml"}).value()).config == "c.yaml");
  CHECK(std::get<ExplainCommand>(ParseWords({"explain", "LM301"}).value()).rule == "LM301");
  CHECK(ErrorOf({"rules", "LM301"}) == "`headroom rules` takes no arguments, but got `LM301`");
  CHECK(ErrorOf({"explain"}) == "`headroom explain` needs one rule, such as `headroom explain LM301`");
  CHECK(ErrorOf({"explain", "LM301", "LM302"}) ==
        "`headroom explain` needs one rule, such as `headroom explain LM301`");
  CHECK(ErrorOf({"rules", "--store", "x"}) == "unknown option `--store`");
}

TEST_CASE("flags: help, on its own and for each command") {
  CHECK(StartsWith(HelpOf({"--help"}),
                   "headroom: will these templates take more software licenses than we own?\n"));
  CHECK(StartsWith(HelpOf({"check", "x", "-h"}), "headroom check: "));
  CHECK(HelpOf({"rules", "--help"}) ==
        "headroom rules: list the rules, one a line\n\nEach with the severity that it has under the config "
        "file.\n\n"
        "Usage: headroom rules [OPTIONS]\n\nOptions:\n"
        "      --config FILE         the config file whose levels are shown (else .headroom.yaml, as\n"
        "                            for `headroom check`)\n"
        "  -h, --help                print this text\n");
  CHECK(StartsWith(HelpOf({"explain", "--help"}), "headroom explain: "));
}

TEST_CASE("flags: help as a command") {
  CHECK(HelpOf({"help"}) == HelpOf({"--help"}));
  CHECK(HelpOf({"help", "check"}) == HelpOf({"check", "--help"}));
  CHECK(HelpOf({"help", "store"}) == HelpOf({"store", "--help"}));
  CHECK(HelpOf({"help", "store", "sync"}) == HelpOf({"store", "sync", "--help"}));
  CHECK(StartsWith(HelpOf({"help", "--help"}), "headroom help: say what a command does"));
  CHECK(HelpOf({"help", "help", "help"}) == HelpOf({"help", "--help"}));
  CHECK(ErrorOf({"help", "chekc"}) == "unknown command `chekc`; did you mean `check`?");
  CHECK(ErrorOf({"help", "store", "snyc"}) == "unknown command `store snyc`; did you mean `sync`?");
  CHECK(ErrorOf({"help", "--hepl"}) == "unknown option `--hepl`; did you mean `--help`?");
}

TEST_CASE("flags: the help of check names every option and format, in 95 columns") {
  const std::string help = HelpOf({"check", "--help"});
  for (const char* text :
       {"\n      --store PATH          the rule store: ",
        "\n  -p, --parameter KEY=VALUE a template parameter; ", "\n      --parameters FILE     ",
        "\n      --region REGION       ", "\n      --account ID          ", "\n      --count N             ",
        "\n      --separate            ", "\n      --format NAME[=FILE]  ", "\n      --config FILE         ",
        "\n      --baseline FILE       ", "\n      --write-baseline FILE ", "\n      --list-inputs         ",
        "\n      --fail-on LEVEL       the lowest severity that fails (default error); one of error,\n",
        "\n      --strict              ", "\n      --quiet               ", "\n      --no-color            ",
        "\n      --max-size SIZE       ", "\n  -h, --help                ",
        "repeatable; one of text, json, sarif\n"}) {
    CAPTURE(text);
    CHECK(help.find(text) != std::string::npos);
  }
  for (std::string_view line : Split(help, "\n")) {
    CAPTURE(line);
    CHECK(DisplayWidth(line) <= 95);
  }
}

}  // namespace
}  // namespace headroom
