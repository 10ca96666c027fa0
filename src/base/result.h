#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace headroom {

/// Why the tool cannot do its work: one sentence for a person, with the path where there is one. Ends the run
/// with exit status 2. Anything wrong with an *input* is a Finding instead, and the run goes on.
struct Error {
  std::string message;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> Fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace headroom
