#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plan/readings.h"

namespace headroom {

/// What is found of launch templates that nothing launches.
using FindingsOfTemplates = std::map<LaunchKey, Findings>;

/// What an element comes to under all that it reads, found out as it is asked for.
struct Decision {
  bool known = false;
  std::optional<size_t> variable;               // what it depends on next; nothing: on no more
  std::vector<std::unique_ptr<Decision>> next;  // by the variable's value
  bool refused = false;
  const Outcome* outcome = nullptr;  // null: it depends on more, or is refused
  Findings findings;                 // to be said once it is part of a case
  bool used = false;                 // it has been
  FindingsOfTemplates unlaunched;    // to be said once no other resource of a case launches them
};

/// The value of each variable in a case, by their indices.
class Assigned {
 public:
  std::optional<size_t> Of(size_t variable) const {
    return variable < values_.size() ? values_[variable] : std::nullopt;
  }
  void Set(size_t variable, std::optional<size_t> value) {
    if (variable >= values_.size()) values_.resize(variable + 1);
    values_[variable] = value;
  }

 private:
  std::vector<std::optional<size_t>> values_;
};

/// What each element comes to under each assignment, found out as it is asked for and kept.
class Decisions {
 public:
  /// Both must outlive this.
  Decisions(Elements& elements, const ExploreOptions& options)
      : readings_(elements), elements_(elements), options_(options) {}

  /// What the element comes to under the values, as far as those go.
  Decision& Follow(size_t element, const Assigned& assigned);
  const Variable& VariableAt(size_t index) const { return variables_[index].first; }
  const std::vector<std::string>& PermittedAt(size_t index) const { return variables_[index].second; }

 private:
  size_t IndexOf(const Variable& variable);
  FindingsOfTemplates JudgeUnlaunched(const Plan& plan) const;
  void Decide(size_t element, const Values& values, Decision& at);

  Readings readings_;
  Elements& elements_;
  const ExploreOptions& options_;
  std::map<size_t, Decision> decisions_;                        // by element
  std::map<std::pair<size_t, std::string>, Outcome> outcomes_;  // by element and fingerprint
  std::map<Variable, size_t> variable_index_;
  std::vector<std::pair<Variable, std::vector<std::string>>> variables_;  // with their permitted values
};

}  // namespace headroom
