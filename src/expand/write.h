#pragma once

#include <string>

#include "expand/tree.h"

namespace headroom {

/// A template as people write it: block style, functions in their short form, texts of several lines as `|`
/// blocks. Every scalar is read again as what it is, by readers of YAML 1.1 and 1.2 alike.
std::string WriteYaml(const Tree& tree);

/// Functions in their long form. A scalar without quotes becomes a number or boolean where JSON has one so
/// spelled, else text.
std::string WriteJson(const Tree& tree);

}  // namespace headroom
