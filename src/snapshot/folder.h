#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "snapshot/snapshot.h"

namespace headroom {

/// Where the snapshot of a store lies: a folder of its own, so that what people write is never touched.
std::string SnapshotFolder(const std::string& store);

/// Whether a folder is the snapshot of a store, told from its name and its stamp, and not a store itself.
bool IsSnapshotFolder(const Files& files, const std::string& folder);

/// The snapshot that a store has; an empty one if it has none.
Result<Snapshot> ReadSnapshot(const Files& files, const std::string& folder);

/// Puts a snapshot's files in the place of the folder, in one step. Refuses to, if the folder holds a file
/// that no snapshot has.
Result<void> WriteSnapshot(const Files& files, const std::string& folder,
                           const std::map<std::string, std::string>& contents);

/// The files as they are, but with one folder as if it held `contents` and nothing else.
class FilesWithFolder final : public Files {
 public:
  FilesWithFolder(const Files& files, std::string folder, std::map<std::string, std::string> contents)
      : files_(files), folder_(std::move(folder)), contents_(std::move(contents)) {}

  Kind KindOf(const std::string& path) const override;
  Result<std::string> Read(const std::string& path, uint64_t max_size) const override;
  Result<std::string> ReadStandardInput(uint64_t max_size) const override;
  Result<std::vector<Entry>> List(const std::string& path) const override;
  Result<void> Write(const std::string& path, std::string_view bytes) const override;
  Result<void> WriteFolder(const std::string& path,
                           const std::map<std::string, std::string>& contents) const override;
  std::string Canonical(const std::string& path) const override;

 private:
  /// The name below the folder, or null; whether there is such a file is another question.
  const std::string* Find(const std::string& path) const;
  bool IsInside(const std::string& path) const;

  const Files& files_;
  const std::string folder_;
  const std::map<std::string, std::string> contents_;
};

}  // namespace headroom
