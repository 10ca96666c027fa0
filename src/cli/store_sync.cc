#include <fmt/format.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "base/lookups.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/clock.h"
#include "cli/config.h"
#include "cli/deployment.h"
#include "cli/inputs.h"
#include "cli/judge.h"
#include "cli/library.h"
#include "cli/store.h"
#include "snapshot/aws_cli.h"
#include "snapshot/folder.h"
#include "snapshot/plan_calls.h"
#include "snapshot/snapshot.h"
#include "store/store.h"

namespace headroom {
namespace {

using Contents = std::map<std::string, std::string>;

/// The folder that a snapshot belongs to.
Result<std::string> StoreFolder(const StoreOptions& options, const Config& config, const World& world) {
  const std::vector<std::string> paths = StorePaths(options.input, config, world);
  if (paths.empty()) return Fail("no rule store is given; name its folder with `--store PATH`");
  if (paths.size() > 1) return Fail("a snapshot goes into one store; name its folder with `--store PATH`");
  if (world.files.KindOf(paths[0]) == Files::Kind::kFile)
    return Fail(fmt::format("the store `{}` is a file, and a snapshot needs a folder", Printable(paths[0])));
  if (IsSnapshotFolder(world.files, paths[0]))
    return Fail(fmt::format("`{}` is the snapshot itself; name the folder that it lies in, its store",
                            Printable(paths[0])));
  return paths[0];
}

/// What every command about the snapshot begins with.
struct Start {
  Config config;
  std::string folder;
  int64_t now;
};

Result<Start> Begin(const StoreOptions& options, const World& world, SourceSet& sources) {
  Result<Config> config = ReadConfig(options.input.config, world, sources);
  if (!config) return tl::unexpected(config.error());
  const Result<std::string> folder = StoreFolder(options, *config, world);
  if (!folder) return tl::unexpected(folder.error());
  const Result<int64_t> now = Now(world);
  if (!now) return tl::unexpected(now.error());
  return Start{*std::move(config), *folder, *now};
}

/// A store, and what must live as long.
struct LoadedStore {
  SourceSet sources;
  StoreLoad load;
};

/// The store as it would be with `contents` for its snapshot.
std::unique_ptr<LoadedStore> LoadWith(const Contents& contents, const std::string& folder,
                                      const World& world) {
  auto loaded = std::make_unique<LoadedStore>();
  const FilesWithFolder files(world.files, SnapshotFolder(folder), contents);
  loaded->load = InspectStore(files, {folder}, loaded->sources);
  return loaded;
}

tl::unexpected<Error> FailWith(std::string_view what, const StoreLoad& load) {
  return Fail(fmt::format("{}:\n{}", what, Join(MistakeLines(load.errors), "\n")));
}

/// The snapshot of another account would take away what is known of this one.
Result<void> CheckAccount(const std::string& old, const std::string& account) {
  if (old.empty() || account.empty() || old == account) return {};
  return Fail(
      fmt::format("these are credentials of the account {}, but the snapshot is of {}; choose another "
                  "profile, or another store",
                  Printable(account), Printable(old)));
}

/// Nor may a snapshot of fewer Regions take away what is known of the others: a check there would pass
/// falsely. `remedy` says what to do instead.
Result<void> CheckRegions(const Snapshot& old, const std::vector<std::string>& asked, const Snapshot& taken,
                          std::string_view remedy, const std::string& folder) {
  std::set<std::string> lost = old.Regions();
  for (const std::string& region : asked) lost.erase(region);
  for (const std::string& region : taken.Regions()) lost.erase(region);
  if (lost.empty()) return {};
  return Fail(fmt::format("what the snapshot holds of {} would be lost; {}, or remove the snapshot `{}`",
                          Printable(Join({lost.begin(), lost.end()}, ", ")), remedy,
                          Printable(SnapshotFolder(folder))));
}

Result<int> Keep(const Snapshot& snapshot, const Contents& contents, const std::string& folder,
                 const World& world) {
  const std::string target = SnapshotFolder(folder);
  if (const Result<void> written = WriteSnapshot(world.files, target, contents); !written)
    return tl::unexpected(written.error());
  if (!world.write_output(fmt::format("{}: {}\n", Printable(target), snapshot.Summary())))
    return Fail("cannot write to standard output");
  return 0;
}

/// What templates look up when they are judged: the given ones, else those that the config file deploys.
class TemplateReader {
 public:
  TemplateReader(const StoreOptions& options, const Config& config, const World& world,
                 std::vector<std::string>& warnings)
      : options_(options.input), config_(config), world_(world), warnings_(warnings) {}

