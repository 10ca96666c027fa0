#include <fmt/format.h>

#include "pages/pages.h"

namespace headroom {
namespace {

/// Text that roff prints as it stands.
std::string Roff(std::string_view text) {
  std::string out = text.empty() || (text[0] != '.' && text[0] != '\'') ? "" : "\\&";
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else {
      if (c == '-') out += '\\';
      out += c;
    }
  }
  return out;
}

/// A quoted argument of a macro.
std::string Argument(std::string_view text) {
  std::string out;
  for (const char c : Roff(text)) out += c == '"' ? "\\(dq" : std::string(1, c);
  return fmt::format("\"{}\"", out);
}

std::string Entry(std::string_view term, std::string_view text) {
  return fmt::format(".TP\n.B {}\n{}\n", Argument(term), Roff(text));
}

std::string Entries(const std::vector<ManualRow>& rows) {
  std::string out;
  for (const ManualRow& row : rows) out += Entry(row.term, row.text);
  return out;
}

std::string Options(const std::vector<OptionManual>& options) {
  std::string out;
  for (const OptionManual& option : options) {
    if (!option.group.empty()) out += fmt::format(".SS {}\n", Argument(option.group));
    const std::string letter = option.letter.empty() ? "" : fmt::format("-{}, ", option.letter);
    const std::string_view space = option.value.empty() ? "" : " ";
    out += Entry(fmt::format("{}--{}{}{}", letter, option.name, space, option.value), OptionText(option));
  }
  return out;
}

std::string Examples(const std::vector<std::string_view>& examples) {
  std::string out = examples.empty() ? "" : ".SS Examples\n";
  for (std::string_view example : examples) out += fmt::format(".PP\n.EX\n{}\n.EE\n", Roff(example));
  return out;
}

std::string Synopsis(const std::vector<CommandManual>& commands) {
  std::string out = ".SH SYNOPSIS\n";
  for (const CommandManual& command : commands) {
    if (&command != &commands.front()) out += ".br\n";
    out += fmt::format(".B headroom {}\n", Roff(command.usage));
  }
  return out;
}

std::string Section(const CommandManual& command) {
  std::string out =
      fmt::format(".SH {}\n{}\n", Argument("headroom " + std::string(command.name)), Roff(command.summary));
  if (!command.introduction.empty()) out += fmt::format(".PP\n{}\n", Roff(command.introduction));
  out += Entries(command.operands) + Options(command.options);
  for (const ManualSection& section : command.sections) {
    out += fmt::format(".SS {}\n{}", Argument(section.heading), Entries(section.rows));
  }
  return out + Examples(command.examples);
}

}  // namespace

std::string ManPage(const Pages& pages) {
  std::string out =
      fmt::format(".TH HEADROOM 1 \"\" {}\n.SH NAME\nheadroom \\- {}\n{}.SH DESCRIPTION\n{}\n",
                  Argument(fmt::format("headroom {}", pages.version)), Roff(pages.program.summary),
                  Synopsis(pages.commands), Roff(pages.program.introduction));
  out += Options(pages.program.options);
  for (const CommandManual& command : pages.commands) out += Section(command);
  return out;
}

}  // namespace headroom
