#include "base/source.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace headroom {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Characters are counted ahead in blocks, so that a column far into a line of megabytes costs one block.
constexpr uint32_t kBlock = 4096;

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

uint32_t CountCharacters(std::string_view text) {
  return static_cast<uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); }));
}

}  // namespace

SourceFile::SourceFile(std::string path, std::string bytes)
    : path_(std::move(path)), bytes_(std::move(bytes)) {}

SourceFile::SourceFile(Place within, std::string bytes)
    : path_(within.file->path()), bytes_(std::move(bytes)), within_(within) {}

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

uint32_t SourceFile::CharactersBefore(uint32_t offset) const {
  std::call_once(blocks_once_, [this] {
    uint32_t characters = 0;
    for (size_t at = 0; at <= bytes_.size(); at += kBlock) {
      characters_before_block_.push_back(characters);
      characters += CountCharacters(bytes().substr(at, kBlock));
    }
  });
  const uint32_t block = offset / kBlock;
  return characters_before_block_[block] +
         CountCharacters(bytes().substr(block * kBlock, offset - block * kBlock));
}

Position SourceFile::PositionOf(uint32_t offset) const {
  offset = std::min(offset, static_cast<uint32_t>(bytes_.size()));
  const std::vector<uint32_t>& starts = LineStarts();
  auto next = std::upper_bound(starts.begin(), starts.end(), offset);
  const auto line = static_cast<uint32_t>(next - starts.begin());
  uint32_t begin = starts[line - 1];
  if (begin == 0 && offset >= 3 && bytes().substr(0, 3) == kByteOrderMark) begin = 3;
  const uint32_t characters = offset - begin <= kBlock
                                  ? CountCharacters(bytes().substr(begin, offset - begin))
                                  : CharactersBefore(offset) - CharactersBefore(begin);
  const bool inside_line_break = offset > begin && bytes().substr(offset - 1, 2) == "\r\n";
  return {line, characters + (inside_line_break ? 0 : 1)};
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
