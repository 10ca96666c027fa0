#include "cli/presets.h"

namespace headroom {
namespace {

#include "presets.inc"

}  // namespace

const std::vector<Preset>& Presets() {
  static const std::vector<Preset> all = {{"windows-datacenter", kWindowsDatacenter.text},
                                          {"windows-standard", kWindowsStandard.text},
                                          {"sql-server-core", kSqlServerCore.text},
                                          {"sql-server-vcpu", kSqlServerVcpu.text},
                                          {"oracle-database", kOracleDatabase.text},
                                          {"suse-linux", kSuseLinux.text},
                                          {"red-hat-linux", kRedHatLinux.text},
                                          {"generic-vcpu", kGenericVcpu.text},
                                          {"generic-instance", kGenericInstance.text},
                                          {"generic-core", kGenericCore.text},
                                          {"generic-socket", kGenericSocket.text}};
  return all;
}

std::string_view StoreSchema() { return kStoreSchema.text; }
std::string_view ConfigSchema() { return kConfigSchema.text; }

}  // namespace headroom
