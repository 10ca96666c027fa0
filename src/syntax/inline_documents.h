#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include "base/source.h"
#include "syntax/document.h"
#include "syntax/parse.h"

namespace headroom {

/// Documents that stand as text inside of another one: the Content of an SSM document, the TemplateBody of a
/// stack set. Their places are those of the text as a whole. Each is parsed once and lives as long as this.
/// Safe to use from many threads.
class InlineDocuments {
 public:
  /// The document that `text`, the value at `where`, holds; null if it cannot be read, and `why` says so.
  const Document* Parse(Place where, const std::string& text, std::string& why);

 private:
  using Key = std::tuple<const SourceFile*, uint32_t, std::string>;

  std::mutex mutex_;
  SourceSet sources_;
  std::map<Key, ParseResult> parsed_;
  size_t bytes_ = 0;
};

}  // namespace headroom
