#include "base/finding.h"

namespace headroom {

const char* SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "";
}

const std::string& PathOf(const Finding& finding) {
  return finding.where.file != nullptr ? finding.where.file->path() : finding.path;
}

}  // namespace headroom
