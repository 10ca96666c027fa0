#include "cli/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "checks/check.h"
#include "cli/deployment.h"
#include "cli/inputs.h"
#include "cli/judge.h"
#include "cli/library.h"
#include "cli/progress.h"
#include "report/build.h"
#include "report/reporter.h"
#include "store/store.h"

namespace headroom {
namespace {

Result<int64_t> Now(const World& world) {
  const std::optional<std::string> epoch = world.Variable("SOURCE_DATE_EPOCH");
  if (!epoch) return world.now;
  if (const auto seconds = ParseInteger(*epoch); seconds && *seconds >= 0) return *seconds;
  return Fail(fmt::format("`SOURCE_DATE_EPOCH` is `{}`, which is no number of seconds", Printable(*epoch)));
}

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

void CollectInputs(const InputSet& set, const cfn::GivenParameters& given, RunResult& result) {
  std::vector<const cfn::Template*> templates;
  for (const auto& input : set.inputs) {
    result.inputs.push_back({input->path, InputKindName(input->kind)});
    result.findings.insert(result.findings.end(), input->findings.begin(), input->findings.end());
    if (!input->nested)
      result.findings.insert(result.findings.end(), input->deployed.begin(), input->deployed.end());
    if (input->tmpl) templates.push_back(&*input->tmpl);
  }
  result.skipped = set.skipped;
  cfn::CheckAllDeclared(templates, WithoutDocuments(set, given), result.findings);
}

/// --strict: what could not be determined is an error.
void BeStrict(Findings& findings) {
  for (Finding& finding : findings) {
    const std::string& rule = finding.rule;
    if (rule == "LM004" || rule == "LM205" || rule == "LM401") finding.severity = Severity::kError;
  }
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
  const std::string text = FindReporter(output.format)->render(report, style);
  if (!output.file.empty()) return world.files.Write(output.file, text);
  if (!world.write_output(text)) return Fail("cannot write to standard output");
  return {};
}

int ExitStatus(const ReportedSummary& summary, FailOn fail_on) {
  if (fail_on == FailOn::kNever) return 0;
  return summary.errors > 0 || (fail_on == FailOn::kWarning && summary.warnings > 0) ? 1 : 0;
}

/// Everything but the output. `warnings` are no findings and go to standard error.
Result<Report> MakeReport(const CheckOptions& options, const World& world,
                          std::vector<std::string>& warnings) {
  const Progress progress(world);
  SourceSet sources;
  const Result<int64_t> now = Now(world);
  if (!now) return tl::unexpected(now.error());
  const Result<RuleStore> store = ReadStore(options, world, sources, warnings);
  if (!store) return tl::unexpected(store.error());
  InlineDocuments inline_documents;
  Result<Deployment> read = ReadDeployment(options, *store, world, sources);
  if (!read) return tl::unexpected(read.error());
  Deployment& deployment = *read;
  deployment.environment.inline_documents = &inline_documents;
  FileLibrary library(world.files, options.max_size);
  deployment.library = &library;
  Result<InputSet> inputs = ReadInputs(options.paths, options.max_size, world, sources);
  if (!inputs) return tl::unexpected(inputs.error());
  UnderstandInputs(*inputs, deployment);
  Result<InputSet> deployed = ReadInputs(options.deployed, options.max_size, world, sources);
  if (!deployed) return tl::unexpected(deployed.error());
  UnderstandInputs(*deployed, deployment);
  for (const auto& input : inputs->inputs)
    warnings.insert(warnings.end(), input->warnings.begin(), input->warnings.end());

  RunResult result;
  CollectInputs(*inputs, deployment.parameters, result);
  for (const auto& input : deployed->inputs) {
    if (!input->tmpl)
      result.findings.insert(result.findings.end(), input->findings.begin(), input->findings.end());
  }
  const Judge judge{*store,
                    deployment,
                    *now,
                    options.worst_case,
                    options.stack,
                    options.deployed.empty() ? nullptr : &*deployed,
                    static_cast<size_t>(options.max_cases)};
  const std::deque<Judgement> judgements = JudgeAll(judge, *inputs, options.separate, result, warnings);
  if (options.strict) BeStrict(result.findings);
  return BuildReport(result, *store);
}

}  // namespace

Result<int> RunCheck(const CheckOptions& options, const World& world) {
  std::vector<std::string> warnings;
  const Result<Report> report = MakeReport(options, world, warnings);
  for (const std::string& warning : warnings) {
    if (!options.quiet) world.write_error(fmt::format("warning: {}\n", Printable(warning)));
  }
  if (!report) return tl::unexpected(report.error());
  for (const Output& output : options.outputs) {
    const Result<void> written = WriteReport(*report, output, options, world);
    if (!written) return tl::unexpected(written.error());
  }
  return ExitStatus(report->summary, options.fail_on);
}

}  // namespace headroom
