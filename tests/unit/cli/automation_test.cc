// Parameters of Automation documents: what is given for them, and what refers to them.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/memory_files.h"
#include "support/program.h"

namespace headroom {
namespace {

constexpr const char* kArn =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:"
    "lic-00000000000000000000000000000001";

/// What the program finds in a document whose step starts an instance of `type`.
std::string Found(const std::string& parameters, const std::string& type,
                  const std::vector<std::string>& more = {}) {
  const std::string arn = kArn;
  const MemoryFiles files(
      {{"store.yaml", "LicenseConfigurations: [{LicenseConfigurationArn: \"" + arn +
                          "\", Name: sql, LicenseCountingType: vCPU}]\nParameters: [{Name: /type, Value: "
                          "m5.large}]\n"},
       {"given.json", "{\"Size\": \"m5.huge\"}\n"},
       {"d.yaml", "schemaVersion: \"0.3\"\nparameters: " + parameters +
                      "\nmainSteps:\n- name: go\n  action: aws:executeAwsApi\n  inputs:\n    Service: ec2\n"
                      "    Api: RunInstances\n    InstanceType: '" +
                      type +
                      "'\n    MinCount: 1\n    MaxCount: 1\n    LicenseSpecifications: "
                      "[{LicenseConfigurationArn: \"" +
                      arn + "\"}]\n"}});
  std::vector<std::string> arguments = {"check", "--store", "store.yaml", "--format", "github", "d.yaml"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const testing::Outcome outcome = testing::RunProgram(files, arguments);
  return outcome.error + outcome.output;
}

TEST_CASE("a parameter that a document does not declare is LM003, what only its run can tell is LM004") {
  const std::string declared = "{Size: {type: String, default: m5.large}}";
  CHECK(Found(declared, "{{ Sise }}") ==
        "::error file=d.yaml,line=9,endLine=9,col=19,endColumn=31,title=LM003 malformed-template::the "
        "document declares no parameter `Sise`%0Ahelp: did you mean `Size`?\n");
  for (const char* type :
       {"{{ global:DATE }}", "{{ automation:EXECUTION_ID }}", "{{ first.Type }}", "{{ a b }}"})
    CHECK(Found(declared, type).find("LM004 unresolved-value") != std::string::npos);
  CHECK(Found(declared, "{{ Size }}") == "");
  CHECK(Found("[]", "{{ Size }}").find("LM004 unresolved-value") != std::string::npos);
}

TEST_CASE("what is given for a document's parameter is held against its declaration") {
  const auto given = [](const std::string& declaration, const std::string& value) {
    const std::string found = Found("{Size: " + declaration + "}", "m5.large", {"-p", "Size=" + value});
    return found.substr(0, found.find("%0A"));
  };
  const std::string refused =
      "::error file=d.yaml,line=1,endLine=1,col=1,endColumn=1,title=LM005 invalid-parameter::the parameter "
      "`Size` cannot be ";
  CHECK(given("{type: String, allowedValues: [m5.large, m5.xlarge]}", "m5.huge") ==
        refused + "`m5.huge`: allowed are `m5.large`, `m5.xlarge`\n");
  CHECK(given("{type: Integer}", "many") == refused + "`many`: it is not a number\n");
  CHECK(given("{type: String, allowedPattern: '^(a|b)$|^c\\|$'}", "ax") ==
        refused + "`ax`: it does not match `^(a|b)$|^c\\|$`\n");
  // AWS does not say whether a pattern is for the whole of a text, nor what is permitted of a list.
  for (const char* pattern : {"^a|b$", "a", "^a", "a$"})
    CHECK(given("{type: String, allowedPattern: '" + std::string(pattern) + "'}", "x") == "");
  CHECK(given("{type: StringList, allowedValues: [[a]], allowedPattern: '^a$'}", "x") == "");
  CHECK(given("{type: String, allowedValues: [m5.large]}", "m5.large") == "");
}

TEST_CASE("a value of a parameter file is wrong at its place") {
  const std::string found = Found("{Size: {type: String, allowedValues: [m5.large]}}", "{{ Size }}",
                                  {"--parameters", "given.json"});
  CHECK(found.find("::error file=given.json,line=1,endLine=1,col=10,endColumn=19,title=LM005") !=
        std::string::npos);
}

TEST_CASE("a default may be an SSM parameter's value") {
  CHECK(Found("{Size: {type: String, default: '{{ ssm:/type }}'}}", "{{ Size }}") == "");
  CHECK(Found("{Size: {type: String, default: '{{ssm:/other}}'}}", "{{ Size }}")
            .find("the SSM parameter `/other` is not in the store") != std::string::npos);
}

}  // namespace
}  // namespace headroom
