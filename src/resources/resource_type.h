#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cfn/evaluator.h"
#include "resources/launch.h"

namespace headroom {

/// A resource type that matters: `extract` says what one resource of it asks for, reading its properties and
/// nothing else. One file per type; the table is resources/list.def.
struct ResourceType {
  std::string_view name;  // "AWS::EC2::Instance"
  void (*extract)(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out);
};

/// Null for a type that starts nothing the tool counts.
const ResourceType* FindResourceType(std::string_view name);

/// Notes of all that one resource was read into where it comes from, and what it was read from
/// (Launch::touched): `read`, and what its existence depends on.
void MarkRead(const cfn::Resource& resource, const std::vector<uint32_t>& read, Extracted& found);

/// Everything the resources of a template ask for, in the order of the file; with `wanted` those resources
/// alone, by logical id. `path` is the input's.
Extracted ExtractLaunches(cfn::Evaluator& evaluator, const std::string& path,
                          const std::set<std::string, std::less<>>* wanted = nullptr);

}  // namespace headroom
