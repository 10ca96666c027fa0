#include "cfn/shape.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/text.h"

namespace headroom::cfn {
namespace {

/// The end of a prefix of at most `size` bytes that does not cut a character in two.
size_t CharacterBoundary(std::string_view text, size_t size) {
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return size;
}

}  // namespace

std::string Excerpt(std::string_view text, size_t longest) {
  if (text.size() <= longest) return std::string(text);
  return fmt::format("{}…", text.substr(0, CharacterBoundary(text, longest)));
}

std::string Describe(const Node& node) {
  if (!node.tag.empty()) return fmt::format("`!{}`", Excerpt(node.tag));
  switch (node.kind) {
    case NodeKind::kNull:
      return "nothing";
    case NodeKind::kScalar:
      return fmt::format("text `{}`", Excerpt(node.text));
    case NodeKind::kSequence:
      return "a list";
    case NodeKind::kMapping:
      return "a map";
  }
  return "";
}

std::string Describe(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kAbsent:
    case Value::Kind::kUnknown:
      return "nothing";
    case Value::Kind::kScalar:
      return fmt::format("text `{}`", Excerpt(value.text()));
    case Value::Kind::kList:
      return "a list";
    case Value::Kind::kMap:
      return "a map";
  }
  return "";
}

std::string DidYouMeanHint(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::optional<std::string_view> near = DidYouMean(word, candidates);
  return near ? fmt::format("did you mean `{}`?", *near) : "";
}

Finding MalformedFinding(Place where, std::string message, std::string hint, std::string resource) {
  Finding finding;
  finding.rule = "LM003";
  finding.severity = Severity::kError;
  finding.message = std::move(message);
  finding.where = where;
  finding.resource = std::move(resource);
  finding.hint = std::move(hint);
  return finding;
}

std::optional<double> ParseNumber(std::string_view text) {
  const std::string number(Trim(text));
  if (number.empty() || number.find_first_not_of("0123456789+-.eE") != std::string::npos) return {};
  char* end = nullptr;
  const double value = std::strtod(number.c_str(), &end);  // from_chars refuses a leading +
  if (end != number.c_str() + number.size()) return {};
  return value;
}

}  // namespace headroom::cfn
