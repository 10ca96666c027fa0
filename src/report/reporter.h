#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace headroom {

/// How a report is shown, where the format leaves a choice.
struct ReportStyle {
  bool color = false;  // ANSI colors; only ever for a terminal
  bool bars = false;   // the usage bar of the license table; only for a terminal
  bool quiet = false;  // findings and verdict only, without the license table
  size_t width = 0;    // the terminal's columns: long lines of input are cut to it; 0: not known
};

/// One output format: a pure function. The table is report/list.def; a new format is a line there, a file
/// named after it that defines `reporters::name`, and a line in CMake.
struct Reporter {
  std::string_view name;         // "json"
  std::string_view description;  // for --help
  std::string (*render)(const Report& report, const ReportStyle& style);
  bool finds_files = false;  // its readers look for files below the folder of the run: give it WithPaths
};

namespace reporters {
#define REPORTER(name) extern const Reporter name;
#include "report/list.def"
#undef REPORTER
}  // namespace reporters

const std::vector<const Reporter*>& AllReporters();
/// Null if there is none of that name.
const Reporter* FindReporter(std::string_view name);

}  // namespace headroom
