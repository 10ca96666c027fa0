#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace headroom {

/// Bytes [begin, end) of a SourceFile.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool operator==(const Span&) const = default;
};

/// A place as people count: line and column from 1, the column in characters (code points), not bytes.
struct Position {
  uint32_t line = 1;
  uint32_t column = 1;
  bool operator==(const Position&) const = default;
};

class SourceFile;

/// A place in a file. A default-constructed Place is nowhere (a value from the command line, say).
struct Place {
  const SourceFile* file = nullptr;
  Span span;

  explicit operator bool() const { return file != nullptr; }
  bool operator==(const Place&) const = default;
};

/// One input or store document, byte for byte as it was read, and where its lines begin.
class SourceFile {
 public:
  /// `path` is what reports show: as the user gave it, below a walked folder with `/`.
  SourceFile(std::string path, std::string bytes);
  /// A text that stands inside of another file, as the value at `within`: a document in a document.
  SourceFile(Place within, std::string bytes);

  const std::string& path() const { return path_; }
  std::string_view bytes() const { return bytes_; }
  std::string_view text(Span span) const { return bytes().substr(span.begin, span.end - span.begin); }
  /// Where the text stands in another file; nowhere for a file of its own.
  Place within() const { return within_; }

  /// The position of a byte offset; offsets past the end count as the end. A byte order mark at the start of
  /// the file and the `\r` of a line's end take no column.
  Position PositionOf(uint32_t offset) const;
  /// The text of a line without its line break; `line` counts from 1; empty past the last one.
  std::string_view Line(uint32_t line) const;
  uint32_t LineCount() const;

 private:
  const std::vector<uint32_t>& LineStarts() const;
  uint32_t CharactersBefore(uint32_t offset) const;

  std::string path_;
  std::string bytes_;
  Place within_;
  mutable std::once_flag lines_once_;  // made on demand: most files never need a position
  mutable std::vector<uint32_t> line_starts_;
  mutable std::once_flag blocks_once_;
  mutable std::vector<uint32_t> characters_before_block_;
};

/// Owns every byte of the run. Files never move, so views, spans and pointers into them stay valid as long as
/// the set. Not synchronized: fill it from one thread.
class SourceSet {
 public:
  SourceFile& Add(std::string path, std::string bytes) {
    return files_.emplace_back(std::move(path), std::move(bytes));
  }
  SourceFile& Add(Place within, std::string bytes) { return files_.emplace_back(within, std::move(bytes)); }

 private:
  std::deque<SourceFile> files_;
};

}  // namespace headroom
