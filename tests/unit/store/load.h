#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/source.h"
#include "base/text.h"
#include "store/store.h"
#include "support/memory_files.h"

namespace headroom {

/// A store loaded from files in memory, with everything that must live as long.
struct Loaded {
  SourceSet sources;
  std::vector<std::string> warnings;
  Result<RuleStore> store;

  explicit Loaded(const Files& files, const std::vector<std::string>& paths = {"store"})
      : store(LoadStore(files, paths, sources, warnings)) {}

  /// The store, which must have loaded without a warning.
  const RuleStore& operator*() const {
    REQUIRE_MESSAGE(store.has_value(), (store ? std::string() : store.error().message));
    CHECK(Warnings() == "");
    return *store;
  }
  const RuleStore* operator->() const { return &**this; }

  std::string Warnings() const { return Join(warnings, "\n"); }
  std::string error() const { return store ? "no error" : store.error().message; }
};

/// One document, `store/a.yaml`.
inline Loaded LoadYaml(std::string text) { return Loaded(MemoryFiles({{"store/a.yaml", std::move(text)}})); }

inline constexpr const char* kSql =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "0123456789abcdef0123456789abcdef";
inline constexpr const char* kOracle =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "22222222222222222222222222222222";

/// "7:5" of a place.
inline std::string At(Place place) {
  if (!place) return "nowhere";
  const Position position = place.file->PositionOf(place.span.begin);
  return std::to_string(position.line) + ":" + std::to_string(position.column);
}

}  // namespace headroom
