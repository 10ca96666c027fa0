#include "cli/judge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "cli/open_parameters.h"
#include "plan/related.h"
#include "plan/stack_members.h"
#include "plan/update.h"

namespace headroom {
namespace {

using Inputs = std::vector<const Input*>;

Inputs InputsOf(const InputSet& set) {
  Inputs out;
  for (const auto& input : set.inputs) {
    if (!input->nested) out.push_back(input.get());
  }
  return out;
}

/// Findings of many cases, each once: a finding about a launch is raised if any permitted value has it.
class CaseFindings {
 public:
  explicit CaseFindings(Findings& out) : out_(out) {}

  void Add(const Findings& findings) {
    for (const Finding& finding : findings) {
      if (seen_.insert(KeyOf(finding)).second) out_.push_back(finding);
    }
  }
  /// What is said without a case.
  void Note(const Findings& findings) {
    for (const Finding& finding : findings) seen_.insert(KeyOf(finding));
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string, const SourceFile*, uint32_t>;

  static Key KeyOf(const Finding& finding) {
    return {finding.rule,    finding.path,       finding.resource,
            finding.license, finding.where.file, finding.where.span.begin};
  }

  Findings& out_;
  std::set<Key> seen_;
};

std::vector<Extracted> ExtractedOf(const Inputs& inputs) {
  std::vector<Extracted> out;
  for (const Input* input : inputs) out.insert(out.end(), input->extracted.begin(), input->extracted.end());
  return out;
}

/// Launches that were explored stand for themselves no longer, nor do launch templates that they use, nor
/// what could be seen in every case.
void RemoveExplored(Plan& plan, const std::set<LaunchKey>& launches, const Exploration& explored) {
  const auto is_explored = [&](const PlannedLaunch& launch) {
    const std::set<LaunchKey>& which = launch.counts ? launches : explored.templates;
    return which.count(KeyOf(launch)) > 0;
  };
  std::erase_if(plan.launches, is_explored);
  std::erase_if(plan.opaque, [&](const Opaque& one) {
    return !one.touched.empty() && explored.seen.count({one.path, one.origin}) > 0;
  });
}

OpenInput OpenAutomation(const Input& input, bool defaulted) {
  OpenInput out{nullptr, {}, {}, {}, {}};
  out.choices.defaulted = defaulted;
  out.extract = [&input](const cfn::Assignment&, cfn::Choices& choices, const Wanted*, Findings& findings) {
    return ExtractAutomation(input, &choices, findings);
  };
  Findings said;  // already, when the input was read
  out.extracted = out.extract({}, out.choices, nullptr, said);
  return out;
}

/// Whether a plan is all launch templates that take nothing.
bool IsUnlaunched(const Plan& plan) {
  return !plan.launches.empty() && std::none_of(plan.launches.begin(), plan.launches.end(),
                                                [](const PlannedLaunch& launch) { return launch.counts; });
}

/// The parameters that nobody gave and nothing bounds.
std::set<std::string, std::less<>> DefaultedNames(const Input& input, const OpenParameters& open,
                                                  const UntriedParameters& untried) {
  std::set<std::string, std::less<>> out;
  for (const cfn::Parameter& parameter : input.tmpl->parameters()) {
    const bool given = input.deployment->parameters.count(parameter.name) > 0;
    if (!given && open.count(parameter.name) + untried.count(parameter.name) == 0) out.insert(parameter.name);
  }
  return out;
}

/// With `defaulted` parameters of documents are open even if they have a default.
std::vector<OpenInput> OpenInputs(const Inputs& inputs, const OpenParameters& open,
                                  const UntriedParameters& untried, bool defaulted) {
  std::vector<OpenInput> out;
  for (const Input* input : inputs) {
    if (input->kind == InputKind::kSsmAutomation && input->readable) {
      out.push_back(OpenAutomation(*input, defaulted));
      continue;
    }
    if (!input->tmpl) {
      out.push_back({nullptr, {}, {}, input->extracted, {}});
      continue;
    }
    const auto extract = [input](const cfn::Assignment& assignment, cfn::Choices& choices,
                                 const Wanted* wanted, Findings& findings) {
      return ExtractTemplate(*input, {assignment, &choices, wanted}, findings);
    };
    OpenInput& made =
        out.emplace_back(OpenInput{&*input->tmpl, WithoutOpen(*input, open, untried), {}, {}, extract});
    made.choices.defaulted = defaulted;
    if (defaulted) made.choices.open_defaults = DefaultedNames(*input, open, untried);
    Findings said;  // already, when the input was read
    made.extracted = extract(made.assignment, made.choices, nullptr, said);
  }
  return out;
}

/// Whether anything that the demand depends on is not known.
bool HasGaps(const Plan& plan) {
  const bool unseen = std::any_of(plan.opaque.begin(), plan.opaque.end(),
                                  [](const Opaque& one) { return !one.touched.empty(); });
  return unseen || std::any_of(plan.launches.begin(), plan.launches.end(), [](const PlannedLaunch& launch) {
           return launch.counts && !launch.gaps.empty();
         });
}

/// How the resources of templates behave in an update. What is wrong with them is found where they are
/// planned.
UpdateBehaviors BehaviorOf(const Inputs& inputs, const StackNames& stacks) {
  UpdateBehaviors out;
  Findings ignored;
  for (const Input* input : inputs) {
    if (!input->tmpl) continue;
    UpdateBehaviors own;
    ExtractTemplate(*input, {input->assignment}, ignored, {nullptr, &own});
    out.merge(BelowStack(stacks, input->path, own));
  }
  return out;
}

/// Whether both go to one account and Region and update one stack.
bool GoTogether(const Deployment& a, const Deployment& b) {
  const auto place = [](const Deployment& of) {
    const cfn::Environment& environment = of.environment;
    return std::tie(environment.region, environment.account, environment.stack_name);
  };
  return place(a) == place(b);
}

class DeploymentJudge {
 public:
  /// `stack` is the one that the inputs, which go to one place, update.
  DeploymentJudge(const Judge& judge, Inputs inputs, std::optional<std::string> stack, Findings& findings,
                  std::vector<std::string>& warnings)
      : judge_(judge),
        inputs_(std::move(inputs)),
        stack_(std::move(stack)),
        findings_(findings),
        warnings_(warnings) {}

