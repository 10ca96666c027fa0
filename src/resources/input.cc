#include "resources/input.h"

#include <algorithm>
#include <array>

#include "packer/template.h"
#include "resources/automation.h"
#include "resources/change_set.h"
#include "resources/packer.h"
#include "resources/resource_type.h"

namespace headroom {
namespace {

/// Members of RequestLaunchTemplateData and ResponseLaunchTemplateData. Source: EC2 API reference.
constexpr std::string_view kLaunchTemplateMembers[] = {
    "BlockDeviceMappings",
    "CapacityReservationSpecification",
    "CpuOptions",
    "CreditSpecification",
    "DisableApiStop",
    "DisableApiTermination",
    "EbsOptimized",
    "ElasticGpuSpecifications",
    "ElasticInferenceAccelerators",
    "EnclaveOptions",
    "HibernationOptions",
    "IamInstanceProfile",
    "ImageId",
    "InstanceInitiatedShutdownBehavior",
    "InstanceMarketOptions",
    "InstanceRequirements",
    "InstanceType",
    "KernelId",
    "KeyName",
    "LicenseSpecifications",
    "MaintenanceOptions",
    "MetadataOptions",
    "Monitoring",
    "NetworkInterfaces",
    "NetworkPerformanceOptions",
    "Operator",
    "Placement",
    "PrivateDnsNameOptions",
    "RamDiskId",
    "RamdiskId",
    "SecondaryInterfaces",
    "SecurityGroupIds",
    "SecurityGroups",
    "TagSpecifications",
    "UserData",
};

bool IsMap(const Document& document, NodeId id) {
  return id != kNoNode && document[id].kind == NodeKind::kMapping;
}

/// The manifest of what `cdk synth` writes. Source: AWS CDK, cloud-assembly-schema.
bool IsCloudAssembly(const Document& document, NodeId root) {
  return document.Find(root, "version") != kNoNode && IsMap(document, document.Find(root, "artifacts"));
}

bool IsBareLaunchTemplateData(const Document& document, NodeId root) {
  bool tells = false;
  for (uint32_t i = 0; i < Document::EntryCount(document[root]); ++i) {
    const std::string_view key = document[document.EntryAt(document[root], i).key].text;
    const auto* end = std::end(kLaunchTemplateMembers);
    if (std::find(std::begin(kLaunchTemplateMembers), end, key) == end) return false;
    tells = tells || key == "ImageId" || key == "InstanceType" || key == "LicenseSpecifications" ||
            key == "InstanceRequirements";
  }
  return tells;
}

bool IsLaunchTemplateFile(const Document& document, NodeId root) {
  const NodeId versions = document.Find(root, "LaunchTemplateVersions");
  if (versions != kNoNode) return document[versions].kind == NodeKind::kSequence;
  return IsMap(document, document.Find(root, "LaunchTemplateData")) ||
         IsMap(document, document.Find(root, "LaunchTemplateVersion")) ||
         IsBareLaunchTemplateData(document, root);
}

/// A request to EC2's ImportImage names what it imports, whatever else it says.
bool IsImportImageRequest(const Document& document, NodeId root) {
  const NodeId disks = document.Find(root, "DiskContainers");
  return disks != kNoNode && document[disks].kind == NodeKind::kSequence;
}

/// The file's name without folders and its last ending.
std::string StemOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

/// One launch template of a file: the map that holds its data, and the data.
struct Entry {
  cfn::Value holder;  // LaunchTemplateName, LaunchTemplateId, VersionNumber
  cfn::Value data;
  std::string key;  // tells one launch template of a list from another
  int64_t version = 0;
};

/// The latest version of each launch template in a describe-launch-template-versions list, in the order of
/// the list.
std::vector<Entry> LatestVersions(cfn::Evaluator& plain, const cfn::Value& versions) {
  std::vector<Entry> latest;
  for (const cfn::Value& holder : plain.Items(versions)) {
    Entry entry{holder, plain.Get(holder, "LaunchTemplateData"), plain.Get(holder, "LaunchTemplateId").text(),
                cfn::AsInteger(plain.Get(holder, "VersionNumber")).value_or(0)};
    const auto same =
        std::find_if(latest.begin(), latest.end(), [&](const Entry& e) { return e.key == entry.key; });
    if (same == latest.end()) {
      latest.push_back(std::move(entry));
    } else if (entry.version > same->version) {
      *same = std::move(entry);
    }
  }
  return latest;
}

std::vector<Entry> ReadEntries(cfn::Evaluator& plain, const cfn::Value& root) {
  const cfn::Value versions = plain.Get(root, "LaunchTemplateVersions");
  if (!versions.absent()) return LatestVersions(plain, versions);
  const cfn::Value version = plain.Get(root, "LaunchTemplateVersion");
  const cfn::Value holder = version.absent() ? root : version;
  const cfn::Value data = plain.Get(holder, "LaunchTemplateData");
  return {{holder, data.absent() ? root : data, "", 0}};
}

Launch MakeLaunch(cfn::Evaluator& plain, const Entry& entry, const std::string& path, int64_t count) {
  Launch launch;
  launch.path = path;
  launch.resource_type = "AWS::EC2::LaunchTemplate";
  launch.where = entry.holder.where();
  launch.resource = StemOf(path);
  for (std::string_view key : {"LaunchTemplateName", "LaunchTemplateId"}) {
    const cfn::Value name = ReadText(plain, entry.holder, key);
    if (!name.is_scalar()) continue;
    launch.resource = name.text();
    launch.where = name.where();
    break;
  }
  plain.SetResource(launch.resource);
  launch.capacity = FixedCapacity(count, launch.where);
  launch.existence = cfn::Value::Scalar("true", launch.where);
  launch.data = ReadLaunchTemplateData(plain, entry.data);
  return launch;
}

}  // namespace

const char* InputKindName(InputKind kind) {
  switch (kind) {
    case InputKind::kNone:
      return "";
    case InputKind::kCloudFormation:
      return "cloudformation";
    case InputKind::kLaunchTemplate:
      return "launch-template";
    case InputKind::kSsmAutomation:
      return "ssm-automation";
    case InputKind::kImportImage:
      return "import-image";
    case InputKind::kPackerTemplate:
      return "packer-template";
    case InputKind::kPackerManifest:
      return "packer-manifest";
    case InputKind::kCloudAssembly:
      return "cdk-assembly";
    case InputKind::kChangeSet:
      return "change-set";
  }
  return "";
}

InputKind KindOf(const Document& document) {
  const NodeId root = document.root();
  if (!IsMap(document, root)) return InputKind::kNone;
  const bool says_so = document.Find(root, "AWSTemplateFormatVersion") != kNoNode;
  if (says_so || IsMap(document, document.Find(root, "Resources"))) return InputKind::kCloudFormation;
  if (IsCloudAssembly(document, root)) return InputKind::kCloudAssembly;
  if (IsChangeSet(document, root)) return InputKind::kChangeSet;
  if (IsAutomationDocument(document)) return InputKind::kSsmAutomation;
  if (IsImportImageRequest(document, root)) return InputKind::kImportImage;
  if (packer::KindOf(document) != packer::FileKind::kNone) return InputKind::kPackerTemplate;
  if (IsPackerManifest(document)) return InputKind::kPackerManifest;
  return IsLaunchTemplateFile(document, root) ? InputKind::kLaunchTemplate : InputKind::kNone;
}

bool MayBeInput(std::string_view bytes) {
  // Every kind of input holds one of these words; what bare launch template data cannot do without among
  // them.
  constexpr std::array<std::string_view, 13> kNeedles = {"Resources",      "AWSTemplateFormatVersion",
                                                         "LaunchTemplate", "ImageId",
                                                         "Instance",       "mainSteps",
                                                         "builders",       "LicenseSpecifications",
                                                         "DiskContainers", "artifacts",
                                                         "last_run_uuid",  "ResourceChange",
                                                         "ChangeSetId"};
  return std::any_of(kNeedles.begin(), kNeedles.end(),
                     [&](std::string_view needle) { return bytes.find(needle) != std::string_view::npos; });
}

Extracted ExtractAutomationFile(cfn::Evaluator& plain, const Document& document, const std::string& path,
                                const cfn::GivenParameters& given) {
  Extracted out;
  out.path = path;
  out.target = {plain.environment().region, plain.environment().account};
  cfn::Resource whole;  // the document as if it were a resource: all of its steps are read together
  whole.id = "mainSteps";
  whole.where = document.PlaceOf(document.root());
  const cfn::Trace trace(plain);
  ExtractAutomation(plain, plain.Evaluate({document.root(), 0}), "", given, out);
  MarkRead(whole, trace.touched(), out);
  plain.SetResource("");
  return out;
}

Extracted ExtractImportImageFile(cfn::Evaluator& plain, const Document& document, const std::string& path) {
  Extracted out;
  out.path = path;
  out.target = {plain.environment().region, plain.environment().account};
  LaunchTemplateResource request;
  request.path = path;
  request.resource = StemOf(path);
  request.resource_type = "AWS::EC2::ImportImage";
  const cfn::Value root = plain.Evaluate({document.root(), 0});
  request.where = root.where();
  request.data.tenancy = cfn::Value::NotKnown("it starts nothing", root.where());
  plain.SetResource(request.resource);
  ReadLicenses(plain, plain.Get(root, "LicenseSpecifications"), request.data);
  out.checked.push_back(std::move(request));
  plain.SetResource("");
  return out;
}

Extracted ExtractLaunchTemplateFile(cfn::Evaluator& plain, const Document& document, const std::string& path,
                                    int64_t count) {
  Extracted out;
  out.path = path;
  out.target = {plain.environment().region, plain.environment().account};
  const cfn::Value root = plain.Evaluate({document.root(), 0});
  for (const Entry& entry : ReadEntries(plain, root))
    out.launches.push_back(MakeLaunch(plain, entry, path, count));
  plain.SetResource("");
  return out;
}

std::vector<NodeId> FindLaunchTemplateData(cfn::Evaluator& plain, const Document& document) {
  std::vector<NodeId> out;
  for (const Entry& entry : ReadEntries(plain, plain.Evaluate({document.root(), 0})))
    out.push_back(entry.data.node().node);
  return out;
}

}  // namespace headroom
