#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/options.h"

namespace headroom {

// Words that the command line and the config file share.

inline constexpr std::pair<std::string_view, FailOn> kFailOnLevels[] = {
    {"error", FailOn::kError}, {"warning", FailOn::kWarning}, {"never", FailOn::kNever}};

/// The words of such a table.
template <typename Table>
std::vector<std::string_view> WordsOf(const Table& table) {
  std::vector<std::string_view> words;
  for (const auto& row : table) words.push_back(row.first);
  return words;
}

/// "text, json or sarif".
std::string Listed(const std::vector<std::string_view>& words);

/// Whether it is 12 digits.
bool IsAccountId(std::string_view text);

/// "there is no rule `LM31`; did you mean `LM301`?"
std::string NoSuchRule(std::string_view id_or_name);

}  // namespace headroom