  /// Plans and counts, and checks what concerns the plan alone.
  Judgement Run() {
    Judgement out;
    ReadUpdate();
    const std::vector<Extracted> extracted = ExtractedOf(inputs_);
    out.plan = MakePlan(extracted, judge_.store, PlanOf(), findings_);
    UntriedParameters untried;
    const OpenParameters open = FindOpen(inputs_, false, untried);
    for (const auto& [name, remark] : untried) Warn(remark);
    CaseFindings cases(findings_);
    const auto judge = [&](const Plan& plan, Findings found) {
      RunChecks(InputOf(plan, {}), found);
      return found;
    };
    const auto say = [&](const Findings& found) { cases.Add(found); };
    if (!open.empty() || HasGaps(out.plan))
      out.explored = ExploreOver(OpenInputs(inputs_, open, untried, false), open, judge, say);
    RemoveExplored(out.plan, out.explored.launches, out.explored);
    out.demand = AddDemand(CountDemand(out.plan), out.explored.demand);
    if (members_) update_->replaced = FindReplaced(out.plan, *members_);
    if (update_) ApplyUpdate(*update_, out.demand);
    if (judge_.worst_case) FindWorstCase(out);
    if (update_) ApplyUpdate(*update_, out.worst.peak);
    if (update_) ApplyUpdate(*update_, out.worst.bound);
    RunChecks(InputOf(out.plan, {}), findings_);
    CaseFindings more(findings_);
    more.Note(findings_);
    more.Add(undetermined_);
    return out;
  }

 private:
  /// The deployment of all of them: where there is an update, there are inputs.
  const Deployment& Here() const { return *inputs_.front()->deployment; }

  PlanOptions PlanOf() const {
    PlanOptions options;
    if (members_) options.members = &*members_;
    if (!inputs_.empty()) options.lookups = Here().environment.lookups;
    options.is_update = update_.has_value();
    if (update_ && update_->before) options.deployed = &*update_->before;
    if (update_) options.stacks = update_->stacks;
    return options;
  }

