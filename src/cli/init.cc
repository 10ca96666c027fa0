#include "cli/init.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "base/text.h"
#include "cli/deployment.h"
#include "cli/option_table.h"
#include "cli/presets.h"
#include "store/arn.h"
#include "store/edit.h"

namespace headroom {
namespace {

constexpr std::string_view kPlaceholderArn =
    "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
    "00000000000000000000000000000000";

/// What the YAML language server of an editor reads; `path` is as seen from the document.
std::string Modeline(std::string_view path) {
  return fmt::format("# yaml-language-server: $schema={}\n", path);
}

// The schemas lie beside the documents, hidden: they are there without a network, and of this version.
constexpr std::string_view kSchemas = ".schema";

Result<void> WriteSchemas(const std::string& store, const World& world) {
  const std::string folder = fmt::format("{}/{}", store, kSchemas);
  if (world.files.KindOf(folder) != Files::Kind::kMissing) return {};
  return world.files.WriteFolder(folder, {{"store.schema.json", std::string(StoreSchema())},
                                          {"config.schema.json", std::string(ConfigSchema())}});
}

const Preset* FindPreset(std::string_view name) {
  const auto found = std::find_if(Presets().begin(), Presets().end(),
                                  [&](const Preset& preset) { return preset.name == name; });
  return found == Presets().end() ? nullptr : &*found;
}

/// The id of a license that License Manager does not know yet: the same for the same name, another for
/// another. FNV-1a.
std::string MadeUpId(std::string_view name) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("lic-{:016x}{:016x}", hash, hash * 0x9e3779b97f4a7c15);
}

void Replace(std::string& text, std::string_view from, std::string_view to) {
  if (const size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

/// Quoted where YAML 1.1 or 1.2 would read something else than this text.
std::string YamlName(const std::string& name) {
  static const std::set<std::string, std::less<>> words = {"null", "true", "false", "yes", "no",
                                                           "on",   "off",  "y",     "n"};
  const bool plain = (name[0] < '0' || name[0] > '9') && words.count(ToLower(name)) == 0;
  return plain ? name : fmt::format("\"{}\"", name);
}

/// The preset's document for one license.
std::string DocumentOf(const Preset& preset, const std::string& name, const std::string& arn, Count count) {
  std::string text(preset.document);
  std::string given = arn;
  if (arn.empty()) {
    given = fmt::format("{}{} # made up: put License Manager's here",
                        kPlaceholderArn.substr(0, kPlaceholderArn.rfind("lic-")), MadeUpId(name));
  }
  Replace(text, kPlaceholderArn, given);
  Replace(text, fmt::format("Name: {}\n", preset.name), fmt::format("Name: {}\n", YamlName(name)));
  if (count) Replace(text, "LicenseCount: 0", fmt::format("LicenseCount: {}", *count));
  return Modeline(fmt::format("{}/store.schema.json", kSchemas)) + text;
}

Result<void> CheckName(const std::string& name) {
  constexpr std::string_view kTaken = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  const bool letter = !name.empty() && name.find_first_not_of(kTaken) == std::string::npos && name[0] != '-';
  if (letter) return {};
  return Fail(fmt::format("`--name` takes letters, digits, `-` and `_`, but got {}", Quoted(name)));
}

Result<const Preset*> PresetOf(const StoreOptions& options) {
  std::string name = options.preset;
  if (!options.counting.empty()) name = "generic-" + ToLower(options.counting);
  if (const Preset* preset = FindPreset(name)) return preset;
  Names names;
  for (const Preset& preset : Presets()) names.push_back(preset.name);
  const std::string suggestion = Suggestion(name, names);
  return Fail(
      fmt::format("there is no preset {}{}", Quoted(name),
                  suggestion.empty() ? fmt::format("; it can be {}", fmt::join(names, ", ")) : suggestion));
}

/// The folder of the store that is written to: the first one that is named.
Result<std::string> StoreFolder(const StoreOptions& options, const World& world) {
  SourceSet sources;
  const Result<Config> config = ReadConfig(options.input.config, world, sources);
  if (!config) return tl::unexpected(config.error());
  const std::vector<std::string> paths = StorePaths(options.input, *config, world);
  if (paths.empty()) return Fail("no rule store is given; name it with `--store PATH` or `HEADROOM_STORE`");
  std::string folder = paths[0];
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  if (world.files.KindOf(folder) != Files::Kind::kFile) return folder;
  return Fail(fmt::format("the store `{}` is a file; a new document needs a folder", Printable(folder)));
}

/// Two licenses of one ARN are one, and License Manager takes so many in an account and Region. A store that
/// cannot be loaded yet, such as an empty folder, holds none.
Result<void> CheckNewArn(const StoreOptions& options, const World& world) {
  SourceSet sources;
  std::vector<std::string> warnings;
  const Result<Config> config = ReadConfig(options.input.config, world, sources);
  if (!config) return tl::unexpected(config.error());
  const Result<RuleStore> store = ReadStore(options.input, *config, world, sources, warnings);
  if (!store) return {};
  if (const License* have = store->FindLicense(options.arn))
    return Fail(fmt::format("{}: the store has the license of this ARN already: {}", Show(have->where),
                            Quote(have->name)));
  const LicenseArn arn = *ParseLicenseArn(options.arn.empty() ? kPlaceholderArn : options.arn);
  if (CountLicenses(*store, arn) < kMostLicenses) return {};
  return Fail(fmt::format(
      "the store has {} licenses of the account `{}` in `{}`, and License Manager takes no more there",
      CountLicenses(*store, arn), arn.account, arn.region));
}

/// Writes what is not there. A line for what it did.
Result<std::string> WriteNew(const std::string& path, const std::string& text, const World& world) {
  if (world.files.KindOf(path) != Files::Kind::kMissing)
    return fmt::format("{} is there already, and stays\n", Printable(path));
  if (const Result<void> written = world.files.Write(path, text); !written)
    return tl::unexpected(written.error());
  return fmt::format("wrote {}\n", Printable(path));
}

std::string ConfigText(const std::string& store) {
  return Modeline(fmt::format("{}/{}/config.schema.json", store, kSchemas)) +
         fmt::format(
             "# What `headroom check` knows without being told. Paths are relative to this file.\n"
             "store: [{}/]\n"
             "# region: us-east-1\n"
             "# account: \"111122223333\"\n"
             "# max_age: 24h # warn of an older snapshot\n"
             "# deployments: # what `headroom check` without PATH judges, all together\n"
             "#   - template: stacks/web.yaml\n"
             "#     stack: web-prod\n",
             store);
}

/// Under either of its names it stays.
Result<std::string> WriteConfig(const std::string& store, const World& world) {
  const bool other = world.files.KindOf(".headroom.yml") != Files::Kind::kMissing;
  const std::string path = other ? ".headroom.yml" : ".headroom.yaml";
  if (world.files.KindOf(path) == Files::Kind::kMissing) return WriteNew(path, ConfigText(store), world);
  return fmt::format("{} is there already, and stays; to use the new store, write `store: [{}/]` in it\n",
                     path, store);
}

constexpr std::string_view kHook =
    "  - repo: local\n"
    "    hooks:\n"
    "      - id: headroom\n"
    "        name: headroom\n"
    "        entry: headroom check\n"
    "        args: [.]\n"
    "        language: system\n"
    "        pass_filenames: false\n"
    "        files: \\.(ya?ml|json|template|hcl)$\n";

Result<std::string> WriteHook(const World& world) {
  const std::string path = ".pre-commit-config.yaml";
  if (world.files.KindOf(path) == Files::Kind::kMissing)
    return WriteNew(
        path,
        Modeline("https://json.schemastore.org/pre-commit-config.json") + fmt::format("repos:\n{}", kHook),
        world);
  return fmt::format("{} is there already; below `repos` add:\n{}", path, kHook);
}

Result<int> Print(const World& world, std::string_view text) {
  if (!world.write_output(text)) return Fail("cannot write to standard output");
  return 0;
}

}  // namespace

Result<int> RunStoreNew(const StoreOptions& options, const World& world) {
  const Result<const Preset*> preset = PresetOf(options);
  if (!preset) return tl::unexpected(preset.error());
  const std::string name = options.name.empty() ? std::string((*preset)->name) : options.name;
  if (const Result<void> done = CheckName(name); !done) return tl::unexpected(done.error());
  std::string why;
  if (!options.arn.empty() && !ParseLicenseArn(options.arn, &why))
    return Fail(fmt::format("`--arn` takes the ARN of a license configuration, but got {}: {}",
                            Quoted(options.arn), why));
  const Result<std::string> folder = StoreFolder(options, world);
  if (!folder) return tl::unexpected(folder.error());
  if (const Result<void> done = CheckNewArn(options, world); !done) return tl::unexpected(done.error());
  const std::string path = fmt::format("{}/{}.yaml", *folder, name);
  if (world.files.KindOf(path) != Files::Kind::kMissing)
    return Fail(
        fmt::format("`{}` is there already; `--name` gives the license another name", Printable(path)));
  if (const Result<void> done = WriteSchemas(*folder, world); !done) return tl::unexpected(done.error());
  const Result<std::string> said =
      WriteNew(path, DocumentOf(**preset, name, options.arn, options.count), world);
  if (!said) return tl::unexpected(said.error());
  return Print(
      world, *said + (options.arn.empty() ? "its ARN is made up: put License Manager's in its place\n" : ""));
}

Result<int> RunInit(const InitOptions& options, const World& world) {
  const std::string& store = options.store;
  if (const Result<void> done = CheckName(store); !done)
    return Fail(
        fmt::format("`--store` takes the name of a folder here: letters, digits, `-` and `_`, but got {}",
                    Quoted(store)));
  if (world.files.KindOf(store) == Files::Kind::kFile)
    return Fail(fmt::format("`{}` is a file here, and stays; name another folder with `--store`", store));
  if (const Result<void> done = WriteSchemas(store, world); !done) return tl::unexpected(done.error());
  std::string said;
  const auto take = [&said](Result<std::string> wrote) -> Result<void> {
    if (!wrote) return tl::unexpected(wrote.error());
    said += *wrote;
    return {};
  };
  const std::string example = DocumentOf(*FindPreset("generic-vcpu"), "example", "", 64);
  if (const Result<void> done = take(WriteNew(store + "/example.yaml", example, world)); !done)
    return tl::unexpected(done.error());
  if (const Result<void> done = take(WriteConfig(store, world)); !done) return tl::unexpected(done.error());
  if (const Result<void> done = take(WriteHook(world)); !done) return tl::unexpected(done.error());
  return Print(world, said +
                          "next: `headroom store sync` fills the store from AWS, `headroom store new` by "
                          "hand; then `headroom check .`\n");
}

}  // namespace headroom
