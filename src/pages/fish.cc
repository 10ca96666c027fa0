#include <fmt/format.h>

#include "pages/pages.h"

namespace headroom {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return fmt::format("'{}'", out);
}

/// What completes a value or an operand: files, words, or nothing.
std::string Complete(const Completion& completion) {
  if (completion.files) return " -F";
  return completion.words.empty() ? " -f" : fmt::format(" -f -a '{}'", fmt::join(completion.words, " "));
}

std::string Option(const OptionManual& option, const Pages& pages) {
  std::string out;
  if (!option.letter.empty()) out += fmt::format(" -s {}", option.letter);
  out += fmt::format(" -l {}", option.name);
  if (!option.value.empty()) out += " -r" + Complete(ValueOf(option, pages));
  return fmt::format("{} -d {}\n", out, Quoted(option.text));
}

/// Fish's test that a command is given, with the one that it is one of.
std::string Given(std::string_view command) {
  const std::string_view last = LastWord(command);
  const std::string own = fmt::format("__fish_seen_subcommand_from {}", last);
  if (last == command) return own;
  const std::string_view outer = command.substr(0, command.size() - last.size() - 1);
  return fmt::format("__fish_seen_subcommand_from {}; and {}", outer, own);
}

std::string Options(const std::string& begin, const CommandManual& command, const Pages& pages) {
  std::string out;
  for (const OptionManual& option : command.options) out += begin + Option(option, pages);
  return out;
}

/// The commands that stand behind `begin`, each with what it does.
std::string Commands(const std::string& begin, std::string_view command, const Pages& pages) {
  std::string out;
  for (const CommandManual* own : CommandsOf(command, pages))
    out += fmt::format("{} -f -a {} -d {}\n", begin, LastWord(own->name), Quoted(own->summary));
  return out;
}

std::string Arguments(const CommandManual& command, const Pages& pages) {
  const Completion operand = OperandOf(command, pages);
  if (!CommandsOf(command.name, pages).empty()) {
    const std::string begin =
        fmt::format("complete -c headroom -n '{}; and not __fish_seen_subcommand_from {}'",
                    Given(command.name), fmt::join(operand.words, " "));
    return Commands(begin, command.name, pages) + Options(begin, command, pages);
  }
  const std::string begin = fmt::format("complete -c headroom -n '{}'", Given(command.name));
  return begin + Complete(operand) + "\n" + Options(begin, command, pages);
}

}  // namespace

std::string FishCompletion(const Pages& pages) {
  const std::string begin = "complete -c headroom -n __fish_use_subcommand";
  std::string out = "# fish completion for headroom\n" + Options(begin, pages.program, pages);
  out += Commands(begin, "", pages);
  for (const CommandManual& command : pages.commands) out += Arguments(command, pages);
  return out;
}

}  // namespace headroom
