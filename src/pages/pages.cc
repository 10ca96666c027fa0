#include "pages/pages.h"

namespace headroom {

Completion CompletionOf(std::string_view term) {
  if (term == "PATH" || term == "FILE") return Completion::kFile;
  return term == "RULE" ? Completion::kRule : Completion::kNothing;
}

Completion OperandOf(const CommandManual& command) {
  return command.operands.empty() ? Completion::kNothing : CompletionOf(command.operands[0].term);
}

}  // namespace headroom
