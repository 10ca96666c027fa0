#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/source.h"
#include "resources/stack.h"
#include "syntax/document.h"

namespace headroom {

/// Nested stacks' templates from files, as `aws cloudformation package` finds them: a path counts from the
/// folder of the template that names it. Nothing outside of the repository of the outermost template is read,
/// links followed; without a repository nothing outside of the current folder, or of the template's own where
/// that lies elsewhere.
class FileLibrary final : public TemplateLibrary {
 public:
  FileLibrary(const Files& files, uint64_t max_size) : files_(files), max_size_(max_size) {}

  const NestedTemplate& Find(const std::string& url, const std::string& path,
                             const std::string& top) override;
  std::string Identify(const std::string& url, const std::string& path, const std::string& top) override;

  /// What has been read.
  std::vector<const Document*> documents() const;

 private:
  struct Entry {
    NestedTemplate found;
    std::optional<Document> document;
    std::optional<cfn::Template> tmpl;
  };
  /// Where a template would lie; `why` says it if it may not be read.
  struct Spot {
    std::string path;
    std::string identity;
    std::string why;
  };

  Spot Locate(const std::string& url, const std::string& path, const std::string& top);
  const std::string& RootOf(const std::string& top);
  const NestedTemplate& Refuse(const std::string& url, std::string why);
  void Load(const Spot& spot, Entry& entry);

  const Files& files_;
  const uint64_t max_size_;
  std::mutex mutex_;
  SourceSet sources_;
  std::map<std::string, std::unique_ptr<Entry>> entries_;  // by identity
  std::map<std::string, std::unique_ptr<Entry>> refused_;  // by URL and why
  std::map<std::string, std::string> roots_;               // by the outermost template's path
};

}  // namespace headroom
