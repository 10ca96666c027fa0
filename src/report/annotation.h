#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace headroom {

// What formats share whose readers show each finding at a line of a file.

/// Where such a reader is to show a finding. One without a line stands on the first, one without a file in
/// the first input: readers drop what stands nowhere, or refuse the whole report.
Location Anchor(const ReportedFinding& finding, const Report& report);

/// The report with other names for its files, such as those that its readers find them by.
Report WithPaths(Report report, const std::function<std::string(const std::string&)>& name);

/// A path as seen from the folder that the run was started in, without `./` before it.
std::string RelativePath(std::string_view path);

/// A path for a format that can write line breaks and tabs: what is between them by `text`, they themselves
/// by `character`. Readers then find the file; all else that does not print they are not shown raw.
std::string PathBy(std::string_view path, const std::function<std::string(std::string_view)>& text,
                   const std::function<std::string(char)>& character);

/// What a finding says, a line each: the message, the notes, and the help. Printable.
std::vector<std::string> LinesOf(const ReportedFinding& finding);

/// All findings, the gravest first.
std::vector<const ReportedFinding*> WorstFirst(const Report& report);

/// What tells a finding from all others and is the same in the next run, whatever lines have moved meanwhile:
/// a hash of rule, path, resource and license, and which one of equals it is: "39fa2ee980eb94b0:1".
class Fingerprints {
 public:
  std::string Next(const ReportedFinding& finding);

 private:
  std::map<std::string, int> seen_;  // how often, by hash
};

}  // namespace headroom
