#include "cli/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "base/text.h"
#include "cli/assembly.h"
#include "cli/paths.h"
#include "resources/automation.h"
#include "resources/packer.h"
#include "resources/resource_type.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

constexpr const char* kManifest = "manifest.json";  // of a cloud assembly

const std::vector<std::string_view> kSuffixes = {".auto.pkrvars.hcl", ".json", ".pkr.hcl",
                                                 ".template",         ".yaml", ".yml"};

Finding MakeFinding(const Input& input, const char* rule, Severity severity, std::string message,
                    Place where) {
  Finding finding;
  finding.rule = rule;
  finding.severity = severity;
  finding.message = std::move(message);
  finding.where = where;
  finding.path = input.path;
  return finding;
}

/// `cdk.out` is one input however much lies in it, and though git ignores it.
bool IsAssemblyFolder(const std::string& path, const World& world) {
  const std::string manifest = JoinPath(path, kManifest);
  if (world.files.KindOf(manifest) != Files::Kind::kFile) return false;
  const Result<std::string> bytes = world.files.Read(manifest, kDefaultMaxSize);
  return bytes && IsAssembly(SourceFile(manifest, *bytes));
}

Result<std::vector<Input>> FindInputs(const std::vector<std::string>& paths, const World& world,
                                      int64_t& skipped) {
  std::vector<Input> found;
  for (const std::string& path : paths) {
    const bool folder = path != "-" && world.files.KindOf(path) == Files::Kind::kFolder;
    if (folder && IsAssemblyFolder(path, world)) {
      found.emplace_back().path = JoinPath(path, kManifest);
      found.back().named = true;
      continue;
    }
    if (!folder) {
      found.emplace_back().path = path;
      found.back().named = true;
      continue;
    }
    Result<Walk> walk = WalkFolder(world.files, path, kSuffixes);
    if (!walk) return tl::unexpected(walk.error());
    skipped += walk->skipped;
    for (std::string& file : walk->files) found.emplace_back().path = std::move(file);
  }
  return found;
}

Result<void> ReadBytes(uint64_t max_size, const World& world, Input& input) {
  Result<std::string> bytes =
      input.path == "-" ? world.files.ReadStandardInput(max_size) : world.files.Read(input.path, max_size);
  if (!bytes) return tl::unexpected(bytes.error());
  input.too_large = bytes->size() > max_size;
  if (input.too_large) {
    input.findings.push_back(MakeFinding(input, "LM001", Severity::kError,
                                         fmt::format("the file is larger than the limit of {} bytes",
                                                     WithCommas(static_cast<int64_t>(max_size))),
                                         {}));
    input.findings.back().hint = "`--max-size` raises the limit";
    input.readable = false;
    return {};
  }
  input.bytes = *std::move(bytes);
  return {};
}

/// Reads the files of a set, each once.
class InputReader {
 public:
  InputReader(uint64_t max_size, const World& world, SourceSet& sources, InputSet& set)
      : max_size_(max_size), world_(world), sources_(sources), set_(set), first_(set.inputs.size()) {}

  /// A file that two paths lead to is one input: the first stays.
  Result<void> Add(Input input) {
    input.identity = input.path == "-" ? input.path : world_.files.Canonical(input.path);
    if (by_identity_.count(input.identity) > 0) return {};
    if (Result<void> read = ReadBytes(max_size_, world_, input); !read) return read;
    set_.inputs.push_back(std::make_unique<Input>(std::move(input)));
    Input& kept = *set_.inputs.back();
    by_identity_.emplace(kept.identity, &kept);
    if (!kept.too_large) kept.file = &sources_.Add(kept.path, std::move(kept.bytes));
    return {};
  }

  /// The stacks of every cloud assembly in the set, and of those in it. What a walk has found beside them is
  /// no input: templates of nested stacks, files that are uploaded.
  Result<void> AddAssemblies() {
    for (size_t i = first_; i < set_.inputs.size(); ++i) {  // grows on the way
      Input& manifest = *set_.inputs[i];
      if (manifest.file == nullptr || !IsAssembly(*manifest.file)) continue;
      const std::string root = world_.files.Canonical(FolderOf(manifest.path));
      std::optional<Assembly> assembly = ReadAssembly(*manifest.file, root, world_.files);
      if (!assembly) continue;
      if (Result<void> read = AddAssembly(*std::move(assembly), manifest); !read) return read;
      roots_.push_back(root);
      kept_.insert(manifest.identity);
    }
    DropOthers();
    return {};
  }

