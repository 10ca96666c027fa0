#include "pages/pages.h"

#include <doctest/doctest.h>

namespace headroom {
namespace {

/// One command with all that is odd: every kind of value and operand, and text that the languages take amiss.
Pages Odd() {
  const CommandManual program = {"",        "it's the \\ [odd]: one",
                                 "COMMAND", ".begins with a dot",
                                 {},        {{"Options", "", "version", "", "say", {}}}};
  const CommandManual judge = {"judge",
                               "it's a: \"b\"",
                               "judge [OPTIONS] PATH...",
                               "",
                               {{"PATH", "a file"}},
                               {{"First", "p", "parameter", "KEY=VALUE", "a [key]: 'value'", {}},
                                {"", "", "store", "PATH", "where", {}},
                                {"Then", "", "level", "NAME", "how bad", {"much", "little"}},
                                {"", "", "quiet", "", "no \\table", {}}},
                               {{"Exit status", {{"0", "'fine'"}}}},
                               {"headroom judge -p A=b x"}};
  const CommandManual explain = {"explain", "say more", "explain RULE", "", {{"RULE", "which"}}, {}};
  return {program, {judge, explain}, {"LM1", "LM2"}, "1.2"};
}

/// A command with commands of its own, and one that takes commands.
Pages Nested() {
  const OptionManual help = {"Options", "h", "help", "", "print", {}};
  const CommandManual keep = {"keep", "keep it", "keep COMMAND", "", {{"new", "make it"}}, {help}};
  const CommandManual make = {"keep new", "make it",           "keep new RULE",
                              "",         {{"RULE", "which"}}, {{"Options", "", "as", "FILE", "where", {}}}};
  const CommandManual ask = {"ask", "tell", "ask COMMAND", "", {{"COMMAND", "which"}}, {}};
  return {{"", "one", "COMMAND", "", {}, {}}, {keep, ask, make}, {"LM1"}, "1.2"};
}

TEST_CASE("pages: the manual page") {
  CHECK(ManPage(Odd()) == R"(.TH HEADROOM 1 "" "headroom 1.2"
.SH NAME
headroom \- it's the \e [odd]: one
.SH SYNOPSIS
.B headroom judge [OPTIONS] PATH...
.br
.B headroom explain RULE
.SH DESCRIPTION
\&.begins with a dot
.SS "Options"
.TP
.B "\-\-version"
say
.SH "headroom judge"
it's a: "b"
.TP
.B "PATH"
a file
.SS "First"
.TP
.B "\-p, \-\-parameter KEY=VALUE"
a [key]: 'value'
.TP
.B "\-\-store PATH"
where
.SS "Then"
.TP
.B "\-\-level NAME"
how bad; one of much, little
.TP
.B "\-\-quiet"
no \etable
.SS "Exit status"
.TP
.B "0"
\&'fine'
.SS Examples
.PP
.EX
headroom judge \-p A=b x
.EE
.SH "headroom explain"
say more
.TP
.B "RULE"
which
)");
}

TEST_CASE("pages: bash") {
  CHECK(BashCompletion(Odd()) == R"(# bash completion for headroom
_headroom() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=''
  local command=${COMP_WORDS[1]}
  # bash takes `--option=value` for three words
  if [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ $word == = ]]; then word=''; fi
  if [[ $COMP_CWORD -eq 1 ]]; then command='' words='judge explain --version'; fi
  case "$command:$before" in
    'judge:--parameter' | 'judge:-p') : ;;
    'judge:--store') compopt -o default ;;
    'judge:--level') words='much little' ;;
    'judge:'*)
      if [[ $word == -* ]]; then words='-p --parameter --store --level --quiet'; else compopt -o default; fi
      ;;
    'explain:'*)
      if [[ $word == -* ]]; then words=''; else words='LM1 LM2'; fi
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _headroom headroom
)");
}

TEST_CASE("pages: zsh") {
  CHECK(ZshCompletion(Odd()) == R"(#compdef headroom
_headroom() {
  local curcontext=$curcontext state line
  _arguments -C \
            '*--version[say]' \
            '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands=(
        'judge:it'\''s a\: "b"'
        'explain:say more'
      )
      _describe command commands
      ;;
    argument)
      case $words[1] in
        judge)
          _arguments \
            '*-p+[a \[key\]\: '\''value'\'']:KEY=VALUE:' \
            '*--parameter=[a \[key\]\: '\''value'\'']:KEY=VALUE:' \
            '*--store=[where]:PATH:_files' \
            '*--level=[how bad]:NAME:(much little)' \
            '*--quiet[no \\table]' \
            '*:PATH:_files'
          ;;
        explain)
          _arguments \
            '*:RULE:(LM1 LM2)'
          ;;
      esac
      ;;
  esac
}
_headroom "$@"
)");
}

