#include "base/ignore.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace headroom {
namespace {

/// Whether the lines of one .gitignore at the root ignore the path; a folder ends in `/`.
bool Ignores(std::string_view lines, std::string_view path) {
  const IgnoreLevel level{"", ParseIgnoreFile(lines), nullptr};
  const bool is_folder = path.back() == '/';
  if (is_folder) path.remove_suffix(1);
  return IsIgnored(&level, path, is_folder);
}

TEST_CASE("ignore: names match in every folder") {
  CHECK(Ignores("a.yaml", "a.yaml"));
  CHECK(Ignores("a.yaml", "x/y/a.yaml"));
  CHECK(Ignores("*.yaml", "x/a.yaml"));
  CHECK(!Ignores("a.yaml", "a.yaml.bak"));
  CHECK(!Ignores("a.yaml", "A.yaml"));
}

TEST_CASE("ignore: a slash ties the pattern to its folder") {
  CHECK(Ignores("/a", "a"));
  CHECK(!Ignores("/a", "x/a"));
  CHECK(Ignores("x/a", "x/a"));
  CHECK(!Ignores("x/a", "y/x/a"));
  CHECK(Ignores("x/*", "x/a"));
  CHECK(!Ignores("x/*", "x/y/a"));
}

TEST_CASE("ignore: a trailing slash is for folders") {
  CHECK(Ignores("build/", "build/"));
  CHECK(Ignores("build/", "x/build/"));
  CHECK(!Ignores("build/", "build"));
  CHECK(Ignores("/x/build/", "x/build/"));
}

TEST_CASE("ignore: two stars span folders") {
  CHECK(Ignores("**/a", "a"));
  CHECK(Ignores("**/a", "x/y/a"));
  CHECK(Ignores("x/**/a", "x/a"));
  CHECK(Ignores("x/**/a", "x/y/z/a"));
  CHECK(!Ignores("x/**/a", "y/x/a"));
  CHECK(Ignores("x/**", "x/y/a"));
  CHECK(!Ignores("x/**", "x/"));
  CHECK(Ignores("x**y/a", "xzy/a"));
  CHECK(!Ignores("x**y/a", "x/y/a"));
  CHECK(Ignores("**/x/**/y/**/z", "q/x/y/q/y/q/z"));
}

TEST_CASE("ignore: globs") {
  CHECK(Ignores("a?c", "abc"));
  CHECK(!Ignores("a?c", "ac"));
  CHECK(Ignores("a*b*c", "a-b-b-c"));
  CHECK(!Ignores("a*b*c", "a-b-b-d"));
  CHECK(Ignores("[a-c]x", "bx"));
  CHECK(!Ignores("[!a-c]x", "bx"));
  CHECK(Ignores("[^a-c]x", "dx"));
  CHECK(Ignores("[]]x", "]x"));
  CHECK(Ignores("[a-]x", "-x"));
  CHECK(Ignores("[\\]]x", "]x"));
  CHECK(Ignores("[[:digit:]_]x", "7x"));
  CHECK(!Ignores("[[:digit:]_]x", "ax"));
  CHECK(Ignores("[[:a]x", ":x"));
}

TEST_CASE("ignore: a bracket that is not closed and an unknown class match nothing") {
  CHECK(!Ignores("[ab", "a"));
  CHECK(!Ignores("[ab", "[ab"));
  CHECK(!Ignores("[[:nope:]a]", "a"));
}

TEST_CASE("ignore: comments, spaces, escapes, line ends") {
  CHECK(!Ignores("#a", "#a"));
  CHECK(Ignores("\\#a", "#a"));
  CHECK(Ignores("\\!a", "!a"));
  CHECK(Ignores("a  ", "a"));
  CHECK(Ignores("a\\ ", "a "));
  CHECK(Ignores("a\\ \\  ", "a  "));
  CHECK(Ignores("a\r\nb\r\n", "a"));
  CHECK(
      Ignores("\xEF\xBB\xBF"
              "a",
              "a"));
  CHECK(Ignores("\\*", "*"));
  CHECK(!Ignores("\\*", "a"));
  CHECK(!Ignores("a\\", "a"));
  CHECK(!Ignores("\n\n/\n!\n", "a"));
}

TEST_CASE("ignore: the last line that matches decides") {
  CHECK(!Ignores("*.yaml\n!a.yaml", "a.yaml"));
  CHECK(Ignores("!a.yaml\n*.yaml", "a.yaml"));
  CHECK(Ignores("*.yaml\n!a.yaml", "b.yaml"));
}

TEST_CASE("ignore: the nearest file decides, relative to its folder") {
  const IgnoreLevel root{"", ParseIgnoreFile("*.yaml\nkeep/b"), nullptr};
  const IgnoreLevel near{"keep/", ParseIgnoreFile("!a.yaml\n/c"), &root};
  CHECK(!IsIgnored(&near, "keep/a.yaml", false));
  CHECK(IsIgnored(&near, "keep/z.yaml", false));
  CHECK(IsIgnored(&near, "keep/b", false));
  CHECK(IsIgnored(&near, "keep/c", false));
  CHECK(!IsIgnored(&near, "keep/x/c", false));
  CHECK(!IsIgnored(nullptr, "keep/a.yaml", false));
}

TEST_CASE("ignore: no pattern takes exponential time") {
  std::string stars, folders;
  for (int i = 0; i < 100; ++i) {
    stars += "*a";
    folders += "**/a/";
  }
  const std::string name(5000, 'a');
  std::string path;
  for (int i = 0; i < 2000; ++i) path += "a/";
  CHECK(!Ignores(stars + "b", name));
  CHECK(!Ignores(folders + "b", path + "a"));
  CHECK(Ignores(stars, name));
}

}  // namespace
}  // namespace headroom
