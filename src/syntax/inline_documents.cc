#include "syntax/inline_documents.h"

namespace headroom {
namespace {

/// Parameters that are tried one after another may make ever new texts.
constexpr size_t kMostBytes = 64 << 20;

}  // namespace

const Document* InlineDocuments::Parse(Place where, const std::string& text, std::string& why) {
  const std::lock_guard lock(mutex_);
  Key key{where.file, where.span.begin, text};
  auto found = parsed_.find(key);
  if (found == parsed_.end()) {
    if (text.size() > kMostBytes - bytes_) {
      why = "too much text is written inside of other documents";
      return nullptr;
    }
    bytes_ += text.size();
    found = parsed_.emplace(std::move(key), headroom::Parse(sources_.Add(where, text))).first;
  }
  const ParseResult& parsed = found->second;
  if (parsed.document) return &*parsed.document;
  why = parsed.errors.front().message;
  return nullptr;
}

}  // namespace headroom
