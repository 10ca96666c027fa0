#include <fmt/core.h>
#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>

#include <bit>
#include <cstring>

#include "syntax/document_builder.h"
#include "syntax/front_end.h"
#include "syntax/yaml_scan.h"

namespace headroom {
namespace {

/// How many of the eight bytes at `at` come before the first that is a quote, a backslash or a control
/// character.
size_t PlainBytes(const char* at) {
  constexpr uint64_t kOnes = 0x0101010101010101, kHigh = 0x80 * kOnes;
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  const auto zeros = [](uint64_t bytes) { return (bytes - kOnes) & ~bytes & kHigh; };
  const uint64_t found =
      zeros(word ^ ('"' * kOnes)) | zeros(word ^ ('\\' * kOnes)) | ((word - 0x20 * kOnes) & ~word & kHigh);
  if constexpr (std::endian::native == std::endian::little) return std::countr_zero(found) / 8;
  return found == 0 ? sizeof word : 0;
}

/// The text as RapidJSON reads it, and where it puts the strings that it finds (its "in situ" parsing): one
/// without escapes stays where it is, and only one with escapes is copied.
class Stream {
 public:
  using Ch = char;

  /// `text` ends in a NUL that it does not count.
  Stream(std::string_view text, uint32_t begin)
      : text_(text.data()), at_(text_ + begin), end_(text_ + text.size()) {}

  Ch Peek() const { return *at_; }
  Ch Take() { return *at_++; }
  size_t Tell() const { return static_cast<size_t>(at_ - text_); }

  /// What is special is left to RapidJSON: quotes, escapes, control characters and the NUL.
  void TakePlain() {
    const char* begin = at_;
    constexpr size_t kWord = sizeof(uint64_t);
    for (size_t plain = kWord; plain == kWord && end_ - at_ >= static_cast<ptrdiff_t>(kWord); at_ += plain)
      plain = PlainBytes(at_);
    while (*at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20) ++at_;
    if (is_copy_) {
      copy_.append(begin, at_);
    } else {
      plain_end_ = at_;
    }
  }
  void SkipSpace() {
    constexpr std::string_view kBlanks = "        ";
    while (end_ - at_ >= static_cast<ptrdiff_t>(kBlanks.size()) &&
           std::memcmp(at_, kBlanks.data(), kBlanks.size()) == 0)
      at_ += kBlanks.size();
    while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
  }

  // The string that is being read.
  Ch* PutBegin() {
    begin_ = plain_end_ = at_;
    is_copy_ = false;
    return nullptr;  // Value() says where it is
  }
  void Put(Ch byte) {
    if (byte == '\0' && at_[-1] == '"') return;  // the end; a NUL in the string is an escape
    if (!is_copy_) copy_.assign(begin_, plain_end_);
    is_copy_ = true;
    copy_ += byte;
  }
  size_t PutEnd(Ch*) { return 1; }
  bool is_copy() const { return is_copy_; }
  uint32_t StringBegin() const { return static_cast<uint32_t>(begin_ - text_); }
  std::string_view Value() const {
    return is_copy_ ? copy_ : std::string_view(begin_, static_cast<size_t>(plain_end_ - begin_));
  }

 private:
  const char* text_;
  const char* at_;
  const char* end_;
  const char* begin_ = nullptr;      // of the string, behind its quote
  const char* plain_end_ = nullptr;  // of what comes before its first escape
  bool is_copy_ = false;
  std::string copy_;
};

/// In the place of RapidJSON's own, which goes byte by byte.
void SkipWhitespace(Stream& stream) { stream.SkipSpace(); }

/// UTF-8 that has been checked (CheckBytes).
struct CheckedUtf8 : rapidjson::UTF8<> {};

/// Receives RapidJSON's events. `Tell()` gives the end of strings, numbers and words, and the begin of a
/// bracket.
class Handler {
 public:
  Handler(const SourceFile& file, const Stream& stream)
      : text_(file.bytes()), stream_(stream), builder_(file) {}

  DocumentBuilder& builder() { return builder_; }
  uint32_t cursor() const { return cursor_; }

