// What yaml-cpp makes of the abbreviated text, put back together, is what it makes of the text itself.
#include "syntax/abbreviation.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "syntax/misread_tags.h"
#include "syntax/parse.h"

namespace headroom::testing {
namespace {

/// yaml-cpp's own events, one a line: "scalar `Name`". Tags are left out: Document has them as they are
/// written, yaml-cpp up to the first character that it does not take for one.
class Events : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override { start_ = text.size(); }
  void OnDocumentEnd() override {
    if (start_ > 0 && text.substr(start_) == "null\n") text.resize(start_);  // an empty one behind another
  }
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { text += "null\n"; }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { has_alias = true; }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string& value) override {
    text += fmt::format("scalar `{}`\n", value);
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    text += "sequence\n";
  }
  void OnSequenceEnd() override { text += "end\n"; }
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    text += "mapping\n";
  }
  void OnMapEnd() override { text += "end\n"; }

  std::string text;
  bool has_alias = false;

 private:
  size_t start_ = 0;
};

/// Nothing if yaml-cpp refuses the text, or if it holds what Document resolves (aliases).
std::optional<std::string> EventsOf(const std::string& source) {
  std::istringstream stream(source);
  Events events;
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events)) {
    }
  } catch (const YAML::Exception&) {
    return {};
  }
  if (events.has_alias) return {};
  return events.text;
}

void AddEvents(const Document& document, NodeId id, std::string& out) {
  const Node& node = document[id];
  if (node.kind == NodeKind::kNull) {
    out += "null\n";
  } else if (node.kind == NodeKind::kScalar) {
    out += fmt::format("scalar `{}`\n", node.text);
  } else {
    out += node.kind == NodeKind::kSequence ? "sequence\n" : "mapping\n";
    for (uint32_t i = 0; i < node.count; ++i) AddEvents(document, document.Item(node, i), out);
    out += "end\n";
  }
}

/// Holds Parse to yaml-cpp over one text. True if both read it.
bool Compare(const std::string& source) {
  const SourceFile file("t.yaml", source);
  const ParseResult result = Parse(file);
  // Duplicate keys, merges and misread tags are our own; of broken texts there is nothing to compare.
  if (!result.document || !result.warnings.empty() || !FindMisreadTags(source, ReadYamlLines(source)).empty())
    return false;
  const std::optional<std::string> expected = EventsOf(source);
  if (!expected) return false;
  std::string found;
  if (result.document->root() != kNoNode) AddEvents(*result.document, result.document->root(), found);
  CHECK_MESSAGE(found == *expected, source);
  return true;
}

std::string Shown(std::string_view source) {
  std::string text(Abbreviation(source, ReadYamlLines(source)).text());
  std::replace(text.begin(), text.end(), Abbreviation::kWord, '~');
  return text;
}

TEST_CASE("words are cut to one character, and what may have a meaning is not") {
  CHECK(Shown("two words, three\n") == "~, ~\n");
  CHECK(Shown("- !Sub '${AWS::Region}-web'\n") == "- !Sub '${~}-~'\n");
  CHECK(Shown("- null\n- ~\n- NULL x, y\n") == "- null\n- ~\n- ~, y\n");
  CHECK(Shown("- |2-\n  some words\n") == "- |2-\n  ~\n");
  CHECK(Shown("%YAML 1.2\n--- &anchor value\n") == "%YAML 1.2\n--- &anchor ~\n");
  CHECK(Shown("# a comment, with: signs\n") == "#~\n");
  CHECK(Shown("'#': 'it''s'\n") == "'#': '~''s'\n");
  CHECK(Shown("- \"\\x7f\" # some words\n") == "- \"\\x7f\" # some words\n");
}

TEST_CASE("keys and values that are words become short texts in quotes, with their tags") {
  CHECK(Shown("Name: two words\nnext: one, two\n") == "\"\": \"\"\n\"\": ~, ~\n");
  CHECK(Shown("arn:aws:ec2: a:b\n") == "\"\": \"\"\n");
  CHECK(Shown("a: !Ref Name\nb: !Sub \"words\" # why\nc: 'd'\n") ==
        "\"\": \"\"\n\"\": \"\" # ~\n\"\": \"\"\n");
  CHECK(Shown("- one\n- key: two\n  other: null\n") == "- \"\"\n- \"\": \"\"\n  \"\": null\n");
  CHECK(Shown("Key: !Sub ab-${c}\nnull: ~\n") == "\"\": !Sub ~-${c}\nnull: ~\n");
}

TEST_CASE("nothing is put in quotes that may go on, or goes on, with a text or with brackets") {
  CHECK(Shown("key: some\n  words\nnext: x\n") == "\"\": ~\n ~\n\"\": \"\"\n");
  CHECK(Shown("key: [some,\n  two: words,\n three]\n") == "\"\": [~,\n  ~: ~,\n ~]\n");
  CHECK(Shown("key: 'some\n  two: words'\n") == "\"\": '~\n  ~: ~'\n");
  CHECK(Shown("key: |\n  two: words\nnext: x\n") == "\"\": |\n  ~: ~\n\"\": \"\"\n");
}

TEST_CASE("lines move to the left as far as their order of columns allows") {
  CHECK(Shown("aa:\n    bb:\n        cc: [d]\n    ee: [f]\n") == "\"\":\n \"\":\n  \"\": [d]\n \"\": [f]\n");
  CHECK(Shown("aa:\n    - bb: [c]\n      dd: [e]\n") == "\"\":\n - \"\": [c]\n   \"\": [e]\n");
  CHECK(Shown("aa:\n    bb: |\n        cc\n") == "\"\":\n \"\": |\n        ~\n");
}

