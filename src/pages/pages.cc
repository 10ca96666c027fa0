#include "pages/pages.h"

#include "base/text.h"

namespace headroom {

Completion CompletionOf(std::string_view term, const Pages& pages) {
  Completion out;
  out.files = term == "PATH" || term == "FILE";
  if (term == "RULE") out.words = pages.rules;
  if (term == "PRESET") out.words = pages.presets;
  if (term == "COMMAND") {
    for (const CommandManual* command : CommandsOf("", pages)) out.words.push_back(command->name);
  }
  return out;
}

Completion ValueOf(const OptionManual& option, const Pages& pages) {
  return option.values.empty() ? CompletionOf(option.value, pages) : Completion{false, option.values};
}

Completion OperandOf(const CommandManual& command, const Pages& pages) {
  Completion out;
  for (const CommandManual* own : CommandsOf(command.name, pages)) out.words.push_back(LastWord(own->name));
  const bool takes_words = !out.words.empty() || command.operands.empty();
  return takes_words ? out : CompletionOf(command.operands[0].term, pages);
}

std::vector<const CommandManual*> CommandsOf(std::string_view command, const Pages& pages) {
  std::vector<const CommandManual*> out;
  for (const CommandManual& manual : pages.commands) {
    const std::string_view last = LastWord(manual.name);
    const std::string_view before = manual.name.substr(0, manual.name.size() - last.size());
    if (Trim(before) == command) out.push_back(&manual);
  }
  return out;
}

std::string_view LastWord(std::string_view command) {
  return command.substr(command.rfind(' ') + 1);  // npos + 1: all of it
}

}  // namespace headroom
