#include "store/store.h"

#include <algorithm>

#include "base/text.h"

namespace headroom {
namespace {

template <typename Map>
auto* FindIn(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

const char* CountingTypeName(CountingType type) {
  switch (type) {
    case CountingType::kVcpu:
      return "vCPU";
    case CountingType::kInstance:
      return "Instance";
    case CountingType::kCore:
      return "Core";
    case CountingType::kSocket:
      return "Socket";
  }
  return "";
}

bool License::Finds(std::string_view rds_edition) const {
  return counting_type == CountingType::kVcpu && !hard_limit &&
         std::find(rds_editions.begin(), rds_editions.end(), rds_edition) != rds_editions.end();
}

bool Image::BringsOwnLicense() const {
  return ToLower(platform_details).find("byol") != std::string::npos ||
         usage_operation == "RunInstances:0800" || usage_operation == "RunInstances:00g0";
}

bool Image::IsDead() const {
  return state == "deregistered" || state == "failed" || state == "invalid" || state == "error" ||
         state == "disabled";
}

const License* RuleStore::FindLicense(std::string_view arn) const {
  const auto found = std::lower_bound(licenses_by_arn_.begin(), licenses_by_arn_.end(), arn,
                                      [](const License* l, std::string_view a) { return l->arn_text < a; });
  return found != licenses_by_arn_.end() && (*found)->arn_text == arn ? *found : nullptr;
}

const License* RuleStore::FindLicenseLike(const License& license, std::string_view region) const {
  if (license.arn.region == region) return &license;
  const auto found =
      std::find_if(licenses_by_arn_.begin(), licenses_by_arn_.end(), [&](const License* other) {
        return other->arn.region == region && other->name == license.name &&
               other->arn.account == license.arn.account;
      });
  return found == licenses_by_arn_.end() ? nullptr : *found;
}

const std::vector<ImageAssociation>& RuleStore::AssociationsOf(std::string_view image_id) const {
  static const std::vector<ImageAssociation> none;
  const auto* found = FindIn(associations_, image_id);
  return found == nullptr ? none : *found;
}

const std::vector<InheritedAssociation>& RuleStore::InheritedBy(std::string_view image_id) const {
  static const std::vector<InheritedAssociation> none;
  const auto* found = FindIn(inherited_, image_id);
  return found == nullptr ? none : *found;
}

const Image* RuleStore::FindImage(std::string_view id) const { return FindIn(images_, id); }

const StoreInstance* RuleStore::FindInstance(std::string_view id) const { return FindIn(instances_, id); }

const StoreHost* RuleStore::FindHost(std::string_view id) const { return FindIn(hosts_, id); }

bool RuleStore::KnowsLaunchTemplate(std::string_view id_or_name) const {
  return FindIn(launch_templates_by_key_, id_or_name) != nullptr;
}

const LaunchTemplateVersion* RuleStore::FindLaunchTemplate(std::string_view id_or_name,
                                                           std::string_view version) const {
  const auto* versions = FindIn(launch_templates_by_key_, id_or_name);  // sorted, never empty
  if (versions == nullptr) return nullptr;
  if (version == "$Latest") return versions->back();
  const std::optional<int64_t> number = ParseInteger(version);
  const auto found = std::find_if(versions->begin(), versions->end(), [&](const LaunchTemplateVersion* v) {
    return version == "$Default" ? v->is_default : v->version == number;
  });
  return found == versions->end() ? nullptr : *found;
}

}  // namespace headroom