  void ReadUpdate() {
    const bool changes = std::any_of(inputs_.begin(), inputs_.end(),
                                     [](const Input* input) { return input->changes.has_value(); });
    if (!stack_ && judge_.deployed == nullptr && !changes) return;
    Update update;
    if (!stack_) update.stacks = judge_.stacks;
    update.after = BehaviorOf(inputs_, update.stacks);
    if (stack_) {
      members_.emplace(judge_.store, *stack_, ExtractedOf(inputs_), Here().environment);
      update.held = HeldByStack(judge_.store, *members_);
    }
    if (changes) ReadChanges(update);
    if (judge_.deployed != nullptr) {
      const Inputs deployed = DeployedHere();
      if (!update.before) update.before.emplace();
      update.before->merge(BehaviorOf(deployed, update.stacks));
      if (!stack_) JudgeDeployed(deployed);
    }
    if (!stack_) {
      replaced_ = AddDemand(deployed_.demand, CountDemand(changed_));
      update.deployed = &replaced_;
      update.held = HeldByDeployed(replaced_, update.stacks);
    }
    update_ = std::move(update);
  }

  /// What is deployed where the inputs go; of one that is judged alone, its own stack.
  Inputs DeployedHere() const {
    const auto stack = [&](const Input& input) { return ResourceKey(judge_.stacks, input.path, "", ""); };
    Inputs deployed = InputsOf(*judge_.deployed);
    std::erase_if(deployed, [&](const Input* input) {
      return !GoTogether(*input->deployment, Here()) ||
             (judge_.separate && stack(*input) != stack(*inputs_.front()));
    });
    return deployed;
  }

  /// What change sets replace. Of the stack, too, they release only what they change.
  void ReadChanges(Update& update) {
    std::vector<Extracted> before;
    update.before.emplace();
    for (const Input* input : inputs_) {
      if (!input->changes) continue;
      before.push_back(input->changes->before);
      update.before->merge(BelowStack(update.stacks, input->path, input->changes->behaviors_before));
      update.after.merge(BelowStack(update.stacks, input->path, input->changes->behaviors_after));
    }
    if (stack_) return DropUnchanged(update);
    Findings ignored;
    changed_ = MakePlan(before, judge_.store, {}, ignored);
  }

  static void DropUnchanged(Update& update) {
    for (auto& [license, units] : update.held) {
      std::erase_if(units, [&](const auto& of) {
        return update.before->count(of.first) == 0 && update.after.count(of.first) == 0;
      });
    }
  }

  /// The demand of the templates as they are deployed now. What is wrong with them is too late to say.
  void JudgeDeployed(const Inputs& deployed) {
    Judge alone = judge_;
    alone.deployed = nullptr;
    alone.worst_case = false;
    Findings ignored;
    deployed_ = DeploymentJudge(alone, deployed, std::nullopt, ignored, warnings_).Run();
  }

  CheckInput InputOf(const Plan& plan, const std::vector<Demand>& demand) const {
    return {plan, demand, judge_.store, judge_.now, judge_.near_limit_millionths};
  }

  Exploration ExploreOver(std::vector<OpenInput> inputs, const OpenParameters& open,
                          std::function<Findings(const Plan&, Findings)> judge,
                          std::function<void(const Findings&)> say) {
    const ExploreOptions options{judge_.store, PlanOf(), judge_.max_cases, std::move(judge), std::move(say)};
    Exploration explored = Explore(std::move(inputs), open, options);
    for (const std::string& remark : explored.remarks) Warn(remark);
    return explored;
  }

  /// Once, whatever found it.
  void Warn(const std::string& remark) {
    if (std::find(warnings_.begin(), warnings_.end(), remark) == warnings_.end()) warnings_.push_back(remark);
  }

  /// Every parameter that is not given is open, and what is found on the way is no finding: nobody has asked
  /// for those values. But what cannot be determined then is missing from the worst case.
  void FindWorstCase(Judgement& out) {
    UntriedParameters untried;
    const OpenParameters open = FindOpen(inputs_, true, untried);
    for (const auto& [name, remark] : untried) Warn(remark);
    std::vector<OpenInput> inputs = OpenInputs(inputs_, open, untried, true);
    std::vector<Extracted> extracted;
    for (const OpenInput& input : inputs)
      extracted.insert(extracted.end(), input.extracted.begin(), input.extracted.end());
    Findings ignored;
    out.peak_plan = MakePlan(extracted, judge_.store, PlanOf(), ignored);
    out.bound_plan = out.peak_plan;
    SayFixed(inputs, out.peak_plan);
    CaseFindings undetermined(undetermined_);
    const auto judge = [&](const Plan& plan, const Findings&) {
      return IsUnlaunched(plan) ? Findings() : UndeterminedIn(plan);
    };
    const auto say = [&](const Findings& found) { undetermined.Add(found); };
    out.widest = ExploreOver(std::move(inputs), open, judge, say);
    RemoveExplored(out.peak_plan, out.widest.at_peak, out.widest);
    RemoveExplored(out.bound_plan, out.widest.launches, out.widest);
    if (!untried.empty()) NoteUntried(out);
    out.worst.peak = AddDemand(CountDemand(out.peak_plan), out.widest.peak);
    out.worst.bound = AddDemand(CountDemand(out.bound_plan), out.widest.demand);
    SayUnbounded(out);
    SayDefaulted(open);
  }

