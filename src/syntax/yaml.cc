#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <istream>
#include <optional>
#include <streambuf>
#include <utility>

#include "base/text.h"
#include "syntax/abbreviation.h"
#include "syntax/document_builder.h"
#include "syntax/front_end.h"
#include "syntax/misread_tags.h"
#include "syntax/yaml_lines.h"
#include "syntax/yaml_scan.h"

namespace headroom {
namespace {

/// Leaves yaml-cpp after an error of our own. Stays in this file.
struct Stop {
  bool well_formed;  // the text is YAML, but goes past a limit
};

constexpr const char* kUnterminatedQuote = "unterminated quote";

/// The length of the null that `text` begins with, 0 without one.
uint32_t NullLength(std::string_view text) {
  if (StartsWith(text, "~")) return 1;
  return StartsWith(text, "null") || StartsWith(text, "Null") || StartsWith(text, "NULL") ? 4 : 0;
}

/// How a tag is written, without the `!`; `core` tags (`!!str`) without their namespace.
struct Tag {
  std::string_view name;
  bool core = false;
  bool operator==(const Tag&) const = default;
};

Tag ReadTag(std::string_view written) {
  constexpr std::string_view kCore = "tag:yaml.org,2002:";
  if (StartsWith(written, "!!")) return {written.substr(2), true};
  if (StartsWith(written, "!<")) {
    written = written.substr(2, written.size() - 3);
    if (StartsWith(written, kCore)) return {written.substr(kCore.size()), true};
    if (!StartsWith(written, "!")) return {written};
  }
  return {written.substr(1)};
}

/// `!!str` and `!` make a string, `!!null` nothing of a scalar; other core tags say what its text says
/// anyway.
void Apply(const Tag& tag, Node& node, DocumentBuilder& builder) {
  if (!tag.core) node.tag = builder.Tag(tag.name);
  if (node.kind != NodeKind::kScalar) return;
  if (tag == Tag{"str", true} || tag.name.empty()) node.quoted = true;
  if (tag == Tag{"null", true}) {
    node.kind = NodeKind::kNull;
    node.quoted = false;
    node.text = {};
  }
}

/// A key behind a `?` needs no `:`; yaml-cpp asks for it nowhere.
bool IsExplicitKey(std::string_view text, uint32_t key) {
  const size_t before = text.substr(0, key).find_last_not_of(" \t\r\n");
  return before != std::string_view::npos && text[before] == '?';
}

/// Receives yaml-cpp's events. Marks give begins only, of the properties if there are any, and an empty
/// value's mark is the token behind it: what is missing is read from the source between `cursor_` and the
/// mark. Tags are read from there too, so that `%TAG` cannot give them another name, and quotes, which
/// yaml-cpp forgets where there is a tag.
class Handler : public YAML::EventHandler {
 public:
  Handler(const SourceFile& file, const Abbreviation& abbreviation, std::vector<MisreadTag>& misread)
      : text_(file.bytes()),
        abbreviation_(abbreviation),
        offset_(ByteOrderMarkLength(text_)),
        cursor_(offset_),
        builder_(file),
        misread_(misread) {}

