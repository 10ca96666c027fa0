#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/license_rules.h"
#include "store/mistakes.h"
#include "store/reader.h"
#include "store/store.h"

namespace headroom {

/// The fields of a license configuration, and the two lists.
const std::vector<std::string_view>& LicenseKeys();
/// Those that make a document one about a single license (get-license-configuration).
const std::vector<std::string_view>& LicenseDocumentKeys();

/// What documents say of one license, field by field, each with the place that said it first.
struct LicenseFields {
  MaybeGiven<std::string> name, description, id, owner;
  MaybeGiven<CountingType> counting_type;
  MaybeGiven<int64_t> limit, consumed, expiry;
  MaybeGiven<bool> hard_limit, disassociate;
  MaybeGiven<std::string> status;  // "AVAILABLE" or "DISABLED"
  MaybeGiven<GivenRules> rules;
  MaybeGiven<std::vector<std::string>> rds_editions;
};

/// A license while documents still add to it. `license` has its final address from the start, so that
/// associations can point to it.
struct LicenseDraft {
  std::unique_ptr<License> license;
  LicenseFields fields;
  bool counting_type_given = false;  // perhaps wrongly
  Place usage_where;                 // its first usage list; nowhere without one
  std::vector<Usage> usage;          // as the documents list it

  std::string Label() const { return fields.name ? fields.name->value : license->arn.id; }
};

/// Parameters or exports, by name and where they count, and the place that said it first.
struct GivenValue {
  NamedValues::Entry entry;
  Place where;
};
using GivenValues = std::map<std::string, std::map<NamedValues::Scope, GivenValue>, std::less<>>;

/// Puts a RuleStore together from documents, one after the other. What is wrong goes to Mistakes; the caller
/// throws the store away if there are errors.
class StoreBuilder {
 public:
  explicit StoreBuilder(Mistakes& mistakes) : mistakes_(mistakes) {}

  /// Takes over a document. Whether any of it is kept is the builder's matter.
  void AddDocument(std::unique_ptr<Document> document);
  /// What can only be told from all documents together.
  RuleStore Finish();

 private:
  /// What a host says of its family, to be told to the catalog when all hosts are known.
  struct HostEntry {
    StoreHost host;
    bool mixes_sizes = false;
  };
  struct TypeEntry {
    const Document* document;
    NodeId node;
  };

  /// A document's text for as long as the store lives.
  std::string_view Keep(const Reader& reader, std::string_view text);

  // load.cc
  void AddSync(Reader& reader, NodeId root);

  // licenses.cc
  void AddLicenses(Reader& reader, NodeId root);
  void AddLicense(Reader& reader, NodeId entry);
  LicenseDraft* FindDraft(Reader& reader, NodeId entry);
  void AddFields(Reader& reader, NodeId entry, LicenseDraft& draft);
  void AddAssociations(Reader& reader, NodeId entry, const LicenseDraft& draft);
  void ReadAssociation(Reader& reader, NodeId row, const LicenseDraft& draft);
  void AssociateImage(std::string_view image, ImageAssociation given);
  void AddUsage(Reader& reader, NodeId entry, LicenseDraft& draft);
  void ReadUsageRow(Reader& reader, NodeId row, LicenseDraft& draft);
  LicenseDraft& DraftOf(const LicenseArn& arn, std::string_view text, Place where);
  void FinishLicenses();
  void FinishLicense(LicenseDraft& draft);
  void MergeUsage(std::vector<Usage>& rows);
  void CountUsage(LicenseDraft& draft);

  // ec2.cc
  void AddImages(Reader& reader, NodeId root);
  Image ReadImage(Reader& reader, NodeId entry);
  void AddInstances(Reader& reader, NodeId root);
  void AddInstance(Reader& reader, NodeId entry, const std::string& owner);
  void AddHosts(Reader& reader, NodeId root);
  void AddHost(const StoreHost& given, Place here);
  bool AddLaunchTemplates(Reader& reader, NodeId root);
  void AddLaunchTemplate(Reader& reader, NodeId entry);
  void FinishHosts();
  void FinishLineage();
  void IndexLaunchTemplates();
  void FinishLaunchTemplates();

  // instance_types.cc
  bool AddInstanceTypes(Reader& reader, NodeId root);
  void FinishInstanceTypes();
  void FinishInstanceType(const std::string& name, const std::vector<TypeEntry>& entries);

  // values.cc
  void AddParameters(Reader& reader, NodeId root);
  void AddParameter(std::string_view name, std::string_view arn, const NamedValues::Scope& scope,
                    const std::vector<std::string>& suffixes, const GivenValue& given);
  void AddExports(Reader& reader, NodeId root);
  bool AddValue(GivenValues& values, std::string_view kind, std::string_view name,
                const NamedValues::Scope& scope, const GivenValue& given);
  void FinishValues();

  /// Two documents that say the same of `subject`: `have` takes what it lacks; a contradiction is a mistake
  /// that names both places. A default-constructed value is absent.
  template <typename T>
  void Agree(std::string_view field, std::string_view subject, T& have, Place there, const T& given,
             Place here) {
    static const T kAbsent{};
    if (given == kAbsent) return;
    if (have == kAbsent) {
      have = given;
    } else if (!(have == given)) {
      mistakes_.Error(here, "`{}` of {} is not what it is at {}", field, Quote(subject), Show(there));
    }
  }

  Mistakes& mistakes_;
  RuleStore store_;
  std::map<std::string, LicenseDraft, std::less<>> drafts_;  // by ARN
  std::deque<LicenseDraft> nameless_;  // their ARN is a mistake; they are read for their others
  std::vector<HostEntry> hosts_;
  std::map<std::string, Place, std::less<>> host_places_, instance_places_;
  std::map<std::string, std::vector<TypeEntry>, std::less<>> types_;
  GivenValues parameters_, exports_;
  std::vector<std::unique_ptr<Document>> type_documents_;  // read again by FinishInstanceTypes
};

}  // namespace headroom
