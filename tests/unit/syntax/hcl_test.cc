#include "syntax/hcl.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

namespace headroom::hcl {
namespace {

const char* NameOf(ExpressionKind kind) {
  constexpr const char* kNames[] = {"null",        "bool", "number", "string", "template", "list",
                                    "object",      "name", "attr",   "index",  "call",     "operation",
                                    "conditional", "for",  "splat",  "opaque"};
  return kNames[static_cast<size_t>(kind)];
}

/// `(call lower (string A))`
std::string Show(const Module& module, ExpressionId id) {
  const Expression& expression = module[id];
  std::string out = fmt::format("({}", NameOf(expression.kind));
  if (!expression.text.empty()) out += " " + expression.text;
  for (uint32_t i = 0; i < expression.count; ++i) out += " " + Show(module, module.child(expression, i));
  return out + (expression.expands ? " ...)" : ")");
}

std::string Show(const Module& module, const Body& body) {
  std::string out;
  for (const Attribute& attribute : body.attributes)
    out += fmt::format("{}={}\n", attribute.name, Show(module, attribute.value));
  for (const Block& block : body.blocks) {
    out += block.type;
    for (const Label& label : block.labels) out += fmt::format(" '{}'", label.text);
    out += fmt::format(" {{\n{}}}\n", Show(module, module.body(block.body)));
  }
  return out;
}

std::string ShowError(const SyntaxError& error) {
  const Position position = error.where.file->PositionOf(error.where.span.begin);
  return fmt::format("{}:{}: {}", position.line, position.column, error.message);
}

/// The module as text, or the error that parsing stopped at.
std::string Parsed(const std::string& text) {
  const SourceFile file("a.pkr.hcl", text);
  const ModuleResult result = ParseModule(file);
  REQUIRE(result.module.has_value() == result.errors.empty());
  return result.module ? Show(*result.module, result.module->root()) : ShowError(result.errors[0]);
}

/// One expression, as text.
std::string Expressed(const std::string& text) {
  const std::string parsed = Parsed("x = " + text + "\n");
  return parsed.rfind("x=", 0) == 0 ? parsed.substr(2, parsed.size() - 3) : parsed;
}

TEST_CASE("blocks, labels and attributes") {
  CHECK(Parsed("") == "");
  CHECK(Parsed("\xEF\xBB\xBF# only a comment") == "");
  CHECK(Parsed("a = 1\r\nb = true // c\n/* d\n */ e = null\n") == "a=(number 1)\nb=(bool true)\ne=(null)\n");
  CHECK(Parsed("source \"amazon-ebs\" web {\n  a = 1\n  tags { b = 2 }\n}\n") ==
        "source 'amazon-ebs' 'web' {\na=(number 1)\ntags {\nb=(number 2)\n}\n}\n");
  CHECK(Parsed("a {}\na {\n}") == "a {\n}\na {\n}\n");
}

TEST_CASE("literals") {
  CHECK(Expressed("-12.5e+3") == "(operation - (number 12.5e+3))");
  CHECK(Expressed("[1, [\n 2, # two\n], ]") == "(list (number 1) (list (number 2)))");
  CHECK(Expressed("{ a = 1, \"b c\" : 2\n (d) = 3\n e.f = 4 }") ==
        "(object (string a) (number 1) (string b c) (number 2) (name d) (number 3) (attr f (name e)) (number "
        "4))");
  CHECK(Expressed("{}") == "(object)");
}

TEST_CASE("texts, their escapes and what stands in them") {
  CHECK(Expressed(R"("")") == "(string)");
  CHECK(Expressed(R"("a\tb\"\\\u00e9\U0001F600")") == "(string a\tb\"\\\u00e9\U0001F600)");
  CHECK(Expressed(R"("$${a} %%{b} $ {")") == "(string ${a} %{b} $ {)");
  CHECK(Expressed(R"("a${b}c")") == "(template (string a) (name b) (string c))");
  CHECK(Expressed(R"("${"${b}"}")") == "(template (template (name b)))");
  CHECK(Expressed("\"a \n") == "1:5: the text is not closed on its line");
  CHECK(Expressed("\"a ${~ b ~} c\"") == "(template (string a) (name b) (string c))");
  CHECK(Expressed("\"%{ if a }b%{ else }c%{ endif }\"") == "(opaque a template with `%{` is not evaluated)");
}

TEST_CASE("heredocs, as they stand and unindented") {
  CHECK(Parsed("a = <<EOT\n  b\\n\n ${c}\nEOT\nd = 1") ==
        "a=(template (string   b\\n\n ) (name c) (string \n))\nd=(number 1)\n");
  CHECK(Parsed("a = [<<-EOT\n    b\n\n      c\n  EOT\n]") == "a=(list (string b\n\n  c\n))\n");
  CHECK(Parsed("a = <<-EOT\r\n    b\r\n  EOT\r\n") == "a=(string b\r\n)\n");
  CHECK(Parsed("a = <<EOT\nEOT\n") == "a=(string)\n");
  CHECK(Parsed("a = <<EOT\nb\n") == "1:5: no line ends the text with `EOT`");
}

TEST_CASE("references, calls and operations") {
  CHECK(Expressed("var.a.b[0].c.1") ==
        "(index (attr c (index (attr b (attr a (name var))) (number 0))) (number 1))");
  CHECK(Expressed("data.amazon-ami.x.id") == "(attr id (attr x (attr amazon-ami (name data))))");
  CHECK(Expressed("f(a, g(\n)...)") == "(call f (name a) (call g) ...)");
  CHECK(Expressed("provider::aws::arn(a)") == "(call provider::aws::arn (name a))");
  CHECK(Expressed("1 + 2 * 3 - 4") ==
        "(operation - (operation + (number 1) (operation * (number 2) (number 3))) (number 4))");
  CHECK(Expressed("!a && b == c || d >= 1") ==
        "(operation || (operation && (operation ! (name a)) (operation == (name b) (name c))) "
        "(operation >= (name d) (number 1)))");
  CHECK(Expressed("a == \"b\" ? 1 : c ? 2 : 3") ==
        "(conditional (operation == (name a) (string b)) (number 1) (conditional (name c) (number 2) (number "
        "3)))");
  CHECK(Expressed("(\n a\n ? 1\n : 2)") == "(conditional (name a) (number 1) (number 2))");
  CHECK(Expressed("[for k, v in a : \"${k}\" if v != null]") ==
        "(for k v (name a) (operation != (name v) (null)) (template (name k)))");
  CHECK(Expressed("{ for k, v in a : k => v... }") == "(for k v (name a) (bool true) (name v) (name k) ...)");
  CHECK(Expressed("a[*].b[0]") == "(splat (name a) (index (attr b (name *)) (number 0)))");
  CHECK(Expressed("a.*.b[0]") == "(index (splat (name a) (attr b (name *))) (number 0))");
  CHECK(Expressed("form") == "(name form)");
}

TEST_CASE("mistakes stand at their place") {
  CHECK(Parsed("a = \n") == "1:5: expected a value");
  CHECK(Parsed("a = 1 b = 2") == "1:7: expected a new line");
  CHECK(Parsed("a = 1\na = 2") == "2:1: the attribute `a` is there twice");
  CHECK(Parsed("a {\n b = 1") == "1:3: the block is not closed");
  CHECK(Parsed("}") == "1:1: expected the name of an attribute or a block");
  CHECK(Parsed("a \"b${c}\" {}\nd") == "2:2: expected `=`, `{` or a label");
  CHECK(Parsed("a = [1 2]") == "1:8: expected `,` or `]`");
  CHECK(Parsed("a = (1") == "1:7: expected `)`");
  CHECK(Parsed("a = {b}") == "1:7: expected `=` behind the key");
  CHECK(Parsed("a = \"\\q\"") ==
        "1:6: this is no escape; it can be `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uNNNN`, `\\UNNNNNNNN`");
  CHECK(Parsed("a = \"\\u12\"") == "1:6: `\\u` takes 4 hex digits");
  CHECK(Parsed("a = [for b, in c : d]") == "1:16: expected `in`");
  CHECK(Parsed("a = [for b in c d]") == "1:17: expected `:`");
  CHECK(Parsed("a = {for b in c : d}") == "1:20: expected `=>`");
  CHECK(Parsed("a = b[*") == "1:8: expected `]`");
  CHECK(Parsed("a = \"b${c") == "1:10: expected `}`");
  CHECK(Parsed("/* a") == "1:1: the comment is not closed");
  CHECK(Parsed("a = \"\xff\"") == "1:6: byte `0xff` is not valid UTF-8");
}

TEST_CASE("depth is bounded") {
  const auto repeated = [](const std::string& text, size_t count) {
    std::string out;
    for (size_t i = 0; i < count; ++i) out += text;
    return out;
  };
  for (const char* opening : {"[", "(", "{a=", "\"${", "f(", "-", "!", "a[", "a ? ", "[for a in "}) {
    CAPTURE(opening);
    const std::string error = Expressed(repeated(opening, 100'000));
    CHECK(error.find("nested deeper than 200 levels") != std::string::npos);
  }
  CHECK(Parsed(repeated("a {\n", 100'000)).find("nested deeper than 200 levels") != std::string::npos);
  for (const char* chain : {"[*]", ".*"}) {
    CAPTURE(chain);
    const std::string error = Expressed("a" + repeated(chain, 100'000));
    CHECK(error.find("nested deeper than 200 levels") != std::string::npos);
  }
  for (const char* chain : {" + a", ".a", "[0]"}) {
    CAPTURE(chain);
    CHECK(Expressed("a" + repeated(chain, 100'000)) == "1:5: an expression of more than 200 levels");
    CHECK(Expressed("a" + repeated(chain, 100)).rfind('(', 0) == 0);
  }
}

TEST_CASE("HCL's JSON form") {
  const SourceFile file("a.pkr.json",
                        R"({"//": "x", "source": {"amazon-ebs": [{"a": {"b": "${var.c}\"d"}}, {"e": {}}]},
    "build": {"source": {"amazon-ebs.a": {"f": [1, true, null]}}, "sources": ["g"]}, "locals": [{"h": {"i": 1}}]})");
  ParseResult parsed = headroom::Parse(file);
  REQUIRE(parsed.document);
  const std::vector<BlockType> types = {
      {"source", 2, {}}, {"build", 0, {{"source", 1, {}}}}, {"locals", 0, {}}};
  const ModuleResult result = ReadJsonModule(*parsed.document, types);
  REQUIRE(result.module);
  CHECK(Show(*result.module, result.module->root()) ==
        "source 'amazon-ebs' 'a' {\nb=(template (attr c (name var)) (string \"d))\n}\n"
        "source 'amazon-ebs' 'e' {\n}\n"
        "build {\nsources=(list (string g))\n"
        "source 'amazon-ebs.a' {\nf=(list (number 1) (bool true) (null))\n}\n}\n"
        "locals {\nh=(object (string i) (number 1))\n}\n");
}

TEST_CASE("a mistake in a text of JSON stands at the text") {
  const SourceFile file("a.pkr.json", "{\"a\":\n  [\"${b\"]}");
  ParseResult parsed = headroom::Parse(file);
  REQUIRE(parsed.document);
  const ModuleResult result = ReadJsonModule(*parsed.document, {});
  REQUIRE(result.errors.size() == 1);
  CHECK(ShowError(result.errors[0]) == "2:4: expected `}`");
}

}  // namespace
}  // namespace headroom::hcl
