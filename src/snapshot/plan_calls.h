#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/lookups.h"
#include "snapshot/aws_cli.h"
#include "snapshot/snapshot.h"
#include "store/store.h"

namespace headroom {

/// Decides which calls a snapshot takes. What they print says what is to be asked next (the licenses their
/// associations, these their images, these the images they were made from), so a sync goes on in rounds until
/// nothing new is wanted.
class CallPlanner {
 public:
  /// `regions`: where to look; an empty one is the CLI's own. `by_hand` is what the store says without its
  /// snapshot: values, launch templates and images that a person wrote are not asked for. `old` is the
  /// snapshot that is to be replaced: that AWS says nothing at all of what it holds is no answer. Both must
  /// outlive the planner.
  CallPlanner(std::vector<std::string> regions, const RuleStore& by_hand, const Snapshot& old)
      : regions_(std::move(regions)), by_hand_(by_hand), old_(old) {}

  /// What depends on nothing.
  std::vector<AwsCall> First();
  /// What the snapshot so far and the templates (`lookups`) want and no earlier call of this planner asked
  /// for; empty: the snapshot is whole.
  std::vector<AwsCall> Next(const Snapshot& snapshot, const Lookups& lookups);

  /// Names of templates that no call can be made with: they are not what AWS takes for such names.
  const std::set<std::string>& refused() const { return refused_; }

 private:
  using Names = std::set<std::string>;
  using LookupKind = Lookups::Kind;

  void AddLicenses(const Snapshot& snapshot, std::vector<AwsCall>& calls);
  void AddImages(const Snapshot& snapshot, const Lookups& lookups, std::vector<AwsCall>& calls);
  void AddInstances(const Snapshot& snapshot, const Lookups& lookups, std::vector<AwsCall>& calls);
  void AddParameters(const Snapshot& snapshot, const Lookups& lookups, std::vector<AwsCall>& calls);
  void AddExports(const Snapshot& snapshot, const Lookups& lookups, std::vector<AwsCall>& calls);
  void AddLaunchTemplates(const Lookups& lookups, std::vector<AwsCall>& calls);
  /// Those that were not asked for, and may be: they count as asked for from here on.
  std::vector<std::string> TakeNew(std::string_view kind, const Names& names,
                                   bool (*is_name)(std::string_view));
  bool Had(SnapshotKind kind) const { return !old_.Of(kind).empty(); }
  bool HadLicensesOf(const std::string& region) const;
  AwsCall In(const std::string& region, std::string service, std::string operation, std::string_view output);

  const std::vector<std::string> regions_;
  const RuleStore& by_hand_;
  const Snapshot& old_;
  std::set<std::pair<std::string, std::string>> asked_;  // kind and name
  std::set<std::string> refused_;
  std::set<std::string> outputs_;  // file names that are taken
};

}  // namespace headroom
