#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace headroom {

/// The parts of a license configuration's ARN:
/// arn:PARTITION:license-manager:REGION:ACCOUNT:license-configuration:lic-<32 hex digits>.
struct LicenseArn {
  std::string partition;
  std::string region;
  std::string account;
  std::string id;  // "lic-…"
};

/// Nothing, and why not in `why` (one clause: "it uses `/` before the id instead of `:`"), if `text` is not
/// one. Ids of 32 characters other than lower-case hex digits are taken (AWS's own documents show some).
/// Source: License Manager API reference, and Image Builder's pattern for LicenseConfigurationArns.
std::optional<LicenseArn> ParseLicenseArn(std::string_view text, std::string* why = nullptr);

/// What ParseLicenseArn's fix would be, where it can be told (the slash form), or empty.
std::string SuggestLicenseArn(std::string_view text);

/// Whether it has the form of an image's id: "ami-0123…".
bool IsImageId(std::string_view text);

/// Whether EC2 gives such ids to images: hexadecimal digits, in small letters.
bool IsEc2ImageId(std::string_view text);

/// "ami-0123…" out of "arn:aws:ec2:us-east-1::image/ami-0123…"; empty if it is no image's ARN.
std::string_view ImageIdOfArn(std::string_view arn);

}  // namespace headroom
