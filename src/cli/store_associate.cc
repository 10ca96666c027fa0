#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "cli/associations.h"
#include "cli/deployment.h"
#include "cli/store.h"
#include "store/mistakes.h"

namespace headroom {
namespace {

void Warn(const World& world, std::string_view warning) {
  world.write_error(fmt::format("warning: {}\n", Printable(warning)));
}

/// The store as it is on the disk.
class OpenStore {
 public:
  static Result<std::unique_ptr<OpenStore>> Open(const StoreOptions& options, const World& world) {
    auto open = std::make_unique<OpenStore>();
    const Result<Config> config = ReadConfig(options.input.config, world, open->sources_);
    if (!config) return tl::unexpected(config.error());
    std::vector<std::string> warnings;
    Result<RuleStore> store = ReadStore(options.input, *config, world, open->sources_, warnings);
    if (!store) return tl::unexpected(store.error());
    open->store_ = *std::move(store);
    return open;
  }

  const RuleStore& store() const { return store_; }

 private:
  SourceSet sources_;
  RuleStore store_;
};

const ImageAssociation* FindAssociation(const RuleStore& store, const AssociationEdit& edit) {
  const std::vector<ImageAssociation>& all = store.AssociationsOf(edit.image);
  const auto is = [&](const ImageAssociation& a) { return a.license->arn_text == edit.license->arn_text; };
  const auto found = std::find_if(all.begin(), all.end(), is);
  return found == all.end() ? nullptr : &*found;
}

std::string Describe(const AssociationEdit& edit) {
  return fmt::format("{} of {}", Quote(edit.license->name), edit.region);
}

/// What there is to do, and the line that says so of each.
struct Work {
  std::vector<AssociationEdit> edits;
  std::vector<std::string> lines;
};

bool IsDone(const RuleStore& store, const AssociationEdit& edit) {
  const ImageAssociation* have = FindAssociation(store, edit);
  return have != nullptr && (have->cross_account || !edit.cross_account);
}

std::string FolderOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash));
}

/// AWS says again at the next sync what only the snapshot no longer says.
void WarnOfSnapshots(const std::vector<std::string>& changed, const RuleStore& store, const World& world) {
  std::set<std::string> snapshots;
  for (const SyncStamp& sync : store.syncs()) snapshots.insert(FolderOf(sync.where.file->path()));
  for (const std::string& path : changed) {
    if (snapshots.count(FolderOf(path)) == 0) continue;
    Warn(world, fmt::format("{} is of a snapshot, and the next `store sync` takes the change back; "
                            "`--apply` makes it in AWS too",
                            Quote(path)));
  }
}

std::string Commands(const Work& work, AssociationChange change, const AwsCli& cli) {
  std::string out;
  for (const AssociationEdit& edit : work.edits)
    out += ShellText(CommandOf(cli, CallFor(edit, change))) + "\n";
  return out;
}

/// The same world with other files.
World With(const World& world, const Files& files) {
  return {files,
          world.environment,
          world.write_output,
          world.write_error,
          world.output_is_terminal,
          world.error_is_terminal,
          world.output_width,
          world.run_process,
          world.now};
}

/// An association may stand in several documents, or twice in one: goes on until the store does not hold it.
Result<std::vector<std::string>> RemoveAll(std::vector<AssociationEdit> edits, const StoreOptions& options,
                                           const World& world) {
  std::vector<std::string> all;
  for (;;) {
    const auto open = OpenStore::Open(options, world);
    if (!open) return tl::unexpected(open.error());
    const RuleStore& store = (*open)->store();
    std::erase_if(edits, [&](const auto& edit) { return FindAssociation(store, edit) == nullptr; });
    if (edits.empty()) return all;
    const auto changed = Disassociate(world.files, store, edits);
    if (!changed) return changed;
    if (changed->empty())
      return Fail(fmt::format("{}: the association cannot be taken out",
                              Show(FindAssociation(store, edits[0])->where)));
    all.insert(all.end(), changed->begin(), changed->end());
  }
}

/// Adds what the store lacks.
Result<std::vector<std::string>> AddMissing(std::vector<AssociationEdit> edits, const RuleStore& store,
                                            const Files& files) {
  std::erase_if(edits, [&](const auto& edit) { return IsDone(store, edit); });
  return Associate(files, edits);
}

