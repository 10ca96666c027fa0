#include "catalog/instance_requirements.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/text.h"

namespace headroom {
namespace {

using Presence = InstanceRequirements::Presence;
using Names = InstanceRequirements::Names;

bool Contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool Meets(Presence wanted, bool has) {
  return wanted == Presence::kIncluded || has == (wanted == Presence::kRequired);
}

/// What the data does not know counts as met.
template <typename Number>
bool Meets(const InstanceRequirements::Range& range, const std::optional<Number>& number, double unit = 1) {
  return !number || range.Holds(static_cast<double>(*number) / unit);
}

bool MatchesAny(std::string_view name, const Names& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return MatchesPattern(name, pattern); });
}

/// One entry of InstanceType::accelerators.
struct Accelerator {
  std::string_view kind, manufacturer, name;
  double count = 0;
};

std::vector<Accelerator> AcceleratorsOf(const InstanceType& type) {
  std::vector<Accelerator> out;
  if (type.accelerators.empty()) return out;
  for (std::string_view entry : Split(type.accelerators, ";")) {
    const std::vector<std::string_view> parts = Split(entry, ":");
    if (parts.size() != 4) continue;
    Accelerator accelerator{parts[0], parts[2], parts[3]};
    std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), accelerator.count);
    out.push_back(accelerator);
  }
  return out;
}

/// The API's spelling of a manufacturer.
std::string_view Manufacturer(std::string_view recorded) {
  return recorded == "aws" ? "amazon-web-services" : recorded;
}

/// The API's spelling of an accelerator's name: "Radeon Pro V520" is `radeon-pro-v520`.
std::string AcceleratorName(std::string_view recorded) {
  std::string name(recorded);
  for (char& c : name) c = c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

/// Chips for training are recorded as a kind that the API has no word for.
bool IsOfKind(const Accelerator& accelerator, const Names& kinds) {
  return Contains(kinds, accelerator.kind) || (accelerator.kind == "neuron" && Contains(kinds, "inference"));
}

bool MeetsAccelerators(const InstanceType& type, const InstanceRequirements& wanted) {
  const std::vector<Accelerator> has = AcceleratorsOf(type);
  double count = 0;
  for (const Accelerator& accelerator : has) count += accelerator.count;
  if (!wanted.accelerators.Holds(count)) return false;
  const bool memory_known = type.accelerator_memory_mib || has.empty();
  if (memory_known &&
      !wanted.accelerator_memory_mib.Holds(static_cast<double>(type.accelerator_memory_mib.value_or(0)))) {
    return false;
  }
  const auto any = [&](const Names& names, auto matches) {
    return names.empty() || std::any_of(has.begin(), has.end(), matches);
  };
  return any(wanted.accelerator_types,
             [&](const Accelerator& a) { return IsOfKind(a, wanted.accelerator_types); }) &&
         any(wanted.accelerator_manufacturers,
             [&](const Accelerator& a) {
               return Contains(wanted.accelerator_manufacturers, Manufacturer(a.manufacturer));
             }) &&
         any(wanted.accelerator_names, [&](const Accelerator& a) {
           return Contains(wanted.accelerator_names, AcceleratorName(a.name));
         });
}

bool MeetsStorage(const InstanceType& type, const InstanceRequirements& wanted) {
  const bool has = type.storage_gb > 0;
  if (!Meets(wanted.local_storage, has)) return false;
  if (!wanted.storage_gb.Holds(static_cast<double>(type.storage_gb))) return false;
  if (!has || wanted.storage_types.empty() || type.storage_types.empty()) return true;
  const std::vector<std::string_view> types = Split(type.storage_types, ";");
  return std::any_of(types.begin(), types.end(),
                     [&](std::string_view name) { return Contains(wanted.storage_types, name); });
}

bool MeetsSize(const InstanceType& type, const InstanceRequirements& wanted) {
  const auto memory = static_cast<double>(type.memory_mib);
  return wanted.vcpus.Holds(type.vcpus) && wanted.memory_mib.Holds(memory) &&
         wanted.memory_gib_per_vcpu.Holds(memory / 1024 / type.vcpus) &&
         Meets(wanted.network_interfaces, type.network_interfaces) &&
         Meets(wanted.network_gbps, type.network_peak_mbps, 1000) &&
         Meets(wanted.ebs_mbps, type.ebs_baseline_mbps);
}

bool MeetsAll(const InstanceType& type, const InstanceRequirements& wanted) {
  if (!wanted.allowed.empty() && !MatchesAny(type.name, wanted.allowed)) return false;
  if (MatchesAny(type.name, wanted.excluded)) return false;
  if (!Meets(wanted.bare_metal, type.bare_metal) || !Meets(wanted.burstable, type.burstable)) return false;
  if (!wanted.cpu_manufacturers.empty() &&
      !Contains(wanted.cpu_manufacturers, Manufacturer(type.cpu_manufacturer))) {
    return false;
  }
  if (!wanted.generations.empty() &&
      !Contains(wanted.generations, type.current_generation ? "current" : "previous")) {
    return false;
  }
  if (wanted.hibernation && !type.hibernation.value_or(true)) return false;
  if (wanted.encryption_in_transit && !type.encryption_in_transit.value_or(true)) return false;
  return MeetsSize(type, wanted) && MeetsStorage(type, wanted) && MeetsAccelerators(type, wanted);
}

}  // namespace

bool MatchesPattern(std::string_view name, std::string_view pattern) {
  // Where a `*` fails, only the last one can take more: linear in the name for each `*`.
  size_t at = 0, in = 0, star = std::string_view::npos, taken = 0;
  while (at < name.size()) {
    if (in < pattern.size() && pattern[in] == '*') {
      star = in++;
      taken = at;
    } else if (in < pattern.size() && pattern[in] == name[at]) {
      ++in;
      ++at;
    } else if (star != std::string_view::npos) {
      in = star + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in) == std::string_view::npos;
}

std::vector<const InstanceType*> FindTypes(const Catalog& catalog, const InstanceRequirements& wanted) {
  std::vector<const InstanceType*> out;
  for (std::string_view name : catalog.TypeNames()) {
    const InstanceType* type = catalog.FindType(name);
    if (MeetsAll(*type, wanted)) out.push_back(type);
  }
  return out;
}

}  // namespace headroom