  uint32_t cursor() const { return cursor_; }
  uint32_t OffsetOf(const YAML::Mark& mark) const {
    const auto size = static_cast<uint32_t>(text_.size());
    if (mark.is_null()) return size;
    return std::min(abbreviation_.SourceOffset(static_cast<uint32_t>(mark.pos) + offset_), size);
  }
  void Fail(Span place, std::string message) { builder_.Fail(place, std::move(message)); }
  [[noreturn]] void FailAndStop(Span place, std::string message) {
    Fail(place, std::move(message));
    throw Stop{false};
  }
  ParseResult Finish() { return std::move(builder_).Finish(); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    Open(NodeKind::kSequence, mark, tag, anchor, style);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    Open(NodeKind::kMapping, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { Close(']'); }
  void OnMapEnd() override { Close('}'); }

 private:
  /// What stands before a node.
  struct Head {
    std::optional<Tag> tag;
    uint32_t begin = 0;  // of the properties
    uint32_t end = 0;    // of the properties
    uint32_t node = 0;   // where the node itself begins
  };
  Head ReadHead(uint32_t at, int properties) const;
  void TakeMisreadTag(Head& head);
  int Indent() const;
  bool Holds(const Head& head) const;
  bool HoldsEmptyText(const Head& head) const;

  void Begin(const Head& head, YAML::anchor_t anchor);
  void AddEmpty();
  void CheckIndent(const Node& node);
  void ReadWords(Node& node, uint32_t at, std::string_view words);
  void ReadText(Node& node, std::string_view value);
  void ReadQuoted(Node& node, std::string_view value);
  void ReadBlock(Node& node, std::string_view value);
  void Open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style);
  void Close(char bracket);
  void Check(bool go_on) const {
    if (!go_on) throw Stop{true};
  }
  std::string_view Keep(std::string_view value, uint32_t at) {
    const bool unchanged = text_.compare(at, value.size(), value) == 0;
    return unchanged ? text_.substr(at, value.size()) : builder_.Own(value);
  }
  std::string_view Expand(std::string_view value, uint32_t begin) {
    return abbreviation_.Expand(value, begin, expanded_);
  }
  char At(uint32_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  std::string_view text_;
  const Abbreviation& abbreviation_;  // of text_: what yaml-cpp reads
  std::string expanded_;              // scratch
  uint32_t offset_;                   // of yaml-cpp's position 0: it strips the byte order mark
  uint32_t cursor_;                   // behind what has been read
  std::optional<uint32_t> document_;  // where the last one began
  DocumentBuilder builder_;
  std::vector<MisreadTag>& misread_;
  size_t next_misread_ = 0;
};

/// At most `properties` tags and anchors: a mapping's head must not take its first key's.
Handler::Head Handler::ReadHead(uint32_t at, int properties) const {
  Head head = {{}, at, at, at};
  for (; properties > 0 && (At(head.node) == '!' || At(head.node) == '&'); --properties) {
    head.end = EndOfProperty(text_, head.node);
    if (At(head.node) == '!') head.tag = ReadTag(text_.substr(head.node, head.end - head.node));
    head.node = SkipBlank(text_, head.end);
  }
  return head;
}

void Handler::TakeMisreadTag(Head& head) {
  while (next_misread_ < misread_.size() && misread_[next_misread_].text < head.node) ++next_misread_;
  if (next_misread_ == misread_.size() || misread_[next_misread_].text != head.node) return;
  MisreadTag& misread = misread_[next_misread_];
  misread.used = true;
  head.tag = ReadTag(text_.substr(misread.tag.begin, misread.tag.end - misread.tag.begin));
  head.begin = misread.tag.begin;
  head.end = misread.tag.end;
}

/// The column of the innermost block mapping or sequence, -1 at the root.
int Handler::Indent() const {
  const Node* parent = builder_.parent();
  return parent == nullptr ? -1 : static_cast<int>(ColumnOf(text_, parent->span.begin));
}

/// False if what stands at the node's begin is not the node, but what comes after an empty one.
bool Handler::Holds(const Head& head) const {
  if (head.node < cursor_ || head.node >= text_.size()) return false;
  if (builder_.parent() == nullptr || builder_.parent()->flow) return true;
  const auto column = static_cast<int>(ColumnOf(text_, head.node));
  return builder_.slot() == DocumentBuilder::Slot::kKey ? column == Indent() : column > Indent();
}

/// yaml-cpp makes an empty document of a token that it cannot place, again and again.
void Handler::OnDocumentStart(const YAML::Mark& mark) {
  const uint32_t begin = OffsetOf(mark);
  if (document_ == begin) FailAndStop({begin, begin}, "invalid YAML: text that fits nowhere");
  document_ = begin;
}

/// What every node but an empty one begins with.
void Handler::Begin(const Head& head, YAML::anchor_t anchor) {
  if (anchor != YAML::NullAnchor) builder_.Warn({head.begin, head.end});
  if (builder_.parent() != nullptr || !builder_.HasRoot()) return;
  const size_t marker = text_.rfind("\n---", head.begin);
  if (marker == std::string_view::npos || marker < cursor_) {
    FailAndStop({head.begin, head.begin},
                "text behind the end of the document; look at indentation and quotes");
  }
  const auto begin = static_cast<uint32_t>(marker) + 1;
  FailAndStop({begin, begin + 3}, "second document in a file; only one is read");
}

/// False for a tag with nothing behind it.
bool Handler::HoldsEmptyText(const Head& head) const {
  constexpr std::string_view kBegins = "\"'|>";
  return !head.tag || (Holds(head) && kBegins.find(At(head.node)) != std::string_view::npos);
}

/// Nothing at all: right behind the key or the dash, and pointed at together with it.
void Handler::AddEmpty() {
  const uint32_t at = SkipBlank(text_, cursor_);
  Node node;
  node.span = {cursor_, cursor_};
  node.tag_begin = cursor_;
  switch (builder_.slot()) {
    case DocumentBuilder::Slot::kRoot:
      return;  // a document that holds nothing
    case DocumentBuilder::Slot::kKey:
      node.span = {at, at};
      node.tag_begin = at;
      break;
    case DocumentBuilder::Slot::kValue:
      node.tag_begin = builder_.previous().tag_begin;
      if (At(at) == ':') {
        node.span = {at + 1, at + 1};
      } else if (!builder_.parent()->flow && !IsExplicitKey(text_, node.tag_begin)) {
        Fail(builder_.previous().span, "invalid YAML: a key without `:`");
      }
      break;
    case DocumentBuilder::Slot::kItem:
      if (At(at) == ',') Fail({at, at + 1}, "invalid YAML: nothing before the comma");
      node.tag_begin = at;
      node.span = At(at) == '-' ? Span{at + 1, at + 1} : Span{at, at};
      break;
  }
  cursor_ = node.span.end;
  builder_.Add(node);
}

void Handler::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const Head head = ReadHead(OffsetOf(mark), anchor != YAML::NullAnchor ? 1 : 0);
  const uint32_t length = NullLength(text_.substr(head.node));
  const bool written = length != 0 && Holds(head);
  if (!written && anchor == YAML::NullAnchor) return AddEmpty();
  Begin(head, anchor);
  Node node;
  node.span = written ? Span{head.node, head.node + length} : Span{head.end, head.end};
  node.tag_begin = head.begin;
  cursor_ = node.span.end;
  builder_.Add(node, static_cast<AnchorId>(anchor));
}

void Handler::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const uint32_t begin = OffsetOf(mark);
  Begin({{}, begin, begin, begin}, YAML::NullAnchor);
  cursor_ = EndOfProperty(text_, begin);
  builder_.Warn({begin, cursor_});
  Check(builder_.Alias({begin, cursor_}, static_cast<AnchorId>(anchor)));
}

void Handler::OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       const std::string& value) {
  Head head = ReadHead(OffsetOf(mark), 2);
  if (!misread_.empty()) TakeMisreadTag(head);
  Begin(head, anchor);
  Node node;
  node.kind = NodeKind::kScalar;
  node.tag_begin = head.begin;
  const bool here = value.empty() && (!head.tag || Holds(head));
  const std::string_view words = here ? abbreviation_.WordsAt(head.node) : std::string_view();
  if (!words.empty()) {
    ReadWords(node, head.node, words);
  } else if (value.empty() && !HoldsEmptyText(head)) {
    node.span = {head.end, head.end};
  } else {
    node.span = {head.node, head.node};
    ReadText(node, value);
  }
  if (head.tag) Apply(*head.tag, node, builder_);
  CheckIndent(node);
  cursor_ = node.span.end;
  builder_.Add(node, static_cast<AnchorId>(anchor));
}

/// yaml-cpp takes a text below its key for the value, or for another key, by what comes behind it. Only a
/// block of text may stand there.
void Handler::CheckIndent(const Node& node) {
  if (builder_.slot() != DocumentBuilder::Slot::kValue || builder_.parent()->flow) return;
  const char first = At(node.span.begin);
  const std::string_view between = text_.substr(cursor_, std::max(node.tag_begin, cursor_) - cursor_);
  if (first == '|' || first == '>' || between.find('\n') == std::string_view::npos) return;
  if (static_cast<int>(ColumnOf(text_, node.tag_begin)) > Indent()) return;
  Fail({node.tag_begin, node.span.end}, "invalid YAML: a key without `:`");
}

/// What yaml-cpp saw nothing of.
void Handler::ReadWords(Node& node, uint32_t at, std::string_view words) {
  node.quoted = words.front() == '"' || words.front() == '\'';
  node.span = {at, at + static_cast<uint32_t>(words.size())};
  const Span text = node.quoted ? Span{node.span.begin + 1, node.span.end - 1} : node.span;
  node.text = text_.substr(text.begin, text.end - text.begin);
}

void Handler::ReadText(Node& node, std::string_view value) {
  const char first = At(node.span.begin);
  const bool in_flow = builder_.parent() != nullptr && builder_.parent()->flow;
  if (first == '"' || first == '\'') return ReadQuoted(node, value);
  if ((first == '|' || first == '>') && !in_flow) return ReadBlock(node, value);
  value = Expand(value, node.span.begin);
  node.text = Keep(value, node.span.begin);
  node.span.end = EndOfPlain(text_, node.span.begin, value);
}

void Handler::ReadQuoted(Node& node, std::string_view value) {
  node.quoted = true;
  node.span.end = EndOfQuoted(text_, node.span.begin);
  if (node.span.end == kUnterminated) FailAndStop({node.span.begin, node.span.begin}, kUnterminatedQuote);
  const std::string_view inner = text_.substr(node.span.begin + 1, node.span.end - node.span.begin - 2);
  if (value.empty() && !inner.empty() && inner.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    // yaml-cpp gives nothing for more than one line break; all but one of them count.
    const auto breaks = std::count(inner.begin(), inner.end(), '\n');
    node.text = builder_.Own(std::string(static_cast<size_t>(std::max<ptrdiff_t>(breaks, 1)) - 1, '\n'));
  } else {
    node.text = Keep(Expand(value, node.span.begin + 1), node.span.begin + 1);
  }
}

void Handler::ReadBlock(Node& node, std::string_view value) {
  const BlockScalar block = ScanBlockScalar(text_, node.span.begin, Indent());
  node.quoted = true;
  node.span.end = block.end;
  node.text = Keep(Expand(value, block.content), block.content);
}

void Handler::Open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                   YAML::EmitterStyle::value style) {
  const int properties = (tag != "?" ? 1 : 0) + (anchor != YAML::NullAnchor ? 1 : 0);
  const Head head = ReadHead(OffsetOf(mark), properties);
  Begin(head, anchor);
  Node node;
  node.kind = kind;
  node.flow = style == YAML::EmitterStyle::Flow;
  if (head.tag) Apply(*head.tag, node, builder_);
  node.tag_begin = head.begin;
  node.span.begin = head.node;
  // `[a: b]` holds a mapping without brackets.
  const bool bracket = node.flow && (At(head.node) == '[' || At(head.node) == '{');
  cursor_ = std::max(cursor_, bracket ? head.node + 1 : head.node);
  Check(builder_.Open(node, static_cast<AnchorId>(anchor)));
}

