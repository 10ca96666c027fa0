// measure ROUNDS COMMAND… [-- COMMAND…]…
// Runs the commands in turn, ROUNDS times each, their output thrown away, and prints for each command one
// line: the median wall time in microseconds, and the largest peak memory in KiB. In turn, because a machine
// that others use changes its speed: only what ran side by side can be compared. A small program, because a
// child's peak memory is never below its parent's.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

struct Command {
  std::vector<char*> words;  // with the null that execvp wants
  std::vector<long> microseconds;
  long peak_kib = 0;
};

[[noreturn]] void Become(const Command& command) {
  const int nowhere = open("/dev/null", O_RDWR);
  for (int stream = 0; stream <= 2; ++stream) dup2(nowhere, stream);
  execvp(command.words[0], command.words.data());
  _exit(127);
}

/// False if the command could not be run, or crashed.
bool RunOnce(Command& command) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) Become(command);
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) != child) return false;
  const auto time = std::chrono::steady_clock::now() - begin;
  command.microseconds.push_back(
      static_cast<long>(std::chrono::duration_cast<std::chrono::microseconds>(time).count()));
  command.peak_kib = std::max(command.peak_kib, usage.ru_maxrss);
  return WIFEXITED(status) && WEXITSTATUS(status) != 127;
}

long Median(std::vector<long> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<Command> ReadCommands(int argc, char** argv) {
  std::vector<Command> commands(1);
  for (int i = 2; i < argc; ++i) {
    if (std::strcmp(argv[i], "--") == 0) {
      commands.emplace_back();
    } else {
      commands.back().words.push_back(argv[i]);
    }
  }
  for (Command& command : commands) command.words.push_back(nullptr);
  return commands;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 2 ? std::atoi(argv[1]) : 0;
  std::vector<Command> commands = ReadCommands(argc, argv);
  for (int round = 0; round < rounds; ++round) {
    for (Command& command : commands) {
      if (RunOnce(command)) continue;
      std::fprintf(stderr, "measure: `%s` does not run\n", command.words[0]);
      return 1;
    }
  }
  if (rounds < 1) return 1;
  for (const Command& command : commands) {
    std::printf("%ld %ld\n", Median(command.microseconds), command.peak_kib);
  }
}
