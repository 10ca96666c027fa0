#include <fmt/core.h>
#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>

#include "syntax/document_builder.h"
#include "syntax/front_end.h"
#include "syntax/yaml_scan.h"

namespace headroom {
namespace {

using Stream = rapidjson::StringStream;

/// Receives RapidJSON's events. `Tell()` gives the begin of strings and numbers, and of a bracket.
class Handler {
 public:
  Handler(const SourceFile& file, const Stream& stream, uint32_t offset)
      : text_(file.bytes()), stream_(stream), offset_(offset), builder_(file) {}

  DocumentBuilder& builder() { return builder_; }
  uint32_t cursor() const { return cursor_; }

  bool Null() { return AddWord(NodeKind::kNull, 4); }
  bool Bool(bool value) { return AddWord(NodeKind::kScalar, value ? 4 : 5); }
  bool RawNumber(const char*, rapidjson::SizeType length, bool) {
    const uint32_t begin = Tell();
    return AddScalar({begin, begin + length}, text_.substr(begin, length), false);
  }
  bool String(const char* value, rapidjson::SizeType length, bool) {
    const uint32_t begin = Tell();
    const std::string_view inner = text_.substr(begin + 1, length);
    const bool unchanged = inner == std::string_view(value, length) && text_[begin + 1 + length] == '"';
    if (unchanged) return AddScalar({begin, begin + length + 2}, inner, true);
    return AddScalar({begin, EndOfQuoted(text_, begin)}, builder_.Own({value, length}), true);
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
  uint32_t Tell() const { return static_cast<uint32_t>(stream_.Tell()) + offset_; }
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
  uint32_t offset_;
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

FrontEndResult ParseJson(const SourceFile& file) {
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
  const std::string_view text = file.bytes();
  const uint32_t offset = ByteOrderMarkLength(text);
  Stream stream(text.data() + offset);  // the bytes of a std::string: a NUL ends them
  Handler handler(file, stream, offset);
  rapidjson::Reader reader;
  const rapidjson::ParseResult parsed = reader.Parse<kFlags>(stream, handler);
  FrontEndResult result;
  if (parsed.IsError() && parsed.Code() != rapidjson::kParseErrorTermination) {
    uint32_t at = static_cast<uint32_t>(parsed.Offset()) + offset;
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
