#include "plan/hosts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "plan/packing.h"

namespace headroom {
namespace {

using Pool = CandidateHost::Pool;
using Mix = std::vector<int64_t>;     // instances by slot
using Size = Count PlannedLaunch::*;  // desired or max

bool Claims(const Candidate& candidate, const License& license) {
  return std::any_of(candidate.claims.begin(), candidate.claims.end(),
                     [&](const ClaimedLicense& claim) { return claim.license == &license; });
}

/// A named host is one, whatever runs on it; elsewhere hosts are told apart by family, too.
std::string KeyOf(const CandidateHost& host) {
  const std::string_view family = host.pool == Pool::kNamed ? "" : std::string_view(host.family);
  return fmt::format("{} {} {}:{}", family, static_cast<int>(host.pool), host.path, host.id);
}

/// Whether the number of hosts can be told, be their cores known or not.
bool IsCountable(const Candidate& candidate, const License& license) {
  const CandidateHost& host = *candidate.host;
  if (host.pool == Pool::kUnknown) return false;
  if (host.pool == Pool::kNamed) return true;
  const HostLack lack = LackOfHostData(candidate, license);
  return candidate.type != nullptr && (lack == HostLack::kNothing || lack == HostLack::kUnits);
}

/// Hosts that can stand for one another: of one pool and family, or the one that is named.
struct HostKind {
  CandidateHost host;
  Count units;                                 // of one host
  std::vector<const PlannedLaunch*> launches;  // what may run on them
  bool uncounted = false;                      // some launch on them cannot be counted
};

/// Instances that are alike to a kind of hosts: of one size where sizes mix, else of one type.
struct Slot {
  size_t kind;
  int64_t vcpus;
};

/// One alternative of a launch.
struct Option {
  int64_t weight;
  std::optional<size_t> slot;  // nothing: it takes no host for the license
  bool operator<(const Option& other) const {
    return std::tie(weight, slot) < std::tie(other.weight, other.slot);
  }
  bool operator==(const Option& other) const { return weight == other.weight && slot == other.slot; }
};

struct HostLaunch {
  const PlannedLaunch* launch;
  std::vector<Option> options;  // each once, the heaviest last
};

/// Everything that takes hosts for one license.
struct HostModel {
  std::vector<HostKind> kinds;
  std::vector<Slot> slots;
  std::vector<HostLaunch> launches;
  bool uncounted = false;
};

/// Reads launches into a model.
class ModelMaker {
 public:
  explicit ModelMaker(const License& license) : license_(license) {}

  void Add(const PlannedLaunch& launch) {
    HostLaunch read{&launch, {}};
    bool counted = !launch.may_not_exist && launch.desired;
    bool any = false;
    for (const Candidate& candidate : launch.candidates) {
      any = any || Claims(candidate, license_);
      counted = AddOption(launch, candidate, read.options) && counted;
    }
    if (!any) return;
    std::sort(read.options.begin(), read.options.end());
    read.options.erase(std::unique(read.options.begin(), read.options.end()), read.options.end());
    if (counted) {
      model_.launches.push_back(std::move(read));
    } else {
      MarkUncounted(launch);
    }
  }
  HostModel Take() { return std::move(model_); }

 private:
  bool TakesNoHost(const Candidate& candidate) const {
    if (!Claims(candidate, license_)) return true;
    if (candidate.tenancy_unknown) return false;
    return !candidate.host || AlreadyConsumes(license_, *candidate.host);
  }

  /// False if it cannot be counted.
  bool AddOption(const PlannedLaunch& launch, const Candidate& candidate, std::vector<Option>& options) {
    if (!candidate.weight) return false;
    if (TakesNoHost(candidate)) {
      options.push_back({*candidate.weight, {}});
      return true;
    }
    if (!candidate.host || !IsCountable(candidate, license_)) return false;
    options.push_back({*candidate.weight, SlotOf(KindOf(launch, *candidate.host), candidate)});
    return true;
  }

  void MarkUncounted(const PlannedLaunch& launch) {
    for (const Candidate& candidate : launch.candidates) {
      if (TakesNoHost(candidate)) continue;
      model_.uncounted = true;
      if (candidate.host) model_.kinds[KindOf(launch, *candidate.host)].uncounted = true;
    }
  }

