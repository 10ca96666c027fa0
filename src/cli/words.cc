#include "cli/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "checks/check.h"

namespace headroom {

std::string Listed(const std::vector<std::string_view>& words) {
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

bool IsAccountId(std::string_view text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string NoSuchRule(std::string_view id_or_name) {
  std::vector<std::string_view> known;
  for (const Check* each : AllChecks()) known.insert(known.end(), {each->info.id, each->info.name});
  const auto near = DidYouMean(id_or_name, known);
  return fmt::format("there is no rule `{}`{}", Printable(id_or_name),
                     near ? fmt::format("; did you mean `{}`?", *near) : "; `headroom rules` lists them");
}

}  // namespace headroom
