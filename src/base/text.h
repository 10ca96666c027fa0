#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headroom {

/// The candidate nearest to `word` by edit distance, if it is near enough to be a misspelling (case does not
/// count).
std::optional<std::string_view> DidYouMean(std::string_view word,
                                           const std::vector<std::string_view>& candidates);

/// `text` made safe to print: control characters (C0, DEL, C1), bidirectional overrides and bytes that
/// are not UTF-8 are shown escaped (`\x1b`, `\u202e`), so that nothing from an input reaches a terminal as a
/// command. A tab becomes `\t`, a line break `\n`.
std::string Printable(std::string_view text);

/// Terminal columns that printable `text` takes: wide characters two, combining ones none.
size_t DisplayWidth(std::string_view text);

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
