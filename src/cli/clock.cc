#include "cli/clock.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "base/text.h"

namespace headroom {

Result<int64_t> Now(const World& world) {
  const std::optional<std::string> epoch = world.Variable("SOURCE_DATE_EPOCH");
  if (!epoch) return world.now;
  if (const auto seconds = ParseInteger(*epoch); seconds && *seconds >= 0) return *seconds;
  return Fail(fmt::format("`SOURCE_DATE_EPOCH` is `{}`, which is no number of seconds", Printable(*epoch)));
}

}  // namespace headroom
