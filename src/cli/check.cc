#include "cli/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "cli/baseline.h"
#include "cli/clock.h"
#include "cli/config.h"
#include "cli/deployment.h"
#include "cli/inputs.h"
#include "cli/judge.h"
#include "cli/library.h"
#include "cli/overwrites.h"
#include "cli/paths.h"
#include "cli/progress.h"
#include "cli/stack_pairs.h"
#include "cli/suppression.h"
#include "cli/triage.h"
#include "report/annotation.h"
#include "report/build.h"
#include "report/reporter.h"
#include "report/verdict.h"
#include "store/store.h"

namespace headroom {
namespace {

/// The parameters that no Automation document or Packer template declares: templates must.
cfn::GivenParameters WithoutDocuments(const InputSet& set, cfn::GivenParameters given) {
  for (const auto& input : set.inputs) {
    std::erase_if(given, [&](const auto& one) { return input->variables.count(one.first) > 0; });
    if (input->kind != InputKind::kSsmAutomation) continue;
    const Document& document = *input->document;
    const NodeId declared = document.Find(document.root(), "parameters");
    std::erase_if(given,
                  [&](const auto& parameter) { return document.Find(declared, parameter.first) != kNoNode; });
  }
  return given;
}

/// What `-p` gives, any template may declare, one that is deployed now among them; what a file does, a
/// template of its own deployment must.
void CheckDeclared(const InputSet& set, const InputSet& deployed, const std::deque<Deployment>& deployments,
                   Findings& findings) {
  std::vector<const cfn::Template*> all;
  cfn::GivenParameters by_option;
  for (const Deployment& deployment : deployments) {
    std::vector<const cfn::Template*> own;
    for (const InputSet* of : {&set, &deployed}) {
      for (const auto& input : of->inputs) {
        if (input->tmpl && input->deployment == &deployment) own.push_back(&*input->tmpl);
      }
    }
    all.insert(all.end(), own.begin(), own.end());
    cfn::GivenParameters by_file = WithoutDocuments(set, deployment.parameters);
    for (auto it = by_file.begin(); it != by_file.end();) {
      const bool option = !it->second.where;
      if (option) by_option.insert(*it);
      it = option ? by_file.erase(it) : std::next(it);
    }
    cfn::CheckAllDeclared(own, by_file, findings);
  }
  cfn::CheckAllDeclared(all, by_option, findings);
}

void CollectInputs(const InputSet& set, RunResult& result) {
  for (const auto& input : set.inputs) {
    // Two deployments may share a template: it is one input.
    const bool known = !result.inputs.empty() && result.inputs.back().path == input->path;
    if (!known) result.inputs.push_back({input->path, InputKindName(input->kind)});
    result.findings.insert(result.findings.end(), input->findings.begin(), input->findings.end());
    if (!input->nested)
      result.findings.insert(result.findings.end(), input->deployed.begin(), input->deployed.end());
  }
  result.skipped = set.skipped;
}

void CollectDeployed(const InputSet& deployed, RunResult& result) {
  for (const auto& input : deployed.inputs) {
    if (!input->tmpl)
      result.findings.insert(result.findings.end(), input->findings.begin(), input->findings.end());
  }
}

/// Everything that one run reads, in the order in which it is read. Members point into those before them.
class CheckRun {
 public:
  /// `needs_inputs`: none is a mistake.
  CheckRun(const CheckOptions& options, const World& world, bool needs_inputs = true)
      : options_(options),
        world_(world),
        needs_inputs_(needs_inputs),
        library_(world.files, options.max_size) {}

  /// Reads the configuration, the store and the inputs. `warnings` are no findings and go to standard error.
  Result<void> Read() {
    Result<int64_t> now = Now(world_);
    if (!now) return tl::unexpected(now.error());
    now_ = *now;
    if (Result<void> read = ReadConfiguration(); !read) return read;
    if (!options_.list_inputs) {
      Result<RuleStore> store = ReadStore(options_, config_, world_, sources_, warnings_);
      if (!store) return tl::unexpected(store.error());
      store_ = *std::move(store);
      if (Result<void> age = CheckAge(options_, config_, store_, now_, warnings_); !age) return age;
    }
    return ReadAllInputs();
  }

  /// Judges them.
  Result<Report> Judge() {
    if (Result<void> safe = CheckWrites(); !safe) return tl::unexpected(safe.error());
    CollectInputs(inputs_, result_);
    CheckDeclared(inputs_, deployed_, deployments_, result_.findings);
    CollectDeployed(deployed_, result_);
    const InputSet* deployed = options_.deployed.empty() ? nullptr : &deployed_;
    const headroom::Judge judge{store_,
                                now_,
                                config_.near_limit_millionths,
                                options_.worst_case,
                                options_.separate,
                                deployed,
                                PairStacks(inputs_, deployed),
                                static_cast<size_t>(options_.max_cases)};
    const std::deque<Judgement> judgements = JudgeAll(judge, inputs_, result_, warnings_);
    SetSeverities(result_.findings, config_, options_.strict);
    OrderFindings(result_.findings);
    if (Result<void> done = LeaveOutKnown(); !done) return tl::unexpected(done.error());
    Report report = BuildReport(result_, store_);
    report.fails_from = fail_on();
    report.made = now_;
    return report;
  }

