#include "store/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
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

/// The index of an image's association in a list.
std::optional<uint32_t> IndexOf(const Document& document, NodeId list, std::string_view image) {
  if (!IsList(document, list)) return {};
  for (uint32_t i = 0; i < document[list].count; ++i) {
    const NodeId arn = document.Find(document.Item(document[list], i), "ResourceArn");
    if (arn != kNoNode && ImageIdOfArn(document[arn].text) == image) return i;
  }
  return {};
}

AssociationTarget FindTarget(const Document& document, const AssociationEdit& edit) {
  AssociationTarget best;
  for (NodeId map : MapsOf(document, edit.license->arn_text)) {
    const NodeId list = document.Find(map, kAssociations);
    const std::optional<uint32_t> index = IndexOf(document, list, edit.image);
    const bool better =
        best.map == kNoNode || (index && !best.index) || (best.list == kNoNode && list != kNoNode);
    if (better && !best.index) best = {map, list, index};
  }
  return best;
}

/// Walks a document without recursion, leaving out the associations of one map; gives one token after the
/// other: kind and text of each node, and the end of each collection.
class Walk {
 public:
  Walk(const Document& document, NodeId map) : document_(document), map_(map) {
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
      if (node.kind == NodeKind::kMapping && frame.node == map_ && IsAssociations(node, frame.next))
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
  const NodeId map_;
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
std::vector<std::string> WantedRows(const Document& document, const AssociationTarget& target,
                                    const AssociationEdit* added) {
  std::vector<std::string> rows = Rows(document, target.list);
  if (added == nullptr) {
    rows.erase(rows.begin() + *target.index);
  } else if (target.index) {
    rows[*target.index] += RowOf({{kScope, "cross-account"}});
  } else {
    rows.push_back(RowOf(FieldsOf(*added)));
  }
  return rows;
}

/// An edit is taken only if what is read back is what is meant: that association, and nothing else.
Result<std::string> Verified(const Document& document, const AssociationTarget& target, std::string bytes,
                             const AssociationEdit& edit, bool adds) {
  const auto refuse = [&] {
    return Fail(fmt::format(
        "{}: the associations of {} are written in a way that cannot be edited; edit them by hand",
        Show(document.PlaceOf(target.map)), Quote(edit.license->name)));
  };
  const SourceFile file(document.file().path(), bytes);
  const ParseResult parsed = Parse(file);
  if (!parsed.document) return refuse();
  const std::vector<NodeId> before = MapsOf(document, edit.license->arn_text);
  const std::vector<NodeId> after = MapsOf(*parsed.document, edit.license->arn_text);
  if (before.size() != after.size()) return refuse();
  const NodeId map = after[std::find(before.begin(), before.end(), target.map) - before.begin()];
  if (Rows(*parsed.document, parsed.document->Find(map, kAssociations)) !=
      WantedRows(document, target, adds ? &edit : nullptr))
    return refuse();
  Walk old_walk(document, target.map), new_walk(*parsed.document, map);
  for (;;) {
    const Walk::Token token = old_walk.Next();
    if (!(token == new_walk.Next())) return refuse();
    if (token.kind < 0) return bytes;
  }
}

Result<AssociationTarget> TargetIn(const Document& document, const AssociationEdit& edit) {
  const AssociationTarget target = FindTarget(document, edit);
  if (target.map != kNoNode) return target;
  return Fail(fmt::format("{} no longer holds the license {}", Quote(document.file().path()),
                          Quote(edit.license->name)));
}

}  // namespace

std::string ImageArn(const AssociationEdit& edit) {
  return fmt::format("arn:{}:ec2:{}::image/{}", edit.license->arn.partition, edit.region, edit.image);
}

std::optional<std::string> WhyNotAssociate(const RuleStore& store, const AssociationEdit& edit,
                                           size_t pending) {
  constexpr size_t kMostPerResource = 10, kMostPerAccount = 25;
  const License& license = *edit.license;
  const std::string image = Quote(edit.image), name = Quote(license.name);
  if (edit.region != license.arn.region)
    return fmt::format("{} is in `{}`, and {} is a license of `{}`: licenses are regional", image,
                       edit.region, name, license.arn.region);
  const Image* known = store.FindImage(edit.image);
  if (known != nullptr && known->state == "deregistered")
    return fmt::format("{} is deregistered, and License Manager takes no such image", image);
  if (edit.cross_account && known != nullptr && !known->owner.empty() && known->owner != license.arn.account)
    return fmt::format(
        "{} belongs to the account `{}`: an image that is shared with an account is associated for that "
        "account alone, not `cross-account`",
        image, known->owner);
  const std::vector<ImageAssociation>& have = store.AssociationsOf(edit.image);
  const bool is_new = std::none_of(have.begin(), have.end(),
                                   [&](const ImageAssociation& a) { return a.license == &license; });
  if (is_new && have.size() + pending >= kMostPerResource)
    return fmt::format("{} is associated with {} licenses, and License Manager takes {} for one resource",
                       image, have.size() + pending, kMostPerResource);
  const auto of_account =
      std::count_if(store.licenses().begin(), store.licenses().end(), [&](const License* other) {
        return other->arn.account == license.arn.account && other->arn.region == license.arn.region;
      });
  if (static_cast<size_t>(of_account) > kMostPerAccount)
    return fmt::format("the account `{}` has {} licenses in `{}`, and License Manager takes {}",
                       license.arn.account, of_account, license.arn.region, kMostPerAccount);
  return {};
}

Result<std::string> WithAssociation(const Document& document, const AssociationEdit& edit) {
  const Result<AssociationTarget> target = TargetIn(document, edit);
  if (!target) return tl::unexpected(target.error());
  const Splicer splicer(document);
  if (!target->index) return Verified(document, *target, splicer.Add(*target, FieldsOf(edit)), edit, true);
  const NodeId row = document.Item(document[target->list], *target->index);
  if (!edit.cross_account || document.Find(row, kScope) != kNoNode)
    return std::string(document.file().bytes());
  return Verified(document, *target, splicer.AddScope(row), edit, true);
}

Result<std::string> WithoutAssociation(const Document& document, const AssociationEdit& edit) {
  const Result<AssociationTarget> target = TargetIn(document, edit);
  if (!target) return tl::unexpected(target.error());
  if (!target->index) return std::string(document.file().bytes());
  return Verified(document, *target, Splicer(document).Remove(*target), edit, false);
}

namespace {

using EditDocument = Result<std::string> (*)(const Document&, const AssociationEdit&);

/// Reads a document, edits it and writes it, while nobody else does. False: nothing changed.
Result<bool> EditFile(const Files& files, const std::string& path,
                      const std::vector<const AssociationEdit*>& edits, EditDocument edit_document) {
  const Result<std::unique_ptr<Files::Lock>> lock = files.LockFor(path);
  if (!lock) return tl::unexpected(lock.error());
  const Result<std::string> read = files.Read(path, kMaxStoreDocumentSize);
  if (!read) return tl::unexpected(read.error());
  std::string bytes = *read;
  for (const AssociationEdit* edit : edits) {
    const SourceFile file(path, std::move(bytes));
    const ParseResult parsed = Parse(file);
    if (!parsed.document)
      return Fail(fmt::format("{}: {}", Show(parsed.errors.front().where), parsed.errors.front().message));
    Result<std::string> edited = edit_document(*parsed.document, *edit);
    if (!edited) return tl::unexpected(edited.error());
    bytes = *std::move(edited);
  }
  if (bytes == *read) return false;
  const Result<void> written = files.Write(path, bytes);
  if (!written) return tl::unexpected(written.error());
  return true;
}

Result<std::vector<std::string>> EditFiles(
    const Files& files, const std::map<std::string, std::vector<const AssociationEdit*>>& by_path,
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
  std::map<std::string, std::vector<const AssociationEdit*>> by_path;
  for (const AssociationEdit& edit : edits) {
    const License& license = *edit.license;
    const Place where = license.associations_where ? license.associations_where : license.where;
    by_path[where.file->path()].push_back(&edit);
  }
  return EditFiles(files, by_path, WithAssociation);
}

Result<std::vector<std::string>> Disassociate(const Files& files, const RuleStore& store,
                                              const std::vector<AssociationEdit>& edits) {
  std::map<std::string, std::vector<const AssociationEdit*>> by_path;
  for (const AssociationEdit& edit : edits) {
    for (const ImageAssociation& association : store.AssociationsOf(edit.image)) {
      if (association.license->arn_text == edit.license->arn_text)
        by_path[association.where.file->path()].push_back(&edit);
    }
  }
  return EditFiles(files, by_path, WithoutAssociation);
}

}  // namespace headroom
