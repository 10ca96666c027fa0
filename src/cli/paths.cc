#include "cli/paths.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "base/text.h"

namespace headroom {
namespace {

std::string Normalized(const std::string& path) {
  std::vector<std::string> parts;
  for (const std::string_view part : Split(path, "/")) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.emplace_back(part);
    }
  }
  return fmt::format("{}{}", StartsWith(path, "/") ? "/" : "", Join(parts, "/"));
}

}  // namespace

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string JoinPath(const std::string& folder, const std::string& path) {
  return Normalized(StartsWith(path, "/") || folder == "." ? path : folder + "/" + path);
}

bool IsInside(const std::string& root, const std::string& path) {
  if (root == ".") return !StartsWith(path, "/") && !StartsWith(path, "..");
  return root == "/" || StartsWith(path, fmt::format("{}/", root));
}

}  // namespace headroom
