#pragma once

#include <string>
#include <string_view>

namespace headroom {

/// Text for an element or an attribute in double quotes: printable, XML 1.0's characters only, markup
/// escaped. A line break becomes `\n`.
std::string XmlText(std::string_view text);

}  // namespace headroom
