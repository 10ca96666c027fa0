#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace headroom {

/// What another program came to.
struct ProcessOutcome {
  int status = 0;  // its exit status; of one that a signal ended 128 and the signal's number, as in a shell
  std::string output;  // what it wrote to standard output and standard error, no more than a mebibyte of each
  std::string error;
};

/// Runs a program, looked up in PATH unless its name has a slash, and waits for it. No shell, no standard
/// input. An error where it cannot be started: "cannot run `aws`: No such file or directory".
Result<ProcessOutcome> RunProcess(const std::vector<std::string>& arguments);

}  // namespace headroom
