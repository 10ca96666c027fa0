#pragma once

#include <string>
#include <vector>

#include "resources/launch.h"

namespace headroom {

/// What the stacks of one input call a resource of the stack `within`: "/Network/Fleet". No logical id has a
/// slash.
std::string SharedName(const std::string& within, const std::string& id);
bool IsShared(const std::string& resource);

/// Moves changes of groups to the stacks whose groups they change: a stack may get a group's id (a Ref that
/// another passed on, by its SharedName) or name.
void MoveGroupChanges(std::vector<Extracted>& stacks);

}  // namespace headroom
