#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/manual.h"

namespace headroom {

/// What a package brings beside the program is made of.
struct Pages {
  CommandManual program;
  std::vector<CommandManual> commands;         // "check", "store", …; "store sync" is one of `store`
  std::vector<std::string_view> rules;         // ids: "LM301"
  std::string_view version;                    // "1.2.0"
  std::vector<std::string_view> presets = {};  // names: "sql-server-vcpu"
};

/// headroom(1), in roff's man macros.
std::string ManPage(const Pages& pages);

/// What the shells read: a file of bash-completion's folder, one of zsh's `fpath`, one of fish's.
std::string BashCompletion(const Pages& pages);
std::string ZshCompletion(const Pages& pages);
std::string FishCompletion(const Pages& pages);

/// What completes an operand or an option's value: files, or words; neither: nothing does.
struct Completion {
  bool files = false;
  std::vector<std::string_view> words;
};
/// By how the manual calls it: a PATH or FILE, a RULE, a PRESET, a COMMAND.
Completion CompletionOf(std::string_view term, const Pages& pages);
/// Of an option's value.
Completion ValueOf(const OptionManual& option, const Pages& pages);
/// Of a command's operands; one that has commands of its own takes those.
Completion OperandOf(const CommandManual& command, const Pages& pages);

/// The commands of the program, or with `command` those of that one ("store": "store sync", …).
std::vector<const CommandManual*> CommandsOf(std::string_view command, const Pages& pages);
/// "sync" of "store sync".
std::string_view LastWord(std::string_view command);

}  // namespace headroom
