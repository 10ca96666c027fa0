#include "cfn/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/text.h"
#include "cfn/pattern.h"
#include "cfn/shape.h"

namespace headroom::cfn {
namespace {

constexpr size_t kShownValues = 10;
constexpr size_t kMaxValue = 4096;     // bytes. Source: CloudFormation user guide, "Quotas"
constexpr size_t kMaxMatches = 1'000;  // texts that one template may ask to be matched with patterns
constexpr size_t kMaxUndeclared = 1'000;
constexpr size_t kMaxHints = 50;

/// Why a constraint forbids a value.
struct Objection {
  std::string why;
  std::string hint;
};

/// What all items of one parameter are held against.
struct Constraints {
  const Parameter& parameter;
  std::unordered_set<std::string_view> allowed;
  std::optional<Pattern> pattern;
  size_t& matches_left;
};

bool IsAllowed(const Constraints& constraints, std::string_view value) {
  if (constraints.allowed.empty() || constraints.allowed.count(value) > 0) return true;
  // An unquoted True has become `true`; a person who writes it as it stands there means the same.
  const std::string lower = ToLower(value);
  return (lower == "true" || lower == "false") && constraints.allowed.count(lower) > 0;
}

Objection NotAmongAllowed(const Parameter& parameter, std::string_view value) {
  std::vector<std::string> shown;
  for (const std::string& allowed : parameter.allowed_values) {
    if (shown.size() == kShownValues) break;
    shown.push_back(fmt::format("`{}`", Excerpt(allowed)));
  }
  std::string why = fmt::format("allowed {} {}", shown.size() == 1 ? "is" : "are", Join(shown, ", "));
  if (parameter.allowed_values.size() > kShownValues) {
    why += fmt::format(" and {} more", parameter.allowed_values.size() - kShownValues);
  }
  const std::vector<std::string_view> names(parameter.allowed_values.begin(), parameter.allowed_values.end());
  return {why, parameter.no_echo ? "" : DidYouMeanHint(value, names)};
}

std::optional<Objection> ObjectToLength(const Parameter& parameter, std::string_view value) {
  const auto length = static_cast<int64_t>(CharacterCount(value));
  if (parameter.min_length && length < *parameter.min_length) {
    return Objection{fmt::format("it has {} characters, `MinLength` is {}", length, *parameter.min_length),
                     ""};
  }
  if (parameter.max_length && length > *parameter.max_length) {
    return Objection{fmt::format("it has {} characters, `MaxLength` is {}", length, *parameter.max_length),
                     ""};
  }
  return {};
}

std::optional<Objection> ObjectToNumber(const Parameter& parameter, std::string_view value) {
  if (!parameter.is_number()) return {};
  const std::optional<double> number = ParseNumber(value);
  if (!number) return Objection{"it is not a number", ""};
  if (parameter.min_value && *number < *parameter.min_value) {
    return Objection{fmt::format("`MinValue` is {}", *parameter.min_value), ""};
  }
  if (parameter.max_value && *number > *parameter.max_value) {
    return Objection{fmt::format("`MaxValue` is {}", *parameter.max_value), ""};
  }
  return {};
}

std::optional<Objection> ObjectToPattern(Constraints& constraints, std::string_view value) {
  if (!constraints.pattern || constraints.matches_left == 0) return {};
  --constraints.matches_left;
  if (constraints.pattern->Matches(value).value_or(true)) return {};
  return Objection{fmt::format("it does not match `{}`", Excerpt(*constraints.parameter.allowed_pattern)),
                   ""};
}

/// To a value as a whole, or to an item of a list.
std::optional<Objection> ObjectTo(Constraints& constraints, std::string_view value) {
  const Parameter& parameter = constraints.parameter;
  if (!IsAllowed(constraints, value)) return NotAmongAllowed(parameter, value);
  if (std::optional<Objection> objection = ObjectToNumber(parameter, value)) return objection;
  if (std::optional<Objection> objection = ObjectToLength(parameter, value)) return objection;
  return ObjectToPattern(constraints, value);
}

Finding NotPermitted(const Parameter& parameter, std::string_view value, Objection objection, Place where) {
  Finding finding;
  finding.rule = "LM005";
  finding.message = fmt::format("the parameter `{}` cannot be `{}`: {}", parameter.name,
                                parameter.no_echo ? "****" : Excerpt(value), objection.why);
  finding.where = where;
  finding.hint = std::move(objection.hint);
  return finding;
}

/// LM005 for the first constraint that the value breaks.
std::optional<Finding> Check(const Parameter& parameter, std::string_view text, Place where,
                             size_t& matches_left) {
  if (text.size() > kMaxValue) {
    return NotPermitted(
        parameter, text,
        {fmt::format("it has {} bytes, the most is 4,096", WithCommas(static_cast<int64_t>(text.size()))),
         ""},
        where);
  }
  // What is given for an SSM parameter is a name; the constraints are not said to be about it.
  if (parameter.is_ssm()) return {};
  Constraints constraints = {
      parameter, {parameter.allowed_values.begin(), parameter.allowed_values.end()}, {}, matches_left};
  if (parameter.allowed_pattern) constraints.pattern.emplace(*parameter.allowed_pattern);
  std::vector<std::string_view> values = {text};
  if (parameter.is_list()) values = Split(text, ",");
  for (std::string_view value : values) {
    if (parameter.is_list()) value = Trim(value);
    if (std::optional<Objection> objection = ObjectTo(constraints, value)) {
      return NotPermitted(parameter, value, *std::move(objection), where);
    }
  }
  return {};
}

/// A value given once is wrong once, however many templates declare its parameter.
bool IsReported(const Findings& findings, const Parameter& parameter, Place where) {
  const std::string begin = fmt::format("the parameter `{}` cannot be ", parameter.name);
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.rule == "LM005" && finding.where == where && StartsWith(finding.message, begin);
  });
}

}  // namespace

