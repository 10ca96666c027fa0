#include "snapshot/snapshot.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/json_writer.h"
#include "base/text.h"
#include "base/time.h"
#include "store/arn.h"
#include "store/mistakes.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

using Layout = JsonWriter::Layout;

/// How a field is written: as it is, or as one form of what several versions of the CLI print.
enum class Form : uint8_t { kAsIs, kTime, kStackTags };

struct Field {
  std::string_view name;
  Form form = Form::kAsIs;
};

/// One kind: its file, the list in what the CLI prints, what it is sorted by, and the fields that are kept,
/// in the order in which they are written.
struct KindInfo {
  SnapshotKind kind;
  std::string_view one, many;  // "image", "images"
  std::string_view file;
  std::string_view list;
  bool of_license;  // the list stands beside the ARN of its license
  Layout layout;
  std::vector<std::string_view> sorted_by;
  std::vector<Field> fields;
};

const std::vector<KindInfo>& Kinds() {
  static const std::vector<KindInfo> kinds = {
      {SnapshotKind::kLicenses,
       "license",
       "licenses",
       "licenses.json",
       "LicenseConfigurations",
       false,
       Layout::kLines,
       {"LicenseConfigurationArn"},
       {{"LicenseConfigurationArn"},
        {"LicenseConfigurationId"},
        {"Name"},
        {"Description"},
        {"OwnerAccountId"},
        {"Status"},
        {"LicenseCountingType"},
        {"LicenseCount"},
        {"LicenseCountHardLimit"},
        {"LicenseRules"},
        {"LicenseExpiry"},
        {"DisassociateWhenNotFound"},
        {"ProductInformationList"},
        {"ConsumedLicenses"}}},
      {SnapshotKind::kAssociations,
       "association",
       "associations",
       "associations.json",
       "LicenseConfigurationAssociations",
       true,
       Layout::kOneLine,
       {"ResourceArn"},
       {{"ResourceArn"},
        {"ResourceType"},
        {"ResourceOwnerId"},
        {"AssociationTime", Form::kTime},
        {"AmiAssociationScope"}}},
      {SnapshotKind::kUsage,
       "usage row",
       "usage rows",
       "usage.json",
       "LicenseConfigurationUsageList",
       true,
       Layout::kOneLine,
       {"ResourceArn"},
       {{"ResourceArn"},
        {"ResourceType"},
        {"ResourceOwnerId"},
        {"ResourceStatus"},
        {"AssociationTime", Form::kTime},
        {"ConsumedLicenses"}}},
      {SnapshotKind::kImages,
       "image",
       "images",
       "images.json",
       "Images",
       false,
       Layout::kOneLine,
       {"ImageId"},
       {{"ImageId"},
        {"Name"},
        {"OwnerId"},
        {"State"},
        {"CreationDate", Form::kTime},
        {"DeprecationTime", Form::kTime},
        {"PlatformDetails"},
        {"UsageOperation"},
        {"SourceImageId"},
        {"SourceImageRegion"},
        {"SourceInstanceId"}}},
      {SnapshotKind::kInstances,
       "instance",
       "instances",
       "instances.json",
       "Instances",
       false,
       Layout::kOneLine,
       {"InstanceId"},
       {{"InstanceId"}, {"ImageId"}, {"InstanceType"}, {"State"}, {"Placement"}, {"Tags", Form::kStackTags}}},
      {SnapshotKind::kHosts,
       "host",
       "hosts",
       "hosts.json",
       "Hosts",
       false,
       Layout::kOneLine,
       {"HostId"},
       {{"HostId"}, {"State"}, {"AvailabilityZone"}, {"AllowsMultipleInstanceTypes"}, {"HostProperties"}}},
      {SnapshotKind::kLaunchTemplates,
       "launch template version",
       "launch template versions",
       "launch-templates.json",
       "LaunchTemplateVersions",
       false,
       Layout::kLines,
       {"LaunchTemplateName", "LaunchTemplateId", "VersionNumber"},
       {{"LaunchTemplateId"},
        {"LaunchTemplateName"},
        {"VersionNumber"},
        {"DefaultVersion"},
        {"LaunchTemplateData"}}},
      {SnapshotKind::kParameters,
       "parameter",
       "parameters",
       "parameters.json",
       "Parameters",
       false,
       Layout::kOneLine,
       {"Name", "ARN", "Version", "Selector"},
       {{"Name"}, {"ARN"}, {"Type"}, {"DataType"}, {"Version"}, {"Selector"}, {"Value"}}},
      {SnapshotKind::kExports,
       "export",
       "exports",
       "exports.json",
       "Exports",
       false,
       Layout::kOneLine,
       {"Name", "ExportingStackId"},
       {{"Name"}, {"ExportingStackId"}, {"Value"}}},
  };
  return kinds;
}

