#pragma once

#include <set>
#include <string>
#include <tuple>

#include "base/files.h"
#include "base/finding.h"
#include "base/result.h"
#include "base/source.h"

namespace headroom {

/// The findings of an earlier run, as a file keeps them: rule, path, resource and license of each, and no
/// line numbers, so that it lasts while files change.
class Baseline {
 public:
  /// What a file written by Text holds. Errors are a line for each mistake, with its place.
  static Result<Baseline> Read(const std::string& path, const Files& files, SourceSet& sources);

  void Add(const Finding& finding) { keys_.insert(KeyOf(finding)); }
  bool Knows(const Finding& finding) const { return keys_.count(KeyOf(finding)) > 0; }
  /// JSON, sorted.
  std::string Text() const;

 private:
  using Key =
      std::tuple<std::string, std::string, std::string, std::string>;  // path, rule, resource, license
  static Key KeyOf(const Finding& finding);

  std::set<Key> keys_;
};

}  // namespace headroom
