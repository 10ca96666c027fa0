#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <type_traits>
#include <utility>

#include "base/text.h"
#include "store/builder.h"

namespace headroom {
namespace {

/// Reads what an entry of describe-instance-types says over a type; what it does not say stays. Texts that
/// have to be made live in `texts`.
class TypeReader {
 public:
  TypeReader(Reader& reader, std::deque<std::string>& texts) : reader_(reader), texts_(texts) {}

  void Read(NodeId entry, InstanceType& type) {
    ReadCpu(reader_.Map(entry, "VCpuInfo"), type);
    Number(reader_.Map(entry, "MemoryInfo"), "SizeInMiB", type.memory_mib);
    Flag(entry, "BareMetal", type.bare_metal);
    Flag(entry, "DedicatedHostsSupported", type.dedicated_hosts);
    Flag(entry, "CurrentGeneration", type.current_generation);
    Flag(entry, "BurstablePerformanceSupported", type.burstable);
    Flag(entry, "HibernationSupported", type.hibernation);
    Text(entry, "Hypervisor", type.hypervisor);
    List(entry, "SupportedUsageClasses", type.usage_classes);
    ReadProcessor(reader_.Map(entry, "ProcessorInfo"), type);
    ReadStorage(entry, type);
    ReadNetwork(entry, type);
    ReadAccelerators(entry, type);
  }

 private:
  /// AWS's counts of a machine; none comes near.
  static constexpr int64_t kMost = 1'000'000;

  template <typename T>
  void Number(NodeId map, std::string_view key, T& member) {
    if (const MaybeGiven<int64_t> number =
            reader_.Number(map, key, std::is_same_v<T, int64_t> ? INT64_MAX : kMost))
      member = static_cast<T>(number->value);
  }
  void Number(NodeId map, std::string_view key, std::optional<int32_t>& member) {
    if (const MaybeGiven<int64_t> number = reader_.Number(map, key, INT32_MAX))
      member = static_cast<int32_t>(number->value);
  }
  /// A count that a machine has at least one of.
  void Positive(NodeId map, std::string_view key, int32_t& member) {
    const MaybeGiven<int64_t> number = reader_.Number(map, key, kMost);
    if (!number) return;
    if (number->value > 0) {
      member = static_cast<int32_t>(number->value);
    } else {
      reader_.mistakes().Error(number->where, "`{}` is 0", key);
    }
  }
  template <typename T>
  void Flag(NodeId map, std::string_view key, T& member) {
    if (const MaybeGiven<bool> flag = reader_.Flag(map, key)) member = flag->value;
  }
  void Text(NodeId map, std::string_view key, std::string_view& member) {
    if (const MaybeGiven<std::string_view> text = reader_.Text(map, key)) member = text->value;
  }
  /// A list of texts, joined.
  void List(NodeId map, std::string_view key, std::string_view& member) {
    if (!reader_.Has(map, key)) return;
    std::vector<std::string> parts;
    for (NodeId item : reader_.List(map, key)) {
      const Node& node = reader_.document()[item];
      if (node.kind == NodeKind::kScalar) parts.emplace_back(node.text);
    }
    member = Keep(Join(parts, ";"));
  }
  /// A list of counts, joined: valid cores and threads.
  void Counts(NodeId map, std::string_view key, std::string_view& member) {
    for (NodeId item : reader_.List(map, key)) {
      const Node& node = reader_.document()[item];
      const auto count = node.quoted ? std::nullopt : ParseInteger(node.text);
      if (count && *count > 0) continue;
      reader_.mistakes().Error(reader_.PlaceOf(item), "`{}` takes a list of whole numbers", key);
      return;
    }
    List(map, key, member);
  }
  std::string_view Keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  void ReadCpu(NodeId info, InstanceType& type) {
    Positive(info, "DefaultVCpus", type.vcpus);
    Positive(info, "DefaultCores", type.cores);
    Positive(info, "DefaultThreadsPerCore", type.threads_per_core);
    Counts(info, "ValidCores", type.valid_cores);
    Counts(info, "ValidThreadsPerCore", type.valid_threads);
  }

  void ReadProcessor(NodeId info, InstanceType& type) {
    List(info, "SupportedArchitectures", type.architectures);
    if (const MaybeGiven<std::string_view> maker = reader_.Text(info, "Manufacturer"))
      type.cpu_manufacturer = Keep(ToLower(maker->value));
  }

