#include "report/table.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

namespace headroom {
namespace {

ReportedLicense License(std::string name, Count limit, bool hard, int64_t in_use, int64_t low, Count high,
                        Count full_scale) {
  ReportedLicense license;
  license.arn = "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-" + name;
  license.name = std::move(name);
  license.counting_type = "vCPU";
  license.limit = limit;
  license.hard_limit = hard;
  license.consumed = in_use;
  license.planned_low = low;
  license.planned_high = high;
  license.full_scale = full_scale;
  license.surge = high ? Count(0) : Count();
  license.remaining = Subtract(limit, Add(in_use, high));
  return license;
}

Report Several() {
  Report report;
  report.licenses = {License("sql-server-enterprise", 96, true, 24, 128, 128, 160),
                     License("windows", 1920, false, 960, 480, 480, 480),
                     License("oracle", {}, false, 24, 8, 32, 32), License("db2", 40, true, 24, 8, 32, 32),
                     License("lost", 40, true, 24, 8, {}, {})};
  return report;
}

TEST_CASE("no licenses, no table") { CHECK(LicenseTable(Report(), {}) == ""); }

TEST_CASE("numbers stand under each other") {
  CHECK(LicenseTable(Several(), {}) ==
        "license                type       limit  in use    planned  full scale  remaining\n"
        "──────────────────────────────────────────────────────────────────────────────────────────────\n"
        "sql-server-enterprise  vCPU     96 hard      24        128         160        -56  OVER\n"
        "windows                vCPU  1,920 soft     960        480         480        480  fits\n"
        "oracle                 vCPU   unlimited      24       8–32          32          –  fits\n"
        "db2                    vCPU     40 hard      24       8–32          32        -16  may be over\n"
        "lost                   vCPU     40 hard      24  8 or more     unknown    unknown  unknown\n");
}

TEST_CASE("names get what the numbers leave of the terminal, and bars what is left then") {
  CHECK(LicenseTable(Several(), {.bars = true, .width = 80}) ==
        "license       type       limit  in use    planned  full scale  remaining\n"
        "────────────────────────────────────────────────────────────────────────────────\n"
        "sql-se…prise  vCPU     96 hard      24        128         160        -56  OVER\n"
        "windows       vCPU  1,920 soft     960        480         480        480  fits\n"
        "oracle        vCPU   unlimited      24       8–32          32          –  fits\n"
        "db2           vCPU     40 hard      24       8–32          32        -16  may be over\n"
        "lost          vCPU     40 hard      24  8 or more     unknown    unknown  unknown\n");
  CHECK(LicenseTable(Several(), {.bars = true, .width = 108}) ==
        "license                type       limit  in use    planned  full scale  remaining\n"
        "────────────────────────────────────────────────────────────────────────────────────────────────────"
        "────"
        "────\n"
        "sql-server-enterprise  vCPU     96 hard      24        128         160        -56  OVER         "
        "[█▓▓▓▓▓]!!!!\n"
        "windows                vCPU  1,920 soft     960        480         480        480  fits         "
        "[█████▓▓▓··]\n"
        "oracle                 vCPU   unlimited      24       8–32          32          –  fits\n"
        "db2                    vCPU     40 hard      24       8–32          32        -16  may be over  "
        "[████▓▓░]!!!\n"
        "lost                   vCPU     40 hard      24  8 or more     unknown    unknown  unknown      "
        "[██████▓▓··]\n"
        "█ in use  ▓ planned  ░ possible  · free  ! beyond the limit\n");
}

TEST_CASE("with --separate each input has its group") {
  Report report;
  report.licenses = {License("sql", 96, true, 0, 8, 8, 8), License("windows", 96, true, 0, 8, 8, 8),
                     License("sql", 96, true, 0, 16, 16, 16)};
  report.licenses[0].path = report.licenses[1].path = "a.yaml";
  report.licenses[2].path = "b\x1b.yaml";
  CHECK(LicenseTable(report, {}) ==
        "license    type    limit  in use  planned  full scale  remaining\n"
        "──────────────────────────────────────────────────────────────────────\n"
        "a.yaml\n"
        "  sql      vCPU  96 hard       0        8           8         88  fits\n"
        "  windows  vCPU  96 hard       0        8           8         88  fits\n"
        "b\\x1b.yaml\n"
        "  sql      vCPU  96 hard       0       16          16         80  fits\n");
}

TEST_CASE("hosts stand beneath their license") {
  Report report;
  report.licenses = {License("sql", 480, true, 0, 240, 240, 240)};
  report.licenses[0].counting_type = "Core";
  report.licenses[0].hosts = {{"m5", 3, 48, false, {"A", "B"}},
                              {"mac2", 1, 1, true, {"C"}},
                              {"r5", 2, 48, true, {"A", "B", "C", "D", "E", "F", "G"}},
                              {"zz9", {}, {}, false, {"Z\n"}}};
  CHECK(LicenseTable(report, {}) ==
        "license  type     limit  in use  planned  full scale  remaining\n"
        "─────────────────────────────────────────────────────────────────────\n"
        "sql      Core  480 hard       0      240         240        240  fits\n"
        "  3 m5 hosts × 48 cores = 144: A, B\n"
        "  1 mac2 host × 1 core (a lower bound): C\n"
        "  2 r5 hosts × 48 cores = 96 (a lower bound): A, B, C, D, E and 2 more\n"
        "  unknown zz9 hosts: Z\\n\n");
}

TEST_CASE("colors surround the text and change no column") {
  Report report;
  report.licenses = {License("sql", 96, true, 24, 128, 128, 160)};
  CHECK(LicenseTable(report, {.color = true}) ==
        "\x1b[1mlicense\x1b[0m  \x1b[1mtype\x1b[0m    \x1b[1mlimit\x1b[0m  \x1b[1min use\x1b[0m  "
        "\x1b[1mplanned\x1b[0m  \x1b[1mfull scale\x1b[0m  \x1b[1mremaining\x1b[0m\n"
        "\x1b[2m────────────────────────────────────────────────────────────────────\x1b[0m\n"
        "sql      vCPU  96 hard      24      128         160        \x1b[1;31m-56\x1b[0m  "
        "\x1b[1;31mOVER\x1b[0m\n");
}

TEST_CASE("standing") {
  const auto standing = [](const ReportedLicense& license) {
    return std::string(StandingName(StandingOf(license)));
  };
  CHECK(standing(License("a", 100, true, 50, 50, 50, 50)) == "fits");
  CHECK(standing(License("a", 100, true, 51, 50, 50, 50)) == "OVER");
  CHECK(standing(License("a", 100, true, 50, 50, 51, 51)) == "may be over");
  CHECK(standing(License("a", 100, true, 50, 50, 50, 51)) == "over at full scale");
  CHECK(standing(License("a", 100, true, 50, 0, {}, {})) == "unknown");
  CHECK(standing(License("a", 100, true, 50, 51, {}, {})) == "OVER");
  CHECK(standing(License("a", 100, true, 50, 50, 50, {})) == "unknown");
  CHECK(standing(License("a", {}, false, 50, 0, {}, {})) == "fits");
  CHECK(standing(License("a", 0, true, 0, 0, 0, 0)) == "fits");
  ReportedLicense update = License("a", 100, true, 50, 50, 50, 51);
  update.surge = 1;
  CHECK(standing(update) == "over during update");
  update.surge = {};
  CHECK(standing(update) == "unknown");
  update.released = 50;
  update.surge = 1;
  CHECK(standing(update) == "fits");
  // A sum that does not fit 64 bits is not known.
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  CHECK(standing(License("a", kMax, true, kMax, kMax, kMax, kMax)) == "unknown");
}

TEST_CASE("texts of counts") {
  CHECK(CountText(1920) == "1,920");
  CHECK(CountText({}) == "unknown");
  CHECK(RangeText(0, 0) == "0");
  CHECK(RangeText(1000, 2000) == "1,000–2,000");
  CHECK(RangeText(0, {}) == "unknown");
  CHECK(RangeText(5, {}) == "5 or more");
  CHECK(UnitsText(1, "vCPU") == "1 vCPU");
  CHECK(UnitsText(0, "Socket") == "0 sockets");
  CHECK(UnitsText(2000, "Core") == "2,000 cores");
}

TEST_CASE("two licenses of one name are told apart") {
  std::vector<ReportedLicense> licenses(4);
  licenses[0].name = licenses[1].name = licenses[3].name = "sql";
  licenses[2].name = "windows";
  licenses[0].arn = "arn:aws:license-manager:us-east-1:1:license-configuration:lic-0123456789abcdef";
  licenses[1].arn = "arn:aws:license-manager:eu-west-1:1:license-configuration:lic-ffff456789abcdef";
  licenses[3].arn = "odd";
  CHECK(LicenseLabels(licenses) == std::vector<std::string>{"sql (us-east-1, lic-01234567)",
                                                            "sql (eu-west-1, lic-ffff4567)", "windows",
                                                            "sql (odd)"});
}

}  // namespace
}  // namespace headroom
