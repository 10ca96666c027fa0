#include "cli/packer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "cli/associations.h"
#include "cli/deployment.h"
#include "plan/plan.h"
#include "resources/packer.h"
#include "store/edit.h"
#include "store/mistakes.h"
#include "store/store.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

/// The AMIs of this run. Packer tells a `shell-local` which run that is.
Result<Manifest> ReadManifest(const PackerOptions& options, const World& world, SourceSet& sources) {
  Result<std::string> bytes = world.files.Read(options.manifest, kDefaultMaxSize);
  if (!bytes) return tl::unexpected(bytes.error());
  const SourceFile& file = sources.Add(options.manifest, *std::move(bytes));
  const ParseResult parsed = Parse(file);
  if (!parsed.document)
    return Fail(fmt::format("{}: {}", Show(parsed.errors.front().where), parsed.errors.front().message));
  if (!IsPackerManifest(*parsed.document))
    return Fail(fmt::format("{} is no manifest of Packer", Quote(options.manifest)));
  Manifest manifest = ReadPackerManifest(*parsed.document, KnownToPacker(world.Variable("PACKER_RUN_UUID")));
  if (!manifest.mistakes.empty())
    return Fail(fmt::format("{}: {}", Show(manifest.mistakes[0].where), manifest.mistakes[0].message));
  if (!manifest.has_run)
    return Fail(
        fmt::format("{} holds no entry of this run; `manifest` has to stand before `shell-local`, in one "
                    "sequence of post-processors",
                    Quote(options.manifest)));
  return manifest;
}

/// Decides what the AMIs of a run are to be associated with.
class PackerRun {
 public:
  PackerRun(const PackerOptions& options, const RuleStore& store) : options_(options), store_(store) {}

  /// An error where a license that is named cannot be given.
  Result<void> Add(const ManifestImage& image);
  const std::vector<AssociationEdit>& edits() const { return edits_; }
  const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  std::string SourceOf(const ManifestImage& image) const;
  Result<std::vector<const License*>> Named(const ManifestImage& image) const;
  Result<const License*> FindNamed(const std::string& name, const std::string& region) const;
  void CheckLineage(const ManifestImage& image, std::vector<const License*>& licenses);
  Result<void> AddEdits(const ManifestImage& image, const std::vector<const License*>& licenses);

  const PackerOptions& options_;
  const RuleStore& store_;
  std::vector<AssociationEdit> edits_;
  std::vector<std::string> complaints_;
};

/// What the AMI is made from; empty: nothing says it.
std::string PackerRun::SourceOf(const ManifestImage& image) const {
  if (!options_.source_ami.empty()) return options_.source_ami;
  if (!image.source_ami.empty()) return image.source_ami;
  const Image* known = store_.FindImage(image.id);
  return known == nullptr ? "" : std::string(known->source_image_id);
}

/// By its ARN in whatever Region, or by its name in that of the image.
Result<const License*> PackerRun::FindNamed(const std::string& name, const std::string& region) const {
  const License* by_arn = store_.FindLicense(name);
  const License* own = by_arn == nullptr ? nullptr : store_.FindLicenseLike(*by_arn, region);
  return own != nullptr ? own : FindLicenseNamed(store_, name, region);
}

Result<std::vector<const License*>> PackerRun::Named(const ManifestImage& image) const {
  std::vector<const License*> named;
  for (const std::string& name : options_.licenses) {
    const Result<const License*> license = FindNamed(name, image.region);
    if (!license) return Fail(fmt::format("{}, for {}", license.error().message, Quote(image.id)));
    if (std::find(named.begin(), named.end(), *license) == named.end()) named.push_back(*license);
  }
  return named;
}

/// A copy carries no license of what it is made from: it needs each of them, as the license of its own
/// Region. Where none are named the image is given them.
void PackerRun::CheckLineage(const ManifestImage& image, std::vector<const License*>& licenses) {
  const bool any_named = !licenses.empty();
  std::set<const License*> seen;
  for (const auto& [source, association] :
       LineageOf(store_, image.id, SourceOf(image), options_.input.account)) {
    const License* license = association->license;
    const License* own = store_.FindLicenseLike(*license, image.region);
    if (!seen.insert(own == nullptr ? license : own).second) continue;
    const bool is_named = std::find(licenses.begin(), licenses.end(), own) != licenses.end();
    if (own != nullptr && !any_named) licenses.push_back(own);
    if (own != nullptr && (!any_named || is_named)) continue;
    complaints_.push_back(fmt::format(
        "{} of {} is made from {}, which is associated with {}, and {}", Quote(image.id), Quote(image.region),
        Quote(source), Quote(license->name),
        own == nullptr ? "the store holds no such license of that Region" : "no `--license` names that"));
  }
}