  size_t KindOf(const PlannedLaunch& launch, const CandidateHost& host) {
    const Count units = host.UnitsFor(license_.counting_type);
    const auto [found, is_new] = kind_by_key_.try_emplace(KeyOf(host), model_.kinds.size());
    if (is_new) model_.kinds.push_back({host, units, {}, false});
    HostKind& kind = model_.kinds[found->second];
    if (!kind.units) kind.units = units;
    if (kind.host.family.empty()) kind.host.family = host.family;
    if (kind.launches.empty() || kind.launches.back() != &launch) kind.launches.push_back(&launch);
    return found->second;
  }

  size_t SlotOf(size_t kind, const Candidate& candidate) {
    const bool named = candidate.host->pool == Pool::kNamed;
    const int64_t vcpus = named ? 0 : candidate.type->vcpus;
    const std::string type = named || candidate.host->multi_size ? "" : candidate.type_name;
    const auto [found, is_new] =
        slot_by_key_.try_emplace(std::make_tuple(kind, vcpus, type), model_.slots.size());
    if (is_new) model_.slots.push_back({kind, vcpus});
    return found->second;
  }

  const License& license_;
  HostModel model_;
  std::map<std::string, size_t> kind_by_key_;
  std::map<std::tuple<size_t, int64_t, std::string>, size_t> slot_by_key_;
};

int64_t InstancesFor(int64_t capacity, int64_t weight) { return (capacity + weight - 1) / weight; }

/// All mixes of `options` that reach `capacity` where every instance but the last is started below it, or,
/// without `overshoots`, those to which nothing can be added; nothing if there are more than `most`.
std::optional<std::set<Mix>> MixesOf(const std::vector<Option>& options, int64_t capacity, bool overshoots,
                                     size_t slots, size_t most) {
  struct Partial {
    Mix mix;
    int64_t reached, heaviest;
  };
  const int64_t least = overshoots ? capacity : capacity - options.front().weight + 1;
  std::vector<Partial> partials = {{Mix(slots, 0), 0, 0}};
  for (const Option& option : options) {
    const bool last = &option == &options.back();
    std::vector<Partial> next;
    for (const Partial& partial : partials) {
      const int64_t missing = std::max<int64_t>(0, least - partial.reached);
      for (int64_t n = last ? InstancesFor(missing, option.weight) : 0;; ++n) {
        Partial more = partial;
        more.reached += n * option.weight;
        if (n > 0) more.heaviest = std::max(more.heaviest, option.weight);
        if (overshoots ? n > 0 && more.reached - more.heaviest >= capacity : more.reached > capacity) break;
        if (option.slot) more.mix[*option.slot] += n;
        next.push_back(std::move(more));
        if (next.size() > most) return {};
      }
    }
    partials = std::move(next);
  }
  std::set<Mix> out;
  for (Partial& partial : partials) out.insert(std::move(partial.mix));
  return out;
}

/// Every sum of a mix of each; nothing if there are more than `most`, or too many to try.
std::optional<std::set<Mix>> SumsOf(const std::set<Mix>& a, const std::set<Mix>& b, size_t most) {
  constexpr size_t kMostSums = 100'000;
  if (a.size() * b.size() > kMostSums) return {};
  std::set<Mix> out;
  for (const Mix& x : a) {
    for (const Mix& y : b) {
      Mix sum = x;
      for (size_t i = 0; i < sum.size(); ++i) sum[i] += y[i];
      out.insert(std::move(sum));
    }
    if (out.size() > most) return {};
  }
  return out;
}

/// Launches that share hosts, directly or through others, seen alone: slots and kinds are numbered anew.
struct Component {
  std::vector<const HostLaunch*> launches;
  std::vector<size_t> kinds, slots;  // of the model
};

std::vector<Component> ComponentsOf(const HostModel& model) {
  std::vector<size_t> root(model.kinds.size());
  std::iota(root.begin(), root.end(), size_t{0});
  const auto find = [&](size_t i) {
    while (root[i] != i) i = root[i] = root[root[i]];
    return i;
  };
  const auto kind_of = [&](const HostLaunch& launch) -> std::optional<size_t> {
    std::optional<size_t> first;
    for (const Option& option : launch.options) {
      if (!option.slot) continue;
      const size_t kind = model.slots[*option.slot].kind;
      if (first) root[find(kind)] = find(*first);
      first = kind;
    }
    return first;
  };
  std::map<size_t, Component> by_root;
  std::vector<std::pair<const HostLaunch*, size_t>> placed;
  for (const HostLaunch& launch : model.launches) {
    if (const auto kind = kind_of(launch)) placed.emplace_back(&launch, *kind);
  }
  for (const auto& [launch, kind] : placed) by_root[find(kind)].launches.push_back(launch);
  for (size_t kind = 0; kind < model.kinds.size(); ++kind) by_root[find(kind)].kinds.push_back(kind);
  for (size_t slot = 0; slot < model.slots.size(); ++slot)
    by_root[find(model.slots[slot].kind)].slots.push_back(slot);
  std::vector<Component> out;
  for (auto& [kind, component] : by_root) out.push_back(std::move(component));
  return out;
}

/// Cores or sockets together, and how many hosts of each kind of the model they are.
struct Outcome {
  Count total = 0;
  std::map<size_t, Count> hosts;
};
struct Extremes {
  Outcome least, most;  // the least takes hosts of unknown cores for none: it is no less than that
};

/// Counts the hosts of one component when each launch has reached its desired or maximum size.
class ComponentCounter {
 public:
  ComponentCounter(const HostModel& model, const Component& component, Size size, HostPacker& packer)
      : model_(model), component_(component), size_(size), packer_(packer) {
    for (size_t i = 0; i < component.slots.size(); ++i) local_[component.slots[i]] = i;
  }

