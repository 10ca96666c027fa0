#include "snapshot/folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "store/store.h"

namespace headroom {
namespace {

constexpr std::string_view kName = "snapshot";

}  // namespace

std::string SnapshotFolder(const std::string& store) {
  return EndsWith(store, "/") ? fmt::format("{}{}", store, kName) : fmt::format("{}/{}", store, kName);
}

bool IsSnapshotFolder(const Files& files, const std::string& folder) {
  std::string_view path = folder;
  while (EndsWith(path, "/")) path.remove_suffix(1);
  return path.substr(path.rfind('/') + 1) == kName &&
         files.KindOf(fmt::format("{}/{}", path, Snapshot::kStampFile)) == Files::Kind::kFile;
}

Result<Snapshot> ReadSnapshot(const Files& files, const std::string& folder) {
  Snapshot snapshot;
  for (const std::string& name : Snapshot::FileNames()) {
    const std::string path = fmt::format("{}/{}", folder, name);
    if (files.KindOf(path) != Files::Kind::kFile) continue;
    Result<std::string> bytes = files.Read(path, kMaxStoreDocumentSize);
    if (!bytes) return tl::unexpected(bytes.error());
    if (const Result<void> added = snapshot.Add(path, *std::move(bytes)); !added)
      return tl::unexpected(added.error());
  }
  return snapshot;
}

Result<void> WriteSnapshot(const Files& files, const std::string& folder,
                           const std::map<std::string, std::string>& contents) {
  if (files.KindOf(folder) != Files::Kind::kMissing) {
    const Result<std::vector<Files::Entry>> entries = files.List(folder);
    if (!entries) return tl::unexpected(entries.error());
    const std::set<std::string> known = Snapshot::FileNames();
    for (const Files::Entry& entry : *entries) {
      if (known.count(entry.name) > 0) continue;
      return Fail(fmt::format("`{}/{}` is no file of a snapshot and would be lost; move it out of the folder",
                              folder, entry.name));
    }
  }
  return files.WriteFolder(folder, contents);
}

bool FilesWithFolder::IsInside(const std::string& path) const { return StartsWith(path, folder_ + "/"); }

const std::string* FilesWithFolder::Find(const std::string& path) const {
  if (!IsInside(path)) return nullptr;
  const auto found = contents_.find(path.substr(folder_.size() + 1));
  return found == contents_.end() ? nullptr : &found->second;
}

Files::Kind FilesWithFolder::KindOf(const std::string& path) const {
  if (path == folder_) return Kind::kFolder;
  if (IsInside(path)) return Find(path) == nullptr ? Kind::kMissing : Kind::kFile;
  // A store that is not there yet is made for its snapshot.
  const Kind kind = files_.KindOf(path);
  return kind == Kind::kMissing && SnapshotFolder(path) == folder_ ? Kind::kFolder : kind;
}

Result<std::string> FilesWithFolder::Read(const std::string& path, uint64_t max_size) const {
  const std::string* bytes = Find(path);
  return bytes == nullptr ? files_.Read(path, max_size) : Result<std::string>(*bytes);
}

Result<std::string> FilesWithFolder::ReadStandardInput(uint64_t max_size) const {
  return files_.ReadStandardInput(max_size);
}

Result<std::vector<Files::Entry>> FilesWithFolder::List(const std::string& path) const {
  std::vector<Entry> entries;
  if (path == folder_) {
    for (const auto& [name, bytes] : contents_) entries.push_back({name, Kind::kFile});
    return entries;
  }
  if (files_.KindOf(path) != Kind::kMissing || SnapshotFolder(path) != folder_) {
    Result<std::vector<Entry>> there = files_.List(path);
    if (!there || SnapshotFolder(path) != folder_) return there;
    entries = *std::move(there);
  }
  std::erase_if(entries, [](const Entry& entry) { return entry.name == kName; });
  entries.push_back({std::string(kName), Kind::kFolder});
  return entries;
}

Result<void> FilesWithFolder::Write(const std::string& path, std::string_view bytes) const {
  return files_.Write(path, bytes);
}

Result<void> FilesWithFolder::WriteFolder(const std::string& path,
                                          const std::map<std::string, std::string>& contents) const {
  return files_.WriteFolder(path, contents);
}

std::string FilesWithFolder::Canonical(const std::string& path) const {
  return path == folder_ || IsInside(path) ? path : files_.Canonical(path);
}

}  // namespace headroom
