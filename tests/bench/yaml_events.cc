// yaml_events [--time] FILE…
// What nobody who reads YAML with yaml-cpp can be faster than: its events over the files, thrown away. With
// --time it prints the median microseconds of reading all of them, measured in this process.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "ignore_events.h"

namespace {

void ReadEvents(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::istringstream text(std::string(std::istreambuf_iterator<char>(file), {}));
  YAML::Parser parser(text);
  IgnoreEvents ignore;
  try {
    while (parser.HandleNextDocument(ignore)) {
    }
  } catch (const std::exception&) {  // a broken file ends here, as it does for everyone
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool timed = argc > 1 && std::strcmp(argv[1], "--time") == 0;
  std::vector<long> microseconds;
  for (int round = 0; round < (timed ? 51 : 1); ++round) {
    const auto begin = std::chrono::steady_clock::now();
    for (int i = timed ? 2 : 1; i < argc; ++i) ReadEvents(argv[i]);
    const auto time = std::chrono::steady_clock::now() - begin;
    microseconds.push_back(
        static_cast<long>(std::chrono::duration_cast<std::chrono::microseconds>(time).count()));
  }
  std::sort(microseconds.begin(), microseconds.end());
  if (timed) std::printf("%ld\n", microseconds[microseconds.size() / 2]);
}
