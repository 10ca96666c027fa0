#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/finding.h"
#include "base/result.h"
#include "cfn/evaluator.h"
#include "cfn/parameters.h"
#include "cfn/template.h"
#include "cli/library.h"
#include "cli/world.h"
#include "packer/evaluator.h"
#include "packer/template.h"
#include "resources/change_set.h"
#include "resources/input.h"
#include "resources/launch.h"
#include "resources/stack.h"
#include "syntax/document.h"
#include "syntax/hcl.h"

namespace headroom {

/// Where inputs go, and what they are read with. One run may judge several together.
struct Deployment {
  std::vector<std::string> paths;  // of its inputs, or folders of them
  cfn::Environment environment;
  cfn::GivenParameters parameters;
  int64_t count = 1;
  packer::EnvironmentVariables environment_variables;  // for variables of Packer templates
  FileLibrary* library = nullptr;
};

/// One file of a deployment, from its bytes to what it asks for. Members point into each other: it never
/// moves.
struct Input {
  std::string path;
  const Deployment* deployment = nullptr;
  bool named = false;  // on the command line, rather than found in a folder
  std::string bytes;   // until they are a SourceFile
  bool too_large = false;
  const SourceFile* file = nullptr;
  InputKind kind = InputKind::kNone;
  bool readable = true;  // false: LM001
  bool skipped = false;  // found in a folder, and nothing of ours
  std::optional<Document> document;
  std::optional<cfn::Template> tmpl;
  std::optional<hcl::Module> module;                  // of a Packer template, …
  packer::FileKind packer = packer::FileKind::kNone;  // … and what it is there
  std::set<std::string, std::less<>> variables;       // that the Packer template declares
  std::unique_ptr<Deployment> own_deployment;         // of a CDK stack
  std::optional<std::string> stack;                   // likewise: its name
  cfn::Assignment assignment;                         // of its parameters: given, or their defaults
  std::string identity;                               // the same for every way to name the file
  std::set<std::string> nests;                        // identities of the templates that it nests
  bool nested = false;                      // another input nests it: it is judged there, and not by itself
  std::vector<Opaque> opaque;               // what it includes and nobody can read here
  std::vector<DefaultedSnippet> defaulted;  // what else it may include
  std::vector<Extracted> extracted;         // the input itself, and the stacks nested in it
  std::optional<ChangeSet> changes;   // of a change set: what else it says; `extracted` is what it leads to
  Findings findings;                  // of the file as such …
  Findings deployed;                  // … and of what it comes to when it is deployed by itself
  std::vector<std::string> warnings;  // "path:line:col: …", no findings: for standard error
};

struct InputSet {
  std::vector<std::unique_ptr<Input>> inputs;  // by path; each file once for each deployment
  int64_t skipped = 0;                         // files of folders that are nothing of ours
};

/// Finds and reads the files that `paths` name, as inputs of `deployment`, into `set`; of CDK's cloud
/// assemblies the templates of their stacks, and nothing else that lies in their folders. A path that does
/// not exist or cannot be read is an error. A file larger than `max_size` is an input that says so.
Result<void> ReadInputs(const std::vector<std::string>& paths, const Deployment& deployment,
                        uint64_t max_size, const World& world, SourceSet& sources, InputSet& set);

/// Parses, evaluates and extracts every input, on all cores if there is enough to do; Packer templates of one
/// folder together. Files of folders that
/// turn out to be nothing of ours leave the set and are counted as skipped.
void UnderstandInputs(InputSet& set);

/// Under what a template is read, and how much of it.
struct Reading {
  const cfn::Assignment& assignment;
  cfn::Choices* choices = nullptr;  // as Environment::choices
  const Wanted* wanted = nullptr;   // null: everything
};

/// What else an extraction tells; each may be null.
struct ExtractionNotes {
  std::set<std::string>* nests = nullptr;  // as Input::nests
  UpdateBehaviors* behaviors = nullptr;
};

/// What an SSM Automation document asks for, with the stacks that it creates; `choices` as in a Reading.
std::vector<Extracted> ExtractAutomation(const Input& input, cfn::Choices* choices, Findings& findings,
                                         std::set<std::string>* nests = nullptr);

/// What a template asks for under an assignment, with the stacks nested in it.
std::vector<Extracted> ExtractTemplate(const Input& input, const Reading& reading, Findings& findings,
                                       const ExtractionNotes& notes = {});

}  // namespace headroom
