#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

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
  std::set<std::tuple<const SourceFile*, uint32_t, std::string_view, bool>> seen;
  for (const PlannedLaunch& launch : input.plan.launches) {
    for (const Candidate& candidate : launch.candidates) {
      for (const NamedLicense& named : candidate.named) {
        if (!seen.emplace(named.where.file, named.where.span.begin, named.arn_text, true).second) continue;
        out.push_back({&launch, &candidate, &named, nullptr, named.where, named.holder, named.license});
      }
      for (const ImageAssociation& association : input.store.AssociationsOf(candidate.image.id)) {
        if (!AssociationCounts(association, input.account)) continue;
        const Place where = candidate.image.where;
        const bool named = IsNamed(candidate, association.license);
        if (!seen.emplace(where.file, where.span.begin, association.license->arn_text, named).second)
          continue;
        out.push_back(
            {&launch, &candidate, nullptr, &association, where, candidate.image.holder, association.license});
      }
    }
  }
  return out;
}

void RunChecks(const CheckInput& input, Findings& out) {
  for (const Check* check : AllChecks()) {
    if (check->run != nullptr) check->run(input, out);
  }
}

}  // namespace headroom
