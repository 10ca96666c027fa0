#include "expand/attach.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
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

/// A kind of instance that reads a list of license specifications.
struct User {
  std::string instance;            // the AWS::EC2::Instance that starts it; empty: something else does
  Arns carried;                    // by its image, and not named
  Arns taken;                      // all that it takes
  std::vector<std::string> named;  // what it is given already
  bool unreadable = false;         // nobody can tell what that is
};

/// A list of license specifications, or the place for one.
struct Holder {
  bool launch_template = false;    // in its data, else of an instance
  std::vector<std::string> first;  // what it begins with where it is not there yet
  std::vector<User> users;
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

/// To what stands in `owner`, or begins with `first`. False if it has no place for a list.
bool AddSpecifications(const std::vector<std::string>& first, const Arns& added, Tree& owner) {
  if (!owner.is_map()) return false;
  if (owner.Find(kSpecifications) == nullptr) {
    owner.Add(kSpecifications, Tree::List());
    for (const std::string& arn : first) owner.items.back().items.push_back(Specification(arn));
  }
  Tree& list = *owner.Find(kSpecifications);
  // As the AWS CLI's skeletons leave it.
  if (list.kind == Tree::Kind::kNull || (list.is_scalar() && list.text.empty())) list = Tree::List();
  if (!list.is_list()) return false;
  for (const std::string& arn : added) list.items.push_back(Specification(arn));
  return true;
}

class Attacher {
 public:
  Attacher(const Extracted& input, const RuleStore& store, const PlanOptions& options,
           std::vector<std::string>& warnings)
      : input_(input),
        products_(input),
        store_(store),
        options_(options),
        warnings_(warnings),
        resolver_(input, store, options_, findings_) {}

  void Run(Tree& tree) {
    for (const Launch& launch : input_.launches) ReadLaunch(launch);
    for (const LaunchTemplateResource& found : input_.launch_templates) {
      if (used_.count(&found) == 0) ReadUnused(found);
    }
    for (auto& [resource, holder] : templates_) Write(resource, holder, tree);
    for (auto& [resource, holder] : instances_) Write(resource, holder, tree);
  }

 private:
  void ReadLaunch(const Launch& launch);
  void ReadUnused(const LaunchTemplateResource& found);
  ResolvedTemplate Resolve(const std::optional<LaunchTemplateRef>& ref, const Launch& launch);
  void ReadOption(const CandidateSources& sources);
  void ReadCandidate(const CandidateSources& sources, const Candidate& candidate);
  Arns ForAll(const std::string& resource, const Holder& holder);
  void Write(const std::string& resource, const Holder& holder, Tree& tree);
  void Warn(const std::string& resource, const Arns& arns, std::string_view why) {
    for (const std::string& arn : arns) {
      warnings_.push_back(fmt::format("{}: `{}` does not name the license `{}` of its image: {}", input_.path,
                                      resource, arn, why));
    }
  }