  bool has_templates() const { return !options_.paths.empty() || !config_.deployments.empty(); }

  /// In a Region, or where that is empty in those that the config file says.
  Result<void> Note(const RuleStore& store, const std::string& region, Lookups& lookups) {
    CheckOptions options = options_;
    if (!region.empty()) options.region = region;
    SourceSet sources;
    auto deployments = ReadDeployments(options, config_, store, world_, sources);
    if (!deployments) return tl::unexpected(deployments.error());
    InlineDocuments inline_documents;
    FileLibrary library(world_.files, options.max_size);
    InputSet inputs;
    for (Deployment& deployment : *deployments) {
      deployment.library = &library;
      deployment.environment.inline_documents = &inline_documents;
      deployment.environment.lookups = &lookups;
      const Result<void> read =
          ReadInputs(deployment.paths, deployment, options.max_size, world_, sources, inputs);
      if (!read) return read;
    }
    UnderstandInputs(inputs);
    Warn(inputs);
    RunResult ignored;
    std::vector<std::string> unexplored;
    const Judge judge{store,   world_.now, config_.near_limit_millionths,         false, false,
                      nullptr, {},         static_cast<size_t>(options.max_cases)};
    JudgeAll(judge, inputs, ignored, unexplored);
    return {};
  }

 private:
  /// A template that cannot be read is one whose needs nobody knows.
  void Warn(const InputSet& inputs) {
    for (const auto& input : inputs.inputs) {
      if (input->readable || !warned_.insert(input->path).second) continue;
      warnings_.push_back(
          fmt::format("{} cannot be read, so the snapshot may lack what it uses; `headroom check` says why",
                      input->path));
    }
  }

  const CheckOptions& options_;
  const Config& config_;
  const World& world_;
  std::vector<std::string>& warnings_;
  std::set<std::string> warned_;
};

/// Says on a terminal how far a sync has come.
class CallProgress {
 public:
  explicit CallProgress(const World& world) : world_(world) {}
  ~CallProgress() {
    if (world_.error_is_terminal) world_.write_error("\r\x1b[K");
  }
  CallProgress(const CallProgress&) = delete;
  CallProgress& operator=(const CallProgress&) = delete;

  void Expect(size_t calls) {
    expected_ += calls;
    Show("asking AWS …");
  }
  void Done(const AwsCall& call) {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++done_;
    Show(fmt::format("{} {}", call.service, call.operation));
  }

 private:
  void Show(const std::string& what) const {
    if (!world_.error_is_terminal) return;
    world_.write_error(fmt::format("\r\x1b[Kheadroom: {} of {} calls: {}", done_, expected_, what));
  }

  const World& world_;
  std::mutex mutex_;
  size_t expected_ = 0;
  size_t done_ = 0;
};

/// One sync: rounds of calls, until nothing new is wanted.
class Sync {
 public:
  Sync(const StoreOptions& options, const Config& config, const World& world, std::string folder,
       std::vector<std::string>& warnings)
      : options_(options),
        config_(config),
        world_(world),
        folder_(std::move(folder)),
        warnings_(warnings),
        templates_(options, config, world, warnings),
        progress_(world),
        regions_(Regions()) {}

  Result<int> Run(int64_t now) {
    const Result<Snapshot> old = ReadSnapshot(world_.files, SnapshotFolder(folder_));
    const std::unique_ptr<LoadedStore> by_hand = LoadWith(Stamp(now), folder_, world_);
    if (!by_hand->load.store) return FailWith("the store's own documents have mistakes", by_hand->load);
    const Snapshot had = old ? *old : Snapshot();
    CallPlanner planner(regions_, *by_hand->load.store, had);
    if (options_.dry_run) return DryRun(planner, old);
    if (const Result<void> taken = Take(planner, had, now); !taken) return tl::unexpected(taken.error());
    for (const std::string& name : planner.refused())
      warnings_.push_back(fmt::format("a template names {}, which AWS does not take as a name", Quote(name)));
    if (snapshot_.Of(SnapshotKind::kLicenses).empty())
      warnings_.push_back(
          fmt::format("AWS lists no license in {}; name the Regions of the licenses with `--region`",
                      regions_.front().empty() ? "the AWS CLI's Region" : Join(regions_, ", ")));
    return Keep(snapshot_, snapshot_.Render(now, regions_), folder_, world_);
  }

