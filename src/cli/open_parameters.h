#pragma once

#include <map>
#include <string>
#include <vector>

#include "cfn/evaluator.h"
#include "cli/inputs.h"
#include "plan/explore.h"

namespace headroom {

/// Parameters that permit more values than can be tried, by name, each with a sentence that says why.
using UntriedParameters = std::map<std::string, std::string>;

/// The parameters that are open, with the values that are to be tried: those without a value, or with
/// `defaulted` all that nobody gave. A name that several templates declare may be what all of them permit. Of
/// a range of many numbers a few are tried, if the demand only grows between them; else the parameter is one
/// of `untried`, and stays unknown.
OpenParameters FindOpen(const std::vector<const Input*>& inputs, bool defaulted, UntriedParameters& untried);

/// The values of a template's parameters but for those that are open or untried. What one deployment leaves
/// open another may be given.
cfn::Assignment WithoutOpen(const Input& input, const OpenParameters& open, const UntriedParameters& untried);

}  // namespace headroom