std::string DoneText(const Work& work, const Changed& changed) {
  std::string text;
  for (size_t i = 0; i < work.edits.size(); ++i) {
    if (changed.refused.count(KeyOf(work.edits[i])) == 0) text += work.lines[i];
  }
  return text;
}

Result<int> Print(const World& world, const std::string& text) {
  if (!world.write_output(text)) return Fail("cannot write to standard output");
  return 0;
}

Result<int> Finish(const Work& work, AssociationChange change, const RuleStore& store,
                   const StoreOptions& options, const World& world) {
  if (options.dry_run)
    return Print(world, options.aws.apply ? Commands(work, change, options.aws.cli) : Join(work.lines, ""));
  const auto edit_store = [&](const Files& files, const std::vector<AssociationEdit>& edits) {
    return change == AssociationChange::kAdd ? AddMissing(edits, store, files)
                                             : RemoveAll(edits, options, With(world, files));
  };
  const Result<Changed> changed = Change(work.edits, change, options.aws, world, edit_store);
  if (!changed) return tl::unexpected(changed.error());
  if (!options.aws.apply) WarnOfSnapshots(changed->documents, store, world);
  const Result<int> printed = Print(world, DoneText(work, *changed));
  if (!printed || changed->refusals.empty()) return printed;
  return Fail(Join(changed->refusals, "\n"));
}

/// Each image once, in the order given.
std::vector<AssociationEdit> EditsOf(const StoreOptions& options, const RuleStore& store,
                                     const License& license) {
  std::vector<AssociationEdit> edits;
  std::set<std::string> seen;
  for (const std::string& image : options.images) {
    if (!seen.insert(image).second) continue;
    const Image* known = store.FindImage(image);
    edits.push_back({&license, image, license.arn.region, std::string(known == nullptr ? "" : known->owner),
                     options.aws.cross_account});
  }
  return edits;
}

/// Why an edit cannot be made; nothing if it can.
std::optional<std::string> WhyNot(const RuleStore& store, const AssociationEdit& edit) {
  const ImageAssociation* have = FindAssociation(store, edit);
  if (have == nullptr || !have->cross_account || edit.cross_account) return WhyNotAssociate(store, edit);
  return fmt::format(
      "{} is associated with {} for all accounts; to associate it for one account alone, take that out first "
      "with `headroom store disassociate`",
      Quote(edit.image), Describe(edit));
}

std::string LineOfAssociate(const RuleStore& store, const AssociationEdit& edit, bool apply) {
  const bool is_done = IsDone(store, edit);
  return fmt::format("{}: {} with {}{}{}\n", edit.image,
                     is_done && !apply ? "already associated" : "associated", Describe(edit),
                     edit.cross_account ? " for all accounts" : "",
                     is_done && apply ? "; the store has it already" : "");
}

/// What there is to associate; an error with a line for each that License Manager would refuse. What the
/// store has already is there too: AWS may not have it.
Result<Work> WorkOfAssociate(const std::vector<AssociationEdit>& edits, const RuleStore& store, bool apply,
                             const World& world) {
  Work work;
  std::vector<std::string> refusals;
  for (const AssociationEdit& edit : edits) {
    if (auto why = WhyNot(store, edit)) {
      refusals.push_back(*std::move(why));
      continue;
    }
    work.edits.push_back(edit);
    work.lines.push_back(LineOfAssociate(store, edit, apply));
    if (!IsDone(store, edit) && store.has_images() && store.FindImage(edit.image) == nullptr)
      Warn(world, fmt::format("the store's images do not hold {}, so nobody can tell whether it is there",
                              Quote(edit.image)));
  }
  if (refusals.empty()) return work;
  return Fail(Join(refusals, "\n"));
}

/// With `apply` also what the store does not have any more: AWS may.
Result<Work> WorkOfDisassociate(std::vector<AssociationEdit> edits, const RuleStore& store, bool apply) {
  Work work;
  for (AssociationEdit& edit : edits) {
    const ImageAssociation* have = FindAssociation(store, edit);
    if (have == nullptr && !apply)
      return Fail(fmt::format("the store does not associate {} with {}", Quote(edit.image), Describe(edit)));
    if (have != nullptr) edit.cross_account = have->cross_account;
    work.lines.push_back(fmt::format("{}: no longer associated with {}{}\n", edit.image, Describe(edit),
                                     have == nullptr ? "; the store did not have it" : ""));
    work.edits.push_back(std::move(edit));
  }
  return work;
}

