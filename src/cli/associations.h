#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"
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

/// Tells the edits of a run apart: image and license.
std::string KeyOf(const AssociationEdit& edit);

/// What changes came to.
struct Changed {
  std::set<std::string> refused;       // KeyOf of what AWS has refused or, after that, was not asked for
  std::vector<std::string> refusals;   // a sentence for each refusal
  std::vector<std::string> documents;  // paths of those that changed
};

/// Makes changes in a store that is read and written through the files. The paths of the documents that
/// changed.
using EditStore =
    std::function<Result<std::vector<std::string>>(const Files&, const std::vector<AssociationEdit>&)>;

/// Makes changes in AWS, where the options say so, and then with `edit_store` in the store: what AWS has
/// refused the store does not hold. An error before anything is changed, where the store cannot be edited so.
/// What AWS does not know any more is taken out.
Result<Changed> Change(const std::vector<AssociationEdit>& edits, AssociationChange change,
                       const AwsOptions& aws, const World& world, const EditStore& edit_store);

}  // namespace headroom
