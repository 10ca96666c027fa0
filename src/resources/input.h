#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cfn/evaluator.h"
#include "cfn/parameters.h"
#include "resources/launch.h"
#include "syntax/document.h"

namespace headroom {

/// What a file is, told by what stands in it, never by its name.
enum class InputKind : uint8_t {
  kNone,
  kCloudFormation,
  kLaunchTemplate,
  kSsmAutomation,
  kImportImage,
  kPackerTemplate,
  kPackerManifest,
  kCloudAssembly,
  kChangeSet
};
/// "cloudformation", "launch-template", …; empty for kNone.
const char* InputKindName(InputKind kind);
InputKind KindOf(const Document& document);

/// False if the bytes cannot be an input of any kind, told without parsing them: a folder walk opens many
/// files that are none of the tool's business.
bool MayBeInput(std::string_view bytes);

/// The launches of a launch-template file, in any form: a create-launch-template request, bare launch
/// template data, what describe-launch-template-versions and get-launch-template-data print. Each launch
/// template is one launch of `count` instances, of its latest version. `plain` reads the file without the
/// template language.
Extracted ExtractLaunchTemplateFile(cfn::Evaluator& plain, const Document& document, const std::string& path,
                                    int64_t count);
/// Where the data of each of those launches stands, in their order.
std::vector<NodeId> FindLaunchTemplateData(cfn::Evaluator& plain, const Document& document);
/// The launches of an SSM Automation document.
Extracted ExtractAutomationFile(cfn::Evaluator& plain, const Document& document, const std::string& path,
                                const cfn::GivenParameters& given);
/// A VM Import request (`aws ec2 import-image --cli-input-json`): it starts nothing, and the licenses that it
/// names are checked, under the file's stem.
Extracted ExtractImportImageFile(cfn::Evaluator& plain, const Document& document, const std::string& path);

}  // namespace headroom