TEST_CASE("a source stays as it is laid out if one of its lines cannot be told for sure") {
  for (const char* odd : {"? ab\n", "bb: |2\n   c\n", "\tbb: c\n", "--- bb: c\n", "bb: !c\"d\"\n", "bb: 'c\n",
                          "%A b\n", "bb: !Sub| # d\n", "bb: c\n  dd: |\n"}) {
    const std::string source = fmt::format("    key: word\n{}", odd);
    CHECK_MESSAGE(Shown(source).substr(0, 8) == "    ~: ~", source);
  }
}

TEST_CASE("every place of the cut text is found in the source") {
  const std::string source = "First key: some value\n- item: 'quoted text', x\n";
  const Abbreviation cut(source, ReadYamlLines(source));
  REQUIRE(cut.text() == "\"\": \"\"\n- \"\": '\x7F', x\n");
  // Of what stands for words only the begin is ever asked for.
  for (const auto& [at, offset] : std::vector<std::pair<uint32_t, uint32_t>>{{0, 0},
                                                                             {2, 9},
                                                                             {3, 10},
                                                                             {4, 11},
                                                                             {6, 21},
                                                                             {7, 22},
                                                                             {8, 23},
                                                                             {9, 24},
                                                                             {11, 28},
                                                                             {13, 30},
                                                                             {14, 31},
                                                                             {15, 42},
                                                                             {16, 43}})
    CHECK(cut.SourceOffset(at) == offset);
  CHECK(cut.WordsAt(0) == "First key");
  CHECK(cut.WordsAt(11) == "some value");
  CHECK(cut.WordsAt(24) == "item");
  CHECK(cut.WordsAt(9) == "");
  std::string buffer;
  CHECK(cut.Expand("\x7F", 31, buffer) == "quoted text");
  CHECK(cut.Expand("plain", 24, buffer) == "plain");
}

constexpr std::string_view kSamples[] = {
    "Resources:\n  Web Server:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-0123\n",
    "a: this plain text\n  goes on # and ends\nb:\n- one: 1\n  two: 2\n-   three\n- - four\n  - five six\n",
    "k: |\n  first line\n    deeper # no comment\n\n  last line\nl: >-\n  folded text\n  of lines\n\nm: "
    "|2+\n   x\n",
    "a: [one, two three, {k: v, l: 'x y'}, !Ref Name]\nb: {c: [], d: {}}\ne: !Sub '${A}.b'\nf: !GetAtt A.B\n",
    "s: 'it''s # text'\nt: \"a \\\"b\\\" \\n c\\\n  d\"\nu: \"two\n\n  lines\"\nv: ''\nw:\nx: ~\ny: null\nz: "
    "Null x\n",
    "# comment with 'quote\n? complex\n: value\n\"q k\": 010\nyes: 0x10\ndate: 2010-09-09\nurl: "
    "http://a.b/c?d=e#f\n",
    "--- # start\nx: a:b c\ny: -1\nz: - 2\n...\n",
    "Text: 'of\n  two: lines\n  - and'\nA:\n    B:\n      Tags:\n      - Key: a b\n        Value: !Ref C\n   "
    "   -   Key: "
    "'q'\n          Value: !GetAtt \"A.B\"\n",
    "a:\n  - !Sub |\n    text of it\n      deeper\n  - !Sub 'x'\n  - b: !Ref C\n    c: [one,\n  two, {d: "
    "e,\n f: g}]\n    h: "
    "plain\n      goes on\n      - still\n    i: j\n",
    "k:\n    l:\n          m: |\n            n: o\n           \n            # p\n          q: >\n\n          "
    "  r\n"
    "             s\n    t: u\n",
    "m: &anchor word\nn: !!str 12\no: !custom {a: b}\np: !tag\n  q: r\n\tnot: this\n",
};

TEST_CASE("samples have the events of yaml-cpp") {
  for (const std::string_view sample : kSamples) Compare(std::string(sample));
  CHECK(Compare(std::string(kSamples[0])));
  CHECK(Compare(std::string(kSamples[1])));
  CHECK(Compare(std::string(kSamples[2])));
  CHECK(Compare(std::string(kSamples[3])));
  CHECK(Compare(std::string(kSamples[4])));
  CHECK(Compare(std::string(kSamples[7])));
  CHECK(Compare(std::string(kSamples[9])));
}

TEST_CASE("changed at random, they have them still, or are refused") {
  constexpr std::string_view kPieces[] = {
      " ",     "  ",   "\n",  "\n  ", ":", ": ", "- ",     "#",    " #",    "'",      "\"",     "|",
      ">-",    "[",    "]",   "{",    "}", ",",  "&a",     "!T ",  "x",     "ab",     "null",   "~",
      "\\",    "\\x",  "0.5", "?",    "%", "$(", "\n    ", "\n- ", ": |\n", "!Ref x", "a: b\n", "'a'",
      "# x\n", "- - ", "\"a", "@",    "=", "é",  "...",    "---",  "*",     "\r\n",   "`",      "NULL"};
  std::mt19937 random(20240229);
  const auto below = [&](size_t count) { return static_cast<size_t>(random() % count); };
  int compared = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text(kSamples[below(std::size(kSamples))]);
    for (size_t edits = 1 + below(3); edits > 0; --edits) {
      const size_t at = below(text.size());
      text.replace(at, below(2) * below(4), kPieces[below(std::size(kPieces))]);
    }
    compared += Compare(text) ? 1 : 0;
  }
  CHECK(compared > 5'000);
}

}  // namespace
}  // namespace headroom::testing
