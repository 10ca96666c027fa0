#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "cfn/evaluator.h"
#include "resources/launch.h"
#include "syntax/document.h"

namespace headroom {

/// The template that a change set deploys. The change set has the values of all properties but for those that
/// only its run can tell, such as the id of a launch template that it creates; the template says what these
/// refer to. Its parameters' values are not in it: what depends on them it does not say. Source:
/// CloudFormation API reference, GetTemplate (`TemplateBody`, also of a change set).
class ChangeSetTemplate {
 public:
  /// Both must outlive it.
  ChangeSetTemplate(const Document& document, const cfn::Environment& environment);
  ChangeSetTemplate(const ChangeSetTemplate&) = delete;
  ChangeSetTemplate& operator=(const ChangeSetTemplate&) = delete;

  /// Fills in what the launches from `launches` on, and the group changes from `changes` on, refer to: they
  /// are all that was read of the resource `id`.
  void Complete(const std::string& id, Extracted& out, size_t launches, size_t changes);

  /// Takes the references of `out` to launch templates that the change set leaves alone, as they stand in the
  /// template, for where the store lacks them. To be called when all changes are completed.
  void AddUnchanged(Extracted& out);

 private:
  /// A launch template and its version, as a change set names them.
  using Version = std::pair<std::string, std::string>;

  void Complete(const LaunchTemplateRef& stated, LaunchTemplateRef& ref);
  void Complete(const std::optional<LaunchTemplateRef>& stated, std::optional<LaunchTemplateRef>& ref);
  void Complete(const Launch& stated, Launch& launch);
  void AddUnchanged(std::optional<LaunchTemplateRef>& ref, Extracted& out);
  bool Add(const std::string& launch_template, Extracted& out);

  Findings unread_;  // what is wrong with the template is not the change set's to say
  cfn::Template template_;
  const cfn::Assignment assignment_;
  cfn::Evaluator evaluator_;
  std::map<Version, std::string> newest_;  // logical ids
};

}  // namespace headroom
