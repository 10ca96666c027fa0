// AWS::Backup::RestoreTestingSelection: for each recovery point of an EC2 instance that its plan tests, AWS
// Backup starts an instance for a while. Source: AWS Backup API reference, RestoreTestingSelectionForCreate.

#include <fmt/format.h>

#include "resources/resource_type.h"

namespace headroom {

void ExtractRestoreTesting(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value type = ReadText(evaluator, resource.properties, "ProtectedResourceType");
  if (!type.is_unknown() && type.text() != "EC2") return;
  const std::string reason =
      type.is_unknown() ? fmt::format("what it restores cannot be determined: {}", type.unknown().reason)
                        : "a restore test starts an instance of each recovery point that it tests";
  if (!type.is_unknown() || !type.unknown().reported)
    out.opaque.push_back({out.path, resource.id, resource.where, reason});
}

}  // namespace headroom