  /// Licensed launches that cannot be determined since not all of their parameters' values are tried.
  static void NoteUntried(Judgement& out) {
    std::set<LaunchKey> before;
    for (const PlannedLaunch& launch : out.plan.launches) {
      if (!launch.gaps.empty()) before.insert(KeyOf(launch));
    }
    for (const PlannedLaunch& launch : out.peak_plan.launches) {
      if (!launch.gaps.empty() && IsLicensed(launch) && before.count(KeyOf(launch)) == 0)
        out.widest.unbounded.insert(KeyOf(launch));
    }
  }

  static bool IsLicensed(const PlannedLaunch& launch) {
    return std::any_of(launch.candidates.begin(), launch.candidates.end(),
                       [](const Candidate& candidate) { return !candidate.claims.empty(); });
  }

  /// What of a case cannot be determined.
  Findings UndeterminedIn(const Plan& plan) const {
    Findings out;
    RunChecks(InputOf(plan, {}), out);
    std::erase_if(out, [](const Finding& one) { return one.rule != "LM004" && one.rule != "LM205"; });
    for (Finding& one : out) one.message = "with some values of the parameters, " + one.message;
    return out;
  }

  /// Of what nothing bounds the default is used: whoever gives another is not warned.
  void SayFixed(const std::vector<OpenInput>& inputs, const Plan& plan) {
    std::set<LaunchKey> licensed;
    for (const PlannedLaunch& launch : plan.launches) {
      if (IsLicensed(launch)) licensed.insert(KeyOf(launch));
    }
    std::set<std::string> names;
    for (size_t i = 0; i < inputs.size(); ++i) {
      for (const Extracted& stack : inputs[i].extracted) {
        for (const Launch& launch : stack.launches) {
          if (licensed.count(KeyOf(launch)) == 0) continue;
          const auto add = [&](const std::string&, const std::vector<uint32_t>& touched) {
            AddFixed(inputs[i], *inputs_[i], touched, names);
          };
          add(launch.resource, launch.touched);
          ForEachRelated(stack, launch, add);
        }
      }
    }
    if (names.empty()) return;
    Warn(fmt::format(
        "nothing bounds {}, on which licensed launches depend: `--worst-case` uses their defaults, and "
        "what conditions compare them with",
        ListOf(names)));
  }

  static void AddFixed(const OpenInput& open, const Input& input, const std::vector<uint32_t>& touched,
                       std::set<std::string>& names) {
    for (uint32_t index : touched) {
      if (index >= open.assignment.size() || !open.assignment[index]) continue;
      const cfn::Parameter& parameter = open.tmpl->parameters()[index];
      const bool is_given = input.deployment->parameters.count(parameter.name) > 0;
      if (!is_given && !cfn::PermittedValues(parameter)) names.insert(parameter.name);
    }
  }

  /// "the parameters `A`, `B` and 3 more".
  static std::string ListOf(const std::set<std::string>& names) {
    constexpr size_t kShown = 5;
    std::vector<std::string> shown;
    for (const std::string& name : names) {
      if (shown.size() < kShown) shown.push_back(fmt::format("`{}`", Printable(name)));
    }
    const size_t more = names.size() - shown.size();
    return fmt::format("the parameter{} {}{}", names.size() == 1 ? "" : "s", Join(shown, ", "),
                       more == 0 ? "" : fmt::format(" and {} more", more));
  }

  /// Snippets are in place before anything is tried.
  void SayDefaulted(const OpenParameters& open) {
    Plan plan;
    for (const Input* input : inputs_) {
      for (const DefaultedSnippet& snippet : input->defaulted) {
        const auto& names = snippet.parameters;
        if (std::any_of(names.begin(), names.end(), [&](const auto& name) { return open.count(name) > 0; }))
          plan.opaque.push_back(snippet.opaque);
      }
    }
    const Findings found = UndeterminedIn(plan);
    undetermined_.insert(undetermined_.end(), found.begin(), found.end());
  }

