#pragma once

#include <string_view>

namespace headroom::cfn {

/// A piece of a Fn::Sub text: literal text, or a variable. Source: CloudFormation template reference,
/// "Fn::Sub".
struct SubPiece {
  std::string_view text;  // of a variable: its name, without spaces around it
  bool variable = false;
};

/// Takes the next piece off `rest`; false at its end. `${!x}` is the literal pieces `${` and `x}`.
bool NextSubPiece(std::string_view& rest, SubPiece& piece);

}  // namespace headroom::cfn
