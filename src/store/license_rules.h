#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/mistakes.h"
#include "store/store.h"

namespace headroom {

/// A license's `LicenseRules` as one document gives them, before its counting type is known (another document
/// may say it).
struct GivenRules {
  struct Use {
    std::string_view name;  // of the rule, from a static table
    Place where;
  };
  LicenseRules rules;
  std::vector<Use> uses;
  bool tenancies_given = false, honor_given = false;

  bool operator==(const GivenRules& other) const { return rules == other.rules; }
};

/// Reads one `#name=value`. What cannot be read is a mistake; a name that nobody knows only a warning, since
/// AWS adds rules.
void ReadRule(std::string_view text, Place where, GivenRules& given, Mistakes& mistakes);

/// Mistakes for rules that a counting type does not take. License Manager's guide and its API disagree about
/// minimum and maximum cores and sockets with Instance counting: a warning.
void CheckRules(const GivenRules& given, CountingType type, Mistakes& mistakes);

/// The rules as AWS writes them, without the `#`: "minimumVcpus=4". In one order, whatever the documents'.
std::vector<std::string> RuleTexts(const LicenseRules& rules);

}  // namespace headroom
