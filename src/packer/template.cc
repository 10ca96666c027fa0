#include "packer/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace headroom::packer {
namespace {

constexpr std::string_view kRootBlocks[] = {"source", "build",  "variable", "variables",
                                            "local",  "locals", "data",     "packer"};

bool IsRootBlock(std::string_view name) {
  return std::find(std::begin(kRootBlocks), std::end(kRootBlocks), name) != std::end(kRootBlocks);
}

bool IsValuesPath(std::string_view path) {
  return EndsWith(path, ".pkrvars.hcl") || EndsWith(path, ".pkrvars.json");
}

ExpressionRef Referred(const hcl::Module& module, const hcl::Attribute* attribute) {
  return attribute == nullptr ? ExpressionRef() : ExpressionRef{&module, attribute->value};
}

bool IsMap(const Document& document, NodeId node) {
  return node != kNoNode && document[node].kind == NodeKind::kMapping;
}

/// `builders: [{type: …}]`, what no other tool's JSON has.
bool IsLegacy(const Document& document) {
  const NodeId builders = document.Find(document.root(), "builders");
  if (builders == kNoNode || document[builders].kind != NodeKind::kSequence) return false;
  if (document[builders].count == 0) return document.Find(document.root(), "provisioners") != kNoNode;
  return document.Find(document.Item(document[builders], 0), "type") != kNoNode;
}

}  // namespace

void Template::Add(const hcl::Module& module, bool legacy) {
  for (const hcl::Block& block : module.root().blocks) {
    const hcl::Body& body = module.body(block.body);
    if (block.type == "variable" && block.labels.size() == 1) {
      variables_.try_emplace(block.labels[0].text, Variable{Referred(module, body.Find("default")),
                                                            Referred(module, body.Find("type"))});
    } else if (block.type == "variables") {
      for (const hcl::Attribute& attribute : body.attributes)
        variables_.try_emplace(attribute.name, Variable{{&module, attribute.value}, {}});
    } else if (block.type == "locals") {
      for (const hcl::Attribute& attribute : body.attributes)
        locals_.try_emplace(attribute.name, ExpressionRef{&module, attribute.value});
    } else if (block.type == "local" && block.labels.size() == 1) {
      locals_.try_emplace(block.labels[0].text, Referred(module, body.Find("expression")));
    } else if (block.type == "source" && block.labels.size() == 2) {
      AddSource(module, block, legacy);
    } else if (block.type == "build") {
      builds_.push_back({&module, block.body});
    }
  }
}

void Template::AddSource(const hcl::Module& module, const hcl::Block& block, bool legacy) {
  Source source;
  source.type = block.labels[0].text;
  source.name = block.labels[1].text;
  source.title = legacy ? source.name : fmt::format("{}.{}", source.type, source.name);
  source.where = module.PlaceOf(block.labels[1].span);
  source.body = {&module, block.body};
  sources_.push_back(std::move(source));
}

void Template::AddValues(const hcl::Module& module) {
  for (const hcl::Attribute& attribute : module.root().attributes)
    values_.insert_or_assign(attribute.name, ExpressionRef{&module, attribute.value});
}

FileKind KindOf(const Document& document) {
  const std::string& path = document.file().path();
  const NodeId root = document.root();
  if (!IsMap(document, root)) return FileKind::kNone;
  if (EndsWith(path, ".auto.pkrvars.json")) return FileKind::kValues;
  if (IsLegacy(document)) return FileKind::kLegacyTemplate;
  if (!EndsWith(path, ".pkr.json")) return FileKind::kNone;
  for (uint32_t i = 0; i < Document::EntryCount(document[root]); ++i) {
    if (IsRootBlock(document[document.EntryAt(document[root], i).key].text)) return FileKind::kTemplate;
  }
  return FileKind::kNone;
}

FileKind KindOf(const hcl::Module& module) {
  if (EndsWith(module.file().path(), ".auto.pkrvars.hcl")) return FileKind::kValues;
  if (IsValuesPath(module.file().path())) return FileKind::kNone;
  if (EndsWith(module.file().path(), ".pkr.hcl")) return FileKind::kTemplate;
  // Other tools have variables and locals too.
  const std::vector<hcl::Block>& blocks = module.root().blocks;
  const bool any = std::any_of(blocks.begin(), blocks.end(), [](const hcl::Block& block) {
    return block.type == "source" || block.type == "build" || block.type == "packer";
  });
  return any ? FileKind::kTemplate : FileKind::kNone;
}

bool IsHcl(std::string_view path, std::string_view bytes) {
  if (path != "-") return EndsWith(path, ".hcl");
  bytes = Trim(bytes);
  while (StartsWith(bytes, "#") || StartsWith(bytes, "//"))
    bytes = Trim(bytes.substr(std::min(bytes.find('\n'), bytes.size())));
  const std::string_view word = bytes.substr(0, bytes.find_first_of(" \t\"{"));
  const std::string_view rest = Trim(bytes.substr(word.size()));
  return IsRootBlock(word) && (StartsWith(rest, "\"") || StartsWith(rest, "{"));
}

bool HasItsOwnName(std::string_view path) {
  return EndsWith(path, ".pkr.hcl") || EndsWith(path, ".pkr.json") || EndsWith(path, ".auto.pkrvars.hcl") ||
         EndsWith(path, ".auto.pkrvars.json");
}

hcl::ModuleResult ReadJson(const Document& document) {
  static const std::vector<hcl::BlockType> kBuildBlocks = {{"source", 1, {}}};
  static const std::vector<hcl::BlockType> kTypes = {
      {"source", 2, {}}, {"build", 0, kBuildBlocks}, {"variable", 1, {}}, {"variables", 0, {}},
      {"local", 1, {}},  {"locals", 0, {}},          {"data", 2, {}},     {"packer", 0, {}}};
  const bool values = KindOf(document) == FileKind::kValues;
  return hcl::ReadJsonModule(document, values ? std::vector<hcl::BlockType>() : kTypes);
}

}  // namespace headroom::packer
