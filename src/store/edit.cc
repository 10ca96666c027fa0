#include "store/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/text.h"
#include "store/mistakes.h"
#include "store/splice.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

constexpr std::string_view kLists = "LicenseConfigurations";
constexpr std::string_view kArn = "LicenseConfigurationArn";
AssociationFields FieldsOf(const AssociationEdit& edit) {
  AssociationFields fields = {{"ResourceArn", ImageArn(edit)}, {"ResourceType", "EC2_AMI"}};
  if (!edit.owner.empty()) fields.emplace_back("ResourceOwnerId", edit.owner);
  if (edit.cross_account) fields.emplace_back(kScope, "cross-account");
  return fields;
}

/// The maps of a document that say something of a license.
std::vector<NodeId> MapsOf(const Document& document, std::string_view arn) {
  std::vector<NodeId> maps;
  const auto add = [&](NodeId map) {
    const NodeId text = document.Find(map, kArn);
    if (text != kNoNode && document[text].text == arn) maps.push_back(map);
  };
  add(document.root());
  const NodeId list = document.Find(document.root(), kLists);
  if (list == kNoNode || document[list].kind != NodeKind::kSequence) return maps;
  for (uint32_t i = 0; i < document[list].count; ++i) add(document.Item(document[list], i));
  return maps;
}

bool IsList(const Document& document, NodeId node) {
  return node != kNoNode && document[node].kind == NodeKind::kSequence;
}

/// What is to be done with the associations of one map; indices go up.
struct MapEdit {
  AssociationTarget target;
  std::vector<uint32_t> scoped, removed;  // indices
  std::vector<AssociationFields> added;

  bool empty() const { return scoped.empty() && removed.empty() && added.empty(); }
};

/// What is to be done with those of one license, in every map about it.
struct LicenseEdit {
  const License* license;
  std::vector<MapEdit> maps;
};

/// The associations of a license that a document holds, by image: each a map of `maps` and an index.
using Index = std::map<std::string_view, std::vector<std::pair<MapEdit*, uint32_t>>>;

Index IndexOf(const Document& document, std::vector<MapEdit>& maps) {
  Index index;
  for (MapEdit& map : maps) {
    if (!IsList(document, map.target.list)) continue;
    const Node& list = document[map.target.list];
    for (uint32_t i = 0; i < list.count; ++i) {
      const NodeId arn = document.Find(document.Item(list, i), "ResourceArn");
      if (arn != kNoNode) index[ImageIdOfArn(document[arn].text)].emplace_back(&map, i);
    }
  }
  return index;
}

/// Where a new association goes: to the first list that there is.
MapEdit& Receiver(std::vector<MapEdit>& maps) {
  const auto has_list = [](const MapEdit& map) { return map.target.list != kNoNode; };
  const auto found = std::find_if(maps.begin(), maps.end(), has_list);
  return found == maps.end() ? maps.front() : *found;
}

using Edits = std::vector<const AssociationEdit*>;

void PlanAdditions(const Document& document, const Edits& edits, LicenseEdit& plan) {
  const Index index = IndexOf(document, plan.maps);
  std::set<std::string_view> seen;
  for (const AssociationEdit* edit : edits) {
    if (!seen.insert(edit->image).second) continue;
    const auto found = index.find(edit->image);
    if (found == index.end()) {
      Receiver(plan.maps).added.push_back(FieldsOf(*edit));
      continue;
    }
    const auto [map, i] = found->second.front();
    const NodeId row = document.Item(document[map->target.list], i);
    if (edit->cross_account && document.Find(row, kScope) == kNoNode) map->scoped.push_back(i);
  }
}

void PlanRemovals(const Document& document, const Edits& edits, LicenseEdit& plan) {
  const Index index = IndexOf(document, plan.maps);
  std::set<std::string_view> seen;
  for (const AssociationEdit* edit : edits) {
    const auto found = index.find(edit->image);
    if (found == index.end() || !seen.insert(edit->image).second) continue;
    for (const auto& [map, i] : found->second) map->removed.push_back(i);
  }
}

using PlanEdits = void (*)(const Document&, const Edits&, LicenseEdit&);

