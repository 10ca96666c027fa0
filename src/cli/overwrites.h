#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace headroom {

/// The files that a run reads: it must not write over them, or the next run has lost them.
class FilesRead {
 public:
  /// Must outlive it.
  explicit FilesRead(const Files& files) : files_(files) {}

  /// `what`: "an input"; the text must outlive it. An empty path, standard input and
  /// what is no file (`/dev/null`) are none.
  void Add(const std::string& path, std::string_view what);
  /// An error if `path`, which `option` names, is one of them. Empty: standard output.
  Result<void> CheckWrite(const std::string& path, std::string_view option) const;

 private:
  const Files& files_;
  std::map<std::string, std::string_view> read_;  // by what Files::Canonical makes of the path
};

}  // namespace headroom
