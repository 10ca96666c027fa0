#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {

const std::vector<const Check*>& AllChecks() {
  static const std::vector<const Check*> all = {
#define CHECK(identifier) &checks::identifier,
#include "checks/list.def"
#undef CHECK
  };
  return all;
}

const Check* FindCheck(std::string_view id_or_name) {
  for (const Check* check : AllChecks()) {
    if (EqualsIgnoringCase(check->info.id, id_or_name) || EqualsIgnoringCase(check->info.name, id_or_name))
      return check;
  }
  return nullptr;
}

Finding& AddFinding(Findings& out, const Check& check, Place where, const std::string& path,
                    const std::string& resource, std::string message, const License* license) {
  Finding finding;
  finding.rule = check.info.id;
  finding.severity = check.info.severity;
  finding.message = std::move(message);
  finding.where = where;
  finding.path = path;
  finding.resource = resource;
  if (license != nullptr) finding.license = license->arn_text;
  out.push_back(std::move(finding));
  return out.back();
}

bool IsNamed(const Candidate& candidate, const License* license) {
  return std::any_of(candidate.named.begin(), candidate.named.end(),
                     [&](const NamedLicense& named) { return named.license == license; });
}

std::vector<LicenseUse> LicenseUses(const CheckInput& input) {
  std::vector<LicenseUse> out;
  // A launch template that two groups share, or two overrides of one group, names its licenses in one place.
  // (An image may bring a license to one of them that the other names itself: those are two uses.)
  std::map<std::tuple<const SourceFile*, uint32_t, std::string_view, bool>, size_t> seen;
  const auto add = [&](LicenseUse use, std::string_view arn, bool named) {
    const std::optional<std::string>& region = use.launch->target.region;
    const auto [known, is_first] =
        seen.try_emplace({use.where.file, use.where.span.begin, arn, named}, out.size());
    if (is_first) out.push_back(std::move(use));
    if (region) out[known->second].regions.insert(*region);
  };
  for (const PlannedLaunch& launch : input.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      for (const NamedLicense& named : candidate.named) {
        add({&launch, &candidate, &named, nullptr, named.where, named.holder, named.license, {}},
            named.arn_text, true);
      }
      for (const ImageAssociation& association : input.store.AssociationsOf(candidate.image.id)) {
        if (!AssociationCounts(association, launch.target.account)) continue;
        const ImageUse& image = candidate.image;
        add({&launch, &candidate, nullptr, &association, image.where, image.holder, association.license, {}},
            association.license->arn_text, IsNamed(candidate, association.license));
      }
    }
  }
  return out;
}

/// A template that goes to several places has what is wrong with it once.
static void DropRepeated(size_t begin, Findings& findings) {
  std::set<std::tuple<std::string, std::string, std::string, std::string, std::string, const SourceFile*,
                      uint32_t>>
      seen;
  const auto is_repeated = [&](const Finding& finding) {
    const Place where = finding.where;
    return !seen.emplace(finding.rule, finding.path, finding.resource, finding.license, finding.message,
                         where.file, where.span.begin)
                .second;
  };
  findings.erase(
      std::remove_if(findings.begin() + static_cast<ptrdiff_t>(begin), findings.end(), is_repeated),
      findings.end());
}

void RunChecks(const CheckInput& input, Findings& out) {
  const size_t begin = out.size();
  for (const Check* check : AllChecks()) {
    if (check->run != nullptr) check->run(input, out);
  }
  DropRepeated(begin, out);
}

}  // namespace headroom
