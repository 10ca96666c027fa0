#include "store/mistakes.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace headroom {

namespace {

std::vector<StoreMistake> Sorted(std::vector<StoreMistake> mistakes,
                                 const std::vector<const SourceFile*>& files) {
  std::unordered_map<const SourceFile*, size_t> order;
  for (const SourceFile* file : files) order.emplace(file, order.size() + 1);
  const auto rank = [&order](const StoreMistake& m) {
    const auto found = order.find(m.where.file);
    return std::make_tuple(found == order.end() ? 0 : found->second, m.where.span.begin);
  };
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [&rank](const StoreMistake& a, const StoreMistake& b) { return rank(a) < rank(b); });
  const auto same = [](const StoreMistake& a, const StoreMistake& b) {
    return a.where == b.where && a.message == b.message;
  };
  mistakes.erase(std::unique(mistakes.begin(), mistakes.end(), same), mistakes.end());
  return mistakes;
}

}  // namespace

std::vector<StoreMistake> Mistakes::Errors(const std::vector<const SourceFile*>& files) const {
  return Sorted(errors_, files);
}

std::vector<StoreMistake> Mistakes::Warnings(const std::vector<const SourceFile*>& files) const {
  return Sorted(warnings_, files);
}

std::vector<std::string> Mistakes::ErrorLines(const std::vector<const SourceFile*>& files) const {
  return MistakeLines(Errors(files));
}

std::vector<std::string> Mistakes::WarningLines(const std::vector<const SourceFile*>& files) const {
  return MistakeLines(Warnings(files));
}

std::vector<std::string> MistakeLines(const std::vector<StoreMistake>& mistakes) {
  constexpr size_t kMost = 100;
  std::vector<std::string> lines;
  for (const StoreMistake& mistake : mistakes) {
    if (lines.size() == kMost) {
      lines.push_back(
          fmt::format("… and {} more", WithCommas(static_cast<int64_t>(mistakes.size() - kMost))));
      break;
    }
    lines.push_back(mistake.where ? fmt::format("{}: {}", Show(mistake.where), mistake.message)
                                  : mistake.message);
  }
  return lines;
}

std::string Show(Place where) {
  const Position position = where.file->PositionOf(where.span.begin);
  return fmt::format("{}:{}:{}", Printable(where.file->path()), position.line, position.column);
}

std::string Quote(std::string_view value) {
  constexpr size_t kLongest = 120;
  if (value.size() <= kLongest) return fmt::format("`{}`", Printable(value));
  size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;  // not within a character
  return fmt::format("`{}…`", Printable(value.substr(0, end)));
}

}  // namespace headroom
