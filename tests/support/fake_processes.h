#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/process.h"
#include "base/text.h"

namespace headroom {

/// Programs that a test makes up. A command is told by a piece of it, its arguments joined by spaces; the
/// longest that stands in it counts.
class FakeProcesses {
 public:
  /// The command prints `output`.
  void Prints(const std::string& piece, std::string output) { outcomes_[piece].output = std::move(output); }
  /// It fails with what a program writes to standard error.
  void Fails(const std::string& piece, int status, std::string error) {
    outcomes_[piece].status = status;
    outcomes_[piece].error = std::move(error);
  }
  void Ends(const std::string& piece, ProcessOutcome outcome) { outcomes_[piece] = std::move(outcome); }

  /// Who runs them; the programs must outlive it.
  ProcessRunner runner() const {
    return [this](const std::vector<std::string>& command) { return Run(command); };
  }

  /// Every command that was run, sorted: several run at once.
  std::vector<std::string> Commands() const {
    const std::lock_guard<std::mutex> lock(*mutex_);
    std::vector<std::string> sorted = commands_;
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

  Result<ProcessOutcome> Run(const std::vector<std::string>& command) const {
    const std::lock_guard<std::mutex> lock(*mutex_);
    commands_.push_back(Join(command, " "));
    const std::pair<const std::string, ProcessOutcome>* best = nullptr;
    for (const auto& known : outcomes_) {
      const bool fits = commands_.back().find(known.first) != std::string::npos;
      if (fits && (best == nullptr || known.first.size() > best->first.size())) best = &known;
    }
    if (best == nullptr) return Fail("cannot run `" + command[0] + "`: No such file or directory");
    return best->second;
  }

 private:
  std::map<std::string, ProcessOutcome> outcomes_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
  mutable std::vector<std::string> commands_;
};

}  // namespace headroom
