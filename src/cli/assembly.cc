#include "cli/assembly.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "cli/paths.h"
#include "resources/input.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

class ManifestReader {
 public:
  ManifestReader(const Document& document, const std::string& root, const Files& files, Assembly& out)
      : document_(document), root_(root), files_(files), out_(out) {}

  void Read() {
    const NodeId artifacts = document_.Find(document_.root(), "artifacts");
    const Node& all = document_[artifacts];
    for (uint32_t i = 0; i < Document::EntryCount(all); ++i) {
      const Document::Entry artifact = document_.EntryAt(all, i);
      ReadArtifact(artifact);
    }
  }

 private:
  std::string_view Text(NodeId id) const {
    return id != kNoNode && document_[id].kind == NodeKind::kScalar ? document_[id].text : std::string_view();
  }

  void ReadArtifact(const Document::Entry& artifact) {
    const NodeId type = document_.Find(artifact.value, "type");
    const std::string_view name = Text(type);
    if (name.empty() || !document_[type].quoted)
      return AddOpaque(artifact, artifact.value, "the assembly does not say what it is (`type`)");
    if (name == "aws:cloudformation:stack") ReadStack(artifact);
    if (name == "cdk:cloud-assembly") ReadStage(artifact);
  }

  Opaque Unseen(const Document::Entry& artifact, NodeId where, std::string why) const {
    return {document_.file().path(), std::string(Text(artifact.key)),
            document_.PlaceOf(where == kNoNode ? artifact.key : where), std::move(why)};
  }

  void AddOpaque(const Document::Entry& artifact, NodeId where, std::string why) {
    out_.opaque.push_back(Unseen(artifact, where, std::move(why)));
  }

  /// A file of the assembly that an artifact names; nothing if it may not be read, which is then said.
  std::optional<std::string> FindFile(const Document::Entry& artifact, NodeId named, const char* what,
                                      const std::string& suffix = "") {
    if (Text(named).empty()) {
      AddOpaque(artifact, named, fmt::format("the assembly does not say which {} it has", what));
      return {};
    }
    std::string path = JoinPath(out_.folder, std::string(Text(named)) + suffix);
    if (files_.KindOf(path) != Files::Kind::kFile) {
      AddOpaque(artifact, named, fmt::format("there is no file `{}`", path));
    } else if (!IsInside(root_, files_.Canonical(path))) {
      AddOpaque(artifact, named, fmt::format("`{}` lies outside of the assembly, and is not read", path));
    } else {
      return path;
    }
    return {};
  }

  void ReadStack(const Document::Entry& artifact) {
    const NodeId properties = document_.Find(artifact.value, "properties");
    const NodeId file = document_.Find(properties, "templateFile");
    const auto path = FindFile(artifact, file, "template");
    if (!path) return;
    AssemblyStack stack;
    stack.path = *path;
    stack.artifact = Unseen(artifact, file, "");
    stack.target = ReadEnvironment(Text(document_.Find(artifact.value, "environment")));
    const std::string_view name = Text(document_.Find(properties, "stackName"));
    stack.name = name.empty() ? Text(artifact.key) : name;
    const NodeId parameters = document_.Find(properties, "parameters");
    if (parameters != kNoNode) ReadParameters(document_[parameters], stack.parameters);
    out_.stacks.push_back(std::move(stack));
  }

  void ReadStage(const Document::Entry& artifact) {
    const NodeId folder = document_.Find(document_.Find(artifact.value, "properties"), "directoryName");
    if (auto path = FindFile(artifact, folder, "folder", "/manifest.json"))
      out_.nested.push_back(*std::move(path));
  }

  /// "aws://111122223333/us-east-1", either of them "unknown-…".
  static Target ReadEnvironment(std::string_view text) {
    constexpr std::string_view kScheme = "aws://";
    Target out;
    if (!StartsWith(text, kScheme)) return out;
    const std::vector<std::string_view> parts = Split(text.substr(kScheme.size()), "/");
    if (parts.size() != 2) return out;
    if (!parts[0].empty() && parts[0] != "unknown-account") out.account = parts[0];
    if (!parts[1].empty() && parts[1] != "unknown-region") out.region = parts[1];
    return out;
  }

  void ReadParameters(const Node& map, cfn::GivenParameters& out) const {
    if (map.kind != NodeKind::kMapping) return;
    for (uint32_t i = 0; i < Document::EntryCount(map); ++i) {
      const Document::Entry entry = document_.EntryAt(map, i);
      if (document_[entry.value].kind != NodeKind::kScalar) continue;
      out[std::string(Text(entry.key))] = {std::string(Text(entry.value)), document_.PlaceOf(entry.value)};
    }
  }

  const Document& document_;
  const std::string& root_;
  const Files& files_;
  Assembly& out_;
};

}  // namespace

bool IsAssembly(const SourceFile& file) {
  if (file.bytes().find("\"artifacts\"") == std::string_view::npos) return false;
  const ParseResult parsed = Parse(file);
  return parsed.document && KindOf(*parsed.document) == InputKind::kCloudAssembly;
}

std::optional<Assembly> ReadAssembly(const SourceFile& manifest, const std::string& root,
                                     const Files& files) {
  const ParseResult parsed = Parse(manifest);
  if (!parsed.document || KindOf(*parsed.document) != InputKind::kCloudAssembly) return {};
  Assembly out;
  out.folder = FolderOf(manifest.path());
  ManifestReader(*parsed.document, root, files, out).Read();
  return out;
}

}  // namespace headroom
