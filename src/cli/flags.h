#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "cli/manual.h"
#include "cli/options.h"

namespace headroom {

/// `headroom rules`: list the rules.
struct RulesCommand {
  std::string config;  // as of `check`
};

/// `headroom explain RULE`; whether there is such a rule is the command's to say.
struct ExplainCommand {
  std::string rule;
};

/// `headroom --version`.
struct VersionCommand {};

/// `headroom --help`, `headroom COMMAND --help`: the text to print.
struct HelpCommand {
  std::string text;
};

using Command = std::variant<CheckOptions, ExpandOptions, PackerOptions, StoreOptions, ReportOptions,
                             InitOptions, RulesCommand, ExplainCommand, VersionCommand, HelpCommand>;

/// What the arguments (without the program's name) ask for, or one sentence that says what is wrong with
/// them. Options and operands may be mixed; `--opt value` and `--opt=value` are the same; `--` ends the
/// options. An option that takes one value and is given twice has the last one. `formats` are the reporters'
/// names.
Result<Command> ParseFlags(const std::vector<std::string>& arguments,
                           const std::vector<std::string_view>& formats);

/// Every command in the order that `--help` lists them, and the program itself.
std::vector<CommandManual> CommandManuals(const std::vector<std::string_view>& formats);
CommandManual ProgramManual(const std::vector<std::string_view>& formats);

}  // namespace headroom
