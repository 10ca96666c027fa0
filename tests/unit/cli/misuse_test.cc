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

}  // namespace
}  // namespace headroom::composition
