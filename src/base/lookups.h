#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace headroom {

/// What a run looks up in the world outside of its inputs, found or not: a snapshot of that world has to hold
/// it. Names are as the inputs spell them. Safe to use from many threads.
class Lookups {
 public:
  enum class Kind : uint8_t { kSsmParameter, kExport, kImage, kInstance, kLaunchTemplate };
  /// Of launch templates: the id or name, and the version (a number, `$Latest`, `$Default`).
  using Entry = std::pair<std::string, std::string>;

  void Note(Kind kind, std::string_view name, std::string_view version = {}) {
    const std::lock_guard<std::mutex> lock(mutex_);
    entries_[static_cast<size_t>(kind)].emplace(name, version);
  }
  /// Sorted. Only when nobody notes any more.
  const std::set<Entry>& Of(Kind kind) const { return entries_[static_cast<size_t>(kind)]; }

 private:
  std::mutex mutex_;
  std::set<Entry> entries_[5];
};

}  // namespace headroom
