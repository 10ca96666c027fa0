#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace headroom {

/// What a program that is run may take.
struct ProcessLimits {
  std::chrono::milliseconds time{10 * 60 * 1000};
  uint64_t output = 256 << 20;  // bytes of its standard output
  uint64_t error = 64 << 10;    // bytes kept of its standard error; the rest is dropped
};

/// What another program came to.
struct ProcessOutcome {
  int status = 0;  // its exit status; of one that a signal ended 128 and the signal's number, as in a shell
  std::string output;
  std::string error;           // what it wrote to standard error
  bool timed_out = false;      // it was killed at ProcessLimits::time …
  bool said_too_much = false;  // … or at ProcessLimits::output
};

/// Runs a program, looked up in PATH unless its name has a slash, and waits for it. No shell, no standard
/// input. An error where it cannot be started: "cannot run `aws`: No such file or directory". Safe to use
/// from many threads. A signal that ends this program (SIGINT, SIGTERM, SIGHUP) ends those that it runs too.
Result<ProcessOutcome> RunProcess(const std::vector<std::string>& arguments);
Result<ProcessOutcome> RunProcessWithin(const ProcessLimits& limits,
                                        const std::vector<std::string>& arguments);

/// The outside world of programs, so that a test can be it (FakeProcesses in tests/support).
using ProcessRunner = std::function<Result<ProcessOutcome>(const std::vector<std::string>& arguments)>;

}  // namespace headroom