 private:
  Result<void> AddAssembly(Assembly assembly, Input& manifest) {
    manifest.extracted.emplace_back().path = manifest.path;
    manifest.extracted.back().opaque = std::move(assembly.opaque);
    for (AssemblyStack& stack : assembly.stacks) {
      if (Result<void> read = AddNamed(stack.path, *manifest.deployment); !read) return read;
      Input& named = *by_identity_.at(world_.files.Canonical(stack.path));
      if (named.file != nullptr && IsAssembly(*named.file)) {
        stack.artifact.reason = fmt::format("`{}` is a manifest, and no template", stack.path);
        manifest.extracted.back().opaque.push_back(std::move(stack.artifact));
        continue;
      }
      Input& input = Free(named);
      kept_.insert(input.identity);
      input.stack = std::move(stack.name);
      input.own_deployment = DeploymentOf(std::move(stack), *manifest.deployment);
      input.deployment = input.own_deployment.get();
    }
    for (const std::string& nested : assembly.nested) {
      if (Result<void> read = AddNamed(nested, *manifest.deployment); !read) return read;
    }
    return {};
  }

  /// An input that is no stack's yet: two stacks may have one template.
  Input& Free(Input& input) {
    if (!input.stack) return input;
    auto copy = std::make_unique<Input>();
    copy->path = input.path;
    copy->deployment = input.deployment;
    copy->named = input.named;
    copy->identity = input.identity;
    copy->file = input.file;
    copy->too_large = input.too_large;
    set_.inputs.push_back(std::move(copy));
    return *set_.inputs.back();
  }

  /// Where a stack goes by the manifest, else where the manifest does; parameters that are given win.
  static std::unique_ptr<Deployment> DeploymentOf(AssemblyStack stack, const Deployment& manifest) {
    auto out = std::make_unique<Deployment>(manifest);
    if (stack.target.region) out->environment.region = std::move(stack.target.region);
    if (stack.target.account) out->environment.account = std::move(stack.target.account);
    out->parameters.insert(stack.parameters.begin(), stack.parameters.end());
    return out;
  }

  Result<void> AddNamed(const std::string& path, const Deployment& deployment) {
    Input input;
    input.path = path;
    input.deployment = &deployment;
    input.named = true;
    return Add(std::move(input));
  }

  void DropOthers() {
    const auto is_other = [&](const std::unique_ptr<Input>& input) {
      return !input->named && kept_.count(input->identity) == 0 &&
             std::any_of(roots_.begin(), roots_.end(),
                         [&](const std::string& root) { return IsInside(root, input->identity); });
    };
    const auto begin = set_.inputs.begin() + static_cast<ptrdiff_t>(first_);
    const auto left = std::remove_if(begin, set_.inputs.end(), is_other);
    set_.skipped += std::distance(left, set_.inputs.end());
    set_.inputs.erase(left, set_.inputs.end());
  }

  const uint64_t max_size_;
  const World& world_;
  SourceSet& sources_;
  InputSet& set_;
  const size_t first_;  // those before it are another deployment's
  std::map<std::string, Input*> by_identity_;
  std::vector<std::string> roots_;  // of the assemblies
  std::set<std::string> kept_;      // manifests and templates of stacks, by identity
};

/// A file of a folder that cannot be parsed is an input only if it says so itself.
bool ClaimsToBeInput(std::string_view bytes) {
  const auto has = [&](std::string_view needle) { return bytes.find(needle) != std::string_view::npos; };
  return has("AWSTemplateFormatVersion") || (has("Resources") && has("AWS::")) || has("LaunchTemplateData") ||
         has("LaunchTemplateVersions") || (has("schemaVersion") && has("mainSteps")) ||
         has("aws:cloudformation:stack");
}

std::string PlaceText(Place place) {
  const Position position = place.file->PositionOf(place.span.begin);
  return fmt::format("{}:{}:{}", place.file->path(), position.line, position.column);
}

/// Takes what a parser makes of a file of Packer's.
void TakeModule(hcl::ModuleResult result, Input& input) {
  for (const SyntaxError& error : result.errors)
    input.findings.push_back(MakeFinding(input, "LM001", Severity::kError, error.message, error.where));
  input.readable = result.errors.empty();
  input.module = std::move(result.module);
}

void SayNoInput(Input& input) {
  input.skipped = !input.named;
  input.findings.push_back(MakeFinding(
      input, "LM002", Severity::kNote,
      "this is no template, launch template, Automation document, import request or file of Packer",
      {input.file, {0, 0}}));
}

void ParseHcl(Input& input) {
  TakeModule(hcl::ParseModule(*input.file), input);
  if (!input.module) return;
  input.packer = packer::KindOf(*input.module);
  if (input.packer == packer::FileKind::kNone) return SayNoInput(input);
  input.kind = InputKind::kPackerTemplate;
}

void ReadPackerJson(Input& input) {
  input.packer = packer::KindOf(*input.document);
  const bool legacy = input.packer == packer::FileKind::kLegacyTemplate;
  TakeModule(legacy ? packer::ReadLegacy(*input.document) : packer::ReadJson(*input.document), input);
}

