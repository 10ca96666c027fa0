#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"
#include "syntax/document.h"

namespace headroom {

/// What is wrong with the text of a file, at its place. Becomes LM001 for an input, exit status 2 for the
/// store.
struct SyntaxError {
  Place where;
  std::string message;
};

/// Limits that keep hostile input from taking the machine: no reader recurses, and none of these can be
/// exceeded.
inline constexpr uint32_t kMaxDepth = 200;
inline constexpr uint64_t kDefaultMaxSize = 16 << 20;  // bytes; `--max-size` raises it
inline constexpr uint64_t kMaxAliasedNodes =
    1'000'000;  // nodes that aliases and merges may stand for, all together

struct ParseResult {
  std::optional<Document> document;  // absent if `errors` is not empty
  std::vector<SyntaxError> errors;   // every duplicate key, or the one error a parser stops at
  std::vector<SyntaxError>
      warnings;  // anchors, aliases, merges: CloudFormation takes them only from `aws … package`
};

/// Parses YAML or JSON. JSON is taken where the first character is `{` or `[`, falling back to YAML's flow
/// style if the text is not JSON and the name does not end in `.json`. Checks encoding, depth, duplicate keys
/// (a key twice in one mapping; merged keys do not count), one document per file, unterminated quotes and
/// what else `yaml-cpp` lets pass. `yaml-cpp` and RapidJSON each stop in their own file: syntax/yaml.cc,
/// syntax/json.cc.
ParseResult Parse(const SourceFile& file);

}  // namespace headroom
