#include "store/arn.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace headroom {
namespace {

constexpr std::string_view kConfiguration = "license-configuration";
constexpr size_t kIdLength = 32;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsIdCharacter(char c) {
  return IsDigit(c) || IsLower(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

template <typename Predicate>
bool All(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

/// A part as a message shows it: printable, and not longer than a line.
std::string Shown(std::string_view part) {
  constexpr size_t kLongest = 60;
  return part.size() <= kLongest ? Printable(part) : Printable(part.substr(0, kLongest)) + "…";
}

bool IsPartition(std::string_view text) {
  return text == "aws" || (StartsWith(text, "aws-") && text.size() > 4 &&
                           All(text, [](char c) { return IsLower(c) || c == '-'; }));
}

/// us-east-1, us-gov-west-1, …: words and a number, joined by `-`.
bool IsRegion(std::string_view text) {
  size_t words = 0;
  for (size_t dash; (dash = text.find('-')) != std::string_view::npos; text.remove_prefix(dash + 1)) {
    if (dash == 0 || !All(text.substr(0, dash), IsLower)) return false;
    ++words;
  }
  return words >= 2 && !text.empty() && All(text, IsDigit);
}

std::string WhyNotId(std::string_view id) {
  if (!StartsWith(id, "lic-")) return fmt::format("its id `{}` does not begin with `lic-`", Shown(id));
  const std::string_view digits = id.substr(4);
  if (!All(digits, IsIdCharacter))
    return fmt::format("its id `{}` holds other than letters and digits", Shown(id));
  if (digits.size() == kIdLength) return {};
  return fmt::format("its id has {} characters after `lic-` instead of {}", digits.size(), kIdLength);
}

/// Why the resource, what stands after the account, is no license configuration.
std::string WhyNotResource(std::string_view resource) {
  const size_t end = resource.find_first_of(":/");
  const std::string_view type = resource.substr(0, end);
  if (type != kConfiguration) return fmt::format("it names a `{}`, not a license configuration", Shown(type));
  if (end == std::string_view::npos) return "it has no id";
  if (resource[end] == '/') return "it uses `/` before the id instead of `:`";
  return WhyNotId(resource.substr(end + 1));
}

std::string WhyNotScope(const LicenseArn& arn, std::string_view service) {
  if (!IsPartition(arn.partition)) return fmt::format("`{}` is no partition", Shown(arn.partition));
  if (service != "license-manager")
    return fmt::format("it is an ARN of `{}`, not of `license-manager`", Shown(service));
  if (arn.region.empty()) return "it has no Region";
  if (!IsRegion(arn.region)) return fmt::format("`{}` is no Region", Shown(arn.region));
  if (arn.account.size() != 12 || !All(arn.account, IsDigit))
    return fmt::format("its account `{}` is not 12 digits", Shown(arn.account));
  return {};
}

/// Reads `text` into `arn`; empty if all is well, else why not.
std::string Read(std::string_view text, LicenseArn& arn) {
  if (text.empty()) return "it is empty";
  if (text != Trim(text)) return "there is white space around it";
  if (!StartsWith(text, "arn:")) return "it does not begin with `arn:`";
  std::array<std::string_view, 5> parts;  // those before the resource
  std::string_view rest = text;
  for (std::string_view& part : parts) {
    const size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return "it has fewer than six parts";
    part = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
  }
  arn.partition = parts[1];
  arn.region = parts[3];
  arn.account = parts[4];
  if (std::string why = WhyNotScope(arn, parts[2]); !why.empty()) return why;
  if (std::string why = WhyNotResource(rest); !why.empty()) return why;
  arn.id = rest.substr(kConfiguration.size() + 1);
  return {};
}

}  // namespace

std::optional<LicenseArn> ParseLicenseArn(std::string_view text, std::string* why) {
  LicenseArn arn;
  std::string reason = Read(text, arn);
  if (reason.empty()) return arn;
  if (why != nullptr) *why = std::move(reason);
  return {};
}

std::string SuggestLicenseArn(std::string_view text) {
  std::string fixed(Trim(text));
  const std::string slash = fmt::format(":{}/", kConfiguration);
  if (const size_t at = fixed.find(slash); at != std::string::npos) fixed[at + slash.size() - 1] = ':';
  return fixed != text && ParseLicenseArn(fixed) ? fixed : std::string();
}

bool IsImageId(std::string_view text) {
  return StartsWith(text, "ami-") && text.size() > 4 && All(text.substr(4), IsIdCharacter);
}

bool IsEc2ImageId(std::string_view text) {
  return IsImageId(text) && text.find_first_not_of("0123456789abcdef", 4) == std::string_view::npos;
}

std::string_view ImageIdOfArn(std::string_view arn) {
  const std::vector<std::string_view> parts = Split(arn, ":");
  if (parts.size() != 6 || parts[0] != "arn" || !IsPartition(parts[1]) || parts[2] != "ec2") return {};
  constexpr std::string_view kImage = "image/";
  if (!StartsWith(parts[5], kImage)) return {};
  const std::string_view id = parts[5].substr(kImage.size());
  return IsImageId(id) ? id : std::string_view();
}

}  // namespace headroom
