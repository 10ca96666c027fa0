#include "cli/report.h"

#include <optional>
#include <string>

#include "cli/check.h"
#include "report/dashboard.h"

namespace headroom {
namespace {

Result<void> Print(const World& world, const std::string& text) {
  if (!world.write_output(text)) return Fail("cannot write to standard output");
  return {};
}

Result<void> Write(const Dashboard& dashboard, const Output& output, const World& world) {
  const std::string text = output.format == "html" ? DashboardHtml(dashboard) : DashboardMarkdown(dashboard);
  return output.file.empty() ? Print(world, text) : world.files.Write(output.file, text);
}

Result<int> Alert(const Dashboard& dashboard, const World& world) {
  const std::string alerts = DashboardAlerts(dashboard);
  if (const Result<void> done = Print(world, alerts); !done) return tl::unexpected(done.error());
  return alerts.empty() ? 0 : 1;
}

}  // namespace

Result<int> RunReport(const ReportOptions& options, const World& world) {
  return Judged(options.input, world, [&](const Checked& checked) -> Result<int> {
    const std::optional<int64_t> max_age =
        options.input.max_age ? options.input.max_age : checked.config.max_age;
    const Dashboard dashboard = MakeDashboard(
        checked.report, checked.store, {checked.config.near_limit_millionths, max_age, checked.warnings});
    for (const Output& output : options.input.outputs) {
      if (const Result<void> done = Write(dashboard, output, world); !done)
        return tl::unexpected(done.error());
    }
    return options.alert ? Alert(dashboard, world) : 0;
  });
}

}  // namespace headroom
