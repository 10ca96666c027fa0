#include <doctest/doctest.h>

#include "support/dump.h"
#include "syntax/parse.h"

namespace headroom::testing {
namespace {

TEST_CASE("strings without escapes are views into the file, others are not") {
  const SourceFile file("a.json", R"({"a": "plain", "b": "t\u0061b"})");
  const ParseResult result = Parse(file);
  const Document& document = result.document.value();
  const auto text = [&](std::string_view key) { return document[document.Find(document.root(), key)].text; };
  const auto in_file = [&](std::string_view view) {
    return view.data() >= file.bytes().data() && view.data() < file.bytes().data() + file.bytes().size();
  };
  CHECK(text("a") == "plain");
  CHECK(in_file(text("a")));
  CHECK(text("b") == "tab");
  CHECK_FALSE(in_file(text("b")));
}

TEST_CASE("a JSON text that is an error of both formats has JSON's words if it is meant as JSON") {
  const auto error = [](const char* text) {
    const SourceFile file("a.template", text);
    return Dump(Parse(file));
  };
  CHECK(error("{\"a\": 1 \"b\": 2}") == "error 1:9-1:10 invalid JSON: expected `,` or `}`\n");
  CHECK(error("[1 2") == "error 1:4-1:5 invalid JSON: expected `,` or `]`\n");
  CHECK(error("{a: ]}") == "error 1:5-1:6 invalid YAML: a bracket that closes nothing\n");
}

TEST_CASE("duplicate keys are compared as they read, not as they are written") {
  const SourceFile file("a.json", R"({"key": 1, "k\u0065y": 2})");
  CHECK(Dump(Parse(file)) == "error 1:12-1:22 duplicate key `key`, first given on line 1\n");
}

}  // namespace
}  // namespace headroom::testing
