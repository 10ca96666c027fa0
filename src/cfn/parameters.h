#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/result.h"
#include "cfn/evaluator.h"
#include "cfn/template.h"
#include "syntax/document.h"

namespace headroom::cfn {

/// A value that a person gave for a parameter, and where: in a parameter file, or nowhere (`-p`).
struct GivenValue {
  std::string text;
  Place where;
};
using GivenParameters = std::map<std::string, GivenValue, std::less<>>;

/// Reads a parameter file in any of its forms (CloudFormation's list, CodePipeline's {"Parameters": {…}}, a
/// plain map) into `given`; later files win. `UsePreviousValue` entries give nothing. A list value is
/// comma-joined. Wrong shapes are errors with file, line and column.
Result<void> ReadParameterFile(const Document& document, GivenParameters& given);
/// `KEY=VALUE` from the command line; wins over files.
Result<void> ReadParameterOption(std::string_view option, GivenParameters& given);

/// The values of the parameters that a template declares: given, else their defaults. A value that the
/// constraints forbid (type, AllowedValues, AllowedPattern, lengths, bounds) is LM005 at its place (given) or
/// at the default, and is still used. A pattern that takes too long to match is not judged.
Assignment Assign(const std::vector<Parameter>& declared, const GivenParameters& given, Findings& findings);

/// Whether a declaration permits a value, as far as can be told.
bool Permits(const Parameter& parameter, std::string_view value);

/// What a declaration leaves a parameter to be: some values, or every whole number of a range.
struct Permitted {
  std::vector<std::string> values;  // in their order; empty with a range, or where nothing is left
  bool is_list = false;             // any number of them, as the items of a list
  bool is_range = false;
  int64_t first = 0, last = 0;

  /// What both permit.
  Permitted And(const Permitted& other) const;
};

/// The values that a parameter may take where its declaration bounds them: those of its AllowedValues that
/// its other constraints permit (of a list: those that its items may take), or the whole numbers from
/// MinValue to MaxValue. Nothing where nothing bounds it: other parameters, and names in the Parameter Store.
std::optional<Permitted> PermittedValues(const Parameter& parameter);

/// LM005 for each given parameter that none of the templates declares, with "did you mean".
void CheckAllDeclared(const std::vector<const Template*>& templates, const GivenParameters& given,
                      Findings& findings);

}  // namespace headroom::cfn
