#include "cli/expand.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/deployment.h"
#include "cli/inputs.h"
#include "expand/attach.h"
#include "expand/expand.h"
#include "expand/write.h"
#include "report/build.h"
#include "report/reporter.h"

namespace headroom {
namespace {

/// Without a store nothing is known of SSM parameters, exports and images.
Result<RuleStore> ReadOptionalStore(const ExpandOptions& options, const World& world, SourceSet& sources,
                                    std::vector<std::string>& warnings) {
  if (!options.attach && StorePaths(options.input, {}, world).empty()) return RuleStore();
  return ReadStore(options.input, {}, world, sources, warnings);
}

/// The one file, parsed and evaluated.
Result<InputSet> ReadTemplate(const ExpandOptions& options, const Deployment& deployment, const World& world,
                              SourceSet& sources) {
  const std::string& path = options.input.paths[0];
  if (path != "-" && world.files.KindOf(path) == Files::Kind::kFolder) {
    return Fail(fmt::format("`headroom expand` takes one template, and `{}` is a folder", Printable(path)));
  }
  InputSet set;
  const Result<void> read =
      ReadInputs(deployment.paths, deployment, options.input.max_size, world, sources, set);
  if (!read) return tl::unexpected(read.error());
  UnderstandInputs(set);
  return set;
}

/// A template or launch template is what is asked for; anything else has nothing to expand.
void RequireTemplate(Input& input) {
  if (!input.readable || input.kind == InputKind::kCloudFormation || input.kind == InputKind::kLaunchTemplate)
    return;
  Finding finding;
  finding.rule = "LM002";
  finding.message = "this is neither a CloudFormation template nor a launch template";
  finding.where = {input.file, {0, 0}};
  input.findings = {std::move(finding)};
}

bool HasErrors(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kError; });
}

std::string Render(const Findings& findings, const Input& input) {
  RunResult result;
  result.inputs.push_back({input.path, InputKindName(input.kind)});
  result.findings = findings;
  OrderFindings(result.findings);
  ReportStyle style;
  style.quiet = true;
  return FindReporter("text")->render(BuildReport(result, RuleStore()), style);
}

bool IsJson(const Input& input) {
  const std::string_view text = Trim(input.file->bytes());
  return StartsWith(text, "{");
}

struct Expander {
  const ExpandOptions& options;
  const Deployment& deployment;
  const RuleStore& store;
  std::vector<std::string>& warnings;
};

Tree ExpandLaunchTemplate(const Expander& with, Input& input) {
  const Document& document = *input.document;
  cfn::Evaluator plain(document, with.deployment.environment, input.findings);
  Tree tree = WriteDown(plain, input.findings);
  if (!with.options.attach) return tree;
  std::vector<Tree*> data;
  for (NodeId node : FindLaunchTemplateData(plain, document))
    data.push_back(FindWritten(document, node, tree));
  AttachToLaunchTemplates(input.extracted.front(), data, with.store, {});
  return tree;
}

Tree ExpandCloudFormation(const Expander& with, Input& input) {
  cfn::Evaluator evaluator(*input.tmpl, with.deployment.environment, input.assignment, input.findings);
  Tree tree = ExpandTemplate(evaluator, input.assignment, input.findings);
  if (with.options.attach) {
    AttachLicenses(input.extracted.front(), with.store, {}, tree, with.warnings);
  }
  return tree;
}

/// The written template, or nothing where it is malformed.
std::optional<std::string> Expand(const Expander& with, Input& input) {
  RequireTemplate(input);
  std::vector<const cfn::Template*> templates;
  if (input.tmpl) templates.push_back(&*input.tmpl);
  cfn::CheckAllDeclared(templates, with.deployment.parameters, input.findings);
  // What its nested stacks come to is not asked.
  std::copy_if(input.deployed.begin(), input.deployed.end(), std::back_inserter(input.findings),
               [&](const Finding& finding) {
                 return finding.where.file == nullptr || finding.where.file == input.file;
               });
  if (HasErrors(input.findings)) return {};
  const Tree tree = input.tmpl ? ExpandCloudFormation(with, input) : ExpandLaunchTemplate(with, input);
  if (HasErrors(input.findings)) return {};
  const std::string& format = with.options.format;
  const bool json = format.empty() ? IsJson(input) : format == "json";
  return json ? WriteJson(tree) : WriteYaml(tree);
}

}  // namespace

Result<int> RunExpand(const ExpandOptions& options, const World& world) {
  SourceSet sources;
  InlineDocuments inline_documents;
  std::vector<std::string> warnings;
  const Result<RuleStore> store = ReadOptionalStore(options, world, sources, warnings);
  if (!store) return tl::unexpected(store.error());
  Result<std::deque<Deployment>> read = ReadDeployments(options.input, {}, *store, world, sources);
  if (!read) return tl::unexpected(read.error());
  Deployment& deployment = read->front();
  deployment.environment.inline_documents = &inline_documents;
  Result<InputSet> set = ReadTemplate(options, deployment, world, sources);
  if (!set) return tl::unexpected(set.error());
  Input& input = *set->inputs[0];
  warnings.insert(warnings.end(), input.warnings.begin(), input.warnings.end());
  const std::optional<std::string> text = Expand({options, deployment, *store, warnings}, input);
  for (const std::string& warning : warnings) {
    world.write_error(fmt::format("warning: {}\n", Printable(warning)));
  }
  if (!text) {
    world.write_error(Render(input.findings, input));
    return 1;
  }
  if (!world.write_output(*text)) return Fail("cannot write to standard output");
  return 0;
}

}  // namespace headroom
