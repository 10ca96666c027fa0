#include "packer/template.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "packer/evaluator.h"
#include "syntax/parse.h"

namespace headroom::packer {
namespace {

FileKind KindOfJson(const std::string& path, const std::string& text) {
  const SourceFile file(path, text);
  const ParseResult parsed = headroom::Parse(file);
  REQUIRE(parsed.document);
  return KindOf(*parsed.document);
}

FileKind KindOfHcl(const std::string& path, const std::string& text) {
  const SourceFile file(path, text);
  const hcl::ModuleResult parsed = hcl::ParseModule(file);
  REQUIRE(parsed.module);
  return KindOf(*parsed.module);
}

TEST_CASE("a file is told by what stands in it") {
  CHECK(KindOfJson("a.json", R"({"builders": [{"type": "amazon-ebs"}]})") == FileKind::kLegacyTemplate);
  CHECK(KindOfJson("a.json", R"({"builders": [], "provisioners": []})") == FileKind::kLegacyTemplate);
  CHECK(KindOfJson("a.json", R"({"builders": ["x"]})") == FileKind::kNone);
  CHECK(KindOfJson("a.pkr.json", R"({"build": {}})") == FileKind::kTemplate);
  CHECK(KindOfJson("a.json", R"({"build": {}})") == FileKind::kNone);
  CHECK(KindOfJson("a.pkr.json", R"({"other": {}})") == FileKind::kNone);
  CHECK(KindOfJson("a.auto.pkrvars.json", R"({"a": 1})") == FileKind::kValues);
  CHECK(KindOfJson("a.json", "[]") == FileKind::kNone);
  CHECK(KindOfHcl("a.pkr.hcl", "locals {}") == FileKind::kTemplate);
  CHECK(KindOfHcl("a.hcl", "build {}") == FileKind::kTemplate);
  CHECK(KindOfHcl("terragrunt.hcl", "locals {}") == FileKind::kNone);
  CHECK(KindOfHcl("a.auto.pkrvars.hcl", "a = 1") == FileKind::kValues);
  CHECK(KindOfHcl("a.pkrvars.hcl", "a = 1") == FileKind::kNone);
}

TEST_CASE("standard input is HCL if it begins like it") {
  CHECK(IsHcl("-", "source \"amazon-ebs\" \"a\" {"));
  CHECK(IsHcl("-", "# of the golden image\n\nbuild {"));
  CHECK(!IsHcl("-", "source: a"));
  CHECK(!IsHcl("-", "# only a comment"));
  CHECK(!IsHcl("-", "{\"build\": {}}"));
  CHECK(!IsHcl("a.yaml", "build {"));
  CHECK(IsHcl("a.hcl", ""));
}

TEST_CASE("a legacy template is the HCL that it means") {
  const SourceFile file("a.json", R"({
    "variables": {"type": "m5.{{user `size`}}", "size": "large", "needed": null},
    "builders": [{"type": "amazon-ebs", "name": "web", "instance_type": "{{ user \"type\" }}",
                  "ami_name": "a {{isotime \"2006\"}}", "odd": "{{ a"},
                 {"type": "amazon-ebs", "ami_regions": "a,b", "tags": {"x": 1}}, {"name": "untyped"}]})");
  const ParseResult parsed = headroom::Parse(file);
  const hcl::ModuleResult read = ReadLegacy(*parsed.document);
  Template tmpl;
  tmpl.Add(*read.module, true);
  Findings findings;
  const cfn::GivenParameters given;
  Evaluator evaluator(tmpl, given, findings);
  REQUIRE(tmpl.sources().size() == 2);
  const Source &web = tmpl.sources()[0], &other = tmpl.sources()[1];
  CHECK(std::pair(web.type, web.title) == std::pair<std::string, std::string>("amazon-ebs", "web"));
  CHECK(file.text(web.where.span) == "\"web\"");
  CHECK(evaluator.Get(web.body, "instance_type").text() == "m5.large");
  CHECK(evaluator.Get(web.body, "ami_name").text() ==
        "`{{isotime \"2006\"}}` is known only when Packer runs");
  CHECK(evaluator.Get(web.body, "odd").text() == "{{ a");
  CHECK(other.title == "amazon-ebs");
  REQUIRE(tmpl.builds().size() == 1);
  const std::vector<Use> uses = evaluator.Uses(tmpl.builds()[0]);
  REQUIRE(uses.size() == 2);
  CHECK(uses[0].source == "amazon-ebs.web");
  CHECK(uses[1].source == "amazon-ebs.amazon-ebs");
  CHECK_FALSE(tmpl.variables().at("needed").default_value);
}

}  // namespace
}  // namespace headroom::packer