void Handler::Close(char bracket) {
  const Node& node = *builder_.parent();
  if (node.flow && (At(node.span.begin) == '[' || At(node.span.begin) == '{')) {
    uint32_t at = SkipBlank(text_, cursor_);
    while (At(at) == ',' || At(at) == ':' || At(at) == '?') at = SkipBlank(text_, at + 1);
    if (At(at) == bracket) cursor_ = at + 1;
  }
  builder_.Close(cursor_);
}

/// yaml-cpp's words for what people get wrong most often, and ours.
struct Explanation {
  const char* const* msg;
  const char* text;
};
constexpr std::array<Explanation, 9> kExplanations = {{
    {&YAML::ErrorMsg::END_OF_MAP,
     "expected the next key or the mapping's end; look at indentation and quotes"},
    {&YAML::ErrorMsg::END_OF_SEQ, "expected the next `-` or the list's end; look at indentation and quotes"},
    {&YAML::ErrorMsg::END_OF_MAP_FLOW, "expected `,` or `}`"},
    {&YAML::ErrorMsg::END_OF_SEQ_FLOW, "expected `,` or `]`"},
    {&YAML::ErrorMsg::MAP_VALUE, "a `:` where no value can begin; look at indentation, or quote the text"},
    {&YAML::ErrorMsg::BLOCK_ENTRY, "a list's `-` where none can begin"},
    {&YAML::ErrorMsg::FLOW_END, "a bracket that closes nothing"},
    {&YAML::ErrorMsg::UNKNOWN_TOKEN, "a character that cannot begin a value; quote the text"},
    {&YAML::ErrorMsg::DOC_IN_SCALAR, "a document's end inside of quotes"},
}};

