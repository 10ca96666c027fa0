#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "expand/write.h"

namespace headroom {
namespace {

/// Functions that have a short form. Source: CloudFormation template reference, "Intrinsic functions".
constexpr std::string_view kShortForms[] = {
    "Condition",  "Fn::And",    "Fn::Base64", "Fn::Cidr",        "Fn::Equals", "Fn::FindInMap",
    "Fn::GetAZs", "Fn::GetAtt", "Fn::If",     "Fn::ImportValue", "Fn::Join",   "Fn::Not",
    "Fn::Or",     "Fn::Select", "Fn::Split",  "Fn::Sub",         "Ref",
};

/// Words that some reader of YAML takes for something else than text. Source: YAML 1.1 types, YAML 1.2 core
/// schema.
constexpr std::string_view kTypedWords[] = {"null", "~", "true", "false", "yes",  "no",    "on",    "off",
                                            "y",    "n", "<<",   "=",     ".inf", "-.inf", "+.inf", ".nan"};

template <typename Item, typename Items>
bool IsAmong(const Item& item, const Items& items) {
  return std::find(std::begin(items), std::end(items), item) != std::end(items);
}

/// Looks like a number, a date or a time to some reader, or might.
bool LooksNumeric(std::string_view text) {
  constexpr std::string_view kNumeric = "0123456789abcdefABCDEFxXoO_.:+-tTzZ ";
  return std::string_view("0123456789+-.").find(text[0]) != std::string_view::npos &&
         text.find_first_not_of(kNumeric) == std::string_view::npos;
}

bool IsShown(const Character& character) {
  constexpr char32_t kBreaks[] = {0x85, 0x2028, 0x2029, 0xFEFF};
  return character.valid && !character.hidden && !IsAmong(character.code, kBreaks);
}

/// All characters may stand in a file as they are. A line break or tab counts as `breaks` says.
bool IsPrintable(std::string_view text, bool breaks) {
  for (size_t at = 0; at < text.size();) {
    const Character character = CharacterAt(text, at);
    const bool is_break = text[at] == '\n' || text[at] == '\t';
    if (is_break ? !breaks : !IsShown(character)) return false;
    at += character.length;
  }
  return true;
}

/// Whether text may stand without quotes in block style, whatever it is then read as.
bool CanBePlain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (std::string_view(",[]{}#&*!|>'\"%@`").find(text[0]) != std::string_view::npos) return false;
  const bool mark = text[0] == '-' || text[0] == '?' || text[0] == ':';
  if (mark && (text.size() == 1 || text[1] == ' ')) return false;
  if (StartsWith(text, "---") || StartsWith(text, "...")) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  return IsPrintable(text, false);
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (size_t at = 0; at < text.size();) {
    const Character character = CharacterAt(text, at);
    const std::string_view bytes = text.substr(at, character.length);
    at += character.length;
    if (bytes == "\"" || bytes == "\\") {
      out += fmt::format("\\{}", bytes);
    } else if (bytes == "\n") {
      out += "\\n";
    } else if (bytes == "\t") {
      out += "\\t";
    } else if (bytes == "\r") {
      out += "\\r";
    } else if (IsShown(character)) {
      out += bytes;
    } else {
      out += fmt::format("\\U{:08x}", static_cast<uint32_t>(character.code));
    }
  }
  return out + "\"";
}

/// A scalar on one line.
std::string OneLine(const Tree& scalar) {
  const std::string& text = scalar.text;
  if (!CanBePlain(text)) return Quoted(text);
  const bool typed = IsAmong(ToLower(text), kTypedWords) || LooksNumeric(text);
  return typed && scalar.kind == Tree::Kind::kText ? Quoted(text) : text;
}

/// Whether text of several lines can be a `|` block: its first line shows the indentation, and no line is
/// made of spaces alone.
bool CanBeBlock(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || !IsPrintable(text, true)) return false;
  const size_t first = text.find_first_not_of('\n');
  if (first == std::string_view::npos || text[first] == ' ' || text[first] == '\t') return false;
  for (const std::string_view line : Split(text, "\n")) {
    if (!line.empty() && line.find_first_not_of(" \t") == std::string_view::npos) return false;
  }
  return true;
}