Assignment Assign(const std::vector<Parameter>& declared, const GivenParameters& given, Findings& findings) {
  Assignment assignment;
  size_t matches_left = kMaxMatches;
  for (const Parameter& parameter : declared) {
    const auto found = given.find(parameter.name);
    const bool is_given = found != given.end();
    std::optional<std::string> text = parameter.default_value;
    if (is_given) text = found->second.text;
    if (text) {
      const Place where = is_given ? found->second.where : parameter.default_where;
      std::optional<Finding> finding = Check(parameter, *text, where, matches_left);
      if (finding && !IsReported(findings, parameter, where)) findings.push_back(*std::move(finding));
      if (text->size() > kMaxValue)
        text.reset();  // refused for its size alone, and too large to be copied about
    }
    assignment.push_back(std::move(text));
  }
  return assignment;
}

bool Permits(const Parameter& parameter, std::string_view value) {
  size_t matches_left = kMaxMatches;
  return !Check(parameter, value, {}, matches_left);
}

Permitted Permitted::And(const Permitted& other) const {
  if (!is_range && other.is_range) return other.And(*this);
  Permitted out = other;
  out.is_list = is_list && other.is_list;
  if (other.is_range) {
    out.first = std::max(first, other.first);
    out.last = std::min(last, other.last);
    if (out.first > out.last) out = {};
    return out;
  }
  const auto forbidden = [&](const std::string& value) {
    if (!is_range) return std::find(values.begin(), values.end(), value) == values.end();
    const std::optional<double> number = ParseNumber(value);
    return !number || *number < static_cast<double>(first) || *number > static_cast<double>(last);
  };
  std::erase_if(out.values, forbidden);
  return out;
}

std::optional<Permitted> PermittedValues(const Parameter& parameter) {
  if (parameter.is_ssm()) return {};
  Permitted out;
  out.is_list = parameter.is_list();
  if (!parameter.allowed_values.empty()) {
    size_t matches_left = kMaxMatches;
    Constraints constraints = {parameter, {}, {}, matches_left};
    if (parameter.allowed_pattern) constraints.pattern.emplace(*parameter.allowed_pattern);
    for (const std::string& value : parameter.allowed_values) {
      if (!ObjectTo(constraints, value)) out.values.push_back(value);
    }
    return out;
  }
  if (out.is_list || !parameter.is_number() || !parameter.min_value || !parameter.max_value) return {};
  constexpr double kExact = 1e15;  // beyond it a double is no longer every whole number
  const double low = std::ceil(*parameter.min_value), high = std::floor(*parameter.max_value);
  if (!(low <= high) || low < -kExact || high > kExact) return {};
  out.is_range = true;
  out.first = static_cast<int64_t>(low);
  out.last = static_cast<int64_t>(high);
  return out;
}

void CheckAllDeclared(const std::vector<const Template*>& templates, const GivenParameters& given,
                      Findings& findings) {
  std::vector<std::string_view> names;
  for (const Template* tmpl : templates) {
    for (const Parameter& parameter : tmpl->parameters()) names.push_back(parameter.name);
  }
  size_t raised = 0;
  for (const auto& [name, value] : given) {
    const std::string_view wanted = name;
    const bool declared = std::any_of(templates.begin(), templates.end(), [&](const Template* tmpl) {
      return tmpl->FindParameter(wanted).has_value();
    });
    if (declared) continue;
    if (++raised > kMaxUndeclared) return;
    Finding finding;
    finding.rule = "LM005";
    finding.message = fmt::format("no template declares the parameter `{}`", Excerpt(name));
    finding.where = value.where;
    if (raised <= kMaxHints) finding.hint = DidYouMeanHint(name, names);
    findings.push_back(std::move(finding));
  }
}

}  // namespace headroom::cfn
