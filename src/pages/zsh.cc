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

std::string Complete(const Completion& completion) {
  if (completion.files) return "_files";
  return completion.words.empty() ? "" : fmt::format("({})", fmt::join(completion.words, " "));
}

/// `'*--format=[the report]:NAME:(text json)'`, as _arguments takes it. The star: as often as you like.
std::string Option(std::string_view dashes, std::string_view name, std::string_view attached,
                   const OptionManual& option, const Pages& pages) {
  const std::string text = Escaped(option.text, "[]:\\");
  if (option.value.empty()) return fmt::format("'*{}{}[{}]'", dashes, name, text);
  return fmt::format("'*{}{}{}[{}]:{}:{}'", dashes, name, attached, text, Escaped(option.value, "[]:\\"),
                     Complete(ValueOf(option, pages)));
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

std::string Function(const CommandManual& level, const Pages& pages);

/// A command's line, and where it has commands of its own the function that it calls before that.
std::string Arguments(const CommandManual& command, const Pages& pages, std::string& functions) {
  std::string out = fmt::format("        {})\n          ", LastWord(command.name));
  if (!CommandsOf(command.name, pages).empty()) {
    functions += Function(command, pages);
    return out + fmt::format("_headroom_{}\n          ;;\n", command.name);
  }
  out += "_arguments" + Options(command.options, pages);
  if (!command.operands.empty()) {
    out += fmt::format("{}'*:{}:{}'", kNext, command.operands[0].term, Complete(OperandOf(command, pages)));
  }
  return out + "\n          ;;\n";
}

/// The function that completes the program, or a command that has commands of its own. Two levels at most.
std::string Function(const CommandManual& level, const Pages& pages) {
  std::string names, arguments, functions;
  for (const CommandManual* command : CommandsOf(level.name, pages)) {
    names += fmt::format("        '{}:{}'\n", LastWord(command->name), Escaped(command->summary, ":\\"));
    arguments += Arguments(*command, pages, functions);
  }
  constexpr std::string_view kFunction = R"(_headroom{}() {{
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
)";
  const std::string suffix = level.name.empty() ? "" : fmt::format("_{}", level.name);
  return functions + fmt::format(kFunction, suffix, Options(level.options, pages), kNext, names, arguments);
}

}  // namespace

std::string ZshCompletion(const Pages& pages) {
  return fmt::format("#compdef headroom\n{}_headroom \"$@\"\n", Function(pages.program, pages));
}

}  // namespace headroom