 private:
  /// Where to look. An empty one is the CLI's own.
  std::vector<std::string> Regions() const {
    if (!options_.regions.empty()) return options_.regions;
    std::set<std::string> regions = {OwnRegion()};
    if (options_.input.paths.empty()) {
      for (const ConfiguredDeployment& deployment : config_.deployments)
        if (deployment.region) regions.insert(*deployment.region);
    }
    if (regions.size() > 1) regions.erase("");
    return {regions.begin(), regions.end()};
  }

  std::string OwnRegion() const {
    if (auto region = world_.Variable("AWS_REGION")) return *region;
    if (auto region = world_.Variable("AWS_DEFAULT_REGION")) return *region;
    return config_.region.value_or("");
  }

  Contents Stamp(int64_t now) const { return Snapshot().Render(now, {}); }

  /// What the templates want, as far as the store can tell by now.
  Result<void> Note(const RuleStore& store, Lookups& lookups) {
    if (!templates_.has_templates()) return {};
    if (options_.regions.empty()) return templates_.Note(store, "", lookups);
    for (const std::string& region : options_.regions) {
      if (Result<void> noted = templates_.Note(store, region, lookups); !noted) return noted;
    }
    return {};
  }

  Result<void> Take(CallPlanner& planner, const Snapshot& old, int64_t now) {
    constexpr std::string_view kNameRegions = "name the Regions with `--region` too";
    constexpr int kMostRounds = 100;  // an image is made from another, and so on
    std::vector<AwsCall> calls = planner.First();
    for (int round = 0; !calls.empty(); ++round) {
      if (round == kMostRounds) return Fail("AWS's answers lead on to ever more questions");
      if (Result<void> made = Make(calls); !made) return made;
      if (Result<void> same = CheckAccount(old.account(), snapshot_.account()); !same) return same;
      if (Result<void> kept = CheckRegions(old, regions_, snapshot_, kNameRegions, folder_); !kept)
        return kept;
      Lookups lookups;
      const std::unique_ptr<LoadedStore> store = LoadWith(snapshot_.Render(now, regions_), folder_, world_);
      if (!store->load.store)
        return FailWith("the snapshot could not be used, and was not kept", store->load);
      if (Result<void> noted = Note(*store->load.store, lookups); !noted) return noted;
      calls = planner.Next(snapshot_, lookups);
      exports_.clear();
      for (const auto& [name, none] : lookups.Of(Lookups::Kind::kExport)) exports_.insert(name);
    }
    snapshot_.KeepExports(exports_);
    return {};
  }

  Result<void> Make(const std::vector<AwsCall>& calls) {
    progress_.Expect(calls.size());
    const auto pages = CallAllAws(world_.run_process, options_.aws.cli, calls,
                                  [this](const AwsCall& call) { progress_.Done(call); });
    if (!pages) return tl::unexpected(pages.error());
    for (size_t i = 0; i < calls.size(); ++i) {
      for (const std::string& page : (*pages)[i]) {
        if (Trim(page).empty()) continue;  // what some versions print for nothing at all
        const std::string name = fmt::format("aws {} {}", calls[i].service, calls[i].operation);
        if (Result<void> added = snapshot_.AddPage(name, page); !added) return added;
      }
    }
    return {};
  }

  /// The calls that the store as it is leads to.
  Result<int> DryRun(CallPlanner& planner, const Result<Snapshot>& old) {
    if (!old) return tl::unexpected(old.error());
    const std::unique_ptr<LoadedStore> store = LoadWith(old->Render(0, {}), folder_, world_);
    if (!store->load.store) return FailWith("the store has mistakes", store->load);
    Lookups lookups;
    if (const Result<void> noted = Note(*store->load.store, lookups); !noted)
      return tl::unexpected(noted.error());
    std::vector<AwsCall> calls = planner.First();
    for (AwsCall& call : planner.Next(*old, lookups)) calls.push_back(std::move(call));
    std::string out, files;
    for (const AwsCall& call : calls) {
      out += fmt::format("{} > {}\n", ShellText(CommandOf(options_.aws.cli, call)), call.output);
      files += fmt::format(" {}", call.output);
    }
    out += fmt::format(
        "# then, and once more from the start until the same commands are printed again:\n"
        "# headroom store import --store {}{}\n",
        ShellText({folder_}), files);
    if (!world_.write_output(out)) return Fail("cannot write to standard output");
    return 0;
  }