  void ReadStorage(NodeId entry, InstanceType& type) {
    const NodeId info = reader_.Map(entry, "InstanceStorageInfo");
    Number(info, "TotalSizeInGB", type.storage_gb);
    std::vector<std::string> kinds;
    for (NodeId disk : reader_.Maps(info, "Disks")) {
      std::string_view kind;
      Text(disk, "Type", kind);
      if (!kind.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
        kinds.emplace_back(kind);
    }
    if (!kinds.empty()) type.storage_types = Keep(Join(kinds, ";"));
  }

  void ReadNetwork(NodeId entry, InstanceType& type) {
    const NodeId network = reader_.Map(entry, "NetworkInfo");
    Number(network, "MaximumNetworkInterfaces", type.network_interfaces);
    Flag(network, "EncryptionInTransitSupported", type.encryption_in_transit);
    ReadBandwidth(network, type);
    const NodeId ebs = reader_.Map(reader_.Map(entry, "EbsInfo"), "EbsOptimizedInfo");
    Number(ebs, "BaselineBandwidthInMbps", type.ebs_baseline_mbps);
  }

  /// The sum of the network cards; nothing changes if one of them does not say.
  void ReadBandwidth(NodeId network, InstanceType& type) {
    std::optional<int32_t> baseline = 0, peak = 0;
    const std::vector<NodeId> cards = reader_.Maps(network, "NetworkCards");
    for (NodeId card : cards) {
      AddGbps(card, "BaselineBandwidthInGbps", baseline);
      AddGbps(card, "PeakBandwidthInGbps", peak);
    }
    if (!cards.empty() && baseline) type.network_baseline_mbps = baseline;
    if (!cards.empty() && peak) type.network_peak_mbps = peak;
  }

  void AddGbps(NodeId card, std::string_view key, std::optional<int32_t>& mbps) {
    const MaybeGiven<std::string_view> text = reader_.Text(card, key);
    double gbps = 0;
    const bool is_number =
        text &&
        std::from_chars(text->value.data(), text->value.data() + text->value.size(), gbps).ec == std::errc();
    constexpr double kMostGbps = 100'000;
    if (is_number && mbps && gbps >= 0 && gbps < kMostGbps && *mbps < kMost * 1000) {
      *mbps += static_cast<int32_t>(std::lround(gbps * 1000));
    } else {
      mbps.reset();
    }
  }

  void ReadAccelerators(NodeId entry, InstanceType& type) {
    struct Kind {
      std::string_view name, info, list;
    };
    constexpr Kind kKinds[] = {{"gpu", "GpuInfo", "Gpus"},
                               {"fpga", "FpgaInfo", "Fpgas"},
                               {"inference", "InferenceAcceleratorInfo", "Accelerators"},
                               {"neuron", "NeuronInfo", "NeuronDevices"},
                               {"media", "MediaAcceleratorInfo", "Accelerators"}};
    std::vector<std::string> all;
    for (const Kind& kind : kKinds) {
      for (NodeId device : reader_.Maps(reader_.Map(entry, kind.info), kind.list)) {
        std::string_view count, maker, name;
        Text(device, "Count", count);
        Text(device, "Manufacturer", maker);
        Text(device, "Name", name);
        all.push_back(fmt::format("{}:{}:{}:{}", kind.name, count, ToLower(maker), name));
      }
    }
    if (!all.empty()) type.accelerators = Keep(Join(all, ";"));
    if (const auto memory = reader_.Number(reader_.Map(entry, "GpuInfo"), "TotalGpuMemoryInMiB"))
      type.accelerator_memory_mib = memory->value;
  }

  Reader& reader_;
  std::deque<std::string>& texts_;
};

/// A type of which nothing is said yet: that no Dedicated Host offers it is known only where an entry says
/// so.
InstanceType NewType() {
  InstanceType type;
  type.dedicated_hosts = true;
  return type;
}

}  // namespace

bool StoreBuilder::AddInstanceTypes(Reader& reader, NodeId root) {
  const std::vector<NodeId> entries = reader.Maps(root, "InstanceTypes");
  for (NodeId entry : entries) {
    if (reader.IsBlank(entry)) continue;
    if (!reader.Has(entry, "InstanceType"))
      mistakes_.Error(reader.PlaceOf(entry), "an instance type without `InstanceType`, its name");
    if (const MaybeGiven<std::string_view> name = reader.Text(entry, "InstanceType")) {
      types_[std::string(name->value)].push_back({&reader.document(), entry});
    } else {  // it is read for its other mistakes
      InstanceType nameless;
      std::deque<std::string> texts;
      TypeReader(reader, texts).Read(entry, nameless);
    }
  }
  return !entries.empty();
}

void StoreBuilder::FinishInstanceTypes() {
  for (const auto& [name, entries] : types_) FinishInstanceType(name, entries);
}

void StoreBuilder::FinishInstanceType(const std::string& name, const std::vector<TypeEntry>& entries) {
  std::deque<std::string> texts;
  const auto read = [&texts](const TypeEntry& entry, InstanceType& over, Mistakes& mistakes) {
    Reader reader(*entry.document, mistakes);
    TypeReader(reader, texts).Read(entry.node, over);
  };
  const auto place = [](const TypeEntry& entry) { return entry.document->PlaceOf(entry.node); };
  const InstanceType* built_in = store_.catalog_.FindType(name);
  InstanceType type = built_in == nullptr ? NewType() : *built_in;
  type.name = name;
  for (const TypeEntry& entry : entries) read(entry, type, mistakes_);
  for (const TypeEntry& entry : entries) {
    InstanceType again = type;  // an entry that changes the outcome was contradicted by a later one
    Mistakes told_already;
    if (entries.size() > 1) read(entry, again, told_already);
    if (again == type) continue;
    mistakes_.Error(place(entries.back()), "the instance type {} is not what it is at {}", Quote(name),
                    Show(place(entry)));
  }
  if (type.vcpus > 0) {
    store_.catalog_.Override(type);
  } else {
    mistakes_.Warning(place(entries.front()),
                      "the instance type {} is left out: it has no `VCpuInfo.DefaultVCpus`", Quote(name));
  }
}

}  // namespace headroom
