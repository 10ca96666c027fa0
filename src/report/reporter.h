#pragma once

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
};

/// One output format: a pure function. The table is report/list.def.
struct Reporter {
  std::string_view name;         // "json"
  std::string_view description;  // for --help
  std::string (*render)(const Report& report, const ReportStyle& style);
};

const std::vector<const Reporter*>& AllReporters();
/// Null if there is none of that name.
const Reporter* FindReporter(std::string_view name);

}  // namespace headroom
