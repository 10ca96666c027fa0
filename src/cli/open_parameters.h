#pragma once

#include <string>
#include <vector>

#include "cfn/evaluator.h"
#include "cli/inputs.h"
#include "plan/explore.h"

namespace headroom {

/// The parameters that are open, with the values that are to be tried: those without a value, or with
/// `defaulted` all that nobody gave. A name that several templates declare may be what all of them permit. Of
/// a range of many numbers a few are tried, if the demand only grows between them; else the parameter stays
/// unknown, and `remarks` takes a sentence that says so.
OpenParameters FindOpen(const std::vector<const Input*>& inputs, bool defaulted,
                        std::vector<std::string>& remarks);

/// The values of a template's parameters but for the open ones. What one deployment leaves open another may
/// be given.
cfn::Assignment WithoutOpen(const Input& input, const OpenParameters& open);

}  // namespace headroom
