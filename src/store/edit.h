#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "store/store.h"
#include "syntax/document.h"

namespace headroom {

/// An association of an AMI with a license, to be written into a store document or taken out of it.
struct AssociationEdit {
  const License* license;
  std::string image;           // "ami-…"
  std::string region;          // of the image
  std::string owner;           // ResourceOwnerId; empty: not said
  bool cross_account = false;  // AmiAssociationScope
};

/// "arn:aws:ec2:us-east-1::image/ami-…", in the license's partition.
std::string ImageArn(const AssociationEdit& edit);

/// Why License Manager would refuse an association, in one sentence; nothing if it would not. `pending`
/// others of the same image are about to be made. Source: License Manager user guide, "Quotas" and "Associate
/// AMIs"; an image that is shared with an account is associated for that account alone.
std::optional<std::string> WhyNotAssociate(const RuleStore& store, const AssociationEdit& edit,
                                           size_t pending = 0);

/// How many licenses License Manager takes in one account and Region. Source: its user guide, "Quotas".
inline constexpr size_t kMostLicenses = 25;
/// How many the store has in the account and Region of `arn`.
size_t CountLicenses(const RuleStore& store, const LicenseArn& arn);

/// The bytes of a document with associations added to their licenses' lists, or taken out of them wherever
/// they stand; all else stays as it is written, comments included. Unchanged if there is nothing to do. An
/// association that was added and taken out again leaves the bytes as they were. An error where the document
/// does not hold a license, or is written in a way that cannot be edited (aliases): what would be read back
/// is compared with what is meant.
Result<std::string> WithAssociations(const Document& document,
                                     const std::vector<const AssociationEdit*>& edits);
Result<std::string> WithoutAssociations(const Document& document,
                                        const std::vector<const AssociationEdit*>& edits);

/// Adds associations to the documents of a store that `license` points to, each document at once and
/// atomically; other runs that do the same wait. The paths of the documents that changed.
Result<std::vector<std::string>> Associate(const Files& files, const std::vector<AssociationEdit>& edits);
/// Likewise takes them out, where `store` has them.
Result<std::vector<std::string>> Disassociate(const Files& files, const RuleStore& store,
                                              const std::vector<AssociationEdit>& edits);

}  // namespace headroom