Result<void> PackerRun::AddEdits(const ManifestImage& image, const std::vector<const License*>& licenses) {
  size_t pending = 0;  // of this image
  for (const License* license : licenses) {
    AssociationEdit edit{license, image.id, image.region, options_.input.account.value_or(""),
                         options_.aws.cross_account};
    const auto is_same = [&](const AssociationEdit& other) { return KeyOf(other) == KeyOf(edit); };
    if (std::any_of(edits_.begin(), edits_.end(), is_same)) continue;  // two entries name one image
    if (const auto why = WhyNotAssociate(store_, edit, pending)) return Fail(*why);
    edits_.push_back(std::move(edit));
    ++pending;
  }
  return {};
}

Result<void> PackerRun::Add(const ManifestImage& image) {
  if (options_.licenses.empty() && SourceOf(image).empty())
    return Fail(
        fmt::format("nothing says what {} is made from: let `manifest` have `custom_data = {{ source_ami "
                    "= build.SourceAMI }}`, or give `--source-ami` or its licenses with `--license`",
                    Quote(image.id)));
  Result<std::vector<const License*>> licenses = Named(image);
  if (!licenses) return tl::unexpected(licenses.error());
  CheckLineage(image, *licenses);
  return AddEdits(image, *licenses);
}

/// What became of an image: the licenses that it is associated with, and those that AWS did not take.
std::string Describe(const ManifestImage& image, const std::vector<AssociationEdit>& edits,
                     const std::set<std::string>& refused) {
  std::vector<std::string> done, open;
  for (const AssociationEdit& edit : edits) {
    if (edit.image == image.id)
      (refused.count(KeyOf(edit)) > 0 ? open : done).push_back(Quote(edit.license->name));
  }
  std::vector<std::string> parts;
  if (!done.empty()) parts.push_back("associated with " + Join(done, ", "));
  if (!open.empty()) parts.push_back("not associated with " + Join(open, ", "));
  if (parts.empty()) parts.emplace_back("no license that the store knows of");
  return fmt::format("{} ({}, {}): {}", image.id, image.region, image.build, Join(parts, "; "));
}

}  // namespace

Result<int> RunPacker(const PackerOptions& options, const World& world) {
  SourceSet sources;
  std::vector<std::string> warnings;
  const Result<Config> config = ReadConfig(options.input.config, world, sources);
  if (!config) return tl::unexpected(config.error());
  const Result<RuleStore> store = ReadStore(options.input, *config, world, sources, warnings);
  if (!store) return tl::unexpected(store.error());
  const Result<Manifest> manifest = ReadManifest(options, world, sources);
  if (!manifest) return tl::unexpected(manifest.error());
  PackerRun run(options, *store);
  for (const ManifestImage& image : manifest->images) {
    if (const Result<void> added = run.Add(image); !added) return tl::unexpected(added.error());
  }
  for (const std::string& complaint : run.complaints())
    world.write_error(fmt::format("headroom: error[LM403]: {}\n", Printable(complaint)));
  if (!run.complaints().empty()) return 1;
  const auto written = Change(run.edits(), AssociationChange::kAdd, options.aws, world,
                              [](const Files& files, const auto& edits) { return Associate(files, edits); });
  if (!written) return tl::unexpected(written.error());
  std::string text = manifest->images.empty() ? "the run made no AMI\n" : "";
  std::set<std::string> seen;
  for (const ManifestImage& image : manifest->images) {
    if (!seen.insert(image.id).second) continue;
    text += Printable(Describe(image, run.edits(), written->refused)) + "\n";
  }
  if (!world.write_output(text)) return Fail("cannot write to standard output");
  if (!written->refusals.empty()) return Fail(Join(written->refusals, "\n"));
  return 0;
}

}  // namespace headroom
