// What is taken out leaves what was there before it was put in. Where a license has no list of associations
// one is put in with its key, so that the last association takes the key along; where the list was there and
// empty it stays. The layout tells one from the other: a list that was there holds what is put in without
// white space (`[{…}]`), and an empty block holds dashes that stand as far left as its key.

#include "store/splice.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace headroom {

Splicer::Splicer(const Document& document) : document_(document), text_(document.file().bytes()) {
  const size_t line = text_.find('\n');
  if (line != std::string_view::npos && line > 0 && text_[line - 1] == '\r') eol_ = "\r\n";
}

std::string Splicer::Replace(Span span, std::string_view what) const {
  return std::string(text_.substr(0, span.begin)).append(what).append(text_.substr(span.end));
}

std::string Splicer::Insert(size_t at, std::string_view what) const {
  const auto place = static_cast<uint32_t>(at);
  return Replace({place, place}, what);
}

std::string Splicer::Erase(size_t begin, size_t end) const {
  return Replace({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, "");
}

size_t Splicer::LineBegin(size_t at) const {
  const size_t line = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
  return line == std::string_view::npos ? 0 : line + 1;
}

/// Behind the line break of the line that holds the byte before `end`.
size_t Splicer::LineEnd(size_t end) const {
  if (end > 0 && text_[end - 1] == '\n') return end;
  const size_t line = text_.find('\n', end);
  return line == std::string_view::npos ? text_.size() : line + 1;
}

/// The white space that the line of `at` begins with.
std::string Splicer::Indent(size_t at) const {
  const size_t begin = LineBegin(at);
  const size_t end = std::min(text_.find_first_not_of(" \t", begin), text_.size());
  return std::string(text_.substr(begin, end - begin));
}

/// As many blanks as stand before `at` on its line.
std::string Splicer::Column(size_t at) const { return std::string(at - LineBegin(at), ' '); }

bool Splicer::HasLineBreak(size_t begin, size_t end) const {
  return text_.substr(begin, end - begin).find('\n') != std::string_view::npos;
}

Document::Entry Splicer::LastEntry(const Node& map) const {
  return document_.EntryAt(map, Document::EntryCount(map) - 1);
}

/// Whole lines behind the line that ends at `end`.
std::string Splicer::InsertLines(size_t end, std::string lines) const {
  const size_t at = LineEnd(end);
  if (at > 0 && text_[at - 1] == '\n') return Insert(at, lines);
  lines.erase(lines.size() - eol_.size());  // the last line of the file has no line break, and gets none
  return Insert(at, eol_ + lines);
}

/// From the begin of a line to the end of one; at the end of a file whose last line is not ended, with the
/// line break before it.
std::string Splicer::EraseLines(size_t begin, size_t end) const {
  const bool ended = end > 0 && text_[end - 1] == '\n';
  if (ended || begin < eol_.size()) return Erase(begin, end);
  return Erase(begin - eol_.size(), end);
}

Splicer::FlowStyle Splicer::StyleOf(const Node& map) const {
  FlowStyle style;
  const Document::Entry first = document_.EntryAt(map, 0);
  if (text_[At(first.key).span.begin] == '"') style.quote = "\"";
  if (text_.substr(At(first.key).span.end, 2) == ":\"") {
    style.colon = ":";
    style.comma = ",";
  }
  return style;
}

std::string Splicer::FlowMap(const AssociationFields& fields, const FlowStyle& style) const {
  std::string out;
  for (const auto& [key, value] : fields)
    out += fmt::format("{0}{1}{2}{1}{3}\"{4}\"", out.empty() ? "" : style.comma, style.quote, key,
                       style.colon, value);
  return fmt::format("{{{}}}", out);
}

std::string Splicer::FlowMapInLines(const AssociationFields& fields, const FlowStyle& style,
                                    const std::string& inner, const std::string& outer) const {
  std::string out;
  for (const auto& [key, value] : fields)
    out += fmt::format("{0}{1}{2}{3}{4}{3}{5}\"{6}\"", out.empty() ? "" : ",", eol_, inner, style.quote, key,
                       style.colon, value);
  return fmt::format("{{{}{}{}}}", out, eol_, outer);
}

/// Like the item before it: on lines of its own, and its fields too, if that one is.
std::string Splicer::AddToFlowList(const Node& list, const AssociationFields& fields) const {
  if (list.count == 0) {
    const NodeId owner = document_.root();  // of a document in flow style JSON's way of writing
    return Insert(list.span.begin + 1, FlowMap(fields, StyleOf(At(owner))));
  }
  const Node& first = At(document_.Item(list, 0));
  const Node& last = At(document_.Item(list, list.count - 1));
  const bool in_lines = HasLineBreak(list.span.begin, first.span.begin);
  const std::string outer = Indent(last.span.begin);
  FlowStyle style;
  bool map_in_lines = false;
  std::string inner;
  if (last.kind == NodeKind::kMapping && last.count > 0) {
    const size_t key = At(document_.EntryAt(last, 0).key).span.begin;
    style = StyleOf(last);
    map_in_lines = HasLineBreak(last.span.begin, key);
    inner = Indent(key);
  }
  const std::string item =
      map_in_lines ? FlowMapInLines(fields, style, inner, outer) : FlowMap(fields, style);
  return Insert(last.span.end, (in_lines ? fmt::format(",{}{}", eol_, outer) : style.comma) + item);
}

std::string Splicer::AddFlowKey(const Node& map, const AssociationFields& fields) const {
  const size_t key = At(document_.EntryAt(map, 0).key).span.begin;
  const size_t end = At(LastEntry(map).value).span.end;
  const FlowStyle style = StyleOf(map);
  const std::string name = fmt::format("{0}{1}{0}{2}", style.quote, kAssociations, style.colon);
  if (!HasLineBreak(map.span.begin, key))
    return Insert(end, fmt::format("{}{}[ {} ]", style.comma, name, FlowMap(fields, style)));
  const std::string outer = Indent(map.span.end - 1), inner = Indent(key);
  const std::string step = StartsWith(inner, outer) ? inner.substr(outer.size()) : "  ";
  const std::string item = FlowMapInLines(fields, style, inner + step + step, inner + step);
  return Insert(end, fmt::format(",{0}{1}{2}[{0}{1}{3}{4}{0}{1}]", eol_, inner, name, step, item));
}

std::string Splicer::RemoveFlowKey(const AssociationTarget& target) const {
  const Node& map = At(target.map);
  for (uint32_t i = 0; i < Document::EntryCount(map); ++i) {
    const Document::Entry entry = document_.EntryAt(map, i);
    if (At(entry.key).text != kAssociations) continue;
    if (i > 0) return Erase(At(document_.EntryAt(map, i - 1).value).span.end, At(entry.value).span.end);
    if (Document::EntryCount(map) > 1)
      return Erase(At(entry.key).span.begin, At(document_.EntryAt(map, 1).key).span.begin);
  }
  return std::string(text_);
}

std::string Splicer::RemoveFromFlow(const AssociationTarget& target) const {
  const Node& list = At(target.list);
  const uint32_t index = *target.index;
  const Span item = At(document_.Item(list, index)).span;
  if (index > 0) return Erase(At(document_.Item(list, index - 1)).span.end, item.end);
  if (list.count > 1) return Erase(item.begin, At(document_.Item(list, 1)).span.begin);
  const bool stays = item.begin == list.span.begin + 1 || !At(target.map).flow;
  return stays ? Erase(item.begin, item.end) : RemoveFlowKey(target);
}

/// `- ResourceArn: …` and the lines below it.
std::string Splicer::BlockItem(const AssociationFields& fields, const std::string& indent) const {
  std::string out;
  for (const auto& [key, value] : fields) {
    const bool digits = value.find_first_not_of("0123456789") == std::string::npos;  // would be a number
    out += fmt::format("{}{} {}: {}{}{}{}", indent, out.empty() ? "-" : " ", key, digits ? "\"" : "", value,
                       digits ? "\"" : "", eol_);
  }
  return out;
}

std::string Splicer::AddToBlockList(const Node& list, const AssociationFields& fields) const {
  const std::string indent = Column(list.span.begin);
  const Node& last = At(document_.Item(list, list.count - 1));
  if (!last.flow || last.kind != NodeKind::kMapping || last.count == 0)
    return InsertLines(list.span.end, BlockItem(fields, indent));
  return InsertLines(list.span.end, fmt::format("{}- {}{}", indent, FlowMap(fields, StyleOf(last)), eol_));
}

/// The key is missing, or has nothing behind it.
std::string Splicer::AddBlockKey(const AssociationTarget& target, const AssociationFields& fields) const {
  const std::string indent = Column(At(target.map).span.begin);
  if (target.list != kNoNode) return InsertLines(At(target.list).span.end, BlockItem(fields, indent));
  const std::string lines =
      fmt::format("{}{}:{}{}", indent, kAssociations, eol_, BlockItem(fields, indent + "  "));
  return InsertLines(At(target.map).span.end, lines);
}

/// The dash before an item of a block list.
size_t Splicer::DashOf(const Node& list, const Node& item) const {
  const size_t column = list.span.begin - LineBegin(list.span.begin);
  for (size_t begin = LineBegin(item.span.begin);; begin = LineBegin(begin - 1)) {
    const size_t dash = begin + column;
    if (dash < text_.size() && text_[dash] == '-' && dash <= item.span.begin) return dash;
    if (begin <= list.span.begin) return list.span.begin;
  }
}

std::string Splicer::RemoveFromBlock(const AssociationTarget& target) const {
  const Node& list = At(target.list);
  const Node& item = At(document_.Item(list, *target.index));
  const size_t dash = DashOf(list, item), end = LineEnd(item.span.end);
  const Node& key = At(document_.FindKey(target.map, kAssociations));
  const bool key_stays = list.count > 1 || Column(list.span.begin) == Column(key.span.begin);
  if (key_stays) return EraseLines(LineBegin(dash), end);
  const bool alone =
      Trim(text_.substr(LineBegin(key.span.begin), key.span.begin - LineBegin(key.span.begin))).empty();
  if (alone) return EraseLines(LineBegin(key.span.begin), end);
  // The map's first key stands behind the dash of the map.
  return Replace({key.span.end, list.span.end}, ": []");
}

std::string Splicer::Add(const AssociationTarget& target, const AssociationFields& fields) const {
  const Node& map = At(target.map);
  if (target.list != kNoNode && At(target.list).kind == NodeKind::kSequence) {
    const Node& list = At(target.list);
    return list.flow ? AddToFlowList(list, fields) : AddToBlockList(list, fields);
  }
  if (target.list != kNoNode && At(target.list).span.begin < At(target.list).span.end)  // `null`
    return Replace(At(target.list).span, fmt::format("[{}]", FlowMap(fields, {"\"", ": ", ", "})));
  return map.flow ? AddFlowKey(map, fields) : AddBlockKey(target, fields);
}

std::string Splicer::AddScope(NodeId association) const {
  const Node& map = At(association);
  const AssociationFields scope = {{kScope, "cross-account"}};
  if (!map.flow) {
    const std::string line = BlockItem(scope, "").substr(2);
    return InsertLines(map.span.end, Column(map.span.begin) + line);
  }
  const FlowStyle style = StyleOf(map);
  const size_t key = At(document_.EntryAt(map, 0).key).span.begin;
  const bool in_lines = HasLineBreak(map.span.begin, key);
  const std::string entry = FlowMap(scope, style);
  const std::string comma = in_lines ? fmt::format(",{}{}", eol_, Indent(key)) : style.comma;
  return Insert(At(LastEntry(map).value).span.end, comma + entry.substr(1, entry.size() - 2));
}

std::string Splicer::Remove(const AssociationTarget& target) const {
  return At(target.list).flow ? RemoveFromFlow(target) : RemoveFromBlock(target);
}

}  // namespace headroom
