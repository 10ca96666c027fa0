#include "base/process.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace headroom {
namespace {

ProcessOutcome Shell(const std::string& script) { return RunProcess({"sh", "-c", script}).value(); }

TEST_CASE("a process gives what it wrote, and its status") {
  const ProcessOutcome outcome = Shell("echo out; echo err >&2; exit 3");
  CHECK(outcome.output == "out\n");
  CHECK(outcome.error == "err\n");
  CHECK(outcome.status == 3);
  CHECK(Shell("kill -TERM $$").status == 128 + 15);
}

TEST_CASE("a process reads nothing, and may write more than a pipe holds") {
  CHECK(Shell("cat").output == "");
  const ProcessOutcome outcome = Shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2");
  CHECK(outcome.status == 0);
  CHECK(outcome.output.size() >= 1 << 20);
  CHECK(outcome.output.size() < (1 << 20) + 4096);
}

TEST_CASE("a program that is not there is an error") {
  const Result<ProcessOutcome> outcome = RunProcess({"/nowhere/aws", "x"});
  REQUIRE_FALSE(outcome.has_value());
  CHECK(outcome.error().message == "cannot run `/nowhere/aws`: No such file or directory");
}

}  // namespace
}  // namespace headroom
