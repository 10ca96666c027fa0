// Hostile input: an error at a place, and no stack, memory or time to speak of.
#include <doctest/doctest.h>

#include <string>

#include "support/dump.h"
#include "syntax/parse.h"

namespace headroom::testing {
namespace {

std::string Repeat(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string Errors(std::string text, const char* path = "a.yaml") {
  const SourceFile file(path, std::move(text));
  return DumpErrors(Parse(file).errors);
}

/// A mapping in a mapping, `levels` deep, over as many lines.
std::string BlockMappings(size_t levels) {
  std::string out;
  for (size_t i = 0; i < levels; ++i) out += std::string(i, ' ') + "a:\n";
  return out;
}

TEST_CASE("200 levels are read, 201 are not") {
  CHECK(Errors(Repeat("[", 200) + Repeat("]", 200)) == "");
  CHECK(Errors(Repeat("[", 200) + Repeat("]", 200), "a.json") == "");
  CHECK(Errors(Repeat("- ", 200) + "a\n") == "");
  CHECK(Errors(BlockMappings(200)) == "");
  CHECK(Errors(Repeat("[", 201)) == "1:201-1:202 nested deeper than 200 levels\n");
  CHECK(Errors(Repeat("[", 201), "a.json") == "1:201-1:202 nested deeper than 200 levels\n");
  CHECK(Errors(Repeat("- ", 201) + "a\n") == "1:401-1:402 nested deeper than 200 levels\n");
  CHECK(Errors(BlockMappings(201)) == "201:201-201:202 nested deeper than 200 levels\n");
}

TEST_CASE("a hundred thousand levels of every kind") {
  CHECK(Errors(Repeat("[", 100'000)) == "1:201-1:202 nested deeper than 200 levels\n");
  CHECK(Errors(Repeat("{\"a\":", 100'000), "a.json") == "1:1001-1:1002 nested deeper than 200 levels\n");
  CHECK(Errors(Repeat("{a: ", 100'000)) == "1:797-1:798 nested deeper than 200 levels\n");
  CHECK(Errors(Repeat("- ", 100'000)) == "1:401-1:402 nested deeper than 200 levels\n");
  CHECK(Errors(Repeat("? ", 100'000)) == "1:401-1:402 nested deeper than 200 levels\n");
}

/// `a0: [x, …]`, and then `levels` lines that name the line before ten times.
std::string Bomb(size_t levels) {
  std::string out = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (size_t i = 1; i <= levels; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    out += name + ": &" + name + " [" + alias + Repeat(", " + alias, 9) + "]\n";
  }
  return out;
}

TEST_CASE("an alias bomb stops at the alias that goes too far") {
  CHECK(Errors(Bomb(4)) == "");
  CHECK(Errors(Bomb(5)) == "6:45-6:48 aliases stand for more than 1,000,000 values\n");
  CHECK(Errors(Bomb(40)) == "6:45-6:48 aliases stand for more than 1,000,000 values\n");
}

TEST_CASE("aliases of aliases do not nest deeper than brackets may") {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 300; ++i) text += fmt::format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  CHECK(Errors(text) == "200:14-200:19 nested deeper than 200 levels, counting what aliases stand for\n");
}

TEST_CASE("merges of merges are bounded too") {
  std::string text = "a0: &a0 {";
  for (int i = 0; i < 1000; ++i) text += fmt::format("k{}: v, ", i);
  text += "}\n";
  for (int i = 1; i < 1000; ++i) text += fmt::format("a{0}: &a{0} {{<<: *a{1}, l{0}: v}}\n", i, i - 1);
  const std::string errors = Errors(text);
  CHECK(errors.find("nested deeper than 200 levels, counting what aliases stand for") != std::string::npos);
}

TEST_CASE("a mapping with 100,000 keys, and each of its duplicates") {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += fmt::format("\"key{}\": 1,\n", i);
  CHECK(Errors(text + "\"last\": 1}", "a.json") == "");
  CHECK(Errors(text + "\"key7\": 1,\n\"key99999\": 1,\n\"key7\": 1}", "a.json") ==
        "100001:1-100001:7 duplicate key `key7`, first given on line 8\n"
        "100002:1-100002:11 duplicate key `key99999`, first given on line 100000\n"
        "100003:1-100003:7 duplicate key `key7`, first given on line 8\n");
}

TEST_CASE("no more than a hundred errors") {
  const SourceFile file("a.json", "{" + Repeat("\"a\": 1,", 100'000) + "\"a\": 1}");
  CHECK(Parse(file).errors.size() == 100);
}

TEST_CASE("a long or a dangerous key is shown short and safe") {
  const std::string name = Repeat("é", 100);
  CHECK(Errors(name + ": 1\n" + name + ": 2\n") ==
        "2:1-2:101 duplicate key `" + Repeat("é", 30) + "…`, first given on line 1\n");
  CHECK(Errors("{\"\\u001b[2J\": 1, \"\\u001b[2J\": 2}", "a.json") ==
        "1:18-1:29 duplicate key `\\x1b[2J`, first given on line 1\n");
}

TEST_CASE("a flow collection that yaml-cpp would hold in memory as a whole") {
  CHECK(Errors("k:\n  [" + Repeat("a,", 1'000'000)) == "1:2-1:3 a value of more than 1 MiB\n");
}

TEST_CASE("comments are no value, however many there are, and do not hide one") {
  const std::string comments = Repeat("# \"quoted\"\n", 200'000);
  CHECK(Errors("a: b\n" + comments + "c: d\n") == "");
  CHECK(Errors("a: [\n" + comments + "b]\n") == "");
  CHECK(Errors("k:\n  [\n" + comments + Repeat("a,", 1'000'000)) == "1:2-1:3 a value of more than 1 MiB\n");
}

TEST_CASE("a token that yaml-cpp cannot place does not keep it busy for ever") {
  for (const char* text : {"a: b\n]", "[a]]", "- a\n}", "{a: b}}"}) {
    CHECK(Errors(text) != "");
  }
}

}  // namespace
}  // namespace headroom::testing
