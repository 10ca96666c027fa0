#pragma once

#include <cstddef>
#include <string>

#include "report/report.h"

namespace headroom {

/// The line of a code frame, ready to print, and where its underline goes, in terminal columns.
struct Frame {
  std::string source;  // tabs as four spaces, control characters escaped, cut with `…`, no spaces at the end
  size_t indent = 0;   // columns before the underline
  size_t length = 1;   // columns of the underline, at least 1
};

/// The frame of a location with a line, at most `width` columns wide (20 at least; a single caret past the
/// end may stand one further). Of a longer line the piece around the span's start is shown. A span that goes
/// on over several lines is underlined to the end of the first; one past the end of the line gets one caret
/// there.
Frame MakeFrame(const Location& location, size_t width);

}  // namespace headroom