/// The Regions of which the store's images tell something: those in which it knows an associated one. (What
/// `describe-images` prints of an image does not say where that is.)
std::set<std::string> RegionsOfImages(const RuleStore& store) {
  std::set<std::string> regions;
  for (const auto& [id, associations] : store.image_associations()) {
    if (store.FindImage(id) == nullptr) continue;
    for (const ImageAssociation& association : associations) regions.insert(association.license->arn.region);
  }
  return regions;
}

/// Images that the store does not know.
struct Missing {
  std::set<std::string> images;   // in Regions that it knows others of
  std::set<std::string> regions;  // of which it knows none at all
};

/// The associations of images that are deregistered, or with `take_missing` not among the store's.
Work WorkOfPrune(const RuleStore& store, bool take_missing, Missing& missing) {
  Work work;
  const std::set<std::string> known_regions = RegionsOfImages(store);
  for (const auto& [id, associations] : store.image_associations()) {
    const Image* image = store.FindImage(id);
    if (image != nullptr && image->state != "deregistered") continue;
    const bool is_missing = image == nullptr;
    for (const ImageAssociation& association : associations) {
      const License& license = *association.license;
      if (is_missing && known_regions.count(license.arn.region) == 0) {
        missing.regions.insert(license.arn.region);
        continue;
      }
      if (is_missing) missing.images.insert(id);
      if (is_missing && !take_missing) continue;
      const AssociationEdit edit{&license, id, license.arn.region, association.owner,
                                 association.cross_account};
      work.lines.push_back(fmt::format("{}: {}, no longer associated with {}\n", id,
                                       is_missing ? "missing" : "deregistered", Describe(edit)));
      work.edits.push_back(edit);
    }
  }
  return work;
}

}  // namespace

Result<int> RunStoreAssociate(const StoreOptions& options, const World& world) {
  const auto open = OpenStore::Open(options, world);
  if (!open) return tl::unexpected(open.error());
  const RuleStore& store = (*open)->store();
  const Result<const License*> license = FindLicenseNamed(store, options.license, options.input.region);
  if (!license) return tl::unexpected(license.error());
  const Result<Work> work =
      WorkOfAssociate(EditsOf(options, store, **license), store, options.aws.apply, world);
  if (!work) return tl::unexpected(work.error());
  return Finish(*work, AssociationChange::kAdd, store, options, world);
}

Result<int> RunStoreDisassociate(const StoreOptions& options, const World& world) {
  const auto open = OpenStore::Open(options, world);
  if (!open) return tl::unexpected(open.error());
  const RuleStore& store = (*open)->store();
  const Result<const License*> license = FindLicenseNamed(store, options.license, options.input.region);
  if (!license) return tl::unexpected(license.error());
  const Result<Work> work = WorkOfDisassociate(EditsOf(options, store, **license), store, options.aws.apply);
  if (!work) return tl::unexpected(work.error());
  return Finish(*work, AssociationChange::kRemove, store, options, world);
}

Result<int> RunStorePrune(const StoreOptions& options, const World& world) {
  const auto open = OpenStore::Open(options, world);
  if (!open) return tl::unexpected(open.error());
  const RuleStore& store = (*open)->store();
  if (options.missing && !store.has_images())
    return Fail(
        "the store lists no images, so nobody can tell which are missing; `store sync` asks for them");
  Missing missing;
  const Work work = WorkOfPrune(store, options.missing, missing);
  const size_t left = options.missing ? 0 : missing.images.size();
  if (left > 0)
    Warn(world, fmt::format("{} of the associated AMIs {} not among the store's images; `--missing` takes "
                            "out their associations too",
                            left, left == 1 ? "is" : "are"));
  if (options.missing && !missing.regions.empty())
    Warn(world, fmt::format("the store knows no associated image of {}, so nothing is taken as missing there",
                            Join({missing.regions.begin(), missing.regions.end()}, ", ")));
  if (work.edits.empty()) return Print(world, "no association of a deregistered AMI\n");
  return Finish(work, AssociationChange::kRemove, store, options, world);
}

}  // namespace headroom
