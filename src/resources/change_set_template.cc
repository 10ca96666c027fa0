#include "resources/change_set_template.h"

#include <algorithm>
#include <set>

#include "resources/resource_type.h"

namespace headroom {
namespace {

/// The resource that a value is a reference to, and nothing more; else empty.
std::string ReferenceOf(const cfn::Value& value) {
  return value.is_unknown() ? value.unknown().resource : std::string();
}

/// What the change set leaves open is what the template refers to there.
void CompleteValue(const cfn::Value& stated, cfn::Value& value) {
  if (value.is_unknown() && !ReferenceOf(stated).empty())
    value = cfn::Value::NotKnown(stated.unknown(), value.where());
}

/// Whether a version is the newest one, however it comes to be named.
bool IsNewest(const cfn::Value& version) {
  return version.is_unknown() ? version.unknown().attribute == "LatestVersionNumber"
                              : version.text() == "$Latest";
}

bool Holds(const Extracted& out, const std::string& launch_template) {
  return std::any_of(out.launch_templates.begin(), out.launch_templates.end(),
                     [&](const LaunchTemplateResource& found) { return found.resource == launch_template; });
}

}  // namespace

ChangeSetTemplate::ChangeSetTemplate(const Document& document, const cfn::Environment& environment)
    : template_(document, unread_),
      assignment_(template_.parameters().size()),
      evaluator_(template_, environment, assignment_, unread_) {}

void ChangeSetTemplate::Complete(const std::string& id, Extracted& out, size_t launches, size_t changes) {
  const std::set<std::string, std::less<>> wanted = {id};
  const Extracted stated = ExtractLaunches(evaluator_, out.path, &wanted);
  // Where a condition decides how many there are, nobody can tell which is which.
  if (stated.launches.size() == out.launches.size() - launches) {
    for (size_t i = 0; i < stated.launches.size(); ++i)
      Complete(stated.launches[i], out.launches[launches + i]);
  }
  if (stated.group_changes.size() == out.group_changes.size() - changes) {
    for (size_t i = 0; i < stated.group_changes.size(); ++i)
      CompleteValue(stated.group_changes[i].group, out.group_changes[changes + i].group);
  }
}

void ChangeSetTemplate::Complete(const Launch& stated, Launch& launch) {
  for (cfn::Value LaunchData::*member :
       {&LaunchData::image_id, &LaunchData::host_id, &LaunchData::host_resource_group})
    CompleteValue(stated.data.*member, launch.data.*member);
  Complete(stated.launch_template, launch.launch_template);
  if (stated.options.size() == launch.options.size()) {
    for (size_t i = 0; i < stated.options.size(); ++i)
      Complete(stated.options[i].launch_template, launch.options[i].launch_template);
  }
  if (stated.by_type.size() == launch.by_type.size()) {
    for (size_t i = 0; i < stated.by_type.size(); ++i)
      Complete(stated.by_type[i].launch_template, launch.by_type[i].launch_template);
  }
}

void ChangeSetTemplate::Complete(const std::optional<LaunchTemplateRef>& stated,
                                 std::optional<LaunchTemplateRef>& ref) {
  if (stated && ref) Complete(*stated, *ref);
}

void ChangeSetTemplate::Complete(const LaunchTemplateRef& stated, LaunchTemplateRef& ref) {
  CompleteValue(stated.id, ref.id);
  CompleteValue(stated.name, ref.name);
  CompleteValue(stated.version, ref.version);
  const std::string resource = ReferenceOf(stated.id);
  if (resource.empty() || !ref.id.is_scalar()) return;
  if (ReferenceOf(ref.version) == resource) {
    // It exists, and the change set makes a new version of it.
    ref.id = cfn::Value::NotKnown(stated.id.unknown(), ref.id.where());
  } else if (ref.version.is_scalar() && IsNewest(stated.version)) {
    newest_.emplace(Version(ref.id.text(), ref.version.text()), resource);
  }
}

void ChangeSetTemplate::AddUnchanged(Extracted& out) {
  for (Launch& launch : out.launches) {
    AddUnchanged(launch.launch_template, out);
    for (LaunchOption& option : launch.options) AddUnchanged(option.launch_template, out);
  }
}

void ChangeSetTemplate::AddUnchanged(std::optional<LaunchTemplateRef>& ref, Extracted& out) {
  if (!ref || !ref->id.is_scalar()) return;
  const auto found = newest_.find({ref->id.text(), ref->version.text()});
  if (found != newest_.end() && Add(found->second, out)) ref->same_as = found->second;
}

/// Adds a launch template as the template has it; false where it has none of the name.
bool ChangeSetTemplate::Add(const std::string& launch_template, Extracted& out) {
  if (Holds(out, launch_template)) return true;
  const std::set<std::string, std::less<>> wanted = {launch_template};
  for (LaunchTemplateResource& found : ExtractLaunches(evaluator_, out.path, &wanted).launch_templates) {
    found.touched.clear();  // parameters of the template, which are none of the change set
    out.launch_templates.push_back(std::move(found));
  }
  return Holds(out, launch_template);
}

}  // namespace headroom
