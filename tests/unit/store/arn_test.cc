#include "store/arn.h"

#include <doctest/doctest.h>

#include <string>

namespace headroom {
namespace {

constexpr const char* kId = "lic-0123456789abcdef0123456789abcdef";

TEST_CASE("the parts of a license configuration's ARN") {
  struct {
    const char *text, *partition, *region, *account, *id;
  } const cases[] = {
      {"arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef",
       "aws", "us-east-1", "111122223333", kId},
      {"arn:aws-cn:license-manager:cn-north-1:012345678901:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef",
       "aws-cn", "cn-north-1", "012345678901", kId},
      {"arn:aws-us-gov:license-manager:us-gov-west-1:111122223333:license-configuration:"
       "lic-0123456789abcdef0123456789abcdef",
       "aws-us-gov", "us-gov-west-1", "111122223333", kId},
      // AWS's own examples spell ids so.
      {"arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
       "0ab477f4bEXAMPLE55f3ec08a5423f77",
       "aws", "us-east-1", "111122223333", "lic-0ab477f4bEXAMPLE55f3ec08a5423f77"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const std::optional<LicenseArn> arn = ParseLicenseArn(c.text);
    REQUIRE(arn.has_value());
    CHECK(arn->partition == c.partition);
    CHECK(arn->region == c.region);
    CHECK(arn->account == c.account);
    CHECK(arn->id == c.id);
  }
}

TEST_CASE("why a text is no license configuration's ARN") {
  struct {
    const char *text, *why;
  } const cases[] = {
      {"", "it is empty"},
      {"lic-0123456789abcdef0123456789abcdef", "it does not begin with `arn:`"},
      {"arn:", "it has fewer than six parts"},
      {"arn:aws:license-manager:us-east-1:111122223333", "it has fewer than six parts"},
      {" arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef",
       "there is white space around it"},
      {"arn:amazon:license-manager:us-east-1:111122223333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef",
       "`amazon` is no partition"},
      {"arn:aws:ec2:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef",
       "it is an ARN of `ec2`, not of `license-manager`"},
      {"arn:aws:license-manager::111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef",
       "it has no Region"},
      {"arn:aws:license-manager:us-east:111122223333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef",
       "`us-east` is no Region"},
      {"arn:aws:license-manager:us-east-1::license-configuration:lic-0123456789abcdef0123456789abcdef",
       "its account `` is not 12 digits"},
      {"arn:aws:license-manager:us-east-1:11112222333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef",
       "its account `11112222333` is not 12 digits"},
      {"arn:aws:license-manager:us-east-1:1111-2222-333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef",
       "its account `1111-2222-333` is not 12 digits"},
      {"arn:aws:license-manager:us-east-1:111122223333:license:l-0123456789abcdef0123456789abcdef",
       "it names a `license`, not a license configuration"},
      {"arn:aws:license-manager:us-east-1:111122223333:license-configuration", "it has no id"},
      {"arn:aws:license-manager:us-east-1:111122223333:license-configuration/"
       "lic-0123456789abcdef0123456789abcdef",
       "it uses `/` before the id instead of `:`"},
      {"arn:aws:license-manager:us-east-1:111122223333:license-configuration:"
       "0123456789abcdef0123456789abcdef",
       "its id `0123456789abcdef0123456789abcdef` does not begin with `lic-`"},
      {"arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123",
       "its id has 4 characters after `lic-` instead of 32"},
      {"arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
       "0123456789abcdef0123456789abcdef0",
       "its id has 33 characters after `lic-` instead of 32"},
      {"arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef "
       "123456789abcdef",
       "its id `lic-0123456789abcdef 123456789abcdef` holds other than letters and digits"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    std::string why;
    CHECK_FALSE(ParseLicenseArn(c.text, &why).has_value());
    CHECK(why == c.why);
    CHECK_FALSE(ParseLicenseArn(c.text).has_value());
  }
}

TEST_CASE("a hostile ARN is shown short and printable") {
  std::string why;
  CHECK_FALSE(ParseLicenseArn("arn:aws:\x1b[31m" + std::string(1000, 'x') + ":::", &why).has_value());
  CHECK(why == "it is an ARN of `\\x1b[31m" + std::string(55, 'x') + "…`, not of `license-manager`");
}

TEST_CASE("what the ARN should be, where it can be told") {
  const std::string good =
      "arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-"
      "0123456789abcdef0123456789abcdef";
  CHECK(SuggestLicenseArn("arn:aws:license-manager:us-east-1:111122223333:license-configuration/"
                          "lic-0123456789abcdef0123456789abcdef") == good);
  CHECK(SuggestLicenseArn(good + "\n") == good);
  CHECK(SuggestLicenseArn(good) == "");
  CHECK(SuggestLicenseArn("arn:aws:license-manager:us-east-1:111122223333:license-configuration/lic-1") ==
        "");
  CHECK(SuggestLicenseArn("") == "");
}

TEST_CASE("the image of an AMI's ARN") {
  CHECK(ImageIdOfArn("arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0") == "ami-0123456789abcdef0");
  CHECK(ImageIdOfArn("arn:aws-cn:ec2:cn-north-1::image/ami-0123abcd") == "ami-0123abcd");
  CHECK(ImageIdOfArn("arn:aws:ec2:us-east-1:111122223333:image/ami-0123456789abcdef0") ==
        "ami-0123456789abcdef0");
  for (const char* other : {"", "ami-0123456789abcdef0", "arn:aws:ec2:us-east-1::image/",
                            "arn:aws:ec2:us-east-1::image/ami-", "arn:aws:ec2:us-east-1::image/ami-1/2",
                            "arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0",
                            "arn:aws:rds:us-east-1::image/ami-0123456789abcdef0",
                            "arn:aws:ec2:us-east-1::image:ami-0123456789abcdef0"}) {
    CAPTURE(other);
    CHECK(ImageIdOfArn(other) == "");
  }
}

}  // namespace
}  // namespace headroom
