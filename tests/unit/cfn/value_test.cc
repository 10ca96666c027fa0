#include "cfn/value.h"

#include <doctest/doctest.h>

namespace headroom::cfn {
namespace {

TEST_CASE("numbers and booleans are read from text") {
  const auto integer = [](const char* text) { return AsInteger(Value::Scalar(text, {})); };
  CHECK(integer("4") == 4);
  CHECK(integer("4.0") == 4);
  CHECK(integer(" -4 ") == -4);
  CHECK(integer("010") == 10);
  CHECK_FALSE(integer("4.5"));
  CHECK_FALSE(integer(""));
  CHECK_FALSE(integer("four"));
  CHECK_FALSE(AsInteger(Value()));
  CHECK_FALSE(AsInteger(Value::List({}, {})));
  const auto boolean = [](const char* text) { return AsBoolean(Value::Scalar(text, {})); };
  CHECK(boolean("true") == true);
  CHECK(boolean("TRUE") == true);
  CHECK(boolean("False") == false);
  CHECK_FALSE(boolean("yes"));
  CHECK_FALSE(AsBoolean(Value()));
}

TEST_CASE("kinds of values") {
  CHECK(Value().absent());
  CHECK_FALSE(Value().known());
  CHECK(Value::Scalar("a", {}).known());
  CHECK(Value::Scalar("a", {}).text() == "a");
  CHECK(Value().text().empty());
  const Value list = Value::List({Value::Scalar("x", {})}, {});
  CHECK(list.is_list());
  CHECK(list.node().node == kNoNode);
  REQUIRE(list.items().size() == 1);
  CHECK(list.items()[0].text() == "x");
  const Value map = Value::Literal(Value::Kind::kMap, {7, 3}, {});
  CHECK(map.is_map());
  CHECK(map.node().node == 7);
  CHECK(map.node().scope == 3);
  CHECK(map.items().empty());
  const Value unknown = Value::NotKnown("why", {});
  CHECK(unknown.is_unknown());
  CHECK_FALSE(unknown.known());
  CHECK(unknown.unknown().reason == "why");
  CHECK_FALSE(unknown.unknown().reported);
}

}  // namespace
}  // namespace headroom::cfn