const KindInfo& InfoOf(SnapshotKind kind) { return Kinds()[static_cast<size_t>(kind)]; }

bool IsAbsent(const Document& document, NodeId id) {
  if (id == kNoNode || document[id].kind == NodeKind::kNull) return true;
  return document[id].kind == NodeKind::kScalar && document[id].text.empty();
}

/// A list, or the null that the CLI's `--query` makes of one that is not there.
bool IsList(const Document& document, NodeId id) {
  return id != kNoNode && (document[id].kind == NodeKind::kSequence || document[id].kind == NodeKind::kNull);
}

/// "2026-08-31T10:00:00Z" of what either version of the CLI prints; what is no time stays as it is.
std::string TimeText(std::string_view text) {
  const std::optional<int64_t> seconds = ParseTimestamp(text);
  return seconds ? FormatTime(*seconds) : std::string(text);
}

/// A number or a truth value as JSON spells it; YAML's other spellings are text.
bool IsLiteral(const Node& node) {
  if (node.quoted) return false;
  if (node.text == "true" || node.text == "false") return true;
  const std::string_view digits = StartsWith(node.text, "-") ? node.text.substr(1) : node.text;
  return ParseInteger(digits).has_value() && digits.find_first_not_of("0123456789") == digits.npos &&
         (digits.size() == 1 || digits[0] != '0');
}

/// Tags name people and projects; what headroom reads of them is the stack.
bool IsStackTag(const Document& document, NodeId tag) {
  const NodeId key = document.Find(tag, "Key");
  return key != kNoNode && (document[key].text == "aws:cloudformation:stack-name" ||
                            document[key].text == "aws:cloudformation:logical-id");
}

/// Writes nodes of one document with maps sorted by key, without what is empty. The depth is the parser's.
class NodeWriter {
 public:
  NodeWriter(const Document& document, JsonWriter& out) : document_(document), out_(out) {}

  void Write(NodeId id, Form form) {
    const Node& node = document_[id];
    if (node.kind == NodeKind::kMapping) return WriteMap(node);
    if (node.kind == NodeKind::kSequence) return WriteList(node, form);
    if (form == Form::kTime) return out_.String(TimeText(node.text));
    return IsLiteral(node) ? out_.Literal(node.text) : out_.String(node.text);
  }

 private:
  void WriteMap(const Node& map) {
    std::map<std::string_view, NodeId> members;
    for (uint32_t i = 0; i < Document::EntryCount(map); ++i) {
      const Document::Entry entry = document_.EntryAt(map, i);
      const std::string_view key = document_[entry.key].text;
      if (!IsAbsent(document_, entry.value) && key != "UserData") members.emplace(key, entry.value);
    }
    out_.BeginObject();
    for (const auto& [key, value] : members) {
      out_.Key(key);
      Write(value, Form::kAsIs);
    }
    out_.EndObject();
  }

  void WriteList(const Node& list, Form form) {
    std::map<std::string_view, NodeId> tags;
    out_.BeginList();
    for (uint32_t i = 0; i < list.count; ++i) {
      const NodeId item = document_.Item(list, i);
      if (form == Form::kStackTags) {
        if (IsStackTag(document_, item)) tags.emplace(document_[document_.Find(item, "Key")].text, item);
      } else if (!IsAbsent(document_, item)) {
        Write(item, Form::kAsIs);
      }
    }
    for (const auto& [key, tag] : tags) Write(tag, Form::kAsIs);
    out_.EndList();
  }

