#include <doctest/doctest.h>

#include <string>

#include "support/dump.h"
#include "syntax/parse.h"

namespace headroom::testing {
namespace {

using namespace std::string_literals;

std::string Read(std::string bytes, const char* path = "a.yaml") {
  const SourceFile file(path, std::move(bytes));
  return Dump(Parse(file));
}

TEST_CASE("bytes that are not UTF-8") {
  CHECK(Read("a: b\nc: \xE9t\xE9\n") == "error 2:4-2:5 byte `0xe9` is not valid UTF-8\n");
  CHECK(Read("{\"é\": \"\xC0\x80\"}", "a.json") == "error 1:8-1:9 byte `0xc0` is not valid UTF-8\n");
  CHECK(Read("# \xED\xA0\x80\n") == "error 1:3-1:4 byte `0xed` is not valid UTF-8\n");
}

TEST_CASE("NUL") {
  CHECK(Read("a: b\0\n"s) == "error 1:5-1:6 NUL byte in the text\n");
  CHECK(Read("{\"a\": 1}\0{"s, "a.json") == "error 1:9-1:10 NUL byte in the text\n");
}

TEST_CASE("UTF-16 and UTF-32") {
  CHECK(Read("\xFF\xFE"s
             "a\0:\0"s) == "error 1:1-1:2 the text is UTF-16; only UTF-8 is read\n");
  CHECK(Read("\xFE\xFF\0a\0:"s) == "error 1:1-1:2 the text is UTF-16; only UTF-8 is read\n");
  CHECK(Read("a\0:\0 \0b\0"s) == "error 1:1-1:2 the text is UTF-16; only UTF-8 is read\n");
  CHECK(Read("\0{\0}"s) == "error 1:1-1:2 the text is UTF-16; only UTF-8 is read\n");
  CHECK(Read("\xFF\xFE\0\0a\0\0\0"s) == "error 1:1-1:2 the text is UTF-32; only UTF-8 is read\n");
  CHECK(Read("\0\0\xFE\xFF\0\0\0a"s) == "error 1:1-1:2 the text is UTF-32; only UTF-8 is read\n");
  CHECK(Read("\0\0\0a"s) == "error 1:1-1:2 the text is UTF-32; only UTF-8 is read\n");
  CHECK(Read("a\0\0\0"s) == "error 1:1-1:2 the text is UTF-32; only UTF-8 is read\n");
}

TEST_CASE("control characters and lone carriage returns are not YAML") {
  CHECK(Read("a: b\x07\n") == "error 1:5-1:6 invalid YAML: a control character\n");
  CHECK(Read("a: \x7F\n") == "error 1:4-1:5 invalid YAML: a control character\n");
  CHECK(Read("a: b\rc: d\n") == "error 1:5-1:6 invalid YAML: a carriage return without a line feed\n");
}

TEST_CASE("a byte order mark takes no column, and CRLF no character") {
  CHECK(Read("\xEF\xBB\xBF"
             "a:\r\n  !Ref b\r\nc: |\r\n  x\r\n  y\r\nd:\r\ne: \"f\r\n  g\"\r\n") ==
        "mapping  1:1-8:5\n"
        "? plain \"a\"  1:1-1:2\n"
        ": plain \"b\" !Ref  2:8-2:9 from 2:3\n"
        "? plain \"c\"  3:1-3:2\n"
        ": quoted \"x\\ny\\n\"  3:4-5:4\n"
        "? plain \"d\"  6:1-6:2\n"
        ": null  6:3-6:3 from 6:1\n"
        "? plain \"e\"  7:1-7:2\n"
        ": quoted \"f g\"  7:4-8:5\n");
  CHECK(Read("\xEF\xBB\xBF{\"a\": [true]}", "a.json") ==
        "{}  1:1-1:14\n"
        "? quoted \"a\"  1:2-1:5\n"
        ": []  1:7-1:13\n"
        "  - plain \"true\"  1:8-1:12\n");
  CHECK(Read("\xEF\xBB\xBF"
             "a:\n  ~\n") ==
        "mapping  1:1-2:4\n"
        "? plain \"a\"  1:1-1:2\n"
        ": null  2:3-2:4\n");
}

}  // namespace
}  // namespace headroom::testing
