#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headroom {

/// The candidate nearest to `word` by edit distance (case does not count; the first of equals), if it is near
/// enough to be a misspelling: about a third of its letters may differ, never all. Looks at no more than the
/// first 1,000 candidates.
std::optional<std::string_view> DidYouMean(std::string_view word,
                                           const std::vector<std::string_view>& candidates);

/// `text` made safe to print: control characters (C0, DEL, C1), bidirectional overrides, characters that show
/// nothing, and bytes that are not UTF-8 are shown escaped (`\x1b`, `\u202e`, `\xff`), so that nothing from
/// an input reaches a terminal as a command or hides there. A tab becomes `\t`, a line break `\n`.
std::string Printable(std::string_view text);

/// Terminal columns that printable `text` takes: wide characters two, combining ones none.
size_t DisplayWidth(std::string_view text);

struct Character {
  char32_t code = 0;
  size_t length = 1;    // bytes
  bool valid = true;    // false: a byte that is not UTF-8; `code` means nothing then
  bool hidden = false;  // Printable escapes it
};
/// The character of `text` that begins at byte `at`, which must be inside.
Character CharacterAt(std::string_view text, size_t at);

/// Printable `text` in at most `width` columns: what is too much in the middle becomes `…`, because names and
/// paths differ at both ends.
std::string ElideMiddle(std::string_view text, size_t width);

/// Number of characters (code points) of valid UTF-8.
size_t CharacterCount(std::string_view text);

/// Offset of the first byte that is not valid UTF-8 (overlong forms and surrogates are invalid), or nothing.
std::optional<size_t> FindInvalidUtf8(std::string_view text);

/// A whole decimal number with an optional sign, nothing around it, within int64; `+4` and `4.0` count
/// (CloudFormation takes both), `4.5`, ``, ` 4`, `0x4` and `1e3` do not.
std::optional<int64_t> ParseInteger(std::string_view text);

/// "1,920": groups of three with commas.
std::string WithCommas(int64_t number);

bool StartsWith(std::string_view text, std::string_view prefix);
bool EndsWith(std::string_view text, std::string_view suffix);
bool EqualsIgnoringCase(std::string_view a, std::string_view b);  // ASCII
std::string ToLower(std::string_view text);                       // ASCII
std::string_view Trim(std::string_view text);                     // ASCII spaces, tabs, line breaks
std::vector<std::string_view> Split(std::string_view text, std::string_view separator);  // empty pieces kept
std::string Join(const std::vector<std::string>& parts, std::string_view separator);

}  // namespace headroom
