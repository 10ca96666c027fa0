#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "cli/cli.h"

namespace headroom::testing {

/// What a run of the whole program came to.
struct Outcome {
  int status = 0;
  std::string output;
  std::string error;
};

/// The world of a test: no terminal, a clock that stands at 2026-08-01, and only the variables given.
struct TestWorld {
  std::map<std::string, std::string> variables;
  bool terminal = false;
  ProcessRunner run_process;  // none: the real one
};

/// Runs `headroom ARGUMENTS…` in this process on `files`.
inline Outcome RunProgram(const Files& files, const std::vector<std::string>& arguments,
                          const TestWorld& test = {}) {
  Outcome outcome;
  World world{files,
              [&](const char* name) -> std::optional<std::string> {
                const auto found = test.variables.find(name);
                return found == test.variables.end() ? std::nullopt : std::optional(found->second);
              },
              [&](std::string_view text) {
                outcome.output += text;
                return true;
              },
              [&](std::string_view text) { outcome.error += text; }};
  world.output_is_terminal = test.terminal;
  world.output_width = test.terminal ? 100 : 0;
  world.now = 1'785'542'400;  // 2026-08-01
  if (test.run_process) world.run_process = test.run_process;
  outcome.status = Main(arguments, world);
  return outcome;
}

/// `text` with the paths of this checkout as seen from its root, so that it is the same everywhere.
inline std::string FromRoot(std::string text) {
  const std::string root = HEADROOM_ROOT "/";
  for (size_t at = text.find(root); at != std::string::npos; at = text.find(root, at))
    text.erase(at, root.size());
  return text;
}

/// The real files, but for standard input and what a test puts over them.
class OverlaidFiles : public Files {
 public:
  explicit OverlaidFiles(std::map<std::string, std::string> over, std::string standard_input = "")
      : over_(std::move(over)), standard_input_(std::move(standard_input)) {}

  Kind KindOf(const std::string& path) const override {
    return over_.count(path) > 0 ? Kind::kFile : RealFiles().KindOf(path);
  }
  Result<std::string> Read(const std::string& path, uint64_t max_size) const override {
    const auto found = over_.find(path);
    return found != over_.end() ? found->second : RealFiles().Read(path, max_size);
  }
  Result<std::string> ReadStandardInput(uint64_t) const override { return standard_input_; }
  Result<std::vector<Entry>> List(const std::string& path) const override { return RealFiles().List(path); }
  Result<void> Write(const std::string& path, std::string_view) const override {
    return Fail("a test must not write `" + path + "`");
  }
  Result<void> WriteFolder(const std::string& path,
                           const std::map<std::string, std::string>&) const override {
    return Fail("a test must not write `" + path + "`");
  }
  std::string Canonical(const std::string& path) const override {
    return over_.count(path) > 0 ? path : RealFiles().Canonical(path);
  }

 private:
  std::map<std::string, std::string> over_;
  std::string standard_input_;
};

}  // namespace headroom::testing
