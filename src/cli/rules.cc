#include "cli/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "checks/check.h"
#include "cli/words.h"

namespace headroom {
namespace {

/// `text` in lines of at most 90 columns, each behind `indent`.
std::string Paragraph(std::string_view text, std::string_view indent) {
  constexpr size_t kWidth = 90;
  std::string out, line(indent);
  for (std::string_view word : Split(text, " ")) {
    if (line.size() > indent.size() && line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
  }
  return out + line + "\n";
}

std::string Indented(std::string_view text) {
  std::string out;
  for (std::string_view line : Split(text, "\n")) {
    if (!line.empty()) out += fmt::format("    {}", line);
    out += '\n';
  }
  return out.substr(0, out.find_last_not_of('\n') + 1) + "\n";
}

}  // namespace

std::string ListRules(const Config& config) {
  size_t widest = 0;
  for (const Check* check : AllChecks()) widest = std::max(widest, check->info.name.size());
  std::string out;
  for (const Check* check : AllChecks()) {
    const RuleInfo& info = check->info;
    const RuleLevel level = LevelOf(config, info.id, info.severity);
    const bool changed = config.rules.count(info.id) > 0;
    const std::string shown = fmt::format("{}{}", level ? SeverityName(*level) : "off", changed ? "*" : "");
    out += fmt::format("{}  {:<{}}  {:<8}  {}\n", info.id, info.name, widest, shown, info.title);
  }
  if (!config.rules.empty()) out += fmt::format("\n* as `{}` says\n", Printable(config.path));
  return out + "\n`headroom explain RULE` says why a rule matters and how to fix what it finds.\n";
}

Result<std::string> ExplainRule(std::string_view id_or_name) {
  const Check* check = FindCheck(id_or_name);
  if (check == nullptr) return Fail(NoSuchRule(id_or_name));
  const RuleInfo& info = check->info;
  std::string out = fmt::format("{} {} ({})\n\n", info.id, info.name, SeverityName(info.severity));
  out += Paragraph(std::string(info.title) + ".", "") + "\n";
  out += "Why it matters\n" + Paragraph(info.why, "  ") + "\n";
  out += "How to fix it\n" + Paragraph(info.fix, "  ") + "\n";
  const std::string options = info.options.empty() ? "" : fmt::format(" (with {})", info.options);
  out += fmt::format("Fires{}\n\n{}\n", options, Indented(info.bad));
  out += fmt::format("Does not fire{}\n\n{}", options, Indented(info.good));
  return out + "\nThe examples are judged with rules/example in us-east-1.\n";
}

}  // namespace headroom