  /// A launch that has no bound is missing from the worst case: the rest says nothing of it.
  void SayUnbounded(const Judgement& out) {
    const auto say = [&](Place where, const std::string& path, const std::string& resource) {
      AddFinding(findings_, *FindCheck("LM004"), where, path, resource,
                 fmt::format("the most that `{}` may take cannot be determined: not all that its parameters "
                             "permit could be tried",
                             resource))
          .hint = "permit fewer values of the parameters, or let `--max-cases` try more of them";
    };
    for (const PlannedLaunch& launch : out.bound_plan.launches) {
      if (launch.counts && out.widest.unbounded.count(KeyOf(launch)) > 0)
        say(launch.where, launch.path, launch.resource);
    }
    for (const Opaque& one : out.bound_plan.opaque) {
      if (out.widest.unseen.count({one.path, one.origin}) > 0) say(one.where, one.path, one.resource);
    }
  }

  const Judge& judge_;
  const Inputs inputs_;
  const std::optional<std::string> stack_;
  Findings& findings_;
  std::vector<std::string>& warnings_;
  std::optional<StackMembers> members_;  // of the stack that is updated
  std::optional<Update> update_;
  Findings undetermined_;  // in some case of the worst
  Judgement deployed_;     // what the demand of the deployed templates points into
  Plan changed_;           // likewise of what change sets replace
  std::vector<Demand> replaced_;
};

/// Checks what is about licenses rather than launches.
void CheckLimits(const Judge& judge, const std::vector<Demand>& demand, const WorstCase& worst,
                 Findings& findings) {
  const Plan nothing;
  CheckInput input{nothing, demand, judge.store, judge.now, judge.near_limit_millionths};
  if (judge.worst_case) input.worst = &worst;
  RunChecks(input, findings);
}

/// Inputs that go to one place and update one stack.
struct Group {
  const Deployment* deployment;  // of the first
  Inputs inputs;
  std::set<std::string> identities;  // of their files: a second copy of one is a deployment of its own
};

/// A template that is deployed where nothing goes releases nothing.
void SayElsewhere(const Judge& judge, const InputSet& set, std::vector<std::string>& warnings) {
  if (judge.deployed == nullptr) return;
  const Inputs inputs = InputsOf(set);
  for (const Input* deployed : InputsOf(*judge.deployed)) {
    if (std::any_of(inputs.begin(), inputs.end(), [&](const Input* one) {
          return one->tmpl && GoTogether(*one->deployment, *deployed->deployment);
        }))
      continue;
    warnings.push_back(fmt::format(
        "{}: no input goes to the Region, account and stack of this deployed template, so nothing "
        "of it is released (`--region` and `--account` say where it is)",
        Printable(deployed->path)));
  }
}

std::vector<Group> GroupsOf(const Inputs& inputs) {
  std::vector<Group> groups;
  for (const Input* input : inputs) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& known) {
      return GoTogether(*input->deployment, *known.deployment) &&
             known.identities.count(input->identity) == 0;
    });
    if (group == groups.end()) group = groups.insert(group, Group{input->deployment, {}, {}});
    group->inputs.push_back(input);
    group->identities.insert(input->identity);
  }
  return groups;
}

}  // namespace

std::deque<Judgement> JudgeAll(const Judge& judge, const InputSet& set, RunResult& result,
                               std::vector<std::string>& warnings) {
  std::deque<Judgement> judgements;  // stays where it is: demands point into it
  std::vector<Inputs> together;
  if (judge.separate) {
    for (const Input* input : InputsOf(set)) together.push_back({input});
  } else {
    together.push_back(InputsOf(set));
  }
  for (const Inputs& inputs : together) {
    std::vector<Demand> demand;
    WorstCase worst;
    for (const Group& group : GroupsOf(inputs)) {
      judgements.push_back(DeploymentJudge(judge, group.inputs, group.deployment->environment.stack_name,
                                           result.findings, warnings)
                               .Run());
      demand = AddDemand(std::move(demand), judgements.back().demand);
      worst.peak = AddDemand(std::move(worst.peak), judgements.back().worst.peak);
      worst.bound = AddDemand(std::move(worst.bound), judgements.back().worst.bound);
    }
    CheckLimits(judge, demand, worst, result.findings);
    for (Demand& one : demand) {
      if (judge.separate) one.path = inputs[0]->path;
      result.demand.push_back(std::move(one));
    }
  }
  SayElsewhere(judge, set, warnings);
  return judgements;
}

}  // namespace headroom