  /// Each input, with its kind.
  std::string List() const {
    RunResult result;
    CollectInputs(inputs_, result);
    std::string out;
    for (const ReportedInput& input : result.inputs) {
      out += fmt::format("{}\t{}\n", Printable(input.path), input.kind.empty() ? "unreadable" : input.kind);
    }
    return out;
  }

  const std::vector<std::string>& warnings() const { return warnings_; }
  const RuleStore& store() const { return store_; }
  const Config& config() const { return config_; }

 private:
  /// The least that fails the run.
  std::optional<Severity> fail_on() const {
    switch (options_.fail_on.value_or(config_.fail_on.value_or(FailOn::kError))) {
      case FailOn::kError:
        return Severity::kError;
      case FailOn::kWarning:
        return Severity::kWarning;
      case FailOn::kNever:
        break;
    }
    return {};
  }

  Result<void> ReadConfiguration() {
    Result<Config> config = ReadConfig(options_.config, world_, sources_);
    if (!config) return tl::unexpected(config.error());
    config_ = *std::move(config);
    if (!options_.paths.empty()) return {};
    if (config_.deployments.empty() && needs_inputs_) {
      return Fail(
          "`headroom check` needs a PATH: a file, a folder, or `-` for standard input; or `deployments` in "
          ".headroom.yaml");
    }
    if (!options_.stack && options_.deployed.empty()) return {};
    const std::string why =
        config_.deployments.empty()
            ? ""
            : fmt::format(": the deployments of `{}` name their stacks there", Printable(config_.path));
    return Fail(fmt::format("`{}` needs a PATH{}", options_.stack ? "--stack" : "--deployed", why));
  }

  Result<void> ReadAllInputs() {
    Result<std::deque<Deployment>> deployments = ReadDeployments(options_, config_, store_, world_, sources_);
    if (!deployments) return tl::unexpected(deployments.error());
    deployments_ = *std::move(deployments);
    for (Deployment& deployment : deployments_) {
      deployment.environment.inline_documents = &inline_documents_;
      deployment.library = &library_;
      if (Result<void> read = ReadInto(deployment.paths, deployment, inputs_); !read) return read;
    }
    // Only the command line names what is deployed, and then there is one deployment.
    if (!options_.deployed.empty()) {
      if (Result<void> read = ReadInto(options_.deployed, deployments_.front(), deployed_); !read)
        return read;
    }
    UnderstandInputs(inputs_);
    UnderstandInputs(deployed_);
    for (const auto& input : inputs_.inputs)
      warnings_.insert(warnings_.end(), input->warnings.begin(), input->warnings.end());
    return {};
  }

  Result<void> ReadInto(const std::vector<std::string>& paths, const Deployment& deployment, InputSet& set) {
    return ReadInputs(paths, deployment, options_.max_size, world_, sources_, set);
  }

  void NoteInputs(FilesRead& read) const {
    for (const InputSet* set : {&inputs_, &deployed_}) {
      for (const auto& input : set->inputs) read.Add(input->path, "an input");
    }
    for (const Document* document : library_.documents()) read.Add(document->file().path(), "an input");
  }

  /// No report, and no baseline, goes where something was read.
  Result<void> CheckWrites() const {
    FilesRead read(world_.files);
    read.Add(config_.path, "the config file");
    for (const std::string& path : store_.files()) read.Add(path, "a store document");
    NoteInputs(read);
    for (const std::string& path : options_.parameter_files) read.Add(path, "a parameter file");
    for (const ConfiguredDeployment& deployment : config_.deployments) {
      for (const std::string& path : deployment.parameter_files) read.Add(path, "a parameter file");
    }
    if (Result<void> safe = read.CheckWrite(options_.write_baseline, "--write-baseline"); !safe) return safe;
    read.Add(options_.baseline, "the baseline");  // which a new one may replace
    read.Add(options_.write_baseline, "the baseline");
    for (const Output& output : options_.outputs) {
      Result<void> safe = read.CheckWrite(output.file, "--format " + output.format);
      if (!safe) return safe;
    }
    return {};
  }

  Suppressions ReadSuppressions() {
    Suppressions suppressions;
    std::vector<std::string> warnings;
    for (const auto& input : inputs_.inputs) {
      if (input->document) {
        suppressions.Read(*input->document, inline_documents_, warnings);
      } else if (input->module) {
        suppressions.Read(*input->module, warnings);
      }
    }
    for (const Document* document : library_.documents())
      suppressions.Read(*document, inline_documents_, warnings);
    std::set<std::string> seen;  // a file may be an input and nested in another
    for (std::string& warning : warnings) {
      if (seen.insert(warning).second) warnings_.push_back(std::move(warning));
    }
    return suppressions;
  }

