#include "cli/baseline.h"

#include <utility>

#include "base/json_writer.h"
#include "base/text.h"
#include "cli/read_document.h"
#include "store/mistakes.h"
#include "store/reader.h"

namespace headroom {
namespace {

constexpr int64_t kVersion = 1;

/// `./web.yaml` and `web.yaml` are one.
std::string Clean(std::string_view path) {
  while (StartsWith(path, "./")) path.remove_prefix(2);
  return std::string(path);
}

}  // namespace

Baseline::Key Baseline::KeyOf(const Finding& finding) {
  return {Clean(PathOf(finding)), finding.rule, finding.resource, finding.license};
}

Result<Baseline> Baseline::Read(const std::string& path, const Files& files, SourceSet& sources) {
  const Result<Document> document = ReadDocument(path, files, sources);
  if (!document) return tl::unexpected(document.error());
  Mistakes mistakes;
  Reader reader(*document, mistakes);
  const NodeId root = document->root();
  const auto version = reader.Number(root, "version");
  if (!version || version->value != kVersion) {
    const Place where = root == kNoNode ? Place{&document->file(), {}} : document->PlaceOf(root);
    mistakes.Error(where, "this is no baseline of version {}", kVersion);
  }
  Baseline baseline;
  for (const NodeId entry : reader.Maps(root, "findings")) {
    const auto text = [&](std::string_view key) {
      const auto given = reader.Text(entry, key);
      return given ? std::string(given->value) : std::string();
    };
    baseline.keys_.insert({Clean(text("path")), text("rule"), text("resource"), text("license")});
  }
  if (mistakes.has_errors()) return Fail(Join(mistakes.ErrorLines({&document->file()}), "\n"));
  return baseline;
}

std::string Baseline::Text() const {
  JsonWriter json;
  json.BeginObject();
  json.Key("version").Number(kVersion);
  json.Key("findings").BeginList();
  for (const auto& [path, rule, resource, license] : keys_) {
    json.BeginObject(JsonWriter::Layout::kOneLine);
    json.Key("rule").String(rule);
    json.Key("path").StringOrNull(path);
    json.Key("resource").StringOrNull(resource);
    json.Key("license").StringOrNull(license);
    json.EndObject();
  }
  json.EndList();
  json.EndObject();
  return std::move(json).Finish();
}

}  // namespace headroom
