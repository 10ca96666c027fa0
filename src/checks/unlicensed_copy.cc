#include <fmt/format.h>

#include <algorithm>

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {
namespace {

bool Consumes(const Candidate& candidate, const License* license) {
  return std::any_of(candidate.claims.begin(), candidate.claims.end(),
                     [&](const ClaimedLicense& claim) { return claim.license == license; });
}

/// A copy of an image that is built with a license needs that license in its own Region.
void CheckCopies(const CheckInput& in, const PlannedLaunch& launch, Findings& out) {
  for (const Candidate& candidate : launch.candidates) {
    for (const ClaimedLicense& claim : candidate.claims) {
      for (const ImageCopy& copy : launch.copies) {
        const License& license = *claim.license;
        if (in.store.FindLicenseLike(license, copy.region) != nullptr) continue;
        Finding& finding = AddFinding(
            out, checks::unlicensed_copy, copy.where, launch.path, launch.resource,
            fmt::format("the image that `{}` builds is copied to `{}`, where the store holds no license `{}`",
                        launch.resource, copy.region, license.name),
            &license);
        finding.related.push_back(
            {license.where, fmt::format("the license is one of `{}`", license.arn.region)});
        finding.hint =
            fmt::format("create `{}` in `{}`, or leave out that Region", license.name, copy.region);
      }
    }
  }
}

/// Adds what one candidate's image leaves behind of the images that it is made from.
class CopyCheck {
 public:
  CopyCheck(const CheckInput& in, const PlannedLaunch& launch, const Candidate& candidate, Findings& out)
      : in_(in), launch_(launch), candidate_(candidate), out_(out) {}

  void Run() {
    const ImageUse& image = candidate_.image;
    for (const ProductLicense& between : image.left_behind)
      Add(fmt::format("what `{}` makes", between.product), between.license);
    for (const auto& [source, association] :
         LineageOf(in_.store, image.id, image.made_from, launch_.target.account))
      AddAssociation(source, *association);
  }

 private:
  void AddAssociation(const std::string& source, const ImageAssociation& association) {
    if (ConsumesOwn(*association.license)) return;
    Finding* finding = Add(fmt::format("`{}`", source), association.license);
    if (finding != nullptr)
      finding->related.push_back({association.where, "the original is associated here"});
  }

  /// A copy in another Region needs the license as it is there.
  bool ConsumesOwn(const License& license) const {
    const std::optional<std::string>& region = launch_.target.region;
    const License* own = region ? in_.store.FindLicenseLike(license, *region) : nullptr;
    return own != nullptr && Consumes(candidate_, own);
  }

  /// Null if the launch consumes the license.
  Finding* Add(const std::string& source, const License* license) {
    if (Consumes(candidate_, license)) return nullptr;
    const ImageUse& image = candidate_.image;
    const std::string which = image.product.empty() ? fmt::format("the image `{}`", image.id)
                                                    : fmt::format("the image that `{}` makes", image.product);
    Finding& finding = AddFinding(
        out_, checks::unlicensed_copy, image.where, launch_.path, launch_.resource,
        fmt::format("{} is made from {}, which is associated with `{}`, and the launch does not consume that "
                    "license",
                    which, source, license->name),
        license);
    finding.hint = fmt::format("associate {} with the license, or name it in `LicenseSpecifications`",
                               image.product.empty() ? fmt::format("`{}`", image.id) : "it");
    return &finding;
  }

  const CheckInput& in_;
  const PlannedLaunch& launch_;
  const Candidate& candidate_;
  Findings& out_;
};

void Run(const CheckInput& in, Findings& out) {
  for (const PlannedLaunch& launch : in.plan.launches) {
    CheckCopies(in, launch, out);
    for (const Candidate& candidate : launch.candidates) CopyCheck(in, launch, candidate, out).Run();
  }
}

}  // namespace

constinit const Check checks::unlicensed_copy = {
    .info = {.id = "LM403",
             .name = "unlicensed-copy",
             .severity = Severity::kError,
             .title = "the image is a copy of one that is associated with a license, and escapes it",
             .why = "A copy of an image, or an image made from an instance, does not carry its original's "
                    "license associations. Instances of it run the licensed software, and License Manager "
                    "does not see them. Licenses are regional: a copy in another Region needs one of there.",
             .fix = "Associate the copy with the license, or name the license in LicenseSpecifications.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0cc3cc3cc3cc3cc3c
      InstanceType: m5.xlarge
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0cc3cc3cc3cc3cc3c
      InstanceType: m5.xlarge
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml"},
    .run = Run,
};

}  // namespace headroom
