// AWS::RDS::DBInstance: starts no EC2 instance of the customer's, but License Manager finds databases that
// run on licenses of one's own, by their edition, and counts their vCPUs; it never blocks them. Source: RDS
// API reference, CreateDBInstance (LicenseModel); License Manager user guide, "Create a license
// configuration" (product information).

#include "base/text.h"
#include "resources/resource_type.h"

namespace headroom {
namespace {

/// "oracle-se2-cdb" is the edition "oracle-se2".
std::string EditionOf(std::string engine) {
  constexpr std::string_view kContainer = "-cdb";
  if (EndsWith(engine, kContainer)) engine.resize(engine.size() - kContainer.size());
  return engine;
}

/// Oracle's Standard Edition Two comes either way; the other editions only with a license of one's own.
bool BringsLicense(const std::string& edition, const cfn::Value& model) {
  if (!StartsWith(edition, "oracle-") && !StartsWith(edition, "db2-")) return false;
  if (model.is_scalar()) return model.text() == "bring-your-own-license";
  return model.is_unknown() || edition != "oracle-se2";
}

/// The EC2 type behind "db.r5.large".
cfn::Value TypeOf(const cfn::Value& db_class) {
  constexpr std::string_view kPrefix = "db.";
  if (!StartsWith(db_class.text(), kPrefix)) return db_class;
  return cfn::Value::Scalar(db_class.text().substr(kPrefix.size()), db_class.where());
}

void ReadProcessor(cfn::Evaluator& evaluator, const cfn::Value& features, LaunchData& data) {
  data.cpu_options = features;
  for (const cfn::Value& feature : evaluator.Items(features)) {
    const std::string name = ReadText(evaluator, feature, "Name").text();
    if (name == "coreCount") data.core_count = evaluator.Integer(ReadText(evaluator, feature, "Value"));
    if (name == "threadsPerCore")
      data.threads_per_core = evaluator.Integer(ReadText(evaluator, feature, "Value"));
  }
}

}  // namespace

void ExtractRdsDbInstance(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const cfn::Value& properties = resource.properties;
  const std::string edition = EditionOf(ReadText(evaluator, properties, "Engine").text());
  if (!BringsLicense(edition, ReadText(evaluator, properties, "LicenseModel"))) return;
  Launch launch = StartLaunch(resource, out);
  launch.product = edition;
  launch.capacity = FixedCapacity(1, resource.where);
  // Nobody says whether a standby in another zone is counted; full scale has it.
  if (cfn::AsBoolean(ReadText(evaluator, properties, "MultiAZ")) == true)
    launch.capacity.max = NumberAt(2, resource.where);
  launch.data.instance_type = TypeOf(ReadText(evaluator, properties, "DBInstanceClass"));
  ReadProcessor(evaluator, evaluator.Get(properties, "ProcessorFeatures"), launch.data);
  out.launches.push_back(std::move(launch));
}

}  // namespace headroom
