#pragma once

#include <string_view>
#include <vector>

#include "packer/value.h"

namespace headroom::packer {

/// What a function of HCL gives, at `where`; unknown, with a reason, where it is none of those that depend on
/// their arguments alone, or does not take what it is given. Source: Packer documentation, "Functions".
Value Call(std::string_view name, const std::vector<Value>& arguments, Place where);

/// A binary operation. Numbers are whole; what would not be is unknown.
Value Operate(std::string_view op, const Value& left, const Value& right, Place where);

}  // namespace headroom::packer
