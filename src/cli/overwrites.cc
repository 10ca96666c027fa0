#include "cli/overwrites.h"

#include <fmt/format.h>

#include "base/text.h"

namespace headroom {

void FilesRead::Add(const std::string& path, std::string_view what) {
  if (path.empty() || path == "-" || files_.KindOf(path) == Files::Kind::kOther) return;
  read_.emplace(files_.Canonical(path), what);
}

Result<void> FilesRead::CheckWrite(const std::string& path, std::string_view option) const {
  const auto found = path.empty() ? read_.end() : read_.find(files_.Canonical(path));
  if (found == read_.end()) return {};
  return Fail(
      fmt::format("`{}` would overwrite `{}`, {} of this run", option, Printable(path), found->second));
}

}  // namespace headroom
