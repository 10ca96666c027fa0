#pragma once

#include "base/source.h"
#include "report/report.h"

namespace headroom {

/// Resolves a place: path, line, columns, and as much of the line as a code frame can show. Of a long line (a
/// minified file is one line of megabytes, with thousands of findings on it) only the piece around the span
/// is copied. Nowhere gives an empty Location.
Location Locate(const Place& place);

}  // namespace headroom
