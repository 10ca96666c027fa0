#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/count.h"
#include "base/files.h"
#include "base/named_values.h"
#include "base/result.h"
#include "base/source.h"
#include "catalog/catalog.h"
#include "store/arn.h"
#include "store/mistakes.h"
#include "syntax/document.h"

namespace headroom {

enum class CountingType : uint8_t { kVcpu, kInstance, kCore, kSocket };
/// Core and Socket licenses count Dedicated Hosts, not instances.
inline bool CountsHosts(CountingType type) {
  return type == CountingType::kCore || type == CountingType::kSocket;
}
const char* CountingTypeName(CountingType type);  // AWS's spelling: "vCPU", "Instance", "Core", "Socket"

enum class Tenancy : uint8_t { kDefault, kDedicated, kHost };

/// LicenseRules, read. Source: License Manager API, CreateLicenseConfiguration. Counts are vCPUs, cores,
/// sockets.
struct LicenseRules {
  bool allows[3] = {true, true, true};  // by Tenancy
  std::optional<int64_t> minimum_vcpus, maximum_vcpus, minimum_cores, maximum_cores, minimum_sockets,
      maximum_sockets;
  std::optional<int64_t> affinity_days;
  bool honor_vcpu_optimization = false;
  bool operator==(const LicenseRules&) const = default;
};

/// One row of list-usage-for-license-configuration.
struct Usage {
  std::string_view resource_arn;
  std::string_view resource_type;  // "EC2_INSTANCE", "EC2_HOST", …
  std::string_view owner;
  int64_t consumed = 0;
  Place where;
};

/// A license configuration as the store's documents give it together.
struct License {
  std::string arn_text;
  LicenseArn arn;
  std::string name;
  CountingType counting_type = CountingType::kVcpu;
  Count limit;  // nothing: tracked without a limit
  bool hard_limit = false;
  LicenseRules rules;
  int64_t consumed = 0;         // ConsumedLicenses, else the sum of the usage list, else 0
  bool consumed_given = false;  // ConsumedLicenses says it
  bool disabled = false;
  std::optional<int64_t> expiry;                    // seconds since 1970
  std::vector<std::string> rds_editions;            // databases that it is found on: "oracle-se2"
  std::vector<Usage> usage;                         // each resource once, by ARN
  std::set<std::string, std::less<>> hosts_in_use;  // ids of the Dedicated Hosts (EC2_HOST) among them
  Place where;                                      // its entry
  Place limit_where;                                // LicenseCount; nowhere without one
  Place rules_where;
  Place associations_where;  // its first list of associations; nowhere without one

  /// Whether License Manager counts databases of this RDS edition for it: by product, in vCPUs, and without
  /// blocking any. Source: License Manager user guide, "Create a license configuration".
  bool Finds(std::string_view rds_edition) const;
};

/// A license that every launch from an image consumes. Source: License Manager,
/// ListAssociationsForLicenseConfiguration.
struct ImageAssociation {
  const License* license;
  std::string owner;           // ResourceOwnerId; empty if the document does not say
  bool cross_account = false;  // AmiAssociationScope
  Place where;
};

/// An association of an image from which another was made: copies do not carry it. Source: License Manager
/// user guide, "License rules" (an AMI that is copied, or made from an instance, has to be associated again).
struct InheritedAssociation {
  std::string image;  // the one that is associated
  const ImageAssociation* association;
};

/// What describe-images says of an AMI that the rules ask for.
struct Image {
  std::string_view id;
  std::string_view state;  // "available", "deregistered", "failed", …
  std::string_view owner;
  std::string_view platform_details;
  std::string_view usage_operation;
  std::string_view source_image_id;
  std::string_view source_instance_id;
  std::optional<int64_t> deprecation_time;  // seconds since 1970
  Place where;

  /// Runs Windows Server, perhaps with SQL Server Enterprise, under a license of one's own: AWS does not bill
  /// it. Source: EC2 user guide, "AMI billing information fields".
  bool BringsOwnLicense() const;
  /// Whether it is in a state in which EC2 launches nothing. Source: EC2 API reference, Image (State).
  bool IsDead() const;
};

/// One entry of describe-launch-template-versions; `data` lies in `document`.
struct LaunchTemplateVersion {
  std::string id;
  std::string name;
  int64_t version = 0;
  bool is_default = false;
  const Document* document = nullptr;
  NodeId data = kNoNode;
};

/// An instance of describe-instances: which image it ran from, and its tags.
struct StoreInstance {
  std::string id;
  std::string image_id;
  std::string instance_type;
  std::string host_id;
  std::string state;
  std::string owner;  // the account, where its reservation says it
  std::string zone;   // its Availability Zone
  std::map<std::string, std::string, std::less<>> tags;

