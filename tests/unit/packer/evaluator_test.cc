#include "packer/evaluator.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

namespace headroom::packer {
namespace {

std::string Show(const Value& value) {
  if (value.is_null()) return "null";
  if (value.is_unknown()) return fmt::format("unknown: {}", value.text());
  if (value.kind() == Value::Kind::kString) return fmt::format("'{}'", value.text());
  if (value.is_scalar()) return value.text();
  std::string out;
  for (const Value& item : value.items()) out += (out.empty() ? "" : ", ") + Show(item);
  for (const Value::Member& member : value.members())
    out += fmt::format("{}{}={}", out.empty() ? "" : ", ", member.key, Show(member.value));
  return value.is_list() ? fmt::format("[{}]", out) : fmt::format("{{{}}}", out);
}

/// A template of one file, and what its attribute `x` comes to.
struct Fixture {
  explicit Fixture(const std::string& text, const cfn::GivenParameters& given_values = {},
                   const EnvironmentVariables& environment = {})
      : file("a.pkr.hcl", text), given(given_values) {
    hcl::ModuleResult parsed = hcl::ParseModule(file);
    REQUIRE(parsed.module);
    module = std::make_unique<hcl::Module>(*std::move(parsed.module));
    tmpl.Add(*module);
    evaluator = std::make_unique<Evaluator>(tmpl, given, findings, environment);
  }

  Value X() { return evaluator->Get({module.get(), 0}, "x"); }

