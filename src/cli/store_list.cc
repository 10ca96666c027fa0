#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/json_writer.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/clock.h"
#include "cli/deployment.h"
#include "cli/store.h"
#include "store/age.h"
#include "store/license_rules.h"
#include "store/store.h"

namespace headroom {
namespace {

using Layout = JsonWriter::Layout;

/// The store, and how it came out; among the warnings those about its age.
Result<StoreLoad> Load(const StoreOptions& options, const World& world, int64_t now, SourceSet& sources) {
  const Result<Config> config = ReadConfig(options.input.config, world, sources);
  if (!config) return tl::unexpected(config.error());
  const std::vector<std::string> paths = StorePaths(options.input, *config, world);
  if (paths.empty()) return Fail("no rule store is given; name it with `--store PATH` or `HEADROOM_STORE`");
  StoreLoad load = InspectStore(world.files, paths, sources);
  if (!config->max_age || !load.store) return load;
  for (StoreMistake& mistake : AgeMistakes(*load.store, *config->max_age, now))
    load.warnings.push_back(std::move(mistake));
  return load;
}

Result<int> Print(const World& world, std::string_view text, int status) {
  if (!world.write_output(text)) return Fail("cannot write to standard output");
  return status;
}

std::string Counted(size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", WithCommas(static_cast<int64_t>(count)), noun, count == 1 ? "" : "s");
}

// store validate

std::string MistakesText(const StoreLoad& load) {
  std::string out;
  const auto add = [&out](std::string_view severity, const std::vector<StoreMistake>& mistakes) {
    for (const StoreMistake& mistake : mistakes) {
      const std::string where = mistake.where ? Show(mistake.where) + ": " : "";
      out += fmt::format("{}{}: {}\n", where, severity, Printable(mistake.message));
    }
  };
  add("error", load.errors);
  add("warning", load.warnings);
  out +=
      fmt::format("{}, {}", Counted(load.errors.size(), "error"), Counted(load.warnings.size(), "warning"));
  out += fmt::format(" in {}", Counted(load.documents, "document"));
  if (load.store) out += fmt::format(": {}", Counted(load.store->licenses().size(), "license"));
  return out + "\n";
}

void WriteMistakes(JsonWriter& out, const char* key, const std::vector<StoreMistake>& mistakes) {
  out.Key(key);
  out.BeginList();
  for (const StoreMistake& mistake : mistakes) {
    const Place where = mistake.where;
    const Position at = where ? where.file->PositionOf(where.span.begin) : Position{0, 0};
    out.BeginObject(Layout::kOneLine);
    out.Key("path").StringOrNull(where ? where.file->path() : "");
    out.Key("line").Number(where ? Count(at.line) : Count());
    out.Key("column").Number(where ? Count(at.column) : Count());
    out.Key("message").String(mistake.message);
    out.EndObject();
  }
  out.EndList();
}

std::string MistakesJson(const StoreLoad& load) {
  JsonWriter out;
  out.BeginObject();
  out.Key("version").Number(1);
  WriteMistakes(out, "errors", load.errors);
  WriteMistakes(out, "warnings", load.warnings);
  out.Key("documents").Number(static_cast<int64_t>(load.documents));
  out.EndObject();
  return std::move(out).Finish();
}

// store list

/// The images that carry a license.
std::vector<std::pair<std::string, const ImageAssociation*>> ImagesOf(const RuleStore& store,
                                                                      const License& license) {
  std::vector<std::pair<std::string, const ImageAssociation*>> images;
  for (const auto& [image, associations] : store.image_associations()) {
    for (const ImageAssociation& association : associations) {
      if (association.license == &license) images.emplace_back(image, &association);
    }
  }
  return images;
}

std::string LimitText(const License& license) {
  if (!license.limit) return "none";
  return fmt::format("{} {}", WithCommas(*license.limit), license.hard_limit ? "hard" : "soft");
}

std::string ExpiryText(const License& license, int64_t now) {
  if (!license.expiry) return "";
  return fmt::format("{}{}", FormatDate(*license.expiry), *license.expiry <= now ? " (past)" : "");
}

std::vector<std::string> RowOf(const RuleStore& store, const License& license, int64_t now) {
  const Count headroom = Subtract(license.limit, license.consumed);
  return {fmt::format("{}{}", Printable(license.name), license.disabled ? " (disabled)" : ""),
          license.arn.region,
          CountingTypeName(license.counting_type),
          LimitText(license),
          WithCommas(license.consumed),
          headroom ? WithCommas(*headroom) : "",
          WithCommas(static_cast<int64_t>(ImagesOf(store, license).size())),
          ExpiryText(license, now),
          Join(RuleTexts(license.rules), " ")};
}

/// Columns two spaces apart, numbers to the right.
std::string Aligned(const std::vector<std::vector<std::string>>& rows) {
  constexpr bool kRight[] = {false, false, false, true, true, true, true, false, false};
  std::vector<size_t> widths(rows[0].size(), 0);
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - DisplayWidth(row[i]), ' ');
      line += fmt::format("{}{}", i > 0 ? "  " : "", kRight[i] ? padding + row[i] : row[i] + padding);
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

std::string ListText(const RuleStore& store, int64_t now) {
  std::vector<std::vector<std::string>> rows = {
      {"license", "Region", "type", "limit", "in use", "headroom", "AMIs", "expires", "rules"}};
  for (const License* license : store.licenses()) rows.push_back(RowOf(store, *license, now));
  std::string out = Aligned(rows);
  for (const SyncStamp& sync : store.syncs()) {
    const std::string account = sync.account.empty() ? "" : fmt::format(" of the account {}", sync.account);
    out += fmt::format("\nsnapshot of {}{}", FormatTime(sync.at), Printable(account));
  }
  return out + (store.syncs().empty() ? "" : "\n");
}

void WriteImages(JsonWriter& out, const RuleStore& store, const License& license) {
  out.Key("images");
  out.BeginList();
  for (const auto& [id, association] : ImagesOf(store, license)) {
    const Image* image = store.FindImage(id);
    out.BeginObject(Layout::kOneLine);
    out.Key("id").String(id);
    out.Key("state").StringOrNull(image == nullptr ? "" : image->state);
    out.Key("owner").StringOrNull(association->owner.empty() && image != nullptr ? image->owner
                                                                                 : association->owner);
    out.Key("cross_account").Bool(association->cross_account);
    out.EndObject();
  }
  out.EndList();
}

void WriteLicense(JsonWriter& out, const RuleStore& store, const License& license) {
  out.BeginObject();
  out.Key("arn").String(license.arn_text);
  out.Key("name").String(license.name);
  out.Key("counting_type").String(CountingTypeName(license.counting_type));
  out.Key("limit").Number(license.limit);
  out.Key("hard_limit").Bool(license.hard_limit);
  out.Key("consumed").Number(license.consumed);
  out.Key("headroom").Number(Subtract(license.limit, license.consumed));
  out.Key("disabled").Bool(license.disabled);
  out.Key("expiry").StringOrNull(license.expiry ? FormatTime(*license.expiry) : "");
  std::vector<std::string> rules;
  for (const std::string& rule : RuleTexts(license.rules)) rules.push_back(fmt::format("#{}", rule));
  out.Key("rules").Strings(rules);
  WriteImages(out, store, license);
  out.EndObject();
}

std::string ListJson(const RuleStore& store) {
  JsonWriter out;
  out.BeginObject();
  out.Key("version").Number(1);
  out.Key("licenses").BeginList();
  for (const License* license : store.licenses()) WriteLicense(out, store, *license);
  out.EndList();
  out.Key("snapshots").BeginList();
  for (const SyncStamp& sync : store.syncs()) {
    out.BeginObject(Layout::kOneLine);
    out.Key("synced_at").String(FormatTime(sync.at));
    out.Key("account").StringOrNull(sync.account);
    out.EndObject();
  }
  out.EndList();
  out.EndObject();
  return std::move(out).Finish();
}

}  // namespace

Result<int> RunStoreValidate(const StoreOptions& options, const World& world) {
  SourceSet sources;
  const Result<int64_t> now = Now(world);
  if (!now) return tl::unexpected(now.error());
  const Result<StoreLoad> load = Load(options, world, *now, sources);
  if (!load) return tl::unexpected(load.error());
  const std::string text = options.format == "json" ? MistakesJson(*load) : MistakesText(*load);
  return Print(world, text, load->store ? 0 : 2);
}

Result<int> RunStoreList(const StoreOptions& options, const World& world) {
  SourceSet sources;
  const Result<int64_t> now = Now(world);
  if (!now) return tl::unexpected(now.error());
  const Result<StoreLoad> load = Load(options, world, *now, sources);
  if (!load) return tl::unexpected(load.error());
  for (const std::string& line : MistakeLines(load->warnings))
    world.write_error(fmt::format("warning: {}\n", Printable(line)));
  if (!load->store) return Fail(Join(MistakeLines(load->errors), "\n"));
  return Print(world, options.format == "json" ? ListJson(*load->store) : ListText(*load->store, *now), 0);
}

}  // namespace headroom
