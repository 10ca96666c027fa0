#include "cli/manual.h"

#include <fmt/format.h>

#include "base/text.h"

namespace headroom {
namespace {

constexpr size_t kIndent = 28;  // where the second column begins
constexpr size_t kWidth = 94;

/// `text` broken into lines of at most kWidth columns, those after the first indented.
std::string Wrapped(std::string_view text, size_t indent) {
  std::string out;
  size_t column = indent;
  for (std::string_view word : Split(text, " ")) {
    if (column > indent && column + 1 + word.size() > kWidth) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out;
}

std::string Row(std::string_view left, std::string_view right) {
  return fmt::format("{:<{}}{}\n", fmt::format("  {}", left), kIndent, Wrapped(right, kIndent));
}

std::string Rows(const std::vector<ManualRow>& rows) {
  std::string out;
  for (const ManualRow& row : rows) out += Row(row.term, row.text);
  return out;
}

/// The options under their headings.
std::string OptionRows(const std::vector<OptionManual>& options) {
  std::string out;
  for (const OptionManual& option : options) {
    if (!option.group.empty()) out += fmt::format("\n{}:\n", option.group);
    const std::string letter = option.letter.empty() ? "    " : fmt::format("-{}, ", option.letter);
    const std::string_view space = option.value.empty() ? "" : " ";
    out += Row(fmt::format("{}--{}{}{}", letter, option.name, space, option.value), OptionText(option));
  }
  return out;
}

}  // namespace

std::string OptionText(const OptionManual& option) {
  if (option.values.empty()) return std::string(option.text);
  return fmt::format("{}; one of {}", option.text, fmt::join(option.values, ", "));
}

std::string HelpText(const CommandManual& command) {
  const std::string_view space = command.name.empty() ? "" : " ";
  std::string out = fmt::format("headroom{}{}: {}\n", space, command.name, command.summary);
  if (!command.introduction.empty()) out += fmt::format("\n{}\n", Wrapped(command.introduction, 0));
  out += fmt::format("\nUsage: headroom {}\n", command.usage);
  if (!command.operands.empty()) out += "\n" + Rows(command.operands);
  out += OptionRows(command.options);
  for (const ManualSection& section : command.sections) {
    out += fmt::format("\n{}:\n{}", section.heading, Rows(section.rows));
  }
  if (!command.examples.empty()) out += "\nExamples:\n";
  for (std::string_view example : command.examples) out += fmt::format("  {}\n", example);
  return out;
}

}  // namespace headroom