  SourceFile file;
  cfn::GivenParameters given;
  Findings findings;
  std::unique_ptr<hcl::Module> module;
  Template tmpl;
  std::unique_ptr<Evaluator> evaluator;
};

std::string Evaluated(const std::string& expression) { return Show(Fixture("x = " + expression).X()); }

TEST_CASE("texts join what stands in them") {
  CHECK(Evaluated(R"("a${1}${true}")") == "'a1true'");
  CHECK(Evaluated(R"("${[1]}")") == "[1]");
  CHECK(Evaluated(R"("a${[1]}")") == "unknown: a list stands within a text");
  CHECK(Evaluated(R"("a${timestamp()}")") ==
        "unknown: what `timestamp` gives is known only when Packer runs");
}

TEST_CASE("operations and conditionals") {
  CHECK(Evaluated("1 + 2 * 3 - 4 % 3") == "6");
  CHECK(Evaluated("-7 / 7") == "-1");
  CHECK(Evaluated("7 / 2") == "unknown: `/` of these values is not evaluated");
  CHECK(Evaluated("1 / 0") == "unknown: `/` of these values is not evaluated");
  CHECK(Evaluated("9223372036854775807 + 1") == "unknown: `+` of these values is not evaluated");
  CHECK(Evaluated("1 == \"1\" && \"a\" != \"b\"") == "true");
  CHECK(Evaluated("3 >= 4 || !(1 < 2)") == "false");
  CHECK(Evaluated("true ? 1 : env(\"A\")") == "1");
  CHECK(Evaluated("env(\"A\") == \"\" ? \"m5.large\" : \"m5.large\"") == "'m5.large'");
  CHECK(Evaluated("env(\"A\") == \"\" ? 1 : 2") ==
        "unknown: what `env` gives is known only when Packer runs");
  CHECK(Evaluated("false && env(\"A\")") == "false");
  CHECK(Evaluated("null == null") == "true");
}

TEST_CASE("members of lists and objects") {
  CHECK(Evaluated("[1, 2][1]") == "2");
  CHECK(Evaluated("[1, 2][2]") == "unknown: a list has no such item");
  CHECK(Evaluated("{ a = { b = 1 } }.a.b") == "1");
  CHECK(Evaluated("{ a = 1 }[\"a\"]") == "1");
  CHECK(Evaluated("{ a = 1 }.b") == "unknown: an object has no `b`");
  CHECK(Evaluated("{ a = 1, a = 2, (\"b\") = 3 }") == "{a=2, b=3}");
  CHECK(Evaluated("[env(\"A\"), 2][1]") == "2");
}

TEST_CASE("loops over what is known") {
  CHECK(Evaluated("[for v in [1, 2, 3] : v * 2 if v != 2]") == "[2, 6]");
  CHECK(Evaluated("[for i, v in [\"a\", \"b\"] : \"${i}${v}\"]") == "['0a', '1b']");
  CHECK(Evaluated("[for k, v in { b = 1, a = 2 } : \"${k}${v}\"]") == "['a2', 'b1']");
  CHECK(Evaluated("{ for v in [\"a\", \"b\"] : upper(v) => v }") == "{A='a', B='b'}");
  CHECK(Evaluated("{ for v in [1, 2, 3] : v % 2 => v... }") == "{1=[1, 3], 0=[2]}");
  CHECK(Evaluated("{ for v in [1, 1] : v => v }") == "unknown: it makes the key `1` twice");
  CHECK(Evaluated("[for v in [[1, 2], [3]] : [for w in v : w + 1]]") == "[[2, 3], [4]]");
  CHECK(Evaluated("[for v in [{ a = { b = 1 } }] : v.a.b]") == "[1]");
  CHECK(Evaluated("[for var in [{ a = 1 }] : var.a]") == "[1]");
  CHECK(Evaluated("[for v in [1, 2] : env(\"A\")][0]") ==
        "unknown: what `env` gives is known only when Packer runs");
  CHECK(Evaluated("[for v in env(\"A\") : v]") == "unknown: what `env` gives is known only when Packer runs");
  CHECK(Evaluated("[for v in [1] : v if env(\"A\")]") ==
        "unknown: what `env` gives is known only when Packer runs");
  CHECK(Evaluated("[for v in [1] : v if 1]") == "unknown: its condition is neither true nor false");
  CHECK(Evaluated("[for v in 1 : v]") == "unknown: a `for` over a number");
  CHECK(Evaluated("{ for v in [[]] : v => v }") == "unknown: one of its keys is no text");
}

TEST_CASE("what a loop names is not seen where a local value is defined") {
  CHECK(Show(Fixture("x = [for v in [1, 2] : local.a]\nlocals {\n  a = v\n}").X()) ==
        "[unknown: `v` alone is no value, unknown: `v` alone is no value]");
}

TEST_CASE("splats") {
  CHECK(Evaluated("[{ a = [1] }, { a = [2] }][*].a[0]") == "[1, 2]");
  CHECK(Evaluated("[{ a = 1 }, { a = 2 }].*.a[1]") == "2");
  CHECK(Evaluated("{ a = 1 }[*].a") == "[1]");
  CHECK(Evaluated("null[*].a") == "[]");
  CHECK(Evaluated("[[1, 2], [3]][*][*]") == "[[1, 2], [3]]");
  CHECK(Evaluated("env(\"A\")[*].a") == "unknown: what `env` gives is known only when Packer runs");
}

TEST_CASE("loops do not go on for ever") {
  const std::string loops =
      "x = [for a in local.l : [for b in local.l : [for c in local.l : [for d in local.l : a]]]]\n"
      "locals {\n  l = [for i in split(\",\", \"" +
      std::string(1000, ',') + "\") : 1]\n}";
  const std::string shown = Show(Fixture(loops).X());
  CHECK(shown.find("unknown: the template grows beyond all reason") != std::string::npos);
}

TEST_CASE("a variable of the environment stands behind all other values, and before the default") {
  const std::string text =
      "variable \"a\" {\n  default = \"d\"\n}\nvariable \"l\" {\n  type = list(string)\n}\n";
  const EnvironmentVariables environment = [](const char* name) -> std::optional<std::string> {
    if (std::string_view(name) == "PKR_VAR_a") return "e";
    if (std::string_view(name) == "PKR_VAR_l") return "[\"f\"]";
    return {};
  };
  CHECK(Show(Fixture(text + "x = [var.a, var.l]", {}, environment).X()) == "['e', ['f']]");
  CHECK(Show(Fixture(text + "x = var.a", {{"a", {"g", {}}}}, environment).X()) == "'g'");
  Fixture fixture(text + "x = var.a", {}, environment);
  const SourceFile values_file("a.auto.pkrvars.hcl", "a = \"v\"");
  const hcl::ModuleResult values = hcl::ParseModule(values_file);
  fixture.tmpl.AddValues(*values.module);
  CHECK(Show(fixture.X()) == "'v'");
}

TEST_CASE("functions") {
  CHECK(Evaluated("upper(lower(\"aBc\"))") == "'ABC'");
  CHECK(Evaluated("format(\"%s-%d%%\", \"a\", 3)") == "'a-3%'");
  CHECK(Evaluated("format(\"%05d\", 3)") == "unknown: `format` of these values is not evaluated");
  CHECK(Evaluated("join(\",\", [\"a\", \"b\"], [\"c\"])") == "'a,b,c'");
  CHECK(Evaluated("split(\",\", \"a,b\")") == "['a', 'b']");
  CHECK(Evaluated("concat([1], [2, 3])") == "[1, 2, 3]");
  CHECK(Evaluated("lookup({ a = 1 }, \"b\", 2)") == "2");
  CHECK(Evaluated("merge({ a = 1, b = 1 }, { b = 2 })") == "{a=1, b=2}");
  CHECK(Evaluated("coalesce(null, \"\", \"a\")") == "'a'");
  CHECK(Evaluated("replace(\"a.b.c\", \".\", \"-\")") == "'a-b-c'");
  CHECK(Evaluated("replace(\"a\", \"/a+/\", \"b\")") ==
        "unknown: `replace` of these values is not evaluated");
  CHECK(Evaluated("compact(flatten([[\"a\", [\"\"]], \"b\"]))") == "['a', 'b']");
  CHECK(Evaluated("distinct([1, 1, 2])") == "[1, 2]");
  CHECK(Evaluated("element([1, 2], 3)") == "2");
  CHECK(Evaluated("contains([1, env(\"A\")], 1)") == "true");
  CHECK(Evaluated("contains([env(\"A\")], 1)") == "unknown: what `env` gives is known only when Packer runs");
  CHECK(Evaluated("length([1, 2]) + length(\"\u00e9\")") == "3");
  CHECK(Evaluated("keys({ b = 1, a = 2 })") == "['a', 'b']");
  CHECK(Evaluated("values({ b = 1, a = 2 })") == "[2, 1]");
  CHECK(Evaluated("[min(2, 1), max(2, 1), tonumber(\"3\"), tostring(4), tobool(\"true\")]") ==
        "[1, 2, 3, '4', true]");
  CHECK(Evaluated("trimprefix(trimsuffix(trimspace(\" abc\\n\"), \"c\"), \"a\")") == "'b'");
  CHECK(Evaluated("substr(chomp(\"abc\\n\"), 1, -1)") == "'bc'");
  CHECK(Evaluated("concat([[1], [2]]...)") == "[1, 2]");
  CHECK(Evaluated("cidrhost(\"10.0.0.0/8\", 1)") == "unknown: the function `cidrhost` is not evaluated");
  CHECK(Evaluated("upper()") == "unknown: `upper` of these values is not evaluated");
}

TEST_CASE("variables: given, of a file of values, by default, without any") {
  const std::string text =
      "variable \"a\" {\n  default = \"d\"\n}\nvariable \"l\" {\n  type = list(string)\n}\nvariables {\n  n "
      "= 1\n}\n"
      "variable \"none\" {}\nlocals {\n  b = \"${var.a}!\"\n}\nlocal \"c\" {\n  expression = local.b\n}\n";
  CHECK(Show(Fixture(text + "x = local.c").X()) == "'d!'");
  CHECK(Show(Fixture(text + "x = local.c", {{"a", {"g", {}}}}).X()) == "'g!'");
  CHECK(Show(Fixture(text + "x = [var.l[1], var.l]", {{"l", {"[\"p\", \"q\"]", {}}}}).X()) ==
        "['q', ['p', 'q']]");
  CHECK(Show(Fixture(text + "x = var.l", {{"l", {"p, q", {}}}}).X()) == "['p', 'q']");
  CHECK(Show(Fixture(text + "x = var.l", {{"l", {"[p", {}}}}).X()) == "unknown: its given value is no HCL");
  CHECK(Show(Fixture(text + "x = var.n").X()) == "1");
  CHECK(Show(Fixture(text + "x = var.none").X()) ==
        "unknown: the variable `none` has no value and no default");
  CHECK(Show(Fixture(text + "x = var.other").X()) ==
        "unknown: no file that is given declares the variable `other`");
  CHECK(Show(Fixture("x = local.y").X()) == "unknown: no file that is given declares the local value `y`");
  CHECK(Show(Fixture("x = build.ID").X()) == "unknown: `build.ID` is known only when Packer runs");
  Fixture fixture(text + "x = var.a");
  const SourceFile values_file("a.auto.pkrvars.hcl", "a = \"v\"");
  const hcl::ModuleResult values = hcl::ParseModule(values_file);
  fixture.tmpl.AddValues(*values.module);
  CHECK(Show(fixture.X()) == "'v'");
}

TEST_CASE("a value stands where it is used, its items where they are written") {
  Fixture fixture("x = local.a\nlocals {\n  a = [\"b\"]\n}");
  const Value value = fixture.X();
  CHECK(fixture.file.text(value.where().span) == "local.a");
  CHECK(fixture.file.text(value.items()[0].where().span) == "\"b\"");
}

TEST_CASE("what depends on itself is told once, and not known") {
  Fixture fixture("x = local.a\nlocals {\n  a = local.b\n  b = [local.a]\n}");
  CHECK(Show(fixture.X()) == "[unknown: `local.a` depends on itself]");
  REQUIRE(fixture.findings.size() == 1);
  CHECK(fixture.findings[0].rule == "LM003");
  CHECK(fixture.findings[0].message == "`local.a` depends on itself");
}

TEST_CASE("blocks are objects, dynamic ones are not known") {
  CHECK(Show(Fixture("x {\n  a = 1\n  b {}\n  b {\n    c = 2\n  }\n}\nx {}").X()) ==
        "[{a=1, b=[{}, {c=2}]}, {}]");
  CHECK(Show(Fixture("dynamic \"x\" {\n  for_each = [1]\n  content {}\n}").X()) ==
        "unknown: a `dynamic` block makes it");
  CHECK(Show(Fixture("dynamic \"x\" {\n  for_each = []\n  content {}\n}").X()) == "null");
  CHECK(Show(Fixture("y = 1").X()) == "null");
}

TEST_CASE("a template that grows beyond all reason is not known") {
  std::string text = "locals {\n  a0 = \"0123456789\"\n  l0 = [1, 2]\n";
  for (int i = 1; i < 100; ++i)
    text += fmt::format("  a{0} = \"${{local.a{1}}}${{local.a{1}}}\"\n  l{0} = [local.l{1}, local.l{1}]\n", i,
                        i - 1);
  CHECK(Show(Fixture(text + "}\nx = local.a99").X()) == "unknown: the template grows beyond all reason");
  CHECK(Show(Fixture(text + "}\nx = flatten(local.l99)").X()) ==
        "unknown: `flatten` of these values is not evaluated");
  std::string chain = "locals {\n  a0 = 1\n";
  for (int i = 1; i < 10'000; ++i) chain += fmt::format("  a{} = local.a{}\n", i, i - 1);
  CHECK(Show(Fixture(chain + "}\nx = local.a9999").X()) == "unknown: it nests too deep");
}

}  // namespace
}  // namespace headroom::packer
