#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>
#include <numeric>
#include <utility>

namespace headroom {
namespace {

constexpr char32_t kInvalid = 0xFFFFFFFF;

/// The code point at `at` and its length in bytes; kInvalid with length 1 for a byte that starts none.
std::pair<char32_t, size_t> Decode(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return {kInvalid, 1};
  char32_t code = first & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {kInvalid, 1};
    code = code << 6 | (byte(i) & 0x3F);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF) return {kInvalid, 1};
  return {code, length};
}

/// Inclusive.
struct Range {
  char32_t first, last;
};

#include "base/width.inc"

/// Characters that show nothing or change how the text around them is shown: C1 controls, bidirectional
/// controls, zero-width and line separators, fillers, tags, noncharacters. The variation selectors that
/// emoji use are left alone.
constexpr Range kHidden[] = {
    {0x0080, 0x009F},   {0x00AD, 0x00AD},   {0x061C, 0x061C}, {0x115F, 0x1160}, {0x17B4, 0x17B5},
    {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF}, {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

template <size_t N>
bool InRanges(const Range (&ranges)[N], char32_t code) {
  const Range* next = std::upper_bound(std::begin(ranges), std::end(ranges), code,
                                       [](char32_t c, const Range& range) { return c < range.first; });
  return next != std::begin(ranges) && code <= (next - 1)->last;
}

bool IsHidden(char32_t code) {
  if (code < 0x80) return code < 0x20 || code == 0x7F;
  return InRanges(kHidden, code);
}

size_t WidthOf(char32_t code) {
  if (code < 0x300 || code == kInvalid) return 1;
  if (InRanges(kZeroWidth, code)) return 0;
  return InRanges(kWide, code) ? 2 : 1;
}

void AppendHex(std::string& out, const char* prefix, uint32_t value, size_t digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += prefix;
  for (size_t i = digits; i-- > 0;) out += kDigits[value >> (4 * i) & 0xF];
}

void AppendEscaped(std::string& out, char32_t code) {
  if (code == '\n') {
    out += "\\n";
  } else if (code == '\t') {
    out += "\\t";
  } else if (code == '\r') {
    out += "\\r";
  } else if (code < 0x80) {
    AppendHex(out, "\\x", code, 2);
  } else if (code < 0x10000) {
    AppendHex(out, "\\u", code, 4);
  } else {
    AppendHex(out, "\\U", code, 8);
  }
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Optimal string alignment distance without case: a swap of neighbours is one step.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before, last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped =
          i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) && Lower(a[i - 2]) == Lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::exchange(last, row);
  }
  return last[b.size()];
}

/// True if the next eight bytes are ASCII: most text is, and decoding it is most of reading it.
bool IsAsciiWord(std::string_view text, size_t at) {
  uint64_t word = 0;
  if (text.size() - at < sizeof(word)) return false;
  std::memcpy(&word, text.data() + at, sizeof(word));
  return (word & 0x8080808080808080U) == 0;
}

}  // namespace

std::optional<std::string_view> DidYouMean(std::string_view word,
                                           const std::vector<std::string_view>& candidates) {
  // A hostile word of a megabyte is no misspelling, and a hostile list of names is not worth the time.
  constexpr size_t kLongest = 255;
  constexpr size_t kMost = 1000;
  if (word.size() > kLongest) return {};
  std::optional<std::string_view> best;
  size_t best_distance = std::min(word.size(), std::max<size_t>(1, word.size() / 3) + 1);
  for (size_t i = 0; i < std::min(candidates.size(), kMost); ++i) {
    const auto [shorter, longer] = std::minmax({word.size(), candidates[i].size()});
    if (longer - shorter >= best_distance) continue;
    const size_t distance = Distance(word, candidates[i]);
    if (distance >= best_distance) continue;
    best = candidates[i];
    best_distance = distance;
  }
  return best;
}

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const auto [code, length] = Decode(text, at);
    if (code == kInvalid) {
      AppendHex(out, "\\x", static_cast<unsigned char>(text[at]), 2);
    } else if (IsHidden(code)) {
      AppendEscaped(out, code);
    } else {
      out += text.substr(at, length);
    }
    at += length;
  }
  return out;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  for (size_t at = 0; at < text.size();) {
    const auto [code, length] = Decode(text, at);
    width += WidthOf(code);
    at += length;
  }
  return width;
}

Character CharacterAt(std::string_view text, size_t at) {
  const auto [code, length] = Decode(text, at);
  return {code, length, code != kInvalid, code == kInvalid || IsHidden(code)};
}

std::string ElideMiddle(std::string_view text, size_t width) {
  const size_t total = DisplayWidth(text);
  if (total <= width) return std::string(text);
  if (width == 0) return {};
  const size_t tail = (width - 1) / 2;
  const size_t head = width - 1 - tail;
  size_t head_end = 0;
  size_t before = 0;  // columns of text[0, at)
  for (size_t at = 0; at < text.size();) {
    const auto [code, length] = Decode(text, at);
    const size_t columns = WidthOf(code);
    // A combining mark may not begin the tail: it would join the ellipsis.
    if (total - before <= tail && columns > 0) {
      return fmt::format("{}…{}", text.substr(0, head_end), text.substr(at));
    }
    before += columns;
    at += length;
    if (before <= head) head_end = at;
  }
  return fmt::format("{}…", text.substr(0, head_end));
}

size_t CharacterCount(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::optional<size_t> FindInvalidUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    if (IsAsciiWord(text, at)) {
      at += sizeof(uint64_t);
      continue;
    }
    const auto [code, length] = Decode(text, at);
    if (code == kInvalid) return at;
    at += length;
  }
  return {};
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  if (const size_t point = text.find('.'); point != std::string_view::npos) {
    const std::string_view fraction = text.substr(point + 1);
    if (fraction.empty() || fraction.find_first_not_of('0') != std::string_view::npos) return {};
    text = text.substr(0, point);
  }
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

std::string WithCommas(int64_t number) {
  std::string digits = std::to_string(number);
  const size_t sign = number < 0 ? 1 : 0;
  for (size_t at = digits.size(); at > sign + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool EndsWith(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string ToLower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), Lower);
  return out;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::vector<std::string_view> Split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  if (separator.empty()) return {text};
  for (size_t at = 0;;) {
    const size_t next = text.find(separator, at);
    parts.push_back(text.substr(at, next - at));
    if (next == std::string_view::npos) return parts;
    at = next + separator.size();
  }
}

std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

}  // namespace headroom
