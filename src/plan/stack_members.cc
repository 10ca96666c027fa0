#include "plan/stack_members.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace headroom {
namespace {

/// Tags whose value is the one group, fleet or cluster that started an instance.
constexpr std::string_view kGroupTags[] = {"aws:autoscaling:groupName", "aws:ec2:fleet-id",
                                           "aws:ec2spot:fleet-request-id", "aws:elasticmapreduce:job-flow-id",
                                           "elasticbeanstalk:environment-id"};

/// The Region of a zone: "us-east-1" of "us-east-1a", "us-west-2" of "us-west-2-lax-1a".
std::string_view RegionOf(std::string_view zone) {
  constexpr std::string_view kDigits = "0123456789";
  const size_t digits = zone.find_first_of(kDigits);
  return zone.substr(0, digits == std::string_view::npos ? digits : zone.find_first_not_of(kDigits, digits));
}

bool IsIn(const StoreInstance& instance, const std::optional<std::string>& region,
          const std::optional<std::string>& account) {
  if (account && !instance.owner.empty() && instance.owner != *account) return false;
  return !region || instance.zone.empty() || RegionOf(instance.zone) == *region;
}

/// Whether a launch says how its instances are tagged, and this one is.
bool IsTaggedBy(const Launch& launch, const StoreInstance& instance) {
  return !launch.tags.empty() &&
         std::all_of(launch.tags.begin(), launch.tags.end(), [&](const ServiceTag& tag) {
           return tag.value.is_scalar() && instance.Tag(tag.key) == tag.value.text();
         });
}

/// "1ABCDEFGHIJKL": what CloudFormation adds to a name that it makes.
bool IsRandomPart(std::string_view part) {
  return (part.size() == 12 || part.size() == 13) && std::all_of(part.begin(), part.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

/// Where the stack `name` stands in the stack `top`: "" for itself, "Network" for the nested stack
/// `top-Network-1ABCDEFGHIJKL`; nothing if it is no part of it. Source: CloudFormation user guide, "Embed
/// stacks within other stacks": a nested stack is named by its parent, its logical id, and what is random.
std::optional<std::string> StackWithin(std::string_view top, std::string_view name) {
  if (top.empty() || !StartsWith(name, top)) return {};
  std::string within;
  const std::string_view rest = name.substr(top.size());
  if (rest.empty()) return within;
  if (rest[0] != '-') return {};
  const std::vector<std::string_view> parts = Split(rest.substr(1), "-");
  if (parts.size() % 2 != 0) return {};
  for (size_t i = 0; i < parts.size(); i += 2) {
    if (parts[i].empty() || !IsRandomPart(parts[i + 1])) return {};
    within = Below(within, std::string(parts[i]));
  }
  return within;
}

/// The resource of the inputs whose name an instance's tags have; nothing if none or several do.
std::optional<std::string> FindByName(const std::vector<Extracted>& inputs, const StoreInstance& instance) {
  std::optional<std::string> found;
  for (const Extracted& input : inputs) {
    for (const Launch& launch : input.launches) {
      if (!IsTaggedBy(launch, instance)) continue;
      std::string resource = Below(launch.within, launch.resource);
      if (found && *found != resource) return {};
      found = std::move(resource);
    }
  }
  return found;
}

/// Whose the groups are whose instances say it; nothing where they contradict each other.
class Groups {
 public:
  void Note(const StoreInstance& instance) {
    const Resource resource(instance.stack(), instance.logical_id());
    for (std::string_view tag : kGroupTags) {
      if (instance.Tag(tag).empty()) continue;
      const auto [known, is_new] = resources_.try_emplace(KeyOf(instance, tag), resource);
      if (!is_new && known->second != resource) known->second.reset();
    }
  }

  /// The resource of `stack` that started an instance; nothing if nobody says it.
  std::optional<std::string> Find(const StoreInstance& instance, std::string_view stack) const {
    for (std::string_view tag : kGroupTags) {
      const auto found = resources_.find(KeyOf(instance, tag));
      if (found == resources_.end() || !found->second) continue;
      const auto within = StackWithin(stack, found->second->first);
      if (within) return Below(*within, std::string(found->second->second));
    }
    return {};
  }

 private:
  using Resource = std::pair<std::string_view, std::string_view>;  // stack, logical id
  using Key = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;

  /// Names are of one account and Region.
  static Key KeyOf(const StoreInstance& instance, std::string_view tag) {
    return {instance.owner, RegionOf(instance.zone), tag, instance.Tag(tag)};
  }

  std::map<Key, std::optional<Resource>> resources_;
};

}  // namespace

StackMembers::StackMembers(const RuleStore& store, const std::string& stack,
                           const std::vector<Extracted>& inputs, const cfn::Environment& environment) {
  Groups groups;
  for (const auto& [id, instance] : store.instances()) {
    if (!instance.stack().empty()) groups.Note(instance);
  }
  for (const auto& [id, instance] : store.instances()) {
    if (!IsIn(instance, environment.region, environment.account)) continue;
    std::optional<std::string> resource;
    if (const auto within = StackWithin(stack, instance.stack())) {
      resource = Below(*within, std::string(instance.logical_id()));
    } else if (std::optional<std::string> named = FindByName(inputs, instance)) {
      resource = std::move(named);
    } else if (instance.stack().empty()) {
      resource = groups.Find(instance, stack);
    }
    if (!resource) continue;
    resources_.emplace(id, *resource);
    if (instance.is_gone()) continue;
    images_[*resource].push_back(instance.image_id);
    types_[*resource].push_back(instance.instance_type);
  }
}

const std::string* StackMembers::ResourceOf(std::string_view instance) const {
  const auto found = resources_.find(instance);
  return found == resources_.end() ? nullptr : &found->second;
}

std::vector<std::string> StackMembers::TypesOf(std::string_view resource) const {
  const auto found = types_.find(resource);
  return found == types_.end() ? std::vector<std::string>() : found->second;
}

std::set<std::string> StackMembers::ImagesOf(std::string_view resource) const {
  const auto found = images_.find(resource);
  if (found == images_.end()) return {};
  const std::vector<std::string>& images = found->second;
  if (std::find(images.begin(), images.end(), "") != images.end()) return {};
  return {images.begin(), images.end()};
}

}  // namespace headroom
