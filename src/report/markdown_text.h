#pragma once

#include <string>
#include <string_view>

namespace headroom {

// Text from anywhere, for GitHub's Markdown: nothing in it means anything to Markdown or HTML. It has to be
// printable.

std::string MarkdownText(std::string_view text);
/// In `<code>`, which stands in a table and beside any character.
std::string MarkdownCode(std::string_view text);
/// A line of at most `width` columns, with what stands in backticks as code.
std::string MarkdownLine(std::string_view line, size_t width);

}  // namespace headroom
