#include <malloc.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "cli/cli.h"

namespace {

size_t TerminalWidth(int descriptor) {
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// Lets the heap grow in few steps and keeps what it has: a run is short, and giving memory back to the
/// system to ask for it again was a tenth of the time of a small template.
void KeepHeap() {
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

bool Write(std::FILE* stream, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stream) == text.size() && std::fflush(stream) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  KeepHeap();
  headroom::World world{headroom::RealFiles(),
                        [](const char* name) -> std::optional<std::string> {
                          const char* value = std::getenv(name);
                          return value == nullptr ? std::nullopt : std::optional<std::string>(value);
                        },
                        [](std::string_view text) { return Write(stdout, text); },
                        [](std::string_view text) { Write(stderr, text); }};
  world.output_is_terminal = isatty(STDOUT_FILENO) == 1;
  world.error_is_terminal = isatty(STDERR_FILENO) == 1;
  world.output_width = world.output_is_terminal ? TerminalWidth(STDOUT_FILENO) : 0;
  world.now = static_cast<int64_t>(std::time(nullptr));
  return headroom::Main(std::vector<std::string>(argv + 1, argv + argc), world);
}
