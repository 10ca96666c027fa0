#include "plan/packing.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace headroom {
namespace {

using Sizes = std::vector<PackedSize>;  // descending, each once

int64_t CeilingOf(int64_t dividend, int64_t divisor) {
  return dividend <= 0 ? 0 : (dividend - 1) / divisor + 1;
}

/// Largest first; equal sizes together, none without instances.
Sizes Normalized(Sizes sizes) {
  std::sort(sizes.begin(), sizes.end(),
            [](const PackedSize& a, const PackedSize& b) { return a.vcpus > b.vcpus; });
  Sizes out;
  for (const PackedSize& size : sizes) {
    if (size.count <= 0) continue;
    if (!out.empty() && out.back().vcpus == size.vcpus) {
      out.back().count += size.count;
    } else {
      out.push_back(size);
    }
  }
  return out;
}

/// Takes out what fills a host by itself, and counts it.
int64_t TakeWholeHosts(Sizes& sizes, int64_t capacity) {
  int64_t hosts = 0;
  while (!sizes.empty() && sizes.front().vcpus >= capacity) {
    hosts += sizes.front().count;
    sizes.erase(sizes.begin());
  }
  return hosts;
}

/// Instances larger than half a host need one each, and those that do not fit beside any of them need room
/// elsewhere; for every size below which instances are left out. Source: Martello and Toth, "Lower bounds and
/// reduction procedures for the bin packing problem" (1990), bound L2.
int64_t AtLeast(const Sizes& sizes, int64_t capacity) {
  int64_t best = 0;
  const auto bound = [&](int64_t smallest) {
    int64_t large = 0, medium = 0, medium_sum = 0, small_sum = 0;
    for (const PackedSize& size : sizes) {
      if (size.vcpus > capacity - smallest) {
        large += size.count;
      } else if (2 * size.vcpus > capacity) {
        medium += size.count;
        medium_sum += size.count * size.vcpus;
      } else if (size.vcpus >= smallest) {
        small_sum += size.count * size.vcpus;
      }
    }
    return large + medium + CeilingOf(small_sum - (medium * capacity - medium_sum), capacity);
  };
  best = bound(0);
  for (const PackedSize& size : sizes) {
    if (2 * size.vcpus <= capacity) best = std::max(best, bound(size.vcpus));
  }
  return best;
}

/// First fit decreasing, many equal hosts at a time.
int64_t FirstFit(Sizes sizes, int64_t capacity) {
  int64_t hosts = 0;
  while (!sizes.empty()) {
    int64_t room = capacity, times = INT64_MAX;
    std::vector<int64_t> taken;
    for (const PackedSize& size : sizes) {
      const int64_t take = std::min(size.count, room / size.vcpus);
      taken.push_back(take);
      room -= take * size.vcpus;
      if (take > 0) times = std::min(times, size.count / take);
    }
    for (size_t i = 0; i < sizes.size(); ++i) sizes[i].count -= taken[i] * times;
    sizes.erase(
        std::remove_if(sizes.begin(), sizes.end(), [](const PackedSize& size) { return size.count == 0; }),
        sizes.end());
    hosts += times;
  }
  return hosts;
}

/// Looks for a packing into a given number of hosts, one host after another: each gets the largest instance
/// that is left, and is filled in every way in which nothing more fits.
class Search {
 public:
  Search(const Sizes& sizes, int64_t capacity, size_t& steps) : capacity_(capacity), steps_(steps) {
    for (const PackedSize& size : sizes) {
      vcpus_.push_back(size.vcpus);
      left_.push_back(size.count);
    }
  }

  bool gave_up() const { return steps_ == 0; }

  /// Never deeper than `hosts`.
  bool Fits(int64_t hosts) {
    const auto first = std::find_if(left_.begin(), left_.end(), [](int64_t count) { return count > 0; });
    if (first == left_.end()) return true;
    if (steps_ == 0 || AtLeast(Left(), capacity_) > hosts || failed_.count({hosts, left_}) > 0) return false;
    --steps_;
    const auto size = static_cast<size_t>(first - left_.begin());
    --left_[size];
    const bool fits = Fill(size, capacity_ - vcpus_[size], hosts);
    ++left_[size];
    if (!fits && steps_ > 0) failed_.insert({hosts, left_});
    return fits;
  }

 private:
  Sizes Left() const {
    Sizes sizes;
    for (size_t i = 0; i < left_.size(); ++i) {
      if (left_[i] > 0) sizes.push_back({vcpus_[i], left_[i]});
    }
    return sizes;
  }

  /// Fills the rest of a host with sizes from `size` on. Never deeper than there are sizes.
  bool Fill(size_t size, int64_t room, int64_t hosts) {
    if (size == vcpus_.size()) return IsFull(room) && Fits(hosts - 1);
    const int64_t most = std::min(left_[size], room / vcpus_[size]);
    for (int64_t take = most; take >= 0 && steps_ > 0; --take) {
      left_[size] -= take;
      const bool fits = Fill(size + 1, room - take * vcpus_[size], hosts);
      left_[size] += take;
      if (fits) return true;
    }
    return false;
  }

  bool IsFull(int64_t room) {
    if (steps_ > 0) --steps_;
    for (size_t i = 0; i < left_.size(); ++i) {
      if (left_[i] > 0 && vcpus_[i] <= room) return false;
    }
    return true;
  }

  const int64_t capacity_;
  size_t& steps_;
  std::vector<int64_t> vcpus_, left_;
  std::set<std::pair<int64_t, std::vector<int64_t>>> failed_;
};

}  // namespace

Bounds HostPacker::Fewest(std::vector<PackedSize> sizes, int64_t capacity) {
  constexpr int64_t kMostSearched = 64;  // hosts, and sizes: how deep a search goes
  sizes = Normalized(std::move(sizes));
  const int64_t whole = TakeWholeHosts(sizes, capacity);
  int64_t low = AtLeast(sizes, capacity);
  const int64_t high = FirstFit(sizes, capacity);
  if (high <= kMostSearched && static_cast<int64_t>(sizes.size()) <= kMostSearched) {
    Search search(sizes, capacity, steps_left_);
    while (low < high && !search.Fits(low) && !search.gave_up()) ++low;
    if (!search.gave_up()) return {whole + low, whole + low};
  }
  return {whole + low, whole + high};
}

}  // namespace headroom
