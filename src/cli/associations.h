#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"
#include "cli/world.h"
#include "snapshot/aws_cli.h"
#include "store/edit.h"
#include "store/store.h"

namespace headroom {

enum class AssociationChange : uint8_t { kAdd, kRemove };

/// The license of an ARN, or of a name; where a Region is given, only one of that.
Result<const License*> FindLicenseNamed(const RuleStore& store, const std::string& name,
                                        const std::optional<std::string>& region);

/// The call of AWS that makes a change. Source: License Manager API, UpdateLicenseSpecificationsForResource.
AwsCall CallFor(const AssociationEdit& edit, AssociationChange change);

/// Makes changes in AWS, where the options say so, and then in the store's documents: what AWS has refused
/// the store does not hold. The paths of the documents that changed.
Result<std::vector<std::string>> Change(const std::vector<AssociationEdit>& edits, AssociationChange change,
                                        const RuleStore& store, const AwsOptions& aws, const World& world);

}  // namespace headroom