/// The edits of a document, license by license. An error where it does not hold one.
Result<std::vector<LicenseEdit>> PlanOf(const Document& document, const Edits& edits, PlanEdits plan_edits) {
  std::map<std::string_view, Edits> by_license;
  for (const AssociationEdit* edit : edits) by_license[edit->license->arn_text].push_back(edit);
  std::vector<LicenseEdit> plans;
  for (const auto& [arn, of_license] : by_license) {
    LicenseEdit plan{of_license.front()->license, {}};
    for (const NodeId map : MapsOf(document, arn))
      plan.maps.push_back({{map, document.Find(map, kAssociations)}, {}, {}, {}});
    if (plan.maps.empty())
      return Fail(fmt::format("{} no longer holds the license {}", Quote(document.file().path()),
                              Quote(plan.license->name)));
    plan_edits(document, of_license, plan);
    for (MapEdit& map : plan.maps) {
      std::sort(map.scoped.begin(), map.scoped.end());
      std::sort(map.removed.begin(), map.removed.end());
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

std::vector<Splice> SplicesOf(const Document& document, const std::vector<LicenseEdit>& plans) {
  const Splicer splicer(document);
  std::vector<Splice> splices;
  const auto take = [&](std::vector<Splice> some) {
    splices.insert(splices.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  };
  for (const LicenseEdit& plan : plans) {
    for (const MapEdit& map : plan.maps) {
      for (const uint32_t i : map.scoped) take(splicer.AddScope(document.Item(document[map.target.list], i)));
      if (!map.added.empty()) take(splicer.Add(map.target, map.added));
      if (!map.removed.empty()) take(splicer.Remove(map.target, map.removed));
    }
  }
  return splices;
}

/// Walks a document without recursion, leaving out the associations of some maps; gives one token after the
/// other: kind and text of each node, and the end of each collection.
class Walk {
 public:
  Walk(const Document& document, std::set<NodeId> maps) : document_(document), maps_(std::move(maps)) {
    if (document.root() != kNoNode) open_.push_back({document.root(), 0, false});
  }

  struct Token {
    int kind = -1;  // -1: the end
    std::string_view text, tag;
    bool operator==(const Token&) const = default;
  };
  Token Next() {
    while (!open_.empty()) {
      Frame& frame = open_.back();
      const Node& node = document_[frame.node];
      if (!std::exchange(frame.entered, true)) return {static_cast<int>(node.kind), node.text, node.tag};
      if (node.kind == NodeKind::kMapping && IsAssociations(node, frame.next) && maps_.count(frame.node) > 0)
        frame.next += 2;
      if (frame.next < node.count) {
        const NodeId child = Child(node, frame.next++);
        open_.push_back({child, 0, false});
      } else {
        open_.pop_back();
        if (node.kind == NodeKind::kMapping || node.kind == NodeKind::kSequence) return {100, {}, {}};
      }
    }
    return {};
  }

 private:
  struct Frame {
    NodeId node;
    uint32_t next;
    bool entered;
  };
  NodeId Child(const Node& node, uint32_t index) const {
    if (node.kind == NodeKind::kSequence) return document_.Item(node, index);
    const Document::Entry entry = document_.EntryAt(node, index / 2);
    return index % 2 == 0 ? entry.key : entry.value;
  }
  bool IsAssociations(const Node& map, uint32_t next) const {
    return next % 2 == 0 && next < map.count &&
           document_[document_.EntryAt(map, next / 2).key].text == kAssociations;
  }

  const Document& document_;
  const std::set<NodeId> maps_;
  std::vector<Frame> open_;
};

/// Each association of a list, as text.
std::vector<std::string> Rows(const Document& document, NodeId list) {
  std::vector<std::string> rows;
  if (!IsList(document, list)) return rows;
  for (uint32_t i = 0; i < document[list].count; ++i) {
    const Node& row = document[document.Item(document[list], i)];
    std::string text;
    for (uint32_t j = 0; j < Document::EntryCount(row); ++j) {
      const Document::Entry entry = document.EntryAt(row, j);
      text += fmt::format("{}={}\n", document[entry.key].text, document[entry.value].text);
    }
    rows.push_back(std::move(text));
  }
  return rows;
}

std::string RowOf(const AssociationFields& fields) {
  std::string text;
  for (const auto& [key, value] : fields) text += fmt::format("{}={}\n", key, value);
  return text;
}

/// What the list of associations is to be.
std::vector<std::string> WantedRows(const Document& document, const MapEdit& edit) {
  std::vector<std::string> rows = Rows(document, edit.target.list);
  for (const uint32_t i : edit.scoped) rows[i] += RowOf({{kScope, "cross-account"}});
  for (auto i = edit.removed.rbegin(); i != edit.removed.rend(); ++i) rows.erase(rows.begin() + *i);
  for (const AssociationFields& fields : edit.added) rows.push_back(RowOf(fields));
  return rows;
}

/// Whether what is read back is what is meant for a license. Adds its maps to `before` and `after`.
bool HoldsPlan(const Document& document, const Document& edited, const LicenseEdit& plan,
               std::set<NodeId>& before, std::set<NodeId>& after) {
  const std::vector<NodeId> maps = MapsOf(edited, plan.license->arn_text);
  if (maps.size() != plan.maps.size()) return false;
  for (size_t i = 0; i < maps.size(); ++i) {
    if (plan.maps[i].empty()) continue;
    if (Rows(edited, edited.Find(maps[i], kAssociations)) != WantedRows(document, plan.maps[i])) return false;
    before.insert(plan.maps[i].target.map);
    after.insert(maps[i]);
  }
  return true;
}

/// The license that is in the way of edits; null if what is read back is what is meant: these associations,
/// and nothing else.
const LicenseEdit* FindMistaken(const Document& document, const Document& edited,
                                const std::vector<LicenseEdit>& plans) {
  std::set<NodeId> before, after;
  for (const LicenseEdit& plan : plans) {
    if (!HoldsPlan(document, edited, plan, before, after)) return &plan;
  }
  Walk old_walk(document, std::move(before)), new_walk(edited, std::move(after));
  for (;;) {
    const Walk::Token token = old_walk.Next();
    if (!(token == new_walk.Next())) return &plans.front();
    if (token.kind < 0) return nullptr;
  }
}

/// All edits at once, if they can be made.
Result<std::string> Edited(const Document& document, const Edits& edits, PlanEdits plan_edits) {
  const Result<std::vector<LicenseEdit>> plans = PlanOf(document, edits, plan_edits);
  if (!plans) return tl::unexpected(plans.error());
  const auto refuse = [&](const LicenseEdit& plan) {
    return Fail(fmt::format(
        "{}: the associations of {} are written in a way that cannot be edited; edit them by hand",
        Show(document.PlaceOf(plan.maps.front().target.map)), Quote(plan.license->name)));
  };
  std::vector<Splice> splices = SplicesOf(document, *plans);
  if (splices.empty()) return std::string(document.file().bytes());
  std::optional<std::string> bytes = WithSplices(document.file().bytes(), std::move(splices));
  if (!bytes) return refuse(plans->front());
  const SourceFile file(document.file().path(), *bytes);
  const ParseResult parsed = Parse(file);
  if (!parsed.document) return refuse(plans->front());
  const LicenseEdit* mistaken = FindMistaken(document, *parsed.document, *plans);
  if (mistaken != nullptr) return refuse(*mistaken);
  return *std::move(bytes);
}

/// The account of an image: its images say it, else an association of it does; empty: nothing does.
std::string_view OwnerOf(const RuleStore& store, std::string_view id) {
  const Image* image = store.FindImage(id);
  if (image != nullptr && !image->owner.empty()) return image->owner;
  for (const ImageAssociation& association : store.AssociationsOf(id)) {
    if (!association.owner.empty()) return association.owner;
  }
  return {};
}

}  // namespace

std::string ImageArn(const AssociationEdit& edit) {
  return fmt::format("arn:{}:ec2:{}::image/{}", edit.license->arn.partition, edit.region, edit.image);
}

std::optional<std::string> WhyNotAssociate(const RuleStore& store, const AssociationEdit& edit,
                                           size_t pending) {
  constexpr size_t kMostPerResource = 10;
  const License& license = *edit.license;
  const std::string image = Quote(edit.image), name = Quote(license.name);
  if (edit.region != license.arn.region)
    return fmt::format("{} is in `{}`, and {} is a license of `{}`: licenses are regional", image,
                       edit.region, name, license.arn.region);
  const Image* known = store.FindImage(edit.image);
  if (known != nullptr && known->state == "deregistered")
    return fmt::format("{} is deregistered, and License Manager takes no such image", image);
  const std::string_view owner = OwnerOf(store, edit.image);
  if (edit.cross_account && !owner.empty() && owner != license.arn.account)
    return fmt::format(
        "{} belongs to the account `{}`: an image that is shared with an account is associated for that "
        "account alone, not `cross-account`",
        image, owner);
  const std::vector<ImageAssociation>& have = store.AssociationsOf(edit.image);
  const bool is_new = std::none_of(have.begin(), have.end(),
                                   [&](const ImageAssociation& a) { return a.license == &license; });
  if (is_new && have.size() + pending >= kMostPerResource)
    return fmt::format("{} is associated with {} licenses, and License Manager takes {} for one resource",
                       image, have.size() + pending, kMostPerResource);
  if (const size_t count = CountLicenses(store, license.arn); count > kMostLicenses)
    return fmt::format("the account `{}` has {} licenses in `{}`, and License Manager takes {}",
                       license.arn.account, count, license.arn.region, kMostLicenses);
  return {};
}

size_t CountLicenses(const RuleStore& store, const LicenseArn& arn) {
  const auto& all = store.licenses();
  return static_cast<size_t>(std::count_if(all.begin(), all.end(), [&](const License* license) {
    return license->arn.account == arn.account && license->arn.region == arn.region;
  }));
}

Result<std::string> WithAssociations(const Document& document, const Edits& edits) {
  return Edited(document, edits, PlanAdditions);
}

Result<std::string> WithoutAssociations(const Document& document, const Edits& edits) {
  return Edited(document, edits, PlanRemovals);
}

namespace {

using EditDocument = Result<std::string> (*)(const Document&, const Edits&);

/// Reads a document, edits it and writes it, while nobody else does. False: nothing changed.
Result<bool> EditFile(const Files& files, const std::string& path, const Edits& edits,
                      EditDocument edit_document) {
  const Result<std::unique_ptr<Files::Lock>> lock = files.LockFor(path);
  if (!lock) return tl::unexpected(lock.error());
  Result<std::string> read = files.Read(path, kMaxStoreDocumentSize);
  if (!read) return tl::unexpected(read.error());
  const SourceFile file(path, *std::move(read));
  const ParseResult parsed = Parse(file);
  if (!parsed.document)
    return Fail(fmt::format("{}: {}", Show(parsed.errors.front().where), parsed.errors.front().message));
  const Result<std::string> edited = edit_document(*parsed.document, edits);
  if (!edited) return tl::unexpected(edited.error());
  if (*edited == file.bytes()) return false;
  const Result<void> written = files.Write(path, *edited);
  if (!written) return tl::unexpected(written.error());
  return true;
}

Result<std::vector<std::string>> EditFiles(const Files& files, const std::map<std::string, Edits>& by_path,
                                           EditDocument edit_document) {
  std::vector<std::string> changed;
  for (const auto& [path, edits] : by_path) {
    const Result<bool> edited = EditFile(files, path, edits, edit_document);
    if (!edited) return tl::unexpected(edited.error());
    if (*edited) changed.push_back(path);
  }
  return changed;
}

}  // namespace

Result<std::vector<std::string>> Associate(const Files& files, const std::vector<AssociationEdit>& edits) {
  std::map<std::string, Edits> by_path;
  for (const AssociationEdit& edit : edits) {
    const License& license = *edit.license;
    const Place where = license.associations_where ? license.associations_where : license.where;
    by_path[where.file->path()].push_back(&edit);
  }
  return EditFiles(files, by_path, WithAssociations);
}

Result<std::vector<std::string>> Disassociate(const Files& files, const RuleStore& store,
                                              const std::vector<AssociationEdit>& edits) {
  std::map<std::string, Edits> by_path;
  for (const AssociationEdit& edit : edits) {
    for (const ImageAssociation& association : store.AssociationsOf(edit.image)) {
      if (association.license->arn_text == edit.license->arn_text)
        by_path[association.where.file->path()].push_back(&edit);
    }
  }
  return EditFiles(files, by_path, WithoutAssociations);
}

}  // namespace headroom
