#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "base/files.h"
#include "base/ignore.h"
#include "base/text.h"

namespace headroom {
namespace {

constexpr uint64_t kMaxIgnoreFileSize = 1 << 20;
constexpr int kMaxFolderDepth = 200;

std::string Below(const std::string& folder, std::string_view name) {
  return fmt::format("{}{}{}", folder, EndsWith(folder, "/") ? "" : "/", name);
}

/// A folder still to be read.
struct PendingFolder {
  std::string path;       // as shown: below the folder that was given
  std::string from_root;  // relative to the repository's root: "" or "stacks/"
  const IgnoreLevel* ignore = nullptr;
  int depth = 0;
};

/// The folder that git is asked in, and where its private files lie.
struct Repository {
  std::string root;
  std::string git_folder;
};

/// `.git` is a folder, or in a linked working tree or a submodule a file that names one.
std::string GitFolder(const Files& files, const std::string& root) {
  const std::string git = Below(root, ".git");
  if (files.KindOf(git) != Files::Kind::kFile) return git;
  constexpr uint64_t kMaxSize = 64 << 10;
  const auto resolve = [](const std::string& base, std::string_view path) {
    return StartsWith(path, "/") ? std::string(path) : Below(base, path);
  };
  const Result<std::string> link = files.Read(git, kMaxSize);
  constexpr std::string_view kKey = "gitdir: ";
  if (!link || !StartsWith(*link, kKey)) return git;
  const std::string own = resolve(root, Trim(std::string_view(*link).substr(kKey.size())));
  const Result<std::string> common = files.Read(Below(own, "commondir"), kMaxSize);
  return common ? resolve(own, Trim(*common)) : own;
}

std::optional<Repository> FindRepository(const Files& files, const std::string& folder) {
  const std::optional<std::string> root = RepositoryRoot(files, folder);
  if (!root) return {};
  return Repository{*root, GitFolder(files, *root)};
}

class Walker {
 public:
  Walker(const Files& files, const std::vector<std::string_view>& suffixes)
      : files_(files), suffixes_(suffixes) {}

  Result<Walk> Run(const std::string& folder) {
    Result<PendingFolder> start = Start(folder);
    if (!start) return tl::unexpected(start.error());
    pending_.push_back(std::move(*start));
    while (!pending_.empty()) {
      const PendingFolder next = std::move(pending_.back());
      pending_.pop_back();
      if (const Result<void> done = ReadFolder(next); !done) return tl::unexpected(done.error());
    }
    std::sort(walk_.files.begin(), walk_.files.end());
    return std::move(walk_);
  }

 private:
  /// The folder with the ignore files of the repository outside of it. Without a repository only those inside
  /// count: an exported checkout is walked like the original.
  Result<PendingFolder> Start(const std::string& folder) {
    PendingFolder start{folder, {}};
    const std::string canonical = files_.Canonical(folder);
    const std::optional<Repository> repository = FindRepository(files_, canonical);
    if (!repository) return start;
    start.ignore = AddLevel(Below(repository->git_folder, "info/exclude"), "", nullptr);
    std::string outer = repository->root;
    const std::string inside = canonical.substr(std::min(canonical.size(), outer.size() + 1));
    if (inside.empty()) return Checked(std::move(start));
    for (std::string_view name : Split(inside, "/")) {
      start.ignore = AddLevel(Below(outer, ".gitignore"), start.from_root, start.ignore);
      outer = Below(outer, name);
      start.from_root += fmt::format("{}/", name);
    }
    return Checked(std::move(start));
  }

  Result<PendingFolder> Checked(PendingFolder start) {
    if (failure_) return tl::unexpected(*failure_);
    return start;
  }

  const IgnoreLevel* AddLevel(const std::string& path, std::string folder, const IgnoreLevel* outer) {
    if (files_.KindOf(path) != Files::Kind::kFile) return outer;
    const Result<std::string> text = files_.Read(path, kMaxIgnoreFileSize);
    if (!text) {
      failure_ = text.error();
    } else if (text->size() > kMaxIgnoreFileSize) {
      failure_ = Error{fmt::format("cannot use `{}`: it is larger than 1 MiB", path)};
    } else {
      levels_.push_back({std::move(folder), ParseIgnoreFile(*text), outer});
      return &levels_.back();
    }
    return outer;
  }

  Result<void> ReadFolder(const PendingFolder& folder) {
    const Result<std::vector<Files::Entry>> entries = files_.List(folder.path);
    if (!entries) return tl::unexpected(entries.error());
    const IgnoreLevel* ignore = folder.ignore;
    const bool has_rules = std::any_of(entries->begin(), entries->end(), [](const Files::Entry& entry) {
      return entry.name == ".gitignore" && entry.kind == Files::Kind::kFile;
    });
    if (has_rules) ignore = AddLevel(Below(folder.path, ".gitignore"), folder.from_root, ignore);
    if (failure_) return tl::unexpected(*failure_);
    for (const Files::Entry& entry : *entries) {
      const Result<void> taken = Take(folder, ignore, entry);
      if (!taken) return taken;
    }
    return {};
  }

  Result<void> Take(const PendingFolder& folder, const IgnoreLevel* ignore, const Files::Entry& entry) {
    const bool is_folder = entry.kind == Files::Kind::kFolder;
    if (!is_folder && entry.kind != Files::Kind::kFile) return {};
    if (is_folder && StartsWith(entry.name, ".")) return {};
    const std::string from_root = folder.from_root + entry.name;
    if (IsIgnored(ignore, from_root, is_folder)) return {};
    std::string path = Below(folder.path, entry.name);
    if (is_folder) {
      if (folder.depth == kMaxFolderDepth) {
        return Fail(fmt::format("cannot search `{}`: more than {} folders deep", path, kMaxFolderDepth));
      }
      pending_.push_back({std::move(path), from_root + "/", ignore, folder.depth + 1});
    } else if (HasSuffix(entry.name)) {
      walk_.files.push_back(std::move(path));
    } else {
      ++walk_.skipped;
    }
    return {};
  }

  bool HasSuffix(std::string_view name) const {
    return std::any_of(suffixes_.begin(), suffixes_.end(),
                       [&](std::string_view suffix) { return EndsWith(name, suffix); });
  }

  const Files& files_;
  const std::vector<std::string_view>& suffixes_;
  std::deque<IgnoreLevel> levels_;  // levels point at each other
  std::vector<PendingFolder> pending_;
  std::optional<Error> failure_;
  Walk walk_;
};

}  // namespace

std::optional<std::string> RepositoryRoot(const Files& files, const std::string& folder) {
  for (std::string root = folder;; root.resize(root.rfind('/'))) {
    if (files.KindOf(Below(root, ".git")) != Files::Kind::kMissing) return root;
    if (root.find('/') == std::string::npos) return {};
  }
}

Result<Walk> WalkFolder(const Files& files, const std::string& folder,
                        const std::vector<std::string_view>& suffixes) {
  return Walker(files, suffixes).Run(folder);
}

}  // namespace headroom
