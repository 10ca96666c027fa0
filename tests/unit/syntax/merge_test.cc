#include <doctest/doctest.h>

#include "support/dump.h"
#include "syntax/parse.h"

namespace headroom::testing {
namespace {

constexpr const char* kWarning =
    " anchors, aliases and `<<` are not part of CloudFormation's YAML; `aws cloudformation package` resolves "
    "them\n";

std::string Values(const std::string& text) {
  const SourceFile file("a.yaml", text);
  const ParseResult result = Parse(file);
  return result.document ? DumpValues(*result.document) : DumpErrors(result.errors);
}

TEST_CASE("a mapping's own keys win over merged ones, wherever `<<` stands") {
  const std::string merged = "mapping\n? \"x\"\n: mapping\n  ? \"a\"\n  : \"1\"\n";
  const std::string own = "? \"y\"\n: mapping\n  ? \"a\"\n  : \"2\"\n";
  CHECK(Values("x: &x {a: 1}\ny: {<<: *x, a: 2}\n") == merged + own);
  CHECK(Values("x: &x {a: 1}\ny: {a: 2, <<: *x}\n") == merged + own);
}

TEST_CASE("of several merged mappings the earlier wins") {
  CHECK(Values("- &a {k: 1}\n- &b {k: 2, l: 3}\n- {<<: [*a, *b]}\n- {<<: [*b, *a]}\n") ==
        "sequence\n"
        "- mapping\n  ? \"k\"\n  : \"1\"\n"
        "- mapping\n  ? \"k\"\n  : \"2\"\n  ? \"l\"\n  : \"3\"\n"
        "- mapping\n  ? \"k\"\n  : \"1\"\n  ? \"l\"\n  : \"3\"\n"
        "- mapping\n  ? \"k\"\n  : \"2\"\n  ? \"l\"\n  : \"3\"\n");
}

TEST_CASE("a merged mapping may have merged others") {
  CHECK(Values("- &a {k: 1}\n- &b {<<: *a, l: 2}\n- {<<: *b, m: 3}\n") ==
        "sequence\n"
        "- mapping\n  ? \"k\"\n  : \"1\"\n"
        "- mapping\n  ? \"l\"\n  : \"2\"\n  ? \"k\"\n  : \"1\"\n"
        "- mapping\n  ? \"m\"\n  : \"3\"\n  ? \"l\"\n  : \"2\"\n  ? \"k\"\n  : \"1\"\n");
}

TEST_CASE("`<<` twice is a duplicate key; in quotes and in JSON it is a key like others") {
  CHECK(Values("a: {<<: {b: c}, <<: {d: e}}\n") == "1:17-1:19 duplicate key `<<`, first given on line 1\n");
  CHECK(Values("'<<': {a: b}\n") == "mapping\n? \"<<\"\n: mapping\n  ? \"a\"\n  : \"b\"\n");
  CHECK(Values("{\"<<\": 1}") == "mapping\n? \"<<\"\n: \"1\"\n");
}

TEST_CASE("a second anchor of the same name takes over") {
  CHECK(Values("- &a 1\n- *a\n- &a 2\n- *a\n") == "sequence\n- \"1\"\n- \"1\"\n- \"2\"\n- \"2\"\n");
}

TEST_CASE("anchors, aliases and merges are warned of, once and at the first") {
  const auto warnings = [](const char* text) {
    const SourceFile file("a.yaml", text);
    return DumpErrors(Parse(file).warnings);
  };
  CHECK(warnings("a: 1\nb: !Ref x\n'<<': {}\n") == "");
  CHECK(warnings("a: 1\nb: &b x\nc: *b\n") == "2:4-2:6" + std::string(kWarning));
  CHECK(warnings("a: 1\nb: !Sub &b x\n") == "2:4-2:11" + std::string(kWarning));
  CHECK(warnings("a:\n  <<: {x: &x 1}\n") == "2:3-2:5" + std::string(kWarning));
}

}  // namespace
}  // namespace headroom::testing
