#include "base/named_values.h"

#include <utility>

namespace headroom {
namespace {

using Scope = NamedValues::Scope;

bool Fits(const std::string& scope, const std::optional<std::string>& wanted) {
  return scope.empty() || !wanted || scope == *wanted;
}

bool Fits(const Scope& scope, const std::optional<std::string>& region,
          const std::optional<std::string>& account) {
  return Fits(scope.region, region) && Fits(scope.account, account);
}

}  // namespace

bool Scope::Overlaps(const Scope& other) const {
  const auto both = [](const std::string& x, const std::string& y) {
    return x.empty() || y.empty() || x == y;
  };
  return both(region, other.region) && both(account, other.account);
}

void NamedValues::Set(std::string_view name, const Scope& scope, Entry entry) {
  names_[std::string(name)].insert_or_assign(scope, std::move(entry));
}

const std::string* NamedValues::Find(std::string_view name, const std::optional<std::string>& region,
                                     const std::optional<std::string>& account) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return nullptr;
  const std::pair<const Scope, Entry>* best = nullptr;
  for (const auto& entry : found->second) {
    if (!Fits(entry.first, region, account)) continue;
    if (best == nullptr || entry.second.version > best->second.version) best = &entry;
  }
  if (best == nullptr) return nullptr;
  for (const auto& [scope, entry] : found->second) {
    const bool outdated = entry.version < best->second.version && scope.Overlaps(best->first);
    if (Fits(scope, region, account) && entry.value != best->second.value && !outdated) return nullptr;
  }
  return &best->second.value;
}

bool NamedValues::DependsOnAccount(std::string_view name) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return false;
  for (const auto& [scope, entry] : found->second) {
    if (!scope.account.empty()) return true;
  }
  return false;
}

std::string_view NamedValues::WhyNot(std::string_view name, const std::optional<std::string>& region,
                                     const std::optional<std::string>& account) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return "is not in the store";
  for (const auto& [scope, entry] : found->second) {
    if (Fits(scope, region, account))
      return "has several values in the store, and the Region and account that count are not known";
  }
  return "is in the store only for other Regions or accounts";
}

}  // namespace headroom
