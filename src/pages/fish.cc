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
std::string Complete(Completion completion, const std::vector<std::string_view>& rules) {
  if (completion == Completion::kFile) return " -F";
  if (completion == Completion::kRule) return fmt::format(" -f -a '{}'", fmt::join(rules, " "));
  return " -f";
}

std::string Option(const OptionManual& option, const Pages& pages) {
  std::string out;
  if (!option.letter.empty()) out += fmt::format(" -s {}", option.letter);
  out += fmt::format(" -l {}", option.name);
  if (!option.values.empty()) {
    out += fmt::format(" -r -f -a '{}'", fmt::join(option.values, " "));
  } else if (!option.value.empty()) {
    out += " -r" + Complete(CompletionOf(option.value), pages.rules);
  }
  return fmt::format("{} -d {}\n", out, Quoted(option.text));
}

std::string Arguments(const CommandManual& command, const Pages& pages) {
  const std::string begin =
      fmt::format("complete -c headroom -n '__fish_seen_subcommand_from {}'", command.name);
  std::string out = begin + Complete(OperandOf(command), pages.rules) + "\n";
  for (const OptionManual& option : command.options) out += begin + Option(option, pages);
  return out;
}

}  // namespace

std::string FishCompletion(const Pages& pages) {
  constexpr std::string_view kBegin = "complete -c headroom -n __fish_use_subcommand";
  std::string out = "# fish completion for headroom\n";
  for (const OptionManual& option : pages.program.options) out += std::string(kBegin) + Option(option, pages);
  for (const CommandManual& command : pages.commands) {
    out += fmt::format("{} -f -a {} -d {}\n", kBegin, command.name, Quoted(command.summary));
  }
  for (const CommandManual& command : pages.commands) out += Arguments(command, pages);
  return out;
}

}  // namespace headroom
