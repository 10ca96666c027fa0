#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"

namespace headroom {

/// Files in memory. A folder exists as soon as a file lies below it, or when it is added on its own. Paths
/// are taken as they are, a leading `./` and a trailing `/` aside.
class MemoryFiles : public Files {
 public:
  MemoryFiles() = default;
  MemoryFiles(std::initializer_list<std::pair<const std::string, std::string>> files) {
    for (const auto& [path, bytes] : files) AddFile(path, bytes);
  }

  void AddFile(const std::string& path, std::string bytes) { files_[Clean(path)] = std::move(bytes); }
  void AddFolder(const std::string& path) { folders_.insert(Clean(path)); }
  /// A symbolic link: listed as kOther, everything else sees its target.
  void AddLink(const std::string& path, const std::string& target) { links_[Clean(path)] = Clean(target); }
  /// A file that is there but cannot be read: "cannot read `x`: Permission denied".
  void AddUnreadable(const std::string& path) {
    AddFile(path, {});
    unreadable_.insert(Clean(path));
  }
  void SetStandardInput(std::string bytes) { standard_input_ = std::move(bytes); }

  const std::map<std::string, std::string>& files() const { return files_; }

  Kind KindOf(const std::string& path) const override {
    const std::string real = Canonical(path);
    if (files_.count(real) > 0) return Kind::kFile;
    return IsFolder(real) ? Kind::kFolder : Kind::kMissing;
  }

  Result<std::string> Read(const std::string& path, uint64_t max_size) const override {
    const auto found = files_.find(Canonical(path));
    if (found == files_.end()) return Fail(fmt::format("cannot read `{}`: No such file or directory", path));
    if (unreadable_.count(found->first) > 0)
      return Fail(fmt::format("cannot read `{}`: Permission denied", path));
    return Head(found->second, max_size);
  }

  Result<std::string> ReadStandardInput(uint64_t max_size) const override {
    return Head(standard_input_, max_size);
  }

  Result<std::vector<Entry>> List(const std::string& path) const override {
    const std::string real = Canonical(path);
    if (!IsFolder(real)) return Fail(fmt::format("cannot read `{}`: No such file or directory", path));
    std::map<std::string, Kind> entries;
    for (const auto& [name, bytes] : files_) AddEntry(entries, real, name, Kind::kFile);
    for (const std::string& name : folders_) AddEntry(entries, real, name, Kind::kFolder);
    for (const auto& [name, target] : links_) AddEntry(entries, real, name, Kind::kOther);
    std::vector<Entry> list;
    for (const auto& [name, kind] : entries) list.push_back({name, kind});
    return list;
  }

  Result<void> Write(const std::string& path, std::string_view bytes) const override {
    const std::string real = Canonical(path);
    if (IsFolder(real)) return Fail(fmt::format("cannot write `{}`: Is a directory", path));
    files_[real] = bytes;
    return {};
  }

  Result<void> WriteFolder(const std::string& path,
                           const std::map<std::string, std::string>& contents) const override {
    const std::string prefix = Prefix(Canonical(path));
    std::erase_if(files_,
                  [&](const auto& file) { return file.first.compare(0, prefix.size(), prefix) == 0; });
    for (const auto& [name, bytes] : contents) files_[prefix + name] = bytes;
    return {};
  }

  std::string Canonical(const std::string& path) const override {
    const std::string clean = Clean(path);
    const auto link = links_.find(clean);
    return link == links_.end() ? clean : link->second;
  }

 private:
  static std::string Clean(std::string path) {
    while (path.size() > 2 && path.compare(0, 2, "./") == 0) path.erase(0, 2);
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
  }

  static std::string Prefix(const std::string& folder) {
    return folder == "." ? std::string() : folder == "/" ? folder : folder + "/";
  }

  static std::string Head(const std::string& bytes, uint64_t max_size) {
    return bytes.size() > max_size ? bytes.substr(0, max_size + 1) : bytes;
  }

  bool IsFolder(const std::string& path) const {
    if (path == "." || folders_.count(path) > 0) return true;
    const std::string prefix = Prefix(path);
    const auto below = [&](const auto& paths, const auto& name_of) {
      return std::any_of(paths.begin(), paths.end(), [&](const auto& entry) {
        return name_of(entry).compare(0, prefix.size(), prefix) == 0;
      });
    };
    const auto key = [](const auto& entry) -> const std::string& { return entry.first; };
    return below(files_, key) || below(links_, key) ||
           below(folders_, [](const std::string& name) -> const std::string& { return name; });
  }

  static void AddEntry(std::map<std::string, Kind>& entries, const std::string& folder,
                       const std::string& path, Kind kind) {
    const std::string prefix = Prefix(folder);
    if (path.size() <= prefix.size() || path.compare(0, prefix.size(), prefix) != 0) return;
    const size_t slash = path.find('/', prefix.size());
    if (slash == std::string::npos) {
      entries[path.substr(prefix.size())] = kind;
    } else {
      entries.emplace(path.substr(prefix.size(), slash - prefix.size()), Kind::kFolder);
    }
  }

  mutable std::map<std::string, std::string> files_;
  std::map<std::string, std::string> links_;
  std::set<std::string> folders_;
  std::set<std::string> unreadable_;
  std::string standard_input_;
};

}  // namespace headroom
