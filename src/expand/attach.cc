#include "expand/attach.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "plan/candidates.h"
#include "plan/launch_templates.h"

namespace headroom {
namespace {

constexpr std::string_view kInstance = "AWS::EC2::Instance";
constexpr std::string_view kLaunchTemplate = "AWS::EC2::LaunchTemplate";
constexpr const char* kSpecifications = "LicenseSpecifications";

using Arns = std::set<std::string>;

/// A list of license specifications, and what is to become of it.
struct Holder {
  bool launch_template = false;    // in its data, else of an instance
  bool unreadable = false;         // nobody can tell what it names already
  std::vector<std::string> named;  // what it begins with where it is not there yet
  Arns wanted;                     // carried by an image of its launches, and not named
  std::vector<Arns> users;         // what each kind of instance that reads it takes anyway
};

/// The licenses that come to a kind of instance through its image alone.
Arns CarriedOnly(const Candidate& candidate) {
  Arns out;
  for (const ClaimedLicense& claim : candidate.claims) {
    if (claim.via == std::vector{Via::kImage}) out.insert(claim.license->arn_text);
  }
  return out;
}

Arns Taken(const Candidate& candidate) {
  Arns out;
  for (const ClaimedLicense& claim : candidate.claims) out.insert(claim.license->arn_text);
  return out;
}

Tree Specification(const std::string& arn) {
  Tree out = Tree::Map();
  out.Add("LicenseConfigurationArn", Tree::Text(arn));
  return out;
}

class Attacher {
 public:
  Attacher(const Extracted& input, const RuleStore& store, const PlanOptions& options,
           std::vector<std::string>& warnings)
      : input_(input),
        store_(store),
        options_(options),
        warnings_(warnings),
        resolver_(input, store, options_, findings_) {}

  void Run(Tree& tree) {
    for (const Launch& launch : input_.launches) ReadLaunch(launch);
    for (const LaunchTemplateResource& found : input_.launch_templates) {
      if (used_.count(&found) == 0) ReadUnused(found);
    }
    for (auto& [resource, holder] : holders_) Write(resource, holder, tree);
  }

 private:
  void ReadLaunch(const Launch& launch);
  void ReadUnused(const LaunchTemplateResource& found);
  ResolvedTemplate Resolve(const std::optional<LaunchTemplateRef>& ref, const Launch& launch);
  void ReadOption(const CandidateSources& sources);
  void ReadCandidate(const CandidateSources& sources, const Candidate& candidate);
  void Write(const std::string& resource, Holder& holder, Tree& tree);
  void Warn(const std::string& resource, const Arns& arns, std::string_view why) {
    for (const std::string& arn : arns) {
      warnings_.push_back(fmt::format("{}: `{}` does not name the license `{}` of its image: {}", input_.path,
                                      resource, arn, why));
    }
  }

