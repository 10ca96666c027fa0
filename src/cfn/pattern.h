#pragma once

#include <memory>
#include <optional>
#include <string_view>

namespace headroom::cfn {

/// A regular expression that a whole text must match, as AllowedPattern does. AWS reads Java's; what PCRE2
/// cannot read, or takes too long to match, is not judged.
class Pattern {
 public:
  explicit Pattern(std::string_view expression);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  /// Nothing: not judged.
  std::optional<bool> Matches(std::string_view text) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace headroom::cfn
