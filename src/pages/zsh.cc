#include <fmt/format.h>

#include "pages/pages.h"

namespace headroom {
namespace {

/// Text for a single-quoted word in which `specials` have a meaning.
std::string Escaped(std::string_view text, std::string_view specials) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (specials.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string Complete(Completion completion, const std::vector<std::string_view>& rules) {
  if (completion == Completion::kFile) return "_files";
  if (completion == Completion::kRule) return fmt::format("({})", fmt::join(rules, " "));
  return "";
}

/// `'*--format=[the report]:NAME:(text json)'`, as _arguments takes it. The star: as often as you like.
std::string Option(std::string_view dashes, std::string_view name, std::string_view attached,
                   const OptionManual& option, const Pages& pages) {
  const std::string text = Escaped(option.text, "[]:\\");
  if (option.value.empty()) return fmt::format("'*{}{}[{}]'", dashes, name, text);
  const std::string values = option.values.empty() ? Complete(CompletionOf(option.value), pages.rules)
                                                   : fmt::format("({})", fmt::join(option.values, " "));
  return fmt::format("'*{}{}{}[{}]:{}:{}'", dashes, name, attached, text, Escaped(option.value, "[]:\\"),
                     values);
}

constexpr std::string_view kNext = " \\\n            ";

std::string Options(const std::vector<OptionManual>& options, const Pages& pages) {
  std::string out;
  for (const OptionManual& option : options) {
    if (!option.letter.empty())
      out += fmt::format("{}{}", kNext, Option("-", option.letter, "+", option, pages));
    out += fmt::format("{}{}", kNext, Option("--", option.name, "=", option, pages));
  }
  return out;
}

std::string Arguments(const CommandManual& command, const Pages& pages) {
  std::string out = fmt::format("        {})\n          _arguments", command.name);
  out += Options(command.options, pages);
  if (!command.operands.empty()) {
    out += fmt::format("{}'*:{}:{}'", kNext, command.operands[0].term,
                       Complete(OperandOf(command), pages.rules));
  }
  return out + "\n          ;;\n";
}

}  // namespace

std::string ZshCompletion(const Pages& pages) {
  std::string names, arguments;
  for (const CommandManual& command : pages.commands) {
    names += fmt::format("        '{}:{}'\n", command.name, Escaped(command.summary, ":\\"));
    arguments += Arguments(command, pages);
  }
  constexpr std::string_view kScript = R"(#compdef headroom
_headroom() {{
  local curcontext=$curcontext state line
  _arguments -C{}{}'1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands=(
{}      )
      _describe command commands
      ;;
    argument)
      case $words[1] in
{}      esac
      ;;
  esac
}}
_headroom "$@"
)";
  return fmt::format(kScript, Options(pages.program.options, pages), kNext, names, arguments);
}

}  // namespace headroom
