#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headroom {

/// One line of a .gitignore file, as gitignore(5) reads it; only a slash inside of brackets is not supported.
struct IgnorePattern {
  std::vector<std::string> segments;  // the glob between its slashes; `**` as a whole segment is special
  bool any_folder = false;            // no slash but a trailing one: the name is compared, wherever it stands
  bool negated = false;               // `!`: what it matches is kept
  bool folder_only = false;           // a trailing slash
};

std::vector<IgnorePattern> ParseIgnoreFile(std::string_view text);

/// Whether the pattern matches a path relative to the pattern's folder. Linear in path and pattern for each
/// `*`; no glob is exponential.
bool Matches(const IgnorePattern& pattern, std::string_view path, bool is_folder);

/// The patterns of one folder's .gitignore, and those that lie further out. The nearest level that says
/// anything about a path decides, there the last matching line.
struct IgnoreLevel {
  std::string folder;  // relative to the repository's root: "" or "stacks/"
  std::vector<IgnorePattern> patterns;
  const IgnoreLevel* outer = nullptr;
};

/// `path` is relative to the repository's root, below `innermost->folder`. Its parents are taken as not
/// ignored: a walk does not enter an ignored folder.
bool IsIgnored(const IgnoreLevel* innermost, std::string_view path, bool is_folder);

}  // namespace headroom
