#include "cli/associations.h"

#include <fmt/format.h>

#include <map>
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

/// Files whose writes stay in memory: shows what a change comes to before it is made.
class DraftFiles : public Files {
 public:
  explicit DraftFiles(const Files& files) : files_(files) {}
  Kind KindOf(const std::string& path) const override { return files_.KindOf(path); }
  Result<std::string> Read(const std::string& path, uint64_t max_size) const override {
    const auto found = written_.find(path);
    return found == written_.end() ? files_.Read(path, max_size) : found->second;
  }
  Result<std::string> ReadStandardInput(uint64_t max_size) const override {
    return files_.ReadStandardInput(max_size);
  }
  Result<std::vector<Entry>> List(const std::string& path) const override { return files_.List(path); }
  Result<void> Write(const std::string& path, std::string_view bytes) const override {
    written_[path] = bytes;
    return {};
  }
  Result<void> WriteFolder(const std::string& path,
                           const std::map<std::string, std::string>& contents) const override {
    for (const auto& [name, bytes] : contents) written_[path + "/" + name] = bytes;
    return {};
  }
  std::string Canonical(const std::string& path) const override { return files_.Canonical(path); }

 private:
  const Files& files_;
  mutable std::map<std::string, std::string> written_;
};

/// AWS does not know the image any more, so that nothing of it is associated. Source: License Manager API,
/// UpdateLicenseSpecificationsForResource, "Errors".
bool SaysGone(const std::string& message, const std::string& image) {
  const auto says = [&](std::string_view piece) { return message.find(piece) != std::string::npos; };
  return says("ResourceNotFound") || says("Resource does not exist") ||
         (says("InvalidParameterValue") && says(image));
}

/// Tells AWS of the edits. What one image is refused for does not stop the removal of others; what the next
/// would fail for too, such as a CLI that does not run, does.
void Apply(const std::vector<AssociationEdit>& edits, AssociationChange change, const AwsCli& cli,
           const World& world, Changed& changed) {
  const bool adds = change == AssociationChange::kAdd;
  bool goes_on = true;
  for (const AssociationEdit& edit : edits) {
    if (!goes_on) {
      changed.refused.insert(KeyOf(edit));
      continue;
    }
    const auto called = CallAws(world.run_process, cli, CallFor(edit, change));
    if (called || (!adds && SaysGone(called.error().message, edit.image))) continue;
    const std::string& why = called.error().message;
    goes_on = !adds && why.find("An error occurred (") != std::string::npos;
    changed.refused.insert(KeyOf(edit));
    changed.refusals.push_back(fmt::format("{} is {} associated with {} in AWS: {}", Quote(edit.image),
                                           adds ? "not" : "still", Quote(edit.license->name), why));
  }
}

/// Why the store is not what AWS is, which has taken some edits and refused others.
tl::unexpected<Error> FailBehindAws(const std::string& why, const std::vector<AssociationEdit>& taken,
                                    AssociationChange change, const Changed& changed) {
  std::vector<std::string> lines = {why};
  for (const AssociationEdit& edit : taken)
    lines.push_back(fmt::format("{} is {} associated with {} in AWS, and the store does not say so",
                                Quote(edit.image), change == AssociationChange::kAdd ? "now" : "no longer",
                                Quote(edit.license->name)));
  lines.insert(lines.end(), changed.refusals.begin(), changed.refusals.end());
  return Fail(Join(lines, "\n"));
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

std::string KeyOf(const AssociationEdit& edit) { return edit.image + " " + edit.license->arn_text; }

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

Result<Changed> Change(const std::vector<AssociationEdit>& edits, AssociationChange change,
                       const AwsOptions& aws, const World& world, const EditStore& edit_store) {
  const DraftFiles draft(world.files);
  if (const auto tried = edit_store(draft, edits); !tried) return tl::unexpected(tried.error());
  Changed changed;
  if (aws.apply) Apply(edits, change, aws.cli, world, changed);
  std::vector<AssociationEdit> taken = edits;
  std::erase_if(taken, [&](const auto& edit) { return changed.refused.count(KeyOf(edit)) > 0; });
  auto documents = edit_store(world.files, taken);
  if (!documents && aws.apply) return FailBehindAws(documents.error().message, taken, change, changed);
  if (!documents) return tl::unexpected(documents.error());
  changed.documents = *std::move(documents);
  return changed;
}

}  // namespace headroom
