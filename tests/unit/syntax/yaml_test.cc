#include <doctest/doctest.h>

#include <algorithm>

#include "support/dump.h"
#include "syntax/parse.h"

namespace headroom::testing {
namespace {

std::string Read(std::string text) {
  const SourceFile file("a.yaml", std::move(text));
  return Dump(Parse(file));
}

TEST_CASE("what looks like null behind an empty value is the next key") {
  CHECK(Read("a:\nnull: b\n") == "error 2:1-2:5 a key must be text, not null\n");
  CHECK(Read("a:\n'null': b\n") ==
        "mapping  1:1-2:10\n"
        "? plain \"a\"  1:1-1:2\n"
        ": null  1:3-1:3 from 1:1\n"
        "? quoted \"null\"  2:1-2:7\n"
        ": plain \"b\"  2:9-2:10\n");
  CHECK(Read("a:\n  null\n") == "mapping  1:1-2:7\n? plain \"a\"  1:1-1:2\n: null  2:3-2:7\n");
}

TEST_CASE("a text in the column of its key is no value, whatever comes behind it") {
  const std::string error = "error 3:3-3:4 invalid YAML: a key without `:`\n";
  CHECK(Read("- a: b\n  c:\n  d\n- e\n") == error);
  CHECK(Read("- a: b\n  c:\n  d\n- \"e\"\n") == error);
  CHECK(Read("a:\n'b'\n") == "error 2:1-2:4 invalid YAML: a key without `:`\n");
  CHECK(Read("a:\n|\n b\n") == "mapping  1:1-3:3\n? plain \"a\"  1:1-1:2\n: quoted \"b\\n\"  2:1-3:3\n");
}

TEST_CASE("a tag with nothing behind it does not take the quotes of what comes next") {
  CHECK(Read("a: !GetAZs\n\"b\": c\n") ==
        "mapping  1:1-2:7\n"
        "? plain \"a\"  1:1-1:2\n"
        ": plain \"\" !GetAZs  1:11-1:11 from 1:4\n"
        "? quoted \"b\"  2:1-2:4\n"
        ": plain \"c\"  2:6-2:7\n");
  CHECK(Read("- !A\n- \"b\"\n") ==
        "sequence  1:1-2:6\n- plain \"\" !A  1:5-1:5 from 1:3\n- quoted \"b\"  2:3-2:6\n");
}

TEST_CASE("a tag of a mapping is not that of its first key") {
  CHECK(
      Read("!A\n&x b: c\n") ==
      "mapping !A  2:1-2:8 from 1:1\n"
      "? plain \"b\"  2:4-2:5 from 2:1\n"
      ": plain \"c\"  2:7-2:8\n"
      "warning 2:1-2:3 anchors, aliases and `<<` are not part of CloudFormation's YAML; `aws cloudformation "
      "package` resolves them\n");
}

TEST_CASE("columns count characters") {
  CHECK(Read("größe: [é, !Ref 日本, x]\n") ==
        "mapping  1:1-1:23\n"
        "? plain \"größe\"  1:1-1:6\n"
        ": []  1:8-1:23\n"
        "  - plain \"é\"  1:9-1:10\n"
        "  - plain \"日本\" !Ref  1:17-1:19 from 1:12\n"
        "  - plain \"x\"  1:21-1:22\n");
}

TEST_CASE("a block of text ends where its last line ends") {
  CHECK(Read("a:\n- |\n  x\n\n# comment\n- b: >2\n     y\n\n    z\n  c: |-\n") ==
        "mapping  1:1-10:8\n"
        "? plain \"a\"  1:1-1:2\n"
        ": sequence  2:1-10:8\n"
        "  - quoted \"x\\n\"  2:3-3:4\n"
        "  - mapping  6:3-10:8\n"
        "    ? plain \"b\"  6:3-6:4\n"
        "    : quoted \" y\\n\\nz\\n\"  6:6-9:6\n"
        "    ? plain \"c\"  10:3-10:4\n"
        "    : quoted \"\"  10:6-10:8\n");
}

TEST_CASE("a delete character that an escape makes is one") {
  CHECK(Read("\"words \\x7f\": \"\\u007F and \\U0000007f words\"\nmore: words\n") ==
        "mapping  1:1-2:12\n"
        "? quoted \"words \\x7f\"  1:1-1:13\n"
        ": quoted \"\\x7f and \\x7f words\"  1:15-1:44\n"
        "? plain \"more\"  2:1-2:5\n"
        ": plain \"words\"  2:7-2:12\n");
}

TEST_CASE("text without change is a view into the file") {
  const SourceFile file("a.yaml", "plain: a b\nquoted: 'c d'\nblock: |\n  e f\n");
  const ParseResult result = Parse(file);
  const Document& document = result.document.value();
  for (NodeId id = 0; id < document.size(); ++id) {
    if (document[id].kind != NodeKind::kScalar) continue;
    const char* text = document[id].text.data();
    CHECK(text >= file.bytes().data());
    CHECK(text < file.bytes().data() + file.bytes().size());
  }
}

}  // namespace
}  // namespace headroom::testing
