#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "syntax/yaml_lines.h"

namespace headroom {

/// A tag that yaml-cpp takes for the possible begin of a key, and then expects the text behind it to be
/// indented deeper than the tag:
///
///     - !Sub |            key:
///       text                !Sub plain
///                           text
///
/// Both are YAML, and read right without the tag. The YAML front end blanks such tags out in a copy for
/// yaml-cpp and gives them back to the scalars behind them.
struct MisreadTag {
  Span tag;
  uint32_t text;  // where the scalar begins
  bool used = false;
};

/// In the order of the text. Blocks of text are left out, but a quoted or plain text that runs over several
/// lines may hold what only looks like a tag.
std::vector<MisreadTag> FindMisreadTags(std::string_view text, const std::vector<YamlLine>& lines);

}  // namespace headroom