  Extremes Run() {
    const auto mixes = Mixes();
    if (!mixes) return Estimate();
    Extremes out;
    bool first = true;
    for (const Mix& mix : *mixes) {
      Extremes found = Pack(mix);
      if (first || *found.least.total < *out.least.total) out.least = std::move(found.least);
      if (first || IsMore(found.most.total, out.most.total)) out.most = std::move(found.most);
      first = false;
    }
    return out;
  }

 private:
  static bool IsMore(Count a, Count b) { return b && (!a || *a > *b); }

  /// Those of all launches together. The common launch, of one type, moves all of them by as much.
  std::optional<std::set<Mix>> Mixes() const {
    constexpr size_t kMostMixes = 2000;
    Mix fixed(component_.slots.size(), 0);
    std::optional<std::set<Mix>> sums = std::set<Mix>{fixed};
    for (const HostLaunch* launch : component_.launches) {
      const int64_t capacity = *(launch->launch->*size_);
      const bool overshoots = launch->launch->overshoots;
      const std::vector<Option> options = LocalOptions(*launch);
      if (options.size() == 1) {
        const int64_t weight = options[0].weight;
        const int64_t count = overshoots ? InstancesFor(capacity, weight) : capacity / weight;
        if (options[0].slot) fixed[*options[0].slot] += count;
        continue;
      }
      const auto mixes = MixesOf(options, capacity, overshoots, fixed.size(), kMostMixes);
      if (!mixes) return {};
      sums = SumsOf(*sums, *mixes, kMostMixes);
      if (!sums) return {};
    }
    return SumsOf(*sums, std::set<Mix>{fixed}, kMostMixes);
  }

  std::vector<Option> LocalOptions(const HostLaunch& launch) const {
    std::vector<Option> options = launch.options;
    for (Option& option : options) {
      if (option.slot) option.slot = local_.at(*option.slot);
    }
    return options;
  }

  Extremes Pack(const Mix& mix) {
    Extremes out;
    for (size_t kind : component_.kinds) {
      const Bounds hosts = PackKind(kind, mix);
      const Count units = model_.kinds[kind].units;
      out.least.hosts[kind] = hosts.low;
      out.most.hosts[kind] = hosts.high;
      out.least.total = SaturatingAdd(*out.least.total, Multiply(hosts.low, units).value_or(0));
      out.most.total = Add(out.most.total, hosts.high == 0 ? Count(0) : Multiply(hosts.high, units));
    }
    return out;
  }

  Bounds PackKind(size_t kind, const Mix& mix) {
    const CandidateHost& host = model_.kinds[kind].host;
    std::vector<PackedSize> sizes;
    for (size_t i = 0; i < mix.size(); ++i) {
      const Slot& slot = model_.slots[component_.slots[i]];
      if (slot.kind == kind && mix[i] > 0) sizes.push_back({slot.vcpus, mix[i]});
    }
    if (sizes.empty()) return {};
    if (host.pool == Pool::kNamed) return {1, 1};
    if (host.multi_size) return packer_.Fewest(std::move(sizes), *host.vcpus);
    int64_t hosts = 0;
    for (const PackedSize& size : sizes) hosts += InstancesFor(size.count, PerHost(host, size.vcpus));
    return {hosts, hosts};
  }

  static int64_t PerHost(const CandidateHost& host, int64_t vcpus) {
    return std::max<int64_t>(1, *host.vcpus / vcpus);
  }

