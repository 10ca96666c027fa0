#include "base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/descriptor.h"
#include "base/text.h"

namespace headroom {
namespace {

using Clock = std::chrono::steady_clock;

/// A pipe that the program writes and we read.
struct Pipe {
  Descriptor reader, writer;

  bool Open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    reader = Descriptor(ends[0]);
    writer = Descriptor(ends[1]);
    return true;
  }
};

tl::unexpected<Error> FailToStart(const std::string& program, int error) {
  return Fail(fmt::format("cannot run `{}`: {}", Printable(program), std::generic_category().message(error)));
}

/// Starts the program with its streams on the pipes; 0, or an error number.
int Spawn(const std::vector<std::string>& command, const Pipe& output, const Pipe& error, pid_t& child) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  if (const int failed = posix_spawn_file_actions_init(&actions)) return failed;
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.writer.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, error.writer.get(), STDERR_FILENO);
  const int failed = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

/// Reads what has come; closes the reader at the end of the stream.
void ReadSome(Descriptor& reader, std::string& text, uint64_t limit) {
  char chunk[64 << 10];
  const ssize_t count = ::read(reader.get(), chunk, sizeof chunk);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) {
    reader.Close();
    return;
  }
  const uint64_t room = limit - std::min<uint64_t>(limit, text.size());
  text.append(chunk, std::min<uint64_t>(room, static_cast<uint64_t>(count)));
}

int MillisecondsUntil(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<int64_t>(left + 1, 0, 60'000));
}

/// Both streams to their ends, or to a limit.
void ReadStreams(Pipe& output, Pipe& error, const ProcessLimits& limits, ProcessOutcome& outcome) {
  const Clock::time_point deadline = Clock::now() + limits.time;
  while (output.reader || error.reader) {
    pollfd polled[] = {{output.reader.get(), POLLIN, 0}, {error.reader.get(), POLLIN, 0}};
    ::poll(polled, 2, MillisecondsUntil(deadline));  // ignores those that are closed (-1)
    if (polled[0].revents != 0) ReadSome(output.reader, outcome.output, limits.output + 1);
    if (polled[1].revents != 0) ReadSome(error.reader, outcome.error, limits.error);
    outcome.said_too_much = outcome.output.size() > limits.output;
    outcome.timed_out = Clock::now() >= deadline;
    if (outcome.said_too_much || outcome.timed_out) return;
  }
}

int WaitFor(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<ProcessOutcome> RunProcessWithin(const ProcessLimits& limits,
                                        const std::vector<std::string>& arguments) {
  Pipe output, error;
  if (!output.Open() || !error.Open()) return FailToStart(arguments[0], errno);
  pid_t child = 0;
  if (const int failed = Spawn(arguments, output, error, child)) return FailToStart(arguments[0], failed);
  output.writer.Close();
  error.writer.Close();
  ProcessOutcome outcome;
  ReadStreams(output, error, limits, outcome);
  if (outcome.timed_out || outcome.said_too_much) ::kill(child, SIGKILL);
  outcome.status = WaitFor(child);
  return outcome;
}

Result<ProcessOutcome> RunProcess(const std::vector<std::string>& arguments) {
  return RunProcessWithin({}, arguments);
}

}  // namespace headroom