  const Extracted& input_;
  const RuleStore& store_;
  const PlanOptions& options_;
  std::vector<std::string>& warnings_;
  Findings findings_;  // said by `check`
  TemplateResolver resolver_;
  std::set<const LaunchTemplateResource*> used_;
  std::map<std::string, Holder> holders_;  // by logical id
};

ResolvedTemplate Attacher::Resolve(const std::optional<LaunchTemplateRef>& ref, const Launch& launch) {
  if (!ref) return {};
  ResolvedTemplate found = resolver_.Resolve(*ref, launch.resource);
  if (found.resource != nullptr) used_.insert(found.resource);
  return found;
}

void Attacher::ReadLaunch(const Launch& launch) {
  const ResolvedTemplate base = Resolve(launch.launch_template, launch);
  std::vector<ResolvedTemplate> by_type;
  for (const TemplateForTypes& own : launch.by_type) by_type.push_back(Resolve(own.launch_template, launch));
  const std::vector<LaunchOption> one(1);
  for (const LaunchOption& option : launch.options.empty() ? one : launch.options) {
    const bool own = option.launch_template.has_value();
    ReadOption({input_, launch, option, own ? Resolve(option.launch_template, launch) : base, nullptr});
    for (size_t i = 0; i < by_type.size() && !own; ++i) {
      ReadOption({input_, launch, option, by_type[i], &launch.by_type[i]});
    }
  }
}

void Attacher::ReadUnused(const LaunchTemplateResource& found) {
  Launch launch;
  launch.path = found.path;
  launch.resource = found.resource;
  launch.resource_type = found.resource_type;
  launch.where = found.where;
  ResolvedTemplate from;
  from.data = found.data;
  from.holder = found.resource;
  from.resource = &found;
  ReadOption({input_, launch, LaunchOption(), from, nullptr});
}

void Attacher::ReadOption(const CandidateSources& sources) {
  std::vector<Gap> gaps;
  for (const Candidate& candidate : MakeCandidates(sources, store_, options_, gaps, findings_)) {
    ReadCandidate(sources, candidate);
  }
}

void Attacher::ReadCandidate(const CandidateSources& sources, const Candidate& candidate) {
  const auto& [input, launch, option, from, only] = sources;
  const LaunchData& own = option.data ? *option.data : launch.data;
  const bool own_list = !own.licenses.absent();
  const bool own_image = !option.image_id.absent() || !own.image_id.absent();
  const Arns carried = CarriedOnly(candidate);
  // A list of its own replaces the launch template's, so it is only made for what that cannot name.
  const bool on_instance = launch.resource_type == kInstance && (own_list || (own_image && !carried.empty()));
  const bool on_template = from.resource != nullptr && from.resource->resource_type == kLaunchTemplate;
  const bool elsewhere = !launch.within.empty();  // in a document of its own below the template
  if (elsewhere || (!on_instance && !on_template))
    return Warn(launch.resource, carried, "it has no list of licenses");
  Holder& holder = holders_[on_instance ? launch.resource : from.resource->resource];
  holder.launch_template = !on_instance;
  for (const NamedLicense& named : candidate.named) {
    if (on_instance && !own_list) holder.named.push_back(named.arn_text);
    if (named.arn_text.empty()) holder.unreadable = true;
  }
  if (on_instance && !own_list && !from.unknown.empty()) holder.unreadable = true;
  holder.wanted.insert(carried.begin(), carried.end());
  holder.users.push_back(Taken(candidate));
}

/// Adds what every reader of the list takes anyway.
void Attacher::Write(const std::string& resource, Holder& holder, Tree& tree) {
  if (holder.wanted.empty()) return;
  if (holder.unreadable) return Warn(resource, holder.wanted, "what it names already cannot be determined");
  Arns added;
  for (const std::string& arn : holder.wanted) {
    const bool all = std::all_of(holder.users.begin(), holder.users.end(),
                                 [&](const Arns& taken) { return taken.count(arn) > 0; });
    if (all) {
      added.insert(arn);
    } else {
      Warn(resource, {arn}, "not all that it launches has that image");
    }
  }
  Tree* resources = tree.Find("Resources");
  Tree* body = resources == nullptr ? nullptr : resources->Find(resource);
  Tree* owner = body == nullptr ? nullptr : body->Find("Properties");
  if (owner != nullptr && holder.launch_template) owner = owner->Find("LaunchTemplateData");
  if (owner == nullptr || !owner->is_map()) return Warn(resource, added, "it stands nowhere by itself");
  if (added.empty()) return;
  if (owner->Find(kSpecifications) == nullptr) {
    owner->Add(kSpecifications, Tree::List());
    for (const std::string& arn : holder.named) owner->items.back().items.push_back(Specification(arn));
  }
  Tree& list = *owner->Find(kSpecifications);
  for (const std::string& arn : added) list.items.push_back(Specification(arn));
}

}  // namespace

void AttachLicenses(const Extracted& input, const RuleStore& store, const PlanOptions& options, Tree& tree,
                    std::vector<std::string>& warnings) {
  Attacher(input, store, options, warnings).Run(tree);
}

}  // namespace headroom
