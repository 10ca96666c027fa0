#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cfn/evaluator.h"
#include "cfn/value.h"

namespace headroom {

/// The options of an AWS::ElasticBeanstalk::Environment: its own, then those of the saved configuration
/// (ConfigurationTemplate) that it starts from. Source: Elastic Beanstalk developer guide, "General options
/// for all environments".
class BeanstalkOptions {
 public:
  struct Setting {
    std::string space, option;  // both empty: `value` is unknown, and may be any option
    cfn::Value value;
  };

  BeanstalkOptions(cfn::Evaluator& evaluator, const cfn::Resource& environment);

  /// The value that wins; absent if nothing sets the option, unknown where something that cannot be read may.
  cfn::Value Find(std::string_view space, std::string_view option) const;
  /// The environment's own settings first, each in the order of the file.
  const std::vector<Setting>& settings() const { return settings_; }

 private:
  void Add(cfn::Evaluator& evaluator, const cfn::Value& settings);
  void AddUnknown(const cfn::Value& why) { settings_.push_back({"", "", why}); }

  std::vector<Setting> settings_;
};

}  // namespace headroom
