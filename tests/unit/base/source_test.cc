#include "base/source.h"

#include <doctest/doctest.h>

namespace headroom {
namespace {

TEST_CASE("positions count lines and characters from 1") {
  const SourceFile file("a", "ab\nc\xC3\xA9 \xE6\x97\xA5x\n\nend");
  CHECK(file.PositionOf(0) == Position{1, 1});
  CHECK(file.PositionOf(2) == Position{1, 3});  // the line break itself
  CHECK(file.PositionOf(3) == Position{2, 1});
  CHECK(file.PositionOf(4) == Position{2, 2});
  CHECK(file.PositionOf(6) == Position{2, 3});   // behind two bytes
  CHECK(file.PositionOf(10) == Position{2, 5});  // behind three more
  CHECK(file.PositionOf(12) == Position{3, 1});
  CHECK(file.PositionOf(16) == Position{4, 4});  // the end
  CHECK(file.PositionOf(99) == Position{4, 4});
}

TEST_CASE("an empty file has one empty line") {
  const SourceFile file("a", "");
  CHECK(file.PositionOf(0) == Position{1, 1});
  CHECK(file.LineCount() == 1);
  CHECK(file.Line(1) == "");
  CHECK(file.Line(2) == "");
}

TEST_CASE("a byte order mark and CRLF take no column") {
  const SourceFile file("a",
                        "\xEF\xBB\xBF"
                        "ab\r\ncd\r\n");
  CHECK(file.PositionOf(0) == Position{1, 1});
  CHECK(file.PositionOf(3) == Position{1, 1});
  CHECK(file.PositionOf(5) == Position{1, 3});
  CHECK(file.PositionOf(6) == Position{1, 3});  // between `\r` and `\n`
  CHECK(file.PositionOf(7) == Position{2, 1});
  CHECK(file.Line(1) == "ab");
  CHECK(file.Line(2) == "cd");
}

TEST_CASE("lines come without their line breaks") {
  const SourceFile file("a", "one\n\nthree\n");
  CHECK(file.LineCount() == 4);
  CHECK(file.Line(0) == "");
  CHECK(file.Line(1) == "one");
  CHECK(file.Line(2) == "");
  CHECK(file.Line(3) == "three");
  CHECK(file.Line(4) == "");
  CHECK(file.Line(5) == "");
}

TEST_CASE("text of a span") {
  const SourceFile file("path.yaml", "key: value");
  CHECK(file.path() == "path.yaml");
  CHECK(file.text({5, 10}) == "value");
  CHECK(file.text({5, 5}) == "");
}

TEST_CASE("files of a set stay where they are") {
  SourceSet set;
  SourceFile& first = set.Add("a", "text");
  const std::string_view bytes = first.bytes();
  for (int i = 0; i < 1000; ++i) set.Add("b", "other");
  CHECK(first.bytes().data() == bytes.data());
  CHECK(first.path() == "a");
}

TEST_CASE("a place is nowhere until it has a file") {
  const SourceFile file("a", "text");
  CHECK_FALSE(static_cast<bool>(Place{}));
  CHECK(static_cast<bool>(Place{&file, {0, 1}}));
}

}  // namespace
}  // namespace headroom
