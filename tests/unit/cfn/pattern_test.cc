#include "cfn/pattern.h"

#include <doctest/doctest.h>

#include <string>

namespace headroom::cfn {
namespace {

TEST_CASE("a pattern must match the whole text") {
  CHECK(Pattern("[a-z]+").Matches("abc") == true);
  CHECK(Pattern("[a-z]+").Matches("abc1") == false);
  CHECK(Pattern("^[a-z]+$").Matches("abc") == true);
  CHECK(Pattern("a|ab").Matches("ab") == true);
  CHECK(Pattern("").Matches("") == true);
  CHECK(Pattern("").Matches("a") == false);
  CHECK(Pattern("(?=.*\\d)\\w+").Matches("a1") == true);
  CHECK(Pattern("\\p{L}+").Matches("äö") == true);
}

TEST_CASE("what cannot be judged is not") {
  CHECK_FALSE(Pattern("(").Matches("a"));
  CHECK_FALSE(Pattern("[a-z&&[^b]]+").Matches("a"));
  CHECK_FALSE(Pattern("(a+)+[bc]").Matches(std::string(4000, 'a')));
  CHECK_FALSE(Pattern(std::string(20'000, 'a')).Matches("a"));
  CHECK_FALSE(Pattern(".").Matches("\xff"));
}

}  // namespace
}  // namespace headroom::cfn