void Parse(Input& input) {
  if (packer::IsHcl(input.file->path(), input.file->bytes())) return ParseHcl(input);
  ParseResult parsed = headroom::Parse(*input.file);
  if (!parsed.document) {
    input.readable = false;
    input.skipped = !input.named && !ClaimsToBeInput(input.file->bytes());
    for (const SyntaxError& error : parsed.errors) {
      input.findings.push_back(MakeFinding(input, "LM001", Severity::kError, error.message, error.where));
    }
    return;
  }
  input.document = *std::move(parsed.document);
  input.kind = KindOf(*input.document);
  if (input.kind == InputKind::kNone) return SayNoInput(input);
  if (input.kind == InputKind::kPackerTemplate) ReadPackerJson(input);
  for (const SyntaxError& warning : parsed.warnings) {
    input.warnings.push_back(fmt::format("{}: {}", PlaceText(warning.where), warning.message));
  }
}

/// A document of another kind than templates, in which functions mean nothing.
void ExtractPlain(Input& input) {
  const Deployment& deployment = *input.deployment;
  const Document& document = *input.document;
  cfn::Environment environment = deployment.environment;
  if (input.kind == InputKind::kChangeSet) {
    Target target = ChangeSetTarget(document, {environment.region, environment.account});
    environment.region = std::move(target.region);
    environment.account = std::move(target.account);
  }
  cfn::Evaluator plain(document, environment, input.findings);
  if (input.kind == InputKind::kSsmAutomation) {
    CheckAutomationParameters(plain, plain.Evaluate({document.root(), 0}), deployment.parameters,
                              input.deployed);
    input.extracted = ExtractAutomation(input, nullptr, input.findings, &input.nests);
  } else if (input.kind == InputKind::kPackerManifest) {
    input.extracted.push_back(ExtractPackerManifest(plain, document, input.path));
  } else if (input.kind == InputKind::kChangeSet) {
    input.changes.emplace();
    input.extracted.push_back(ExtractChangeSetFile(plain, document, input.path, *input.changes));
  } else if (input.kind == InputKind::kImportImage) {
    input.extracted.push_back(ExtractImportImageFile(plain, document, input.path));
  } else {
    input.extracted.push_back(ExtractLaunchTemplateFile(plain, document, input.path, deployment.count));
  }
}

void Extract(Input& input) {
  if (input.kind == InputKind::kPackerTemplate) return;  // when all of its files are read
  if (input.kind == InputKind::kCloudAssembly) return;   // its stacks are inputs of their own
  if (input.kind != InputKind::kCloudFormation) return ExtractPlain(input);
  if (input.deployment->library != nullptr) {
    input.document = WithSnippets(*std::move(input.document), *input.deployment->library, input.path,
                                  {input.nests, input.opaque, input.findings, &input.defaulted,
                                   &input.deployment->environment, &input.deployment->parameters});
    if (!input.document) return;
  }
  input.tmpl.emplace(*input.document, input.findings);
  input.assignment = cfn::Assign(input.tmpl->parameters(), input.deployment->parameters, input.deployed);
  input.extracted = ExtractTemplate(input, {input.assignment}, input.deployed, {&input.nests});
}

/// The inputs of one Packer template, as one: those of one folder, or a legacy template or standard input by
/// itself.
void ExtractPacker(const std::vector<Input*>& inputs) {
  packer::Template tmpl;
  std::vector<std::string> paths;
  for (const Input* input : inputs) {
    paths.push_back(input->path);
    if (input->packer == packer::FileKind::kValues) {
      tmpl.AddValues(*input->module);
    } else {
      tmpl.Add(*input->module, input->packer == packer::FileKind::kLegacyTemplate);
    }
  }
  // A legacy template has no variables of the environment but those that it asks for.
  const bool legacy = inputs[0]->packer == packer::FileKind::kLegacyTemplate;
  packer::Evaluator evaluator(
      tmpl, inputs[0]->deployment->parameters, inputs[0]->findings,
      legacy ? packer::EnvironmentVariables() : inputs[0]->deployment->environment_variables);
  const std::vector<Extracted> extracted = ExtractPackerTemplate(evaluator, paths);
  for (size_t i = 0; i < inputs.size(); ++i) {
    inputs[i]->extracted.push_back(extracted[i]);
    const cfn::Environment& environment = inputs[i]->deployment->environment;
    inputs[i]->extracted.back().target = {environment.region, environment.account};
    for (const auto& [name, variable] : tmpl.variables()) inputs[i]->variables.insert(name);
  }
}

