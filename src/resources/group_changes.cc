#include "resources/group_changes.h"

#include <algorithm>
#include <utility>

namespace headroom {
namespace {

struct Group {
  Extracted* stack = nullptr;
  const Launch* launch = nullptr;
};

bool IsOf(const GroupChange& change, const Extracted& from, const Extracted& stack, const Launch& launch) {
  if (change.group.is_unknown())
    return change.group.unknown().resource == SharedName(stack.within, launch.resource);
  return change.group.is_scalar() && launch.name.is_scalar() && change.group.text() == launch.name.text() &&
         stack.target.region == from.target.region && stack.target.account == from.target.account;
}

/// The group that a change of the stack `from` is about; one of its own comes first.
Group FindGroup(const GroupChange& change, Extracted& from, std::vector<Extracted>& stacks) {
  Group out;
  for (Extracted& stack : stacks) {
    for (const Launch& launch : stack.launches) {
      if (!IsOf(change, from, stack, launch)) continue;
      if (&stack == &from) return {&stack, &launch};
      if (out.stack == nullptr) out = {&stack, &launch};
    }
  }
  return out;
}

void Move(GroupChange change, const Group& to) {
  change.where = to.launch->where;  // what is said of it stands in the file of the group
  const cfn::Unknown itself{"it is known only once it is made", to.launch->resource, "", false};
  change.group = cfn::Value::NotKnown(itself, change.where);
  to.stack->group_changes.push_back(std::move(change));
}

}  // namespace

std::string SharedName(const std::string& within, const std::string& id) { return "/" + Below(within, id); }

bool IsShared(const std::string& resource) { return resource.rfind('/', 0) == 0; }

void MoveGroupChanges(std::vector<Extracted>& stacks) {
  if (stacks.size() < 2) return;
  for (Extracted& from : stacks) {
    std::vector<GroupChange> all = std::exchange(from.group_changes, {});
    for (GroupChange& change : all) {
      const Group group = FindGroup(change, from, stacks);
      if (group.stack == nullptr || group.stack == &from) {
        from.group_changes.push_back(std::move(change));
      } else {
        Move(std::move(change), group);
      }
    }
  }
}

}  // namespace headroom
