#include "base/text.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace headroom {
namespace {

using Texts = std::vector<std::string>;

std::string Nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  return std::string(DidYouMean(word, candidates).value_or("(none)"));
}

TEST_CASE("did you mean") {
  const std::vector<std::string_view> options = {"store", "strict", "stack", "format", "p"};
  CHECK(Nearest("sotre", options) == "store");  // a swap is one step
  CHECK(Nearest("stor", options) == "store");
  CHECK(Nearest("STORE", options) == "store");
  CHECK(Nearest("fromat", options) == "format");
  CHECK(Nearest("strickt", options) == "strict");
  CHECK(Nearest("quiet", options) == "(none)");
  CHECK(Nearest("formatting", options) == "(none)");
}

TEST_CASE("did you mean: short words need a letter in common") {
  CHECK(Nearest("P", {"p"}) == "p");
  CHECK(Nearest("q", {"p"}) == "(none)");
  CHECK(Nearest("az", {"xy"}) == "(none)");
  CHECK(Nearest("az", {"bz"}) == "bz");
  CHECK(Nearest("", {"", "p"}) == "(none)");
  CHECK(Nearest("a", {""}) == "(none)");
}

TEST_CASE("did you mean: the first of equals, the nearest of all") {
  CHECK(Nearest("LM10x", {"LM101", "LM102"}) == "LM101");
  CHECK(Nearest("LM12", {"LM112", "LM12"}) == "LM12");
  CHECK(Nearest("Foo", {}) == "(none)");
}

TEST_CASE("did you mean: hostile words and lists cost little") {
  const std::string megabyte(1'000'000, 'a');
  CHECK(Nearest(megabyte, {megabyte}) == "(none)");
  CHECK(Nearest("name", {megabyte, "names"}) == "names");
  std::vector<std::string_view> many(1000, "something else");
  many.push_back("name");
  CHECK(Nearest("nam", many) == "(none)");
}

TEST_CASE("printable text stays as it is") {
  CHECK(Printable("") == "");
  CHECK(Printable("größe 容量 🙂 e\u0301 \\x1b ~") == "größe 容量 🙂 e\u0301 \\x1b ~");
  CHECK(Printable("\u00A0\u2764\uFE0F") == "\u00A0\u2764\uFE0F");  // no-break space, emoji selector
}

TEST_CASE("control characters are shown escaped") {
  CHECK(Printable("a\tb\nc\rd") == "a\\tb\\nc\\rd");
  CHECK(Printable(std::string_view("\0\x01\x1b\x1f\x7f", 5)) == "\\x00\\x01\\x1b\\x1f\\x7f");
  CHECK(Printable("\u0080\u009b\u009f") == "\\u0080\\u009b\\u009f");
}

TEST_CASE("what hides or turns text around is shown escaped") {
  CHECK(Printable("\u202eabc\u2066") == "\\u202eabc\\u2066");
  CHECK(Printable("\u061c\u200b\u200d\u2028\ufeff\u00ad") == "\\u061c\\u200b\\u200d\\u2028\\ufeff\\u00ad");
  CHECK(Printable("\u3164\U000E0041\U000E01EF") == "\\u3164\\U000e0041\\U000e01ef");
}

