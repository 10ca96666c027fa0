#include "cli/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "checks/check.h"
#include "cli/read_document.h"
#include "cli/words.h"
#include "store/mistakes.h"
#include "store/reader.h"

namespace headroom {
namespace {

using Names = std::vector<std::string_view>;

constexpr std::pair<std::string_view, RuleLevel> kLevels[] = {{"off", std::nullopt},
                                                              {"note", Severity::kNote},
                                                              {"warning", Severity::kWarning},
                                                              {"error", Severity::kError}};

/// Reads the document of a config file. `folder` ("" or "../") goes before its paths.
class ConfigReader {
 public:
  ConfigReader(const Document& document, std::string folder)
      : document_(document), folder_(std::move(folder)), reader_(document, mistakes_) {}

  Result<Config> Read() {
    Config config;
    config.path = document_.file().path();
    const NodeId root = document_.root();
    if (!reader_.IsAbsent(root)) ReadRoot(root, config);
    if (mistakes_.has_errors()) return Fail(Join(mistakes_.ErrorLines({&document_.file()}), "\n"));
    return config;
  }

 private:
  void ReadRoot(NodeId root, Config& config) {
    if (document_[root].kind != NodeKind::kMapping)
      return mistakes_.Error(reader_.PlaceOf(root), "a config file is a map of settings");
    RefuseUnknown(root,
                  {"store", "region", "account", "fail_on", "near_limit", "max_age", "rules", "deployments"});
    config.stores = Paths(root, "store");
    config.region = Text(root, "region");
    config.account = Account(root);
    ReadFailOn(root, config);
    ReadNearLimit(root, config);
    ReadMaxAge(root, config);
    ReadRules(root, config);
    for (const NodeId entry : reader_.Maps(root, "deployments")) ReadDeployment(entry, config);
  }

  void RefuseUnknown(NodeId map, const Names& known) {
    const Node& node = document_[map];
    for (uint32_t i = 0; i < Document::EntryCount(node); ++i) {
      const NodeId key = document_.EntryAt(node, i).key;
      const std::string_view text = document_[key].text;
      if (std::find(known.begin(), known.end(), text) != known.end()) continue;
      const std::string near = Suggest(text, known);
      mistakes_.Error(reader_.PlaceOf(key), "unknown key {}{}", Quote(text),
                      near.empty() ? "; it can be " + Listed(known) : near);
    }
  }

  std::optional<std::string> Text(NodeId map, std::string_view key) {
    const auto text = reader_.Text(map, key);
    return text ? std::optional<std::string>(text->value) : std::nullopt;
  }

  std::optional<std::string> Account(NodeId map) {
    const auto text = reader_.Text(map, "account");
    if (!text) return {};
    if (!IsAccountId(text->value))
      mistakes_.Error(text->where, "`account` takes an account id of 12 digits, but got {}",
                      Quote(text->value));
    return std::string(text->value);
  }

  std::string FromHere(std::string_view path) const {
    const bool as_is = StartsWith(path, "/") || path == "-";
    return as_is ? std::string(path) : folder_ + std::string(path);
  }

  /// One path, or a list of them.
  std::vector<std::string> Paths(NodeId map, std::string_view key) {
    const NodeId value = document_.Find(map, key);
    if (reader_.IsAbsent(value)) return {};
    if (document_[value].kind == NodeKind::kScalar) return {FromHere(document_[value].text)};
    std::vector<std::string> out;
    for (const NodeId item : reader_.List(map, key)) {
      const Node& node = document_[item];
      if (node.kind == NodeKind::kScalar && !node.text.empty()) {
        out.push_back(FromHere(node.text));
      } else {
        mistakes_.Error(reader_.PlaceOf(item), "`{}` takes paths", key);
      }
    }
    return out;
  }

  template <typename Table>
  auto Choice(NodeId value, std::string_view key, const Table& table) {
    const Node& node = document_[value];
    const auto is_it = [&](const auto& row) {
      return node.kind == NodeKind::kScalar && row.first == node.text;
    };
    const auto found = std::find_if(std::begin(table), std::end(table), is_it);
    if (found != std::end(table)) return found->second;
    const Names names = WordsOf(table);
    const bool text = node.kind == NodeKind::kScalar;
    mistakes_.Error(reader_.PlaceOf(value), "`{}` takes {}{}", key, Listed(names),
                    text ? fmt::format(", but got {}{}", Quote(node.text), Suggest(node.text, names)) : "");
    return table[0].second;
  }

