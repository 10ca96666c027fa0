// Every file in fixtures/syntax/ok has its tree beside it, every file in fixtures/syntax/err its errors.
// UPDATE_GOLDEN=1 rewrites them.
#include "syntax/parse.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/dump.h"
#include "support/golden.h"

namespace headroom::testing {
namespace {

std::vector<std::string> Inputs(const std::string& folder) {
  std::vector<std::string> names;
  const auto path = std::filesystem::path(HEADROOM_ROOT) / "fixtures/syntax" / folder;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().extension() != ".expected") names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

SourceFile Fixture(const std::string& folder, const std::string& name) {
  const auto path = std::filesystem::path(HEADROOM_ROOT) / "fixtures/syntax" / folder / name;
  return SourceFile(name, ReadFixture(path));
}

TEST_CASE("files that are read: their trees") {
  const std::vector<std::string> names = Inputs("ok");
  REQUIRE(names.size() >= 12);
  for (const std::string& name : names) {
    const SourceFile file = Fixture("ok", name);
    const ParseResult result = Parse(file);
    CHECK(DumpErrors(result.errors) == "");
    CHECK(GoldenDifference(Dump(result), "syntax/ok/" + name + ".expected") == "");
  }
}

TEST_CASE("files that are broken: their errors") {
  const std::vector<std::string> names = Inputs("err");
  REQUIRE(names.size() >= 40);
  for (const std::string& name : names) {
    const SourceFile file = Fixture("err", name);
    const ParseResult result = Parse(file);
    CHECK_FALSE(result.document.has_value());
    CHECK(GoldenDifference(Dump(result), "syntax/err/" + name + ".expected") == "");
  }
}

TEST_CASE("a template in YAML and in JSON is the same tree") {
  const SourceFile yaml = Fixture("ok", "web.yaml");
  const SourceFile json = Fixture("ok", "web.json");
  const ParseResult from_yaml = Parse(yaml);
  const ParseResult from_json = Parse(json);
  REQUIRE(from_yaml.document.has_value());
  REQUIRE(from_json.document.has_value());
  const std::string values = DumpValues(*from_yaml.document);
  CHECK(values == DumpValues(*from_json.document));
  CHECK(std::count(values.begin(), values.end(), '\n') == 42);
}

TEST_CASE("flow style that is not JSON is YAML, but not in a file that says it is JSON") {
  const std::string text = "{\"a\": 1, b: [2,]}\n";
  const SourceFile yaml("a.template", text);
  CHECK(Dump(Parse(yaml)) ==
        "{}  1:1-1:18\n"
        "? quoted \"a\"  1:2-1:5\n"
        ": plain \"1\"  1:7-1:8\n"
        "? plain \"b\"  1:10-1:11\n"
        ": []  1:13-1:17\n"
        "  - plain \"2\"  1:14-1:15\n");
  const SourceFile json("a.json", text);
  CHECK(Dump(Parse(json)) == "error 1:10-1:11 invalid JSON: expected a name in double quotes\n");
}

TEST_CASE("a file that holds nothing has no root") {
  for (const char* text :
       {"", "\n", "  \n\n", "# a comment\n", "---\n", "---\n...\n", "---\n---\n", "\xEF\xBB\xBF"}) {
    const SourceFile file("a.yaml", text);
    CHECK(Dump(Parse(file)) == "nothing\n");
  }
}

TEST_CASE("one document may have markers, and empty ones around it") {
  for (const char* text :
       {"---\na: b\n", "a: b\n...\n", "---\na: b\n---\n", "---\n---\na: b\n...\n", "--- \na: b"}) {
    const SourceFile file("a.yaml", text);
    const ParseResult result = Parse(file);
    REQUIRE(result.document.has_value());
    CHECK(DumpValues(*result.document) == "mapping\n? \"a\"\n: \"b\"\n");
  }
}

TEST_CASE("a root that is no mapping") {
  const SourceFile scalar("a.yaml", "text of\n two lines\n");
  CHECK(Dump(Parse(scalar)) == "plain \"text of two lines\"  1:1-2:11\n");
  const SourceFile null("a.yaml", "~\n");
  CHECK(Dump(Parse(null)) == "null  1:1-1:2\n");
  const SourceFile list("a.json", " [1]\n");
  CHECK(Dump(Parse(list)) == "[]  1:2-1:5\n- plain \"1\"  1:3-1:4\n");
}

}  // namespace
}  // namespace headroom::testing
