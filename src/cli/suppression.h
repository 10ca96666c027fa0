#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/finding.h"
#include "base/source.h"
#include "syntax/document.h"
#include "syntax/hcl.h"
#include "syntax/inline_documents.h"

namespace headroom {

/// One wish of an input not to be told of a rule.
struct Ignore {
  std::string reason;            // empty: none
  std::optional<int64_t> until;  // seconds since 1970 from which the findings are back; nothing: never
  Place where;                   // where it says so
};

/// Whether it has ended by now.
bool IsOver(const Ignore& ignore, int64_t now);

/// What one input does not want to be told. Of wishes for the same the one that ends last counts.
class FileIgnores {
 public:
  void AddForFile(const std::string& rule, const Ignore& ignore) { Add({Scope::kFile, "", 0, rule}, ignore); }
  /// What names the resource, or stands in its block; an empty block holds nothing.
  void AddForResource(const std::string& rule, const std::string& resource, Span block, const Ignore& ignore);
  void AddForLine(const std::string& rule, uint32_t line, const Ignore& ignore) {
    Add({Scope::kLine, "", line, rule}, ignore);
  }
  /// What stands at the value that begins there.
  void AddForValue(const std::string& rule, uint32_t begin, const Ignore& ignore) {
    Add({Scope::kValue, "", begin, rule}, ignore);
  }
  const Ignore* Find(const Finding& finding, int64_t now) const;

 private:
  enum class Scope : uint8_t { kFile, kResource, kLine, kValue };
  using Key = std::tuple<Scope, std::string, uint32_t, std::string>;  // resource, line or offset, and rule
  struct Block {
    uint32_t end;
    std::string resource;
  };
  void Add(Key key, const Ignore& ignore);
  std::string ResourceAround(uint32_t offset) const;

  std::map<Key, Ignore> ignores_;
  std::map<uint32_t, Block> blocks_;  // by where they begin
};

/// What the inputs do not want to be told: `Metadata: {headroom: {ignore: [LM305]}}` of a template or of one
/// of its resources, whose findings are those that name the resource or stand inside of it; and comments
/// `# headroom: ignore LM305 reason`, for their own line and the one below.
class Suppressions {
 public:
  /// Adds what a document says. What it says wrong ignores nothing, and is a warning "path:line:col: …".
  /// A change set says what its `TemplateBody` and each `AfterContext` do. A comment of that template is
  /// about the resource whose line it means: on the line of its name about what stands at the
  /// `LogicalResourceId`, on another about what stands at the context. `inline_documents` outlives this.
  void Read(const Document& document, InlineDocuments& inline_documents, std::vector<std::string>& warnings);
  /// Likewise the comments of a Packer template.
  void Read(const hcl::Module& module, std::vector<std::string>& warnings);

  /// The wish that a finding falls under: one that has not ended, else one that has; null: none.
  const Ignore* Find(const Finding& finding, int64_t now) const;

 private:
  std::map<const SourceFile*, FileIgnores> files_;
};

}  // namespace headroom