  /// Reads the baseline before the new one is written: both may be the same file.
  Result<void> LeaveOutKnown() {
    std::optional<Baseline> known;
    if (!options_.baseline.empty()) {
      Result<Baseline> read = Baseline::Read(options_.baseline, world_.files, sources_);
      if (!read) return tl::unexpected(read.error());
      known = *std::move(read);
    }
    Suppress(result_, ReadSuppressions(), known ? &*known : nullptr, now_);
    return WriteBaseline();
  }

  /// What the baseline knew and is still there stays in the new one.
  Result<void> WriteBaseline() {
    if (options_.write_baseline.empty()) return {};
    Baseline found;
    for (const Finding& finding : result_.findings) found.Add(finding);
    for (const Suppressed& suppressed : result_.suppressed) {
      if (!suppressed.in_source) found.Add(suppressed.finding);
    }
    return world_.files.Write(options_.write_baseline, found.Text());
  }

  const CheckOptions& options_;
  const World& world_;
  const bool needs_inputs_;
  std::vector<std::string> warnings_;
  SourceSet sources_;
  int64_t now_ = 0;
  Config config_;
  RuleStore store_;
  InlineDocuments inline_documents_;
  FileLibrary library_;
  std::deque<Deployment> deployments_;
  InputSet inputs_;
  InputSet deployed_;
  RunResult result_;
};

/// What lies below the folder of the run, however it is named, as seen from there; else the path as it is.
std::string SeenFromHere(const std::string& path, const Files& files) {
  if (!StartsWith(path, "/") && !StartsWith(path, "../")) return path;
  const std::string here = files.Canonical(".");
  for (const std::string& absolute : {JoinPath(here, path), files.Canonical(path)}) {
    if (here != "/" && IsInside(here, absolute)) return absolute.substr(here.size() + 1);
  }
  return path;
}

std::string Rendered(const Reporter& reporter, const Report& report, const ReportStyle& style,
                     const Files& files) {
  if (!reporter.finds_files) return reporter.render(report, style);
  const auto name = [&](const std::string& path) { return SeenFromHere(path, files); };
  return reporter.render(WithPaths(report, name), style);
}

Result<void> WriteReport(const Report& report, const Output& output, const CheckOptions& options,
                         const World& world) {
  const bool to_terminal = output.file.empty() && world.output_is_terminal;
  ReportStyle style;
  style.color =
      to_terminal && !options.no_color && !world.Variable("NO_COLOR") && world.Variable("TERM") != "dumb";
  style.bars = to_terminal;
  style.quiet = options.quiet;
  style.width = to_terminal ? world.output_width : 0;
  const std::string text = Rendered(*FindReporter(output.format), report, style, world.files);
  if (!output.file.empty()) return world.files.Write(output.file, text);
  if (!world.write_output(text)) return Fail("cannot write to standard output");
  return {};
}

/// A GitHub job's summary, which the commands of a step add to. Source: GitHub, "Workflow commands", "Adding
/// a job summary".
Result<void> AddStepSummary(const Report& report, const std::vector<Output>& outputs, const World& world) {
  constexpr uint64_t kMost = 1 << 20;  // bytes that GitHub takes
  const std::optional<std::string> path = world.Variable("GITHUB_STEP_SUMMARY");
  const bool github = std::any_of(outputs.begin(), outputs.end(),
                                  [](const Output& output) { return output.format == "github"; });
  if (!path || !github) return {};
  std::string text = FindReporter("markdown")->render(report, {});
  if (const Result<std::string> before = world.files.Read(*path, kMost)) text = *before + text;
  return world.files.Write(*path, text);
}

void Warn(const CheckRun& run, const CheckOptions& options, const World& world) {
  if (options.quiet) return;
  for (const std::string& warning : run.warnings())
    world.write_error(fmt::format("warning: {}\n", Printable(warning)));
}

Result<int> ListInputs(CheckRun& run, const World& world) {
  if (const Result<void> read = run.Read(); !read) return tl::unexpected(read.error());
  if (!world.write_output(run.List())) return Fail("cannot write to standard output");
  return 0;
}

Result<Report> MakeReport(CheckRun& run, const World& world) {
  const Progress progress(world);
  if (const Result<void> read = run.Read(); !read) return tl::unexpected(read.error());
  return run.Judge();
}

}  // namespace

Result<int> RunCheck(const CheckOptions& options, const World& world) {
  CheckRun run(options, world);
  if (options.list_inputs) return ListInputs(run, world);
  const Result<Report> report = MakeReport(run, world);
  Warn(run, options, world);
  if (!report) return tl::unexpected(report.error());
  for (const Output& output : options.outputs) {
    const Result<void> written = WriteReport(*report, output, options, world);
    if (!written) return tl::unexpected(written.error());
  }
  if (const Result<void> added = AddStepSummary(*report, options.outputs, world); !added)
    return tl::unexpected(added.error());
  return Fails(*report) ? 1 : 0;
}

Result<int> Judged(const CheckOptions& options, const World& world,
                   const std::function<Result<int>(const Checked&)>& use) {
  CheckRun run(options, world, false);
  const Result<Report> report = MakeReport(run, world);
  Warn(run, options, world);
  if (!report) return tl::unexpected(report.error());
  return use({*report, run.store(), run.config(), run.warnings()});
}

}  // namespace headroom
