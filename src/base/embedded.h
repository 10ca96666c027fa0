#pragma once

#include <string_view>

namespace headroom {

/// A file that became part of the program when it was built (base/embed.cc).
struct EmbeddedFile {
  std::string_view text;
  std::string_view sha256;  // of the text, in base64: what a Content-Security-Policy names it by
};

}  // namespace headroom
