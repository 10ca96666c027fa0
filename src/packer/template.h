#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "syntax/document.h"
#include "syntax/hcl.h"

namespace headroom::packer {

/// An expression of one of the template's files.
struct ExpressionRef {
  const hcl::Module* module = nullptr;
  hcl::ExpressionId id = hcl::kNoExpression;

  explicit operator bool() const { return module != nullptr; }
};

/// A body of one of the template's files.
struct BodyRef {
  const hcl::Module* module = nullptr;
  uint32_t id = 0;

  explicit operator bool() const { return module != nullptr; }
  const hcl::Body& operator*() const { return module->body(id); }
  const hcl::Body* operator->() const { return &module->body(id); }
};

struct Variable {
  ExpressionRef default_value;  // none: it must be given
  ExpressionRef type;           // none: any
};

/// What one machine image is built from and how.
struct Source {
  std::string type;  // "amazon-ebs"
  std::string name;
  std::string title;  // as Packer names it: "amazon-ebs.web"; of a legacy template: "web"
  Place where;        // its name
  BodyRef body;
};

/// A use of a source by a `build` block.
struct Use {
  std::string source;  // "amazon-ebs.web"; empty: cannot be told
  Place where;
  BodyRef overrides;  // what the build sets of the source; none: nothing
};

/// The files of one folder, which are one template. Modules must outlive it. Source: Packer documentation,
/// "HCL templates" and "JSON templates".
class Template {
 public:
  /// A `.pkr.hcl` or `.pkr.json` file, or a legacy one turned into that.
  void Add(const hcl::Module& module, bool legacy = false);
  /// A `.auto.pkrvars.hcl` file: values of variables.
  void AddValues(const hcl::Module& module);

  const std::map<std::string, Variable, std::less<>>& variables() const { return variables_; }
  const std::map<std::string, ExpressionRef, std::less<>>& values() const { return values_; }
  const std::map<std::string, ExpressionRef, std::less<>>& locals() const { return locals_; }
  const std::vector<Source>& sources() const { return sources_; }
  const std::vector<BodyRef>& builds() const { return builds_; }

 private:
  void AddSource(const hcl::Module& module, const hcl::Block& block, bool legacy);

  std::map<std::string, Variable, std::less<>> variables_;
  std::map<std::string, ExpressionRef, std::less<>> values_, locals_;
  std::vector<Source> sources_;
  std::vector<BodyRef> builds_;
};

/// What a file is to Packer, told by what stands in it: for JSON by its document, since legacy templates and
/// HCL's JSON form look alike to a parser.
enum class FileKind : uint8_t { kNone, kTemplate, kLegacyTemplate, kValues };
FileKind KindOf(const Document& document);
FileKind KindOf(const hcl::Module& module);
/// Whether a file is HCL in its own syntax: by its name, or without one (standard input) by how it begins.
bool IsHcl(std::string_view path, std::string_view bytes);
/// Whether a path has one of the endings that Packer alone gives a meaning to.
bool HasItsOwnName(std::string_view path);

/// HCL's JSON form of a template or of values.
hcl::ModuleResult ReadJson(const Document& document);
/// A legacy template as the HCL that it means: `{{user `x`}}` is `var.x`, each builder a source that is
/// built.
hcl::ModuleResult ReadLegacy(const Document& document);

}  // namespace headroom::packer