  bool Null() { return AddWord(NodeKind::kNull, 4); }
  bool Bool(bool value) { return AddWord(NodeKind::kScalar, value ? 4 : 5); }
  bool RawNumber(const char*, rapidjson::SizeType length, bool) {
    const uint32_t begin = Tell() - length;
    return AddScalar({begin, begin + length}, text_.substr(begin, length), false);
  }
  bool String(const char*, rapidjson::SizeType, bool) {
    const std::string_view value = stream_.Value();
    return AddScalar({stream_.StringBegin() - 1, Tell()}, stream_.is_copy() ? builder_.Own(value) : value,
                     true);
  }
  bool Key(const char* value, rapidjson::SizeType length, bool copy) { return String(value, length, copy); }
  bool StartObject() { return Open(NodeKind::kMapping); }
  bool StartArray() { return Open(NodeKind::kSequence); }
  bool EndObject(rapidjson::SizeType) { return Close(); }
  bool EndArray(rapidjson::SizeType) { return Close(); }

  // Numbers come as RawNumber.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  uint32_t Tell() const { return static_cast<uint32_t>(stream_.Tell()); }
  bool AddWord(NodeKind kind, uint32_t length) {
    const uint32_t end = Tell();
    Node node;
    node.kind = kind;
    node.span = {end - length, end};
    node.tag_begin = node.span.begin;
    cursor_ = end;
    if (kind == NodeKind::kScalar) node.text = text_.substr(node.span.begin, length);
    builder_.Add(node);
    return true;
  }
  bool AddScalar(Span span, std::string_view value, bool quoted) {
    Node node;
    node.kind = NodeKind::kScalar;
    node.quoted = quoted;
    node.text = value;
    node.span = span;
    node.tag_begin = span.begin;
    cursor_ = span.end;
    builder_.Add(node);
    return true;
  }
  bool Open(NodeKind kind) {
    Node node;
    node.kind = kind;
    node.flow = true;
    node.span.begin = Tell();
    node.tag_begin = node.span.begin;
    cursor_ = node.span.begin + 1;
    return builder_.Open(node);
  }
  bool Close() {
    cursor_ = Tell() + 1;
    builder_.Close(cursor_);
    return true;
  }

  std::string_view text_;
  const Stream& stream_;
  uint32_t cursor_ = 0;  // behind what has been read
  DocumentBuilder builder_;
};

const char* Explain(const rapidjson::ParseResult& parsed, char found) {
  switch (parsed.Code()) {
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return "text behind the end of the document";
    case rapidjson::kParseErrorObjectMissName:
      return "expected a name in double quotes";
    case rapidjson::kParseErrorObjectMissColon:
      return "expected `:` behind the name";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return "expected `,` or `}`";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return "expected `,` or `]`";
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return "expected four hexadecimal digits behind `\\u`";
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return "half of a surrogate pair";
    case rapidjson::kParseErrorStringEscapeInvalid:
      if (found == '\\') return "unknown escape";
      return found == '\n' || found == '\r' ? "line break in a string" : "control character in a string";
    case rapidjson::kParseErrorStringMissQuotationMark:
      return "unterminated string";
    case rapidjson::kParseErrorNumberTooBig:
      return "number too big";
    case rapidjson::kParseErrorNumberMissFraction:
      return "expected a digit behind the point";
    case rapidjson::kParseErrorNumberMissExponent:
      return "expected a digit in the exponent";
    default:
      return "expected a value";
  }
}

}  // namespace
}  // namespace headroom

/// Takes all bytes of a string up to the next that is special at once.
template <>
struct rapidjson::Transcoder<headroom::CheckedUtf8, headroom::CheckedUtf8> {
  template <typename Out>
  static bool Transcode(headroom::Stream& in, Out&) {
    in.TakePlain();
    return true;
  }
  template <typename Out>
  static bool Validate(headroom::Stream& in, Out& out) {
    return Transcode(in, out);
  }
};

namespace headroom {

FrontEndResult ParseJson(const SourceFile& file) {
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  const std::string_view text = file.bytes();
  Stream stream(text, ByteOrderMarkLength(text));  // the bytes of a std::string: a NUL ends them
  Handler handler(file, stream);
  rapidjson::GenericReader<CheckedUtf8, CheckedUtf8> reader;
  const rapidjson::ParseResult parsed = reader.Parse<kFlags>(stream, handler);
  FrontEndResult result;
  if (parsed.IsError() && parsed.Code() != rapidjson::kParseErrorTermination) {
    uint32_t at = static_cast<uint32_t>(parsed.Offset());
    const char found = at < text.size() ? text[at] : '\0';
    if (parsed.Code() == rapidjson::kParseErrorStringMissQuotationMark)
      at = FindOpenQuote(text, handler.cursor());
    handler.builder().Fail({at, at}, fmt::format("invalid JSON: {}", Explain(parsed, found)));
    result.well_formed = false;
  }
  result.parsed = std::move(handler.builder()).Finish();
  return result;
}

}  // namespace headroom
