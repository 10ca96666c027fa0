#include "base/source.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace headroom {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

SourceFile::SourceFile(std::string path, std::string bytes)
    : path_(std::move(path)), bytes_(std::move(bytes)) {}

const std::vector<uint32_t>& SourceFile::LineStarts() const {
  std::call_once(lines_once_, [this] {
    line_starts_.push_back(0);
    const char* begin = bytes_.data();
    const char* end = begin + bytes_.size();
    for (const char* at = begin; at < end;) {
      const void* found = std::memchr(at, '\n', static_cast<size_t>(end - at));
      if (found == nullptr) break;
      at = static_cast<const char*>(found) + 1;
      line_starts_.push_back(static_cast<uint32_t>(at - begin));
    }
  });
  return line_starts_;
}

Position SourceFile::PositionOf(uint32_t offset) const {
  offset = std::min(offset, static_cast<uint32_t>(bytes_.size()));
  const std::vector<uint32_t>& starts = LineStarts();
  auto next = std::upper_bound(starts.begin(), starts.end(), offset);
  const auto line = static_cast<uint32_t>(next - starts.begin());
  std::string_view before = bytes().substr(starts[line - 1], offset - starts[line - 1]);
  if (line == 1 && before.substr(0, 3) == kByteOrderMark) before.remove_prefix(3);
  const auto characters =
      std::count_if(before.begin(), before.end(), [](char c) { return !IsContinuation(c); });
  return {line, static_cast<uint32_t>(characters) + 1};
}

std::string_view SourceFile::Line(uint32_t line) const {
  const std::vector<uint32_t>& starts = LineStarts();
  if (line == 0 || line > starts.size()) return {};
  const uint32_t begin = starts[line - 1];
  const size_t end = line < starts.size() ? starts[line] - 1 : bytes_.size();
  std::string_view text = bytes().substr(begin, end - begin);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  if (line == 1 && text.substr(0, 3) == kByteOrderMark) text.remove_prefix(3);
  return text;
}

uint32_t SourceFile::LineCount() const { return static_cast<uint32_t>(LineStarts().size()); }

}  // namespace headroom
