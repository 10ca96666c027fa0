#pragma once

#include <string>

namespace headroom {

/// The folder of a path; "." for a bare name.
std::string FolderOf(const std::string& path);
/// A path that counts from `folder`; an absolute one is itself. `a/./b/../c` is `a/c`; what goes above the
/// start stays.
std::string JoinPath(const std::string& folder, const std::string& path);
/// Whether `path` lies below `root`; both are canonical.
bool IsInside(const std::string& root, const std::string& path);

}  // namespace headroom
