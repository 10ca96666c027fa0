#include "store/license_rules.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "store/reader.h"

namespace headroom {
namespace {

enum class Taken : uint8_t { kNo, kYes, kDisputed };

/// A rule, what it reads into, and which counting types take it. Source: License Manager API,
/// CreateLicenseConfiguration, LicenseRules.
struct Rule {
  std::string_view name;
  std::optional<int64_t> LicenseRules::*number;  // nullptr: no number
  Taken vcpu, instance, core, socket;            // in the order of CountingType
};

constexpr Taken kNo = Taken::kNo;
constexpr Taken kYes = Taken::kYes;
constexpr Taken kOld = Taken::kDisputed;

constexpr Rule kRules[] = {
    {"allowedTenancy", nullptr, kYes, kYes, kYes, kYes},
    {"licenseAffinityToHost", &LicenseRules::affinity_days, kNo, kNo, kYes, kYes},
    {"minimumCores", &LicenseRules::minimum_cores, kNo, kOld, kYes, kNo},
    {"maximumCores", &LicenseRules::maximum_cores, kNo, kOld, kYes, kNo},
    {"minimumSockets", &LicenseRules::minimum_sockets, kNo, kOld, kNo, kYes},
    {"maximumSockets", &LicenseRules::maximum_sockets, kNo, kOld, kNo, kYes},
    {"minimumVcpus", &LicenseRules::minimum_vcpus, kYes, kYes, kNo, kNo},
    {"maximumVcpus", &LicenseRules::maximum_vcpus, kYes, kYes, kNo, kNo},
    {"honorVcpuOptimization", nullptr, kYes, kNo, kNo, kNo},
};

Taken TakenBy(const Rule& rule, CountingType type) {
  switch (type) {
    case CountingType::kVcpu:
      return rule.vcpu;
    case CountingType::kInstance:
      return rule.instance;
    case CountingType::kCore:
      return rule.core;
    case CountingType::kSocket:
      return rule.socket;
  }
  return kNo;
}

const Rule* FindRule(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kRules), std::end(kRules), [name](const Rule& r) { return r.name == name; });
  return found == std::end(kRules) ? nullptr : found;
}

std::vector<std::string_view> RuleNames() {
  std::vector<std::string_view> names;
  for (const Rule& rule : kRules) names.push_back(rule.name);
  return names;
}

/// "Core and Socket": the counting types that take a rule.
std::string TypesThatTake(const Rule& rule) {
  std::vector<std::string> names;
  for (CountingType type :
       {CountingType::kVcpu, CountingType::kInstance, CountingType::kCore, CountingType::kSocket}) {
    if (TakenBy(rule, type) == kYes) names.push_back(CountingTypeName(type));
  }
  return Join(names, " and ");
}

/// By Tenancy.
std::vector<std::string_view> TenancyNames() {
  return {"EC2-Default", "EC2-DedicatedInstance", "EC2-DedicatedHost"};
}

void ReadTenancies(std::string_view value, Place where, GivenRules& given, Mistakes& mistakes) {
  if (!given.tenancies_given) std::fill(std::begin(given.rules.allows), std::end(given.rules.allows), false);
  given.tenancies_given = true;
  const std::vector<std::string_view> tenancies = TenancyNames();
  for (std::string_view word : Split(value, ",")) {
    word = Trim(word);
    const auto found = std::find(tenancies.begin(), tenancies.end(), word);
    if (found != tenancies.end()) {
      given.rules.allows[found - tenancies.begin()] = true;
      continue;
    }
    mistakes.Error(
        where,
        "`allowedTenancy` takes `EC2-Default`, `EC2-DedicatedInstance` and `EC2-DedicatedHost`, not {}{}",
        Quote(word), Suggest(word, tenancies));
  }
}

