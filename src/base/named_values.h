#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace headroom {

/// Texts under names that every Region and account uses for itself: SSM parameters, exports.
class NamedValues {
 public:
  /// Where a value counts. What is empty stands for every Region, or every account.
  struct Scope {
    std::string region, account;
    auto operator<=>(const Scope&) const = default;
    /// Whether a Region and account may be in both.
    bool Overlaps(const Scope& other) const;
  };
  struct Entry {
    std::string value;
    int64_t version = 0;  // 0: not known
    bool operator==(const Entry&) const = default;
  };

  /// Takes the place of what the name is in that scope.
  void Set(std::string_view name, const Scope& scope, Entry entry);
  /// What a name is in a Region and account (nothing: not known, any may be meant), the latest version of it.
  /// Null: it is not known there, or what may be meant has several values. Valid as long as this is.
  const std::string* Find(std::string_view name, const std::optional<std::string>& region,
                          const std::optional<std::string>& account) const;
  /// Whether the account decides what a name is, in some Region.
  bool DependsOnAccount(std::string_view name) const;
  /// Why Find gives nothing: "is not in the store".
  std::string_view WhyNot(std::string_view name, const std::optional<std::string>& region,
                          const std::optional<std::string>& account) const;
  bool empty() const { return names_.empty(); }

 private:
  std::map<std::string, std::map<Scope, Entry>, std::less<>> names_;
};

}  // namespace headroom
