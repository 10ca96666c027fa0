#include "base/files.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/scratch_folder.h"

namespace headroom {
namespace {

std::string ErrorOf(const Result<std::string>& result) { return result ? "(none)" : result.error().message; }
std::string ErrorOf(const Result<void>& result) { return result ? "(none)" : result.error().message; }

/// Names in a folder, so that a test sees what was left behind.
std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  const std::vector<Files::Entry> entries = RealFiles().List(folder).value();
  for (const Files::Entry& entry : entries) names.push_back(entry.name);
  return names;
}

TEST_CASE("files: kinds, links followed") {
  const ScratchFolder folder;
  folder.Write("a.yaml", "a");
  std::filesystem::create_symlink(folder.path("a.yaml"), folder.path("link"));
  std::filesystem::create_symlink("nowhere", folder.path("dangling"));
  REQUIRE(mkfifo(folder.path("pipe").c_str(), 0600) == 0);
  const Files& files = RealFiles();
  CHECK(files.KindOf(folder.path()) == Files::Kind::kFolder);
  CHECK(files.KindOf(folder.path("a.yaml")) == Files::Kind::kFile);
  CHECK(files.KindOf(folder.path("link")) == Files::Kind::kFile);
  CHECK(files.KindOf(folder.path("dangling")) == Files::Kind::kMissing);
  CHECK(files.KindOf(folder.path("pipe")) == Files::Kind::kOther);
  CHECK(files.KindOf(folder.path("a.yaml/b")) == Files::Kind::kMissing);
  CHECK(files.KindOf("/dev/null") == Files::Kind::kOther);
}

TEST_CASE("files: reads a whole file, or one byte more than the limit") {
  const ScratchFolder folder;
  const std::string bytes = std::string("a\0b\r\n", 5) + std::string(200'000, 'x');
  folder.Write("a", bytes);
  folder.Write("empty", "");
  const Files& files = RealFiles();
  CHECK(files.Read(folder.path("a"), 1 << 20).value() == bytes);
  CHECK(files.Read(folder.path("a"), bytes.size()).value() == bytes);
  CHECK(files.Read(folder.path("a"), 9).value() == bytes.substr(0, 10));
  CHECK(files.Read(folder.path("empty"), 9).value().empty());
}

TEST_CASE("files: reads what has no size: a pipe, /proc, an endless device") {
  const ScratchFolder folder;
  CHECK(RealFiles().Read("/proc/self/comm", 100).value() == "base_test\n");
  CHECK(RealFiles().Read("/dev/zero", 100'000).value() == std::string(100'001, '\0'));
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  REQUIRE(write(ends[1], "hello", 5) == 5);
  close(ends[1]);
  CHECK(RealFiles().Read("/dev/fd/" + std::to_string(ends[0]), 100).value() == "hello");
  close(ends[0]);
}

TEST_CASE("files: says what cannot be read") {
  const ScratchFolder folder;
  CHECK(ErrorOf(RealFiles().Read(folder.path("no"), 9)) ==
        "cannot read `" + folder.path("no") + "`: No such file or directory");
  CHECK(ErrorOf(RealFiles().Read(folder.path(), 9)) == "cannot read `" + folder.path() + "`: Is a directory");
  const auto list = RealFiles().List(folder.path("no"));
  REQUIRE(!list);
  CHECK(list.error().message == "cannot read `" + folder.path("no") + "`: No such file or directory");
}

TEST_CASE("files: lists sorted, links as other") {
  const ScratchFolder folder;
  folder.Write("b", "");
  folder.Write("a/x", "");
  folder.Write(".hidden", "");
  std::filesystem::create_symlink(folder.path("a"), folder.path("link"));
  const auto entries = RealFiles().List(folder.path()).value();
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].name == ".hidden");
  CHECK(entries[0].kind == Files::Kind::kFile);
  CHECK(entries[1].name == "a");
  CHECK(entries[1].kind == Files::Kind::kFolder);
  CHECK(entries[2].name == "b");
  CHECK(entries[2].kind == Files::Kind::kFile);
  CHECK(entries[3].name == "link");
  CHECK(entries[3].kind == Files::Kind::kOther);
}

