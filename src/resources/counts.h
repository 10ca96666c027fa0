#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "cfn/template.h"

namespace headroom {

/// What a template compares a parameter with.
struct TurningPoints {
  std::set<int64_t> numbers;
  std::set<std::string, std::less<>> parameters;
};

/// What a template compares a parameter with, if it does nothing else with it but count instances: between
/// two of these numbers what the template starts only grows with the parameter, so that the ends of a range
/// and what lies around the numbers reach every bound. Nothing where it may be used for anything else.
/// Resources that start nothing are not looked at.
std::optional<TurningPoints> FindTurningPoints(const cfn::Template& tmpl, std::string_view parameter);

/// Whether a template does nothing else with a list parameter but make resources, conditions and outputs in
/// loops over it, `Fn::ForEach: [Id, !Ref List, {…}]`: then each item brings what it brings alone.
bool OnlyLoopsOver(const cfn::Template& tmpl, std::string_view parameter);

}  // namespace headroom
