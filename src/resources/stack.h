#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "cfn/evaluator.h"
#include "cfn/template.h"
#include "resources/launch.h"
#include "resources/update.h"

namespace headroom {

/// A template that a stack names, or why nobody can read it here.
struct NestedTemplate {
  const cfn::Template* tmpl = nullptr;  // null: `why` says; if that is empty, `findings` do
  std::string path;                     // as reports show it
  std::string identity;                 // the same for every way to name the file
  std::string why;                      // "its template lies at `https://…`, and nothing is fetched"
  Findings findings;                    // of the file as such
  std::set<std::string> includes;       // identities of its snippets
  std::vector<Opaque> opaque;           // what it includes and nobody can read here
};

/// Finds the templates of nested stacks. Safe to use from many threads; what it gives lives as long as it.
class TemplateLibrary {
 public:
  virtual ~TemplateLibrary() = default;
  /// The template at `url`, a path that counts from the folder of the template at `path`. `top` is the
  /// input's.
  virtual const NestedTemplate& Find(const std::string& url, const std::string& path,
                                     const std::string& top) = 0;
  /// What `identity` would be, without reading the file; empty if it is none that may be read.
  virtual std::string Identify(const std::string& url, const std::string& path, const std::string& top) = 0;
};

/// Some resources and rules of some stacks, for who reads a template again under another assignment: by the
/// stack below the input ("Network/Fleet"; "" is the input itself), logical ids and names of rules.
struct WantedOfStack {
  std::set<std::string, std::less<>> resources, rules;
};
using Wanted = std::map<std::string, WantedOfStack>;

/// An input's template and what it is deployed with.
struct StackSource {
  const cfn::Template& tmpl;
  const cfn::Environment& environment;
  const cfn::Assignment& assignment;
  const std::string& path;
  TemplateLibrary* library = nullptr;    // null: nested stacks cannot be read
  const Wanted* wanted = nullptr;        // null: everything, and what is wrong with the templates is said
  UpdateBehaviors* behaviors = nullptr;  // not null: takes how all resources behave in an update
};

/// Whether resources of this type deploy templates that are followed: stacks and stack sets.
bool IsStackType(std::string_view type);

/// What a template asks for, and all stacks nested in it: one for each stack, the outermost first; of a stack
/// set one for each Region, and for each account where that makes a difference. `touched` of each launch are
/// the outermost template's (Trace::touched). The templates that it nests, whatever a condition
/// says of them, are added to `nested` by identity. Source: CloudFormation reference,
/// AWS::CloudFormation::Stack, AWS::CloudFormation::StackSet; user guide, "Embed stacks within other stacks".
std::vector<Extracted> ExtractStacks(const StackSource& source, Findings& findings,
                                     std::set<std::string>* nested = nullptr);

/// What the stacks ask for that an Automation document creates; `source` is the document.
std::vector<Extracted> ExtractCreatedStacks(const StackSource& source,
                                            const std::vector<CreatedStack>& created, Findings& findings,
                                            std::set<std::string>* nested);

}  // namespace headroom
