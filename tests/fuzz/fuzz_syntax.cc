// libFuzzer: whatever the bytes, Parse gives a document or errors, with places in the file.
//
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_syntax.cc
//       src/syntax/*.cc src/base/source.cc src/base/text.cc -lyaml-cpp -lfmt -o fuzz_syntax
//   ./fuzz_syntax CORPUS fixtures/syntax/ok fixtures/syntax/err
#include <cstdint>
#include <cstdlib>
#include <string>

#include "syntax/parse.h"

namespace headroom {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckPlaces(const SourceFile& file, const ParseResult& result) {
  const auto lies_in_file = [&](Span span) {
    return span.begin <= span.end && span.end <= file.bytes().size();
  };
  Require(result.document.has_value() == result.errors.empty());
  for (const SyntaxError& error : result.errors) Require(lies_in_file(error.where.span));
  if (!result.document) return;
  const Document& document = *result.document;
  for (NodeId id = 0; id < document.size(); ++id) {
    const Node& node = document[id];
    Require(lies_in_file(node.span) && node.tag_begin <= node.span.begin);
    for (uint32_t i = 0; i < node.count; ++i) Require(document.Item(node, i) < document.size());
  }
}

}  // namespace
}  // namespace headroom

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const char* path : {"a.template", "a.json"}) {
    const headroom::SourceFile file(path, bytes);
    headroom::CheckPlaces(file, headroom::Parse(file));
  }
  return 0;
}
