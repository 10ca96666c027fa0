#include "report/reporter.h"

#include <algorithm>

namespace headroom {

const std::vector<const Reporter*>& AllReporters() {
  static const std::vector<const Reporter*> all = {
#define REPORTER(name) &reporters::name,
#include "report/list.def"
#undef REPORTER
  };
  return all;
}

const Reporter* FindReporter(std::string_view name) {
  const auto& all = AllReporters();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Reporter* r) { return r->name == name; });
  return found == all.end() ? nullptr : *found;
}

}  // namespace headroom
