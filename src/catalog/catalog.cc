#include "catalog/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace headroom {
namespace {

using Number = std::optional<int32_t>;

/// kTypes, kHosts, kDate: written by embed_catalog from rules/catalog. In .rodata, sorted by name.
#include "catalog_data.inc"

template <typename Entry, size_t N>
const Entry* FindSorted(const Entry (&table)[N], std::string_view Entry::*key, std::string_view wanted) {
  const auto* found = std::lower_bound(std::begin(table), std::end(table), wanted,
                                       [key](const Entry& e, std::string_view w) { return e.*key < w; });
  return found != std::end(table) && found->*key == wanted ? found : nullptr;
}

/// One segment of valid_cores: `n`, `a-b` or `a-b/step`.
struct Segment {
  int64_t first = 0;
  int64_t last = 0;
  int64_t step = 1;

  bool Holds(int64_t count) const { return count >= first && count <= last && (count - first) % step == 0; }
};

Segment ParseSegment(std::string_view text) {
  Segment segment;
  if (const size_t slash = text.find('/'); slash != std::string_view::npos) {
    segment.step = std::max<int64_t>(1, ParseInteger(text.substr(slash + 1)).value_or(1));
    text = text.substr(0, slash);
  }
  const size_t dash = text.find('-');
  segment.first = ParseInteger(text.substr(0, dash)).value_or(0);
  segment.last =
      dash == std::string_view::npos ? segment.first : ParseInteger(text.substr(dash + 1)).value_or(0);
  return segment;
}

bool Allows(std::string_view segments, int64_t count) {
  if (segments.empty()) return false;
  const std::vector<std::string_view> parts = Split(segments, ";");
  return std::any_of(parts.begin(), parts.end(),
                     [count](std::string_view part) { return ParseSegment(part).Holds(count); });
}

std::string Describe(Segment segment) {
  if (segment.first == segment.last) return std::to_string(segment.first);
  if (segment.step == 1) return fmt::format("{} to {}", segment.first, segment.last);
  return fmt::format("{} to {} in steps of {}", segment.first, segment.last, segment.step);
}

}  // namespace

bool InstanceType::AllowsCores(int64_t count) const { return Allows(valid_cores, count); }
bool InstanceType::AllowsThreads(int64_t count) const { return Allows(valid_threads, count); }

std::string DescribeValidCounts(std::string_view segments) {
  if (segments.empty()) return {};
  std::vector<std::string> parts;
  for (std::string_view part : Split(segments, ";")) parts.push_back(Describe(ParseSegment(part)));
  const std::string last = std::move(parts.back());
  parts.pop_back();
  return parts.empty() ? last : fmt::format("{} or {}", Join(parts, ", "), last);
}

std::string_view FamilyOfType(std::string_view type_name) { return type_name.substr(0, type_name.find('.')); }

const InstanceType* Catalog::FindType(std::string_view name) const {
  if (auto found = types_.find(name); found != types_.end()) return &found->second;
  return FindSorted(kTypes, &InstanceType::name, name);
}

const HostFamily* Catalog::FindHost(std::string_view family) const {
  if (auto found = hosts_.find(family); found != hosts_.end()) return &found->second;
  return FindSorted(kHosts, &HostFamily::family, family);
}

std::vector<std::string_view> Catalog::TypeNames() const {
  std::vector<std::string_view> built_in, overrides, all;
  for (const InstanceType& type : kTypes) built_in.push_back(type.name);
  for (const auto& [name, type] : types_) overrides.push_back(name);
  std::set_union(built_in.begin(), built_in.end(), overrides.begin(), overrides.end(),
                 std::back_inserter(all));
  return all;
}

std::string_view Catalog::Keep(std::string_view text) {
  return text.empty() ? std::string_view() : std::string_view(strings_.emplace_back(text));
}

void Catalog::Override(const InstanceType& type) {
  InstanceType kept = type;
  for (auto member :
       {&InstanceType::name, &InstanceType::valid_cores, &InstanceType::valid_threads,
        &InstanceType::hypervisor, &InstanceType::architectures, &InstanceType::cpu_manufacturer,
        &InstanceType::usage_classes, &InstanceType::accelerators, &InstanceType::storage_types}) {
    kept.*member = Keep(type.*member);
  }
  kept.family = FamilyOfType(kept.name);
  types_.erase(kept.name);  // its key is a view of the entry it replaces
  types_.emplace(kept.name, kept);
}

void Catalog::Override(const HostFamily& host) {
  HostFamily kept = host;
  kept.family = Keep(host.family);
  hosts_.erase(kept.family);
  hosts_.emplace(kept.family, kept);
}

std::string_view CatalogDate() { return kDate; }

}  // namespace headroom
