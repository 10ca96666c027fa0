#include "base/process.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

namespace headroom {
namespace {

ProcessOutcome Shell(const std::string& script, const ProcessLimits& limits = {}) {
  return RunProcessWithin(limits, {"sh", "-c", script}).value();
}

TEST_CASE("a process gives what it wrote, and its status") {
  const ProcessOutcome outcome = Shell("echo out; echo err >&2; exit 3");
  CHECK(outcome.output == "out\n");
  CHECK(outcome.error == "err\n");
  CHECK(outcome.status == 3);
  CHECK_FALSE(outcome.timed_out);
  CHECK_FALSE(outcome.said_too_much);
  CHECK(Shell("kill -TERM $$").status == 128 + 15);
}

TEST_CASE("arguments go to a process as they are, without a shell") {
  CHECK(RunProcess({"printf", "%s|", "$HOME", "a b", "*", ";", "", "'"}).value().output ==
        "$HOME|a b|*|;||'|");
}

TEST_CASE("a process reads nothing, and may write more than a pipe holds") {
  CHECK(Shell("cat").output == "");
  const ProcessOutcome outcome = Shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2");
  CHECK(outcome.status == 0);
  CHECK(outcome.output.size() == 3'000'000);
  CHECK(outcome.error.size() == 64 << 10);  // the rest is dropped
}

TEST_CASE("a program that is not there, or is none, is an error") {
  const auto error = [](const std::string& program) { return RunProcess({program, "x"}).error().message; };
  CHECK(error("/nowhere/aws") == "cannot run `/nowhere/aws`: No such file or directory");
  CHECK(error("headroom-no-such-program") ==
        "cannot run `headroom-no-such-program`: No such file or directory");
  CHECK(error("/dev/null") == "cannot run `/dev/null`: Permission denied");
}

TEST_CASE("a process that writes without an end is stopped") {
  ProcessLimits limits;
  limits.output = 100'000;
  const ProcessOutcome outcome = Shell("exec yes", limits);
  CHECK(outcome.said_too_much);
  CHECK(outcome.output.size() == 100'001);
  CHECK(outcome.status == 128 + 9);
}

TEST_CASE("a process that takes too long is stopped, whoever else still holds its streams") {
  ProcessLimits limits;
  limits.time = std::chrono::milliseconds(100);
  const auto start = std::chrono::steady_clock::now();
  const ProcessOutcome outcome = Shell("sleep 60 & echo $!; sleep 60", limits);
  CHECK(outcome.timed_out);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
  CHECK(RunProcess({"kill", outcome.output.substr(0, outcome.output.find('\n'))}).value().status == 0);
}

}  // namespace
}  // namespace headroom