  const Extracted& input_;
  const Products products_;
  const RuleStore& store_;
  const PlanOptions& options_;
  std::vector<std::string>& warnings_;
  Findings findings_;  // said by `check`
  TemplateResolver resolver_;
  std::set<const LaunchTemplateResource*> used_;
  std::map<std::string, Holder> templates_, instances_;  // by logical id
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
    ReadOption(
        {input_, products_, launch, option, own ? Resolve(option.launch_template, launch) : base, nullptr});
    for (size_t i = 0; i < by_type.size() && !own; ++i) {
      ReadOption({input_, products_, launch, option, by_type[i], &launch.by_type[i]});
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
  ReadOption({input_, products_, launch, LaunchOption(), from, nullptr});
}

void Attacher::ReadOption(const CandidateSources& sources) {
  std::vector<Gap> gaps;
  for (const Candidate& candidate : MakeCandidates(sources, store_, options_, gaps, findings_)) {
    ReadCandidate(sources, candidate);
  }
  for (const Gap& gap : gaps) {
    if (gap.kind != GapKind::kImage) continue;
    warnings_.push_back(
        fmt::format("{}: nothing is attached for the image of `{}`, which cannot be determined: {}",
                    input_.path, sources.launch.resource, gap.reason));
  }
}

void Attacher::ReadCandidate(const CandidateSources& sources, const Candidate& candidate) {
  const auto& [input, products, launch, option, from, only] = sources;
  const LaunchData& own = option.data ? *option.data : launch.data;
  const bool own_list = !own.licenses.absent();
  const bool own_image = !option.image_id.absent() || !own.image_id.absent();
  const bool is_instance = launch.resource_type == kInstance;
  User user{is_instance ? launch.resource : "", CarriedOnly(candidate), Taken(candidate), {}, false};
  for (const NamedLicense& named : candidate.named) {
    user.named.push_back(named.arn_text);
    user.unreadable = user.unreadable || named.arn_text.empty();
  }
  user.unreadable = user.unreadable || (!own_list && !from.unknown.empty());
  // A list of its own replaces the launch template's, so it is only made for what that cannot name.
  const bool on_template = from.resource != nullptr && from.resource->resource_type == kLaunchTemplate;
  const bool on_instance =
      is_instance && (own_list || (!user.carried.empty() && (own_image || !on_template)));
  const bool elsewhere = !launch.within.empty();  // in a document of its own below the template
  if (elsewhere || (!on_instance && !on_template))
    return Warn(launch.resource, user.carried, "it has no list of licenses");
  Holder& holder = on_instance ? instances_[launch.resource] : templates_[from.resource->resource];
  holder.launch_template = !on_instance;
  if (on_instance && !own_list) holder.first = user.named;
  holder.users.push_back(std::move(user));
}

/// What all users of a list take anyway. Of the others, an instance gets a list of its own.
Arns Attacher::ForAll(const std::string& resource, const Holder& holder) {
  Arns wanted, out;
  for (const User& user : holder.users) wanted.insert(user.carried.begin(), user.carried.end());
  for (const std::string& arn : wanted) {
    if (std::all_of(holder.users.begin(), holder.users.end(),
                    [&](const User& user) { return user.taken.count(arn) > 0; }))
      out.insert(arn);
  }
  for (const User& user : holder.users) {
    Arns left;
    std::set_difference(user.carried.begin(), user.carried.end(), out.begin(), out.end(),
                        std::inserter(left, left.end()));
    if (left.empty()) continue;
    if (user.instance.empty() || !holder.launch_template) {
      Warn(resource, left, "not all that it launches has that image");
    } else {
      instances_[user.instance] = {false, user.named, {user}};
    }
  }
  return out;
}

void Attacher::Write(const std::string& resource, const Holder& holder, Tree& tree) {
  const Arns added = ForAll(resource, holder);
  if (added.empty()) return;
  if (std::any_of(holder.users.begin(), holder.users.end(), [](const User& user) { return user.unreadable; }))
    return Warn(resource, added, "what it names already cannot be determined");
  Tree* resources = tree.Find("Resources");
  Tree* body = resources == nullptr ? nullptr : resources->Find(resource);
  Tree* owner = body == nullptr ? nullptr : body->Find("Properties");
  if (owner != nullptr && holder.launch_template) owner = owner->Find("LaunchTemplateData");
  if (owner == nullptr || !AddSpecifications(holder.first, added, *owner))
    Warn(resource, added, "it stands nowhere by itself");
}

}  // namespace

void AttachLicenses(const Extracted& input, const RuleStore& store, const PlanOptions& options, Tree& tree,
                    std::vector<std::string>& warnings) {
  Attacher(input, store, options, warnings).Run(tree);
}

void AttachToLaunchTemplates(const Extracted& file, const std::vector<Tree*>& data, const RuleStore& store,
                             const PlanOptions& options) {
  const LaunchOption one;
  const ResolvedTemplate none;
  const Products products(file);
  for (size_t i = 0; i < file.launches.size() && i < data.size(); ++i) {
    if (data[i] == nullptr) continue;
    std::vector<Gap> gaps;
    Findings said;  // by `check`
    Arns carried;
    const CandidateSources sources{file, products, file.launches[i], one, none, nullptr};
    for (const Candidate& candidate : MakeCandidates(sources, store, options, gaps, said))
      carried.merge(CarriedOnly(candidate));
    if (!carried.empty()) AddSpecifications({}, carried, *data[i]);
  }
}

}  // namespace headroom