void ExtractPackerTemplates(const InputSet& set) {
  std::map<std::pair<const Deployment*, std::string>, std::vector<Input*>> templates;
  for (const auto& input : set.inputs) {
    if (!input->module || !input->readable) continue;
    const bool legacy = input->packer == packer::FileKind::kLegacyTemplate;
    const std::string folder = input->path.substr(0, input->path.rfind('/') + 1);
    const std::string& together = legacy || input->path == "-" ? input->path : folder;
    templates[{input->deployment, together}].push_back(input.get());
  }
  for (const auto& [folder, inputs] : templates) ExtractPacker(inputs);
}

/// A template that another input nests is judged there: by itself it would count twice. Of templates that
/// nest each other the first stays.
void MarkNested(InputSet& set) {
  for (const auto& input : set.inputs) {
    for (const auto& outer : set.inputs) {
      if (outer == input || outer->deployment != input->deployment) continue;
      if (outer->nests.count(input->identity) == 0) continue;
      const bool mutual = input->nests.count(outer->identity) > 0;
      if (!mutual || outer->path < input->path) input->nested = true;
    }
  }
}

void Understand(Input& input) {
  if (input.too_large) return;
  if (!input.named && !packer::HasItsOwnName(input.path) && !MayBeInput(input.file->bytes())) {
    input.skipped = true;
    return;
  }
  Parse(input);
  if (input.readable && input.kind != InputKind::kNone) Extract(input);
}

/// Threads cost more than they bring until there is about a millisecond of parsing for each.
size_t WorkerCount(const InputSet& set) {
  constexpr size_t kBytesWorthAThread = 32 << 10;
  size_t bytes = 0;
  for (const auto& input : set.inputs) bytes += input->file == nullptr ? 0 : input->file->bytes().size();
  const size_t useful = std::min(set.inputs.size(), bytes / kBytesWorthAThread + 1);
  return useful <= 1 ? 1 : std::min<size_t>(useful, std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace

Result<void> ReadInputs(const std::vector<std::string>& paths, const Deployment& deployment,
                        uint64_t max_size, const World& world, SourceSet& sources, InputSet& set) {
  Result<std::vector<Input>> found = FindInputs(paths, world, set.skipped);
  if (!found) return tl::unexpected(found.error());
  InputReader reader(max_size, world, sources, set);
  for (Input& input : *found) {
    input.deployment = &deployment;
    if (Result<void> read = reader.Add(std::move(input)); !read) return tl::unexpected(read.error());
  }
  if (Result<void> read = reader.AddAssemblies(); !read) return tl::unexpected(read.error());
  std::stable_sort(set.inputs.begin(), set.inputs.end(),
                   [](const auto& a, const auto& b) { return a->path < b->path; });
  return {};
}

void UnderstandInputs(InputSet& set) {
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < set.inputs.size(); i = next++) Understand(*set.inputs[i]);
  };
  std::vector<std::thread> helpers;
  const size_t workers = WorkerCount(set);
  for (size_t i = 1; i < workers; ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  const auto left =
      std::remove_if(set.inputs.begin(), set.inputs.end(), [](const auto& i) { return i->skipped; });
  set.skipped += std::distance(left, set.inputs.end());
  set.inputs.erase(left, set.inputs.end());
  MarkNested(set);
  ExtractPackerTemplates(set);
}

std::vector<Extracted> ExtractAutomation(const Input& input, cfn::Choices* choices, Findings& findings,
                                         std::set<std::string>* nests) {
  const Deployment& deployment = *input.deployment;
  cfn::Environment environment = deployment.environment;
  environment.choices = choices;
  cfn::Evaluator plain(*input.document, environment, findings);
  std::vector<Extracted> out{
      ExtractAutomationFile(plain, *input.document, input.path, deployment.parameters)};
  const cfn::Template none(*input.document);
  const StackSource source{none, environment, input.assignment, input.path, deployment.library};
  std::vector<Extracted> stacks =
      ExtractCreatedStacks(source, std::exchange(out[0].created, {}), findings, nests);
  for (Extracted& stack : stacks) out.push_back(std::move(stack));
  return out;
}

std::vector<Extracted> ExtractTemplate(const Input& input, const Reading& reading, Findings& findings,
                                       const ExtractionNotes& notes) {
  const Deployment& deployment = *input.deployment;
  cfn::Environment environment = deployment.environment;
  environment.choices = reading.choices;
  if (input.stack) environment.stack_name = input.stack;
  const StackSource source{*input.tmpl,        environment,    reading.assignment, input.path,
                           deployment.library, reading.wanted, notes.behaviors};
  std::vector<Extracted> out = ExtractStacks(source, findings, notes.nests);
  out[0].opaque.insert(out[0].opaque.end(), input.opaque.begin(), input.opaque.end());
  return out;
}

}  // namespace headroom