TEST_CASE("bytes that are not UTF-8 are shown each") {
  CHECK(Printable("\xff") == "\\xff");
  CHECK(Printable("a\x80z") == "a\\x80z");
  CHECK(Printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  CHECK(Printable("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");           // overlong
  CHECK(Printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(Printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // past U+10FFFF
  CHECK(Printable("\xe5\xae") == "\\xe5\\xae");                    // cut
  CHECK(Printable("\xe5\xae\xb9\xe5") == "容\\xe5");
  CHECK(Printable("\xc3("
                  "\xa9") == "\\xc3(\\xa9");
}

TEST_CASE("display width") {
  CHECK(DisplayWidth("") == 0);
  CHECK(DisplayWidth("abc") == 3);
  CHECK(DisplayWidth("größe") == 5);
  CHECK(DisplayWidth("容量ライセンス한") == 16);
  CHECK(DisplayWidth("ＡＢ") == 4);        // fullwidth
  CHECK(DisplayWidth("ｱｲ") == 2);          // halfwidth
  CHECK(DisplayWidth("e\u0301") == 1);     // combining
  CHECK(DisplayWidth("नि") == 2);          // a spacing mark takes a column
  CHECK(DisplayWidth("שָׁ") == 1);           // points do not
  CHECK(DisplayWidth("🙂⌚✅") == 6);  // emoji, old ones too
  CHECK(DisplayWidth("\u2764\uFE0F") == 1);
  CHECK(DisplayWidth("│█▓…–×") == 6);
  CHECK(DisplayWidth("\U00020000") == 2);
}

TEST_CASE("characters") {
  CHECK(CharacterCount("") == 0);
  CHECK(CharacterCount("größe") == 5);
  CHECK(CharacterCount("e\u0301🙂") == 3);
  const Character wide = CharacterAt("a容", 1);
  CHECK(wide.code == U'容');
  CHECK(wide.length == 3);
  CHECK(wide.valid);
  CHECK_FALSE(wide.hidden);
  const Character broken = CharacterAt("\xe5\xae", 0);
  CHECK(broken.length == 1);
  CHECK_FALSE(broken.valid);
  CHECK(broken.hidden);
  CHECK(CharacterAt("\x1b", 0).hidden);
  CHECK(CharacterAt(" ", 0).hidden == false);
}

TEST_CASE("the middle of a long name is left out") {
  CHECK(ElideMiddle("abcdefghij", 10) == "abcdefghij");
  CHECK(ElideMiddle("abcdefghij", 9) == "abcd…ghij");
  CHECK(ElideMiddle("abcdefghij", 4) == "ab…j");
  CHECK(ElideMiddle("abcdefghij", 2) == "a…");
  CHECK(ElideMiddle("abcdefghij", 1) == "…");
  CHECK(ElideMiddle("abcdefghij", 0) == "");
  CHECK(ElideMiddle("", 0) == "");
  CHECK(ElideMiddle("容量容量容量", 6) == "容…量");  // never half a character
  CHECK(ElideMiddle("abcde\u0301fghij", 9) == "abcd…ghij");
  CHECK(ElideMiddle("abcdefe\u0301\u0301ij", 6) == "abc…ij");
  CHECK(ElideMiddle("abcdefgg\u0301", 4) == "ab…g\u0301");
}

TEST_CASE("the first byte that is not UTF-8") {
  CHECK(FindInvalidUtf8("") == std::nullopt);
  CHECK(FindInvalidUtf8("größe 容量 🙂\n\0") == std::nullopt);
  CHECK(FindInvalidUtf8("\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff") == std::nullopt);
  CHECK(FindInvalidUtf8("ab\xff") == 2u);
  CHECK(FindInvalidUtf8("\x80") == 0u);
  CHECK(FindInvalidUtf8("é\xc1\xbf") == 2u);          // overlong
  CHECK(FindInvalidUtf8("\xe0\x9f\xbf") == 0u);       // overlong
  CHECK(FindInvalidUtf8("\xf0\x8f\xbf\xbf") == 0u);   // overlong
  CHECK(FindInvalidUtf8("a\xed\xbf\xbf") == 1u);      // surrogate
  CHECK(FindInvalidUtf8("a\xf4\x90\x80\x80") == 1u);  // past U+10FFFF
  CHECK(FindInvalidUtf8("a\xf5\x80\x80\x80") == 1u);
  CHECK(FindInvalidUtf8("容\xe5\xae") == 3u);  // cut
  CHECK(FindInvalidUtf8("\xf0\x9f\x99") == 0u);
}

TEST_CASE("whole numbers") {
  CHECK(ParseInteger("0") == 0);
  CHECK(ParseInteger("42") == 42);
  CHECK(ParseInteger("-42") == -42);
  CHECK(ParseInteger("+4") == 4);
  CHECK(ParseInteger("007") == 7);
  CHECK(ParseInteger("-0") == 0);
  CHECK(ParseInteger("4.0") == 4);
  CHECK(ParseInteger("+4.000") == 4);
  CHECK(ParseInteger("-4.0") == -4);
  CHECK(ParseInteger("9223372036854775807") == std::numeric_limits<int64_t>::max());
  CHECK(ParseInteger("-9223372036854775808") == std::numeric_limits<int64_t>::min());
  CHECK(ParseInteger("-9223372036854775808.0") == std::numeric_limits<int64_t>::min());
}

TEST_CASE("what is no whole number") {
  for (const char* text : {"",
                           " ",
                           " 4",
                           "4 ",
                           "4\n",
                           "+",
                           "-",
                           "+-4",
                           "-+4",
                           "++4",
                           "--4",
                           ".",
                           ".0",
                           "-.0",
                           "4.",
                           "4.5",
                           "4.0.0",
                           "4.0x",
                           "4.-0",
                           "0x4",
                           "1e3",
                           "1_000",
                           "1,000",
                           "four",
                           "４",
                           "9223372036854775808",
                           "-9223372036854775809",
                           "99999999999999999999.0"}) {
    CAPTURE(text);
    CHECK(ParseInteger(text) == std::nullopt);
  }
  CHECK(ParseInteger(std::string_view()) == std::nullopt);
  CHECK(ParseInteger(std::string_view("4\0", 2)) == std::nullopt);
}

TEST_CASE("groups of three") {
  CHECK(WithCommas(0) == "0");
  CHECK(WithCommas(999) == "999");
  CHECK(WithCommas(1000) == "1,000");
  CHECK(WithCommas(1234567) == "1,234,567");
  CHECK(WithCommas(-1) == "-1");
  CHECK(WithCommas(-100) == "-100");
  CHECK(WithCommas(-1920) == "-1,920");
  CHECK(WithCommas(-123456) == "-123,456");
  CHECK(WithCommas(std::numeric_limits<int64_t>::max()) == "9,223,372,036,854,775,807");
  CHECK(WithCommas(std::numeric_limits<int64_t>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("beginnings and ends") {
  CHECK(StartsWith("template.yaml", "template"));
  CHECK(StartsWith("a", ""));
  CHECK_FALSE(StartsWith("a", "ab"));
  CHECK(EndsWith("template.yaml", ".yaml"));
  CHECK(EndsWith("", ""));
  CHECK_FALSE(EndsWith("yaml", ".yaml"));
}

TEST_CASE("case") {
  CHECK(EqualsIgnoringCase("LM301", "lm301"));
  CHECK(EqualsIgnoringCase("", ""));
  CHECK_FALSE(EqualsIgnoringCase("LM301", "LM3011"));
  CHECK_FALSE(EqualsIgnoringCase("[", "{"));  // 0x5B and 0x7B differ by the bit of case
  CHECK_FALSE(EqualsIgnoringCase("Ä", "ä"));  // ASCII only
  CHECK(ToLower("AZ[É]az") == "az[É]az");
}

TEST_CASE("trim") {
  CHECK(Trim(" \t\r\n a b \n") == "a b");
  CHECK(Trim("a") == "a");
  CHECK(Trim(" \n ") == "");
  CHECK(Trim("") == "");
}

TEST_CASE("split and join") {
  const auto split = [](std::string_view text, std::string_view separator) {
    const std::vector<std::string_view> parts = Split(text, separator);
    return Texts(parts.begin(), parts.end());
  };
  CHECK(split("a,b,,c", ",") == Texts{"a", "b", "", "c"});
  CHECK(split(",", ",") == Texts{"", ""});
  CHECK(split("", ",") == Texts{""});
  CHECK(split("abc", "") == Texts{"abc"});
  CHECK(split("a::b:c", "::") == Texts{"a", "b:c"});
  CHECK(Join({"a", "", "b"}, ", ") == "a, , b");
  CHECK(Join({}, ", ") == "");
}

}  // namespace
}  // namespace headroom