  const Document& document_;
  JsonWriter& out_;
};

void WriteEntry(const KindInfo& info, const Snapshot::Entry& entry, JsonWriter& out) {
  const Document& document = *entry.document;
  out.BeginObject(info.layout);
  for (const Field& field : info.fields) {
    const NodeId value = document.Find(entry.node, field.name);
    if (IsAbsent(document, value)) continue;
    out.Key(field.name);
    NodeWriter(document, out).Write(value, field.form);
  }
  out.EndObject();
}

/// What entries of a kind are sorted by. Numbers are as long as each other, so that they sort as such.
std::string SortKey(const KindInfo& info, const Document& document, NodeId entry, std::string_view parent) {
  constexpr size_t kDigits = 19;
  std::string key(parent);
  if (!parent.empty()) key += '\n';
  for (const std::string_view field : info.sorted_by) {
    const NodeId value = document.Find(entry, field);
    const std::string_view text = value == kNoNode ? std::string_view() : document[value].text;
    if (ParseInteger(text) && text.size() < kDigits) key.append(kDigits - text.size(), '0');
    key += text;
    key += '\n';
  }
  return key;
}

std::string_view ParentOf(const std::string& key) { return std::string_view(key).substr(0, key.find('\n')); }

bool IsSecret(const Document& document, NodeId entry) {
  const NodeId type = document.Find(entry, "Type");
  return type != kNoNode && document[type].text == "SecureString";
}

using EntryAt = Snapshot::Entries::const_iterator;

void WriteEntries(const KindInfo& info, EntryAt begin, EntryAt end, JsonWriter& out) {
  out.Key(info.list);
  out.BeginList();
  for (EntryAt at = begin; at != end; ++at) WriteEntry(info, at->second, out);
  out.EndList();
}

/// The lists that do not name their license, inside of it.
void WriteOfLicenses(const KindInfo& info, const Snapshot::Entries& entries,
                     const std::set<std::string>& licenses, JsonWriter& out) {
  out.Key("LicenseConfigurations");
  out.BeginList();
  for (const std::string& license : licenses) {
    out.BeginObject();
    out.Key("LicenseConfigurationArn").String(license);
    const EntryAt begin = entries.lower_bound(license);
    EntryAt end = begin;
    while (end != entries.end() && ParentOf(end->first) == license) ++end;
    WriteEntries(info, begin, end, out);
    out.EndObject();
  }
  out.EndList();
}

}  // namespace

std::string_view Snapshot::Entry::Text(std::string_view field) const {
  const NodeId value = document->Find(node, field);
  return value == kNoNode ? std::string_view() : (*document)[value].text;
}

void Snapshot::Take(SnapshotKind kind, const Document& document, NodeId entry, std::string_view parent) {
  present_.insert(kind);
  if (kind == SnapshotKind::kParameters && IsSecret(document, entry)) return;
  std::string key = SortKey(InfoOf(kind), document, entry, parent);
  Entries& entries = entries_[static_cast<size_t>(kind)];
  entries.insert_or_assign(entries.end(), std::move(key),
                           Entry{&document, entry});  // they mostly come in order
}

bool Snapshot::TakeList(SnapshotKind kind, const Document& document, NodeId map, std::string_view parent) {
  const NodeId list = document.Find(map, InfoOf(kind).list);
  if (!IsList(document, list)) return false;
  present_.insert(kind);
  if (!parent.empty()) parents_[static_cast<size_t>(kind)].emplace(parent);
  for (uint32_t i = 0; i < document[list].count; ++i)
    Take(kind, document, document.Item(document[list], i), parent);
  return true;
}

bool Snapshot::TakeLicense(const Document& document, NodeId map) {
  const NodeId arn = document.Find(map, "LicenseConfigurationArn");
  if (IsAbsent(document, arn)) return false;
  bool found = TakeList(SnapshotKind::kAssociations, document, map, document[arn].text);
  found = TakeList(SnapshotKind::kUsage, document, map, document[arn].text) || found;
  // Without a counting type it is only there for its lists.
  if (IsAbsent(document, document.Find(map, "LicenseCountingType"))) return found;
  Take(SnapshotKind::kLicenses, document, map);
  return true;
}

