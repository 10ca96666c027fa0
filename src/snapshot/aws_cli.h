#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/process.h"
#include "base/result.h"

namespace headroom {

/// How the AWS CLI is run.
struct AwsCli {
  std::string program = "aws";  // on PATH, or a path
  std::string profile;          // empty: the CLI's own choice, as for the next
  std::string endpoint_url;
};

/// One call of AWS.
struct AwsCall {
  std::string service;                 // "ec2"
  std::string operation;               // "describe-images"
  std::string region;                  // empty: the CLI's own
  std::vector<std::string> arguments;  // never from an input without a look at it: it must be no option
  std::string output;                  // what to call a file with its output: "us-east-1.images.json"
  bool may_be_absent = false;          // that what it asks for does not exist is an answer
  bool needs_answer = false;           // that it prints nothing is none
};

/// The command that makes a call: the program and its arguments.
std::vector<std::string> CommandOf(const AwsCli& cli, const AwsCall& call);
/// The same as a person types it into a POSIX shell.
std::string ShellText(const std::vector<std::string>& command);

/// Makes a call and takes all its pages: what each printed, in order; none if what it asks for is absent. An
/// error is one sentence that says what to do. Works with versions 1 and 2 of the CLI, whose exit statuses
/// differ: what went wrong is told by what they print.
Result<std::vector<std::string>> CallAws(const ProcessRunner& run, const AwsCli& cli, const AwsCall& call);

/// Makes calls, a few at a time, and gives their pages in the order of the calls, or the first error.
/// `on_done` is told of each that has ended, from any thread.
Result<std::vector<std::vector<std::string>>> CallAllAws(const ProcessRunner& run, const AwsCli& cli,
                                                         const std::vector<AwsCall>& calls,
                                                         const std::function<void(const AwsCall&)>& on_done);

}  // namespace headroom
