// Prints what a package brings beside the program: headroom_print_pages man|bash|zsh|fish. A part of the
// build.

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/check.h"
#include "cli/flags.h"
#include "cli/presets.h"
#include "cli/store_flags.h"
#include "pages/pages.h"
#include "report/reporter.h"

namespace {

headroom::Pages ThisProgram() {
  std::vector<std::string_view> formats, rules, presets;
  for (const headroom::Reporter* reporter : headroom::AllReporters()) formats.push_back(reporter->name);
  for (const headroom::Check* check : headroom::AllChecks()) rules.push_back(check->info.id);
  for (const headroom::Preset& preset : headroom::Presets()) presets.push_back(preset.name);
  std::vector<headroom::CommandManual> commands = headroom::CommandManuals(formats);
  for (headroom::CommandManual& manual : headroom::StoreManuals(formats))
    commands.push_back(std::move(manual));
  return {headroom::ProgramManual(formats), std::move(commands), rules, HEADROOM_VERSION, presets};
}

}  // namespace

int main(int argc, char** argv) {
  constexpr std::pair<std::string_view, std::string (*)(const headroom::Pages&)> kKinds[] = {
      {"man", headroom::ManPage},
      {"bash", headroom::BashCompletion},
      {"zsh", headroom::ZshCompletion},
      {"fish", headroom::FishCompletion}};
  for (const auto& [kind, print] : kKinds) {
    if (argc != 2 || argv[1] != kind) continue;
    const std::string text = print(ThisProgram());
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
  }
  std::fputs("usage: headroom_print_pages man|bash|zsh|fish\n", stderr);
  return 2;
}
