// What a template says wrongly, and what only AWS can tell, as a run reports it.

#include <doctest/doctest.h>

#include <string>

#include "composition.h"

namespace headroom::composition {
namespace {

/// The findings of one template, `t.yaml`.
Texts Of(const std::string& tmpl) {
  MemoryFiles files = WithStore();
  files.AddFile("t.yaml", tmpl);
  return FindingsOf(Check(files, {"t.yaml"}));
}

std::string Licensed(const std::string& specification) {
  return kNode + "      LicenseSpecifications: [" + specification + "]\n";
}

TEST_CASE("an empty ARN is none; one that is left out names no license") {
  const Texts nothing = {
      "LM003 t.yaml:7 Node: a license specification without `LicenseConfigurationArn` names no license"};
  CHECK(Of(Licensed("{LicenseConfigurationArn: ''}")) ==
        Texts{"LM101 t.yaml:7 Node: `` is not the ARN of a license configuration: it is empty"});
  CHECK(Of(Licensed("{LicenseConfigurationArn: !Ref AWS::NoValue}")) == nothing);
  CHECK(Of(Licensed("{LicenseConfigurationArn: }")) == nothing);
  CHECK(Of(Licensed("{}")) == nothing);
}

TEST_CASE("mappings are maps of maps, and Resources are a map") {
  CHECK(Of("Mappings:\n  M: {a: x, b: {c: d}, Fn::Transform: {Name: Mine}}\n  N: [a]\n  O:\n" + kNode) ==
        Texts{"LM003 t.yaml:2 null: in the mapping `M`, `a` must be a map, found text `x`",
              "LM003 t.yaml:3 null: the mapping `N` must be a map, found a list",
              "LM003 t.yaml:4 null: the mapping `O` must be a map, found nothing"});
  CHECK(Of("AWSTemplateFormatVersion: 2010-09-09\nResources:\n") ==
        Texts{"LM003 t.yaml:2 null: `Resources` must be a map, found nothing"});
}

TEST_CASE("a launch template that its condition leaves out cannot be used") {
  const std::string why = "`Template` does not exist, since its condition `No` is false";
  CHECK(
      Of("Conditions: {No: !Equals [a, b]}\nResources:\n"
         "  Template: {Type: AWS::EC2::LaunchTemplate, Condition: No, Properties: {LaunchTemplateData: {}}}\n"
         "  Group:\n    Type: AWS::AutoScaling::AutoScalingGroup\n    Properties:\n      MinSize: 1\n"
         "      MaxSize: 2\n      LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: $Latest}\n") ==
      Texts{"LM003 t.yaml:9 Group: " + why});
}

}  // namespace
}  // namespace headroom::composition