TEST_CASE("files: writes a new file and replaces an old one, which keeps its mode") {
  const ScratchFolder folder;
  REQUIRE(RealFiles().Write(folder.path("new"), std::string_view("a\0b", 3)));
  CHECK(folder.Read("new") == std::string("a\0b", 3));
  chmod(folder.path("new").c_str(), 0640);
  REQUIRE(RealFiles().Write(folder.path("new"), "short"));
  CHECK(folder.Read("new") == "short");
  struct stat status;
  REQUIRE(stat(folder.path("new").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  CHECK(NamesIn(folder.path()) == std::vector<std::string>{"new"});
}

TEST_CASE("files: writes through a link, which stays one") {
  const ScratchFolder folder;
  folder.Write("real/file", "old");
  std::filesystem::create_symlink("real/file", folder.path("link"));
  REQUIRE(RealFiles().Write(folder.path("link"), "new"));
  CHECK(folder.Read("real/file") == "new");
  CHECK(std::filesystem::is_symlink(folder.path("link")));
}

TEST_CASE("files: writes to a pipe and to a device") {
  const ScratchFolder folder;
  const std::string pipe_path = folder.path("pipe");
  REQUIRE(mkfifo(pipe_path.c_str(), 0600) == 0);
  const int reader = open(pipe_path.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(RealFiles().Write(pipe_path, "through"));
  char bytes[16];
  CHECK(read(reader, bytes, sizeof bytes) == 7);
  CHECK(std::string(bytes, 7) == "through");
  close(reader);
  CHECK(RealFiles().Write("/dev/null", "gone"));
  CHECK(ErrorOf(RealFiles().Write("/dev/full", "x")) == "cannot write `/dev/full`: No space left on device");
}

TEST_CASE("files: says what cannot be written, and leaves nothing behind") {
  const ScratchFolder folder;
  CHECK(ErrorOf(RealFiles().Write(folder.path("no/file"), "x")) ==
        "cannot write `" + folder.path("no/file") + "`: No such file or directory");
  CHECK(ErrorOf(RealFiles().Write(folder.path(), "x")) ==
        "cannot write `" + folder.path() + "`: Is a directory");
  CHECK(NamesIn(folder.path()).empty());
}

TEST_CASE("files: canonical paths") {
  const ScratchFolder folder;
  folder.Write("real/file", "");
  std::filesystem::create_symlink("real", folder.path("link"));
  CHECK(RealFiles().Canonical(folder.path("link/../link/file")) == folder.path("real/file"));
  CHECK(RealFiles().Canonical("no/such/./file") == "no/such/./file");
}

TEST_CASE("files: a folder is replaced as a whole") {
  const ScratchFolder scratch;
  const Files& files = RealFiles();
  const std::string target = scratch.path("a/b/snapshot");
  SUBCASE("folders above are made") {
    REQUIRE(files.WriteFolder(target, {{"x.json", "1"}, {"y.json", ""}}));
    CHECK(NamesIn(scratch.path("a/b/snapshot")) == std::vector<std::string>{"x.json", "y.json"});
    CHECK(scratch.Read("a/b/snapshot/x.json") == "1");
  }
  SUBCASE("old files are gone, and nothing is left beside it") {
    scratch.Write("a/b/snapshot/old.json", "old");
    REQUIRE(files.WriteFolder(target, {{"x.json", "1"}}));
    CHECK(NamesIn(scratch.path("a/b/snapshot")) == std::vector<std::string>{"x.json"});
    CHECK(NamesIn(scratch.path("a/b")) == std::vector<std::string>{"snapshot"});
  }
  SUBCASE("what an interrupted call left is in nobody's way") {
    scratch.Write("a/b/.snapshot.tmp/half.json", "half");
    REQUIRE(files.WriteFolder(target, {{"x.json", "1"}}));
    CHECK(NamesIn(scratch.path("a/b")) == std::vector<std::string>{"snapshot"});
  }
  SUBCASE("through a link, the folder it names") {
    scratch.Write("real/old.json", "old");
    std::filesystem::create_directories(scratch.path("a/b"));
    std::filesystem::create_symlink(scratch.path("real"), target);
    REQUIRE(files.WriteFolder(target, {{"x.json", "1"}}));
    CHECK(NamesIn(scratch.path("real")) == std::vector<std::string>{"x.json"});
    CHECK(std::filesystem::is_symlink(target));
  }
  SUBCASE("a file is not replaced") {
    scratch.Write("a/b/snapshot", "file");
    const Result<void> written = files.WriteFolder(target, {{"x.json", "1"}});
    REQUIRE_FALSE(written);
    CHECK(written.error().message == "cannot write `" + target + "`: Not a directory");
    CHECK(scratch.Read("a/b/snapshot") == "file");
    CHECK(NamesIn(scratch.path("a/b")) == std::vector<std::string>{"snapshot"});
  }
}

}  // namespace
}  // namespace headroom
