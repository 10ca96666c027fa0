#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headroom {

// What the program says of itself. `--help`, the manual page and the shells' completions are all made of
// this.

/// A term and what it means: {"AWS_REGION", "the Region, where --region is not given"}.
struct ManualRow {
  std::string_view term;
  std::string_view text;
};

struct ManualSection {
  std::string_view heading;  // "Exit status"
  std::vector<ManualRow> rows;
};

struct OptionManual {
  std::string_view group;   // heading; empty: as the one before
  std::string_view letter;  // "p", or empty
  std::string_view name;    // "parameter"
  std::string_view value;   // "KEY=VALUE"; empty: it takes none
  std::string_view text;
  std::vector<std::string_view> values;  // what it can be; empty: anything
};

struct CommandManual {
  std::string_view name;     // "check"; empty: the program itself
  std::string_view summary;  // a line
  std::string_view usage;    // "check [OPTIONS] PATH..."
  std::string_view introduction;
  std::vector<ManualRow> operands;
  std::vector<OptionManual> options;
  std::vector<ManualSection> sections;
  std::vector<std::string_view> examples;
};

/// "the report's format; one of text, json".
std::string OptionText(const OptionManual& option);

/// What `--help` prints, in at most 95 columns.
std::string HelpText(const CommandManual& command);

}  // namespace headroom
