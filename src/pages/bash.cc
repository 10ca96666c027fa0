#include <fmt/format.h>

#include "pages/pages.h"

namespace headroom {
namespace {

/// Bash's own names of files, or words.
std::string Complete(const Completion& completion) {
  if (completion.files) return "compopt -o default";
  return completion.words.empty() ? ":" : fmt::format("words='{}'", fmt::join(completion.words, " "));
}

std::string Words(const std::vector<OptionManual>& options) {
  std::string out;
  for (const OptionManual& option : options) {
    if (!option.letter.empty()) out += fmt::format("-{} ", option.letter);
    out += fmt::format("--{} ", option.name);
  }
  return out.substr(0, out.size() - 1);
}

/// What follows each option that takes a value.
std::string Values(const CommandManual& command, const Pages& pages) {
  std::string out;
  for (const OptionManual& option : command.options) {
    if (option.value.empty()) continue;
    out += fmt::format("    '{}:--{}'", command.name, option.name);
    if (!option.letter.empty()) out += fmt::format(" | '{}:-{}'", command.name, option.letter);
    out += fmt::format(") {} ;;\n", Complete(ValueOf(option, pages)));
  }
  return out;
}

std::string Operands(const CommandManual& command, const Pages& pages) {
  return fmt::format("    '{0}:'*)\n      if [[ $word == -* ]]; then words='{1}'; else {2}; fi\n      ;;\n",
                     command.name, Words(command.options), Complete(OperandOf(command, pages)));
}

/// Where a command has commands of its own, the next word says which it is.
std::string Nested(const Pages& pages) {
  std::string out;
  for (const CommandManual* command : CommandsOf("", pages)) {
    if (CommandsOf(command->name, pages).empty()) continue;
    out += fmt::format(
        "  if [[ $command == {0} && $COMP_CWORD -gt 2 ]]; then command=\"{0} ${{COMP_WORDS[2]}}\"; fi\n",
        command->name);
  }
  return out;
}

}  // namespace

std::string BashCompletion(const Pages& pages) {
  std::string names, cases;
  for (const CommandManual* command : CommandsOf("", pages)) names += fmt::format("{} ", command->name);
  for (const CommandManual& command : pages.commands)
    cases += Values(command, pages) + Operands(command, pages);
  constexpr std::string_view kScript = R"(# bash completion for headroom
_headroom() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} words=''
  local command=${{COMP_WORDS[1]}}
  # bash takes `--option=value` for three words
  if [[ $before == = ]]; then before=${{COMP_WORDS[COMP_CWORD - 2]}}; fi
  if [[ $word == = ]]; then word=''; fi
  if [[ $COMP_CWORD -eq 1 ]]; then command='' words='{}{}'; fi
{}  case "$command:$before" in
{}  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}}
complete -F _headroom headroom
)";
  return fmt::format(kScript, names, Words(pages.program.options), Nested(pages), cases);
}

}  // namespace headroom
