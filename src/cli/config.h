#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/result.h"
#include "base/source.h"
#include "cli/options.h"
#include "cli/world.h"

namespace headroom {

/// A template of the config file, and where it goes. Members that nobody says are empty.
struct ConfiguredDeployment {
  std::string path;  // of the template, or a folder of templates
  std::optional<std::string> stack, region, account;
  std::vector<std::string> parameter_files;
};

/// What a rule's findings become; nothing: they are dropped.
using RuleLevel = std::optional<Severity>;

/// A project's configuration. Paths are as seen from the current folder.
struct Config {
  std::string path;  // of the file itself; empty: there is none
  std::vector<std::string> stores;
  std::optional<std::string> region, account;
  std::optional<FailOn> fail_on;
  int64_t near_limit_millionths = 900'000;
  std::optional<int64_t> max_age;                       // seconds; an older snapshot is a warning
  std::map<std::string, RuleLevel, std::less<>> rules;  // by id
  std::vector<ConfiguredDeployment> deployments;
};

/// Reads the config file `path`; where that is empty `.headroom.yaml` (or `.yml`), looked for from the
/// current folder upward to the root of the repository, or only here where there is none. Without a file an
/// empty Config. Whatever is wrong in the file is an error: a line for each mistake, with its place.
Result<Config> ReadConfig(const std::string& path, const World& world, SourceSet& sources);

/// What a rule raises: `usual`, unless the configuration says otherwise.
RuleLevel LevelOf(const Config& config, std::string_view rule, Severity usual);

}  // namespace headroom
