#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace headroom {

/// The outside world of files: the one seam for tests (MemoryFiles in tests/support), and the only place that
/// opens one. Errors are one sentence with the path: "cannot read `x.yaml`: Permission denied".
class Files {
 public:
  enum class Kind : uint8_t { kMissing, kFile, kFolder, kOther };
  struct Entry {
    std::string name;  // without the folder
    Kind kind;         // of a symbolic link: kOther (a walk does not follow links)
  };

  virtual ~Files() = default;
  /// What lies at `path`, links followed.
  virtual Kind KindOf(const std::string& path) const = 0;
  /// The whole file, or its first `max_size + 1` bytes: one more than the limit tells the caller that it is
  /// larger.
  virtual Result<std::string> Read(const std::string& path, uint64_t max_size) const = 0;
  /// Standard input, likewise.
  virtual Result<std::string> ReadStandardInput(uint64_t max_size) const = 0;
  /// Entries of a folder, sorted by name.
  virtual Result<std::vector<Entry>> List(const std::string& path) const = 0;
  /// Replaces the file by writing a neighbour and renaming it; `/dev/stdout` and pipes are written directly.
  virtual Result<void> Write(const std::string& path, std::string_view bytes) const = 0;
  /// Keeps other runs that lock the same folder waiting while it lives.
  class Lock {
   public:
    virtual ~Lock() = default;
  };
  /// Locks the folder of `path`, for who reads a file to write it anew; an error where another run holds it
  /// for long. Without locks, as in a test, null.
  virtual Result<std::unique_ptr<Lock>> LockFor(const std::string&) const { return nullptr; }
  /// Replaces the folder by one with these files (names and bytes) in a single step: whatever interrupts it,
  /// readers see all of the old files or all of the new ones. Missing folders above are made. Meanwhile, and
  /// after an interruption, a hidden neighbour lies beside it; the next call removes that.
  virtual Result<void> WriteFolder(const std::string& path,
                                   const std::map<std::string, std::string>& contents) const = 0;
  /// Absolute, links resolved; the path itself where it does not exist.
  virtual std::string Canonical(const std::string& path) const = 0;
};

/// The real file system. No state; lives as long as the program.
const Files& RealFiles();

/// Files that could be inputs below `folder`, sorted; each path is the folder as given, then `/`. Hidden
/// folders, links and what git ignores (.gitignore files from the repository's root down, .git/info/exclude)
/// are left out, as are files whose name ends in none of `suffixes`.
struct Walk {
  std::vector<std::string> files;
  int64_t skipped = 0;  // files with another ending
};
Result<Walk> WalkFolder(const Files& files, const std::string& folder,
                        const std::vector<std::string_view>& suffixes);

/// The root of the git repository around a canonical folder; nothing where there is none.
std::optional<std::string> RepositoryRoot(const Files& files, const std::string& folder);

}  // namespace headroom