  void ReadFailOn(NodeId root, Config& config) {
    const NodeId value = document_.Find(root, "fail_on");
    if (!reader_.IsAbsent(value)) config.fail_on = Choice(value, "fail_on", kFailOnLevels);
  }

  void ReadNearLimit(NodeId root, Config& config) {
    const auto text = reader_.Text(root, "near_limit");
    if (!text) return;
    const std::string value(text->value);
    const bool quoted = document_[document_.Find(root, "near_limit")].quoted;
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    const bool decimal =
        value.find_first_not_of(quoted ? "0123456789." : "0123456789.eE+-") == std::string::npos;
    if (decimal && *end == '\0' && number >= 0 && number <= 1) {
      config.near_limit_millionths = std::llround(number * 1e6);
    } else {
      mistakes_.Error(text->where, "`near_limit` takes a number from 0 to 1, such as `0.9`, but got {}",
                      Quote(value));
    }
  }

  void ReadMaxAge(NodeId root, Config& config) {
    const auto text = reader_.Text(root, "max_age");
    if (!text) return;
    config.max_age = ParseDuration(text->value);
    if (!config.max_age)
      mistakes_.Error(text->where, "`max_age` takes a time such as `90m`, `24h` or `7d`, but got {}",
                      Quote(text->value));
  }

  void ReadRules(NodeId root, Config& config) {
    const NodeId rules = reader_.Map(root, "rules");
    if (rules == kNoNode) return;
    const Node& map = document_[rules];
    for (uint32_t i = 0; i < Document::EntryCount(map); ++i) {
      const auto [key, value] = document_.EntryAt(map, i);
      const std::string_view name = document_[key].text;
      const Check* check = FindCheck(name);
      if (check == nullptr) {
        mistakes_.Error(reader_.PlaceOf(key), "{}", NoSuchRule(name));
      } else if (!config.rules.emplace(check->info.id, Choice(value, name, kLevels)).second) {
        mistakes_.Error(reader_.PlaceOf(key), "the rule `{}` has a level already", check->info.id);
      }
    }
  }

  void ReadDeployment(NodeId entry, Config& config) {
    RefuseUnknown(entry, {"template", "stack", "parameters", "region", "account"});
    ConfiguredDeployment deployment;
    const auto path = reader_.Text(entry, "template");
    if (!path) return mistakes_.Error(reader_.PlaceOf(entry), "the deployment names no `template`");
    deployment.path = FromHere(path->value);
    deployment.stack = Text(entry, "stack");
    deployment.region = Text(entry, "region");
    deployment.account = Account(entry);
    deployment.parameter_files = Paths(entry, "parameters");
    config.deployments.push_back(std::move(deployment));
  }

  const Document& document_;
  const std::string folder_;
  Mistakes mistakes_;
  Reader reader_;
};

/// The config file of the current folder, or of the nearest one above it in the repository; empty: none.
std::string FindConfig(const Files& files) {
  const std::string here = files.Canonical(".");
  const std::string root = RepositoryRoot(files, here).value_or(here);
  const std::string below = here.substr(std::min(here.size(), root.size()));
  const auto levels = std::count(below.begin(), below.end(), '/');
  std::string folder;
  for (auto level = levels; level >= 0; --level, folder += "../") {
    for (const char* name : {".headroom.yaml", ".headroom.yml"}) {
      if (files.KindOf(folder + name) == Files::Kind::kFile) return folder + name;
    }
  }
  return {};
}

}  // namespace

Result<Config> ReadConfig(const std::string& path, const World& world, SourceSet& sources) {
  const std::string file = path.empty() ? FindConfig(world.files) : path;
  if (file.empty()) return Config();
  const Result<Document> document = ReadDocument(file, world.files, sources);
  if (!document) return tl::unexpected(document.error());
  return ConfigReader(*document, file.substr(0, file.rfind('/') + 1)).Read();
}

RuleLevel LevelOf(const Config& config, std::string_view rule, Severity usual) {
  const auto found = config.rules.find(rule);
  return found == config.rules.end() ? RuleLevel(usual) : found->second;
}

}  // namespace headroom