bool Snapshot::TakeAll(const Document& document) {
  const NodeId root = document.root();
  bool found = TakeLicense(document, root);
  const auto each = [&](std::string_view key, SnapshotKind kind, const auto& take) {
    const NodeId list = document.Find(root, key);
    if (!IsList(document, list)) return;
    if (document[list].count == 0) present_.insert(kind);
    found = true;
    for (uint32_t i = 0; i < document[list].count; ++i) take(document.Item(document[list], i));
  };
  each("LicenseConfigurations", SnapshotKind::kLicenses,
       [&](NodeId license) { TakeLicense(document, license); });
  each("Reservations", SnapshotKind::kInstances,
       [&](NodeId reservation) { TakeList(SnapshotKind::kInstances, document, reservation); });
  for (const SnapshotKind kind : {SnapshotKind::kImages, SnapshotKind::kHosts, SnapshotKind::kLaunchTemplates,
                                  SnapshotKind::kParameters, SnapshotKind::kExports})
    found = TakeList(kind, document, root) || found;
  for (const std::string_view key : {"Account", "SyncedAccount"}) {
    const NodeId account = document.Find(root, key);
    if (IsAbsent(document, account)) continue;
    account_ = document[account].text;
    found = true;
  }
  TakeRegions(document);
  const NodeId time = document.Find(root, "SyncedAt");
  if (IsAbsent(document, time)) return found;
  stamped_at_ = ParseTimestamp(document[time].text);
  return true;
}

void Snapshot::TakeRegions(const Document& document) {
  const NodeId regions = document.Find(document.root(), "SyncedRegions");
  if (regions == kNoNode || document[regions].kind != NodeKind::kSequence) return;
  for (uint32_t i = 0; i < document[regions].count; ++i)
    stamped_regions_.emplace(document[document.Item(document[regions], i)].text);
}

Result<std::shared_ptr<const Snapshot::Text>> Snapshot::Read(const std::string& path, std::string bytes) {
  auto text = std::make_shared<Text>();
  ParseResult parsed = Parse(text->sources.Add(path, std::move(bytes)));
  if (!parsed.document) {
    const SyntaxError& error = parsed.errors.front();
    return Fail(fmt::format("{}: {}", Show(error.where), error.message));
  }
  text->document = std::make_unique<Document>(*std::move(parsed.document));
  if (text->document->root() == kNoNode) return Fail(fmt::format("{}: it is empty", Printable(path)));
  return text;
}

Result<void> Snapshot::Take(std::shared_ptr<const Text> text) {
  const Document& document = *text->document;
  if (!TakeAll(document)) {
    return Fail(
        fmt::format("{}: it holds nothing that a snapshot is made of; is it what the AWS CLI printed?",
                    Show(document.PlaceOf(document.root()))));
  }
  texts_.push_back(std::move(text));
  return {};
}

Result<void> Snapshot::AddPage(const std::string& path, std::string bytes) {
  auto text = Read(path, std::move(bytes));
  if (!text) return tl::unexpected(text.error());
  return Take(*std::move(text));
}

Result<void> Snapshot::Add(const std::string& path, std::string bytes) {
  auto text = Read(path, std::move(bytes));
  if (!text) return tl::unexpected(text.error());
  const Document& document = *(*text)->document;
  const auto has = [&](std::string_view key) {
    return !IsAbsent(document, document.Find(document.root(), key));
  };
  const auto place = [&](std::string_view key) {
    return Show(document.PlaceOf(document.FindKey(document.root(), key)));
  };
  if (has("NextToken")) {
    return Fail(
        fmt::format("{}: it is one page of several, as its `NextToken` says; take it again with all pages",
                    place("NextToken")));
  }
  for (const std::string_view list : {"LicenseConfigurationAssociations", "LicenseConfigurationUsageList"}) {
    if (!has(list) || has("LicenseConfigurationArn")) continue;
    return Fail(
        fmt::format("{}: it does not say which license it is about; take it again with the command that "
                    "`headroom store sync --dry-run` prints, or add its `LicenseConfigurationArn`",
                    place(list)));
  }
  return Take(*std::move(text));
}

