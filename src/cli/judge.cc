#include "cli/judge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "cli/open_parameters.h"
#include "plan/stack_members.h"
#include "plan/update.h"
#include "resources/resource_type.h"

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
      const auto key = std::make_tuple(finding.rule, finding.path, finding.resource, finding.license,
                                       finding.where.file, finding.where.span.begin);
      if (seen_.insert(key).second) out_.push_back(finding);
    }
  }

 private:
  Findings& out_;
  std::set<std::tuple<std::string, std::string, std::string, std::string, const SourceFile*, uint32_t>> seen_;
};

std::vector<Extracted> ExtractedOf(const Inputs& inputs) {
  std::vector<Extracted> out;
  for (const Input* input : inputs) out.insert(out.end(), input->extracted.begin(), input->extracted.end());
  return out;
}

/// Launches that were explored stand for themselves no longer, nor do launch templates that they use.
void RemoveExplored(Plan& plan, const Exploration& explored) {
  const auto is_explored = [&](const PlannedLaunch& launch) {
    const std::set<LaunchKey>& which = launch.counts ? explored.launches : explored.templates;
    return which.count({launch.path, launch.within, launch.resource}) > 0;
  };
  plan.launches.erase(std::remove_if(plan.launches.begin(), plan.launches.end(), is_explored),
                      plan.launches.end());
}

std::vector<OpenInput> OpenInputs(const Inputs& inputs, const OpenParameters& open) {
  std::vector<OpenInput> out;
  for (const Input* input : inputs) {
    if (!input->tmpl) {
      out.push_back({nullptr, {}, {}, input->extracted, {}});
      continue;
    }
    const auto extract = [input](const cfn::Assignment& assignment, cfn::ConditionChoices& choices,
                                 const Wanted* wanted, Findings& findings) {
      return ExtractTemplate(*input, {assignment, &choices, wanted}, findings);
    };
    OpenInput& made = out.emplace_back(OpenInput{&*input->tmpl, WithoutOpen(*input, open), {}, {}, extract});
    Findings said;  // already, when the input was read
    made.extracted = extract(made.assignment, made.choices, nullptr, said);
  }
  return out;
}

/// Whether anything that the demand depends on is not known.
bool HasGaps(const Plan& plan) {
  return std::any_of(plan.launches.begin(), plan.launches.end(),
                     [](const PlannedLaunch& launch) { return launch.counts && !launch.gaps.empty(); });
}

/// How the resources of templates behave in an update. What is wrong with them is found where they are
/// planned.
std::map<std::string, UpdateBehavior> BehaviorOf(const Inputs& inputs) {
  std::map<std::string, UpdateBehavior> out;
  Findings ignored;
  for (const Input* input : inputs) {
    if (!input->tmpl) continue;
    cfn::Evaluator evaluator(*input->tmpl, input->deployment->environment, input->assignment, ignored);
    out.merge(ReadUpdateBehavior(evaluator));
  }
  return out;
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
    std::vector<std::string> remarks;
    const OpenParameters open = FindOpen(inputs_, false, remarks);
    for (const std::string& remark : remarks) Warn(remark);
    CaseFindings cases(findings_);
    const auto check_case = [&](const Plan& plan, const Findings& findings) {
      Findings found = findings;
      RunChecks(InputOf(plan, {}), found);
      cases.Add(found);
    };
    if (!open.empty() || HasGaps(out.plan))
      out.explored = ExploreOver(OpenInputs(inputs_, open), open, check_case);
    RemoveExplored(out.plan, out.explored);
    out.demand = AddDemand(CountDemand(out.plan), out.explored.demand);
    if (members_) update_->replaced = FindReplaced(out.plan, *members_);
    if (update_) ApplyUpdate(*update_, out.demand);
    if (judge_.worst_case) out.peak = WorstCase(out);
    if (update_) ApplyUpdate(*update_, out.peak);
    RunChecks(InputOf(out.plan, {}), findings_);
    return out;
  }

 private:
  cfn::Environment Environment() const {
    return inputs_.empty() ? cfn::Environment() : inputs_.front()->deployment->environment;
  }

  PlanOptions PlanOf() const {
    PlanOptions options;
    options.account = Environment().account;
    if (members_) options.members = &*members_;
    options.lookups = Environment().lookups;
    options.is_update = update_.has_value();
    if (update_ && update_->before) options.deployed = &*update_->before;
    return options;
  }

  void ReadUpdate() {
    if (!stack_ && judge_.deployed == nullptr) return;
    Update update;
    update.after = BehaviorOf(inputs_);
    if (stack_) {
      members_.emplace(judge_.store, *stack_, ExtractedOf(inputs_), Environment());
      update.held = HeldByStack(judge_.store, *members_);
    }
    if (judge_.deployed != nullptr) {
      const Inputs deployed = InputsOf(*judge_.deployed);
      update.before = BehaviorOf(deployed);
      if (!stack_) {
        JudgeDeployed(deployed);
        update.deployed = &deployed_.demand;
        update.held = HeldByDeployed(deployed_.demand);
      }
    }
    update_ = std::move(update);
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
    return {plan,
            demand,
            judge_.store,
            Environment().region,
            Environment().account,
            judge_.now,
            judge_.near_limit_millionths};
  }

  Exploration ExploreOver(std::vector<OpenInput> inputs, const OpenParameters& open,
                          std::function<void(const Plan&, const Findings&)> on_case) {
    const ExploreOptions options{judge_.store, PlanOf(), judge_.max_cases, std::move(on_case)};
    Exploration explored = Explore(std::move(inputs), open, options);
    for (const std::string& remark : explored.remarks) Warn(remark);
    return explored;
  }

  /// Once, whatever found it.
  void Warn(const std::string& remark) {
    if (std::find(warnings_.begin(), warnings_.end(), remark) == warnings_.end()) warnings_.push_back(remark);
  }

  /// Every parameter that is not given is open, and what is found on the way is no finding: nobody has asked
  /// for those values.
  std::vector<Demand> WorstCase(Judgement& out) {
    std::vector<std::string> said;  // of those that have a default
    const OpenParameters open = FindOpen(inputs_, true, said);
    for (const std::string& remark : said) Warn(remark);
    std::vector<OpenInput> inputs = OpenInputs(inputs_, open);
    std::vector<Extracted> extracted;
    for (const OpenInput& input : inputs)
      extracted.insert(extracted.end(), input.extracted.begin(), input.extracted.end());
    Findings ignored;
    out.widest_plan = MakePlan(extracted, judge_.store, PlanOf(), ignored);
    out.widest = ExploreOver(std::move(inputs), open, [](const Plan&, const Findings&) {});
    RemoveExplored(out.widest_plan, out.widest);
    return AddDemand(CountDemand(out.widest_plan), out.widest.peak);
  }

  const Judge& judge_;
  const Inputs inputs_;
  const std::optional<std::string> stack_;
  Findings& findings_;
  std::vector<std::string>& warnings_;
  std::optional<StackMembers> members_;  // of the stack that is updated
  std::optional<Update> update_;
  Judgement deployed_;  // what the demand of the deployed templates points into
};

