// InstanceRequirements of launch template data and of overrides. Source: EC2 API reference,
// InstanceRequirementsRequest; Auto Scaling API reference, InstanceRequirements.

#include "catalog/instance_requirements.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "resources/launch.h"

namespace headroom {
namespace {

using Range = InstanceRequirements::Range;
using Presence = InstanceRequirements::Presence;

class RequirementsReader {
 public:
  RequirementsReader(cfn::Evaluator& evaluator, const cfn::Value& map) : evaluator_(evaluator), map_(map) {}

  InstanceRequirements Read() {
    InstanceRequirements out;
    out.vcpus = ReadRange("VCpuCount");
    out.memory_mib = ReadRange("MemoryMiB");
    out.memory_gib_per_vcpu = ReadRange("MemoryGiBPerVCpu");
    out.network_interfaces = ReadRange("NetworkInterfaceCount");
    out.network_gbps = ReadRange("NetworkBandwidthGbps");
    out.ebs_mbps = ReadRange("BaselineEbsBandwidthMbps");
    out.accelerators = ReadRange("AcceleratorCount");
    out.accelerator_memory_mib = ReadRange("AcceleratorTotalMemoryMiB");
    out.storage_gb = ReadRange("TotalLocalStorageGB");
    out.bare_metal = ReadPresence("BareMetal", Presence::kExcluded);
    out.burstable = ReadPresence("BurstablePerformance", Presence::kExcluded);
    out.local_storage = ReadPresence("LocalStorage", Presence::kIncluded);
    out.cpu_manufacturers = ReadNames("CpuManufacturers");
    out.generations = ReadNames("InstanceGenerations");
    out.storage_types = ReadNames("LocalStorageTypes");
    out.accelerator_types = ReadNames("AcceleratorTypes");
    out.accelerator_manufacturers = ReadNames("AcceleratorManufacturers");
    out.accelerator_names = ReadNames("AcceleratorNames");
    out.allowed = ReadNames("AllowedInstanceTypes");
    out.excluded = ReadNames("ExcludedInstanceTypes");
    out.hibernation = ReadFlag("RequireHibernateSupport");
    out.encryption_in_transit = ReadFlag("RequireEncryptionInTransit");
    return out;
  }
  /// The first member that cannot be determined; absent if all can.
  const cfn::Value& unknown() const { return unknown_; }

 private:
  /// Text that is known; nothing otherwise.
  std::optional<std::string> Known(const cfn::Value& value) {
    if (value.is_unknown() && unknown_.absent()) unknown_ = value;
    return value.is_scalar() ? std::optional(value.text()) : std::nullopt;
  }
  std::optional<double> ReadNumber(const cfn::Value& map, std::string_view key) {
    const cfn::Value value = ReadText(evaluator_, map, key);
    const std::optional<std::string> text = Known(value);
    if (!text) return {};
    double number = 0;
    const char* end = text->data() + text->size();
    const auto [read, error] = std::from_chars(text->data(), end, number);
    if (error == std::errc() && read == end) return number;
    evaluator_.Malformed(value.where(), fmt::format("`{}` is no number", *text));
    return {};
  }
  Range ReadRange(std::string_view key) {
    const cfn::Value range = evaluator_.Get(map_, key);
    if (range.is_unknown()) Known(range);
    if (!range.is_map()) return {};
    return {ReadNumber(range, "Min"), ReadNumber(range, "Max")};
  }
  Presence ReadPresence(std::string_view key, Presence absent) {
    const cfn::Value value = ReadText(evaluator_, map_, key);
    const std::optional<std::string> text = Known(value);
    if (!text) return absent;
    if (*text == "included") return Presence::kIncluded;
    if (*text == "excluded") return Presence::kExcluded;
    if (*text == "required") return Presence::kRequired;
    evaluator_.Malformed(value.where(),
                         fmt::format("`{}` is none of `included`, `excluded`, `required`", *text));
    return absent;
  }
  InstanceRequirements::Names ReadNames(std::string_view key) {
    InstanceRequirements::Names out;
    for (const cfn::Value& item : evaluator_.Items(evaluator_.Get(map_, key))) {
      if (auto text = Known(evaluator_.Text(item))) out.push_back(*std::move(text));
    }
    return out;
  }
  bool ReadFlag(std::string_view key) {
    const cfn::Value value = ReadText(evaluator_, map_, key);
    return Known(value) && cfn::AsBoolean(value).value_or(false);
  }

  cfn::Evaluator& evaluator_;
  const cfn::Value& map_;
  cfn::Value unknown_;
};

}  // namespace

void ReadInstanceRequirements(cfn::Evaluator& evaluator, const cfn::Value& map, Requirements& out) {
  out.given = map;
  if (!map.is_map()) {
    if (map.known()) evaluator.Get(map, "VCpuCount");  // says that it is no map
    return;
  }
  RequirementsReader reader(evaluator, map);
  out.wanted = reader.Read();
  if (!reader.unknown().absent()) out.given = reader.unknown();
}

}  // namespace headroom
