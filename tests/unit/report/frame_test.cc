#include "report/frame.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "base/text.h"

namespace headroom {
namespace {

constexpr size_t kWidth = 40;

Location At(std::string line, uint32_t column, uint32_t end_column) {
  return {"a.yaml", 1, column, 1, end_column, std::move(line)};
}

/// The frame as it is printed: the line, and carets under the span.
std::string Drawn(const Location& location, size_t width = kWidth) {
  const Frame frame = MakeFrame(location, width);
  return frame.source + "\n" + std::string(frame.indent, ' ') + std::string(frame.length, '^');
}

TEST_CASE("a word is underlined") {
  CHECK(Drawn(At("  Type: r5.large", 9, 17)) ==
        "  Type: r5.large\n"
        "        ^^^^^^^^");
}

TEST_CASE("an empty span, or one that ends before it begins, gets one caret") {
  CHECK(Drawn(At("ab", 2, 2)) == "ab\n ^");
  CHECK(Drawn(At("ab", 2, 1)) == "ab\n ^");
}

TEST_CASE("tabs take four columns in both lines") {
  CHECK(Drawn(At("\tA:\tb", 2, 4)) ==
        "    A:    b\n"
        "    ^^");
  CHECK(Drawn(At("A:\tb", 3, 5)) ==
        "A:    b\n"
        "  ^^^^^");
}

TEST_CASE("wide characters take two columns, combining ones none") {
  CHECK(Drawn(At("容量: 値x", 5, 6)) ==
        "容量: 値x\n"
        "      ^^");
  CHECK(Drawn(At("cafe\u0301: x", 8, 9)) ==
        "cafe\u0301: x\n"
        "      ^");
  CHECK(Drawn(At("e\u0301x", 1, 3)) == "e\u0301x\n^");
  CHECK(Drawn(At("e\u0301x", 2, 3)) == "e\u0301x\n ^");  // only the mark: where it would be
}

TEST_CASE("what a terminal would obey is shown escaped, and the carets follow") {
  CHECK(Drawn(At("a\x1b[31m: b", 8, 9)) ==
        "a\\x1b[31m: b\n"
        "          ^");
  CHECK(Drawn(At("a\u202e: b", 2, 3)) ==
        "a\\u202e: b\n"
        " ^^^^^^");
}

TEST_CASE("bytes that are not UTF-8 count as SourceFile counts them") {
  CHECK(Drawn(At("a\xFF: b", 2, 3)) == "a\\xff: b\n ^^^^");
  CHECK(Drawn(At("a\x80\x80: b", 4, 5)) ==  // continuation bytes take no column of their own
        "a\\x80\\x80: b\n"
        "           ^");
}

TEST_CASE("an empty line and a span past the end get a caret there") {
  CHECK(Drawn(At("", 1, 1)) == "\n^");
  CHECK(Drawn(At("", 7, 9)) == "\n^");
  CHECK(Drawn(At("abc", 4, 4)) == "abc\n   ^");
  CHECK(Drawn(At("abc", 400, 500)) == "abc\n   ^");
  CHECK(Drawn(At("abc", 3, 500)) == "abc\n  ^");
}

TEST_CASE("a span over several lines is underlined to the end of the first") {
  Location location = At("  Fleet: {   ", 3, 4);
  location.end_line = 9;
  CHECK(Drawn(location) ==
        "  Fleet: {\n"
        "  ^^^^^^^^");
}

TEST_CASE("spaces at the end are not printed") {
  CHECK(MakeFrame(At("a   ", 1, 2), kWidth).source == "a");
  CHECK(MakeFrame(At("    ", 1, 2), kWidth).source == "");
}

TEST_CASE("a line that fits is not cut") {
  const std::string line(kWidth, 'x');
  CHECK(MakeFrame(At(line, 1, 2), kWidth).source == line);
  CHECK(MakeFrame(At(line, kWidth, kWidth + 1), kWidth).source == line);
}

TEST_CASE("of a long line the piece around the span is shown") {
  const std::string digits = "0123456789";
  std::string line;
  for (int i = 0; i < 10; ++i) line += digits;
  CHECK(Drawn(At(line, 51, 54)) ==
        "…89012345678901234567890123456789012345…\n"
        "             ^^^");
  CHECK(Drawn(At(line, 3, 5)) ==
        "01234567890123456789012345678901234567…\n"
        "  ^^");
  CHECK(Drawn(At(line, 99, 101)) ==
        "…23456789012345678901234567890123456789\n"
        "                                     ^^");
  CHECK(Drawn(At(line, 101, 101)) ==
        "…23456789012345678901234567890123456789\n"
        "                                       ^");
  CHECK(Drawn(At(line, 41, 100)) ==  // the span itself is longer than the window
        "…89012345678901234567890123456789012345…\n"
        "             ^^^^^^^^^^^^^^^^^^^^^^^^^^");
}

TEST_CASE("a line that was cut before says so on that side") {
  Location location = At("defgh", 6, 7);
  location.source_column = 4;
  location.source_cut = true;
  CHECK(Drawn(location) == "…defgh…\n   ^");
  location.source_cut = false;
  CHECK(Drawn(location) == "…defgh\n   ^");
}

TEST_CASE("wide characters are never halved by a cut") {
  std::string line;
  for (int i = 0; i < 60; ++i) line += "値";
  const Frame frame = MakeFrame(At(line, 31, 32), kWidth);
  CHECK(DisplayWidth(frame.source) <= kWidth);
  CHECK(DisplayWidth(frame.source) >= kWidth - 1);
  CHECK(frame.length == 2);
  CHECK(frame.indent % 2 == 1);  // the ellipsis, then whole characters
}

TEST_CASE("no line is too long, no window too narrow") {
  const Location megabytes = At(std::string(4'000'000, '\t') + "x", 4'000'001, 4'000'002);
  CHECK(DisplayWidth(MakeFrame(megabytes, kWidth).source) <= kWidth);
  const Location zalgo = At("a" + std::string(1000, ' ') + "b", 1, 2);
  CHECK(Drawn(zalgo, 0) == "a                 …\n^");
  std::string marks = "a";
  for (int i = 0; i < 1000; ++i) marks += "\u0301";
  CHECK(MakeFrame(At(marks + "b", 1002, 1003), kWidth).length == 1);
}

TEST_CASE("whatever the line and the span: valid, printable, inside the window") {
  constexpr std::string_view kPieces[] = {"a",      " ",      "\t",   "\x1b", "\xFF",     "\x80", "値",
                                          "\u0301", "\u202e", "🙂", "{",    "\xE5\xAE", "\n"};
  uint32_t random = 1;
  const auto below = [&](uint32_t limit) {
    random = random * 1664525 + 1013904223;
    return (random >> 8) % limit;
  };
  for (int round = 0; round < 5000; ++round) {
    Location location = At("", below(60), below(80));
    for (uint32_t i = below(70); i > 0; --i) location.source_line += kPieces[below(std::size(kPieces))];
    location.end_line = below(3);
    location.source_column = 1 + below(2) * below(50);
    location.source_cut = below(4) == 0;
    const size_t width = 20 + below(40);
    CAPTURE(round);
    const Frame frame = MakeFrame(location, width);
    REQUIRE(Printable(frame.source) == frame.source);
    REQUIRE(FindInvalidUtf8(frame.source) == std::nullopt);
    REQUIRE(DisplayWidth(frame.source) <= width);
    REQUIRE(frame.length >= 1);
    REQUIRE(frame.indent + frame.length <= width + 1);
  }
}

}  // namespace
}  // namespace headroom
