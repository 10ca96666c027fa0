#include "report/frame.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace headroom {
namespace {

constexpr size_t kNarrowest = 20;
constexpr std::string_view kTab = "    ";
constexpr std::string_view kEllipsis = "…";

/// A character as it is shown.
struct Cell {
  std::string text;
  size_t width;
  bool marked;
};

/// The characters of a line near a span; others were left out before or after them.
struct Cells {
  std::vector<Cell> cells;
  bool cut_before = false;
  bool cut_after = false;
};

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Columns [begin, end) of the line that are underlined, as far as they exist.
struct Underline {
  uint64_t begin, end;
};

Underline UnderlineOf(const Location& location) {
  const std::string_view line = location.source_line;
  const uint64_t line_end = location.source_column + CharacterCount(line);
  const uint64_t begin = std::clamp<uint64_t>(location.column, location.source_column, line_end);
  if (location.end_line <= location.line) return {begin, std::max<uint64_t>(location.end_column, begin + 1)};
  const std::string_view text = line.substr(0, line.find_last_not_of(" \t") + 1);
  return {begin, std::max<uint64_t>(location.source_column + CharacterCount(text), begin + 1)};
}

/// The characters that a window of `width` columns could show: at most `width` on each side of the span's
/// start.
Cells CellsNear(const Location& location, size_t width) {
  Cells near{{}, location.source_column > 1, location.source_cut};
  const std::string_view line = location.source_line;
  const auto [begin, end] = UnderlineOf(location);
  uint64_t next = location.source_column;
  for (size_t at = 0; at < line.size();) {
    const std::string_view character = line.substr(at, CharacterAt(line, at).length);
    at += character.size();
    // As SourceFile counts: a stray continuation byte belongs to the character before it.
    const uint64_t column = IsContinuation(character[0]) ? next : next++;
    if (column + width < begin) {
      near.cut_before = true;
    } else if (column > begin + width) {
      near.cut_after = true;
      break;
    } else {
      std::string shown = character == "\t" ? std::string(kTab) : Printable(character);
      const size_t columns = DisplayWidth(shown);
      near.cells.push_back({std::move(shown), columns, column >= begin && column < end});
    }
  }
  return near;
}

size_t WidthOf(const std::vector<Cell>& cells, size_t first, size_t last) {
  size_t width = 0;
  for (size_t i = first; i < last; ++i) width += cells[i].width;
  return width;
}

/// The part of the cells that is shown.
struct Window {
  size_t first, last;
  size_t width = 0;

  void GrowLeft(const std::vector<Cell>& cells, size_t limit) {
    while (first > 0 && width + cells[first - 1].width <= limit) width += cells[--first].width;
  }
  void GrowRight(const std::vector<Cell>& cells, size_t limit) {
    while (last < cells.size() && width + cells[last].width <= limit) width += cells[last++].width;
  }
};

/// A third of the columns shows what comes before the mark, the rest what follows; what either side does not
/// need goes to the other.
Window ChooseWindow(const Cells& near, size_t mark, size_t width) {
  const size_t all = near.cells.size();
  const bool fits = !near.cut_before && !near.cut_after && WidthOf(near.cells, 0, all) <= width;
  if (fits) return {0, all};
  const size_t room = width - 2;  // an ellipsis on each side
  Window window{mark, mark};
  window.GrowLeft(near.cells, room / 3);
  window.GrowRight(near.cells, room);
  window.GrowLeft(near.cells, room);
  // A combining mark may not come first: it would join the ellipsis.
  while (window.first < mark && near.cells[window.first].width == 0) ++window.first;
  return window;
}

void TrimRight(std::string& text) { text.resize(text.find_last_not_of(' ') + 1); }

}  // namespace

Frame MakeFrame(const Location& location, size_t width) {
  width = std::max(width, kNarrowest);
  const Cells near = CellsNear(location, width);
  const std::vector<Cell>& cells = near.cells;
  const auto marked = std::find_if(cells.begin(), cells.end(), [](const Cell& cell) { return cell.marked; });
  const auto mark = static_cast<size_t>(marked - cells.begin());
  const Window window = ChooseWindow(near, mark, width);

  Frame frame;
  const bool cut_before = near.cut_before || window.first > 0;
  if (cut_before) frame.source += kEllipsis;
  for (size_t i = window.first; i < window.last; ++i) frame.source += cells[i].text;
  if (near.cut_after || window.last < cells.size()) frame.source += kEllipsis;
  TrimRight(frame.source);

  size_t end = mark;
  while (end < window.last && cells[end].marked) ++end;
  frame.indent = (cut_before ? 1 : 0) + WidthOf(cells, window.first, mark);
  frame.length = std::max<size_t>(1, WidthOf(cells, mark, end));
  return frame;
}

}  // namespace headroom
