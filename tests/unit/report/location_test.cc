#include "report/location.h"

#include <doctest/doctest.h>

#include <string>

#include "report/frame.h"

namespace headroom {
namespace {

TEST_CASE("nowhere is an empty location") {
  const Location location = Locate(Place());
  CHECK(location.path == "");
  CHECK(location.line == 0);
  CHECK(location.source_line == "");
}

TEST_CASE("a place has its lines and columns in characters, and the text of its line") {
  const SourceFile file("a.yaml", "first\n  größe: 容量\r\nlast");
  const Location location = Locate({&file, {17, 29}});
  CHECK(location.path == "a.yaml");
  CHECK(location.line == 2);
  CHECK(location.column == 10);
  CHECK(location.end_line == 3);
  CHECK(location.end_column == 5);
  CHECK(location.source_line == "  größe: 容量");
  CHECK(location.source_column == 1);
  CHECK_FALSE(location.source_cut);
}

TEST_CASE("a byte order mark is not part of the line") {
  const SourceFile file("a.yaml", "\xEF\xBB\xBFkey: 1\n");
  const Location key = Locate({&file, {3, 6}});
  CHECK(key.column == 1);
  CHECK(key.source_line == "key: 1");
  CHECK(Locate({&file, {0, 0}}).column == 1);
}

TEST_CASE("a span past the end of the file stands at its end") {
  const SourceFile file("a.yaml", "ab\ncd");
  const Location location = Locate({&file, {100, 50}});
  CHECK(location.line == 2);
  CHECK(location.column == 3);
  CHECK(location.end_line == 2);
  CHECK(location.end_column == 3);
  CHECK(location.source_line == "cd");
  const SourceFile empty("b.yaml", "");
  CHECK(Locate({&empty, {0, 1}}).line == 1);
  CHECK(Locate({&empty, {0, 1}}).source_line == "");
}

TEST_CASE("of a line of megabytes only a piece is kept, and the frame is still right") {
  std::string line;
  for (int i = 0; i < 100'000; ++i) line += "値";
  const SourceFile file("a.json", line + "needle" + line + "\n");
  const Location location = Locate({&file, {300'000, 300'006}});
  CHECK(location.column == 100'001);
  CHECK(location.source_line.size() <= 4003);
  CHECK(location.source_column == 100'001 - 667);
  CHECK(location.source_cut);
  const Frame frame = MakeFrame(location, 40);
  CHECK(frame.source == "…値値値値値値needle値値値値値値値値値値…");
  CHECK(frame.indent == 13);
  CHECK(frame.length == 6);
}

}  // namespace
}  // namespace headroom
