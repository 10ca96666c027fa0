#include "plan/units.h"

#include <algorithm>
#include <numeric>

namespace headroom {
namespace {

/// best[c] = the best total for capacity c, by `better` (less or greater): an instance is started while
/// something is still missing (or while one fits), so best[c] = best over choices of
/// units + best[max(0, c - weight)].
template <typename Better>
int64_t SearchBest(const std::vector<Choice>& choices, size_t capacity, bool overshoots, Better better) {
  std::vector<int64_t> best(capacity + 1, 0);
  for (size_t c = 1; c <= capacity; ++c) {
    bool first = true;
    for (const Choice& choice : choices) {
      const auto weight = static_cast<size_t>(choice.weight);
      if (!overshoots && weight > c) continue;
      const int64_t total = choice.units + (c > weight ? best[c - weight] : 0);
      if (first || better(total, best[c])) best[c] = total;
      first = false;
    }
  }
  return best[capacity];
}

/// The choice with the most units, or with the largest weight.
int64_t Largest(const std::vector<Choice>& choices, int64_t Choice::*member) {
  int64_t largest = 0;
  for (const Choice& choice : choices) largest = std::max(largest, choice.*member);
  return largest;
}

/// What a bound can be at most or least without a search: all at the best rate, and for the most an instance
/// more that overshoots, for the least one less that did not fit.
int64_t RoughBound(const std::vector<Choice>& choices, const Choice& rate, int64_t capacity, bool overshoots,
                   bool most) {
  if (most && !overshoots) return capacity * rate.units / rate.weight;
  if (most) return (capacity - 1) * rate.units / rate.weight + Largest(choices, &Choice::units);
  const int64_t filled =
      overshoots ? capacity : std::max<int64_t>(0, capacity - Largest(choices, &Choice::weight));
  return (filled * rate.units + rate.weight - 1) / rate.weight;
}

template <typename Better>
int64_t BestTotal(const std::vector<Choice>& choices, int64_t capacity, bool overshoots, Better better) {
  constexpr int64_t kMostWork = 4'000'000;  // steps of the search: some ten milliseconds
  // A large capacity is filled with the choice of the best rate: in some best mix all but fewer than w of the
  // other instances can be swapped for it (among w numbers some have a sum that w divides), so only the rest
  // is searched.
  const Choice rate = *std::min_element(
      choices.begin(), choices.end(),
      [&](const Choice& a, const Choice& b) { return better(a.units * b.weight, b.units * a.weight); });
  const int64_t largest = Largest(choices, &Choice::weight);
  const int64_t searched = rate.weight * largest + largest;
  const int64_t filled = capacity > searched ? (capacity - searched) / rate.weight : 0;
  const int64_t rest = capacity - filled * rate.weight;
  if (rest * static_cast<int64_t>(choices.size()) <= kMostWork) {
    return filled * rate.units + SearchBest(choices, static_cast<size_t>(rest), overshoots, better);
  }
  return RoughBound(choices, rate, capacity, overshoots, better(1, 0));
}

/// The same in larger units, if all weights are multiples of one: memory comes in GiB, and is counted in MiB.
int64_t DivideWeights(std::vector<Choice>& choices, int64_t capacity, bool overshoots) {
  int64_t unit = 0;
  for (const Choice& choice : choices) unit = std::gcd(unit, choice.weight);
  for (Choice& choice : choices) choice.weight /= unit;
  return (overshoots ? capacity + unit - 1 : capacity) / unit;
}

/// For each weight only the best choice matters.
template <typename Better>
std::vector<Choice> BestPerWeight(std::vector<Choice> choices, Better better) {
  std::sort(choices.begin(), choices.end(), [&](const Choice& a, const Choice& b) {
    return a.weight != b.weight ? a.weight < b.weight : better(a.units, b.units);
  });
  choices.erase(std::unique(choices.begin(), choices.end(),
                            [](const Choice& a, const Choice& b) { return a.weight == b.weight; }),
                choices.end());
  return choices;
}

}  // namespace

Count CountedVcpus(const Candidate& candidate, const License& license) {
  if (candidate.type == nullptr) return {};
  if (candidate.database_vcpus) return candidate.database_vcpus;
  if (!license.rules.honor_vcpu_optimization) return candidate.type->vcpus;
  if (candidate.cpu_options_unknown) return {};
  if (!candidate.has_valid_cpu_options()) return candidate.type->vcpus;
  return *candidate.cpu_options->cores * *candidate.cpu_options->threads;
}

Count UnitsPerInstance(const Candidate& candidate, const License& license) {
  switch (license.counting_type) {
    case CountingType::kInstance:
      return 1;
    case CountingType::kVcpu:
      return CountedVcpus(candidate, license);
    case CountingType::kCore:
    case CountingType::kSocket:
      return {};
  }
  return {};
}

Bounds BoundUnits(std::vector<Choice> choices, int64_t capacity, bool overshoots) {
  capacity = DivideWeights(choices, capacity, overshoots);
  const auto less = [](int64_t a, int64_t b) { return a < b; };
  const auto more = [](int64_t a, int64_t b) { return a > b; };
  return {BestTotal(BestPerWeight(choices, less), capacity, overshoots, less),
          BestTotal(BestPerWeight(std::move(choices), more), capacity, overshoots, more)};
}

}  // namespace headroom
