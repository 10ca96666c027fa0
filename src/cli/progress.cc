#include "cli/progress.h"

#include <chrono>

namespace headroom {

Progress::Progress(const World& world) : world_(world) {
  if (world.error_is_terminal) waiting_ = std::thread([this] { Wait(); });
}

Progress::~Progress() {
  if (!waiting_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    done_ = true;
  }
  done_changed_.notify_one();
  waiting_.join();
}

void Progress::Wait() {
  constexpr std::chrono::milliseconds kPatience(500);
  std::unique_lock<std::mutex> lock(mutex_);
  if (done_changed_.wait_for(lock, kPatience, [this] { return done_; })) return;
  world_.write_error("headroom: reading and judging …");
  done_changed_.wait(lock, [this] { return done_; });
  world_.write_error("\r\x1b[K");
}

}  // namespace headroom
