#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/manual.h"

namespace headroom {

/// What a package brings beside the program is made of.
struct Pages {
  CommandManual program;
  std::vector<CommandManual> commands;
  std::vector<std::string_view> rules;  // ids: "LM301"
  std::string_view version;             // "1.2.0"
};

/// headroom(1), in roff's man macros.
std::string ManPage(const Pages& pages);

/// What the shells read: a file of bash-completion's folder, one of zsh's `fpath`, one of fish's.
std::string BashCompletion(const Pages& pages);
std::string ZshCompletion(const Pages& pages);
std::string FishCompletion(const Pages& pages);

/// What completes an operand or an option's value, by how the manual calls it.
enum class Completion { kNothing, kFile, kRule };
Completion CompletionOf(std::string_view term);

/// What an operand of the command is.
Completion OperandOf(const CommandManual& command);

}  // namespace headroom
