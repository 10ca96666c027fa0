#include "cli/read_document.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/mistakes.h"
#include "syntax/parse.h"

namespace headroom {

Result<Document> ReadDocument(const std::string& path, const Files& files, SourceSet& sources) {
  Result<std::string> bytes = files.Read(path, kDefaultMaxSize);
  if (!bytes) return tl::unexpected(bytes.error());
  if (bytes->size() > kDefaultMaxSize) return Fail(fmt::format("{}: the file is too large", Printable(path)));
  ParseResult parsed = Parse(sources.Add(path, *std::move(bytes)));
  if (parsed.document) return *std::move(parsed.document);
  const SyntaxError& error = parsed.errors.front();
  return Fail(fmt::format("{}: {}", Show(error.where), error.message));
}

}  // namespace headroom
