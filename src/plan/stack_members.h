#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cfn/evaluator.h"
#include "resources/launch.h"
#include "store/store.h"

namespace headroom {

/// Which instances of the store a stack has, and for which of its resources. CloudFormation tags every
/// instance that its resources start with the names of both. Services that start instances on their own tag
/// them with the name of their group instead: that may be one that the template gives, or that of others
/// which are known. Source: CloudFormation user guide, "Resource tags"; Auto Scaling user guide, "Tag Auto
/// Scaling groups"; EC2 user guide, "EC2 Fleet" and "Spot Fleet" (tags); EKS user guide, "Tagging your Amazon
/// EKS resources"; Elastic Beanstalk developer guide, "Tagging resources in your environment".
class StackMembers {
 public:
  /// `inputs` is what the stack's template asks for; nothing is kept of it. Instances of other accounts and
  /// Regions than the one that is deployed to are not the stack's, whatever they are called.
  StackMembers(const RuleStore& store, const std::string& stack, const std::vector<Extracted>& inputs,
               const cfn::Environment& environment);

  /// The resource that an instance belongs to, by its logical id below those of nested stacks
  /// ("Network/Fleet"), empty where nothing says which it is; null
  /// if the instance is none of the stack's.
  const std::string* ResourceOf(std::string_view instance) const;
  /// The instance types that a resource runs, one for each instance that is not gone; empty text where the
  /// store does not say it.
  std::vector<std::string> TypesOf(std::string_view resource) const;
  /// The images that those run; none where the store does not say it of all of them.
  std::set<std::string> ImagesOf(std::string_view resource) const;

 private:
  std::map<std::string, std::string, std::less<>> resources_;  // by instance
  // By resource: one for each instance.
  std::map<std::string, std::vector<std::string>, std::less<>> images_, types_;
};

}  // namespace headroom