bool IsTabIndented(std::string_view text, uint32_t at) {
  const std::string_view line = text.substr(at - ColumnOf(text, at), ColumnOf(text, at));
  return line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

void FailInvalid(Handler& handler, std::string_view text, const YAML::Exception& e) {
  uint32_t at = handler.OffsetOf(e.mark);
  std::string message = fmt::format("invalid YAML: {}", Printable(e.msg));
  for (const Explanation& explanation : kExplanations) {
    if (e.msg == *explanation.msg) message = fmt::format("invalid YAML: {}", explanation.text);
  }
  if (e.msg == YAML::ErrorMsg::EOF_IN_SCALAR) {
    at = FindOpenQuote(text, handler.cursor());
    message = kUnterminatedQuote;
  } else if (IsTabIndented(text, at)) {
    message = "invalid YAML: a tab in the indentation; use spaces";
  }
  handler.Fail({at, at}, std::move(message));
}

/// Whether none of eight bytes is a control character.
bool AreFine(const char* at) {
  constexpr uint64_t kOnes = 0x0101010101010101, kHigh = 0x80 * kOnes;
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  const uint64_t deletes = word ^ (0x7F * kOnes);
  return ((((word - 0x20 * kOnes) & ~word) | ((deletes - kOnes) & ~deletes)) & kHigh) == 0;
}

/// YAML forbids control characters, and takes a lone carriage return for a line break, as we and yaml-cpp do
/// not.
std::optional<uint32_t> FindForbidden(std::string_view text) {
  static constexpr std::array<bool, 256> kFine = [] {
    std::array<bool, 256> fine{};
    for (size_t c = 0x20; c < fine.size(); ++c) fine[c] = c != 0x7F;
    fine['\n'] = fine['\t'] = true;
    return fine;
  }();
  for (size_t at = 0; at < text.size(); ++at) {
    while (at + sizeof(uint64_t) <= text.size() && AreFine(text.data() + at)) at += sizeof(uint64_t);
    if (at == text.size() || kFine[static_cast<unsigned char>(text[at])]) continue;
    if (text[at] != '\r' || text.substr(at + 1, 1) != "\n") return static_cast<uint32_t>(at);
  }
  return {};
}

std::string BlankOut(std::string_view text, const std::vector<MisreadTag>& tags) {
  std::string copy(text);
  for (const MisreadTag& tag : tags) std::fill(copy.begin() + tag.tag.begin, copy.begin() + tag.tag.end, ' ');
  return copy;
}

/// Bytes as a stream, not copied. yaml-cpp reads a whole `[…]` that may turn out to be a key before it gives
/// an event, at some 200 bytes of memory for each byte: hostile input must not get far with that. Lines of
/// comments are not held, and do not count.
class Bytes : public std::streambuf {
 public:
  /// `source` is what `abbreviation` is of.
  Bytes(std::string_view source, const Abbreviation& abbreviation, Handler& handler)
      : source_(source), abbreviation_(abbreviation), handler_(handler) {
    const std::string_view text = abbreviation.text();
    char* begin = const_cast<char*>(text.data());  // a streambuf that only reads has no other way in
    setg(begin, begin, begin + text.size());
  }

 protected:
  std::streamsize xsgetn(char* to, std::streamsize count) override {
    constexpr uint32_t kMaxAhead = 1 << 20;
    const uint32_t given = abbreviation_.SourceOffset(static_cast<uint32_t>(gptr() - eback()));
    const uint32_t begin = handler_.cursor();
    const bool far_ahead = given > begin && given - begin > kMaxAhead;
    if (far_ahead && given - begin > kMaxAhead + CommentsUpTo(given, begin))
      handler_.FailAndStop({begin, begin}, "a value of more than 1 MiB");
    return std::streambuf::xsgetn(to, count);
  }

 private:
  /// How many bytes of the lines from `begin` to the one that holds `end` are comments; `begin` seldom
  /// changes.
  uint32_t CommentsUpTo(uint32_t end, uint32_t begin) {
    if (begin != begin_) comments_ = 0, begin_ = counted_ = begin;
    while (counted_ < end) {
      const uint32_t next = std::min(EndOfLine(source_, counted_) + 1, static_cast<uint32_t>(source_.size()));
      const std::string_view line = source_.substr(counted_, next - counted_);
      const size_t first = line.find_first_not_of(' ');
      if (first != std::string_view::npos && line[first] == '#') comments_ += next - counted_;
      counted_ = next;
    }
    return comments_;
  }

  const std::string_view source_;
  const Abbreviation& abbreviation_;
  Handler& handler_;
  uint32_t begin_ = 0, counted_ = 0, comments_ = 0;
};

/// `text` is the file's, or its copy with the misread tags blanked out; of `lines` as many as may help.
FrontEndResult ParseLines(const SourceFile& file, std::string_view text, const std::vector<YamlLine>& lines,
                          std::vector<MisreadTag>& misread) {
  const Abbreviation abbreviation(text, lines);
  Handler handler(file, abbreviation, misread);
  FrontEndResult result;
  try {
    Bytes bytes(text, abbreviation, handler);
    std::istream stream(&bytes);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const Stop& stop) {
    result.well_formed = stop.well_formed;
  } catch (const YAML::Exception& e) {
    FailInvalid(handler, file.bytes(), e);
    result.well_formed = false;
  }
  result.parsed = handler.Finish();
  return result;
}

/// What is wrong with a text is told by yaml-cpp as it would be without a knowledge of lines.
FrontEndResult ParseText(const SourceFile& file, std::string_view text, const std::vector<YamlLine>& lines,
                         std::vector<MisreadTag>& misread) {
  FrontEndResult result = ParseLines(file, text, lines, misread);
  return result.parsed.errors.empty() ? std::move(result) : ParseLines(file, text, {}, misread);
}

FrontEndResult ParseWithout(const SourceFile& file, std::vector<MisreadTag>& misread) {
  const std::string text = BlankOut(file.bytes(), misread);
  return ParseText(file, text, ReadYamlLines(text), misread);
}

}  // namespace

FrontEndResult ParseYaml(const SourceFile& file) {
  const std::string_view text = file.bytes();
  if (const auto at = FindForbidden(text)) {
    FrontEndResult result;
    const char* what = text[*at] == '\r' ? "a carriage return without a line feed" : "a control character";
    result.parsed.errors.push_back({{&file, {*at, *at + 1}}, fmt::format("invalid YAML: {}", what)});
    result.well_formed = false;
    return result;
  }
  const std::vector<YamlLine> lines = ReadYamlLines(text);
  std::vector<MisreadTag> misread = FindMisreadTags(text, lines);
  if (misread.empty()) return ParseText(file, text, lines, misread);
  FrontEndResult result = ParseWithout(file, misread);
  const auto none = [](const MisreadTag& tag) { return !tag.used; };
  if (!result.parsed.document || std::none_of(misread.begin(), misread.end(), none)) return result;
  // Some only look like tags, inside of quotes: their text must stay.
  misread.erase(std::remove_if(misread.begin(), misread.end(), none), misread.end());
  return ParseWithout(file, misread);
}

}  // namespace headroom
