#include "report/bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>

#include "report/paint.h"

namespace headroom {
namespace {

struct Segment {
  std::string_view sign;
  std::string_view meaning;
  Ink ink;
};

/// In the order of the bar; the bracket closes before kBeyond.
enum Part : size_t { kInUse, kPlanned, kPossible, kFree, kBeyond, kPartCount };
constexpr Segment kSegments[kPartCount] = {
    {"█", "in use", Ink::kBlue}, {"▓", "planned", Ink::kCyan},         {"░", "possible", Ink::kCyan},
    {"·", "free", Ink::kDim},    {"!", "beyond the limit", Ink::kRed},
};

std::string Draw(Part part, size_t cells, bool color) {
  std::string signs;
  for (size_t i = 0; i < cells; ++i) signs += kSegments[part].sign;
  return Paint(kSegments[part].ink, signs, color);
}

/// How much of the limit each part takes. As floating point: a bar is no count, and nothing overflows.
std::vector<double> Amounts(const ReportedLicense& license) {
  double left = std::max(0.0, static_cast<double>(*license.limit));
  double beyond = 0;
  std::vector<double> amounts;
  const auto take = [&](double wanted) {
    const double taken = std::min(left, std::max(0.0, wanted));
    left -= taken;
    beyond += std::max(0.0, wanted) - taken;
    amounts.push_back(taken);
  };
  const auto low = static_cast<double>(license.planned_low);
  take(static_cast<double>(license.consumed) - static_cast<double>(license.released));
  take(low);
  take(static_cast<double>(license.planned_high.value_or(license.planned_low)) - low);
  amounts.push_back(left);
  amounts.push_back(beyond);
  return amounts;
}

}  // namespace

std::vector<size_t> Apportion(const std::vector<double>& amounts, size_t cells) {
  std::vector<size_t> shares(amounts.size(), 0);
  const double total = std::accumulate(amounts.begin(), amounts.end(), 0.0);
  if (total <= 0) return shares;
  std::vector<double> owed(amounts.size());  // what rounding took from each share
  for (size_t i = 0; i < amounts.size(); ++i) {
    const double exact = amounts[i] / total * static_cast<double>(cells);
    shares[i] = amounts[i] > 0 ? std::max<size_t>(1, static_cast<size_t>(exact)) : 0;
    owed[i] = exact - static_cast<double>(shares[i]);
  }
  size_t sum = std::accumulate(shares.begin(), shares.end(), size_t{0});
  for (; sum < cells; ++sum) {
    const auto most = std::max_element(owed.begin(), owed.end());
    ++shares[static_cast<size_t>(most - owed.begin())];
    *most -= 1;
  }
  for (; sum > cells; --sum) --*std::max_element(shares.begin(), shares.end());
  return shares;
}

std::string UsageBar(const ReportedLicense& license, size_t cells, bool color) {
  if (!license.limit) return {};
  const std::vector<size_t> shares = Apportion(Amounts(license), cells);
  std::string bar = "[";
  for (Part part : {kInUse, kPlanned, kPossible, kFree}) bar += Draw(part, shares[part], color);
  return bar + "]" + Draw(kBeyond, shares[kBeyond], color);
}

std::string UsageBarLegend(bool color) {
  std::string legend;
  for (const Segment& segment : kSegments) {
    if (!legend.empty()) legend += "  ";
    legend += fmt::format("{} {}", Paint(segment.ink, segment.sign, color),
                          Paint(Ink::kDim, segment.meaning, color));
  }
  return legend;
}

}  // namespace headroom
