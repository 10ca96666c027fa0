#include "syntax/misread_tags.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>

#include "support/dump.h"
#include "syntax/parse.h"

namespace headroom::testing {
namespace {

/// "tag at its offset before the offset of the text", one after the other.
std::string Found(std::string_view text) {
  std::string out;
  for (const MisreadTag& found : FindMisreadTags(text, ReadYamlLines(text))) {
    const std::string_view tag = text.substr(found.tag.begin, found.tag.end - found.tag.begin);
    out += fmt::format("{}@{} {}; ", tag, found.tag.begin, found.text);
  }
  return out;
}

TEST_CASE("tags whose text goes on no deeper than they stand") {
  CHECK(Found("- !Sub |\n  x\n") == "!Sub@2 7; ");
  CHECK(Found("-   !Sub >-\n  x\n") == "!Sub@4 9; ");
  CHECK(Found("- - !Sub |2\n    x\n") == "!Sub@4 9; ");
  CHECK(Found("- !Sub | # comment\n\n  x\n") == "!Sub@2 7; ");
  CHECK(Found("- !Ref a b\n  c\n") == "!Ref@2 7; ");
  CHECK(Found("a:\n  !Ref b\n  c\n") == "!Ref@5 10; ");
  CHECK(Found("a:\n  !Sub |\n x\n") == "!Sub@5 10; ");
  CHECK(Found("- a:\n    !Sub |\n   x\n") == "!Sub@9 14; ");
  CHECK(Found("\xEF\xBB\xBF- !Sub |\n  x\n") == "!Sub@5 10; ");
}

TEST_CASE("tags that yaml-cpp reads right stay") {
  for (const char* text :
       {"- !Sub |\n    x\n", "- !Sub |\n- x\n", "a: !Sub |\n  x\n", "- !Ref a\n- !Ref b\n", "- !Ref a\n",
        "- !Sub \"a\n  b\"\n", "- !Join [a,\n  b]\n", "a:\n  !A b: c\n  d: e\n", "a:\n  !A\n  b: c\n",
        "- - !Ref a\n  - !Ref b\n", "a:\n  b:\n    !Ref c\n  d: e\n",
        "a: |\n  - !Sub |\n    x\n  !Ref a\n  b\n", "# - !Sub |\n#   x\n", "a: |\n  # b\n  - !Sub |\n  c\n",
        "a: |\n  b\n   \n  - !Sub |\n  c\n", "a: 'b\n  - !Sub |\n  c'\n", "- !", "- ! "}) {
    CHECK(Found(text) == "");
  }
}

TEST_CASE("what only looks like a tag keeps its text, beside one that is") {
  const SourceFile file("a.yaml", "a: \"b\n  - !Sub |\n    c\"\nd:\n- !Sub |\n  e\n");
  const ParseResult result = Parse(file);
  REQUIRE(result.document.has_value());
  CHECK(DumpValues(*result.document) ==
        "mapping\n? \"a\"\n: \"b - !Sub | c\"\n? \"d\"\n: sequence\n  - \"e\\n\" !Sub\n");
}

}  // namespace
}  // namespace headroom::testing
