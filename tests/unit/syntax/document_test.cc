#include "syntax/document.h"

#include <doctest/doctest.h>

#include "support/dump.h"
#include "syntax/parse.h"

namespace headroom::testing {
namespace {

std::string PlaceText(const Document& document, NodeId id) {
  const Place place = document.PlaceOf(id);
  return std::string(place.file->text(place.span));
}

TEST_CASE("Find gives a mapping's value, FindKey its key") {
  const SourceFile file("a.yaml", "a: 1\nb: !Ref x\nc: [a]\nd:\n");
  const ParseResult result = Parse(file);
  const Document& document = result.document.value();
  const NodeId root = document.root();
  CHECK(document[document.Find(root, "b")].text == "x");
  CHECK(document[document.FindKey(root, "b")].text == "b");
  CHECK(document.Find(root, "x") == kNoNode);
  CHECK(document.FindKey(root, "x") == kNoNode);
  CHECK(document.Find(kNoNode, "a") == kNoNode);
  CHECK(document.Find(document.Find(root, "c"), "a") == kNoNode);
  CHECK(document.Find(document.Find(root, "a"), "1") == kNoNode);
}

TEST_CASE("items and entries come in the order of the file") {
  const SourceFile file("a.yaml", "list: [x, y]\nmap: {k: v, l: w}\n");
  const ParseResult result = Parse(file);
  const Document& document = result.document.value();
  const Node& list = document[document.Find(document.root(), "list")];
  REQUIRE(list.count == 2);
  CHECK(document[document.Item(list, 0)].text == "x");
  CHECK(document[document.Item(list, 1)].text == "y");
  const Node& map = document[document.Find(document.root(), "map")];
  REQUIRE(Document::EntryCount(map) == 2);
  CHECK(document[document.EntryAt(map, 1).key].text == "l");
  CHECK(document[document.EntryAt(map, 1).value].text == "w");
}

TEST_CASE("PlaceOf: a tag and all; an empty value together with its key") {
  const SourceFile file("a.yaml", "a: !Sub &x \"text\"\nb:\nc: ~\nd:\n  -\n  - !Ref y\n");
  const ParseResult result = Parse(file);
  const Document& document = result.document.value();
  const auto value = [&](std::string_view key) { return document.Find(document.root(), key); };
  CHECK(PlaceText(document, value("a")) == "!Sub &x \"text\"");
  CHECK(PlaceText(document, value("b")) == "b:");
  CHECK(PlaceText(document, value("c")) == "~");
  const Node& list = document[value("d")];
  CHECK(PlaceText(document, document.Item(list, 0)) == "-");
  CHECK(PlaceText(document, document.Item(list, 1)) == "!Ref y");
  CHECK(PlaceText(document, document.root()) == file.bytes().substr(0, file.bytes().size() - 1));
  CHECK(document.PlaceOf(kNoNode).file == &file);
}

TEST_CASE("a document keeps its text when it is moved") {
  const SourceFile file("a.yaml", "a: \"x\\ty\"\nb: |\n  one\n  two\n");
  ParseResult result = Parse(file);
  const Document document = std::move(result.document).value();
  CHECK(document[document.Find(document.root(), "a")].text == "x\ty");
  CHECK(document[document.Find(document.root(), "b")].text == "one\ntwo\n");
}

}  // namespace
}  // namespace headroom::testing
