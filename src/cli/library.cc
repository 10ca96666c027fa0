#include "cli/library.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/text.h"
#include "resources/input.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

/// The folder of a path; "." for a bare name.
std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// `a/./b/../c` is `a/c`; what goes above the start stays.
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

/// Whether `path` lies below `root`; both are canonical.
bool IsInside(const std::string& root, const std::string& path) {
  if (root == ".") return !StartsWith(path, "/") && !StartsWith(path, "..");
  return root == "/" || StartsWith(path, fmt::format("{}/", root));
}

bool IsRemote(const std::string& url) { return url.find("://") != std::string::npos; }

}  // namespace

const std::string& FileLibrary::RootOf(const std::string& top) {
  const auto [entry, is_new] = roots_.try_emplace(top);
  if (!is_new) return entry->second;
  const std::string folder = files_.Canonical(FolderOf(top));
  const std::string here = files_.Canonical(".");
  const std::optional<std::string> repository = RepositoryRoot(files_, folder);
  const bool below = folder == here || IsInside(here, folder);
  return entry->second = repository ? *repository : below ? here : folder;
}

FileLibrary::Spot FileLibrary::Locate(const std::string& url, const std::string& path,
                                      const std::string& top) {
  Spot spot;
  if (IsRemote(url)) {
    spot.why = fmt::format("its template lies at `{}`, and nothing is fetched", url);
    return spot;
  }
  const bool absolute = StartsWith(url, "/");
  const std::string folder = FolderOf(path);
  spot.path = Normalized(absolute || folder == "." ? url : folder + "/" + url);
  spot.identity = files_.Canonical(spot.path);
  if (files_.KindOf(spot.path) != Files::Kind::kFile) {
    spot.why = fmt::format("there is no file `{}`", spot.path);
  } else if (!IsInside(RootOf(top), spot.identity)) {
    spot.why = fmt::format("`{}` lies outside of the repository, and is not read", spot.path);
  }
  return spot;
}

const NestedTemplate& FileLibrary::Refuse(const std::string& url, std::string why) {
  std::unique_ptr<Entry>& entry = refused_[url + "\n" + why];
  if (entry == nullptr) {
    entry = std::make_unique<Entry>();
    entry->found.path = url;
    entry->found.why = std::move(why);
  }
  return entry->found;
}

std::string FileLibrary::Identify(const std::string& url, const std::string& path, const std::string& top) {
  const std::lock_guard lock(mutex_);
  const Spot spot = Locate(url, path, top);
  return spot.why.empty() ? spot.identity : "";
}

std::vector<const Document*> FileLibrary::documents() const {
  std::vector<const Document*> out;
  for (const auto& [identity, entry] : entries_) {
    if (entry->document) out.push_back(&*entry->document);
  }
  return out;
}

const NestedTemplate& FileLibrary::Find(const std::string& url, const std::string& path,
                                        const std::string& top) {
  const std::lock_guard lock(mutex_);
  Spot spot = Locate(url, path, top);
  if (!spot.why.empty()) return Refuse(url, std::move(spot.why));
  std::unique_ptr<Entry>& entry = entries_[spot.identity];
  if (entry == nullptr) {
    entry = std::make_unique<Entry>();
    Load(spot, *entry);
  }
  return entry->found;
}

void FileLibrary::Load(const Spot& spot, Entry& entry) {
  NestedTemplate& found = entry.found;
  found.path = spot.path;
  found.identity = spot.identity;
  Result<std::string> bytes = files_.Read(spot.identity, max_size_);
  if (!bytes || bytes->size() > max_size_) {
    found.why = bytes ? fmt::format("`{}` is too large", spot.path) : bytes.error().message;
    return;
  }
  ParseResult parsed = Parse(sources_.Add(spot.path, *std::move(bytes)));
  for (const SyntaxError& error : parsed.errors) {
    Finding finding;
    finding.rule = "LM001";
    finding.message = error.message;
    finding.where = error.where;
    found.findings.push_back(std::move(finding));
  }
  if (!parsed.document) return;
  entry.document = *std::move(parsed.document);
  if (KindOf(*entry.document) != InputKind::kCloudFormation) {
    found.why = fmt::format("`{}` is no CloudFormation template", spot.path);
    return;
  }
  entry.tmpl.emplace(*entry.document, found.findings);
  found.tmpl = &*entry.tmpl;
}

}  // namespace headroom
