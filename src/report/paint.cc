#include "report/paint.h"

#include <fmt/format.h>

namespace headroom {
namespace {

/// Select Graphic Rendition parameters; colors are bold so that they can be read on light and dark grounds.
constexpr std::string_view kCodes[] = {"", "1", "2", "1;31", "1;32", "1;33", "1;34", "1;36"};

}  // namespace

std::string Paint(Ink ink, std::string_view text, bool color) {
  if (!color || ink == Ink::kPlain || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", kCodes[static_cast<size_t>(ink)], text);
}

}  // namespace headroom
