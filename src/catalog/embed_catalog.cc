// Turns rules/catalog into C++ tables at build time: embed_catalog FOLDER OUTPUT.
// A wrong row stops the build, with its line.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace {

using headroom::ParseInteger;
using headroom::Split;
using Row = std::vector<std::string_view>;

[[noreturn]] void Stop(const std::string& message) {
  fmt::print(stderr, "embed_catalog: {}\n", message);
  std::exit(1);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) Stop(fmt::format("cannot read `{}`", path));
  return {std::istreambuf_iterator<char>(in), {}};
}

/// How a column becomes C++.
std::string Text(std::string_view field) {
  if (field.find_first_of("\"\\") != std::string_view::npos) Stop(fmt::format("`{}` holds quotes", field));
  return fmt::format("\"{}\"", field);
}
std::string Number(std::string_view field) {
  if (!ParseInteger(field)) Stop(fmt::format("`{}` is not a whole number", field));
  return std::string(field);
}
std::string Flag(std::string_view field) {
  if (field != "0" && field != "1") Stop(fmt::format("`{}` is neither 0 nor 1", field));
  return field == "1" ? "true" : "false";
}
std::string MaybeNumber(std::string_view field) { return field.empty() ? "{}" : Number(field); }
std::string MaybeFlag(std::string_view field) { return field.empty() ? "{}" : Flag(field); }

struct Column {
  std::string_view name;
  std::string (*render)(std::string_view field);
  std::string_view member;
};

constexpr Column kTypeColumns[] = {
    {"name", Text, "name"},
    {"vcpus", Number, "vcpus"},
    {"cores", Number, "cores"},
    {"threads_per_core", Number, "threads_per_core"},
    {"valid_cores", Text, "valid_cores"},
    {"valid_threads", Text, "valid_threads"},
    {"memory_mib", Number, "memory_mib"},
    {"bare_metal", Flag, "bare_metal"},
    {"dedicated_hosts", Flag, "dedicated_hosts"},
    {"current_generation", Flag, "current_generation"},
    {"burstable", Flag, "burstable"},
    {"hypervisor", Text, "hypervisor"},
    {"architectures", Text, "architectures"},
    {"cpu_manufacturer", Text, "cpu_manufacturer"},
    {"usage_classes", Text, "usage_classes"},
    {"accelerators", Text, "accelerators"},
    {"accelerator_memory_mib", MaybeNumber, "accelerator_memory_mib"},
    {"storage_gb", Number, "storage_gb"},
    {"storage_types", Text, "storage_types"},
    {"network_interfaces", MaybeNumber, "network_interfaces"},
    {"network_baseline_mbps", MaybeNumber, "network_baseline_mbps"},
    {"network_peak_mbps", MaybeNumber, "network_peak_mbps"},
    {"ebs_baseline_mbps", MaybeNumber, "ebs_baseline_mbps"},
    {"hibernation", MaybeFlag, "hibernation"},
    {"encryption_in_transit", MaybeFlag, "encryption_in_transit"},
    {"recorded", nullptr, ""},
};

std::string LowerBound(std::string_view figures) {
  if (figures == "published" || figures == "unknown") return "false";
  if (figures == "bare-metal" || figures == "largest-size") return "true";
  Stop(fmt::format("`{}` is no origin of figures", figures));
}

constexpr Column kHostColumns[] = {
    {"family", Text, "family"},         {"sockets", MaybeNumber, "sockets"},
    {"cores", MaybeNumber, "cores"},    {"vcpus", MaybeNumber, "vcpus"},
    {"multi_size", Flag, "multi_size"}, {"figures", LowerBound, "lower_bound"},
};

template <size_t N>
void CheckHeader(const Row& header, const Column (&columns)[N]) {
  const bool same =
      std::equal(header.begin(), header.end(), std::begin(columns), std::end(columns),
                 [](std::string_view name, const Column& column) { return name == column.name; });
  if (!same) Stop("the header is not the one that embed_catalog.cc lists");
}

template <size_t N>
std::string Render(const Row& row, const Column (&columns)[N], std::string_view extra) {
  std::string out = "    {";
  for (size_t i = 0; i < N; ++i) {
    if (columns[i].render == nullptr) continue;
    if (i > 0) out += ", ";
    out += fmt::format(".{} = {}", columns[i].member, columns[i].render(row[i]));
    if (i == 0) out += extra;
  }
  return out + "},\n";
}

/// The designated member after `name`: the family.
std::string Family(const Row& row) {
  return fmt::format(", .family = {}", Text(row[0].substr(0, row[0].find('.'))));
}

void CheckType(const Row& row) {
  if (*ParseInteger(row[1]) != *ParseInteger(row[2]) * *ParseInteger(row[3]))
    Stop(fmt::format("`{}`: vcpus are not cores times threads_per_core", row[0]));
}

template <size_t N>
std::string Table(std::string_view declaration, const std::string& path, const Column (&columns)[N],
                  bool types) {
  const std::string text = ReadFile(path);
  std::string out = fmt::format("constexpr {}[] = {{\n", declaration);
  std::string_view last;
  size_t number = 0;
  for (std::string_view line : Split(text, "\n")) {
    const Row row = Split(line, ",");
    if (++number == 1) {
      CheckHeader(row, columns);
      continue;
    }
    if (line.empty()) continue;
    if (row.size() != N) Stop(fmt::format("{}:{}: {} fields instead of {}", path, number, row.size(), N));
    if (row[0] <= last) Stop(fmt::format("{}:{}: not sorted, or twice: `{}`", path, number, row[0]));
    last = row[0];
    out += Render(row, columns, types ? Family(row) : "");
    if (types) CheckType(row);
  }
  return out + "};\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) Stop("usage: embed_catalog FOLDER OUTPUT");
  const std::string folder = argv[1];
  std::ofstream out(argv[2], std::ios::binary);
  const std::string date = ReadFile(folder + "/date.txt");
  out << "// Written by embed_catalog from rules/catalog; not to be edited.\n"
      << fmt::format("constexpr std::string_view kDate = {};\n", Text(headroom::Trim(date)))
      << Table("InstanceType kTypes", folder + "/instance-types.csv", kTypeColumns, true)
      << Table("HostFamily kHosts", folder + "/dedicated-hosts.csv", kHostColumns, false);
  if (!out.flush()) Stop(fmt::format("cannot write `{}`", argv[2]));
}
