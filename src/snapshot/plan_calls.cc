#include "snapshot/plan_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "base/text.h"
#include "store/arn.h"

namespace headroom {
namespace {

// What templates call things goes to the command line of another program only if it has the form of such a
// name: nothing that begins like an option, and nothing that the AWS CLI would read from a file or fetch.

bool AllOf(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [others](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) || others.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool IsInstanceId(std::string_view text) { return StartsWith(text, "i-") && AllOf(text, "-"); }

bool IsParameterName(std::string_view text) {
  return AllOf(text, "_.-/:") && text[0] != '-' && text.find("://") == std::string_view::npos;
}

bool IsLaunchTemplate(std::string_view text) { return AllOf(text, "-()./_") && text[0] != '-'; }

bool IsVersion(std::string_view text) {
  return text == "$Latest" || text == "$Default" || (AllOf(text, "") && ParseInteger(text));
}

/// `names` in pieces of at most `size`.
std::vector<std::vector<std::string>> Pieces(const std::vector<std::string>& names, size_t size) {
  std::vector<std::vector<std::string>> pieces;
  for (size_t i = 0; i < names.size(); i += size)
    pieces.emplace_back(names.begin() + static_cast<ptrdiff_t>(i),
                        names.begin() + static_cast<ptrdiff_t>(std::min(names.size(), i + size)));
  return pieces;
}

std::string Filter(std::string_view name, const std::vector<std::string>& values) {
  return fmt::format("Name={},Values={}", name, Join(values, ","));
}

std::set<std::string> NamesOf(const Lookups& lookups, Lookups::Kind kind) {
  std::set<std::string> names;
  for (const auto& [name, version] : lookups.Of(kind)) names.insert(name);
  return names;
}

/// The instances that images of the snapshot or of the templates were made from.
std::set<std::string> SourceInstances(const Snapshot& snapshot, const Lookups& lookups) {
  std::set<std::string> names = NamesOf(lookups, Lookups::Kind::kInstance);
  for (const auto& [key, image] : snapshot.Of(SnapshotKind::kImages)) {
    const std::string_view source = image.Text("SourceInstanceId");
    if (!source.empty()) names.emplace(source);
  }
  return names;
}

/// Whether a person wrote a value for a Region and account. An empty one is the CLI's own, which nobody knows
/// here.
bool Has(const NamedValues& by_hand, const std::string& name, const std::string& region,
         const std::string& account) {
  const auto known = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  return by_hand.Find(name, known(region), known(account)) != nullptr;
}

constexpr size_t kMostFilterValues = 200;  // EC2 user guide, "List and filter your resources"
constexpr size_t kMostParameters = 10;     // Systems Manager API reference, GetParameters

}  // namespace

/// An empty Region is the CLI's own, which may be any.
bool CallPlanner::HadLicensesOf(const std::string& region) const {
  const std::vector<std::string> arns = old_.LicenseArns();
  return std::any_of(arns.begin(), arns.end(), [&](const std::string& text) {
    const std::optional<LicenseArn> arn = ParseLicenseArn(text);
    return region.empty() || (arn && arn->region == region);
  });
}

AwsCall CallPlanner::In(const std::string& region, std::string service, std::string operation,
                        std::string_view output) {
  AwsCall call{std::move(service), std::move(operation), region, {}, {}};
  const std::string stem = region.empty() ? std::string(output) : fmt::format("{}.{}", region, output);
  call.output = fmt::format("{}.json", stem);
  for (int i = 2; !outputs_.insert(call.output).second; ++i) call.output = fmt::format("{}-{}.json", stem, i);
  return call;
}

std::vector<AwsCall> CallPlanner::First() {
  std::vector<AwsCall> calls = {In("", "sts", "get-caller-identity", "identity")};
  calls[0].region = regions_.front();
  calls[0].needs_answer = true;
  for (const std::string& region : regions_) {
    calls.push_back(In(region, "license-manager", "list-license-configurations", "licenses"));
    calls.back().needs_answer = HadLicensesOf(region);
    calls.push_back(In(region, "ec2", "describe-hosts", "hosts"));
    calls.back().needs_answer = Had(SnapshotKind::kHosts);
    calls.push_back(In(region, "ec2", "describe-instances", "instances"));
    calls.back().needs_answer = Had(SnapshotKind::kInstances);
    calls.back().arguments = {"--filters", Filter("tag-key", {"aws:cloudformation:stack-name"})};
  }
  return calls;
}

std::vector<AwsCall> CallPlanner::Next(const Snapshot& snapshot, const Lookups& lookups) {
  std::vector<AwsCall> calls;
  AddLicenses(snapshot, calls);
  AddImages(snapshot, lookups, calls);
  AddInstances(snapshot, lookups, calls);
  AddParameters(snapshot, lookups, calls);
  AddExports(snapshot, lookups, calls);
  AddLaunchTemplates(lookups, calls);
  return calls;
}

std::vector<std::string> CallPlanner::TakeNew(std::string_view kind, const Names& names,
                                              bool (*is_name)(std::string_view)) {
  std::vector<std::string> fresh;
  for (const std::string& name : names) {
    if (!is_name(name)) {
      refused_.insert(name);
    } else if (asked_.emplace(kind, name).second) {
      fresh.push_back(name);
    }
  }
  return fresh;
}

/// The two lists of each license. They do not name it, so the CLI is asked to write its ARN beside them.
void CallPlanner::AddLicenses(const Snapshot& snapshot, std::vector<AwsCall>& calls) {
  for (const std::string& text : snapshot.LicenseArns()) {
    const std::optional<LicenseArn> arn = ParseLicenseArn(text);
    if (!arn || !asked_.emplace("license", text).second) continue;
    const auto add = [&](std::string operation, std::string_view output, std::string_view list) {
      calls.push_back(
          In(arn->region, "license-manager", std::move(operation), fmt::format("{}.{}", output, arn->id)));
      calls.back().arguments = {
          "--license-configuration-arn", text, "--query",
          fmt::format("{{LicenseConfigurationArn:'{}',{}:{},NextToken:NextToken}}", text, list, list)};
      calls.back().needs_answer = true;  // the query has the ARN in it, whatever AWS says
    };
    add("list-associations-for-license-configuration", "associations", "LicenseConfigurationAssociations");
    add("list-usage-for-license-configuration", "usage", "LicenseConfigurationUsageList");
  }
}

/// The images that are associated, that templates use, and those that they were made from. A filter, unlike
/// `--image-ids`, takes ids that are gone.
void CallPlanner::AddImages(const Snapshot& snapshot, const Lookups& lookups, std::vector<AwsCall>& calls) {
  Names names = NamesOf(lookups, LookupKind::kImage);
  for (const auto& [key, association] : snapshot.Of(SnapshotKind::kAssociations))
    names.emplace(ImageIdOfArn(association.Text("ResourceArn")));
  for (const auto& [key, image] : snapshot.Of(SnapshotKind::kImages))
    names.emplace(image.Text("SourceImageId"));
  const Names sources = SourceInstances(snapshot, lookups);
  for (const auto& [key, instance] : snapshot.Of(SnapshotKind::kInstances)) {
    if (sources.count(std::string(instance.Text("InstanceId"))) > 0) names.emplace(instance.Text("ImageId"));
  }
  std::erase_if(names, [&](const auto& name) { return name.empty() || by_hand_.FindImage(name) != nullptr; });
  for (const auto& piece : Pieces(TakeNew("image", names, IsImageId), kMostFilterValues)) {
    for (const std::string& region : regions_) {
      calls.push_back(In(region, "ec2", "describe-images", "images"));
      calls.back().needs_answer = Had(SnapshotKind::kImages);
      calls.back().arguments = {"--include-deprecated", "--filters", Filter("image-id", piece)};
    }
  }
}

/// The instances that images were made from, if they are of no stack.
void CallPlanner::AddInstances(const Snapshot& snapshot, const Lookups& lookups,
                               std::vector<AwsCall>& calls) {
  Names names = SourceInstances(snapshot, lookups);
  for (const auto& [key, instance] : snapshot.Of(SnapshotKind::kInstances))
    names.erase(std::string(instance.Text("InstanceId")));
  std::erase_if(names, [&](const auto& name) { return by_hand_.FindInstance(name) != nullptr; });
  for (const auto& piece : Pieces(TakeNew("instance", names, IsInstanceId), kMostFilterValues)) {
    for (const std::string& region : regions_) {
      calls.push_back(In(region, "ec2", "describe-instances", "source-instances"));
      calls.back().needs_answer = Had(SnapshotKind::kInstances);
      calls.back().arguments = {"--filters", Filter("instance-id", piece)};
    }
  }
}

void CallPlanner::AddParameters(const Snapshot& snapshot, const Lookups& lookups,
                                std::vector<AwsCall>& calls) {
  for (const std::string& region : regions_) {
    Names names = NamesOf(lookups, LookupKind::kSsmParameter);
    std::erase_if(names, [&](const auto& name) {
      return Has(by_hand_.ssm_parameters(), name, region, snapshot.account());
    });
    const std::string kind = fmt::format("parameter of {}", region);
    for (const auto& piece : Pieces(TakeNew(kind, names, IsParameterName), kMostParameters)) {
      calls.push_back(In(region, "ssm", "get-parameters", "parameters"));
      calls.back().needs_answer = Had(SnapshotKind::kParameters);
      calls.back().arguments = {"--names"};
      calls.back().arguments.insert(calls.back().arguments.end(), piece.begin(), piece.end());
    }
  }
}

void CallPlanner::AddExports(const Snapshot& snapshot, const Lookups& lookups, std::vector<AwsCall>& calls) {
  const Names names = NamesOf(lookups, LookupKind::kExport);
  for (const std::string& region : regions_) {
    const bool any = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return !Has(by_hand_.exports(), name, region, snapshot.account());
    });
    if (!any || !asked_.emplace("exports", region).second) continue;
    calls.push_back(In(region, "cloudformation", "list-exports", "exports"));
    calls.back().needs_answer = Had(SnapshotKind::kExports);
  }
}

/// One call for each version: one that does not exist would take the others with it.
void CallPlanner::AddLaunchTemplates(const Lookups& lookups, std::vector<AwsCall>& calls) {
  for (const auto& [name, version] : lookups.Of(LookupKind::kLaunchTemplate)) {
    if (by_hand_.FindLaunchTemplate(name, version) != nullptr) continue;
    if (!IsLaunchTemplate(name) || !IsVersion(version)) {
      refused_.insert(name);
      continue;
    }
    if (!asked_.emplace("launch template", name + " " + version).second) continue;
    for (const std::string& region : regions_) {
      calls.push_back(In(region, "ec2", "describe-launch-template-versions", "launch-templates"));
      calls.back().needs_answer = Had(SnapshotKind::kLaunchTemplates);
      const char* by = StartsWith(name, "lt-") ? "--launch-template-id" : "--launch-template-name";
      calls.back().arguments = {by, name, "--versions", version};
      calls.back().may_be_absent = true;
    }
  }
}

}  // namespace headroom
