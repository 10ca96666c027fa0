#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>

namespace headroom::testing {

/// The whole of a file; empty if there is none.
inline std::string ReadFixture(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The first line in which two different texts differ, from 1, and what stands there in each; a control
/// character that the terminal would obey is shown as `?`.
inline std::string FirstDifference(const std::string& expected, const std::string& actual) {
  const auto show = [](std::string line) {
    for (char& c : line) {
      if (static_cast<unsigned char>(c) < 0x20) c = '?';
    }
    return line;
  };
  std::istringstream expected_lines(expected), actual_lines(actual);
  for (size_t number = 1;; ++number) {
    std::string want, have;
    const bool more_wanted = static_cast<bool>(std::getline(expected_lines, want));
    const bool more = static_cast<bool>(std::getline(actual_lines, have));
    if (more_wanted && more && want == have) continue;
    std::ostringstream out;
    out << "line " << number << "\n  expected: " << (more_wanted ? show(want) : "(end)")
        << "\n  actual:   " << (more ? show(have) : "(end)");
    if (!more_wanted && !more) out << " but for the line break at the end";
    return out.str();
  }
}

/// Empty if `actual` is what the file below fixtures/ holds, else where they differ; use it as
/// `CHECK(GoldenDifference(text, "reports/odd.txt") == "")`. With UPDATE_GOLDEN=1 in the environment the file
/// is rewritten instead, and the diff is for review.
inline std::string GoldenDifference(const std::string& actual, const std::string& file) {
  const std::filesystem::path path = std::filesystem::path(HEADROOM_ROOT) / "fixtures" / file;
  const char* update = std::getenv("UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out << actual;
    out.flush();
    return out ? "" : "cannot write fixtures/" + file;
  }
  if (!std::filesystem::exists(path)) return "no fixtures/" + file + "; UPDATE_GOLDEN=1 writes it";
  const std::string expected = ReadFixture(path);
  return expected == actual ? "" : "fixtures/" + file + ", " + FirstDifference(expected, actual);
}

}  // namespace headroom::testing
