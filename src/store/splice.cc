// What is taken out leaves what was there before it was put in. Where a license has no list of associations
// one is put in with its key, so that the last association takes the key along; where the list was there and
// empty it stays. The layout tells one from the other: a list that was there holds what is put in without
// white space (`[{…}]`), one that was `null` or the like with blanks before it, and an empty block holds
// dashes that stand as far left as its key.

#include "store/splice.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "syntax/front_end.h"

namespace headroom {

Splicer::Splicer(const Document& document) : document_(document), text_(document.file().bytes()) {
  const size_t line = text_.find('\n');
  if (line != std::string_view::npos && line > 0 && text_[line - 1] == '\r') eol_ = "\r\n";
}

Splice Splicer::Replace(size_t begin, size_t end, std::string what) {
  return {{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, std::move(what)};
}

size_t Splicer::LineBegin(size_t at) const {
  const size_t line = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
  return line == std::string_view::npos ? ByteOrderMarkLength(text_) : line + 1;
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
Splice Splicer::InsertLines(size_t end, std::string lines) const {
  const size_t at = LineEnd(end);
  if (at > 0 && text_[at - 1] == '\n') return Insert(at, std::move(lines));
  lines.erase(lines.size() - eol_.size());  // the last line of the file has no line break, and gets none
  return Insert(at, eol_ + lines);
}

/// From the begin of a line to the end of one; at the end of a file whose last line is not ended, with the
/// line break before it.
Splice Splicer::EraseLines(size_t begin, size_t end) const {
  const bool ended = end > 0 && text_[end - 1] == '\n';
  if (ended || begin < eol_.size()) return Erase(begin, end);
  return Erase(begin - eol_.size(), end);
}

/// The block of text (`|`, `>`) with which a value ends, or null.
const Node* Splicer::TextAtEnd(NodeId node) const {
  while (At(node).count > 0 && !At(node).flow) {
    const Node& at = At(node);
    node = at.kind == NodeKind::kMapping ? LastEntry(at).value : document_.Item(at, at.count - 1);
  }
  const std::string_view begin = text_.substr(At(node).span.begin, 1);
  return At(node).kind == NodeKind::kScalar && (begin == "|" || begin == ">") ? &At(node) : nullptr;
}

/// Whether the line breaks that follow a block of text are part of it: all, or there is none yet.
bool Splicer::TakesWhatFollows(const Node& text) const {
  const bool keeps = text_.substr(text.span.begin + 1, 2).find('+') != std::string_view::npos;
  return keeps || (LineEnd(text.span.end) == text_.size() && text_.back() != '\n');
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

std::string Splicer::FlowMaps(const std::vector<AssociationFields>& rows, const FlowStyle& style) const {
  std::string out;
  for (const AssociationFields& fields : rows)
    out += (out.empty() ? "" : style.comma) + FlowMap(fields, style);
  return out;
}

std::string Splicer::FlowMapInLines(const AssociationFields& fields, const FlowStyle& style,
                                    const std::string& inner, const std::string& outer) const {
  std::string out;
  for (const auto& [key, value] : fields)
    out += fmt::format("{0}{1}{2}{3}{4}{3}{5}\"{6}\"", out.empty() ? "" : ",", eol_, inner, style.quote, key,
                       style.colon, value);
  return fmt::format("{{{}{}{}}}", out, eol_, outer);
}

/// Elements behind the one of a flow collection that ends at `end`, each behind `comma`. A comment behind
/// that one stays there: then they stand on lines of their own, indented.
std::vector<Splice> Splicer::Append(size_t end, const std::vector<std::string>& elements,
                                    const std::string& comma, const std::string& indent) const {
  const size_t behind = BehindComma(end);
  const bool ends_line = StartsWith(Trim(text_.substr(behind, LineEnd(behind) - behind)), "#");
  const bool commented = text_.substr(end, behind - end).find('#') != std::string_view::npos;
  std::string text;
  for (const std::string& element : elements) {
    if (ends_line) {
      text += indent + element + "," + eol_;
    } else {
      text += commented ? eol_ + indent + element + "," : comma + element;
    }
  }
  if (!ends_line) return {Insert(commented ? behind : end, std::move(text))};
  if (HasComma(end)) return {Insert(LineEnd(behind), std::move(text))};
  text.erase(text.size() - eol_.size() - 1, 1);  // the last has no comma, as the one before it
  return {Insert(end, ","), Insert(LineEnd(behind), std::move(text))};
}

/// Like the item before it: on lines of its own, and its fields too, if that one is.
std::vector<Splice> Splicer::AddToFlowList(const Node& list,
                                           const std::vector<AssociationFields>& rows) const {
  if (list.count == 0) {
    const NodeId owner = document_.root();  // of a document in flow style JSON's way of writing
    return {Insert(list.span.begin + 1, FlowMaps(rows, StyleOf(At(owner))))};
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
  const std::string comma = in_lines ? fmt::format(",{}{}", eol_, outer) : style.comma;
  std::vector<std::string> items;
  for (const AssociationFields& fields : rows)
    items.push_back(map_in_lines ? FlowMapInLines(fields, style, inner, outer) : FlowMap(fields, style));
  return Append(last.span.end, items, comma, in_lines ? outer : Column(last.span.begin));
}

std::vector<Splice> Splicer::AddFlowKey(const Node& map, const std::vector<AssociationFields>& rows) const {
  const size_t key = At(document_.EntryAt(map, 0).key).span.begin;
  const size_t end = At(LastEntry(map).value).span.end;
  const FlowStyle style = StyleOf(map);
  const std::string name = fmt::format("{0}{1}{0}{2}", style.quote, kAssociations, style.colon);
  if (!HasLineBreak(map.span.begin, key))
    return Append(end, {fmt::format("{}[ {} ]", name, FlowMaps(rows, style))}, style.comma, Column(key));
  const std::string outer = Indent(map.span.end - 1), inner = Indent(key);
  const std::string step = StartsWith(inner, outer) ? inner.substr(outer.size()) : "  ";
  std::string items;
  for (const AssociationFields& fields : rows)
    items += fmt::format("{}{}{}{}", items.empty() ? "" : ",", eol_, inner + step,
                         FlowMapInLines(fields, style, inner + step + step, inner + step));
  return Append(end, {fmt::format("{0}[{1}{2}{3}]", name, items, eol_, inner)},
                fmt::format(",{}{}", eol_, inner), inner);
}

namespace {

/// What stands for nothing, in the end nothing at all. A list in its place begins with as many blanks as tell
/// which it was.
constexpr std::string_view kNothings[] = {"null", "~", "Null", "NULL", ""};

}  // namespace

Splice Splicer::ReplaceNothing(const Node& nothing, const std::vector<AssociationFields>& rows) const {
  std::string list = FlowMaps(rows, {"\"", ": ", ", "});
  const std::string_view text = text_.substr(nothing.span.begin, nothing.span.end - nothing.span.begin);
  const auto* known = std::find(std::begin(kNothings), std::end(kNothings), text);
  if (known != std::end(kNothings)) list.insert(0, static_cast<size_t>(known - kNothings) + 1, ' ');
  const std::string_view before = text.empty() ? " " : "";  // the colon stands right there
  return Replace(nothing.span.begin, nothing.span.end, fmt::format("{}[{}]", before, list));
}

std::vector<Splice> Splicer::RemoveFlowKey(const AssociationTarget& target) const {
  const Node& map = At(target.map);
  const std::vector<Span> entries = ElementsOf(map);
  for (uint32_t i = 0; i < entries.size(); ++i) {
    if (At(document_.EntryAt(map, i).key).text != kAssociations) continue;
    if (auto lines = EraseCommented(map, {i})) return *std::move(lines);
    if (i > 0) return {Erase(entries[i - 1].end, entries[i].end)};
    if (entries.size() > 1) return {Erase(entries[0].begin, entries[1].begin)};
  }
  return {};
}

/// Where the items of a list, or the entries of a map, stand.
std::vector<Span> Splicer::ElementsOf(const Node& owner) const {
  std::vector<Span> spans;
  const bool is_list = owner.kind == NodeKind::kSequence;
  for (uint32_t i = 0; is_list && i < owner.count; ++i) spans.push_back(At(document_.Item(owner, i)).span);
  for (uint32_t i = 0; !is_list && i < Document::EntryCount(owner); ++i) {
    const auto [key, value] = document_.EntryAt(owner, i);
    spans.push_back({At(key).span.begin, At(value).span.end});
  }
  return spans;
}

/// The lines that hold an element of a flow collection, its comma, its comment and nothing else.
std::optional<Span> Splicer::LinesOf(Span element) const {
  const size_t begin = LineBegin(element.begin);
  const size_t comma = BehindComma(element.end);
  const size_t behind = HasLineBreak(element.end, comma) ? element.end : comma;
  const size_t end = LineEnd(behind);
  const std::string_view rest = Trim(text_.substr(behind, end - behind));
  const bool alone = Trim(text_.substr(begin, element.begin - begin)).empty();
  if (!alone || !(rest.empty() || rest[0] == '#')) return {};
  return Span{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

/// Takes out elements of a flow collection with their comments, and leaves the others theirs; nothing where
/// there are no comments between them, or where they share lines.
std::optional<std::vector<Splice>> Splicer::EraseCommented(const Node& owner,
                                                           const std::vector<uint32_t>& indices) const {
  const std::vector<Span> all = ElementsOf(owner);
  bool commented = false;
  for (size_t i = 0; i < all.size(); ++i) {
    const size_t next = i + 1 < all.size() ? all[i + 1].begin : owner.span.end;
    commented |= text_.substr(all[i].end, next - all[i].end).find('#') != std::string_view::npos;
  }
  if (!commented) return {};
  std::vector<Splice> splices;
  for (const uint32_t index : indices) {
    const auto lines = LinesOf(all[index]);
    if (!lines) return {};
    splices.push_back(Erase(lines->begin, lines->end));
  }
  size_t kept = all.size();  // the elements up to the last one that stays
  while (kept > 0 && std::binary_search(indices.begin(), indices.end(), kept - 1)) --kept;
  if (kept == 0 || kept == all.size() || HasComma(all.back().end)) return splices;
  const size_t comma = BehindComma(all[kept - 1].end);  // which it has for the sake of those behind it
  if (HasLineBreak(all[kept - 1].end, comma)) return {};
  splices.push_back(Erase(comma - 1, comma));
  return splices;
}

/// Behind the comma that may follow the last item of a list in YAML.
size_t Splicer::BehindComma(size_t end) const {
  size_t at = end;
  while (at < text_.size() && std::string_view(" \t\r\n#").find(text_[at]) != std::string_view::npos)
    at = text_[at] == '#' ? LineEnd(at) : at + 1;
  return text_.substr(at, 1) == "," ? at + 1 : end;
}

/// What is left when all items go.
std::vector<Splice> Splicer::EmptyFlowList(const AssociationTarget& target) const {
  const Node& list = At(target.list);
  const size_t begin = At(document_.Item(list, 0)).span.begin;
  const size_t end = At(document_.Item(list, list.count - 1)).span.end;
  const std::string_view before = text_.substr(list.span.begin + 1, begin - list.span.begin - 1);
  const std::string_view behind = text_.substr(end, list.span.end - 1 - end);
  const bool was_nothing = behind.empty() && !before.empty() && before.size() <= std::size(kNothings) &&
                           before.find_first_not_of(' ') == std::string_view::npos;
  if (was_nothing) {
    const std::string_view nothing = kNothings[before.size() - 1];
    return {Replace(list.span.begin - (nothing.empty() ? 1 : 0), list.span.end, std::string(nothing))};
  }
  const bool stays = before.empty() || !At(target.map).flow;
  if (!stays) return RemoveFlowKey(target);
  return {Erase(begin, BehindComma(end))};
}

std::vector<Splice> Splicer::RemoveFromFlow(const AssociationTarget& target,
                                            const std::vector<uint32_t>& indices) const {
  const Node& list = At(target.list);
  if (auto lines = EraseCommented(list, indices)) return *std::move(lines);
  if (indices.size() == list.count) return EmptyFlowList(target);
  const auto span = [&](uint32_t index) { return At(document_.Item(list, index)).span; };
  std::vector<Splice> splices;
  uint32_t first = 0;  // that stays
  while (first < indices.size() && indices[first] == first) ++first;
  if (first > 0) splices.push_back(Erase(span(0).begin, span(first).begin));
  for (size_t i = first; i < indices.size(); ++i)
    splices.push_back(Erase(span(indices[i] - 1).end, span(indices[i]).end));
  return splices;
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

std::string Splicer::BlockItems(const std::vector<AssociationFields>& rows, const std::string& indent) const {
  std::string out;
  for (const AssociationFields& fields : rows) out += BlockItem(fields, indent);
  return out;
}

Splice Splicer::AddToBlockList(const Node& list, const std::vector<AssociationFields>& rows) const {
  const std::string indent = Column(list.span.begin);
  const Node& last = At(document_.Item(list, list.count - 1));
  if (!last.flow || last.kind != NodeKind::kMapping || last.count == 0)
    return InsertLines(list.span.end, BlockItems(rows, indent));
  std::string lines;
  for (const AssociationFields& fields : rows)
    lines += fmt::format("{}- {}{}", indent, FlowMap(fields, StyleOf(last)), eol_);
  return InsertLines(list.span.end, std::move(lines));
}

/// The key is missing, or has nothing behind it.
Splice Splicer::AddBlockKey(const AssociationTarget& target,
                            const std::vector<AssociationFields>& rows) const {
  const Node& map = At(target.map);
  const std::string indent = Column(map.span.begin);
  if (target.list != kNoNode) return InsertLines(At(target.list).span.end, BlockItems(rows, indent));
  std::string lines = fmt::format("{}{}:{}{}", indent, kAssociations, eol_, BlockItems(rows, indent + "  "));
  const Document::Entry last = LastEntry(map);
  const Node* text = TextAtEnd(last.value);
  if (text != nullptr && TakesWhatFollows(*text) && Document::EntryCount(map) > 1)
    return Insert(LineBegin(At(last.key).span.begin), std::move(lines));
  return InsertLines(map.span.end, std::move(lines));
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

/// Takes out the key with its list, whose lines end at `end`.
Splice Splicer::RemoveBlockKey(const AssociationTarget& target, size_t end) const {
  const Node& map = At(target.map);
  uint32_t index = 0;
  while (At(document_.EntryAt(map, index).key).text != kAssociations) ++index;
  const Span key = At(document_.EntryAt(map, index).key).span;
  const size_t begin = LineBegin(key.begin);
  // The map's first key stands behind the dash of the map.
  if (!Trim(text_.substr(begin, key.begin - begin)).empty())
    return Replace(key.end, At(target.list).span.end, ": []");
  const bool behind_text = index > 0 && TextAtEnd(document_.EntryAt(map, index - 1).value) != nullptr;
  return behind_text ? Erase(begin, end) : EraseLines(begin, end);  // whose line break is part of it
}

std::vector<Splice> Splicer::RemoveFromBlock(const AssociationTarget& target,
                                             const std::vector<uint32_t>& indices) const {
  const Node& list = At(target.list);
  const auto item = [&](uint32_t index) -> const Node& { return At(document_.Item(list, index)); };
  const Node& key = At(document_.FindKey(target.map, kAssociations));
  if (indices.size() == list.count && Column(list.span.begin) != Column(key.span.begin))
    return {RemoveBlockKey(target, LineEnd(item(list.count - 1).span.end))};
  std::vector<Splice> splices;
  for (size_t i = 0; i < indices.size();) {
    const size_t begin = LineBegin(DashOf(list, item(indices[i])));
    size_t end = begin;  // of lines that follow each other
    for (; i < indices.size() && (end == begin || LineBegin(DashOf(list, item(indices[i]))) == end); ++i)
      end = LineEnd(item(indices[i]).span.end);
    splices.push_back(EraseLines(begin, end));
  }
  return splices;
}

std::vector<Splice> Splicer::Add(const AssociationTarget& target,
                                 const std::vector<AssociationFields>& rows) const {
  const Node& map = At(target.map);
  if (target.list == kNoNode)
    return map.flow ? AddFlowKey(map, rows) : std::vector<Splice>{AddBlockKey(target, rows)};
  const Node& list = At(target.list);
  if (list.kind == NodeKind::kSequence)
    return list.flow ? AddToFlowList(list, rows) : std::vector<Splice>{AddToBlockList(list, rows)};
  if (map.flow || list.span.begin < list.span.end) return {ReplaceNothing(list, rows)};
  return {AddBlockKey(target, rows)};
}

std::vector<Splice> Splicer::AddScope(NodeId association) const {
  const Node& map = At(association);
  const AssociationFields scope = {{kScope, "cross-account"}};
  if (!map.flow) {
    const std::string line = BlockItem(scope, "").substr(2);
    return {InsertLines(map.span.end, Column(map.span.begin) + line)};
  }
  const FlowStyle style = StyleOf(map);
  const size_t key = At(document_.EntryAt(map, 0).key).span.begin;
  const bool in_lines = HasLineBreak(map.span.begin, key);
  const std::string entry = FlowMap(scope, style);
  const std::string comma = in_lines ? fmt::format(",{}{}", eol_, Indent(key)) : style.comma;
  const size_t end = At(LastEntry(map).value).span.end;
  return Append(end, {entry.substr(1, entry.size() - 2)}, comma, in_lines ? Indent(key) : Column(key));
}

std::vector<Splice> Splicer::Remove(const AssociationTarget& target,
                                    const std::vector<uint32_t>& indices) const {
  return At(target.list).flow ? RemoveFromFlow(target, indices) : RemoveFromBlock(target, indices);
}

std::optional<std::string> WithSplices(std::string_view text, std::vector<Splice> splices) {
  std::stable_sort(splices.begin(), splices.end(),
                   [](const Splice& a, const Splice& b) { return a.span.begin < b.span.begin; });
  std::string out;
  size_t at = 0;
  for (const Splice& splice : splices) {
    if (splice.span.begin < at) return {};
    out.append(text.substr(at, splice.span.begin - at)).append(splice.text);
    at = splice.span.end;
  }
  return out.append(text.substr(at));
}

}  // namespace headroom
