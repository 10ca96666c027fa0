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

TEST_CASE("what only AWS expands may start instances") {
  const auto unseen = [](int line, const std::string& resource, const std::string& why) {
    return fmt::format("LM205 t.yaml:{} {}: `{}` may start instances that nobody can see here: {}", line,
                       resource, resource, why);
  };
  const std::string macro = "what a macro makes is known only at AWS";
  const std::string nowhere = "it has no `Location`";
  CHECK(Of("Resources:\n  M: {Type: My::Thing::MODULE}\n") ==
        Texts{unseen(2, "M", "what a module holds is known only at AWS")});
  const std::string untyped = "its type cannot be determined: ";
  CHECK(Of("Resources:\n  M:\n    Fn::Transform: {Name: Mine}\n") ==
        Texts{unseen(2, "M", untyped + "the transform `Mine` runs only at AWS")});
  CHECK(Of("Resources:\n  M:\n    Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://x}}\n") ==
        Texts{unseen(2, "M", untyped + "the transform `AWS::Include` runs only at AWS")});
  CHECK(Of("Resources:\n  M: {Type: !Rain::Module x}\n") ==
        Texts{unseen(2, "M",
                     untyped + "`Rain::Module` is no part of CloudFormation: another program expands it")});
  CHECK(Of("Transform: [AWS::Include]\n" + kNode) == Texts{unseen(1, "AWS::Include", nowhere)});
  CHECK(Of("Fn::Transform: {Name: AWS::Include}\n" + kNode) == Texts{unseen(1, "AWS::Include", nowhere)});
  CHECK(Of("Fn::Transform: {Name: Mine}\n" + kNode) == Texts{unseen(1, "Fn::Transform", macro)});
  CHECK(Of("Transform: Mine\n" + kNode) == Texts{});
}

}  // namespace
}  // namespace headroom::composition