void Snapshot::Replace(const Snapshot& newer) {
  for (const SnapshotKind kind : newer.present_) {
    const auto i = static_cast<size_t>(kind);
    entries_[i] = newer.entries_[i];
    parents_[i] = newer.parents_[i];
    present_.insert(kind);
  }
  if (newer.present_.count(SnapshotKind::kLicenses) > 0) stamped_regions_ = newer.stamped_regions_;
  if (!newer.account_.empty()) account_ = newer.account_;
  texts_.insert(texts_.end(), newer.texts_.begin(), newer.texts_.end());
}

int64_t Snapshot::TimeWith(const Snapshot& newer, int64_t taken) const {
  const bool replaces_all =
      std::includes(newer.present_.begin(), newer.present_.end(), present_.begin(), present_.end());
  return replaces_all ? taken : std::min(taken, stamped_at_.value_or(taken));
}

void Snapshot::KeepExports(const std::set<std::string>& names) {
  std::erase_if(entries_[static_cast<size_t>(SnapshotKind::kExports)],
                [&](const auto& entry) { return names.count(std::string(entry.second.Text("Name"))) == 0; });
}

std::vector<std::string> Snapshot::LicenseArns() const {
  std::vector<std::string> arns;
  for (const auto& [key, entry] : Of(SnapshotKind::kLicenses))
    arns.emplace_back(entry.Text("LicenseConfigurationArn"));
  return arns;
}

std::set<std::string> Snapshot::Regions() const {
  std::set<std::string> regions = stamped_regions_;
  for (const std::string& text : LicenseArns()) {
    if (const auto arn = ParseLicenseArn(text)) regions.insert(arn->region);
  }
  return regions;
}

std::string Snapshot::Summary() const {
  std::vector<std::string> parts;
  for (const KindInfo& info : Kinds()) {
    if (present_.count(info.kind) == 0) continue;
    const auto count = static_cast<int64_t>(Of(info.kind).size());
    parts.push_back(fmt::format("{} {}", WithCommas(count), count == 1 ? info.one : info.many));
  }
  const std::string what = parts.empty() ? "nothing" : Join(parts, ", ");
  return account_.empty() ? what : fmt::format("{} of the account {}", what, Printable(account_));
}

std::map<std::string, std::string> Snapshot::Render(int64_t synced_at,
                                                    const std::vector<std::string>& regions) const {
  std::map<std::string, std::string> files;
  std::set<std::string> all = Regions();
  for (const std::string& region : regions) all.insert(region);
  all.erase("");
  JsonWriter stamp;
  stamp.BeginObject();
  stamp.Key("SyncedAt").String(FormatTime(synced_at));
  if (!account_.empty()) stamp.Key("SyncedAccount").String(account_);
  stamp.Key("SyncedRegions").Strings({all.begin(), all.end()});
  stamp.EndObject();
  files.emplace(kStampFile, std::move(stamp).Finish());
  for (const KindInfo& info : Kinds()) {
    if (present_.count(info.kind) == 0) continue;
    JsonWriter out;
    out.BeginObject();
    if (info.of_license) {
      WriteOfLicenses(info, Of(info.kind), parents_[static_cast<size_t>(info.kind)], out);
    } else if (info.kind == SnapshotKind::kInstances) {
      out.Key("Reservations").BeginList();
      out.BeginObject();
      WriteEntries(info, Of(info.kind).begin(), Of(info.kind).end(), out);
      out.EndObject();
      out.EndList();
    } else {
      WriteEntries(info, Of(info.kind).begin(), Of(info.kind).end(), out);
    }
    out.EndObject();
    files.emplace(info.file, std::move(out).Finish());
  }
  return files;
}

std::set<std::string> Snapshot::FileNames() {
  std::set<std::string> names = {std::string(kStampFile)};
  for (const KindInfo& info : Kinds()) names.emplace(info.file);
  return names;
}

}  // namespace headroom