/// Checks what is about licenses rather than launches.
void CheckLimits(const Judge& judge, const std::vector<Demand>& demand, const std::vector<Demand>& peak,
                 Findings& findings) {
  const Plan nothing;
  CheckInput input{nothing, demand, judge.store, {}, {}, judge.now, judge.near_limit_millionths};
  if (judge.worst_case) input.peak = &peak;
  RunChecks(input, findings);
}

/// Inputs that go to one place and update one stack.
struct Group {
  const Deployment* deployment;  // of the first
  Inputs inputs;
  std::set<std::string> identities;  // of their files: a second copy of one is a deployment of its own
};

bool GoesTo(const Deployment& deployment, const Group& group) {
  const auto place = [](const Deployment& of) {
    const cfn::Environment& environment = of.environment;
    return std::tie(environment.region, environment.account, environment.stack_name);
  };
  return place(deployment) == place(*group.deployment);
}

std::vector<Group> GroupsOf(const Inputs& inputs) {
  std::vector<Group> groups;
  for (const Input* input : inputs) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& known) {
      return GoesTo(*input->deployment, known) && known.identities.count(input->identity) == 0;
    });
    if (group == groups.end()) group = groups.insert(group, Group{input->deployment, {}, {}});
    group->inputs.push_back(input);
    group->identities.insert(input->identity);
  }
  return groups;
}

}  // namespace

std::deque<Judgement> JudgeAll(const Judge& judge, const InputSet& set, bool separate, RunResult& result,
                               std::vector<std::string>& warnings) {
  std::deque<Judgement> judgements;  // stays where it is: demands point into it
  std::vector<Inputs> together;
  if (separate) {
    for (const Input* input : InputsOf(set)) together.push_back({input});
  } else {
    together.push_back(InputsOf(set));
  }
  for (const Inputs& inputs : together) {
    std::vector<Demand> demand, peak;
    for (const Group& group : GroupsOf(inputs)) {
      judgements.push_back(DeploymentJudge(judge, group.inputs, group.deployment->environment.stack_name,
                                           result.findings, warnings)
                               .Run());
      demand = AddDemand(std::move(demand), judgements.back().demand);
      peak = AddDemand(std::move(peak), judgements.back().peak);
    }
    CheckLimits(judge, demand, peak, result.findings);
    for (Demand& one : demand) {
      if (separate) one.path = inputs[0]->path;
      result.demand.push_back(std::move(one));
    }
  }
  return judgements;
}

}  // namespace headroom
