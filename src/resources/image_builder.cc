// AWS::ImageBuilder: an Image, and each run of an ImagePipeline, starts one instance of the recipe's parent
// to build, and after it one to test. A DistributionConfiguration starts nothing that is counted, but gives
// the images that are made their licenses, each list in its own Region. Source: Image Builder API reference,
// CreateImage, CreateImagePipeline, CreateInfrastructureConfiguration, Distribution.

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/text.h"
#include "resources/resource_type.h"

namespace headroom {
namespace {

constexpr std::string_view kImage = "AWS::ImageBuilder::Image";
constexpr size_t kMostLicenses = 50;  // of a distribution

/// The parent of a recipe: an AMI, an SSM parameter that holds one, or an image that Image Builder makes; one
/// of AWS's own carries no license of anybody.
cfn::Value ParentImage(const cfn::Value& parent) {
  if (!parent.is_scalar()) return parent;
  const std::string& text = parent.text();
  if (StartsWith(text, "ami-")) return parent;
  if (StartsWith(text, "ssm:")) return cfn::Value::Scalar("resolve:" + text, parent.where());
  if (text.find(":aws:image/") != std::string::npos) return cfn::Value::Absent(parent.where());
  return cfn::Value::NotKnown(fmt::format("Image Builder finds it by `{}`", text), parent.where());
}

cfn::Value ReadImage(cfn::Evaluator& evaluator, const cfn::Value& properties) {
  const cfn::Value recipe = ReadText(evaluator, properties, "ImageRecipeArn");
  const cfn::Value container = ReadText(evaluator, properties, "ContainerRecipeArn");
  if (const cfn::Resource* found = Referred(evaluator, recipe)) {
    return ParentImage(ReadText(evaluator, found->properties, "ParentImage"));
  }
  if (const cfn::Resource* found = Referred(evaluator, container)) {
    return ParentImage(
        ReadText(evaluator, evaluator.Get(found->properties, "InstanceConfiguration"), "Image"));
  }
  const Place where = recipe.absent() ? container.where() : recipe.where();
  return cfn::Value::NotKnown("the recipe that names it is not in the template", where);
}

/// Of several instance types Image Builder picks one, of none any.
void ReadInfrastructure(cfn::Evaluator& evaluator, const cfn::Value& arn, Launch& launch) {
  const cfn::Resource* found = Referred(evaluator, arn);
  const cfn::Value types =
      found == nullptr ? cfn::Value() : evaluator.Get(found->properties, "InstanceTypes");
  ReadTypes(evaluator, types, launch);
  if (launch.options.empty())
    launch.data.instance_type = cfn::Value::NotKnown("Image Builder picks one", launch.where);
  if (found == nullptr) return;
  ReadPlacement(evaluator, evaluator.Get(found->properties, "Placement"), launch.data);
  launch.data.subnet = ReadText(evaluator, found->properties, "SubnetId");
}

Launch ReadDistribution(cfn::Evaluator& evaluator, const cfn::Value& distribution, Launch launch) {
  launch.distributes = true;
  launch.region = ReadText(evaluator, distribution, "Region");
  if (launch.region.absent()) launch.region = cfn::Value::NotKnown("it is missing", distribution.where());
  launch.data.licenses = evaluator.Get(distribution, "LicenseConfigurationArns");
  for (const cfn::Value& arn : evaluator.Items(launch.data.licenses)) {
    launch.data.license_arns.push_back(evaluator.Text(arn));
  }
  return launch;
}

/// Fast launch starts instances of an image that is not made yet, to prepare snapshots.
void ReadFastLaunch(cfn::Evaluator& evaluator, const cfn::Value& distribution, const Launch& start,
                    Extracted& out) {
  for (const cfn::Value& entry : evaluator.Items(evaluator.Get(distribution, "FastLaunchConfigurations"))) {
    if (cfn::AsBoolean(ReadText(evaluator, entry, "Enabled")) == false) continue;
    Launch launch = ReadDistribution(evaluator, distribution, start);
    launch.distributes = false;
    launch.uncountable = "fast launch starts instances of each new image for a while";
    launch.launch_template =
        ReadLaunchTemplateRef(evaluator, evaluator.Get(entry, "LaunchTemplate"),
                              {"LaunchTemplateId", "LaunchTemplateName", "LaunchTemplateVersion"});
    out.launches.push_back(std::move(launch));
  }
}

/// The distribution to the Region of the deployment; unknown where one of them cannot be told.
cfn::Value FindDistribution(cfn::Evaluator& evaluator, const cfn::Value& distributions, Place where) {
  const auto& here = evaluator.environment().region;
  if (!here) return cfn::Value::NotKnown("which Region it is for is not known", where);
  for (const cfn::Value& item : evaluator.Items(distributions)) {
    const cfn::Value region = item.is_unknown() ? item : ReadText(evaluator, item, "Region");
    if (region.is_unknown()) return region;
    if (region.text() == *here) return item;
  }
  return cfn::Value::NotKnown("its distribution says nothing of this Region", where);
}

/// The licenses that an image's distribution associates with it here: a list, or unknown.
cfn::Value LicensesOfProduct(cfn::Evaluator& evaluator, const cfn::Value& arn) {
  if (arn.absent()) return cfn::Value::NotKnown("it has no distribution", arn.where());
  const cfn::Resource* found = Referred(evaluator, arn);
  if (found == nullptr) return cfn::Value::NotKnown("its distribution is not in the template", arn.where());
  const cfn::Value distribution =
      FindDistribution(evaluator, evaluator.Get(found->properties, "Distributions"), found->where);
  const cfn::Value licenses = evaluator.Get(distribution, "LicenseConfigurationArns");
  return licenses.absent() ? cfn::Value::NotKnown("its distribution names none", distribution.where())
                           : licenses;
}

void AddProduct(cfn::Evaluator& evaluator, const cfn::Resource& resource, const cfn::Value& made_from,
                Extracted& out) {
  ImageProduct product;
  product.resource = resource.id;
  product.made_from = made_from;
  const cfn::Value licenses =
      LicensesOfProduct(evaluator, ReadText(evaluator, resource.properties, "DistributionConfigurationArn"));
  const std::vector<cfn::Value> arns = evaluator.Items(licenses);
  if (licenses.is_unknown()) {
    product.licenses = licenses;
  } else if (arns.size() > kMostLicenses) {
    product.licenses = cfn::Value::NotKnown("its distribution names more than it may", licenses.where());
  } else {
    for (const cfn::Value& arn : arns) product.license_arns.push_back(evaluator.Text(arn));
  }
  out.products.push_back(std::move(product));
}

}  // namespace

void ExtractImageBuild(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  Launch launch = StartLaunch(resource, out);
  launch.capacity = FixedCapacity(1, resource.where);
  launch.capacity.min = NumberAt(0, resource.where);
  launch.data.image_id = ReadImage(evaluator, resource.properties);
  if (resource.type == kImage) AddProduct(evaluator, resource, launch.data.image_id, out);
  ReadInfrastructure(evaluator, ReadText(evaluator, resource.properties, "InfrastructureConfigurationArn"),
                     launch);
  out.launches.push_back(std::move(launch));
}

void ExtractImageDistribution(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  const Launch start = StartLaunch(resource, out);
  for (const cfn::Value& item : evaluator.Items(evaluator.Get(resource.properties, "Distributions"))) {
    out.launches.push_back(ReadDistribution(evaluator, item, start));
    ReadFastLaunch(evaluator, item, start, out);
  }
}

}  // namespace headroom
