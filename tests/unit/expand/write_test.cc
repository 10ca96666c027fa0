#include "expand/write.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "expand/tree.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

Tree MapOf(std::string key, Tree value) {
  Tree out = Tree::Map();
  out.Add(std::move(key), std::move(value));
  return out;
}

std::string Value(Tree value) { return WriteYaml(MapOf("k", std::move(value))); }

TEST_CASE("text that a reader could take for something else is quoted, what was bare is not") {
  for (const char* text :
       {"",      "yes",      "No",         "on",  "null", "~",  "true", "012", "0x1F", "1e3",
        "1_000", "12:30:45", "2026-08-01", ".5",  "+1",   "-1", ".inf", "<<",  "=",    " a",
        "a ",    "a: b",     "a #b",       "a:",  "- a",  "*a", "&a",   "!a",  "%a",   "@a",
        "`a`",   "'a'",      "[a",         "{a}", "#a",   "|",  ">",    "?",   "---",  "..."}) {
    CAPTURE(text);
    CHECK(Value(Tree::Text(text))[3] == '"');
  }
  for (const char* text :
       {"m5.large", "10.0.0.0/16", "arn:aws:s3:::b", "a#b", "AWS::Region", "-web", "ö", "a b", "v1.2"})
    CHECK(Value(Tree::Text(text)) == fmt::format("k: {}\n", text));
  for (const char* text : {"2", "010", "true", "yes", "2010-09-09", "-1", "1e3"})
    CHECK(Value(Tree::Bare(text)) == fmt::format("k: {}\n", text));
  CHECK(Value(Tree::Text("a\tb\\\"\x01\xE2\x80\xAE")) == "k: \"a\\tb\\\\\\\"\\U00000001\\U0000202e\"\n");
}

TEST_CASE("texts of several lines are blocks where a block can hold them") {
  CHECK(Value(Tree::Text("a\n\n  b\n")) == "k: |\n  a\n\n    b\n");
  CHECK(Value(Tree::Text("a\nb")) == "k: |-\n  a\n  b\n");
  CHECK(Value(Tree::Text("a\n\n")) == "k: |+\n  a\n\n");
  CHECK(Value(Tree::Text(" a\nb")) == "k: \" a\\nb\"\n");
  CHECK(Value(Tree::Text("a\n  \nb")) == "k: \"a\\n  \\nb\"\n");
  CHECK(Value(Tree::Text("\n")) == "k: \"\\n\"\n");
}

TEST_CASE("functions have their short form where it is allowed") {
  CHECK(Value(Tree::Call("Ref", Tree::Text("AWS::Region"))) == "k: !Ref AWS::Region\n");
  CHECK(Value(Tree::Call("Fn::GetAtt", Tree::List({Tree::Text("a"), Tree::Text("b.c")}))) ==
        "k: !GetAtt a.b.c\n");
  CHECK(Value(Tree::Call("Fn::Base64", Tree::Call("Fn::Sub", Tree::Text("${a}\n")))) ==
        "k:\n  Fn::Base64: !Sub |\n    ${a}\n");
  CHECK(Value(Tree::Call("Fn::Length", Tree::Call("Ref", Tree::Text("a")))) == "k:\n  Fn::Length: !Ref a\n");
  CHECK(Value(Tree::List({Tree::Call("Fn::Join", Tree::List({Tree::Text(""), Tree::List({Tree::Bare("1")})})),
                          MapOf("a", Tree::List()), Tree::List({Tree(), Tree::Map()})})) ==
        "k:\n  - !Join\n    - \"\"\n    - - 1\n  - a: []\n  - - null\n    - {}\n");
  CHECK(
      WriteJson(MapOf("k\"", Tree::Call("Fn::If", Tree::List({Tree::Text("c"), Tree::Bare("1"), Tree()})))) ==
      "{\n  \"k\\\"\": {\n    \"Fn::If\": [\n      \"c\",\n      1,\n      null\n    ]\n  }\n}\n");
}

TEST_CASE("JSON has numbers and booleans where it spells them so, else text") {
  const auto json = [](const char* text) { return WriteJson(Tree::Bare(text)); };
  for (const char* text : {"0", "-1", "1.50", "1e3", "2E+7", "true", "false"})
    CHECK(json(text) == fmt::format("{}\n", text));
  for (const char* text : {"010", "+1", ".5", "1.", "1e", "0x1", "yes", "-", "2010-09-09"})
    CHECK(json(text) == fmt::format("\"{}\"\n", text));
  CHECK(WriteJson(Tree::Text("1")) == "\"1\"\n");
}

/// The only value of a map, read again.
std::string ReadAgain(const std::string& yaml, bool& quoted, std::string& key) {
  const SourceFile file("x.yaml", yaml);
  const ParseResult parsed = Parse(file);
  REQUIRE_MESSAGE(parsed.document, yaml);
  const Document& document = *parsed.document;
  const Document::Entry entry = document.EntryAt(document[document.root()], 0);
  quoted = document[entry.value].quoted;
  key = document[entry.key].text;
  REQUIRE_MESSAGE(document[entry.value].kind == NodeKind::kScalar, yaml);
  return std::string(document[entry.value].text);
}

TEST_CASE("any text is read again as it was, as a value and as a key") {
  const std::vector<std::string> pieces = {
      " ", "\n", "\t", "a", "0", "-", ":",  "#",    "\"",           "'", "\\", "{", "}", "[", "|",
      ">", "&",  "*",  "!", "%", "é", "\r", "\x7f", "\xE2\x80\xA8", "?", ",",  "."};
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (size_t size = random() % 8; size > 0; --size) text += pieces[random() % pieces.size()];
    Tree inner = Tree::Map();
    bool quoted = false;
    std::string key;
    const std::string shown = Printable(text);
    CAPTURE(shown);
    REQUIRE(ReadAgain(WriteYaml(MapOf(text, Tree::Text(text))), quoted, key) == text);
    REQUIRE(key == text);
  }
  bool quoted = false;
  std::string key;
  const std::string longest(5000, 'k');
  CHECK(ReadAgain(WriteYaml(MapOf(longest, Tree::Text("v"))), quoted, key) == "v");
  CHECK(key == longest);
}

}  // namespace
}  // namespace headroom
