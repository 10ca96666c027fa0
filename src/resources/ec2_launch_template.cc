// AWS::EC2::LaunchTemplate: starts nothing by itself; launches refer to it.

#include "resources/resource_type.h"

namespace headroom {

void ExtractEc2LaunchTemplate(cfn::Evaluator& evaluator, const cfn::Resource& resource, Extracted& out) {
  LaunchTemplateResource found;
  found.path = out.path;
  found.resource = resource.id;
  found.resource_type = resource.type;
  found.where = resource.where;
  found.name = ReadText(evaluator, resource.properties, "LaunchTemplateName");
  const cfn::Value data = evaluator.Get(resource.properties, "LaunchTemplateData");
  if (data.is_unknown()) found.unreadable = data;
  found.data = ReadLaunchTemplateData(evaluator, data);
  out.launch_templates.push_back(std::move(found));
}

}  // namespace headroom
