#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "support/memory_files.h"
#include "support/scratch_folder.h"

namespace headroom {
namespace {

using Paths = std::vector<std::string>;
const std::vector<std::string_view> kYaml = {".yaml", ".yml"};
const std::vector<std::string_view> kEverything = {""};

TEST_CASE("walk: files below the folder as it was given, sorted, others counted") {
  const MemoryFiles files{{"/w/b.yaml", ""}, {"/w/a/z.yml", ""}, {"/w/a/notes.txt", ""}, {"/w/a-b.yaml", ""}};
  const Walk walk = WalkFolder(files, "/w", kYaml).value();
  CHECK(walk.files == Paths{"/w/a-b.yaml", "/w/a/z.yml", "/w/b.yaml"});
  CHECK(walk.skipped == 1);
  CHECK(WalkFolder(files, "/w/", kYaml).value().files == walk.files);
}

TEST_CASE("walk: relative folders stay relative") {
  const MemoryFiles files{{"stacks/web.yaml", ""}};
  CHECK(WalkFolder(files, "stacks", kYaml).value().files == Paths{"stacks/web.yaml"});
  CHECK(WalkFolder(files, ".", kYaml).value().files == Paths{"./stacks/web.yaml"});
}

TEST_CASE("walk: hidden folders and links are left out, hidden files are not") {
  MemoryFiles files{
      {"/w/.git/config.yaml", ""}, {"/w/.aws-sam/t.yaml", ""}, {"/w/.t.yaml", ""}, {"/x/t.yaml", ""}};
  files.AddLink("/w/link.yaml", "/x/t.yaml");
  files.AddLink("/w/folder", "/x");
  const Walk walk = WalkFolder(files, "/w", kYaml).value();
  CHECK(walk.files == Paths{"/w/.t.yaml"});
  CHECK(walk.skipped == 0);
}

TEST_CASE("walk: a hidden folder that is named is searched") {
  const MemoryFiles files{{"/w/.aws-sam/t.yaml", ""}};
  CHECK(WalkFolder(files, "/w/.aws-sam", kYaml).value().files == Paths{"/w/.aws-sam/t.yaml"});
}

TEST_CASE("walk: ignore files from the repository's root down") {
  const MemoryFiles files{{"/r/.git/info/exclude", "private.yaml\n"},
                          {"/r/.gitignore", "/out/\n*.tmp.yaml\n"},
                          {"/r/stacks/.gitignore", "!keep.tmp.yaml\n/gen\n"},
                          {"/r/stacks/a.yaml", ""},
                          {"/r/stacks/a.tmp.yaml", ""},
                          {"/r/stacks/keep.tmp.yaml", ""},
                          {"/r/stacks/private.yaml", ""},
                          {"/r/stacks/gen/b.yaml", ""},
                          {"/r/stacks/x/gen/c.yaml", ""},
                          {"/r/out/d.yaml", ""},
                          {"/r/stacks/out/e.yaml", ""}};
  const Paths below_stacks = {"/r/stacks/a.yaml", "/r/stacks/keep.tmp.yaml", "/r/stacks/out/e.yaml",
                              "/r/stacks/x/gen/c.yaml"};
  CHECK(WalkFolder(files, "/r", kYaml).value().files == below_stacks);
  CHECK(WalkFolder(files, "/r/stacks", kYaml).value().files == below_stacks);
  CHECK(WalkFolder(files, "/r/stacks/x", kYaml).value().files == Paths{"/r/stacks/x/gen/c.yaml"});
}

TEST_CASE("walk: an ignored folder that is named is searched") {
  const MemoryFiles files{{"/r/.git/HEAD", ""}, {"/r/.gitignore", "out/\n"}, {"/r/out/d.yaml", ""}};
  CHECK(WalkFolder(files, "/r/out", kYaml).value().files == Paths{"/r/out/d.yaml"});
}

TEST_CASE("walk: what git ignores is not counted as skipped") {
  const MemoryFiles files{
      {"/r/.git/HEAD", ""}, {"/r/.gitignore", "*.log\n"}, {"/r/a.log", ""}, {"/r/a.txt", ""}};
  CHECK(WalkFolder(files, "/r", kYaml).value().skipped == 2);  // .gitignore and a.txt
}

TEST_CASE("walk: without a repository the ignore files inside count") {
  const MemoryFiles files{{"/w/.gitignore", "b.yaml\n"}, {"/w/x/a.yaml", ""}, {"/w/x/b.yaml", ""}};
  CHECK(WalkFolder(files, "/w", kYaml).value().files == Paths{"/w/x/a.yaml"});
  CHECK(WalkFolder(files, "/w/x", kYaml).value().files == Paths{"/w/x/a.yaml", "/w/x/b.yaml"});
}

TEST_CASE("walk: a linked working tree uses the excludes of its repository") {
  const MemoryFiles files{{"/r/.git/info/exclude", "a.yaml\n"},
                          {"/r/.git/worktrees/w/commondir", "../..\n"},
                          {"/r/.git/worktrees/w/../../info/exclude", "a.yaml\n"},
                          {"/w/.git", "gitdir: /r/.git/worktrees/w\n"},
                          {"/w/a.yaml", ""},
                          {"/w/b.yaml", ""}};
  CHECK(WalkFolder(files, "/w", kYaml).value().files == Paths{"/w/b.yaml"});
}

TEST_CASE("walk: says what it cannot search") {
  struct Unlistable final : MemoryFiles {
    Unlistable() : MemoryFiles{{"/w/a/x.yaml", ""}, {"/w/locked/y.yaml", ""}} {}
    Result<std::vector<Entry>> List(const std::string& path) const override {
      if (path == "/w/locked") return Fail("cannot read `/w/locked`: Permission denied");
      return MemoryFiles::List(path);
    }
  };
  const Result<Walk> locked = WalkFolder(Unlistable(), "/w", kYaml);
  REQUIRE(!locked);
  CHECK(locked.error().message == "cannot read `/w/locked`: Permission denied");

  const Result<Walk> missing = WalkFolder(MemoryFiles(), "/no", kYaml);
  REQUIRE(!missing);
  CHECK(missing.error().message == "cannot read `/no`: No such file or directory");
}

TEST_CASE("walk: says which ignore file it cannot use") {
  MemoryFiles files{{"/w/a.yaml", ""}};
  files.AddUnreadable("/w/.gitignore");
  CHECK(WalkFolder(files, "/w", kYaml).error().message == "cannot read `/w/.gitignore`: Permission denied");
  const MemoryFiles large{{"/w/.gitignore", std::string((1 << 20) + 1, '#')}};
  CHECK(WalkFolder(large, "/w", kYaml).error().message ==
        "cannot use `/w/.gitignore`: it is larger than 1 MiB");
}

TEST_CASE("walk: bounded depth") {
  std::string folder = "/w";
  for (int i = 0; i < 200; ++i) folder += "/d";
  MemoryFiles files{{folder + "/deep.yaml", ""}};
  CHECK(WalkFolder(files, "/w", kYaml).value().files == Paths{folder + "/deep.yaml"});
  files.AddFile(folder + "/d/deeper.yaml", "");
  CHECK(WalkFolder(files, "/w", kYaml).error().message ==
        "cannot search `" + folder + "/d`: more than 200 folders deep");
}

/// What a command prints, or nothing if it fails.
std::optional<std::string> OutputOf(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string output;
  std::array<char, 4096> bytes;
  while (const size_t count = fread(bytes.data(), 1, bytes.size(), pipe)) output.append(bytes.data(), count);
  if (pclose(pipe) != 0) return {};
  return output;
}

/// Git alone with the ignore files of the folder: no configuration of the user's or the system's.
std::string GitIn(const ScratchFolder& folder, std::string_view arguments) {
  return fmt::format(
      "env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 "
      "XDG_CONFIG_HOME=/nonexistent git -C '{}' {} 2>/dev/null",
      folder.path(), arguments);
}

/// Git strips the letters before the first star, and then takes `b**/` for `**/`: not what its manual says.
bool HasAttachedStars(const std::string& pattern) {
  const size_t at = pattern.find("**");
  return at != std::string::npos && at > 0 && pattern[at - 1] != '/';
}

std::string RandomPattern(std::mt19937& random) {
  constexpr std::array<std::string_view, 28> kPieces = {
      "a",   "b",    "c",    "ab",          "*",     "*",  "**",  "**/", "/**", "/",
      "/",   "?",    "[ab]", "[!a]",        "[a-b]", "!a", "\\a", "\\*", "#",   " ",
      "\\ ", "[]a]", "-",    "[[:alpha:]]", "**/b",  "a/", "/b",  "]"};
  std::string pattern;
  do {
    pattern.clear();
    for (auto pieces = 1 + random() % 4; pieces > 0; --pieces) pattern += kPieces[random() % kPieces.size()];
  } while (HasAttachedStars(pattern));
  return random() % 5 == 0 ? "!" + pattern : pattern;
}

TEST_CASE("walk: agrees with git on random patterns") {
  const ScratchFolder folder;
  if (!OutputOf(GitIn(folder, "init -q"))) {
    MESSAGE("git is not installed: not compared");
    return;
  }
  std::mt19937 random(20260831);
  folder.Write(".git/info/exclude", "cc\nb?\n");
  for (int i = 0; i < 400; ++i) {
    const std::string top = fmt::format("d{}/", i);
    std::string lines;
    for (auto count = 1 + random() % 3; count > 0; --count) lines += RandomPattern(random) + "\n";
    folder.Write(top + ".gitignore", lines);
    if (i % 4 == 0) folder.Write(top + "a/.gitignore", RandomPattern(random));
    for (const char* name : {"a/a/b", "a/a/ab", "a/b", "a/-", "b/a/b", "b/c", "ab", "c", "cc", "bb", "*", "#",
                             "!a", "]", "b/a b"}) {
      folder.Write(top + name, "");
    }
    folder.Write(top + "b/a ", "");
  }
  const std::string listed = OutputOf(GitIn(folder, "ls-files --others --exclude-standard -z")).value();
  Paths expected;
  for (std::string_view name : Split(listed, std::string_view("\0", 1))) {
    if (!name.empty()) expected.push_back(folder.path(name));
  }
  std::sort(expected.begin(), expected.end());
  const Paths walked = WalkFolder(RealFiles(), folder.path(), kEverything).value().files;
  REQUIRE(expected.size() > 1000);
  Paths differences;
  std::set_symmetric_difference(walked.begin(), walked.end(), expected.begin(), expected.end(),
                                std::back_inserter(differences));
  CHECK(Join(differences, "\n") == "");
}

}  // namespace
}  // namespace headroom
