#pragma once

#include <fmt/core.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "syntax/document.h"
#include "syntax/parse.h"

namespace headroom::testing {

/// "line:column-line:column".
inline std::string DumpSpan(const SourceFile& file, Span span) {
  const Position begin = file.PositionOf(span.begin);
  const Position end = file.PositionOf(span.end);
  return fmt::format("{}:{}-{}:{}", begin.line, begin.column, end.line, end.column);
}

/// One node without its children: `scalar quoted !Sub "text" 3:5-3:14 from 3:1`.
inline std::string DumpNode(const Document& document, NodeId id) {
  const Node& node = document[id];
  std::string out;
  switch (node.kind) {
    case NodeKind::kNull:
      out = "null";
      break;
    case NodeKind::kScalar:
      out = fmt::format("{} \"{}\"", node.quoted ? "quoted" : "plain", Printable(node.text));
      break;
    case NodeKind::kSequence:
      out = node.flow ? "[]" : "sequence";
      break;
    case NodeKind::kMapping:
      out = node.flow ? "{}" : "mapping";
      break;
  }
  if (!node.tag.empty()) out += fmt::format(" !{}", node.tag);
  out += "  " + DumpSpan(document.file(), node.span);
  if (node.tag_begin != node.span.begin) {
    const Position begin = document.file().PositionOf(node.tag_begin);
    out += fmt::format(" from {}:{}", begin.line, begin.column);
  }
  return out + "\n";
}

/// The whole tree, one node a line as `print` has it: items behind `-`, keys behind `?`, values behind `:`.
template <typename Print>
std::string DumpTree(const Document& document, Print print) {
  struct Item {
    NodeId id;
    size_t indent;
    char mark;
  };
  if (document.root() == kNoNode) return "nothing\n";
  std::string out;
  std::vector<Item> stack = {{document.root(), 0, '\0'}};
  while (!stack.empty()) {
    const Item item = stack.back();
    stack.pop_back();
    const Node& node = document[item.id];
    out += std::string(item.indent, ' ');
    if (item.mark != '\0') out += fmt::format("{} ", item.mark);
    out += print(item.id);
    const size_t indent = item.indent + (item.mark == '\0' ? 0 : 2);
    for (uint32_t i = node.count; i-- > 0;) {
      const char mark = node.kind == NodeKind::kSequence ? '-' : i % 2 == 0 ? '?' : ':';
      stack.push_back({document.Item(node, i), indent, mark});
    }
  }
  return out;
}

/// Everything that a tree says.
inline std::string Dump(const Document& document) {
  return DumpTree(document, [&](NodeId id) { return DumpNode(document, id); });
}

/// Only what it says of values: no places, no styles.
inline std::string DumpValues(const Document& document) {
  return DumpTree(document, [&](NodeId id) {
    const Node& node = document[id];
    constexpr const char* kKinds[] = {"null", "", "sequence", "mapping"};
    std::string out = kKinds[static_cast<size_t>(node.kind)];
    if (node.kind == NodeKind::kScalar) out = fmt::format("\"{}\"", Printable(node.text));
    if (!node.tag.empty()) out += fmt::format(" !{}", node.tag);
    return out + "\n";
  });
}

/// "line:column-line:column message", a line for each.
inline std::string DumpErrors(const std::vector<SyntaxError>& errors) {
  std::string out;
  for (const SyntaxError& error : errors) {
    out += fmt::format("{} {}\n", DumpSpan(*error.where.file, error.where.span), error.message);
  }
  return out;
}

/// The tree, then errors and warnings.
inline std::string Dump(const ParseResult& result) {
  std::string out = result.document ? Dump(*result.document) : "";
  for (const SyntaxError& error : result.errors) out += "error " + DumpErrors({error});
  for (const SyntaxError& warning : result.warnings) out += "warning " + DumpErrors({warning});
  return out;
}

}  // namespace headroom::testing
