#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/finding.h"
#include "base/source.h"
#include "cfn/evaluator.h"
#include "cfn/parameters.h"
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
  /// The snippet that the template at `path` includes from `location`, under the same rules as a nested
  /// template; null and `why` where it cannot be read.
  const Document* FindSnippet(const std::string& location, const std::string& path, const std::string& top,
                              std::string& why);
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
  void Load(const Spot& spot, const std::string& top, Entry& entry);
  void Read(const Spot& spot, Entry& entry);

  const Files& files_;
  const uint64_t max_size_;
  std::recursive_mutex mutex_;  // a template that is loaded asks for its snippets
  SourceSet sources_;
  std::map<std::string, std::unique_ptr<Entry>> entries_;   // by identity
  std::map<std::string, std::unique_ptr<Entry>> snippets_;  // likewise
  std::map<std::string, std::unique_ptr<Entry>> refused_;   // by URL and why
  std::map<std::string, std::string> roots_;                // by the outermost template's path
};

/// A snippet whose Location the defaults of some parameters have decided.
struct DefaultedSnippet {
  Opaque opaque;  // how to say that it may be another
  std::set<std::string> parameters;
};

/// Where the notes on a template's snippets go, and what decides a Location that is a function.
struct Inclusions {
  std::set<std::string>& identities;
  std::vector<Opaque>& opaque;
  Findings& findings;
  std::vector<DefaultedSnippet>* defaulted = nullptr;
  const cfn::Environment* environment = nullptr;  // null: nothing is known …
  const cfn::GivenParameters* given = nullptr;    // … and no parameter has a value
};

/// A template's document with its snippets in place (cfn::Include). Where a snippet is may be decided by
/// parameters, mappings and pseudo parameters, but not by the template's own Transform section, which is
/// plain. What cannot be included stays as it is,
/// and `opaque` says why. Nothing, and an LM001, where snippets and template contradict each other.
std::optional<Document> WithSnippets(Document document, FileLibrary& library, const std::string& top,
                                     const Inclusions& notes);

}  // namespace headroom
