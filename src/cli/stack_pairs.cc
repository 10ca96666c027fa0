#include "cli/stack_pairs.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace headroom {
namespace {

using Paths = std::set<std::string>;

Paths PathsOf(const InputSet& set) {
  Paths out;
  for (const auto& input : set.inputs) out.insert(input->path);
  return out;
}

/// How many names at the end of two paths are the same.
size_t CommonEnd(std::string_view a, std::string_view b) {
  const std::vector<std::string_view> as = Split(a, "/"), bs = Split(b, "/");
  const auto ends = std::mismatch(as.rbegin(), as.rend(), bs.rbegin(), bs.rend());
  return static_cast<size_t>(ends.first - as.rbegin());
}

/// The one among `others` whose end has the most in common with that of `path`.
std::optional<std::string> Nearest(const std::string& path, const Paths& others) {
  size_t most = 0;
  std::optional<std::string> out;
  for (const std::string& other : others) {
    const size_t common = CommonEnd(path, other);
    if (common < most || common == 0) continue;
    out = common == most ? std::nullopt : std::optional(other);
    most = common;
  }
  return out;
}

}  // namespace

StackNames PairStacks(const InputSet& inputs, const InputSet* deployed) {
  StackNames out;
  for (const auto& input : inputs.inputs) {
    if (input->changes) out[input->path] = input->path;
  }
  if (deployed == nullptr) return out;
  const Paths before = PathsOf(*deployed), after = PathsOf(inputs);
  for (const std::string& path : after) {
    const std::optional<std::string> old = Nearest(path, before);
    if (!old || Nearest(*old, after) != path) continue;
    out[path] = path;
    out[*old] = path;
  }
  return out;
}

}  // namespace headroom
