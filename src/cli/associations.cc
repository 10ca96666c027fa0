#include "cli/associations.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "cli/option_table.h"

namespace headroom {
namespace {

std::string Of(const std::optional<std::string>& region) {
  return region ? fmt::format(" of {}", Quote(*region)) : "";
}

/// What is nearest to a name that no license has.
tl::unexpected<Error> FailToFind(const RuleStore& store, const std::string& name,
                                 const std::optional<std::string>& region) {
  Names names;
  for (const License* license : store.licenses()) {
    if (!region || license->arn.region == *region) names.push_back(license->name);
  }
  return Fail(
      fmt::format("the store holds no license {}{}{}", Quote(name), Of(region), Suggestion(name, names)));
}

/// The edits that AWS has taken, up to the first that it refuses.
Result<void> Apply(const std::vector<AssociationEdit>& edits, AssociationChange change, const AwsCli& cli,
                   const World& world, std::vector<AssociationEdit>& taken) {
  for (const AssociationEdit& edit : edits) {
    const auto called = CallAws(world.run_process, cli, CallFor(edit, change));
    if (!called) {
      return Fail(fmt::format("{} is {} associated with {} in AWS: {}", Quote(edit.image),
                              change == AssociationChange::kAdd ? "not" : "still", Quote(edit.license->name),
                              called.error().message));
    }
    taken.push_back(edit);
  }
  return {};
}

}  // namespace

Result<const License*> FindLicenseNamed(const RuleStore& store, const std::string& name,
                                        const std::optional<std::string>& region) {
  const License* found = nullptr;
  for (const License* license : store.licenses()) {
    if ((license->name != name && license->arn_text != name) || (region && license->arn.region != *region))
      continue;
    if (found != nullptr && found->arn.region != license->arn.region)
      return Fail(
          fmt::format("the store holds licenses {} of several Regions, such as {} and {}; choose "
                      "with `--region`",
                      Quote(name), Quote(found->arn.region), Quote(license->arn.region)));
    if (found != nullptr)
      return Fail(fmt::format("the store holds two licenses {} of {}; name one by its ARN", Quote(name),
                              Quote(found->arn.region)));
    found = license;
  }
  if (found != nullptr) return found;
  return FailToFind(store, name, region);
}

AwsCall CallFor(const AssociationEdit& edit, AssociationChange change) {
  const bool adds = change == AssociationChange::kAdd;
  AwsCall call;
  call.service = "license-manager";
  call.operation = "update-license-specifications-for-resource";
  call.region = edit.region;
  call.arguments = {"--resource-arn", ImageArn(edit),
                    adds ? "--add-license-specifications" : "--remove-license-specifications",
                    fmt::format("LicenseConfigurationArn={}{}", edit.license->arn_text,
                                edit.cross_account ? ",AmiAssociationScope=cross-account" : "")};
  return call;
}

Result<std::vector<std::string>> Change(const std::vector<AssociationEdit>& edits, AssociationChange change,
                                        const RuleStore& store, const AwsOptions& aws, const World& world) {
  std::vector<AssociationEdit> taken = edits;
  Result<void> applied;
  if (aws.apply) {
    taken.clear();
    applied = Apply(edits, change, aws.cli, world, taken);
  }
  auto changed = change == AssociationChange::kAdd ? Associate(world.files, taken)
                                                   : Disassociate(world.files, store, taken);
  if (!applied) return tl::unexpected(applied.error());
  return changed;
}

}  // namespace headroom