TEST_CASE("pages: fish") {
  CHECK(FishCompletion(Odd()) == R"(# fish completion for headroom
complete -c headroom -n __fish_use_subcommand -l version -d 'say'
complete -c headroom -n __fish_use_subcommand -f -a judge -d 'it\'s a: "b"'
complete -c headroom -n __fish_use_subcommand -f -a explain -d 'say more'
complete -c headroom -n '__fish_seen_subcommand_from judge' -F
complete -c headroom -n '__fish_seen_subcommand_from judge' -s p -l parameter -r -f -d 'a [key]: \'value\''
complete -c headroom -n '__fish_seen_subcommand_from judge' -l store -r -F -d 'where'
complete -c headroom -n '__fish_seen_subcommand_from judge' -l level -r -f -a 'much little' -d 'how bad'
complete -c headroom -n '__fish_seen_subcommand_from judge' -l quiet -d 'no \\table'
complete -c headroom -n '__fish_seen_subcommand_from explain' -f -a 'LM1 LM2'
)");
}

TEST_CASE("pages: commands of a command") {
  const std::string bash = BashCompletion(Nested());
  CHECK(bash.find("words='keep ask '") != std::string::npos);
  CHECK(
      bash.find(R"(  if [[ $command == keep && $COMP_CWORD -gt 2 ]]; then command="keep ${COMP_WORDS[2]}"; fi
  case "$command:$before" in
    'keep:'*)
      if [[ $word == -* ]]; then words='-h --help'; else words='new'; fi
      ;;
    'ask:'*)
      if [[ $word == -* ]]; then words=''; else words='keep ask'; fi
      ;;
    'keep new:--as') compopt -o default ;;
    'keep new:'*)
      if [[ $word == -* ]]; then words='--as'; else words='LM1'; fi
      ;;
)") != std::string::npos);
  CHECK(ZshCompletion(Nested()) == R"(#compdef headroom
_headroom_keep() {
  local curcontext=$curcontext state line
  _arguments -C \
            '*-h[print]' \
            '*--help[print]' \
            '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands=(
        'new:make it'
      )
      _describe command commands
      ;;
    argument)
      case $words[1] in
        new)
          _arguments \
            '*--as=[where]:FILE:_files' \
            '*:RULE:(LM1)'
          ;;
      esac
      ;;
  esac
}
_headroom() {
  local curcontext=$curcontext state line
  _arguments -C \
            '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands=(
        'keep:keep it'
        'ask:tell'
      )
      _describe command commands
      ;;
    argument)
      case $words[1] in
        keep)
          _headroom_keep
          ;;
        ask)
          _arguments \
            '*:COMMAND:(keep ask)'
          ;;
      esac
      ;;
  esac
}
_headroom "$@"
)");
  CHECK(FishCompletion(Nested()) == R"(# fish completion for headroom
complete -c headroom -n __fish_use_subcommand -f -a keep -d 'keep it'
complete -c headroom -n __fish_use_subcommand -f -a ask -d 'tell'
complete -c headroom -n '__fish_seen_subcommand_from keep; and not __fish_seen_subcommand_from new' -f -a new -d 'make it'
complete -c headroom -n '__fish_seen_subcommand_from keep; and not __fish_seen_subcommand_from new' -s h -l help -d 'print'
complete -c headroom -n '__fish_seen_subcommand_from ask' -f -a 'keep ask'
complete -c headroom -n '__fish_seen_subcommand_from keep; and __fish_seen_subcommand_from new' -f -a 'LM1'
complete -c headroom -n '__fish_seen_subcommand_from keep; and __fish_seen_subcommand_from new' -l as -r -F -d 'where'
)");
}

TEST_CASE("pages: presets, where the manual says so") {
  Pages pages = Nested();
  pages.presets = {"sql", "suse"};
  pages.commands[2].operands = {{"PRESET", "which"}};
  CHECK(BashCompletion(pages).find("'keep new:'*)\n      if [[ $word == -* ]]; then words='--as'; else "
                                   "words='sql suse'; fi\n") != std::string::npos);
  CHECK(ZshCompletion(pages).find("            '*:PRESET:(sql suse)'\n") != std::string::npos);
  CHECK(FishCompletion(pages).find("complete -c headroom -n '__fish_seen_subcommand_from keep; and "
                                   "__fish_seen_subcommand_from new' -f -a 'sql suse'\n") !=
        std::string::npos);
}

}  // namespace
}  // namespace headroom
