#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/source.h"
#include "cfn/parameters.h"
#include "resources/launch.h"

namespace headroom {

/// A stack of a CDK cloud assembly.
struct AssemblyStack {
  std::string path;  // of its template
  Opaque artifact;   // as the manifest names it, for who finds that the file is no template: without a reason
  Target target;     // what its environment says; an environment-agnostic stack goes where all others do
  std::string name;
  cfn::GivenParameters parameters;
};

/// What `cdk synth` has written into a folder. Source: AWS CDK, cloud-assembly-schema (manifest.json).
struct Assembly {
  std::string folder;
  std::vector<AssemblyStack> stacks;
  std::vector<std::string> nested;  // manifests of the assemblies in it, one for each stage
  std::vector<Opaque> opaque;       // stacks and stages that cannot be read, each with the reason
};

/// Whether the file is an assembly's manifest. Parsed only if its text may be one.
bool IsAssembly(const SourceFile& file);

/// Reads a manifest; nothing if it is none. What lies outside of `root`, the canonical folder of the
/// outermost assembly, links followed, is not read.
std::optional<Assembly> ReadAssembly(const SourceFile& manifest, const std::string& root, const Files& files);

}  // namespace headroom
