#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/source.h"

namespace headroom {

/// Something wrong with a document. `where` is nowhere if it is about a file or folder as such, which the
/// message names.
struct StoreMistake {
  Place where;
  std::string message;
};

/// What is wrong with the store's documents, collected so that one run reports all of it.
class Mistakes {
 public:
  template <typename... Args>
  void Error(Place where, fmt::format_string<Args...> format, Args&&... args) {
    errors_.push_back({where, fmt::format(format, std::forward<Args>(args)...)});
  }
  template <typename... Args>
  void Warning(Place where, fmt::format_string<Args...> format, Args&&... args) {
    warnings_.push_back({where, fmt::format(format, std::forward<Args>(args)...)});
  }
  /// Without a place: about a file or folder, which the message names.
  void Error(std::string message) { errors_.push_back({Place(), std::move(message)}); }

  bool has_errors() const { return !errors_.empty(); }

  /// By file (those without one first, then in the order of `files`) and place, each once.
  std::vector<StoreMistake> Errors(const std::vector<const SourceFile*>& files) const;
  std::vector<StoreMistake> Warnings(const std::vector<const SourceFile*>& files) const;
  /// The same as MistakeLines.
  std::vector<std::string> ErrorLines(const std::vector<const SourceFile*>& files) const;
  std::vector<std::string> WarningLines(const std::vector<const SourceFile*>& files) const;

 private:
  std::vector<StoreMistake> errors_;
  std::vector<StoreMistake> warnings_;
};

/// `path:line:col: message` for each. The hundredth is followed by a line with the number of all others: one
/// mistake made a hundred thousand times is still one mistake.
std::vector<std::string> MistakeLines(const std::vector<StoreMistake>& mistakes);

/// "store/licenses.json:7:5"
std::string Show(Place where);

/// A value as a message shows it: in backticks, printable, cut where it is long.
std::string Quote(std::string_view value);

}  // namespace headroom
