#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/finding.h"
#include "snapshot/aws_cli.h"
#include "syntax/parse.h"

namespace headroom {

/// Where a report goes: standard output, or a file.
struct Output {
  std::string format;  // "json"
  std::string file;    // empty: standard output
};

enum class FailOn : uint8_t { kError, kWarning, kNever };

/// What `headroom check` was asked to do. Unset members are looked up in the environment by the command.
struct CheckOptions {
  std::vector<std::string> paths;  // "-": standard input; empty: the config file's deployments
  std::string config;              // empty: .headroom.yaml, if there is one
  std::vector<std::string> stores;
  std::vector<std::string> parameters;       // -p KEY=VALUE, in order
  std::vector<std::string> parameter_files;  // --parameters FILE, in order
  std::optional<std::string> region;
  std::optional<std::string> account;
  std::optional<std::string> stack;   // the deployment updates it
  std::vector<std::string> deployed;  // templates as they are deployed now
  int64_t count = 1;
  bool separate = false;
  bool worst_case = false;
  int64_t max_cases = 100'000;  // assignments tried for each group of launches that depend on one another
  std::vector<Output> outputs;  // never empty: text on standard output
  std::optional<FailOn> fail_on;
  std::string baseline;            // findings in it are left out; empty: none
  std::string write_baseline;      // where this run's are recorded; empty: nowhere
  bool list_inputs = false;        // only say what would be read
  std::optional<int64_t> max_age;  // seconds; an older snapshot is a warning
  bool strict = false;
  bool quiet = false;
  bool no_color = false;
  uint64_t max_size = kDefaultMaxSize;  // bytes
};

/// What `headroom expand` was asked to do.
struct ExpandOptions {
  CheckOptions input;  // the one path, the store, parameters, Region and account, as `check` takes them
  std::string format;  // "yaml" or "json"; empty: as the input
  bool attach = false;
};

/// How AWS is asked, and what it is told of associations.
struct AwsOptions {
  AwsCli cli;
  bool apply = false;          // associations are changed in AWS too
  bool cross_account = false;  // the scope of new ones
};

/// What `headroom report` was asked to do.
struct ReportOptions {
  CheckOptions input;  // as `check` takes it; without paths and deployments the store alone is shown
  bool alert = false;  // say which licenses are at their threshold
};

/// What `headroom packer` was asked to do.
struct PackerOptions {
  CheckOptions input;  // the store and the account
  std::string manifest = "packer-manifest.json";
  std::vector<std::string> licenses;  // names or ARNs; none: those of what the AMIs are made from
  std::string source_ami;             // empty: as the manifest says, if it does
  AwsOptions aws;
};

/// What `headroom store …` was asked to do.
struct StoreOptions {
  enum class Action : uint8_t { kSync, kImport, kValidate, kList, kAssociate, kDisassociate, kPrune, kNew };
  Action action = Action::kValidate;
  /// The store; for a sync also the templates, with what they are read with. `paths` of an import are what
  /// the AWS CLI printed.
  CheckOptions input;
  std::vector<std::string> regions;
  AwsOptions aws;
  bool dry_run = false;
  std::optional<int64_t> synced_at;  // when what is imported was printed, in seconds since 1970; else now
  std::string format = "text";       // or "json"
  std::string license;               // a name or an ARN
  std::vector<std::string> images;   // "ami-…"
  bool missing = false;              // prune those too that the store's images lack
  // `store new`: a preset or a counting type, …
  std::string preset, counting;
  std::string name, arn;         // … empty: the preset's, and one that is made up
  std::optional<int64_t> count;  // else none yet
};

/// What `headroom init` was asked to do.
struct InitOptions {
  std::string store = "licenses";  // a folder here
};

}  // namespace headroom