void ReadHonor(std::string_view value, Place where, GivenRules& given, Mistakes& mistakes) {
  const bool yes = EqualsIgnoringCase(value, "true");
  if (!yes && !EqualsIgnoringCase(value, "false")) {
    mistakes.Error(where, "`honorVcpuOptimization` takes `True` or `False`, not {}", Quote(value));
  } else if (given.honor_given && yes != given.rules.honor_vcpu_optimization) {
    mistakes.Error(where, "`honorVcpuOptimization` is given twice, as True and as False");
  } else {
    given.honor_given = true;
    given.rules.honor_vcpu_optimization = yes;
  }
}

void ReadNumber(const Rule& rule, std::string_view value, Place where, GivenRules& given,
                Mistakes& mistakes) {
  constexpr int64_t kMostDays = 180;
  const bool days = rule.number == &LicenseRules::affinity_days;
  const std::optional<int64_t> number = ParseInteger(value);
  std::optional<int64_t>& have = given.rules.*rule.number;
  if (days && (!number || *number < 1 || *number > kMostDays)) {
    mistakes.Error(where, "`{}` takes 1 to {} days, not {}", rule.name, kMostDays, Quote(value));
  } else if (!number || *number < 0) {
    mistakes.Error(where, "`{}` takes a whole number, not {}", rule.name, Quote(value));
  } else if (have && *have != *number) {
    mistakes.Error(where, "`{}` is given twice, as {} and {}", rule.name, *have, *number);
  } else {
    have = number;
  }
}

}  // namespace

void ReadRule(std::string_view text, Place where, GivenRules& given, Mistakes& mistakes) {
  const size_t equals = text.find('=');
  if (text.empty() || text[0] != '#' || equals == std::string_view::npos) {
    mistakes.Error(where, "{} is no license rule; a rule is written `#name=value`", Quote(text));
    return;
  }
  const std::string_view name = Trim(text.substr(1, equals - 1));
  const std::string_view value = Trim(text.substr(equals + 1));
  const Rule* rule = FindRule(name);
  if (rule == nullptr) {
    mistakes.Warning(where, "unknown license rule {}{}", Quote(name), Suggest(name, RuleNames()));
    return;
  }
  given.uses.push_back({rule->name, where});
  if (rule->number != nullptr) {
    ReadNumber(*rule, value, where, given, mistakes);
  } else if (rule->name == "allowedTenancy") {
    ReadTenancies(value, where, given, mistakes);
  } else {
    ReadHonor(value, where, given, mistakes);
  }
}

void CheckRules(const GivenRules& given, CountingType type, Mistakes& mistakes) {
  for (const GivenRules::Use& use : given.uses) {
    const Rule& rule = *FindRule(use.name);
    const Taken taken = TakenBy(rule, type);
    if (taken == kNo) {
      mistakes.Error(use.where, "the rule `{}` is not allowed with {} counting, only with {}", rule.name,
                     CountingTypeName(type), TypesThatTake(rule));
    } else if (taken == kOld) {
      mistakes.Warning(use.where,
                       "License Manager no longer documents the rule `{}` for {} counting, only for {}",
                       rule.name, CountingTypeName(type), TypesThatTake(rule));
    }
  }
}

std::vector<std::string> RuleTexts(const LicenseRules& rules) {
  std::vector<std::string> texts, allowed;
  const std::vector<std::string_view> tenancies = TenancyNames();
  for (size_t i = 0; i < tenancies.size(); ++i) {
    if (rules.allows[i]) allowed.emplace_back(tenancies[i]);
  }
  if (allowed.size() < tenancies.size())
    texts.push_back(fmt::format("allowedTenancy={}", Join(allowed, ",")));
  for (const Rule& rule : kRules) {
    if (rule.number != nullptr && rules.*rule.number)
      texts.push_back(fmt::format("{}={}", rule.name, *(rules.*rule.number)));
  }
  if (rules.honor_vcpu_optimization) texts.emplace_back("honorVcpuOptimization=True");
  return texts;
}

}  // namespace headroom
