#include "syntax/parse.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "syntax/front_end.h"

namespace headroom {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Offsets are 32 bits, and yaml-cpp's are signed.
constexpr size_t kMaxOffset = INT32_MAX;

/// UTF-16 and UTF-32, with a byte order mark or by the zeros of a first ASCII character; else nullptr.
const char* ForeignEncoding(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (StartsWith(bytes, "\xFF\xFE\0\0"sv) || StartsWith(bytes, "\0\0\xFE\xFF"sv)) return "UTF-32";
  if (StartsWith(bytes, "\xFF\xFE"sv) || StartsWith(bytes, "\xFE\xFF"sv)) return "UTF-16";
  if (bytes.size() < 4) return nullptr;
  const std::string_view rest = bytes.substr(1, 3);
  if (bytes.substr(0, 3) == "\0\0\0"sv || rest == "\0\0\0"sv) return "UTF-32";
  if ((bytes[0] == '\0') != (bytes[1] == '\0') && (bytes[0] == '\0') == (bytes[2] == '\0')) return "UTF-16";
  return nullptr;
}

size_t SkipSpace(std::string_view bytes, size_t at) {
  return std::min(bytes.find_first_not_of(" \t\r\n", at), bytes.size());
}

bool LooksLikeJson(std::string_view bytes) {
  const std::string_view first = bytes.substr(SkipSpace(bytes, ByteOrderMarkLength(bytes)), 1);
  return first == "{" || first == "[";
}

/// What follows the first bracket.
size_t FirstInside(std::string_view bytes) {
  return SkipSpace(bytes, SkipSpace(bytes, ByteOrderMarkLength(bytes)) + 1);
}

}  // namespace

SyntaxError CheckBytes(const SourceFile& file) {
  const std::string_view bytes = file.bytes();
  const auto error = [&](size_t at, std::string message) {
    const auto begin = static_cast<uint32_t>(at);
    return SyntaxError{{&file, {begin, begin + 1}}, std::move(message)};
  };
  if (bytes.size() > kMaxOffset) return error(0, "larger than 2 GiB");
  const size_t nul = bytes.find('\0');
  const std::optional<size_t> invalid = FindInvalidUtf8(bytes);
  if (nul == std::string_view::npos && !invalid) return {};
  if (const char* encoding = ForeignEncoding(bytes)) {
    return error(0, fmt::format("the text is {}; only UTF-8 is read", encoding));
  }
  if (nul < invalid.value_or(bytes.size())) return error(nul, "NUL byte in the text");
  return error(*invalid,
               fmt::format("byte `0x{:02x}` is not valid UTF-8", static_cast<uint8_t>(bytes[*invalid])));
}

uint32_t ByteOrderMarkLength(std::string_view bytes) { return StartsWith(bytes, kByteOrderMark) ? 3 : 0; }

ParseResult Parse(const SourceFile& file) {
  if (SyntaxError error = CheckBytes(file); !error.message.empty()) {
    ParseResult result;
    result.errors.push_back(std::move(error));
    return result;
  }
  if (!LooksLikeJson(file.bytes())) return ParseYaml(file).parsed;
  FrontEndResult json = ParseJson(file);
  if (json.well_formed || EndsWith(file.path(), ".json")) return std::move(json.parsed);
  FrontEndResult yaml = ParseYaml(file);
  if (yaml.well_formed) return std::move(yaml.parsed);
  // Neither: who gets past the first value was meant to read it.
  const uint32_t stop = json.parsed.errors.front().where.span.begin;
  return std::move(stop > FirstInside(file.bytes()) ? json.parsed : yaml.parsed);
}

}  // namespace headroom
