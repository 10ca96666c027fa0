#include "base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

extern char** environ;

namespace headroom {
namespace {

constexpr size_t kMostOutput = 1 << 20;

/// A pipe whose ends are closed with it.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    CloseReader();
    CloseWriter();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void CloseReader() { Close(ends_[0]); }
  void CloseWriter() { Close(ends_[1]); }

 private:
  static void Close(int& fd) {
    if (fd >= 0) ::close(std::exchange(fd, -1));
  }
  std::array<int, 2> ends_{-1, -1};
};

/// False at the end of what can be read.
bool ReadSome(Pipe& pipe, std::string& out) {
  std::array<char, 4096> chunk;
  const ssize_t count = ::read(pipe.reader(), chunk.data(), chunk.size());
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  if (out.size() < kMostOutput) out.append(chunk.data(), static_cast<size_t>(count));
  return true;
}

/// Reads both until both end.
void ReadAll(Pipe& output, Pipe& error, ProcessOutcome& outcome) {
  while (output.reader() >= 0 || error.reader() >= 0) {
    std::array<pollfd, 2> waiting = {{{output.reader(), POLLIN, 0}, {error.reader(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    if (waiting[0].revents != 0 && !ReadSome(output, outcome.output)) output.CloseReader();
    if (waiting[1].revents != 0 && !ReadSome(error, outcome.error)) error.CloseReader();
  }
}

int Wait(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<ProcessOutcome> RunProcess(const std::vector<std::string>& arguments) {
  Pipe output, error;
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output.writer(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, error.writer(), STDERR_FILENO);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return Fail(fmt::format("cannot run `{}`: {}", arguments[0], std::generic_category().message(failed)));
  output.CloseWriter();
  error.CloseWriter();
  ProcessOutcome outcome;
  ReadAll(output, error, outcome);
  outcome.status = Wait(child);
  return outcome;
}

}  // namespace headroom
