#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "syntax/document.h"

namespace headroom {

/// What a snapshot holds, one file for each.
enum class SnapshotKind : uint8_t {
  kLicenses,
  kAssociations,
  kUsage,
  kImages,
  kInstances,
  kHosts,
  kLaunchTemplates,
  kParameters,
  kExports,
};
inline constexpr size_t kSnapshotKinds = 9;

/// What AWS says at one time, in an order of its own: the same data gives the same bytes, whichever version
/// of the AWS CLI printed it and in whatever order. Fields that no rule of headroom reads, and those that may
/// hold secrets (UserData, SecureString parameters, tags), are left out.
class Snapshot {
 public:
  /// An entry of a list that the CLI printed, such as one image.
  struct Entry {
    const Document* document = nullptr;
    NodeId node = kNoNode;

    /// A field's text; empty if it is absent.
    std::string_view Text(std::string_view field) const;
  };
  using Entries = std::map<std::string, Entry>;  // by what the snapshot is sorted by

  /// Takes what a document holds: what the CLI printed, or a file of an older snapshot. Of an entry that is
  /// there already the later counts. An error, with its place, if it cannot be read, holds nothing of a
  /// snapshot, is not whole (`NextToken`), or does not name the license that its lists are of.
  Result<void> Add(const std::string& path, std::string bytes);
  /// One page of several.
  Result<void> AddPage(const std::string& path, std::string bytes);
  /// Whatever kind `newer` holds, if only an empty list of it, takes the place of that kind here; so does the
  /// account.
  void Replace(const Snapshot& newer);
  /// When the whole is from, in seconds since 1970, if what `newer` holds takes its place and is of `taken`:
  /// what it leaves in place is as old as it was.
  int64_t TimeWith(const Snapshot& newer, int64_t taken) const;
  /// Leaves out exports with other names.
  void KeepExports(const std::set<std::string>& names);

  /// Whether there is anything of a kind, be it an empty list.
  bool Holds(SnapshotKind kind) const { return present_.count(kind) > 0; }
  const Entries& Of(SnapshotKind kind) const { return entries_[static_cast<size_t>(kind)]; }
  /// Of its licenses, sorted.
  std::vector<std::string> LicenseArns() const;
  /// Of its licenses, and those that the stamp of an older snapshot says were asked.
  std::set<std::string> Regions() const;
  const std::string& account() const { return account_; }  // whose credentials took it; empty: not known

  /// "3 licenses, 12 associations, 40 images of the account 111122223333".
  std::string Summary() const;
  /// The files, by name. `synced_at` in seconds since 1970; `regions` are those that were asked, besides
  /// those of the licenses.
  std::map<std::string, std::string> Render(int64_t synced_at, const std::vector<std::string>& regions) const;
  /// The file that says when it was taken.
  static constexpr std::string_view kStampFile = "snapshot.json";
  static std::set<std::string> FileNames();

 private:
  struct Text {
    SourceSet sources;
    std::unique_ptr<Document> document;
  };

  Result<std::shared_ptr<const Text>> Read(const std::string& path, std::string bytes);
  Result<void> Take(std::shared_ptr<const Text> text);
  bool TakeAll(const Document& document);
  void TakeRegions(const Document& document);
  bool TakeLicense(const Document& document, NodeId map);
  void Take(SnapshotKind kind, const Document& document, NodeId entry, std::string_view parent = {});
  bool TakeList(SnapshotKind kind, const Document& document, NodeId map, std::string_view parent = {});

  std::vector<std::shared_ptr<const Text>> texts_;  // what the entries point into
  Entries entries_[kSnapshotKinds];
  std::set<std::string> parents_[kSnapshotKinds];  // licenses whose list was there, perhaps empty
  std::set<SnapshotKind> present_;
  std::string account_;
  std::optional<int64_t> stamped_at_;
  std::set<std::string> stamped_regions_;
};

}  // namespace headroom
