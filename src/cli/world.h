#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/process.h"

namespace headroom {

/// Everything outside of the program, so that a test can be the world: files, environment, streams, the
/// clock.
struct World {
  const Files& files;
  std::function<std::optional<std::string>(const char* name)> environment;  // nothing: unset
  std::function<bool(std::string_view)> write_output;                       // false: it could not be written
  std::function<void(std::string_view)> write_error;
  bool output_is_terminal = false;
  bool error_is_terminal = false;
  size_t output_width = 0;  // columns of the terminal; 0: unknown
  ProcessRunner run_process = RunProcess;
  int64_t now = 0;  // seconds since 1970; SOURCE_DATE_EPOCH wins

  /// A variable that is set and not empty.
  std::optional<std::string> Variable(const char* name) const {
    std::optional<std::string> value = environment(name);
    return value && !value->empty() ? value : std::nullopt;
  }
};

}  // namespace headroom
