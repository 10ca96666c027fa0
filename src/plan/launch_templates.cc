#include "plan/launch_templates.h"

#include <fmt/format.h>

#include "base/text.h"

namespace headroom {
namespace {

ResolvedTemplate NotKnown(std::string reason, bool reported = false) {
  ResolvedTemplate out;
  out.unknown = std::move(reason);
  out.reported = reported;
  return out;
}

/// Findings about a launch template of the store stand where the input names it: that is what its author can
/// change.
void MoveTo(LaunchData& data, Place where) {
  for (cfn::Value* value : {&data.image_id, &data.instance_type, &data.requirements.given, &data.tenancy,
                            &data.host_id, &data.host_resource_group, &data.cpu_options, &data.core_count,
                            &data.threads_per_core, &data.market, &data.subnet, &data.licenses}) {
    value->set_where(where);
  }
  for (cfn::Value& arn : data.license_arns) arn.set_where(where);
}

/// The version as text for the store: a number, `$Latest`, `$Default` (also where none is given).
std::string VersionText(const LaunchTemplateRef& ref) {
  return ref.version.is_scalar() ? ref.version.text() : std::string("$Default");
}

bool IsOwnVersion(const cfn::Value& version, const LaunchTemplateResource& found) {
  if (version.absent()) return true;
  if (version.is_unknown()) return version.unknown().resource == found.resource;
  return version.text() == "$Latest" || version.text() == "$Default" || version.text() == "1";
}

bool HasVersions(const LaunchTemplateResource& found) {
  return found.resource_type != "AWS::AutoScaling::LaunchConfiguration";
}

bool IsDefaultVersion(const cfn::Value& version) {
  if (version.is_unknown()) return version.unknown().attribute == "DefaultVersionNumber";
  return version.absent() || version.text() == "$Default";
}

}  // namespace

bool IsOfAnotherStack(const LaunchTemplateResource& found) { return StartsWith(found.resource, "/"); }

std::string LogicalIdOf(const LaunchTemplateResource& found) {
  return IsOfAnotherStack(found) ? found.resource.substr(found.resource.rfind('/') + 1) : found.resource;
}

const LaunchTemplateResource* TemplateResolver::FindByResource(const std::string& id) const {
  for (const LaunchTemplateResource& found : input_.launch_templates) {
    if (found.resource == id) return &found;
  }
  return nullptr;
}

const LaunchTemplateResource* TemplateResolver::FindByName(const std::string& name) const {
  for (const LaunchTemplateResource& found : input_.launch_templates) {
    if (found.name.is_scalar() && found.name.text() == name) return &found;
  }
  return nullptr;
}

ResolvedTemplate TemplateResolver::FromStore(const std::string& id_or_name, const LaunchTemplateRef& ref,
                                             const std::string& launch) const {
  if (ref.version.is_unknown()) return NotKnown(ref.version.unknown().reason, ref.version.unknown().reported);
  const std::string version = VersionText(ref);
  if (options_.lookups != nullptr)
    options_.lookups->Note(Lookups::Kind::kLaunchTemplate, id_or_name, version);
  const LaunchTemplateVersion* found = store_.FindLaunchTemplate(id_or_name, version);
  if (found == nullptr && store_.KnowsLaunchTemplate(id_or_name)) {
    return NotKnown(
        fmt::format("version `{}` of the launch template `{}` is not in the store", version, id_or_name));
  }
  if (found == nullptr) {
    return NotKnown(
        fmt::format("the launch template `{}` is neither in the template nor in the store", id_or_name));
  }
  cfn::Evaluator plain(*found->document, {}, findings_);
  plain.SetResource(launch);
  ResolvedTemplate out;
  out.data = ReadLaunchTemplateData(plain, plain.Evaluate({found->data, 0}));
  out.holder = launch;
  MoveTo(out.data, ref.where);
  return out;
}

ResolvedTemplate TemplateResolver::FromInput(const LaunchTemplateResource& found,
                                             const LaunchTemplateRef& ref, const std::string& launch) const {
  if (!IsOwnVersion(ref.version, found)) {
    if (ref.version.is_unknown()) {
      ResolvedTemplate out = NotKnown(ref.version.unknown().reason, ref.version.unknown().reported);
      out.resource = &found;
      return out;
    }
    ResolvedTemplate out =
        FromStore(found.name.is_scalar() ? found.name.text() : LogicalIdOf(found), ref, launch);
    out.resource = &found;
    if (!out.unknown.empty()) {
      out.unknown =
          fmt::format("the template makes version 1 of `{}`, and the store does not hold its version `{}`",
                      LogicalIdOf(found), VersionText(ref));
    }
    return out;
  }
  const bool is_new = options_.deployed != nullptr &&
                      options_.deployed->count(
                          ResourceKey(options_.stacks, input_.input, found.within, LogicalIdOf(found))) == 0;
  if (options_.is_update && !is_new && HasVersions(found) && IsDefaultVersion(ref.version))
    return FromDefault(found, ref, launch);
  return FromData(found);
}

ResolvedTemplate TemplateResolver::FromData(const LaunchTemplateResource& found) {
  ResolvedTemplate out;
  out.resource = &found;
  out.data = found.data;
  out.holder = LogicalIdOf(found);
  if (found.unreadable.is_unknown()) {
    out.unknown = found.unreadable.unknown().reason;
    out.reported = found.unreadable.unknown().reported;
  }
  return out;
}

/// The default version of a launch template that is deployed already: the store's, else the template's data
/// for want of better.
ResolvedTemplate TemplateResolver::FromDefault(const LaunchTemplateResource& found,
                                               const LaunchTemplateRef& ref,
                                               const std::string& launch) const {
  if (found.name.is_scalar()) {
    LaunchTemplateRef stored = ref;
    stored.version = cfn::Value::Scalar("$Default", ref.version.where());
    ResolvedTemplate out = FromStore(found.name.text(), stored, launch);
    out.resource = &found;
    if (out.unknown.empty()) return out;
  }
  ResolvedTemplate out = FromData(found);
  out.stale_version = ref.version.where() ? ref.version.where() : ref.where;
  return out;
}

ResolvedTemplate TemplateResolver::Resolve(const LaunchTemplateRef& ref, const std::string& launch) const {
  const cfn::Value& given = ref.id.absent() ? ref.name : ref.id;
  if (given.absent()) return NotKnown("neither `LaunchTemplateId` nor `LaunchTemplateName` is given");
  if (given.is_unknown()) {
    const LaunchTemplateResource* found = FindByResource(given.unknown().resource);
    return found != nullptr ? FromInput(*found, ref, launch)
                            : NotKnown(given.unknown().reason, given.unknown().reported);
  }
  const LaunchTemplateResource* found = ref.id.absent() ? FindByName(given.text()) : nullptr;
  if (found != nullptr) return FromInput(*found, ref, launch);
  ResolvedTemplate stored = FromStore(given.text(), ref, launch);
  const LaunchTemplateResource* same = stored.unknown.empty() ? nullptr : FindByResource(ref.same_as);
  return same != nullptr ? FromData(*same) : stored;
}

}  // namespace headroom
