#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "cli/world.h"

namespace headroom {

/// Says on a terminal's standard error that work is going on, once a person has waited for half a second, and
/// wipes it away at the end. Does nothing at all where standard error is no terminal.
class Progress {
 public:
  explicit Progress(const World& world);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void Wait();

  const World& world_;
  std::mutex mutex_;
  std::condition_variable done_changed_;
  bool done_ = false;
  std::thread waiting_;
};

}  // namespace headroom
