#include "cli/open_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "resources/counts.h"

namespace headroom {
namespace {

/// Ranges up to here are tried number by number, where fewer do not reach every bound.
constexpr int64_t kMostNumbers = 10'000;

using PermittedByName = std::map<std::string, cfn::Permitted>;

/// Numbers by which other values of a parameter may be told from one that is compared with it.
void AddNumbers(const Input& input, const std::string& name, const PermittedByName& permitted,
                std::set<int64_t>& numbers) {
  const auto add = [&](const std::string& text) {
    if (const std::optional<int64_t> number = ParseInteger(text)) numbers.insert(*number);
  };
  const auto found = permitted.find(name);
  if (found == permitted.end()) {
    const std::optional<std::string>& value = input.assignment[*input.tmpl->FindParameter(name)];
    if (value) add(*value);
  } else if (found->second.is_range) {
    numbers.insert({found->second.first, found->second.last});
  } else {
    for (const std::string& value : found->second.values) add(value);
  }
}

/// The numbers of a range that reach every bound; nothing if that cannot be told in all templates. Parameters
/// that are compared with one another may each have to be another number.
std::optional<std::set<int64_t>> NumbersToTry(const std::vector<const Input*>& inputs,
                                              const std::string& name, const PermittedByName& permitted) {
  const cfn::Permitted& range = permitted.at(name);
  std::set<int64_t> turning, numbers;
  int64_t around = 1;
  for (const Input* input : inputs) {
    if (!input->tmpl || !input->tmpl->FindParameter(name)) continue;
    const std::optional<TurningPoints> points = FindTurningPoints(*input->tmpl, name);
    if (!points) return {};
    turning.insert(points->numbers.begin(), points->numbers.end());
    for (const std::string& other : points->parameters) AddNumbers(*input, other, permitted, turning);
    if (!points->parameters.empty()) turning.insert({range.first, range.last});
    around = std::max(around, static_cast<int64_t>(points->parameters.size()));
  }
  for (int64_t point : turning) {
    if (point < range.first - around || point > range.last + around) continue;
    for (int64_t number = point - around; number <= point + around; ++number) {
      if (number >= range.first && number <= range.last) numbers.insert(number);
    }
  }
  numbers.insert({range.first, range.last});
  return numbers;
}

/// Each item alone, and all of them: between these, a loop only makes more of the same. Nothing if the list
/// serves for anything else, or all of them would be more than a parameter holds.
std::optional<std::vector<std::string>> ListsToTry(const std::vector<const Input*>& inputs,
                                                   const std::string& name,
                                                   const std::vector<std::string>& items) {
  constexpr size_t kLongest = 4096;  // bytes. Source: CloudFormation user guide, "Quotas"
  for (const Input* input : inputs) {
    if (input->tmpl && input->tmpl->FindParameter(name) && !OnlyLoopsOver(*input->tmpl, name)) return {};
  }
  std::vector<std::string> values = items;
  if (items.size() > 1) values.push_back(Join(items, ","));
  if (!values.empty() && values.back().size() > kLongest) return {};
  return values;
}

/// The values to try for what is permitted; nothing if they are too many.
std::optional<std::vector<std::string>> ValuesToTry(const std::vector<const Input*>& inputs,
                                                    const std::string& name, const PermittedByName& all) {
  const cfn::Permitted& permitted = all.at(name);
  if (permitted.is_list) return ListsToTry(inputs, name, permitted.values);
  if (!permitted.is_range) return permitted.values;
  std::vector<std::string> values;
  if (const std::optional<std::set<int64_t>> numbers = NumbersToTry(inputs, name, all)) {
    for (int64_t number : *numbers) values.push_back(std::to_string(number));
    return values;
  }
  if (permitted.last - permitted.first >= kMostNumbers) return {};
  for (int64_t n = permitted.first; n <= permitted.last; ++n) values.push_back(std::to_string(n));
  return values;
}

bool IsGiven(const Input& input, const std::string& parameter) {
  return input.deployment->parameters.count(parameter) > 0;
}

}  // namespace

OpenParameters FindOpen(const std::vector<const Input*>& inputs, bool defaulted, UntriedParameters& untried) {
  PermittedByName permitted;
  for (const Input* input : inputs) {
    if (!input->tmpl) continue;
    const std::vector<cfn::Parameter>& parameters = input->tmpl->parameters();
    for (size_t i = 0; i < parameters.size(); ++i) {
      const std::string& name = parameters[i].name;
      if (IsGiven(*input, name) || (input->assignment[i] && !defaulted)) continue;
      const std::optional<cfn::Permitted> own = cfn::PermittedValues(parameters[i]);
      if (!own) continue;
      const auto [known, is_first] = permitted.emplace(name, *own);
      if (!is_first) known->second = known->second.And(*own);
    }
  }
  OpenParameters open;
  for (const auto& [name, some] : permitted) {
    if (std::optional<std::vector<std::string>> values = ValuesToTry(inputs, name, permitted)) {
      open.emplace(name, *std::move(values));
    } else if (some.is_list) {
      if (defaulted)
        untried.emplace(
            name,
            fmt::format("the parameter `{}` may list any of {} values, and does more than name what a loop "
                        "makes: not all lists are tried",
                        Printable(name), some.values.size()));
    } else {
      untried.emplace(
          name, fmt::format("the parameter `{}` may be any number from {} to {}, and does more than count "
                            "instances: not all of them are tried",
                            Printable(name), WithCommas(some.first), WithCommas(some.last)));
    }
  }
  return open;
}

cfn::Assignment WithoutOpen(const Input& input, const OpenParameters& open,
                            const UntriedParameters& untried) {
  cfn::Assignment assignment = input.assignment;
  for (size_t i = 0; i < assignment.size(); ++i) {
    const std::string& name = input.tmpl->parameters()[i].name;
    if ((open.count(name) > 0 || untried.count(name) > 0) && !IsGiven(input, name)) assignment[i].reset();
  }
  return assignment;
}

}  // namespace headroom
