#include "syntax/yaml_scan.h"

#include <doctest/doctest.h>

namespace headroom {
namespace {

TEST_CASE("SkipBlank") {
  CHECK(SkipBlank("  \t\r\n # c\n x", 0) == 11);
  CHECK(SkipBlank("x", 0) == 0);
  CHECK(SkipBlank("# c", 0) == 3);
  CHECK(SkipBlank("x", 1) == 1);
}

TEST_CASE("EndOfProperty") {
  CHECK(EndOfProperty("!Ref x", 0) == 4);
  CHECK(EndOfProperty("[!Ref, x]", 1) == 5);
  CHECK(EndOfProperty("!<tag:a,b> x", 0) == 10);
  CHECK(EndOfProperty("!<tag", 0) == 5);
  CHECK(EndOfProperty("!Sub\"x\"", 0) == 4);
  CHECK(EndOfProperty("&a\"b c", 0) == 4);
  CHECK(EndOfProperty("*a]", 0) == 2);
  CHECK(EndOfProperty("!", 0) == 1);
}

TEST_CASE("EndOfQuoted") {
  CHECK(EndOfQuoted(R"("a" b)", 0) == 3);
  CHECK(EndOfQuoted(R"("a\"b" c)", 0) == 6);
  CHECK(EndOfQuoted(R"("\\" c)", 0) == 4);
  CHECK(EndOfQuoted("'a''b' c", 0) == 6);
  CHECK(EndOfQuoted("'a\\' c", 0) == 4);
  CHECK(EndOfQuoted("''", 0) == 2);
  CHECK(EndOfQuoted("\"a", 0) == kUnterminated);
  CHECK(EndOfQuoted("\"a\\", 0) == kUnterminated);
  CHECK(EndOfQuoted("\"a\\\"", 0) == kUnterminated);
  CHECK(EndOfQuoted("'a''", 0) == kUnterminated);
}

TEST_CASE("FindOpenQuote") {
  CHECK(FindOpenQuote("a: 'b' \"c", 1) == 7);
  CHECK(FindOpenQuote("it's # 'x\n \"y", 0) == 11);
  CHECK(FindOpenQuote("[\"a\",\"b", 0) == 5);
  CHECK(FindOpenQuote("no quote", 0) == 8);
}

TEST_CASE("EndOfPlain") {
  CHECK(EndOfPlain("a b # c", 0, "a b") == 3);
  CHECK(EndOfPlain("a\n  b\n\n c: d", 0, "a b\nc") == 9);
  CHECK(EndOfPlain("", 0, "") == 0);
}

TEST_CASE("ScanBlockScalar") {
  const auto scan = [](std::string_view text, int indent) {
    const BlockScalar block = ScanBlockScalar(text, 0, indent);
    return std::pair(block.content, block.end);
  };
  CHECK(scan("|\n  a\n  b\nc", 0) == std::pair(4U, 9U));
  CHECK(scan("|-\n\n  a\n\n    b\n c", 0) == std::pair(6U, 14U));
  CHECK(scan("|1\n   a\n b\nc", 0) == std::pair(6U, 10U));
  CHECK(scan("| # c\n a", -1) == std::pair(7U, 8U));
  CHECK(scan("|\nb", 0) == std::pair(1U, 1U));
  CHECK(scan("|\r\n  a\r\n", 0) == std::pair(5U, 6U));
  CHECK(scan(">+", 0) == std::pair(2U, 2U));
  CHECK(scan("|\n  a\n", 2) == std::pair(1U, 1U));
}

TEST_CASE("ColumnOf and EndOfLine") {
  CHECK(ColumnOf("ab\ncd", 0) == 0);
  CHECK(ColumnOf("ab\ncd", 4) == 1);
  CHECK(ColumnOf("\xEF\xBB\xBF"
                 "ab",
                 4) == 1);
  CHECK(EndOfLine("ab\ncd", 0) == 2);
  CHECK(EndOfLine("ab\ncd", 3) == 5);
  CHECK(EndOfLine("ab\n", 9) == 3);
}

}  // namespace
}  // namespace headroom
