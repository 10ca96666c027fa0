#include "base/json_writer.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <utility>

namespace headroom {
namespace {

std::string Quoted(std::string_view text) {
  JsonWriter json;
  json.String(text);
  return std::move(json).Finish();
}

TEST_CASE("strings are UTF-8 as it is") {
  CHECK(Quoted("größe 容量 🙂 /") == "\"größe 容量 🙂 /\"\n");
}

TEST_CASE("what JSON or a terminal would misread is escaped") {
  CHECK(Quoted("a\"b\\c\nd\te\r") == R"("a\"b\\c\nd\te\u000d")"
                                     "\n");
  CHECK(Quoted(std::string_view("\0\x1b\x7f", 3)) == "\"\\u0000\\u001b\\u007f\"\n");
  CHECK(Quoted("\u009b \u202e \u2028 \U000E0041") == "\"\\u009b \\u202e \\u2028 \\udb40\\udc41\"\n");
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD") {
  CHECK(Quoted("a\xFF"
               "b\xE5\xAE") == "\"a\uFFFDb\uFFFD\uFFFD\"\n");
}

TEST_CASE("empty lists and objects take one line, others one for each value") {
  JsonWriter json;
  json.BeginObject();
  json.Key("none").BeginList();
  json.EndList();
  json.Key("empty").BeginObject();
  json.EndObject();
  json.Key("list").BeginList();
  json.Number(1);
  json.BeginObject();
  json.Key("a").Bool(true);
  json.EndObject();
  json.EndList();
  json.Key("line").BeginObject(JsonWriter::Layout::kOneLine);
  json.Key("b").Null();
  json.Key("c").BeginList();
  json.Bool(false);
  json.StringOrNull("");
  json.EndList();
  json.EndObject();
  json.EndObject();
  CHECK(std::move(json).Finish() == R"({
  "none": [],
  "empty": {},
  "list": [
    1,
    {
      "a": true
    }
  ],
  "line": {"b": null, "c": [false, null]}
}
)");
}

TEST_CASE("numbers are whole, or null") {
  JsonWriter json;
  json.Numbers({std::numeric_limits<int64_t>::min(), 0, {}, std::numeric_limits<int64_t>::max()});
  CHECK(std::move(json).Finish() == "[-9223372036854775808, 0, null, 9223372036854775807]\n");
}

TEST_CASE("lists of strings") {
  JsonWriter json;
  json.BeginList();
  json.Strings({});
  json.Strings({"a", "b\""});
  json.EndList();
  CHECK(std::move(json).Finish() == "[\n  [],\n  [\"a\", \"b\\\"\"]\n]\n");
}

}  // namespace
}  // namespace headroom