class YamlWriter {
 public:
  std::string Write(const Tree& tree) && {
    if (tree.is_map() && !tree.items.empty()) {
      Entries(tree, 0, false);
    } else {
      After(tree, 0);
      out_.erase(0, out_.find_first_not_of(" \n"));
    }
    return std::move(out_);
  }

 private:
  void Indent(size_t indent) { out_.append(indent, ' '); }

  /// A value behind its key or tag, which stand on a line that is indented by `indent`.
  void After(const Tree& tree, size_t indent) {
    if (tree.kind == Tree::Kind::kNull) {
      out_ += " null\n";
    } else if (tree.is_scalar()) {
      Scalar(tree, indent);
    } else if (tree.kind == Tree::Kind::kCall) {
      if (ShortForm(tree, indent)) return;
      out_ += '\n';
      LongForm(tree, indent + 2, false);
    } else if (tree.items.empty()) {
      out_ += tree.is_list() ? " []\n" : " {}\n";
    } else {
      out_ += '\n';
      Children(tree, indent + 2, false);
    }
  }

  /// A value behind the dash of its item, which is indented by `indent`.
  void AfterDash(const Tree& tree, size_t indent) {
    const bool call = tree.kind == Tree::Kind::kCall;
    if (tree.items.empty()) return After(tree, indent);
    if (call && ShortForm(tree, indent)) return;
    out_ += ' ';
    if (call) {
      LongForm(tree, indent + 2, true);
    } else {
      Children(tree, indent + 2, true);
    }
  }

  /// `begun`: the first line is indented already.
  void Children(const Tree& tree, size_t indent, bool begun) {
    if (tree.is_map()) return Entries(tree, indent, begun);
    for (size_t i = 0; i < tree.items.size(); ++i) {
      if (i > 0 || !begun) Indent(indent);
      out_ += '-';
      AfterDash(tree.items[i], indent);
    }
  }

  void Entries(const Tree& map, size_t indent, bool begun) {
    for (size_t i = 0; i < map.items.size(); ++i) {
      if (i > 0 || !begun) Indent(indent);
      Key(map.keys[i], indent);
      After(map.items[i], indent);
    }
  }

  void Key(const std::string& key, size_t indent) {
    constexpr size_t kLongest = 1000;  // YAML takes 1024 characters before the colon
    const std::string text = OneLine(Tree::Text(key));
    if (text.size() <= kLongest) {
      out_ += text + ":";
      return;
    }
    out_ += fmt::format("? {}\n", text);
    Indent(indent);
    out_ += ":";
  }

  void Scalar(const Tree& scalar, size_t indent) {
    const std::string& text = scalar.text;
    if (!CanBeBlock(text)) {
      out_ += fmt::format(" {}\n", OneLine(scalar));
      return;
    }
    const bool ends = EndsWith(text, "\n");
    out_ += !ends ? " |-\n" : EndsWith(text, "\n\n") ? " |+\n" : " |\n";
    for (const std::string_view line :
         Split(std::string_view(text).substr(0, text.size() - (ends ? 1 : 0)), "\n")) {
      if (!line.empty()) Indent(indent + 2);
      out_ += line;
      out_ += '\n';
    }
  }

  void LongForm(const Tree& call, size_t indent, bool begun) {
    if (!begun) Indent(indent);
    Key(call.text, indent);
    After(call.items[0], indent);
  }

  /// A tag takes text or a list behind it; a map or another tag needs the long form.
  bool ShortForm(const Tree& call, size_t indent) {
    const Tree& argument = call.items[0];
    if (!IsAmong(call.text, kShortForms)) return false;
    if (!argument.is_scalar() && !argument.is_list()) return false;
    const std::string_view name = call.text;
    out_ += fmt::format(" !{}", StartsWith(name, "Fn::") ? name.substr(4) : name);
    After(call.text == "Fn::GetAtt" ? Dotted(argument) : argument, indent);
    return true;
  }

  /// "a.b" for [a, b], where that means the same.
  static Tree Dotted(const Tree& argument) {
    const std::vector<Tree>& parts = argument.items;
    const bool texts = parts.size() == 2 && parts[0].is_scalar() && parts[1].is_scalar() &&
                       parts[0].text.find('.') == std::string::npos;
    return texts ? Tree::Text(parts[0].text + "." + parts[1].text) : argument;
  }

  std::string out_;
};

}  // namespace

std::string WriteYaml(const Tree& tree) { return YamlWriter().Write(tree); }

}  // namespace headroom
