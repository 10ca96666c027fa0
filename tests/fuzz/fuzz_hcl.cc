// libFuzzer: whatever the bytes, the HCL parser gives a module with places in the file or an error, and all
// of it can be evaluated.
//
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_hcl.cc
//   src/packer/*.cc
//       src/cfn/value.cc src/syntax/*.cc src/base/source.cc src/base/text.cc -lyaml-cpp -lfmt -o fuzz_hcl
//   ./fuzz_hcl CORPUS fixtures/packer fixtures/packer/folder
#include <cstdint>
#include <cstdlib>
#include <string>

#include "packer/evaluator.h"
#include "packer/template.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void EvaluateAll(const hcl::Module& module, bool legacy) {
  packer::Template tmpl;
  tmpl.Add(module, legacy);
  const cfn::GivenParameters given = {{"x", {"[\"a\", {b = \"${var.x}\"}]", {}}}};
  Findings findings;
  packer::Evaluator evaluator(tmpl, given, findings);
  for (const packer::Source& source : tmpl.sources()) {
    for (const hcl::Attribute& attribute : source.body->attributes)
      evaluator.Get(source.body, attribute.name);
    for (const hcl::Block& block : source.body->blocks) evaluator.Get(source.body, block.type);
  }
  for (const packer::BodyRef& build : tmpl.builds()) evaluator.Uses(build);
  for (const hcl::Attribute& attribute : module.root().attributes)
    evaluator.Get({&module, 0}, attribute.name);
}

void Check(const SourceFile& file, const hcl::ModuleResult& result, bool legacy) {
  Require(result.module.has_value() == result.errors.empty());
  const auto lies_in_file = [&](Span span) {
    return span.begin <= span.end && span.end <= file.bytes().size();
  };
  for (const SyntaxError& error : result.errors) Require(lies_in_file(error.where.span));
  if (!result.module) return;
  for (hcl::ExpressionId id = 0; id < result.module->size(); ++id)
    Require(lies_in_file((*result.module)[id].span));
  EvaluateAll(*result.module, legacy);
}

}  // namespace
}  // namespace headroom

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace headroom;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const SourceFile native("a.pkr.hcl", bytes), json("a.pkr.json", bytes);
  Check(native, hcl::ParseModule(native), false);
  const ParseResult parsed = Parse(json);
  if (!parsed.document) return 0;
  const packer::FileKind kind = packer::KindOf(*parsed.document);
  if (kind == packer::FileKind::kLegacyTemplate) Check(json, packer::ReadLegacy(*parsed.document), true);
  if (kind == packer::FileKind::kTemplate) Check(json, packer::ReadJson(*parsed.document), false);
  return 0;
}
