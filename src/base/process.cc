#include "base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
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

/// Signals that end a program. Those that it is told to ignore (`nohup`) stay ignored.
constexpr int kEndings[] = {SIGINT, SIGTERM, SIGHUP};

/// What is known to the signals' handler, which may look at nothing else.
using Slot = std::atomic<pid_t>;
static_assert(Slot::is_always_lock_free);
Slot running[64];  // programs that run; 0: a free place
std::atomic<int> starting = 0;
std::atomic<bool> ending = false;

/// Ends what runs, and then this program as the signal would have. The programs are no group of their own:
/// that would take the terminal from them, on which the AWS CLI may ask for a code.
extern "C" void EndWithAll(int signal) {
  constexpr timespec kPause = {0, 1'000'000};
  ending = true;
  while (starting > 0) ::nanosleep(&kPause, nullptr);
  for (const Slot& program : running) {
    if (const pid_t child = program; child != 0) ::kill(child, SIGTERM);
  }
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void HandleEndings() {
  for (const int signal : kEndings) {
    struct sigaction old, own = {};
    own.sa_handler = EndWithAll;
    if (::sigaction(signal, nullptr, &old) == 0 && old.sa_handler == SIG_DFL)
      ::sigaction(signal, &own, nullptr);
  }
}

/// While a program is started: the handler, which runs on another thread then, waits to hear of it.
class Start {
 public:
  Start() {
    static std::once_flag once;
    std::call_once(once, HandleEndings);
    sigset_t endings;
    sigemptyset(&endings);
    for (const int signal : kEndings) sigaddset(&endings, signal);
    ::pthread_sigmask(SIG_BLOCK, &endings, &mask_);
    ++starting;
    if (!ending) return;
    --starting;
    for (;;) ::pause();  // nothing more is started
  }
  ~Start() {
    --starting;
    ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;

  const sigset_t& mask() const { return mask_; }  // of the program that is started

 private:
  sigset_t mask_;
};

/// A program's place among those that run; null: there is none left, and it outlives a signal.
Slot* Register(pid_t child) {
  for (Slot& slot : running) {
    pid_t none = 0;
    if (slot.compare_exchange_strong(none, child)) return &slot;
  }
  return nullptr;
}

/// A program that has been started.
struct Child {
  pid_t id = 0;
  Slot* slot = nullptr;
};

/// Starts the program with its streams on the pipes; 0, or an error number.
int Spawn(const std::vector<std::string>& command, const Pipe& output, const Pipe& error, Child& child) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  if (const int failed = posix_spawn_file_actions_init(&actions)) return failed;
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.writer.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, error.writer.get(), STDERR_FILENO);
  const Start start;
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &start.mask());
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const int failed = posix_spawnp(&child.id, arguments[0], &actions, &attributes, arguments.data(), environ);
  if (failed == 0) child.slot = Register(child.id);
  posix_spawnattr_destroy(&attributes);
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

int WaitFor(const Child& child) {
  siginfo_t ended;
  while (::waitid(P_PID, static_cast<id_t>(child.id), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  if (child.slot != nullptr) *child.slot = 0;  // before its number is free for another program
  int status = 0;
  while (::waitpid(child.id, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<ProcessOutcome> RunProcessWithin(const ProcessLimits& limits,
                                        const std::vector<std::string>& arguments) {
  Pipe output, error;
  if (!output.Open() || !error.Open()) return FailToStart(arguments[0], errno);
  Child child;
  if (const int failed = Spawn(arguments, output, error, child)) return FailToStart(arguments[0], failed);
  output.writer.Close();
  error.writer.Close();
  ProcessOutcome outcome;
  ReadStreams(output, error, limits, outcome);
  if (outcome.timed_out || outcome.said_too_much) ::kill(child.id, SIGKILL);
  outcome.status = WaitFor(child);
  return outcome;
}

Result<ProcessOutcome> RunProcess(const std::vector<std::string>& arguments) {
  return RunProcessWithin({}, arguments);
}

}  // namespace headroom
