#include <algorithm>
#include <deque>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "store/builder.h"

namespace headroom {
namespace {

std::string TextOf(Reader& reader, NodeId map, std::string_view key) {
  const MaybeGiven<std::string_view> text = reader.Text(map, key);
  return text ? std::string(text->value) : std::string();
}

Count NumberOf(Reader& reader, NodeId map, std::string_view key) {
  const MaybeGiven<int64_t> number = reader.Number(map, key);
  return number ? Count(number->value) : Count();
}

/// The entry's id; a mistake where it has none, unless a skeleton left it blank.
std::string_view IdOf(Reader& reader, NodeId entry, std::string_view key, std::string_view kind) {
  const MaybeGiven<std::string_view> id = reader.Text(entry, key);
  if (id) return id->value;
  if (!reader.IsBlank(entry) && !reader.Has(entry, key))
    reader.mistakes().Error(reader.PlaceOf(entry), "{} without `{}`", kind, key);
  return {};
}

StoreInstance ReadInstance(Reader& reader, NodeId entry) {
  StoreInstance instance;
  instance.image_id = TextOf(reader, entry, "ImageId");
  instance.instance_type = TextOf(reader, entry, "InstanceType");
  instance.host_id = TextOf(reader, reader.Map(entry, "Placement"), "HostId");
  instance.zone = TextOf(reader, reader.Map(entry, "Placement"), "AvailabilityZone");
  instance.state = TextOf(reader, reader.Map(entry, "State"), "Name");
  for (NodeId tag : reader.Maps(entry, "Tags")) {
    if (reader.Has(tag, "Key")) instance.tags[TextOf(reader, tag, "Key")] = TextOf(reader, tag, "Value");
  }
  return instance;
}

StoreHost ReadHost(Reader& reader, NodeId properties) {
  StoreHost host;
  host.instance_type = TextOf(reader, properties, "InstanceType");
  host.instance_family = TextOf(reader, properties, "InstanceFamily");
  if (host.instance_family.empty()) host.instance_family = FamilyOfType(host.instance_type);
  host.sockets = NumberOf(reader, properties, "Sockets");
  host.cores = NumberOf(reader, properties, "Cores");
  host.vcpus = NumberOf(reader, properties, "TotalVCpus");
  return host;
}

/// What the hosts of one family say together.
struct FamilyFigures {
  Count sockets, cores, vcpus;
  bool sockets_differ = false, cores_differ = false, vcpus_differ = false;
  bool mixes_sizes = false;
};

void Gather(Count& have, bool& differ, Count given) {
  if (!given) return;
  differ = differ || (have && have != given);
  have = given;
}

/// Hosts of one family that differ say nothing of the next one: the figure stays what it was.
HostFamily Apply(HostFamily family, const FamilyFigures& figures) {
  if (figures.sockets && !figures.sockets_differ) family.sockets = figures.sockets;
  if (figures.vcpus && !figures.vcpus_differ) family.vcpus = figures.vcpus;
  if (figures.cores && !figures.cores_differ) {
    family.cores = figures.cores;
    family.lower_bound = false;
  }
  family.multi_size = family.multi_size || figures.mixes_sizes;
  return family;
}

/// Whether two nodes of the same or different documents hold the same data, whatever the order of their keys.
/// No recursion: the depth is the document's.
bool SameData(const Document& a, NodeId node_a, const Document& b, NodeId node_b) {
  const auto sorted = [](const Document& document, const Node& map) {
    std::vector<Document::Entry> entries;
    for (uint32_t i = 0; i < Document::EntryCount(map); ++i) entries.push_back(document.EntryAt(map, i));
    std::sort(entries.begin(), entries.end(),
              [&document](const Document::Entry& x, const Document::Entry& y) {
                return document[x.key].text < document[y.key].text;
              });
    return entries;
  };
  std::vector<std::pair<NodeId, NodeId>> open = {{node_a, node_b}};
  while (!open.empty()) {
    const auto [id_a, id_b] = open.back();
    open.pop_back();
    const Node& x = a[id_a];
    const Node& y = b[id_b];
    if (x.kind != y.kind || x.count != y.count || x.text != y.text) return false;
    if (x.kind == NodeKind::kSequence) {
      for (uint32_t i = 0; i < x.count; ++i) open.push_back({a.Item(x, i), b.Item(y, i)});
    } else if (x.kind == NodeKind::kMapping) {
      const std::vector<Document::Entry> entries_a = sorted(a, x), entries_b = sorted(b, y);
      for (size_t i = 0; i < entries_a.size(); ++i) {
        open.push_back({entries_a[i].key, entries_b[i].key});
        open.push_back({entries_a[i].value, entries_b[i].value});
      }
    }
  }
  return true;
}

/// Tells every image made from one of `sources` of the nearest.
void SpreadAssociations(const std::vector<InheritedAssociation>& sources,
                        const std::map<std::string_view, std::vector<std::string_view>>& made_from,
                        std::map<std::string, std::vector<InheritedAssociation>, std::less<>>& inherited) {
  std::set<std::string_view> reached;
  std::deque<std::pair<std::string_view, const InheritedAssociation*>> open;
  for (const InheritedAssociation& source : sources) {
    reached.insert(source.image);
    open.emplace_back(source.image, &source);
  }
  while (!open.empty()) {
    const auto [image, source] = open.front();
    open.pop_front();
    const auto copies = made_from.find(image);
    if (copies == made_from.end()) continue;
    for (std::string_view copy : copies->second) {
      if (!reached.insert(copy).second) continue;
      inherited[std::string(copy)].push_back(*source);
      open.emplace_back(copy, source);
    }
  }
}

}  // namespace

Image StoreBuilder::ReadImage(Reader& reader, NodeId entry) {
  const auto text = [&](std::string_view key) {
    const MaybeGiven<std::string_view> given = reader.Text(entry, key);
    return given ? Keep(reader, given->value) : std::string_view();
  };
  Image image;
  image.state = text("State");
  image.owner = text("OwnerId");
  image.platform_details = text("PlatformDetails");
  image.usage_operation = text("UsageOperation");
  image.source_image_id = text("SourceImageId");
  image.source_instance_id = text("SourceInstanceId");
  const MaybeGiven<int64_t> deprecation = reader.Time(entry, "DeprecationTime");
  if (deprecation) image.deprecation_time = deprecation->value;
  image.where = reader.PlaceOf(entry);
  return image;
}

void StoreBuilder::AddImages(Reader& reader, NodeId root) {
  store_.has_images_ = store_.has_images_ || reader.Has(root, "Images");  // an empty list says: there is none
  for (NodeId entry : reader.Maps(root, "Images")) {
    const std::string_view id = IdOf(reader, entry, "ImageId", "an image");
    Image given = ReadImage(reader, entry);
    if (id.empty()) continue;
    given.id = Keep(reader, id);
    const auto [at, is_new] = store_.images_.try_emplace(given.id, given);
    if (is_new) continue;
    Image& have = at->second;
    const auto agree = [&](std::string_view field, auto member) {
      Agree(field, id, have.*member, have.where, given.*member, given.where);
    };
    agree("State", &Image::state);
    agree("OwnerId", &Image::owner);
    agree("PlatformDetails", &Image::platform_details);
    agree("UsageOperation", &Image::usage_operation);
    agree("SourceImageId", &Image::source_image_id);
    agree("SourceInstanceId", &Image::source_instance_id);
    agree("DeprecationTime", &Image::deprecation_time);
  }
}

void StoreBuilder::AddInstances(Reader& reader, NodeId root) {
  for (NodeId reservation : reader.Maps(root, "Reservations")) {
    const std::string owner = TextOf(reader, reservation, "OwnerId");
    for (NodeId entry : reader.Maps(reservation, "Instances")) AddInstance(reader, entry, owner);
  }
}

void StoreBuilder::AddInstance(Reader& reader, NodeId entry, const std::string& owner) {
  const std::string id(IdOf(reader, entry, "InstanceId", "an instance"));
  StoreInstance given = ReadInstance(reader, entry);
  if (id.empty()) return;
  given.id = id;
  given.owner = owner;
  const Place here = reader.PlaceOf(entry);
  const auto [place, first] = instance_places_.try_emplace(id, here);
  const auto [at, is_new] = store_.instances_.try_emplace(id, given);
  if (is_new) return;
  const Place there = place->second;
  StoreInstance& have = at->second;
  const auto agree = [&](std::string_view field, auto member) {
    Agree(field, id, have.*member, there, given.*member, here);
  };
  agree("ImageId", &StoreInstance::image_id);
  agree("InstanceType", &StoreInstance::instance_type);
  agree("HostId", &StoreInstance::host_id);
  agree("OwnerId", &StoreInstance::owner);
  agree("AvailabilityZone", &StoreInstance::zone);
  agree("State", &StoreInstance::state);
  agree("Tags", &StoreInstance::tags);
}

void StoreBuilder::AddHosts(Reader& reader, NodeId root) {
  for (NodeId entry : reader.Maps(root, "Hosts")) {
    const NodeId properties = reader.Map(entry, "HostProperties");
    StoreHost host = ReadHost(reader, properties);
    host.id = TextOf(reader, entry, "HostId");  // may be absent: then it is about the family alone
    const bool mixes = TextOf(reader, entry, "AllowsMultipleInstanceTypes") == "on" ||
                       (host.instance_type.empty() && !host.instance_family.empty());
    hosts_.push_back({host, mixes});
    if (!host.id.empty()) AddHost(host, reader.PlaceOf(entry));
  }
}

void StoreBuilder::AddHost(const StoreHost& given, Place here) {
  const auto [place, first] = host_places_.try_emplace(given.id, here);
  const auto [at, is_new] = store_.hosts_.try_emplace(given.id, given);
  if (is_new) return;
  const Place there = place->second;
  StoreHost& have = at->second;
  const auto agree = [&](std::string_view field, auto member) {
    Agree(field, given.id, have.*member, there, given.*member, here);
  };
  agree("InstanceType", &StoreHost::instance_type);
  agree("InstanceFamily", &StoreHost::instance_family);
  agree("Sockets", &StoreHost::sockets);
  agree("Cores", &StoreHost::cores);
  agree("TotalVCpus", &StoreHost::vcpus);
}

void StoreBuilder::FinishHosts() {
  std::map<std::string, FamilyFigures> families;
  for (const HostEntry& entry : hosts_) {
    if (entry.host.instance_family.empty()) continue;
    FamilyFigures& figures = families[entry.host.instance_family];
    Gather(figures.sockets, figures.sockets_differ, entry.host.sockets);
    Gather(figures.cores, figures.cores_differ, entry.host.cores);
    Gather(figures.vcpus, figures.vcpus_differ, entry.host.vcpus);
    figures.mixes_sizes = figures.mixes_sizes || entry.mixes_sizes;
  }
  for (const auto& [name, figures] : families) {
    const HostFamily* built_in = store_.catalog_.FindHost(name);
    HostFamily family = built_in == nullptr ? HostFamily() : *built_in;
    family.family = name;
    store_.catalog_.Override(Apply(family, figures));
  }
}

/// Associations spread from image to image, those of one license, scope and owner together: each image hears
/// of them once, from the nearest.
void StoreBuilder::FinishLineage() {
  std::map<std::string_view, std::vector<std::string_view>> made_from;
  for (const auto& [id, image] : store_.images_) {
    const StoreInstance* instance = store_.FindInstance(image.source_instance_id);
    if (!image.source_image_id.empty()) made_from[image.source_image_id].push_back(id);
    if (instance != nullptr && !instance->image_id.empty()) made_from[instance->image_id].push_back(id);
  }
  using Alike = std::tuple<std::string_view, bool, std::string_view>;
  std::map<Alike, std::vector<InheritedAssociation>> sources;
  for (const auto& [image, associations] : store_.associations_) {
    for (const ImageAssociation& association : associations) {
      const Alike alike(association.license->arn_text, association.cross_account, association.owner);
      sources[alike].push_back({image, &association});
    }
  }
  for (const auto& [alike, from] : sources) SpreadAssociations(from, made_from, store_.inherited_);
}

bool StoreBuilder::AddLaunchTemplates(Reader& reader, NodeId root) {
  const std::vector<NodeId> entries = reader.Maps(root, "LaunchTemplateVersions");
  for (NodeId entry : entries) AddLaunchTemplate(reader, entry);
  return !entries.empty();
}

void StoreBuilder::AddLaunchTemplate(Reader& reader, NodeId entry) {
  if (reader.IsBlank(entry)) return;
  LaunchTemplateVersion version;
  version.id = TextOf(reader, entry, "LaunchTemplateId");
  version.name = TextOf(reader, entry, "LaunchTemplateName");
  const MaybeGiven<int64_t> number = reader.Number(entry, "VersionNumber");
  const MaybeGiven<bool> is_default = reader.Flag(entry, "DefaultVersion");
  version.is_default = is_default && is_default->value;
  version.document = &reader.document();
  version.data = reader.Map(entry, "LaunchTemplateData");
  const bool named = reader.Has(entry, "LaunchTemplateName") || reader.Has(entry, "LaunchTemplateId");
  for (const std::string_view key : {"LaunchTemplateId", "VersionNumber", "LaunchTemplateData"}) {
    if (!reader.Has(entry, key) && !(named && key == "LaunchTemplateId"))
      mistakes_.Error(reader.PlaceOf(entry), "a launch template version without `{}`", key);
  }
  const bool known = !version.id.empty() || !version.name.empty();
  if (!known || !number || version.data == kNoNode) return;
  version.version = number->value;
  store_.launch_templates_.push_back(std::move(version));
}

/// By id, and by name where only one id has it.
void StoreBuilder::IndexLaunchTemplates() {
  std::map<std::string, std::string> ids;  // by name; empty: several
  for (const LaunchTemplateVersion& version : store_.launch_templates_) {
    if (version.name.empty() || version.id.empty()) continue;
    const auto [at, is_new] = ids.try_emplace(version.name, version.id);
    if (at->second != version.id) at->second.clear();
  }
  auto& by_key = store_.launch_templates_by_key_;
  for (const LaunchTemplateVersion& version : store_.launch_templates_) {
    if (!version.id.empty()) by_key[version.id].push_back(&version);
    const auto id = ids.find(version.name);
    const bool ambiguous = id != ids.end() && id->second.empty();
    if (!version.name.empty() && !ambiguous) by_key[version.name].push_back(&version);
  }
}

void StoreBuilder::FinishLaunchTemplates() {
  IndexLaunchTemplates();
  const auto place = [](const LaunchTemplateVersion& v) { return v.document->PlaceOf(v.data); };
  const auto same = [&](const LaunchTemplateVersion* a, const LaunchTemplateVersion* b) {
    if (a->version != b->version) return false;
    if (!SameData(*a->document, a->data, *b->document, b->data)) {
      mistakes_.Error(place(*b), "version {} of the launch template {} is not what it is at {}", b->version,
                      Quote(b->name.empty() ? b->id : b->name), Show(place(*a)));
    }
    return true;
  };
  for (auto& [key, versions] : store_.launch_templates_by_key_) {
    std::stable_sort(versions.begin(), versions.end(),
                     [](const auto* a, const auto* b) { return a->version < b->version; });
    versions.erase(std::unique(versions.begin(), versions.end(), same), versions.end());
  }
}

}  // namespace headroom
