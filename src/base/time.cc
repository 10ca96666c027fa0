#include "base/time.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <utility>

#include "base/text.h"

namespace headroom {
namespace {

/// Takes `digits` decimal digits off the front of `text`; nothing if they are not there.
std::optional<int> TakeNumber(std::string_view& text, size_t digits) {
  int number = 0;
  if (text.size() < digits) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error != std::errc() || end != text.data() + digits || number < 0) return {};
  text.remove_prefix(digits);
  return number;
}

bool Take(std::string_view& text, char wanted) {
  if (text.empty() || text[0] != wanted) return false;
  text.remove_prefix(1);
  return true;
}

/// Seconds east of UTC of what follows a time of day: nothing, "Z", "+02:00", "+0200".
std::optional<int64_t> TakeOffset(std::string_view text) {
  if (text.empty() || text == "Z") return 0;
  const bool west = text[0] == '-';
  if (!Take(text, '+') && !Take(text, '-')) return {};
  const auto hours = TakeNumber(text, 2);
  Take(text, ':');
  const auto minutes = text.empty() ? std::optional(0) : TakeNumber(text, 2);
  if (!hours || !minutes || !text.empty()) return {};
  const int64_t seconds = *hours * 3600 + *minutes * 60;
  return west ? -seconds : seconds;
}

void TakeFraction(std::string_view& text) {
  if (!Take(text, '.')) return;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') text.remove_prefix(1);
}

}  // namespace

std::string FormatDate(int64_t seconds) {
  using namespace std::chrono;
  constexpr int64_t kDay = 24 * 60 * 60;
  const int64_t day = seconds / kDay - (seconds % kDay < 0 ? 1 : 0);
  constexpr int64_t kMostDays = 3'000'000;  // std::chrono's years end before its days do
  if (day > kMostDays || day < -kMostDays) return fmt::format("second {}", seconds);
  const year_month_day date{sys_days{days{static_cast<int>(day)}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string FormatTime(int64_t seconds) {
  constexpr int64_t kDay = 24 * 60 * 60;
  const int64_t second = (seconds % kDay + kDay) % kDay;
  return fmt::format("{}T{:02}:{:02}:{:02}Z", FormatDate(seconds), second / 3600, second / 60 % 60,
                     second % 60);
}

std::optional<int64_t> ParseTime(std::string_view text) {
  using namespace std::chrono;
  const auto y = TakeNumber(text, 4);
  if (!y || !Take(text, '-')) return {};
  const auto m = TakeNumber(text, 2);
  if (!m || !Take(text, '-')) return {};
  const auto d = TakeNumber(text, 2);
  if (!d) return {};
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return {};
  const int64_t midnight = int64_t{sys_days{date}.time_since_epoch().count()} * 24 * 60 * 60;
  if (text.empty()) return midnight;
  if (!Take(text, 'T') && !Take(text, ' ')) return {};
  const auto hour = TakeNumber(text, 2);
  if (!hour || !Take(text, ':')) return {};
  const auto minute = TakeNumber(text, 2);
  if (!minute) return {};
  const auto second = Take(text, ':') ? TakeNumber(text, 2) : std::optional(0);
  if (!second || *hour > 24 || *minute > 59 || *second > 60) return {};
  TakeFraction(text);
  const auto offset = TakeOffset(text);
  if (!offset) return {};
  return midnight + *hour * 3600 + *minute * 60 + *second - *offset;
}

std::optional<int64_t> ParseTimestamp(std::string_view text) {
  const size_t point = text.find('.');
  const bool fraction = point != std::string_view::npos && point + 1 < text.size() &&
                        text.find_first_not_of("0123456789", point + 1) == std::string_view::npos;
  if (const auto seconds = ParseInteger(fraction ? text.substr(0, point) : text)) return seconds;
  return ParseTime(text);
}

std::optional<int64_t> ParseDuration(std::string_view text) {
  constexpr std::pair<char, int64_t> kUnits[] = {{'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
  constexpr int64_t kMost = 1'000'000;
  if (text.empty()) return {};
  for (const auto& [unit, seconds] : kUnits) {
    if (text.back() != unit) continue;
    const std::optional<int64_t> number = ParseInteger(text.substr(0, text.size() - 1));
    return number && *number > 0 && *number <= kMost ? std::optional(*number * seconds) : std::nullopt;
  }
  return {};
}

std::string DurationText(int64_t seconds) {
  constexpr int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  const auto [unit, name] = seconds < 2 * kHour  ? std::pair(kMinute, "minute")
                            : seconds < 3 * kDay ? std::pair(kHour, "hour")
                                                 : std::pair(kDay, "day");
  const int64_t count = seconds / unit;
  return fmt::format("{} {}{}", WithCommas(count), name, count == 1 ? "" : "s");
}

}  // namespace headroom
