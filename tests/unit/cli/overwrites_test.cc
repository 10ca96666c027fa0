// What a run reads it does not write over.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "composition.h"

namespace headroom {
namespace {

using composition::kNode;
using composition::WithStore;

MemoryFiles AllFiles() {
  MemoryFiles files = WithStore();
  files.AddFile("web.yaml", kNode);
  files.AddFile("app/main.yaml", composition::Nests("inner.yaml"));
  files.AddFile("app/inner.yaml", kNode);
  files.AddFile("app/notes.json", "{}");
  files.AddFile("old.yaml", kNode);
  files.AddFile("params.json", "{}");
  files.AddFile(".headroom.yaml", "fail_on: never\n");
  files.AddFile("known.json", "{\"version\": 1, \"findings\": []}");
  return files;
}

/// What is said of writing there; the files have to be as they were.
std::string Refusal(std::vector<std::string> more) {
  const MemoryFiles files = AllFiles();
  std::vector<std::string> arguments = {
      "check",      "--store",    "store.yaml",   "--config",    ".headroom.yaml", "--deployed", "old.yaml",
      "--baseline", "known.json", "--parameters", "params.json", "web.yaml",       "app"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const testing::Outcome outcome = testing::RunProgram(files, arguments);
  CHECK(outcome.status == (outcome.error.empty() ? 0 : 2));
  if (!outcome.error.empty()) CHECK(files.files() == AllFiles().files());
  return outcome.error;
}

std::string Says(const std::string& option, const std::string& path, const std::string& what) {
  return "headroom: `" + option + "` would overwrite `" + path + "`, " + what + " of this run\n";
}

TEST_CASE("a report does not overwrite what the run reads") {
  CHECK(Refusal({"--format", "json=web.yaml"}) == Says("--format json", "web.yaml", "an input"));
  CHECK(Refusal({"--format", "text", "--format", "junit=./app/main.yaml"}) ==
        Says("--format junit", "./app/main.yaml", "an input"));
  CHECK(Refusal({"--format", "json=app/inner.yaml"}) == Says("--format json", "app/inner.yaml", "an input"));
  CHECK(Refusal({"--format", "json=old.yaml"}) == Says("--format json", "old.yaml", "an input"));
  CHECK(Refusal({"--format", "json=store.yaml"}) == Says("--format json", "store.yaml", "a store document"));
  CHECK(Refusal({"--format", "json=params.json"}) ==
        Says("--format json", "params.json", "a parameter file"));
  CHECK(Refusal({"--format", "json=.headroom.yaml"}) ==
        Says("--format json", ".headroom.yaml", "the config file"));
  CHECK(Refusal({"--format", "json=known.json"}) == Says("--format json", "known.json", "the baseline"));
  CHECK(Refusal({"--write-baseline", "new.json", "--format", "json=new.json"}) ==
        Says("--format json", "new.json", "the baseline"));
}

TEST_CASE("nor does a baseline, but for the one before") {
  CHECK(Refusal({"--write-baseline", "web.yaml"}) == Says("--write-baseline", "web.yaml", "an input"));
  CHECK(Refusal({"--write-baseline", "store.yaml"}) ==
        Says("--write-baseline", "store.yaml", "a store document"));
  CHECK(Refusal({"--write-baseline", "known.json"}) == "");
}

TEST_CASE("a report of an earlier run that lies beside the inputs is written anew") {
  CHECK(Refusal({"--format", "json=app/notes.json"}) == "");
  CHECK(Refusal({"--format", "json=app/new.json"}) == "");
}

}  // namespace
}  // namespace headroom
