#include "plan/capacity.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/candidates.h"

namespace headroom {
namespace {

/// No group is larger: what says so is a mistake, and would only make numbers overflow.
constexpr int64_t kMostCapacity = 1'000'000'000;

Count Larger(Count a, Count b) { return a && b ? Count(std::max(*a, *b)) : Count(); }

/// The API's -1 stands for "as without it".
Count ReadOr(const cfn::Value& size, Count otherwise, PlannedLaunch& out, Findings& findings) {
  return size.absent() || cfn::AsInteger(size) == -1 ? otherwise : ReadSize(size, out, findings);
}

/// The pool fills the group up to what is to stand ready, and has a least size of its own. Instances of a
/// stopped pool run once, to be prepared, and give their licenses back: only full scale has them.
void AddWarmPool(const WarmPool& pool, PlannedLaunch& out, Findings& findings) {
  const Count least = ReadOr(pool.min, 0, out, findings);
  const Count prepared = ReadOr(pool.max_prepared, out.max, out, findings);
  const auto with_pool = [&](Count group) { return Larger(Add(group, least), prepared); };
  const Count desired = out.desired;
  if (pool.state.is_unknown()) {
    ReadSize(pool.state, out, findings);
    out.desired.reset();
  } else if (EqualsIgnoringCase(pool.state.text(), "Running")) {
    out.min = with_pool(out.min);
    out.desired = with_pool(desired);
    if (desired && least && prepared) out.running_pool = RunningPool{*desired, *least, *prepared};
  }
  out.max = with_pool(out.max);
}

}  // namespace

Count ReadSize(const cfn::Value& size, PlannedLaunch& out, Findings& findings) {
  if (size.is_unknown()) {
    out.gaps.push_back({GapKind::kSize, size.where(), size.unknown().reason, size.unknown().reported});
    return {};
  }
  const Count number = cfn::AsInteger(size);
  if (number && *number >= 0 && *number <= kMostCapacity) return number;
  findings.push_back(MalformedLaunch(out.resource, size.where(),
                                     fmt::format("`{}` is no number of instances", size.text())));
  return {};
}

bool IsAbout(const GroupChange& change, const Launch& launch) {
  if (change.group.is_unknown()) return change.group.unknown().resource == launch.resource;
  return change.group.is_scalar() && launch.name.is_scalar() && change.group.text() == launch.name.text();
}

void ApplyGroupChanges(const Extracted& input, const Launch& launch, PlannedLaunch& out, Findings& findings) {
  std::vector<const GroupChange*> changes;
  for (const GroupChange& change : input.group_changes) {
    if (IsAbout(change, launch)) changes.push_back(&change);
  }
  for (const GroupChange* change : changes) {
    out.copied_while_deploying = out.copied_while_deploying || change->copies;
    if (!change->max.absent()) out.max = Larger(out.max, ReadSize(change->max, out, findings));
  }
  for (const GroupChange* change : changes) {  // a pool fills up to the maximum that there is in the end
    if (change->warm_pool) AddWarmPool(*change->warm_pool, out, findings);
  }
  for (const GroupChange* change : changes) {
    if (change->unbounded.empty()) continue;
    out.max.reset();
    out.uncountable.push_back({change->where, true, change->unbounded});
  }
}

}  // namespace headroom