  const StoreOptions& options_;
  const Config& config_;
  const World& world_;
  const std::string folder_;
  std::vector<std::string>& warnings_;
  TemplateReader templates_;
  CallProgress progress_;
  const std::vector<std::string> regions_;
  Snapshot snapshot_;
  std::set<std::string> exports_;  // that the templates import
};

/// What the AWS CLI printed into files. One that is empty is of a call that found nothing, such as a launch
/// template that is gone, which a sync takes for an answer too; here it may also be of a call that failed.
Result<Snapshot> ReadPrinted(const std::vector<std::string>& paths, const World& world,
                             std::vector<std::string>& warnings) {
  Snapshot printed;
  for (const std::string& path : paths) {
    Result<std::string> bytes = world.files.Read(path, kMaxStoreDocumentSize);
    if (!bytes) return tl::unexpected(bytes.error());
    if (Trim(*bytes).empty()) {
      warnings.push_back(fmt::format(
          "{} is empty, so nothing is taken from it: what its command asked for is not there, or it failed",
          path));
    } else if (Result<void> added = printed.Add(path, *std::move(bytes)); !added) {
      return tl::unexpected(added.error());
    }
  }
  if (warnings.size() < paths.size()) return printed;
  warnings.clear();
  return Fail(fmt::format("{}: it is empty, and there is nothing else to import", Printable(paths[0])));
}

/// What the files, which are of the time `taken`, hold, in the place of what `snapshot` has of it. Gives the
/// time of the whole.
Result<int64_t> Import(const std::vector<std::string>& paths, int64_t taken, const World& world,
                       const std::string& folder, Snapshot& snapshot, std::vector<std::string>& warnings) {
  constexpr std::string_view kImportAll = "import the licenses of all Regions at once";
  const Result<Snapshot> read = ReadPrinted(paths, world, warnings);
  if (!read) return tl::unexpected(read.error());
  const Snapshot& printed = *read;
  if (Result<void> same = CheckAccount(snapshot.account(), printed.account()); !same)
    return tl::unexpected(same.error());
  if (printed.Holds(SnapshotKind::kLicenses)) {
    if (Result<void> kept = CheckRegions(snapshot, {}, printed, kImportAll, folder); !kept)
      return tl::unexpected(kept.error());
  }
  const int64_t time = snapshot.TimeWith(printed, taken);
  snapshot.Replace(printed);
  return time;
}

void Warn(const World& world, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings)
    world.write_error(fmt::format("warning: {}\n", Printable(warning)));
}

}  // namespace

Result<int> RunStoreSync(const StoreOptions& options, const World& world) {
  SourceSet sources;
  const Result<Start> start = Begin(options, world, sources);
  if (!start) return tl::unexpected(start.error());
  std::vector<std::string> warnings;
  const Result<int> status = Sync(options, start->config, world, start->folder, warnings).Run(start->now);
  Warn(world, warnings);
  return status;
}

Result<int> RunStoreImport(const StoreOptions& options, const World& world) {
  SourceSet sources;
  const Result<Start> start = Begin(options, world, sources);
  if (!start) return tl::unexpected(start.error());
  if (options.synced_at > start->now)
    return Fail(fmt::format("`--synced-at` takes a time in the past, but {} is yet to come",
                            FormatTime(*options.synced_at)));
  Result<Snapshot> snapshot = ReadSnapshot(world.files, SnapshotFolder(start->folder));
  if (!snapshot) return tl::unexpected(snapshot.error());
  std::vector<std::string> warnings;
  const Result<int64_t> time = Import(options.input.paths, options.synced_at.value_or(start->now), world,
                                      start->folder, *snapshot, warnings);
  Warn(world, warnings);
  if (!time) return tl::unexpected(time.error());
  const Contents contents = snapshot->Render(*time, {});
  const std::unique_ptr<LoadedStore> store = LoadWith(contents, start->folder, world);
  if (!store->load.store) return FailWith("the snapshot could not be used, and was not kept", store->load);
  return Keep(*snapshot, contents, start->folder, world);
}

}  // namespace headroom
