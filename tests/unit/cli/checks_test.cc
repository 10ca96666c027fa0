// Every rule's own examples, run through the whole program with the example store: what `headroom explain`
// shows must be true. The whole reports are kept beside: fixtures/checks/LM301/bad.txt and good.txt.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "checks/check.h"
#include "support/golden.h"
#include "support/program.h"

namespace headroom {
namespace {

using testing::Outcome;

Outcome RunExample(const RuleInfo& rule, std::string_view example) {
  const std::map<std::string, std::string> over = {{"template.yaml", std::string(example)}};
  const testing::OverlaidFiles files(over);
  std::vector<std::string> arguments = {"check", "--store", HEADROOM_ROOT "/rules/example", "--region",
                                        "us-east-1"};
  for (std::string_view option : Split(rule.options, " ")) {
    if (!option.empty()) arguments.emplace_back(option);
  }
  arguments.emplace_back("template.yaml");
  Outcome outcome = RunProgram(files, arguments);
  outcome.output = testing::FromRoot(std::move(outcome.output));
  return outcome;
}

bool Mentions(const Outcome& outcome, std::string_view rule) {
  return outcome.output.find(fmt::format("[{}]", rule)) != std::string::npos;
}

TEST_CASE("each rule fires on its bad example and not on its good one") {
  for (const Check* check : AllChecks()) {
    CAPTURE(check->info.id);
    const Outcome bad = RunExample(check->info, check->info.bad);
    const Outcome good = RunExample(check->info, check->info.good);
    CHECK(bad.error == "");
    CHECK(good.error == "");
    CHECK(Mentions(bad, check->info.id));
    CHECK_FALSE(Mentions(good, check->info.id));
    CHECK(testing::GoldenDifference(bad.output, fmt::format("checks/{}/bad.txt", check->info.id)) == "");
    CHECK(testing::GoldenDifference(good.output, fmt::format("checks/{}/good.txt", check->info.id)) == "");
  }
}

TEST_CASE("rules are listed in the order of their ids, each once, with everything said") {
  std::string last;
  for (const Check* check : AllChecks()) {
    const RuleInfo& info = check->info;
    CAPTURE(info.id);
    CHECK(last < info.id);
    last = info.id;
    CHECK_FALSE(info.name.empty());
    CHECK_FALSE(info.title.empty());
    CHECK_FALSE(info.why.empty());
    CHECK_FALSE(info.fix.empty());
    CHECK(FindCheck(info.id) == check);
    CHECK(FindCheck(info.name) == check);
  }
  CHECK(FindCheck("lm301") == FindCheck("hard-limit-exceeded"));
  CHECK(FindCheck("LM999") == nullptr);
}

}  // namespace
}  // namespace headroom
