#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace headroom {

enum class Ink : uint8_t { kPlain, kBold, kDim, kRed, kGreen, kYellow, kBlue, kCyan };

/// `text` in a color of the terminal's own palette, reset after it; as it is without `color` or text.
std::string Paint(Ink ink, std::string_view text, bool color);

}  // namespace headroom
