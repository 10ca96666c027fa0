#include "base/ignore.h"

#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "base/text.h"

namespace headroom {
namespace {

/// Spaces at the end do not count unless a backslash stands before them.
std::string_view TrimUnescapedSpaces(std::string_view line) {
  size_t keep = 0;
  for (size_t at = 0; at < line.size(); ++at) {
    const bool escapes = line[at] == '\\' && at + 1 < line.size();
    if (escapes) ++at;
    if (escapes || line[at] != ' ') keep = at + 1;
  }
  return line.substr(0, keep);
}

std::optional<IgnorePattern> ParseLine(std::string_view line) {
  if (EndsWith(line, "\r")) line.remove_suffix(1);
  if (StartsWith(line, "#")) return {};
  line = TrimUnescapedSpaces(line);
  IgnorePattern pattern;
  if (StartsWith(line, "!")) {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (EndsWith(line, "/")) {
    pattern.folder_only = true;
    line.remove_suffix(1);
  }
  pattern.any_folder = line.find('/') == std::string_view::npos;
  if (StartsWith(line, "/")) line.remove_prefix(1);
  if (line.empty()) return {};
  for (std::string_view segment : Split(line, "/")) {
    const bool stars = segment.size() > 1 && segment.find_first_not_of('*') == std::string_view::npos;
    pattern.segments.emplace_back(stars ? "**" : segment);
  }
  return pattern;
}

using CharacterClass = std::pair<std::string_view, int (*)(int)>;
constexpr std::array<CharacterClass, 12> kCharacterClasses = {{{"alnum", std::isalnum},
                                                               {"alpha", std::isalpha},
                                                               {"blank", std::isblank},
                                                               {"cntrl", std::iscntrl},
                                                               {"digit", std::isdigit},
                                                               {"graph", std::isgraph},
                                                               {"lower", std::islower},
                                                               {"print", std::isprint},
                                                               {"punct", std::ispunct},
                                                               {"space", std::isspace},
                                                               {"upper", std::isupper},
                                                               {"xdigit", std::isxdigit}}};

/// Reads a glob's `[…]` and what it says about one character.
class Bracket {
 public:
  /// `at` is behind the opening bracket.
  Bracket(std::string_view glob, size_t at, unsigned char c) : glob_(glob), at_(at), c_(c) {}

  struct Answer {
    bool matches;
    size_t end;  // behind the closing bracket
  };
  /// Nothing: the bracket is not closed, or names a class that does not exist, and matches nothing.
  std::optional<Answer> Read() {
    const bool negated = at_ < glob_.size() && (glob_[at_] == '!' || glob_[at_] == '^');
    if (negated) ++at_;
    bool found = false;
    for (bool first = true; at_ < glob_.size(); first = false) {
      if (glob_[at_] == ']' && !first) return Answer{found != negated, at_ + 1};
      const std::optional<bool> item = Item();
      if (!item) return {};
      found |= *item;
    }
    return {};
  }

 private:
  /// One character, range or `[:class:]`.
  std::optional<bool> Item() {
    if (AtClass()) return Class();
    const std::optional<unsigned char> low = Character();
    const bool range = at_ + 1 < glob_.size() && glob_[at_] == '-' && glob_[at_ + 1] != ']';
    if (!low || !range) return low ? std::optional(*low == c_) : std::nullopt;
    ++at_;
    const std::optional<unsigned char> high = Character();
    if (!high) return {};
    return *low <= c_ && c_ <= *high;
  }

  bool AtClass() const {
    if (glob_.substr(at_, 2) != "[:") return false;
    const size_t end = glob_.find(']', at_ + 2);
    return end != std::string_view::npos && end > at_ + 2 && glob_[end - 1] == ':';
  }

  std::optional<bool> Class() {
    const size_t end = glob_.find(']', at_ + 2);
    const std::string_view name = glob_.substr(at_ + 2, end - at_ - 3);
    at_ = end + 1;
    for (const auto& [known, contains] : kCharacterClasses) {
      if (known == name) return contains(c_) != 0;
    }
    return {};
  }

  std::optional<unsigned char> Character() {
    if (glob_[at_] == '\\') ++at_;
    if (at_ >= glob_.size()) return {};
    return static_cast<unsigned char>(glob_[at_++]);
  }

  std::string_view glob_;
  size_t at_;
  unsigned char c_;
};

/// Where the glob goes on behind one element (not a star) that matches `c`; nothing if it does not.
std::optional<size_t> MatchOne(std::string_view glob, size_t at, char c) {
  switch (glob[at]) {
    case '?':
      return at + 1;
    case '[': {
      const auto answer = Bracket(glob, at + 1, static_cast<unsigned char>(c)).Read();
      if (!answer || !answer->matches) return {};
      return answer->end;
    }
    case '\\':
      ++at;
      break;
    default:
      break;
  }
  if (at >= glob.size() || glob[at] != c) return {};
  return at + 1;
}

/// A glob without slashes against one name. When something does not fit, only the last star has to take one
/// character more: what fitted before it cannot have fitted later.
bool MatchName(std::string_view glob, std::string_view name) {
  size_t g = 0, n = 0;
  size_t after_star = std::string_view::npos, star_end = 0;
  while (n < name.size()) {
    if (g < glob.size() && glob[g] == '*') {
      after_star = ++g;
      star_end = n;
      continue;
    }
    if (const auto next = g < glob.size() ? MatchOne(glob, g, name[n]) : std::nullopt) {
      g = *next;
      ++n;
      continue;
    }
    if (after_star == std::string_view::npos) return false;
    g = after_star;
    n = ++star_end;
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

/// The same walk one level up: segments against names, `**` for any number of names. A `**` at the end stands
/// for what is inside a folder, so for one name at least.
bool MatchSegments(const std::vector<std::string>& globs, const std::vector<std::string_view>& names) {
  size_t g = 0, n = 0;
  size_t after_star = std::string_view::npos, star_end = 0;
  while (n < names.size()) {
    if (g < globs.size() && globs[g] == "**") {
      if (g + 1 == globs.size()) return true;
      after_star = ++g;
      star_end = n;
    } else if (g < globs.size() && MatchName(globs[g], names[n])) {
      ++g;
      ++n;
    } else if (after_star != std::string_view::npos) {
      g = after_star;
      n = ++star_end;
    } else {
      return false;
    }
  }
  return g == globs.size();
}

}  // namespace

std::vector<IgnorePattern> ParseIgnoreFile(std::string_view text) {
  if (StartsWith(text, "\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<IgnorePattern> patterns;
  for (std::string_view line : Split(text, "\n")) {
    if (std::optional<IgnorePattern> pattern = ParseLine(line)) patterns.push_back(std::move(*pattern));
  }
  return patterns;
}

bool Matches(const IgnorePattern& pattern, std::string_view path, bool is_folder) {
  if (pattern.folder_only && !is_folder) return false;
  if (pattern.any_folder) return MatchName(pattern.segments[0], path.substr(path.rfind('/') + 1));
  return MatchSegments(pattern.segments, Split(path, "/"));
}

bool IsIgnored(const IgnoreLevel* innermost, std::string_view path, bool is_folder) {
  for (const IgnoreLevel* level = innermost; level != nullptr; level = level->outer) {
    const std::string_view below = path.substr(level->folder.size());
    for (auto pattern = level->patterns.rbegin(); pattern != level->patterns.rend(); ++pattern) {
      if (Matches(*pattern, below, is_folder)) return !pattern->negated;
    }
  }
  return false;
}

}  // namespace headroom
