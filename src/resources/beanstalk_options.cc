#include "resources/beanstalk_options.h"

#include "resources/launch.h"

namespace headroom {

BeanstalkOptions::BeanstalkOptions(cfn::Evaluator& evaluator, const cfn::Resource& environment) {
  Add(evaluator, evaluator.Get(environment.properties, "OptionSettings"));
  const cfn::Value saved = ReadText(evaluator, environment.properties, "TemplateName");
  if (const cfn::Resource* found = Referred(evaluator, saved)) {
    Add(evaluator, evaluator.Get(found->properties, "OptionSettings"));
  } else if (!saved.absent()) {
    AddUnknown(cfn::Value::NotKnown(
        "the saved configuration that `TemplateName` names is not in the template", saved.where()));
  }
}

void BeanstalkOptions::Add(cfn::Evaluator& evaluator, const cfn::Value& settings) {
  for (const cfn::Value& entry : evaluator.Items(settings)) {
    if (entry.is_unknown()) {
      AddUnknown(entry);
      continue;
    }
    settings_.push_back({ReadText(evaluator, entry, "Namespace").text(),
                         ReadText(evaluator, entry, "OptionName").text(),
                         ReadText(evaluator, entry, "Value")});
  }
}

cfn::Value BeanstalkOptions::Find(std::string_view space, std::string_view option) const {
  for (const Setting& setting : settings_) {
    const bool any = setting.space.empty() && setting.value.is_unknown();
    const bool it = setting.space == space && setting.option == option && !setting.value.absent();
    if (any || it) return setting.value;
  }
  return {};
}

}  // namespace headroom
