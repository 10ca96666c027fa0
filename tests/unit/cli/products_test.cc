// Images that the inputs make: what is said of a launch that starts one, where the store knows the instance
// it is made from, and where the distribution depends on what nobody has said.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

constexpr const char* kStore =
    "LicenseConfigurations:\n"
    "- LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:"
    "lic-00000000000000000000000000000001\n"
    "  Name: sql\n"
    "  LicenseCountingType: Instance\n"
    "  LicenseConfigurationAssociations:\n"
    "  - {ResourceType: EC2_AMI, ResourceArn: \"arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0\"}\n"
    "Reservations:\n"
    "- Instances:\n"
    "  - {InstanceId: i-0123456789abcdef0, ImageId: ami-0123456789abcdef0}\n";

std::string Check(const std::string& path, const std::string& text, const std::string& region) {
  std::vector<std::string> arguments = {"check", "--store", "store.yaml", path, "--quiet"};
  if (!region.empty()) arguments.insert(arguments.end(), {"--region", region});
  const testing::Outcome outcome =
      testing::RunProgram(MemoryFiles({{"store.yaml", kStore}, {path, text}}), arguments);
  CHECK(outcome.error == "");
  return outcome.output.substr(0, outcome.output.find('\n'));
}

TEST_CASE("an image of an instance of the store leaves behind what that one's image carries") {
  const auto check = [](const std::string& instance) {
    return Check("document.yaml",
                 fmt::format("schemaVersion: \"0.3\"\nmainSteps:\n"
                             "- name: image\n  action: aws:createImage\n"
                             "  inputs: {{InstanceId: {}, ImageName: golden}}\n"
                             "- name: run\n  action: aws:runInstances\n"
                             "  inputs: {{ImageId: \"{{{{ image.ImageId }}}}\", InstanceType: m5.large}}\n",
                             instance),
                 "us-east-1");
  };
  CHECK(
      check("i-0123456789abcdef0") ==
      "document.yaml:8:21: error[LM403]: the image that `image` makes is made from `ami-0123456789abcdef0`, "
      "which is associated with `sql`, and the launch does not consume that license");
  CHECK(check("i-0999999999abcdef0") ==
        "document.yaml:8:21: warning[LM004]: the image of `run` cannot be determined: what `image` makes it "
        "from "
        "is not known: the store does not show what `i-0999999999abcdef0` runs");
}

TEST_CASE("which licenses an image gets depends on the Region") {
  const std::string text =
      "Resources:\n"
      "  Recipe: {Type: AWS::ImageBuilder::ImageRecipe, Properties: {Name: r, Version: 1.0.0, ParentImage: "
      "ami-0999999999abcdef0}}\n"
      "  Where: {Type: AWS::ImageBuilder::DistributionConfiguration, Properties: {Name: d, Distributions: "
      "[{Region: "
      "us-east-1, LicenseConfigurationArns: "
      "[\"arn:aws:license-manager:us-east-1:111122223333:license-configuration:"
      "lic-00000000000000000000000000000001\"]}]}}\n"
      "  Image: {Type: AWS::ImageBuilder::Image, Properties: {ImageRecipeArn: !Ref Recipe, "
      "InfrastructureConfigurationArn: x, DistributionConfigurationArn: !Ref Where}}\n"
      "  Node:\n"
      "    Type: AWS::EC2::Instance\n"
      "    Properties: {ImageId: !GetAtt Image.ImageId, InstanceType: m5.large}\n";
  CHECK(Check("web.yaml", text, "us-east-1") == "no findings in 1 input: everything fits");
  CHECK(Check("web.yaml", text, "eu-west-1") ==
        "web.yaml:7:27: warning[LM004]: the image of `Node` cannot be determined: which licenses `Image` "
        "gives it is "
        "not known: its distribution says nothing of this Region");
  CHECK(Check("web.yaml", text, "") ==
        "web.yaml:7:27: warning[LM004]: the image of `Node` cannot be determined: which licenses `Image` "
        "gives it is "
        "not known: which Region it is for is not known");
}

}  // namespace
}  // namespace headroom