  /// True bounds where the mixes are too many to try: no instance takes less than its share of a host, and
  /// none more than a host; packed by size, all but the last host of each size are full.
  Extremes Estimate() const {
    constexpr int64_t kWhole = 100'000;  // shares are counted in parts of a core or socket
    int64_t least = 0, shares = 0, whole = 0, step = 0;
    bool known = true;
    for (const HostLaunch* launch : component_.launches) {
      std::vector<Choice> lower, upper, each;
      for (const Option& option : launch->options) {
        const Slot* slot = option.slot ? &model_.slots[*option.slot] : nullptr;
        const int64_t units = slot == nullptr ? 0 : UnitsOf(slot->kind, known);
        lower.push_back({option.weight, slot == nullptr ? 0 : LeastShare(*slot, units * kWhole)});
        upper.push_back({option.weight, slot == nullptr ? 0 : MostShare(*slot, units * kWhole)});
        each.push_back({option.weight, units});
      }
      const int64_t capacity = *(launch->launch->*size_);
      const bool overshoots = launch->launch->overshoots;
      least = SaturatingAdd(least, BoundUnits(std::move(lower), capacity, overshoots).low);
      shares = SaturatingAdd(shares, BoundUnits(std::move(upper), capacity, overshoots).high);
      whole = SaturatingAdd(whole, BoundUnits(std::move(each), capacity, overshoots).high);
    }
    int64_t most = shares / kWhole + 1;
    for (size_t slot : component_.slots) most = SaturatingAdd(most, UnitsOf(model_.slots[slot].kind, known));
    for (size_t kind : component_.kinds) step = std::gcd(step, UnitsOf(kind, known));
    step = std::max<int64_t>(1, step);
    Extremes out;
    out.least.total = InstancesFor(InstancesFor(least, kWhole), step) * step;
    out.most.total = known ? Count(std::min(most, whole) / step * step) : Count();
    for (size_t kind : component_.kinds) out.least.hosts[kind] = out.most.hosts[kind] = Count();
    return out;
  }

  int64_t UnitsOf(size_t kind, bool& known) const {
    known = known && model_.kinds[kind].units;
    return model_.kinds[kind].units.value_or(0);
  }
  int64_t LeastShare(const Slot& slot, int64_t units) const {
    const CandidateHost& host = model_.kinds[slot.kind].host;
    if (host.pool == Pool::kNamed) return 0;
    if (!host.multi_size) return units / PerHost(host, slot.vcpus);
    return slot.vcpus >= *host.vcpus ? units : units / *host.vcpus * slot.vcpus;
  }
  int64_t MostShare(const Slot& slot, int64_t units) const {
    const CandidateHost& host = model_.kinds[slot.kind].host;
    return host.pool == Pool::kNamed ? 0 : InstancesFor(units, PerHost(host, slot.vcpus));
  }

  const HostModel& model_;
  const Component& component_;
  const Size size_;
  HostPacker& packer_;
  std::map<size_t, size_t> local_;  // from the model's slots to a mix's
};

void AddOutcome(Outcome more, Outcome& sum) {
  sum.total = Add(sum.total, more.total);
  sum.hosts.merge(more.hosts);
}

/// Kinds by family, pool and name; those that stay empty, or of which nobody knows the family, are left out.
std::vector<HostCount> ListHosts(const HostModel& model, const Outcome& outcome, Size size, bool most) {
  std::vector<HostCount> out;
  std::vector<size_t> order(model.kinds.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const CandidateHost &x = model.kinds[a].host, &y = model.kinds[b].host;
    return std::tie(x.family, x.pool, x.path, x.id) < std::tie(y.family, y.pool, y.path, y.id);
  });
  for (size_t index : order) {
    const HostKind& kind = model.kinds[index];
    const auto found = outcome.hosts.find(index);
    HostCount hosts{kind.host.family, Count(), kind.units, false, {}};
    if (found != outcome.hosts.end() && !(most && kind.uncounted)) hosts.count = found->second;
    if (hosts.count == 0 || hosts.family.empty()) continue;
    hosts.lower_bound = kind.host.lower_bound && kind.units && kind.units == kind.host.cores;
    std::set<std::string> resources;
    for (const PlannedLaunch* launch : kind.launches) {
      if (launch->*size != 0) resources.insert(launch->resource);
    }
    hosts.resources.assign(resources.begin(), resources.end());
    out.push_back(std::move(hosts));
  }
  return out;
}

}  // namespace