  /// The CloudFormation stack and the resource of it that it belongs to, by its tags; empty: none.
  std::string_view stack() const { return Tag("aws:cloudformation:stack-name"); }
  std::string_view logical_id() const { return Tag("aws:cloudformation:logical-id"); }
  bool is_gone() const { return state == "terminated" || state == "shutting-down"; }
  /// The value of a tag; empty without it.
  std::string_view Tag(std::string_view key) const {
    const auto found = tags.find(key);
    return found == tags.end() ? std::string_view() : std::string_view(found->second);
  }
};

/// When and of which account a snapshot was taken, as one of its documents says (`SyncedAt`,
/// `SyncedAccount`).
struct SyncStamp {
  int64_t at = 0;       // seconds since 1970
  std::string account;  // empty: the document does not say
  Place where;          // SyncedAt
};

/// A Dedicated Host of describe-hosts.
struct StoreHost {
  std::string id;
  std::string instance_type;  // empty for a family host
  std::string instance_family;
  Count sockets, cores, vcpus;
};

/// The rule store: everything the documents say, merged; immutable after load. Pointers stay valid as long as
/// it lives. Texts of usage rows and images, of which there are many, are not copied from the documents'
/// files, which have to live as long.
class RuleStore {
 public:
  RuleStore() = default;
  RuleStore(RuleStore&&) = default;
  RuleStore& operator=(RuleStore&&) = default;

  const std::vector<const License*>& licenses() const { return licenses_by_arn_; }  // sorted by ARN
  const License* FindLicense(std::string_view arn) const;
  /// What `license` is in another Region: the license of the same owner and name there; null if there is
  /// none.
  const License* FindLicenseLike(const License& license, std::string_view region) const;
  /// Associations of an image, in the order of their licenses' ARNs, each license once; empty if none.
  const std::vector<ImageAssociation>& AssociationsOf(std::string_view image_id) const;
  /// Associations of the images from which an image was made, over any number of copies and of instances that
  /// were imaged, in the order of their licenses' ARNs; of those of one license, scope and owner the nearest.
  const std::vector<InheritedAssociation>& InheritedBy(std::string_view image_id) const;
  bool has_image_associations() const { return !associations_.empty(); }
  /// All associations, by image.
  const std::map<std::string, std::vector<ImageAssociation>, std::less<>>& image_associations() const {
    return associations_;
  }
  bool has_images() const { return has_images_; }
  const std::map<std::string_view, Image>& images() const { return images_; }
  const Image* FindImage(std::string_view id) const;
  const StoreInstance* FindInstance(std::string_view id) const;
  const std::map<std::string, StoreInstance, std::less<>>& instances() const { return instances_; }
  const StoreHost* FindHost(std::string_view id) const;
  /// A version by the template's id or name; `version` is a number, `$Latest` (the highest that the store
  /// has) or `$Default`. Null if the store lacks it, or has two templates of that name (of two Regions).
  const LaunchTemplateVersion* FindLaunchTemplate(std::string_view id_or_name,
                                                  std::string_view version) const;
  bool KnowsLaunchTemplate(std::string_view id_or_name) const;
  /// By name, by ARN, and by both with `:version` or `:label` where the store knows one.
  const NamedValues& ssm_parameters() const { return ssm_parameters_; }
  const NamedValues& exports() const { return exports_; }
  /// The paths of its documents, in the order in which they were read.
  const std::vector<std::string>& files() const { return files_; }
  /// When its documents were taken from AWS, in their order; empty: written by hand, all of them.
  const std::vector<SyncStamp>& syncs() const { return syncs_; }
  /// The built-in data with the store's InstanceTypes over it.
  const Catalog& catalog() const { return catalog_; }

 private:
  friend class StoreBuilder;
  std::set<std::string, std::less<>> texts_;  // that no file holds as they are, because they were escaped
  std::vector<std::unique_ptr<License>> licenses_;
  std::vector<const License*> licenses_by_arn_;
  std::map<std::string, std::vector<ImageAssociation>, std::less<>> associations_;
  std::map<std::string, std::vector<InheritedAssociation>, std::less<>> inherited_;
  bool has_images_ = false;
  std::map<std::string_view, Image> images_;
  std::map<std::string, StoreInstance, std::less<>> instances_;
  std::map<std::string, StoreHost, std::less<>> hosts_;
  std::deque<LaunchTemplateVersion> launch_templates_;
  std::map<std::string, std::vector<const LaunchTemplateVersion*>, std::less<>> launch_templates_by_key_;
  NamedValues ssm_parameters_, exports_;
  std::vector<SyncStamp> syncs_;
  std::vector<std::string> files_;
  std::vector<std::unique_ptr<Document>> documents_;  // launch template data stays a tree
  Catalog catalog_;
};

/// A store document may be larger than an input: 100,000 usage rows are 40 MB.
inline constexpr uint64_t kMaxStoreDocumentSize = 256 << 20;

/// What loading a store came to.
struct StoreLoad {
  std::optional<RuleStore> store;  // nothing with errors
  std::vector<StoreMistake> errors, warnings;
  size_t documents = 0;
};

/// Loads every *.json, *.yaml, *.yml under each path (a folder, hidden ones left out, or one file), in the
/// order given; a document that several paths reach counts once. All mistakes are reported together.
/// `sources` keeps the bytes; it must outlive the store.
StoreLoad InspectStore(const Files& files, const std::vector<std::string>& paths, SourceSet& sources);

/// The store, or its errors, one line each: "licenses.yaml:7:5: …". Warnings (an unknown key) go to
/// `warnings`, in the same form.
Result<RuleStore> LoadStore(const Files& files, const std::vector<std::string>& paths, SourceSet& sources,
                            std::vector<std::string>& warnings);

}  // namespace headroom
