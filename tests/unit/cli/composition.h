#pragma once

// What the tests of stacks in stacks have in common.

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/golden.h"
#include "support/memory_files.h"
#include "support/program.h"

namespace headroom::composition {

namespace fs = std::filesystem;

inline const fs::path& Fixtures() {
  static const fs::path folder = fs::path(HEADROOM_ROOT) / "fixtures";
  return folder;
}

inline MemoryFiles FilesOf(const fs::path& folder) {
  MemoryFiles files{{"store.yaml", testing::ReadFixture(Fixtures() / "resources/store.yaml")}};
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      files.AddFile(fs::relative(entry.path(), folder.parent_path()), testing::ReadFixture(entry.path()));
  }
  return files;
}

inline testing::Outcome Check(const Files& files, std::vector<std::string> more) {
  std::vector<std::string> arguments = {"check",     "--store",      "store.yaml", "--region", "us-east-1",
                                        "--account", "111122223333", "--format",   "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return testing::RunProgram(files, arguments);
}

/// "LM205 path:line resource: message" of each finding, in order.
inline std::vector<std::string> FindingsOf(const testing::Outcome& outcome) {
  std::vector<std::string> out;
  const std::string& text = outcome.output;
  const auto value = [&](const char* key, size_t from) {
    const size_t at = text.find(fmt::format("\"{}\": ", key), from) + std::string(key).size() + 4;
    const std::string rest = text.substr(at, text.find('\n', at) - at);
    const bool quoted = rest[0] == '"';
    return quoted ? rest.substr(1, rest.rfind('"') - 1) : rest.substr(0, rest.rfind(','));
  };
  for (size_t at = text.find("\"rule\": "); at != std::string::npos; at = text.find("\"rule\": ", at + 1)) {
    out.push_back(fmt::format("{} {}:{} {}: {}", value("rule", at), value("path", at), value("line", at),
                              value("resource", at), value("message", at)));
  }
  return out;
}

using Texts = std::vector<std::string>;

inline std::string Nests(const std::string& url, int copies = 1) {
  std::string out = "Resources:\n";
  for (int i = 0; i < copies; ++i)
    out +=
        fmt::format("  S{}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {}}}}}\n", i, url);
  return out;
}

inline const std::string kNode =
    "Resources:\n  Node:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: "
    "ami-00000000000000001\n"
    "      InstanceType: m5.large\n";

inline MemoryFiles WithStore() {
  return MemoryFiles{{"store.yaml", testing::ReadFixture(Fixtures() / "resources/store.yaml")}};
}

}  // namespace headroom::composition