bool AlreadyConsumes(const License& license, const CandidateHost& host) {
  return host.pool == Pool::kNamed && license.hosts_in_use.count(host.id) > 0;
}

HostLack LackOfHostData(const Candidate& candidate, const License& license) {
  if (!candidate.host || AlreadyConsumes(license, *candidate.host)) return HostLack::kNothing;
  const CandidateHost& host = *candidate.host;
  if (host.pool == Pool::kUnknown || host.family.empty()) return HostLack::kNothing;
  const bool known = host.cores || host.sockets || host.vcpus;
  if (host.pool != Pool::kNamed) {
    if (candidate.type == nullptr) return HostLack::kType;
    if (known && host.vcpus.value_or(0) < 1) return HostLack::kCapacity;
  }
  if (!known) return HostLack::kFamily;
  return host.UnitsFor(license.counting_type) ? HostLack::kNothing : HostLack::kUnits;
}

std::set<std::string> SharedHosts(const PlannedLaunch& launch) {
  std::set<std::string> out;
  for (const Candidate& candidate : launch.candidates) {
    if (!candidate.host || candidate.host->pool == Pool::kUnknown) continue;
    for (const ClaimedLicense& claim : candidate.claims) {
      if (CountsHosts(claim.license->counting_type))
        out.insert(fmt::format("{} {}", claim.license->arn_text, KeyOf(*candidate.host)));
    }
  }
  return out;
}

/// Of launches in one account and Region, of which there is one.
static HostDemand CountTogether(const std::vector<const PlannedLaunch*>& launches, const License& license) {
  ModelMaker maker(license);
  for (const PlannedLaunch* launch : launches) maker.Add(*launch);
  const HostModel model = maker.Take();
  HostPacker packer;
  Outcome low, high, full;
  for (const Component& component : ComponentsOf(model)) {
    Extremes desired = ComponentCounter(model, component, &PlannedLaunch::desired, packer).Run();
    AddOutcome(std::move(desired.least), low);
    AddOutcome(std::move(desired.most), high);
    const bool bounded = std::all_of(component.launches.begin(), component.launches.end(),
                                     [](const HostLaunch* l) { return l->launch->max.has_value(); });
    if (bounded) {
      AddOutcome(ComponentCounter(model, component, &PlannedLaunch::max, packer).Run().most, full);
    } else {
      full.total.reset();
    }
  }
  HostDemand out;
  out.planned.low = *low.total;
  if (!model.uncounted) {
    out.planned.high = high.total;
    out.planned.full_scale = full.total;
  }
  out.hosts.low = ListHosts(model, low, &PlannedLaunch::desired, false);
  out.hosts.high = ListHosts(model, high, &PlannedLaunch::desired, true);
  out.hosts.full_scale = ListHosts(model, full, &PlannedLaunch::max, true);
  return out;
}

static void AddTimes(HostDemand more, int64_t copies, HostDemand& sum) {
  Units& planned = sum.planned;
  planned.low = Add(planned.low, Multiply(more.planned.low, copies)).value_or(INT64_MAX);
  planned.high = Add(planned.high, Multiply(more.planned.high, copies));
  planned.full_scale = Add(planned.full_scale, Multiply(more.planned.full_scale, copies));
  for (auto list : {&HostLists::low, &HostLists::high, &HostLists::full_scale}) {
    for (HostCount& hosts : more.hosts.*list) hosts.count = Multiply(hosts.count, copies);
  }
  AppendHosts(more.hosts, sum.hosts);
}

HostDemand CountHosts(const std::vector<const PlannedLaunch*>& launches, const License& license) {
  using Key = std::tuple<std::optional<std::string>, std::optional<std::string>, int64_t>;
  std::map<Key, std::vector<const PlannedLaunch*>> by_target;
  for (const PlannedLaunch* launch : launches)
    by_target[{launch->target.region, launch->target.account, launch->accounts}].push_back(launch);
  HostDemand out;
  out.planned = {0, 0, 0};
  for (const auto& [target, together] : by_target)
    AddTimes(CountTogether(together, license), std::get<int64_t>(target), out);
  return out;
}

void AppendHosts(const HostLists& more, HostLists& hosts) {
  for (auto list : {&HostLists::low, &HostLists::high, &HostLists::full_scale}) {
    std::vector<HostCount>& all = hosts.*list;
    all.insert(all.end(), (more.*list).begin(), (more.*list).end());
    std::stable_sort(all.begin(), all.end(),
                     [](const HostCount& a, const HostCount& b) { return a.family < b.family; });
  }
}

}  // namespace headroom
